"""Outcomes by day become the weeks and arms that the sharing of hours reads."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import numpy as np

from folkmoot.adjust.allocation.history import SIGNALS, Arms, History
from folkmoot.adjust.outcomes.table import EARLIEST
from folkmoot.adjust.outcomes.tally import MEASURES, Outcome, believed_outcomes

__all__ = ["MOST_WEEKS", "Weekly", "weekly"]

#: Weeks looked back at: five years, after which a week weighs under a hundredth.
MOST_WEEKS: Final = 260
_WEEK: Final = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Weekly:
    """Outcomes by week and arm, and what in them needs a word.

    Parameters
    ----------
    first_on
        Monday of the first week.
    gaps
        Mondays of weeks, between the first and the last, of which nothing is told.
    strangers
        Arms that have outcomes and are not among the arms: left out.
    unworked
        Arms with outcomes and without an hour told: their outcomes count for nothing.
    """

    history: History
    first_on: date
    gaps: tuple[date, ...]
    strangers: tuple[str, ...]
    unworked: tuple[str, ...]

    def notes(self) -> tuple[str, ...]:
        """Say what is missing or left out, a sentence each."""
        told = []
        if self.gaps:
            days = ", ".join(str(day) for day in self.gaps[:5])
            more = " and more" if len(self.gaps) > 5 else ""
            told.append(f"Of {len(self.gaps)} of {self.history.weeks} weeks nothing is told"
                        f" ({days}{more}): taken as weeks without work.")  # fmt: skip
        if self.strangers:
            told.append(f"Left out, since they are not among the arms: {_few(self.strangers)}.")
        if self.unworked:
            told.append(f"Outcomes without any hours told, so that no rate can be known:"
                        f" {_few(self.unworked)}.")  # fmt: skip
        return tuple(told)


def weekly(outcomes: Iterable[Outcome], arms: Arms, until: date | None = None) -> Weekly:
    """Add outcomes up by week and arm.

    Parameters
    ----------
    arms
        Those that hours are shared among; communities and strategies are compared without regard
        to capitals.
    until
        The last day that counts; the last one told if ``None``.

    Notes
    -----
    Where two origins tell the same number of a day and arm, the table kept by hand is believed, and
    nothing is counted twice.
    """
    told = [each for each in outcomes if until is None or each.day <= until]
    places = {pair: n for n, pair in enumerate(_pairs(arms))}
    known = [each for each in told if each.arm in places]
    strangers = sorted({_words(each) for each in told if each.arm not in places})
    days = [day for each in known for day in (each.day, each.acted_on) if day is not None]
    last = _monday(until or max(days, default=EARLIEST))
    first = max(_monday(min(days, default=last)), last - (MOST_WEEKS - 1) * _WEEK)
    count = (last - first) // _WEEK + 1 if days else 0
    history, unworked = _history(known, arms, places, first, count)
    seen = {_monday(each.day) for each in known}
    gaps = tuple(week for n in range(count) if (week := first + n * _WEEK) not in seen)
    return Weekly(history, first, gaps, tuple(strangers), unworked)


def _few(names: Sequence[str]) -> str:
    return ", ".join(names[:5]) + (f" and {len(names) - 5} more" if len(names) > 5 else "")


def _pairs(arms: Arms) -> list[tuple[str, str]]:
    pairs = zip(arms.communities, arms.strategies, strict=True)
    return [(community.casefold(), strategy.casefold()) for community, strategy in pairs]


def _words(outcome: Outcome) -> str:
    return f"{outcome.strategy} in {outcome.community}"


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _history(
    known: Iterable[Outcome],
    arms: Arms,
    places: Mapping[tuple[str, str], int],
    first: date,
    count: int,
) -> tuple[History, tuple[str, ...]]:
    sums = {name: np.zeros((count, len(arms))) for name in MEASURES}
    late: dict[tuple[int, int, int], float] = defaultdict(float)
    for each, name, number in believed_outcomes(known):
        arm, week = places[each.arm], (_monday(each.day) - first) // _WEEK
        if week >= 0:
            sums[name][week, arm] += number
        if week >= 0 and name == "conversions" and each.acted_on is not None:
            late[(_monday(each.acted_on) - first) // _WEEK, week, arm] += number
    idle = sums["hours"].sum(axis=0) == 0
    counted = sum(sums[name].sum(axis=0) for name in MEASURES if name not in {"hours", "spent"})
    unworked = tuple(arms.name(int(arm)) for arm in np.flatnonzero(idle & (counted > 0)))
    worked = np.where(idle, 0.0, 1.0)
    lags = np.zeros((count, count))
    for (acted, week, arm), number in late.items():
        if acted >= 0 and not idle[arm]:
            lags[acted, week - acted] += number
    signals = np.stack([sums[name] * worked for name in SIGNALS], axis=-1)
    return History(sums["hours"], sums["conversions"] * worked, sums["complaints"] * worked,
                   signals, lags), unworked  # fmt: skip
