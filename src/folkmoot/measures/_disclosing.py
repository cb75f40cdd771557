"""What may be shown of each segment, so that no margin gives a small one away."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np

from folkmoot.estimate import (
    Estimate,
    Reliability,
    disclose,
    disclose_partition,
    share,
    table_reliability,
)
from folkmoot.measures._cells import Ints
from folkmoot.measures._segments import DECLARED, JOINED, is_crossing

__all__ = ["crossing_reliability", "marked", "reliability"]


def reliability(kind: str, segments: Sequence[str | int], people: Ints) -> list[Reliability]:
    """Mark the segments of one kind by the people behind each.

    What members declare parts all people, so that a single small segment could be had by
    subtraction; places do not.
    """
    if is_crossing(kind):
        return crossing_reliability(segments, people)
    if kind in ("all", *DECLARED):
        cells = disclose_partition([share(0, int(number), "") for number in people])
        return [cell.reliability for cell in cells]
    # Of thousands of places many are equally large: each size is judged once.
    sizes, places = np.unique(people, return_inverse=True)
    marks = [disclose(share(0, int(size), "")).reliability for size in sizes]
    return [marks[place] for place in places]


def marked(cell: Estimate, mark: Reliability) -> Estimate:
    """Mark a cell, and withhold its number where the mark says so."""
    if mark in ("suppressed", "hidden"):
        return replace(cell, value=None, low=None, high=None, se=None, reliability=mark)
    return replace(cell, reliability=mark)


def crossing_reliability(segments: Sequence[str | int], people: Ints) -> list[Reliability]:
    """Mark the cells of a crossing so that no line, nor all lines together, gives one away.

    `folkmoot.estimate.table_reliability` does so for the crossing with its totals. The totals
    may also be shown as segments of their own, each kind judged by itself: of a value all of
    whose people are withheld there, at least one cell is withheld here.

    Parameters
    ----------
    segments
        Values of the characteristics, joined, such as ``18-24 × US``.
    people
        Base of each cell.

    Examples
    --------
    >>> cells = ["a × x", "a × y", "b × x", "b × y"]
    >>> crossing_reliability(cells, np.array([5, 400, 300, 200]))
    ['suppressed', 'suppressed', 'suppressed', 'suppressed']
    >>> crossing_reliability(cells, np.array([50, 400, 300, 20]))
    ['low base', 'normal', 'normal', 'hidden']
    """
    if not len(segments):
        return []
    keys = [str(segment).split(JOINED) for segment in segments]
    axes = [np.unique(values, return_inverse=True)[1] for values in zip(*keys, strict=True)]
    counts = np.zeros([axis.max() + 1 for axis in axes], np.int64)
    counts[tuple(axes)] = people
    marks: list[Reliability] = table_reliability(_with_totals(counts))[tuple(axes)].tolist()
    sizes = [int(number) for number in people]
    whole = [cells for axis in axes for cells in _withheld_slabs(axis.tolist(), sizes)]
    others = [np.delete(axes, place, axis=0).T.tolist() for place in range(len(axes))]
    lines = [cells for values in others for cells in _grouped(map(tuple, values))]
    is_changed = True
    while is_changed:
        changes = [_protect(cells, sizes, marks, least=1) for cells in whole]
        changes += [_protect(cells, sizes, marks, least=2) for cells in lines]
        is_changed = any(changes)
    return marks


def _with_totals(counts: Ints) -> Ints:
    """Add the totals over each axis as its last place."""
    for axis in range(counts.ndim):
        counts = np.concatenate([counts, counts.sum(axis=axis, keepdims=True)], axis=axis)
    return counts


def _protect(
    cells: Sequence[int], sizes: Sequence[int], marks: list[Reliability], least: int
) -> bool:
    """Suppress the smallest cell left where suppressed ones are too few; say whether it did."""
    lost = [i for i in cells if marks[i] == "suppressed" and sizes[i]]
    rest = [i for i in cells if marks[i] != "suppressed"]
    if len(lost) != least - 1 or not rest:
        return False
    marks[min(rest, key=lambda i: sizes[i])] = "suppressed"
    return True


def _withheld_slabs(values: Sequence[int], sizes: Sequence[int]) -> list[list[int]]:
    """Cells by value, of the values of which all people are withheld."""
    slabs = _grouped(values)
    totals = [share(0, sum(sizes[i] for i in cells), "") for cells in slabs]
    shown = disclose_partition(totals)
    return [
        cells for cells, total in zip(slabs, shown, strict=True)
        if total.reliability == "suppressed" and total.base
    ]  # fmt: skip


def _grouped(keys: Iterable[object]) -> list[list[int]]:
    found: dict[object, list[int]] = {}
    for place, key in enumerate(keys):
        found.setdefault(key, []).append(place)
    return list(found.values())
