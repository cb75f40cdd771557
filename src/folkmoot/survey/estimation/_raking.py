"""Iterative proportional fitting over cells, with bounds on the weights.

Respondents of one cell (one combination of categories) are multiplied alike, so the fitting runs
over the cells, which are few, and touches the respondents once at the end; with bounds once a
round of trimming.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from folkmoot.errors import Problem, ProblemGroup
from folkmoot.survey.estimation._arrays import Floats, Ints
from folkmoot.survey.estimation.margins import Margin

__all__ = ["Fitted", "fitted"]

#: Rounds of trimming and raking before bounds and margins are said to contradict each other.
_TRIMMINGS: Final = 500

#: A weight may pass its bound by this share when the margins hold.
_OVER: Final = 1e-6

#: Numbers of cells beyond this are packed again, lest the next margin overflow them.
_LARGE: Final = 2**40

#: So many categories are named when raking does not converge, the worst first.
_NAMED: Final = 5


@dataclass(frozen=True, eq=False)
class Fitted:
    """Weights that have the margins, of shape (rows, columns), and how they came about."""

    weights: Floats
    rounds: int
    largest_gap: float
    trimmed_count: int


def fitted(
    weights: Floats,
    margins: Sequence[Margin],
    bounds: tuple[float, float] | None,
    rounds: int,
    tolerance: float,
) -> Fitted:
    """Rake columns of weights at once; the first are the sample's, the others its replicates'."""
    cells = _Cells(margins)
    if bounds is None:
        made, used = cells.rake(weights, rounds, tolerance)
        return Fitted(made, used, cells.gap(cells.sums(made)), 0)
    low, high = _checked(bounds)
    used = 0
    for _ in range(_TRIMMINGS):
        weights, more = cells.rake(weights, rounds, tolerance)
        used += more
        mean = weights.sum(axis=0) / np.maximum((weights > 0).sum(axis=0), 1)
        # A replicate's zeros are those whom it leaves out; they stay out.
        clipped = np.where(weights > 0, np.clip(weights, low * mean, high * mean), 0.0)
        if (np.abs(clipped - weights) <= _OVER * weights).all():
            at_bound = (weights <= low * mean * (1 + _OVER)) | (
                weights >= high * mean * (1 - _OVER)
            )
            held = int((at_bound & (weights > 0))[:, 0].sum())
            return Fitted(weights, used, cells.gap(cells.sums(weights)), held)
        weights = clipped
    raise ProblemGroup("weights", _narrow(cells, clipped, bounds))


class _Cells:
    """Occupied combinations of the categories of all margins."""

    def __init__(self, margins: Sequence[Margin]) -> None:
        from scipy.sparse import csr_array

        self.margins = margins
        key, size = np.zeros(len(margins[0].codes), np.int64), 1
        for margin in margins:
            if size > _LARGE:
                key = np.unique(key, return_inverse=True)[1].astype(np.int64)
                size = int(key.max()) + 1
            key, size = key * len(margin.categories) + margin.codes, size * len(margin.categories)
        self._cell, first = _numbered(key, size)
        self._count = len(first)
        self._codes = [margin.codes[first] for margin in margins]
        everyone = np.arange(self._count)
        self._members: list[Any] = [
            csr_array(
                (np.ones(self._count), (codes, everyone)),
                shape=(len(margin.categories), self._count),
            )
            for codes, margin in zip(self._codes, margins, strict=True)
        ]

    def sums(self, weights: Floats) -> Floats:
        """Weight of each cell, a column a column of weights."""
        columns = [np.bincount(self._cell, column, minlength=self._count) for column in weights.T]
        return np.column_stack(columns)

    def rake(self, weights: Floats, rounds: int, tolerance: float) -> tuple[Floats, int]:
        """Multiply the weights until all margins hold."""
        start = self.sums(weights)
        now = start.copy()
        for used in range(1, rounds + 1):
            for codes, members, margin in zip(
                self._codes, self._members, self.margins, strict=True
            ):
                now = now * self._factors(members @ now, margin.target)[codes]
            if self.gap(now) <= tolerance:
                factor = np.divide(now, start, out=np.zeros_like(now), where=start > 0)
                return weights * factor[self._cell], used
        raise ProblemGroup("weights", self._unreached(now, rounds, tolerance))

    @staticmethod
    def _factors(held: Floats, target: Floats) -> Floats:
        wanted = np.broadcast_to(target[:, None], held.shape)
        return np.divide(wanted, held, out=np.zeros_like(held), where=held > 0)

    def gap(self, sums: Floats) -> float:
        """Largest relative distance of a category from its target."""
        return max(float(np.abs(gap).max()) for gap in self.gaps(sums))

    def gaps(self, sums: Floats) -> list[Floats]:
        """Relative distance of each category from its target, a margin at a time."""
        return [
            np.asarray((members @ sums)[margin.target > 0] / margin.target[margin.target > 0, None])
            - 1
            for members, margin in zip(self._members, self.margins, strict=True)
        ]

    def named_gaps(self, sums: Floats) -> list[tuple[float, str]]:
        """Categories by how far they are from their targets, the farthest first."""
        found = []
        for gaps, margin in zip(self.gaps(sums), self.margins, strict=True):
            names = [
                name for name, aim in zip(margin.categories, margin.target, strict=True) if aim > 0
            ]
            worst = np.abs(gaps).max(axis=1)
            found += [
                (float(gap), f"{margin.name}, {x}") for gap, x in zip(worst, names, strict=True)
            ]
        return sorted(found, reverse=True)

    def _unreached(self, sums: Floats, rounds: int, tolerance: float) -> list[Problem]:
        hint = (
            "combinations that nobody is in keep the margins apart: join categories, or rake to "
            "fewer margins"
        )
        return [
            Problem(
                "no-convergence",
                where,
                f"{gap:.2%} off after {rounds:,} rounds",
                "its margin",
                hint,
            )
            for gap, where in self.named_gaps(sums)[:_NAMED]
            if gap > tolerance
        ]


def _numbered(key: Ints, size: int) -> tuple[Ints, Ints]:
    """Number the keys that occur; the number of each row and the first row of each number."""
    if size > 4 * len(key) + 1000:
        _, first, back = np.unique(key, return_index=True, return_inverse=True)
        return np.asarray(back, np.int64), first
    first_of = np.full(size, -1, np.int64)
    first_of[key[::-1]] = np.arange(len(key))[::-1]
    occupied = np.flatnonzero(first_of >= 0)
    number = np.empty(size, np.int64)
    number[occupied] = np.arange(len(occupied))
    return number[key], first_of[occupied]


def _checked(bounds: tuple[float, float]) -> tuple[float, float]:
    low, high = bounds
    if not 0 <= low < 1 < high:
        expected = "a multiple of the mean weight below 1, and one above"
        problem = Problem("odd-bounds", "bounds", f"{low:g} to {high:g}", expected)
        raise ProblemGroup("weights", [problem])
    return low, high


def _narrow(cells: _Cells, clipped: Floats, bounds: tuple[float, float]) -> list[Problem]:
    hint = "widen the bounds, join categories, or rake to fewer margins"
    got = f"weights held to {bounds[0]:g} and {bounds[1]:g} times their mean miss it by"
    return [
        Problem("bounds-too-narrow", where, f"{got} {gap:.2%}", "its margin", hint)
        for gap, where in cells.named_gaps(cells.sums(clipped))[:_NAMED]
        if gap > _OVER
    ]
