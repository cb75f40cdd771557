"""How present people are and how much they give over time: levels that fade without renewal.

The ladder says which things people do; a level says how often, and since when no longer. Presence
counts days with any act that the ladder knows, contribution those on which somebody published a
work or answered somebody else. A day counts half as much after a quarter.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any, Final

import numpy as np
import pyarrow as pa

from folkmoot.estimate import EstimateTable, Row, amount, disclose, interval, share, withheld
from folkmoot.measures._cells import Ints
from folkmoot.measures._levels import (
    GONE_DAYS,
    HALF_LIFE_DAYS,
    LEVELS,
    Levels,
    name_accounts,
    read_levels,
)
from folkmoot.view import View

__all__ = ["Standing", "account_platforms", "levels", "standings"]

_NEVER: Final = len(LEVELS) - 1
#: Somebody who is quiet can still come back; who is gone has not been kept.
_MOST_KEPT: Final = 3
_ABOUT: Final = tuple(
    pa.field(name, pa.string()) for name in ("segment", "kind", "step", "meaning", "measure")
)
_PLATFORMS: Final = pa.schema([("account_id", pa.int64()), ("platform", pa.string())])
_TARGET: Final = pa.schema([pa.field("actor_id", pa.int64())])


def levels(view: View, *, is_target_known: bool = True) -> EstimateTable:
    """Answer how many are there weekly, monthly, now and then, and how many have gone.

    Parameters
    ----------
    view
        The lake at a moment.
    is_target_known
        Whether the relation ``target`` is registered; its people are a segment of their own.

    Returns
    -------
    EstimateTable
        By segment, ``presence`` or ``contribution``, and level: ``share`` now, ``share_before``
        a year ago, both of the people seen until then, and ``kept``, the share of those on the
        level a year ago who are on it now or on one above. Shares in 0 to 1 with Wilson
        intervals; people are counted once, whatever they did.
    """
    before_at = view.as_of - timedelta(days=GONE_DAYS)
    now, before = read_levels(view, view.as_of), read_levels(view, before_at)
    evidence = {"now": now.evidence, "before": before.evidence}
    segments: dict[str, Ints | None] = {"all": None}
    if is_target_known:
        target, _ = view.ask("need_people", _TARGET, "Who states a need?")
        segments["target"] = target["actor_id"].to_numpy()
    rows = [row for name, ids in segments.items() for row in _rows(name, now, before, ids)]
    notes = [
        f"A day counts half as much after {HALF_LIFE_DAYS} days; rates begin with the first day.",
        "Contribution is a work published, or an answer to somebody else.",
        "Reading leaves no trace here: who is quiet may still read.",
    ]
    return EstimateTable.build(
        "levels", "How present people are", _ABOUT, rows, evidence, view.as_of, notes, _say
    )


def _rows(segment: str, now: Levels, before: Levels, ids: Ints | None) -> Iterator[Row]:
    for kind in ("presence", "contribution"):
        present, past = _of(now, kind, ids), _of(before, kind, ids)
        known = np.isin(now.people, before.people, assume_unique=True)
        here = known if ids is None else known & np.isin(now.people, ids)
        again = getattr(now, kind)[here]
        for place, level in enumerate(LEVELS):
            if kind == "presence" and place == _NEVER:
                continue
            about = {"segment": segment, "kind": kind, "step": level.name,
                     "meaning": level.meaning}  # fmt: skip
            told = [
                ("share", "now", _cell(present, place, "people seen until now")),
                ("share_before", "before", _cell(past, place, "people seen until a year ago")),
            ]
            if place < _MOST_KEPT:
                base = f"people whose {kind} was {level.name} a year ago"
                stayed = again[past == place]
                told.append(
                    (
                        "kept",
                        "before",
                        disclose(share(int((stayed <= place).sum()), len(stayed), base)),
                    )
                )
            for measure, evidence_id, estimate in told:
                yield Row({**about, "measure": measure}, estimate, evidence_id)


def _cell(levels: Ints, place: int, base: str) -> Any:
    return disclose(share(int((levels == place).sum()), len(levels), base))


def _of(levels: Levels, kind: str, ids: Ints | None) -> Ints:
    places: Ints = getattr(levels, kind)
    return places if ids is None else places[np.isin(levels.people, ids)]


def _say(row: Mapping[str, Any]) -> str:
    """Say one row as a marketer would."""
    who = "of the target" if row["segment"] == "target" else "of all"
    what = "there" if row["kind"] == "presence" else "giving something"
    if row["value"] is None:
        return f"{row['step']} {what} ({who}): {withheld(row)}."
    number, reach = amount(row).removesuffix(" %"), f"({interval(row)}; {row['base']:,} people)"
    if row["measure"] == "kept":
        return (f"Of those who were {what} {row['step']} a year ago ({who}), {number} of 100 are"
                f" still, or more often {reach}.")  # fmt: skip
    when = "were a year ago" if row["measure"] == "share_before" else "are now"
    return f"{number} of 100 {who} {when} {what}: {row['step']} {reach}."


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one person stands.

    Parameters
    ----------
    presence, contribution
        Names in `folkmoot.measures._levels.LEVELS`.
    presence_rate, contribution_rate
        Days a month, recent ones counting more.
    last_days
        Days since the person was last seen.
    """

    presence: str
    contribution: str
    presence_rate: float
    contribution_rate: float
    last_days: int

    def as_dict(self) -> dict[str, Any]:
        """Return it as a plain mapping, for JSON."""
        return asdict(self)


def standings(view: View, accounts: Mapping[int, int]) -> dict[int, Standing]:
    """Where people stand now, accounts of one person counted together.

    Parameters
    ----------
    view
        The lake at a moment.
    accounts
        The person behind each account.
    """
    if not accounts:
        return {}
    found = read_levels(view, view.as_of, accounts)
    return {
        int(person): Standing(
            LEVELS[found.presence[place]].name, LEVELS[found.contribution[place]].name,
            float(found.presence_rate[place]), float(found.contribution_rate[place]),
            int(found.last_age[place]),
        )
        for place, person in enumerate(found.people)
    }  # fmt: skip


def account_platforms(view: View, accounts: Iterable[int]) -> dict[int, tuple[str, ...]]:
    """Where accounts are known; those that the lake does not hold are left out."""
    named = {account: account for account in accounts}
    if not named:
        return {}
    name_accounts(view, named)
    rows, _ = view.ask("account_platforms", _PLATFORMS, "Where are these accounts known?")
    found: dict[int, tuple[str, ...]] = {}
    for row in rows.to_pylist():
        account = row["account_id"]
        found[account] = (*found.get(account, ()), row["platform"])
    return found
