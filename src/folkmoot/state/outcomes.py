"""What the state keeps of our own actions: links, what came of them, the hours decided."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import delete, insert, select, update

from folkmoot.ids import hash64
from folkmoot.state import tables as t

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from folkmoot.state.store import State

__all__ = [
    "add_link",
    "add_outcomes",
    "kept_allocation",
    "kept_links",
    "kept_outcomes",
    "put_allocation",
]

#: Columns that name a row of outcomes; the others are what it tells.
_NAMED_BY: Final = ("origin", "day", "community", "strategy", "tag", "acted_on")
#: Rows looked up at once: below the number of parameters that any database takes.
_AT_ONCE: Final = 500


def add_link(state: State, link: Mapping[str, Any]) -> bool:
    """Write a link down (columns of ``links``); returns whether it is new.

    A link made again, with the same tag and address, keeps its first row and its propensity.
    """
    named = hash64("link", str(link["tag"]), str(link["url"]))
    with state.connection() as connection:
        known = select(t.links.c.link_id).where(t.links.c.link_id == named)
        if connection.execute(known).first() is not None:
            return False
        row = {**link, "link_id": named, "made_at": datetime.now(UTC)}
        connection.execute(insert(t.links).values(**row))
    return True


def kept_links(state: State) -> list[dict[str, Any]]:
    """Links made so far, by the day of their action and their tag."""
    query = select(t.links).order_by(t.links.c.acted_on, t.links.c.tag, t.links.c.url)
    with state.connection() as connection:
        return [dict(row) for row in connection.execute(query).mappings()]


def add_outcomes(state: State, rows: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    """Keep outcomes; a row known already stays, one told anew with other numbers is replaced.

    Returns how many were ``added``, ``already`` there and ``replaced``. All or nothing is kept.
    """
    counts = {"added": 0, "already": 0, "replaced": 0}
    with state.connection() as connection:
        for start in range(0, len(rows), _AT_ONCE):
            _add_some(connection, rows[start : start + _AT_ONCE], counts)
    return counts


def _add_some(
    connection: Connection, rows: Sequence[Mapping[str, Any]], counts: dict[str, int]
) -> None:
    c = t.outcomes.c
    told = {_outcome_id(row): dict(row) for row in rows}
    found = connection.execute(select(t.outcomes).where(c.outcome_id.in_(told))).mappings()
    known = {row["outcome_id"]: dict(row) for row in found}
    fresh = []
    for key, row in told.items():
        whole = {**row, "outcome_id": key}
        if key not in known:
            fresh.append(whole)
        elif known[key] != whole:
            connection.execute(update(t.outcomes).where(c.outcome_id == key).values(**row))
            counts["replaced"] += 1
        else:
            counts["already"] += 1
    if fresh:
        connection.execute(insert(t.outcomes), fresh)
    counts["added"] += len(fresh)


def _outcome_id(row: Mapping[str, Any]) -> int:
    return hash64("outcome", *(str(row[name]) for name in _NAMED_BY))


def kept_outcomes(state: State) -> list[dict[str, Any]]:
    """Outcomes so far, by day, community, strategy and origin."""
    c = t.outcomes.c
    query = select(t.outcomes).order_by(c.day, c.community, c.strategy, c.origin, c.tag, c.acted_on)
    with state.connection() as connection:
        rows = [dict(row) for row in connection.execute(query).mappings()]
    return [{name: row[name] for name in row if name != "outcome_id"} for row in rows]


def put_allocation(state: State, week_on: date, told: Mapping[str, Any]) -> None:
    """Write down the hours decided for the week of a Monday; they replace an earlier decision."""
    with state.connection() as connection:
        connection.execute(delete(t.allocations).where(t.allocations.c.week_on == week_on))
        row = {"week_on": week_on, "made_at": datetime.now(UTC), "told": json.dumps(told)}
        connection.execute(insert(t.allocations).values(**row))


def kept_allocation(state: State, until: date | None = None) -> dict[str, Any] | None:
    """The newest decision, or that of the last week which began on or before a day."""
    query = select(t.allocations).order_by(t.allocations.c.week_on.desc()).limit(1)
    if until is not None:
        query = query.where(t.allocations.c.week_on <= until)
    with state.connection() as connection:
        row = connection.execute(query).mappings().first()
    if row is None:
        return None
    return {**json.loads(row["told"]), "week_on": row["week_on"]}
