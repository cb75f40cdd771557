"""How often a person is there and gives something, recent days counting more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import numpy as np
import pyarrow as pa

from folkmoot.estimate import Evidence
from folkmoot.ladder import IS_REPLY_SQL, rung, rung_sql
from folkmoot.measures._cells import Floats, Ints
from folkmoot.view import View

__all__ = ["GONE_DAYS", "HALF_LIFE_DAYS", "LEVELS", "Level", "Levels", "levels_of",
           "name_accounts", "read_levels"]  # fmt: skip

#: A day counts half as much after a quarter: the time in which somebody is expected back.
HALF_LIFE_DAYS: Final = 90
#: Not seen for so long, a person is gone: every yearly occasion has passed without them.
GONE_DAYS: Final = 365
#: A rate is not told from less than a month, in which one visit would look like a habit.
_LEAST_DAYS: Final = 30


@dataclass(frozen=True, slots=True)
class Level:
    """A step of presence or contribution, and what it means."""

    name: str
    meaning: str


#: From the most present to the least. Weekly and monthly are the ladder's own frequencies.
LEVELS: Final = (
    Level("weekly", "on one day a week or more, and seen in the last quarter"),
    Level("monthly", "on one day a month or more, and seen in the last quarter"),
    Level("now and then", "less often, and seen in the last quarter"),
    Level("quiet", f"not seen for {HALF_LIFE_DAYS} days"),
    Level("gone", f"not seen for {GONE_DAYS} days"),
    Level("never", "not seen at all"),
)
_WEEKLY, _MONTHLY, _NOW_AND_THEN, _QUIET, _GONE, _NEVER = range(len(LEVELS))

_SCHEMA: Final = pa.schema(
    [pa.field(name, pa.int64())
     for name in ("person_id", "days", "first_age", "last_age", "last_gave_age")]
    + [pa.field(name, pa.float64()) for name in ("presence", "contribution")]
)  # fmt: skip
_ACCOUNTS: Final = pa.schema([("account_id", pa.int64()), ("person_id", pa.int64())])


@dataclass(frozen=True)
class Levels:
    """People with their levels, arrays of equal length.

    Parameters
    ----------
    presence, contribution
        Places in `LEVELS`.
    presence_rate, contribution_rate
        Days a month, recent ones counting more.
    last_age
        Days since they were last seen.
    """

    people: Ints
    presence: Ints
    contribution: Ints
    presence_rate: Floats
    contribution_rate: Floats
    last_age: Ints
    evidence: Evidence


def read_levels(view: View, moment: datetime, accounts: Mapping[int, int] | None = None) -> Levels:
    """Read the levels of everybody at a moment, or of those whose accounts are given.

    Parameters
    ----------
    view
        The lake; nothing after ``moment`` is counted.
    moment
        As of when.
    accounts
        The person behind each account; accounts of one person are counted together.
    """
    if accounts is not None:
        name_accounts(view, accounts)
    found, evidence = view.ask(
        "levels", _SCHEMA, "On how many days was each person there, and gave something?",
        {"moment": moment, "half_life": HALF_LIFE_DAYS},
        is_named=accounts is not None, is_reply=IS_REPLY_SQL, rung=rung_sql(),
        creator=rung("creator").bit, critic=rung("critic").bit,
    )  # fmt: skip
    columns = {name: found[name].to_numpy() for name in found.column_names}
    first, last = columns["first_age"], columns["last_age"]
    gave = np.where(np.isnan(columns["last_gave_age"].astype(float)), -1, columns["last_gave_age"])
    rates = [_rate(columns[name], first) for name in ("presence", "contribution")]
    return Levels(
        columns["person_id"], levels_of(rates[0], last), levels_of(rates[1], gave.astype(int)),
        rates[0], rates[1], last, evidence,
    )  # fmt: skip


def name_accounts(view: View, accounts: Mapping[int, int]) -> None:
    """Register ``named_accounts``: each account with the person behind it."""
    named = pa.table([list(accounts), list(accounts.values())], schema=_ACCOUNTS)
    view.engine.register("named_accounts", named)


def levels_of(rate: Floats, last_age: Ints) -> Ints:
    """Levels by days a month and by days since the last one; -1 for never.

    Examples
    --------
    >>> places = levels_of(np.array([9, 2, 0.3, 9, 9, 0]), np.array([3, 40, 80, 91, 366, -1]))
    >>> [LEVELS[place].name for place in places]
    ['weekly', 'monthly', 'now and then', 'quiet', 'gone', 'never']
    """
    conditions = (
        last_age < 0, last_age > GONE_DAYS, last_age > HALF_LIFE_DAYS,
        rate >= _least_rate(7), rate >= _least_rate(30),
    )  # fmt: skip
    chosen: Ints = np.select(conditions, (_NEVER, _GONE, _QUIET, _WEEKLY, _MONTHLY), _NOW_AND_THEN)
    return chosen


def _least_rate(gap_days: int) -> float:
    """Days a month of somebody who comes every so many days, told just before they come again."""
    return 30 / gap_days * float(0.5 ** (gap_days / 2 / HALF_LIFE_DAYS))


def _rate(decayed: Floats, first_age: Ints) -> Floats:
    """Days a month whose decayed count this would be, had they been even since the first one.

    The weight of ``a`` days at a steady rate is the rate times the integral of the decay, which
    is ``half_life / ln 2 (1 - 2^(-a / half_life))``.
    """
    span = np.maximum(first_age + 1, _LEAST_DAYS)
    weight = HALF_LIFE_DAYS / np.log(2) * (1 - 0.5 ** (span / HALF_LIFE_DAYS))
    rates: Floats = 30 * decayed / weight
    return rates
