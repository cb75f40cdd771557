"""One line of what came of an arm on a day, by whoever told it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Final

__all__ = ["COUNTS", "MEASURES", "ORIGINS", "Outcome", "believed_outcomes"]

#: What may be told of a day and arm: hours and money spent, then counts.
MEASURES: Final = (
    "hours", "spent", "replies", "thanks", "clicks", "conversions", "complaints",
)  # fmt: skip
COUNTS: Final = MEASURES[2:]
#: Who tells, those first who are believed where two tell the same number: a table kept by hand
#: knows what an analytics program cannot (an order by telephone, a visit of one's own).
ORIGINS: Final = ("table", "matomo", "plausible")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one origin tells of one day and arm; ``None`` is not told, which is not 0.

    Parameters
    ----------
    tag
        Of the link that it came by; empty where no link is told.
    acted_on
        Day of the action that brought it, where that is known: it tells how late conversions are.
    hours, spent
        Hours of work, and money, in the currency of the budget.
    clicks
        Visits that a link brought.
    """

    origin: str
    day: date
    community: str
    strategy: str
    tag: str = ""
    acted_on: date | None = None
    hours: float | None = None
    spent: float | None = None
    replies: float | None = None
    thanks: float | None = None
    clicks: float | None = None
    conversions: float | None = None
    complaints: float | None = None

    @property
    def arm(self) -> tuple[str, str]:
        """Community and strategy as they are compared: without regard to capitals."""
        return self.community.casefold(), self.strategy.casefold()

    def as_row(self) -> dict[str, Any]:
        """Return it as a row of the state."""
        return asdict(self)

    @classmethod
    def of_row(cls, row: Mapping[str, Any]) -> Outcome:
        """Make one of a row of the state."""
        return cls(**row)


def believed_outcomes(outcomes: Iterable[Outcome]) -> Iterator[tuple[Outcome, str, float]]:
    """Each number that counts, with its outcome and measure: of a day and arm one origin's alone.

    Examples
    --------
    >>> day = date(2026, 3, 2)
    >>> hand = Outcome("table", day, "b", "a", hours=2, clicks=3)
    >>> program = Outcome("matomo", day, "B", "a", clicks=9, conversions=1)
    >>> [(each.origin, name, n) for each, name, n in believed_outcomes([program, hand])]
    [('matomo', 'conversions', 1), ('table', 'hours', 2), ('table', 'clicks', 3)]
    """
    told = list(outcomes)
    origins: dict[tuple[tuple[str, str], date, str], str] = {}
    for each in told:
        for name in MEASURES:
            if getattr(each, name) is not None:
                key = (each.arm, each.day, name)
                origins[key] = min(origins.get(key, each.origin), each.origin, key=ORIGINS.index)
    for each in told:
        for name in MEASURES:
            number = getattr(each, name)
            if number is not None and origins[each.arm, each.day, name] == each.origin:
                yield each, name, number
