"""Which few sets hold the most people together."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from heapq import heapify, heappop, heappush

__all__ = ["cover"]


def cover(sets: Mapping[int, frozenset[int]], first: Collection[int] = ()) -> list[tuple[int, int]]:
    """Order sets so that each adds most to those before it; return each with what it adds.

    Sets named in ``first`` come before all others, in such an order among themselves.

    The greedy order: its first ``k`` reach at least 63 % of what the best ``k`` sets could
    (Nemhauser, Wolsey & Fisher, Mathematical Programming 14, 1978), and usually all of it. What
    a set adds only shrinks as others are taken, so one that is still the best after it was
    counted again is the best of all (Minoux 1978). Ties go to the larger set, then to the
    smaller key.

    Examples
    --------
    >>> cover({1: frozenset("abc"), 2: frozenset("bcd"), 3: frozenset("de")})
    [(1, 3), (3, 2), (2, 0)]
    >>> cover({1: frozenset("abc"), 2: frozenset("bcd"), 3: frozenset("de")}, first=[2])
    [(2, 3), (1, 1), (3, 1)]
    """
    waiting = [
        (key not in first, -len(members), -len(members), key) for key, members in sets.items()
    ]
    heapify(waiting)
    reached: set[int] = set()
    order = []
    while waiting:
        later, _, size, key = heappop(waiting)
        adds = len(sets[key] - reached)
        now = (later, -adds, size, key)
        if waiting and now > waiting[0]:
            heappush(waiting, now)
            continue
        order.append((key, adds))
        reached |= sets[key]
    return order
