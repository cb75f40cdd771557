"""What a whole file says of itself: the order of its dates, and whether many speak in it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import Final

from folkmoot.sources.whatsapp.stamps import ORDERS, Stamp, stamps
from folkmoot.sources.whatsapp.words import is_of_group, sender_of

__all__ = ["Reading", "read_chat"]

#: Share of dates that may go against an order: texts that look like a stamp are pasted into
#: messages, clocks are set back. A wrong order fails on two dates in three.
_WRONG_SHARE: Final = 0.002
_FIRST: Final = {"day_first": "the day first", "month_first": "the month first"}


@dataclass(slots=True)
class Reading:
    """What the stamps of one file say.

    Parameters
    ----------
    count
        Stamps met.
    order
        Of `folkmoot.sources.whatsapp.stamps.ORDERS`; empty where the file leaves it open.
    why
        In words.
    speakers
        Different names that messages begin with; no more than three are kept.
    is_group
        Whether the application says so, in a line that only groups have.
    """

    count: int = 0
    order: str = ""
    why: str = ""
    speakers: set[str] = field(default_factory=set)
    is_group: bool = False

    @property
    def is_private(self) -> bool:
        """Whether it may be a conversation of two."""
        return len(self.speakers) <= 2 and not self.is_group


def read_chat(stream: Iterable[bytes], most: int | None = None) -> Reading:
    """Read the stamps of a file.

    Parameters
    ----------
    stream
        Blocks of UTF-8 bytes of a text export.
    most
        Stamps looked at; all of them unless given.

    Raises
    ------
    FolkmootError
        As the stream does.
    """
    found = Reading()
    votes = _Votes()
    for stamp in islice(stamps(stream), most):
        found.count += 1
        votes.see(stamp)
        if len(found.speakers) < 3 and (sender := sender_of(stamp.rest)):
            found.speakers.add(sender)
        found.is_group = found.is_group or is_of_group(stamp.rest)
    found.order, found.why = votes.decide()
    return found


class _Votes:
    """Evidence for each order of a date."""

    def __init__(self) -> None:
        self.count = self.year_first = self.dotted = 0
        self.impossible = dict.fromkeys(ORDERS, 0)
        self.back = dict.fromkeys(ORDERS, 0)
        self._last: dict[str, date | None] = dict.fromkeys(ORDERS)

    def see(self, stamp: Stamp) -> None:
        self.count += 1
        self.year_first += stamp.is_year_first
        self.dotted += stamp.is_dotted
        for order in ORDERS:
            year, month, number = stamp.date(order)
            self.impossible[order] += month > 12
            try:
                day = date(year, month, number)
            except ValueError:
                continue
            before = self._last[order]
            self.back[order] += before is not None and day < before
            self._last[order] = day

    def decide(self) -> tuple[str, str]:
        """The order that the file shows, and why; the order is empty where it shows none."""
        if not self.count:
            return "", "it holds no message"
        if self.year_first == self.count:
            return "year_first", "its dates begin with the year"
        pairs = (("day_first", "month_first"), ("month_first", "day_first"))
        few = self.count * _WRONG_SHARE
        for order, other in pairs:
            if self.impossible[order] <= few < self.impossible[other]:
                count = f"{self.impossible[other]:,} of {self.count:,} dates"
                return order, f"{count} can only be read with {_FIRST[order]}"
        if any(self.impossible[order] for order, _ in pairs):
            return "", "some dates need the day first and others the month first"
        if self.dotted == self.count:
            return "day_first", "dates with dots have the day first"
        for order, other in pairs:
            if self.back[order] <= few < self.back[other]:
                return order, f"its dates run forward only with {_FIRST[order]}"
        return "", "its dates can be read with the day or the month first"
