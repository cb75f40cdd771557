"""How many more hours a topic stays on a hot list, from its rank, its movement and the hour."""

from __future__ import annotations

import csv
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

import numpy as np
from numpy.typing import NDArray

from folkmoot.errors import Problem, ProblemGroup

__all__ = [
    "LIFE_LEVEL",
    "LIFE_SHAPE",
    "Remaining",
    "life_cells",
    "remaining_among",
    "remaining_life",
]

#: Share of remaining lives that the interval is meant to hold.
LIFE_LEVEL: Final = 0.8
#: First rank of each band but the first: fine at the top, where places mean most.
_RANKS: Final = (2, 4, 6, 11, 16, 21, 26, 31, 36, 41, 46)
#: Places risen an hour that part the bands; what was not seen before has a band of its own.
_MOVES: Final = (-8.0, -3.0, -0.5, 0.5, 3.0, 8.0)
#: Hours of the day in a band.
_HOURS: Final = 2
#: Earlier lives that an answer rests on at least; with fewer the ends of its interval are those of
#: one or two of them.
_FEWEST: Final = 20
#: Bands of rank, of movement and of the hour of the day.
LIFE_SHAPE: Final = (len(_RANKS) + 1, len(_MOVES) + 2, 24 // _HOURS)


@dataclass(frozen=True, slots=True)
class Remaining:
    """Hours left on the list; all arrays have one value a topic.

    ``middle`` is the median of the like topics that were seen, ``low`` and ``high`` hold
    `LIFE_LEVEL` of them, and ``cases`` are how many these were.
    """

    low: NDArray[np.float64]
    middle: NDArray[np.float64]
    high: NDArray[np.float64]
    cases: NDArray[np.int64]


def remaining_life(
    ranks: NDArray[np.int64], moves: NDArray[np.float64], hours: NDArray[np.int64]
) -> Remaining:
    """Answer how many more hours topics will stand on an hourly hot list.

    Read off a table of how long topics of like rank, movement and hour stayed on the list of
    Weibo from September to November 2024 (``reference/hot_list_life.csv.zst``). A topic that came
    back within three hours counts as never gone. Other lists turn over at another pace: there
    the answer is an order of magnitude.

    Parameters
    ----------
    ranks
        Place on the list, 1 at the top, paid places counted as the list does.
    moves
        Places risen an hour since the topic was last seen, negative when it fell; NaN when it
        was not seen in the three hours before.
    hours
        Hour of the day by the list's own clock, 0 to 23.

    Raises
    ------
    FolkmootError
        When a rank or an hour is none; all of them together.

    Examples
    --------
    >>> import numpy as np
    >>> top_and_tail = remaining_life(np.array([1, 45]), np.array([0.0, -4.0]), np.array([10, 10]))
    >>> bool(top_and_tail.middle[0] > top_and_tail.middle[1])
    True
    """
    _check(ranks, hours)
    cells = life_cells(ranks, moves, hours)
    cases, low, middle, high = (column[cells] for column in _table())
    return Remaining(low, middle, high, cases.astype(np.int64))


def remaining_among(lives: Sequence[int], age: int) -> tuple[float, float, float] | None:
    """Answer how many more buckets something will last, by how long its like lasted before.

    Read off the earlier ones that lasted at least as long as it has: the median of what was left
    to them, and an interval that is meant to hold `LIFE_LEVEL` of such lives (quantiles of order
    statistics, widened for how few they are).

    Parameters
    ----------
    lives
        Buckets that each earlier one lasted, those that have ended alone.
    age
        Buckets that it has lasted.

    Returns
    -------
    tuple or None
        Low, median and high; ``None`` where fewer than 20 lasted as long.

    Examples
    --------
    >>> remaining_among([1] * 30 + [2] * 30 + [6] * 30, 2)
    (0.0, 2.0, 4.0)
    >>> remaining_among([1, 2, 3], 1) is None
    True
    """
    left = np.sort(np.array([life - age for life in lives if life >= age], dtype=np.float64))
    if len(left) < _FEWEST:
        return None
    # The next life falls below the k-th smallest of n with probability k / (n + 1).
    tail = (1 - LIFE_LEVEL) / 2
    low = max(0, math.floor(tail * (len(left) + 1)) - 1)
    high = min(len(left) - 1, math.ceil((1 - tail) * (len(left) + 1)) - 1)
    return float(left[low]), float(np.median(left)), float(left[high])


def life_cells(
    ranks: NDArray[np.int64], moves: NDArray[np.float64], hours: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Row of the table for each topic: bands of rank, movement and hour, in that order."""
    rank = np.digitize(ranks, _RANKS)
    move = np.where(np.isnan(moves), 0, np.digitize(moves, _MOVES) + 1)
    return np.ravel_multi_index((rank, move, hours // _HOURS), LIFE_SHAPE).astype(np.int64)


def _check(ranks: NDArray[np.int64], hours: NDArray[np.int64]) -> None:
    faults = [
        Problem("not-a-rank", f"ranks[{place}]", f"{ranks[place]}", "1 or more")
        for place in np.flatnonzero(ranks < 1)
    ]
    faults += [
        Problem("not-an-hour", f"hours[{place}]", f"{hours[place]}", "0 to 23")
        for place in np.flatnonzero((hours < 0) | (hours > 23))
    ]
    if faults:
        raise ProblemGroup("hot list", faults)


@cache
def _table() -> tuple[NDArray[np.float64], ...]:
    import zstandard

    packed = (files("folkmoot") / "reference" / "hot_list_life.csv.zst").read_bytes()
    text = zstandard.ZstdDecompressor().decompress(packed).decode()
    rows = list(csv.DictReader(text.splitlines()))
    return tuple(
        np.array([float(row[name]) for row in rows])
        for name in ("cases", "low_hours", "middle_hours", "high_hours")
    )
