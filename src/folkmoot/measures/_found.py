"""One thing that rises, wherever it was seen: in a community's posts or on a hot list."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from folkmoot.estimate import Estimate, Evidence

__all__ = ["UNKNOWN_LIFE", "Found", "Life"]

#: Why nothing is said of how long something will last.
UNKNOWN_LIFE: Final = "too few earlier ones lasted as long"


@dataclass(frozen=True, slots=True)
class Life:
    """Hours that something will go on: the median, and an interval for 8 in 10 of its like."""

    low: float
    middle: float
    high: float

    def __str__(self) -> str:
        """Say it in days where hours would be long."""
        if self.middle < 48:
            return f"{self.middle:.0f} h ({self.low:.0f} to {self.high:.0f} h)"
        return f"{self.middle / 24:.0f} days ({self.low / 24:.0f} to {self.high / 24:.0f})"


@dataclass(frozen=True, slots=True)
class Found:
    """Something that rises, before it is judged.

    Parameters
    ----------
    kind
        ``posts`` or ``hot list``.
    grain
        ``hour``, ``day`` or ``week``.
    event_id
        Its lasting name.
    parents
        Names of the events that it comes from.
    term, also
        The surest term, or the topic of a list; and the other terms.
    bucket_at
        When the bucket of its rise began.
    first_seen_at
        Of its first post, or the hour in which a list first had it.
    starter
        Pseudonym of the first post's author, where it is known.
    texts
        What its posts say, for the gates.
    urls
        Public addresses of some of them.
    people
        Pseudonyms of all who took part; empty for a list.
    q_value
        Chance share among things that look as surprising; 0 for a list, which is what it is.
    over
        Why it is over already; empty where it is not.
    life
        How long it will go on; ``None`` where that is not known.
    unknown
        Why `life` is not known, where it goes on.
    is_paid
        Whether its place was paid for.
    estimates
        By measure.
    objects
        Identifiers of its posts; empty for a list.
    themes
        Lasting ids of the themes among its terms.
    """

    kind: str
    grain: str
    event_id: str
    parents: tuple[str, ...]
    term: str
    also: tuple[str, ...]
    bucket_at: datetime
    first_seen_at: datetime
    starter: int | None
    texts: tuple[str, ...]
    urls: tuple[str, ...]
    people: frozenset[int]
    q_value: float
    over: str
    life: Life | None
    is_paid: bool
    evidence: Evidence
    estimates: Mapping[str, Estimate] = field(default_factory=dict)
    objects: tuple[int, ...] = ()
    themes: tuple[str, ...] = ()
    unknown: str = ""
