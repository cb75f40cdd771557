"""Which few sets hold the most people together."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from heapq import heapify, heappop, heappush, nlargest

__all__ = ["cover", "most_possible"]


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


def most_possible(
    sets: Mapping[int, frozenset[int]], order: Sequence[tuple[int, int]], budget: int
) -> int:
    """Most people that any so many sets can hold, at the most.

    What a set adds only shrinks as others are taken. So whatever the best choice is, it holds no
    more than the first ``i`` sets of the greedy order together with the largest that so many sets
    add to them, each alone; the least of these bounds over ``i`` is returned (Leskovec, Krause &
    others, KDD 2007, section 3).

    Examples
    --------
    >>> sets = {1: frozenset("abcd"), 2: frozenset("abe"), 3: frozenset("cdf")}
    >>> most_possible(sets, cover(sets), 2)
    6
    """
    reached: set[int] = set()
    bound = len(frozenset().union(*sets.values()))
    for key, _ in [*order[:budget], (None, 0)]:
        adds = nlargest(budget, (len(members - reached) for members in sets.values()))
        bound = min(bound, len(reached) + sum(adds))
        if key is not None:
            reached |= sets[key]
    return bound
