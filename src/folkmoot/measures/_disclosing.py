"""What may be shown of each segment, so that no margin gives a small one away."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from folkmoot.estimate import Reliability, disclose, disclose_partition, share
from folkmoot.measures._cells import Ints
from folkmoot.measures._segments import DECLARED, JOINED, is_crossing

__all__ = ["crossing_reliability", "reliability"]


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


def crossing_reliability(segments: Sequence[str | int], people: Ints) -> list[Reliability]:
    """Mark the cells of a crossing, complementary suppression along every line included.

    A line holds the cells that differ in one characteristic alone; its sum is a cell of a
    smaller crossing, which may be shown. Where just one of its cells is suppressed the next
    smallest goes too, and so on until no line has just one. Where all people of one value are
    withheld, at least one of their cells is.

    Parameters
    ----------
    segments
        Values of the characteristics, joined, such as ``18-24 × US``.
    people
        Base of each cell.

    Examples
    --------
    >>> import numpy as np
    >>> cells = ["a × x", "a × y", "b × x", "b × y"]
    >>> crossing_reliability(cells, np.array([5, 400, 300, 200]))
    ['suppressed', 'suppressed', 'suppressed', 'suppressed']
    >>> crossing_reliability(cells, np.array([50, 400, 300, 20]))
    ['low base', 'normal', 'normal', 'hidden']
    """
    keys = [str(segment).split(JOINED) for segment in segments]
    sizes = [int(number) for number in people]
    marks = [disclose(share(0, size, "")).reliability for size in sizes]
    axes = range(len(keys[0]) if keys else 0)
    whole = [
        cells for axis in axes for cells in _withheld_slabs([key[axis] for key in keys], sizes)
    ]
    lines = [
        cells
        for axis in axes
        for cells in _grouped((*key[:axis], *key[axis + 1 :]) for key in keys)
    ]
    is_changed = True
    while is_changed:
        changes = [_protect(cells, sizes, marks, least=1) for cells in whole]
        changes += [_protect(cells, sizes, marks, least=2) for cells in lines]
        is_changed = any(changes)
    return marks


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


def _withheld_slabs(values: Sequence[str], sizes: Sequence[int]) -> list[list[int]]:
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
