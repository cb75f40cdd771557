"""One event: which terms rose together, since when, who began, and what came before it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from folkmoot.ids import format_id, hash64

__all__ = ["Event", "event_id", "event_of", "plain", "take_in"]


@dataclass(frozen=True, slots=True)
class Event:
    """Terms that rise together.

    Parameters
    ----------
    event_id
        Its name, 16 hexadecimal digits, which it keeps as long as it lasts.
    parents
        Events that it took in.
    terms
        The most surprising first.
    first_bucket, last_bucket
        Numbers of the first bucket in which it rose and the last in which it was seen.
    peak_bucket
        The bucket in which most people took part.
    started_at
        Of its first post, in seconds since 1970.
    starter
        Pseudonym of that post's author; ``None`` where it is not known.
    surprise
        Minus the decimal logarithm of the p-value of its most surprising term.
    expected
        People who were expected to use that term in the bucket in which it rose.
    authors
        People who took part in `peak_bucket`.
    people
        All who took part.
    posts
        Identifiers of posts of it, oldest first; the first ones where there are many.
    is_over
        Whether it has not been seen for so long that it has ended.
    """

    event_id: str
    parents: tuple[str, ...]
    terms: tuple[str, ...]
    first_bucket: int
    last_bucket: int
    peak_bucket: int
    started_at: float
    starter: int | None
    surprise: float
    expected: float
    authors: int
    people: frozenset[int]
    posts: tuple[int, ...]
    is_over: bool = False

    @property
    def buckets(self) -> int:
        """Buckets from its first to its last."""
        return self.last_bucket - self.first_bucket + 1


def plain(event: Event) -> dict[str, Any]:
    """Return an event as plain values, for JSON."""
    values = {name: getattr(event, name) for name in Event.__slots__}
    return values | {"people": sorted(event.people)}


def event_of(values: Mapping[str, Any]) -> Event:
    """Return the event of plain values."""
    lists = {name: tuple(values[name]) for name in ("parents", "terms", "posts")}
    return Event(**{**values, **lists, "people": frozenset(values["people"])})


def event_id(bucket: int, term: str) -> str:
    """Name an event by the bucket in which it rose and its most surprising term."""
    return format_id(hash64("event", str(bucket), term))


def take_in(event: Event, other: Event, terms: int, posts: int) -> Event:
    """One event of two that turned out to be one story; it keeps the first one's name.

    Parameters
    ----------
    terms, posts
        How many it remembers at most.
    """
    older, younger = sorted((event, other), key=lambda each: (each.started_at, each.event_id))
    larger = max(event, other, key=lambda each: each.authors)
    surer = max(event, other, key=lambda each: each.surprise)
    return replace(
        event,
        parents=tuple(dict.fromkeys((*event.parents, other.event_id, *other.parents))),
        terms=tuple(dict.fromkeys((*event.terms, *other.terms)))[:terms],
        first_bucket=older.first_bucket,
        last_bucket=max(event.last_bucket, other.last_bucket),
        peak_bucket=larger.peak_bucket,
        started_at=older.started_at,
        starter=older.starter,
        surprise=surer.surprise,
        expected=surer.expected,
        authors=larger.authors,
        people=event.people | other.people,
        posts=tuple(dict.fromkeys((*older.posts, *younger.posts)))[:posts],
    )
