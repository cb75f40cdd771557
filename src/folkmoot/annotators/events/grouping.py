"""Which rising terms are one event."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

__all__ = ["Group", "Lead", "group_terms", "join_groups"]

#: A term is of a group that holds more than this part of its posts.
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


def join_groups(named: Iterable[tuple[str, Group]]) -> list[tuple[str, Group]]:
    """Join the groups that go on with one event; those without a name stay apart.

    Parameters
    ----------
    named
        Groups with the event that each goes on with, the surest first; an empty name for none.
    """
    parts: dict[str, list[Group]] = {}
    for place, (name, group) in enumerate(named):
        parts.setdefault(name or f"new {place}", []).append(group)
    found = []
    for name, groups in parts.items():
        leads = sorted((lead for group in groups for lead in group.leads), key=_surest)
        posts = frozenset().union(*(group.posts for group in groups))
        found.append(("" if name.startswith("new ") else name, Group(tuple(leads), posts)))
    return found
