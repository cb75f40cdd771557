"""What a project knows beside the lake when conversations are put in order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from folkmoot.talks.learning import Decided

__all__ = ["Known"]


@dataclass(frozen=True, slots=True)
class Known:
    """Contacts and decisions so far.

    Parameters
    ----------
    contacted
        Whom we helped, and when last (UTC), by pseudonym.
    answered
        Conversations in which we answered.
    left_alone
        Pseudonyms of people who must not be contacted.
    decided
        Decisions about conversations, in the order they were made.
    """

    contacted: Mapping[int, datetime] = field(default_factory=dict)
    answered: frozenset[int] = frozenset()
    left_alone: frozenset[int] = frozenset()
    decided: tuple[Decided, ...] = ()

    @property
    def last_decided(self) -> dict[int, bool]:
        """Conversations that somebody decided about, and whether they were kept in the end."""
        return {each.object_id: each.is_kept for each in self.decided}
