"""What the sample itself says of a group, withheld where too few answered."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from folkmoot.estimate import table_reliability
from folkmoot.survey.smallarea.cells import Counts

__all__ = ["raw_shares"]


def raw_shares(
    counts: Counts, group: NDArray[np.int64], groups: NDArray[np.int64]
) -> list[dict[str, Any]]:
    """Give the weighted share and the base of each group, by the rules of disclosure.

    A crossing is judged with its totals, which other tables show: no line gives a small cell away.

    Parameters
    ----------
    counts
        Answers by cell.
    group
        int of shape (cells,): the group of each cell.
    groups
        int of shape (groups, characteristics): the categories of each, as `Cells.grouped` has
        them.

    Returns
    -------
    list
        A mapping a group: ``raw_value``, ``raw_n``, ``raw_reliability``.
    """
    asked = np.bincount(group, counts.raw_asked, len(groups)).astype(np.int64)
    total = np.bincount(group, counts.total, len(groups))
    said = np.bincount(group, counts.total * np.nan_to_num(counts.weighted), len(groups))
    value = np.divide(said, total, out=np.zeros(len(groups)), where=total > 0)
    return [
        {
            "raw_value": None if mark in {"suppressed", "hidden"} else float(value[at]),
            "raw_n": None if mark == "suppressed" else int(asked[at]),
            "raw_reliability": mark,
        }
        for at, mark in enumerate(_marks(asked, groups))
    ]


def _marks(asked: NDArray[np.int64], groups: NDArray[np.int64]) -> list[str]:
    """Mark each group as the crossing with its totals allows."""
    people = np.zeros(groups.max(axis=0) + 1 if groups.size else (), np.int64)
    people[tuple(groups.T)] = asked if groups.size else asked.sum()
    for axis in range(people.ndim):
        people = np.concatenate([people, people.sum(axis=axis, keepdims=True)], axis=axis)
    marks = table_reliability(people)[tuple(groups.T)]
    return [str(mark) for mark in np.atleast_1d(marks)]
