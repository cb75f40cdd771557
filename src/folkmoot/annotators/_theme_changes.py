"""Groups of posts and how they change: found, new, run together, fallen apart.

A group has a centre and a *reach*: the closeness that nine in ten of the posts it was made of have
to the centre of the others. Two found groups are one where most posts of each lie within the
other's reach; a post is far off where it lies within no reach. Known groups change only against
their own past: two have run together where the middle between them has filled, one has fallen
apart where its middle has emptied, and far-off posts are new where they come more often than
before. Kinds of change as in MONIC (Spiliopoulou, Ntoutsi, Theodoridis & Schult, KDD 2006).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING, Final

import numpy as np

from folkmoot.annotators._clusters import (
    centres_of,
    closeness,
    closeness_to_others,
    clusters,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["FEWEST_MEMBERS", "Changes", "Groups", "changes", "discover", "fewest_of", "place"]

#: A smaller group is a coincidence.
FEWEST_MEMBERS: Final = 10
#: A group has at least one post in so many: a community's list of themes stays readable.
_ONE_IN: Final = 500
#: Groups are made of clusters of so many posts at least, where that is no more than one post in
#: twenty: among 1,500 posts clusters of ten were parts of one subject.
_SOUND: Final = 20
_SOUND_ONE_IN: Final = 20
#: Share of the posts a group is made of that lie outside its reach. A larger one leaves more posts
#: unthemed and the rest purer: on clinc150 0.1, 0.2 and 0.3 kept 80, 70 and 59 % of new posts, and
#: those agreed with the labels at 0.781, 0.812 and 0.838 (adjusted Rand index).
_OUTSIDE: Final = 0.1
#: Share of each group within the other's reach from which two are one.
_ONE: Final = 0.5
#: Parts of a known group are apart at an overlap so much below `_ONE`, so that chance at the border
#: tells of nothing.
_MARGIN: Final = 0.15
#: Share of a group's reach down to which posts count as around it when changes are looked for: a
#: group that moves or falls apart leaves its reach first. What is new lies farther off.
_AROUND: Final = 0.75
#: A new group has so many times the posts that a found one needs: chance at the border of known
#: groups gathers a dozen.
_NEW_TIMES: Final = 2
#: Neighbours of a group that it could run together with.
_NEIGHBOURS: Final = 3
#: A group stands in whole steps, and a post that is the centre itself lies within its reach.
_STEP: Final = 1e-6
#: Chance at which a group of far-off posts passes for new, and an emptied middle for a split,
#: where nothing changed. Small, since a book of a hundred themes asks a hundred times.
_CHANCE: Final = 1e-4
#: The middle between two parts: so much of the way from one to the other, around half way.
_MIDDLE: Final = 1 / 3
#: With so many times the posts known before, groups that were too small to see are taken in
#: without asking whether they are new.
_SEEN_TIMES: Final = 4
#: Share of a group's posts that a part has to hold for the group to have fallen apart.
_PART: Final = 0.25
_BLOCK: Final = 65_536


@dataclass(frozen=True)
class Groups:
    """Centres in whole steps, one a row, and how far each reaches (cosine)."""

    centres: NDArray[np.float32]
    reaches: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.reaches)

    def and_also(self, others: Groups) -> Groups:
        """These, and after them the others."""
        return Groups(
            np.concatenate([self.centres, others.centres]),
            np.concatenate([self.reaches, others.reaches]),
        )

    def only(self, numbers: Sequence[int]) -> Groups:
        """Some of them, in the order given."""
        return Groups(self.centres[list(numbers)], self.reaches[list(numbers)])


@dataclass(frozen=True)
class Changes:
    """What became of groups, by their numbers; rows are those of the posts looked at.

    Parameters
    ----------
    new
        Groups of far-off posts.
    merged
        Number of the group that was taken in: the number of the one that took it in.
    moved
        Number of a group that took another in: the group that both are now.
    split
        Number of the group that fell apart: its parts, largest first.
    """

    new: Groups
    merged: dict[int, int]
    moved: dict[int, Groups]
    split: dict[int, Groups]


def fewest_of(posts: int) -> int:
    """How many posts a group needs among so many."""
    return max(FEWEST_MEMBERS, ceil(posts / _ONE_IN))


def place(
    points: NDArray[np.float32], groups: Groups
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Nearest group of each post, -1 where its reach does not hold it, and its closeness there.

    Of two that are equally near the first one, so the older. Hangs on the post alone.
    """
    nearest = np.full(len(points), -1, np.int64)
    near = np.zeros(len(points))
    if not len(groups):
        return nearest, near
    for start in range(0, len(points), _BLOCK):
        part = slice(start, start + _BLOCK)
        cosine = closeness(points[part], groups.centres)
        best = cosine.argmax(axis=1)
        top = cosine[np.arange(len(best)), best]
        is_held = top >= groups.reaches[best]
        nearest[part] = np.where(is_held, best, -1)
        near[part] = np.where(is_held, top, 0.0)
    return nearest, near


