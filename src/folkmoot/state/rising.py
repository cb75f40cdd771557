"""Events that were told, under names that last, and what people decided about them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import delete, insert, select

from folkmoot.errors import FolkmootError, Problem, ProblemGroup
from folkmoot.state import tables as t
from folkmoot.state._moments import utc

if TYPE_CHECKING:
    from folkmoot.state.store import State

__all__ = ["DECISIONS", "ToldEvent", "TrendDecision", "decide_trend", "keep_events", "told_event",
           "told_events", "trend_decisions"]  # fmt: skip

#: What can be written into the log: that it was joined, or left alone, and what came of it.
DECISIONS: Final = ("join", "leave", "outcome")
#: An event that was last told so long ago is not the one that rises now, whatever its words.
_MEMORY: Final = {"hour": timedelta(days=3), "day": timedelta(days=14), "week": timedelta(days=56)}
#: An event told before is the same when it shares this part of the terms of the smaller one.
_SAME: Final = 0.5


@dataclass(frozen=True, slots=True)
class ToldEvent:
    """An event as it was last told.

    Parameters
    ----------
    event_id
        Its lasting name, 16 hexadecimal digits.
    kind, grain
        ``posts`` or ``hot list``; ``hour``, ``day`` or ``week``.
    terms
        The surest first; of a list the topic.
    parents
        Events that it comes from.
    first_seen_at, last_seen_at
        Of its first post, and the bucket in which it was last told.
    size, size_name
        How large it was last, and of what: people, or place on the list.
    verdict, gate, reason
        What was proposed last, and why.
    """

    event_id: str
    kind: str
    grain: str
    terms: tuple[str, ...]
    parents: tuple[str, ...]
    first_seen_at: datetime
    last_seen_at: datetime
    size: float | None
    size_name: str
    verdict: str
    gate: str
    reason: str


@dataclass(frozen=True, slots=True)
class TrendDecision:
    """A line of the log.

    Parameters
    ----------
    event_id
        The event.
    decision
        Of `DECISIONS`.
    because
        Why, or what came of it, in the words of who decided.
    by_name
        Who decided: somebody of the project, never a member of a community.
    proposed
        What was proposed then.
    size_then
        How large the event was then.
    decided_at
        When (UTC).
    """

    event_id: str
    decision: str
    because: str
    by_name: str
    proposed: str
    size_then: float | None
    decided_at: datetime


def keep_events(state: State, events: Sequence[ToldEvent]) -> list[ToldEvent]:
    """Remember events, each under the name that it had when it was told before.

    Returns
    -------
    list
        The events in their order, with their lasting names.
    """
    known = told_events(state)
    taken: set[str] = set()
    kept = []
    for event in events:
        before = _before(event, [each for each in known if each.event_id not in taken])
        named = event if before is None else _as_before(event, before)
        taken.add(named.event_id)
        kept.append(named)
    with state.connection() as connection:
        for event in kept:
            table = t.trend_events
            connection.execute(delete(table).where(table.c.event_id == event.event_id))
            connection.execute(insert(table).values(**_row(event)))
    return kept


def told_events(state: State) -> list[ToldEvent]:
    """Events told so far, the last told first."""
    query = select(t.trend_events).order_by(
        t.trend_events.c.last_seen_at.desc(), t.trend_events.c.event_id
    )
    with state.connection() as connection:
        return [_event(dict(row)) for row in connection.execute(query).mappings()]


def told_event(state: State, event_id: str) -> ToldEvent:
    """One event by its name, or by the beginning of it where no other begins so.

    Raises
    ------
    FolkmootError
        ``unknown-event``, ``several-events``.
    """
    wanted = event_id.strip().lower()
    found = [each for each in told_events(state) if wanted and each.event_id.startswith(wanted)]
    if len(found) == 1:
        return found[0]
    if not found:
        raise FolkmootError("unknown-event", "event", event_id, "the name of an event",
                            "run: folkmoot trends")  # fmt: skip
    names = ", ".join(each.event_id for each in found[:3])
    hint = f"so begin {names}"
    raise FolkmootError("several-events", "event", event_id, "more of its name", hint)


def decide_trend(state: State, decision: TrendDecision) -> None:
    """Write a line into the log; earlier ones stay.

    Raises
    ------
    FolkmootError
        ``unknown-decision``, ``nothing-said`` of why or by whom; all faults together.
    """
    problems = [
        Problem("nothing-said", name, repr(value), expected)
        for name, value, expected in (
            ("--because", decision.because, "why, in your words"),
            ("--by", decision.by_name, "your name"),
        )
        if not value.strip()
    ]
    if decision.decision not in DECISIONS:
        expected = f"one of {', '.join(DECISIONS)}"
        problems.append(Problem("unknown-decision", "decision", decision.decision, expected))
    if problems:
        raise ProblemGroup("decision", problems)
    with state.connection() as connection:
        connection.execute(
            insert(t.trend_log).values(
                **{name: getattr(decision, name) for name in decision.__slots__}
            )
        )


def trend_decisions(state: State) -> list[TrendDecision]:
    """The log, oldest line first."""
    table = t.trend_log
    query = select(table).order_by(table.c.decided_at, table.c.log_id)
    with state.connection() as connection:
        rows = [dict(row) for row in connection.execute(query).mappings()]
    return [
        TrendDecision(
            row["event_id"], row["decision"], row["because"], row["by_name"], row["proposed"],
            row["size_then"], utc(row["decided_at"]),
        )
        for row in rows
    ]  # fmt: skip


def _as_before(event: ToldEvent, before: ToldEvent) -> ToldEvent:
    return replace(
        event,
        event_id=before.event_id,
        parents=tuple(dict.fromkeys((*before.parents, *event.parents))),
        first_seen_at=min(before.first_seen_at, event.first_seen_at),
    )


def _before(event: ToldEvent, known: Sequence[ToldEvent]) -> ToldEvent | None:
    """The event as it was told before: by name, else by the terms that both have."""
    for each in known:
        if each.event_id == event.event_id:
            return each
    if event.kind != "posts":
        return None
    terms = set(event.terms)
    best: tuple[float, ToldEvent] | None = None
    for each in known:
        gap = abs(event.last_seen_at - each.last_seen_at)
        if each.kind != event.kind or gap > _MEMORY[event.grain]:
            continue
        share = len(terms & set(each.terms)) / max(1, min(len(terms), len(each.terms)))
        if share >= _SAME and (best is None or share > best[0]):
            best = share, each
    return best[1] if best else None


def _row(event: ToldEvent) -> dict[str, Any]:
    row = {name: getattr(event, name) for name in event.__slots__}
    return row | {"terms": json.dumps(event.terms, ensure_ascii=False),
                  "parents": json.dumps(event.parents)}  # fmt: skip


def _event(row: dict[str, Any]) -> ToldEvent:
    lists = {name: tuple(json.loads(row[name])) for name in ("terms", "parents")}
    moments = {name: utc(row[name]) for name in ("first_seen_at", "last_seen_at")}
    return ToldEvent(**{**row, **lists, **moments})
