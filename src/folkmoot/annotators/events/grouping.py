"""Which rising terms are one event, and which earlier event a new group continues."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from folkmoot.annotators.events.event import Event

__all__ = ["Group", "Lead", "group_terms", "match_groups"]

#: A term is of a group that holds more than this part of its posts; a group continues an event when
#: they share this part of the terms of the smaller one.
_SAME: Final = 0.5


@dataclass(frozen=True, slots=True)
class Lead:
    """A rising term with the posts that hold it."""

    term: str
    surprise: float
    expected: float
    posts: frozenset[int]


@dataclass(frozen=True, slots=True)
class Group:
    """Terms that rose together, the most surprising first, and the posts of any of them."""

    leads: tuple[Lead, ...]
    posts: frozenset[int]

    @property
    def terms(self) -> tuple[str, ...]:
        """The terms."""
        return tuple(lead.term for lead in self.leads)


def group_terms(leads: Iterable[Lead]) -> list[Group]:
    """Join terms that rise in the same posts, the surest group first.

    A term joins the group that holds most of its posts, where that is more than half of them.
    """
    groups: list[list[Lead]] = []
    posts: list[frozenset[int]] = []
    for lead in sorted(leads, key=_surest):
        shared = [len(lead.posts & held) for held in posts]
        most = max(range(len(shared)), key=shared.__getitem__, default=-1)
        if most >= 0 and shared[most] > _SAME * len(lead.posts):
            groups[most].append(lead)
            posts[most] |= lead.posts
        else:
            groups.append([lead])
            posts.append(lead.posts)
    return [Group(tuple(group), held) for group, held in zip(groups, posts, strict=True)]


def _surest(lead: Lead) -> tuple[float, int, str]:
    # Of equals the term in more posts, then a tag, whose name says more, then by name.
    return (-lead.surprise, -len(lead.posts), lead.term)


@dataclass(frozen=True, slots=True)
class _Tie:
    share: float
    first_bucket: int
    event_id: str
    group: int


def match_groups(
    groups: Sequence[Group], live: Sequence[Event]
) -> tuple[dict[int, Event], dict[int, tuple[str, ...]]]:
    """Say which event each group continues, and from which others it descends.

    The pair that shares the most is made first; of equals the older event. An event that several
    groups resemble goes on in one of them, and the others come from it; a group that resembles
    several events goes on as one of them, and has taken in the others.

    Returns
    -------
    tuple
        Event by place of the group; and parents (ids) by place of the group.
    """
    ties = []
    for place, group in enumerate(groups):
        terms = frozenset(group.terms)
        for event in live:
            known = frozenset(event.terms)
            share = len(terms & known) / max(1, min(len(terms), len(known)))
            if share >= _SAME:
                ties.append(_Tie(share, event.first_bucket, event.event_id, place))
    ties.sort(key=lambda tie: (-tie.share, tie.first_bucket, tie.event_id, tie.group))
    by_id = {event.event_id: event for event in live}
    taken: dict[int, Event] = {}
    used: set[str] = set()
    for tie in ties:
        if tie.group not in taken and tie.event_id not in used:
            taken[tie.group] = by_id[tie.event_id]
            used.add(tie.event_id)
    parents: dict[int, tuple[str, ...]] = {}
    for tie in ties:
        if tie.group not in taken or taken[tie.group].event_id != tie.event_id:
            parents[tie.group] = (*parents.get(tie.group, ()), tie.event_id)
    return taken, parents
