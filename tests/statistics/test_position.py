"""The positioning map on simulated people: ellipses cover, and no picture where all is chance."""

from __future__ import annotations

import logging
import os

import numpy as np
from numpy.typing import NDArray
from scipy.stats import chi2

from folkmoot.measures._perceptual import chance, picture

_log = logging.getLogger(__name__)

REPEATS = 400 if os.environ.get("FOLKMOOT_STUDY") == "full" else 60
DRAWS = 199
#: Simulated: how likely somebody who speaks of a thing (row) speaks of an aspect (column).
TRUTH = np.array([
    [0.40, 0.10, 0.20, 0.05, 0.15, 0.20],
    [0.10, 0.40, 0.20, 0.15, 0.10, 0.20],
    [0.15, 0.10, 0.10, 0.40, 0.20, 0.20],
    [0.20, 0.20, 0.15, 0.10, 0.40, 0.20],
])  # fmt: skip
NAMED = np.array([0.5, 0.3, 0.4, 0.25])


def simulated(
    rng: np.random.Generator, people: int, truth: NDArray[np.float64] = TRUTH
) -> NDArray[np.bool_]:
    """People name several things and say several aspects; talkative ones say more of each."""
    named = rng.random((people, len(NAMED))) < NAMED
    talkative = rng.gamma(4, 0.25, people)[:, None, None]
    return (rng.random((people, *truth.shape)) < np.minimum(truth * talkative, 1)) & named[
        ..., None
    ]


def expected() -> NDArray[np.float64]:
    rng = np.random.default_rng(7)
    counts = simulated(rng, 400_000).sum(axis=0).astype(np.float64)
    profiles: NDArray[np.float64] = counts / counts.sum(axis=1, keepdims=True)
    return profiles


def test_ellipses_hold_the_profile_of_the_population() -> None:
    true = expected()
    rng = np.random.default_rng(11)
    within = np.zeros(len(NAMED))
    for _ in range(REPEATS):
        together = simulated(rng, 500)
        counts = together.sum(axis=0).astype(np.float64)
        found = picture(together, DRAWS)
        # The population's profile on the axes of the sample: columns stand at axes times values.
        axes = found.columns / np.linalg.norm(
            found.columns * np.sqrt(counts.sum(axis=0) / counts.sum())[:, None], axis=0
        )
        gap = (true - counts / counts.sum(axis=1, keepdims=True)) @ axes
        distance = np.einsum("ra,rab,rb->r", gap, np.linalg.inv(found.spread), gap)
        within += distance <= chi2.ppf(0.95, 2)
    covered = within.mean() / REPEATS
    _log.info("covered %.3f of %d", covered, REPEATS * len(NAMED))
    assert 0.91 <= covered <= 0.985


def test_things_that_are_alike_give_no_picture() -> None:
    rng = np.random.default_rng(3)
    alike = np.tile(TRUTH.mean(axis=0), (len(NAMED), 1))
    runs = 200 if REPEATS > 100 else 60
    found = [chance(simulated(rng, 200, alike), 99) for _ in range(runs)]
    false = float(np.mean(np.array(found) <= 0.05))
    _log.info("alike things told apart: %.3f of %d", false, runs)
    assert false <= 0.12
    assert chance(simulated(rng, 200), 199) <= 0.01


def test_the_order_of_people_and_a_second_run_change_nothing() -> None:
    together = simulated(np.random.default_rng(5), 300)
    one, other = picture(together, 50), picture(together, 50)
    assert np.array_equal(one.rows, other.rows)
    assert np.array_equal(one.spread, other.spread)
    turned = picture(together[::-1], 50)
    assert np.allclose(np.abs(one.rows), np.abs(turned.rows))
