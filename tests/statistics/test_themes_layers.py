"""Of layers of clusters the one of the true subjects is taken, not their parts and not halves."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from folkmoot.annotators._clusters import _best, _silhouette

SUBJECTS = np.repeat(np.arange(8), 120)
PARTS = np.repeat(np.arange(16), 60)
HALVES = SUBJECTS // 4


def points(apart: float, seed: int, toward: float = 0.0) -> NDArray[np.float32]:
    """Points around eight subjects on a sphere, each of two parts that lie so far apart.

    ``toward`` draws the subjects of each half together.
    """
    rng = np.random.default_rng(seed)
    centres = np.linalg.qr(rng.normal(size=(32, 10)))[0].T
    parts = np.linalg.qr(rng.normal(size=(32, 16)))[0].T * apart
    own = rng.normal(size=(len(PARTS), 32)) * 0.6 / np.sqrt(32)
    whole = centres[SUBJECTS] + toward * centres[8 + HALVES] + parts[PARTS] + own
    whole /= np.linalg.norm(whole, axis=1, keepdims=True)
    found: NDArray[np.float32] = whole.astype(np.float32)
    return found


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("apart", [0.1, 0.2, 0.35])
def test_subjects_are_taken_and_not_their_parts(apart: float, seed: int) -> None:
    drawn = points(apart, seed)
    assert _best([PARTS, SUBJECTS, HALVES], drawn) is SUBJECTS


@pytest.mark.parametrize("seed", range(5))
def test_parts_that_lie_as_far_apart_as_subjects_are_taken(seed: int) -> None:
    drawn = points(1.5, seed)
    assert _best([PARTS, SUBJECTS, HALVES], drawn) is PARTS


def test_two_halves_are_no_themes_however_far_apart() -> None:
    drawn = points(0.35, 0, toward=2.0)
    assert _silhouette(drawn, HALVES) > _silhouette(drawn, SUBJECTS)
    assert _best([PARTS, SUBJECTS, HALVES], drawn) is SUBJECTS


def test_posts_in_no_cluster_do_not_count() -> None:
    drawn = points(0.2, 1)
    some = np.where(np.arange(len(PARTS)) % 3 == 0, -1, SUBJECTS)
    kept = some >= 0
    assert _silhouette(drawn, some) == pytest.approx(_silhouette(drawn[kept], SUBJECTS[kept]))


def test_one_cluster_has_no_silhouette_and_the_finest_layer_stands() -> None:
    drawn = points(0.2, 2)
    one = np.zeros(len(PARTS), np.int64)
    none = np.full(len(PARTS), -1)
    assert _silhouette(drawn, one) == _silhouette(drawn, none) == -1.0
    assert _best([one, none], drawn) is one
