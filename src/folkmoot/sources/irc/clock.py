"""The day of each line: from the line, from a line of the log, or from the name of the file.

A log of one day that begins on the evening before, as excerpts do, is told by its clock going back
by more than half a day: the day in the file's name is that of its last line. A clock that goes back
by less, from twelve to one, is one of twelve hours without a word for the half of the day; then
nobody knows the hour, and times are fine to the day.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from folkmoot.sources.irc.lines import Line

__all__ = ["Calendar", "Turns", "turns_of"]

_NOON: Final = 12 * 60


@dataclass(frozen=True, slots=True)
class Turns:
    """How often a log's clock passed midnight, and whether it is a clock of twelve hours."""

    midnights: int = 0
    is_twelve: bool = False


def turns_of(lines: Iterable[Line]) -> Turns:
    """Watch the clock of a whole log whose lines say no day.

    Examples
    --------
    >>> clocks = ("21:29", "23:59", "00:00", "02:10")
    >>> turns_of(Line("say", clock=clock) for clock in clocks)
    Turns(midnights=1, is_twelve=False)
    >>> turns_of([Line("say", clock="12:59"), Line("say", clock="01:00")]).is_twelve
    True
    """
    midnights, is_twelve, last = 0, False, 0
    for line in lines:
        if line.day or not line.clock:
            continue
        now = _minutes(line.clock)
        if last - now > _NOON:
            midnights += 1
        elif last // 60 == 12 and now // 60 == 1:
            is_twelve = True
        last = now
    return Turns(midnights, is_twelve)


class Calendar:
    """Follows a log line by line.

    Parameters
    ----------
    day
        Of the file's name, in ISO form; empty for none.
    turns
        What the clock of the whole log does.
    """

    def __init__(self, day: str, turns: Turns) -> None:
        self._day = _before(day, turns.midnights) if day else None
        self._is_twelve = turns.is_twelve
        self._last = 0
        self._is_told = False
        self._clock = ""

    def see(self, line: Line) -> tuple[str, str]:
        """Day in ISO form and clock of a line; both are those of the line before where it has none.

        Empty where nobody knows. The clock is left out where it is one of twelve hours.
        """
        if line.day:
            self._is_told = True
            if (told := _before(line.day, 0)) != self._day:
                self._day, self._clock, self._last = told, "", 0
        if line.clock:
            now = _minutes(line.clock)
            if not line.day and self._last - now > _NOON and self._day is not None:
                self._day += timedelta(days=1)
            self._last, self._clock = now, line.clock
        day = self._day.isoformat() if self._day else ""
        return day, "" if self._is_twelve and not self._is_told else self._clock


def _before(day: str, days: int) -> date | None:
    try:
        return date.fromisoformat(day) - timedelta(days=days)
    except (ValueError, OverflowError):
        return None


def _minutes(clock: str) -> int:
    hours, minutes = clock.split(":")[:2]
    return int(hours) * 60 + int(minutes)