def discover(points: NDArray[np.float32]) -> Groups:
    """Find the groups of posts, largest first."""
    fewest = fewest_of(len(points))
    sound = max(fewest, min(_SOUND, len(points) // _SOUND_ONE_IN))
    found = _joined(points, _cores(points, sound), _ONE)
    nearest, _near = place(points, found)
    sizes = np.bincount(nearest[nearest >= 0], minlength=len(found))
    kept = [int(n) for n in (-sizes).argsort(kind="stable") if sizes[n] >= fewest]
    return found.only(kept)


def changes(points: NDArray[np.float32], is_now: NDArray[np.bool_], known: Groups) -> Changes:
    """Say what became of known groups; they themselves stay as they are.

    Parameters
    ----------
    points
        Posts of a window.
    is_now
        Which of them are recent; the others are what they are compared with.
    known
        The groups as they were.
    """
    around = _around(points, known)
    merged, moved = _merged(points, is_now, known, around)
    taking = merged.keys() | moved.keys()
    split = {}
    for number in range(len(known)):
        rows = (around == number).nonzero()[0]
        if number not in taking and is_now[rows].sum() >= 2 * FEWEST_MEMBERS:
            parts = _parts(points[rows], is_now[rows])
            if len(parts) > 1:
                split[number] = parts
    seen = known
    for groups in (*moved.values(), *split.values()):
        seen = seen.and_also(groups)
    new = _among_far(points, seen, _NEW_TIMES * fewest_of(len(points)))
    new = new.only([int(n) for n in (place(new.centres, seen)[0] == -1).nonzero()[0]])
    new = new.only(_newly_seen(points, is_now, seen, new))
    return Changes(new, merged, moved, split)


def _around(points: NDArray[np.float32], known: Groups) -> NDArray[np.int64]:
    """Nearest group of each post that lies around it, -1 for none."""
    return place(points, Groups(known.centres, _AROUND * known.reaches))[0]


def _newly_seen(
    points: NDArray[np.float32], is_now: NDArray[np.bool_], known: Groups, new: Groups
) -> list[int]:
    """Groups of far-off posts that come more often now than before."""
    now, before = int(is_now.sum()), int((~is_now).sum())
    if now > _SEEN_TIMES * before:
        return list(range(len(new)))
    nearest, _near = place(points, known.and_also(new))
    found = []
    for number in range(len(new)):
        inside = nearest == len(known) + number
        cases = int((inside & is_now).sum())
        if cases and _rarer(int((inside & ~is_now).sum()), before, cases, now) < _CHANCE:
            found.append(number)
    return found


def _rarer(first: int, first_of: int, second: int, second_of: int) -> float:
    """Chance that a share is so much below another where both are the same (Fisher's test)."""
    from scipy.stats import hypergeom

    together = first_of + second_of
    return float(hypergeom.cdf(first, together, first + second, first_of))


def _rows_by_label(labels: NDArray[np.int64]) -> list[NDArray[np.int64]]:
    return [(labels == number).nonzero()[0] for number in range(int(labels.max(initial=-1)) + 1)]


def _cores(points: NDArray[np.float32], fewest: int) -> list[NDArray[np.int64]]:
    """Rows of each cluster."""
    if len(points) < fewest:
        return []
    return [rows for rows in _rows_by_label(clusters(points, fewest)) if len(rows) >= fewest]


def _groups(points: NDArray[np.float32], cores: Sequence[NDArray[np.int64]]) -> Groups:
    centres = centres_of(points, cores)
    reaches = [_reach(points[rows]) for rows in cores]
    return Groups(centres, np.array(reaches, np.float64))


def _reach(points: NDArray[np.float32]) -> float:
    """Closeness to the centre of the others that all but the farthest posts have."""
    return float(np.quantile(closeness_to_others(points), _OUTSIDE)) - _STEP


def _joined(points: NDArray[np.float32], cores: Sequence[NDArray[np.int64]], one: float) -> Groups:
    """Groups of cores; those that are one are joined, the nearest pair first."""
    cores = list(cores)
    while True:
        groups = _groups(points, cores)
        pair = _nearest_pair(points, groups, cores, one)
        if pair is None:
            return groups
        first, second = pair
        cores[first] = np.sort(np.concatenate([cores[first], cores[second]]))
        del cores[second]


def _overlaps(
    points: NDArray[np.float32], groups: Groups, cores: Sequence[NDArray[np.int64]]
) -> NDArray[np.float64]:
    """Share of each group's posts within the reach of each other one, and the other way round.

    The smaller of the two directions, for each pair.
    """
    within = np.zeros((len(groups), len(groups)))
    for number, rows in enumerate(cores):
        if len(rows):
            inside = closeness(points[rows], groups.centres) >= groups.reaches
            within[number] = inside.mean(axis=0)
    both = np.minimum(within, within.T)
    np.fill_diagonal(both, 0.0)
    return both


def _nearest_pair(
    points: NDArray[np.float32], groups: Groups, cores: Sequence[NDArray[np.int64]], one: float
) -> tuple[int, int] | None:
    both = _overlaps(points, groups, cores)
    if not both.size or both.max() < one:
        return None
    first, second = divmod(int(both.argmax()), len(groups))
    return min(first, second), max(first, second)


def _among_far(points: NDArray[np.float32], known: Groups, fewest: int) -> Groups:
    """Groups among the posts that lie around no known group: the outskirts of one are not new."""
    far = points[_around(points, known) == -1]
    return _joined(far, _cores(far, fewest), _ONE)


def _merged(
    points: NDArray[np.float32],
    is_now: NDArray[np.bool_],
    known: Groups,
    around: NDArray[np.int64],
) -> tuple[dict[int, int], dict[int, Groups]]:
    """Known groups that have run together: the middle has filled, and the recent are one group."""
    sizes = np.bincount(around[around >= 0], minlength=len(known))
    merged: dict[int, int] = {}
    moved: dict[int, Groups] = {}
    for pair in _near_pairs(known):
        rows = np.isin(around, pair).nonzero()[0]
        if set(pair) & (merged.keys() | moved.keys()) or is_now[rows].sum() < 2 * FEWEST_MEMBERS:
            continue
        both, recent = points[rows], is_now[rows]
        toward = closeness(both, known.centres[list(pair)]) @ np.array([1.0, -1.0])
        if _emptier(toward, ~recent) < _CHANCE:
            fewest = max(FEWEST_MEMBERS, ceil(_PART * int(recent.sum())))
            one = _joined(both[recent], _cores(both[recent], fewest), _ONE)
            if len(one) == 1:
                keeper, gone = sorted(pair, key=lambda n: (-sizes[n], n))
                merged[gone], moved[keeper] = keeper, one
    return merged, moved


def _near_pairs(known: Groups) -> list[tuple[int, int]]:
    """Pairs of near neighbours, the nearest first."""
    cosine = closeness(known.centres, known.centres)
    np.fill_diagonal(cosine, -2.0)
    near = (-cosine).argsort(axis=1, kind="stable")[:, : min(_NEIGHBOURS, len(known) - 1)]
    pairs = {(min(a, int(b)), max(a, int(b))) for a in range(len(known)) for b in near[a]}
    return sorted(pairs, key=lambda pair: (-cosine[pair], pair))


def _emptier(toward: NDArray[np.float64], is_then: NDArray[np.bool_]) -> float:
    """Chance that the middle between two groups is so empty then, were it as at the other time.

    Parameters
    ----------
    toward
        How much nearer each post is to the first group than to the second.
    is_then
        Posts of the time of which it is asked; the ends are theirs.
    """
    first, second = is_then & (toward > 0), is_then & (toward <= 0)
    if not first.any() or not second.any() or is_then.all():
        return 1.0
    ends = toward[first].mean(), toward[second].mean()
    is_middle = np.abs(toward - sum(ends) / 2) < _MIDDLE * (ends[0] - ends[1]) / 2
    return _rarer(
        int((is_middle & is_then).sum()), int(is_then.sum()),
        int((is_middle & ~is_then).sum()), int((~is_then).sum()),
    )  # fmt: skip


def _parts(points: NDArray[np.float32], is_now: NDArray[np.bool_]) -> Groups:
    """Parts that a group's posts have fallen into, largest first; one or none where they have not.

    Many groups could be divided on the day they are found. One has fallen apart only where the
    middle between its parts is emptier now than it was before. The parts are found among half of
    the recent posts and that is asked of the other half: in many directions any posts fall into
    parts along one that was chosen for it.
    """
    is_fit = is_now & (is_now.cumsum() % 2 == 0)
    parts = _recent_parts(points[is_fit])
    if len(parts) < 2:
        return parts
    toward = closeness(points[~is_fit], parts.centres[:2]) @ np.array([1.0, -1.0])
    if _emptier(toward, is_now[~is_fit]) >= _CHANCE:
        return parts.only([0])
    return _recent_parts(points[is_now])


def _recent_parts(points: NDArray[np.float32]) -> Groups:
    fewest = max(FEWEST_MEMBERS, ceil(_PART * len(points)))
    cores = sorted(_cores(points, fewest), key=lambda rows: (-len(rows), int(rows[0])))
    return _joined(points, cores, _ONE - _MARGIN)
