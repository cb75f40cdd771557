"""Correspondence analysis of counts of people, with an ellipse of uncertainty for each row.

Greenacre, *Correspondence Analysis in Practice*, 3rd ed., 2017, chapters 4, 9 and 29; ellipses as
in Ringrose, Computational Statistics & Data Analysis 56 (2012), 3065-3078: people are drawn again,
and the spread is that of a row's sampled profile about its own, on the axes of the drawn table. The
axes themselves move from sample to sample, which a spread on fixed axes alone would not show.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

__all__ = ["DRAWS", "Picture", "chance", "picture"]

_Floats = NDArray[np.float64]
_Ints = NDArray[np.int64]

#: Of people drawn again; the ends of a 95 % ellipse then differ by about 3 % between seeds.
DRAWS: Final = 999
_SEED: Final = 20260
_AXES: Final = 2


@dataclass(frozen=True)
class Picture:
    """Rows and columns on two axes.

    Parameters
    ----------
    rows, columns
        Principal coordinates, shapes (rows, 2) and (columns, 2).
    spread
        Covariance of each row's point, shape (rows, 2, 2).
    inertia
        Share of all that sets the rows apart which each axis shows, shape (2,).
    """

    rows: _Floats
    columns: _Floats
    spread: _Floats
    inertia: _Floats


def picture(together: NDArray[np.bool_], draws: int = DRAWS) -> Picture:
    """Place things and aspects.

    Parameters
    ----------
    together
        Shape (people, things, aspects): who spoke of both together. Each thing and each aspect
        has somebody, and there are three of each at least.
    draws
        How often people are drawn again.
    """
    flat = together.reshape(len(together), -1).astype(np.float64)
    shape = together.shape[1:]
    counts = flat.sum(axis=0).reshape(shape)
    profiles, axes, values = _analysed(counts)
    rng = np.random.default_rng(_SEED)
    centre = counts.sum(axis=0) / counts.sum()
    gaps = np.zeros((draws, shape[0], _AXES))
    for draw in range(draws):
        weights = rng.multinomial(len(flat), np.full(len(flat), 1 / len(flat)))
        # A thing that nobody drawn speaks of has no profile; half a person spread over it does.
        drawn = (weights @ flat).reshape(shape) + 0.5 * centre
        others, turned, _ = _analysed(drawn)
        gaps[draw] = (others - profiles) @ _aligned(turned, axes, centre)
    spread = np.einsum("dra,drb->rab", gaps, gaps) / draws
    inertia = values**2
    rows = (profiles - centre) @ axes[:, :_AXES]
    columns = axes[:, :_AXES] * values[:_AXES]
    return Picture(rows, columns, spread, inertia[:_AXES] / inertia.sum())


def chance(together: NDArray[np.bool_], draws: int = DRAWS) -> float:
    """How often things as alike as can be would differ as much as these: a permutation test.

    What each person said of each thing is dealt out anew among the things.
    """
    person, thing = np.nonzero(together.any(axis=2))
    said = together[person, thing].astype(np.float64)
    rng = np.random.default_rng(_SEED)
    things = together.shape[1]

    def inertia(owner: _Ints) -> float:
        counts = np.zeros((things, said.shape[1]))
        np.add.at(counts, owner, said)
        expected = np.outer(counts.sum(axis=1), counts.sum(axis=0)) / counts.sum()
        return float(((counts - expected) ** 2 / np.where(expected > 0, expected, 1)).sum())

    seen = inertia(thing)
    beyond = sum(inertia(rng.permutation(thing)) >= seen for _ in range(draws))
    return (beyond + 1) / (draws + 1)


def _analysed(counts: _Floats) -> tuple[_Floats, _Floats, _Floats]:
    """Row profiles, standard coordinates of the columns, and singular values."""
    shares = counts / counts.sum()
    rows, columns = shares.sum(axis=1), shares.sum(axis=0)
    left = (shares - np.outer(rows, columns)) / np.sqrt(np.outer(rows, columns))
    _, values, right = np.linalg.svd(left, full_matrices=False)
    return shares / rows[:, None], right.T / np.sqrt(columns)[:, None], values


def _aligned(axes: _Floats, to: _Floats, masses: _Floats) -> _Floats:
    """The two axes of a drawn table that run as the first two of the sample, the same way round."""
    likeness = (axes * masses[:, None]).T @ to[:, :_AXES]
    found = np.zeros((len(axes), _AXES))
    taken: set[int] = set()
    for axis in range(_AXES):
        order = np.argsort(-np.abs(likeness[:, axis]))
        best = next(int(place) for place in order if int(place) not in taken)
        taken.add(best)
        found[:, axis] = axes[:, best] * (1 if likeness[best, axis] >= 0 else -1)
    return found
