"""Decisions about conversations, saved searches, and what these found: the log and its replay."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import delete, insert, select

from folkmoot.errors import FolkmootError
from folkmoot.state import tables as t
from folkmoot.state._moments import utc

if TYPE_CHECKING:
    from folkmoot.state.store import State

__all__ = [
    "Decision",
    "SavedSearch",
    "add_decision",
    "decisions",
    "new_hits",
    "remove_search",
    "save_search",
    "saved_search",
    "saved_searches",
]

_LONGEST_NAME: Final = 64


@dataclass(frozen=True, slots=True)
class Decision:
    """A conversation that somebody kept or dropped.

    Parameters
    ----------
    object_id
        The conversation.
    actor_id
        Who opened it, so that forgetting this person forgets the decision.
    is_kept
        Kept, or dropped.
    features
        What was shown of it then, as numbers: what is learnt can be learnt again from these alone.
    decided_at
        When (UTC).
    """

    object_id: int
    actor_id: int | None
    is_kept: bool
    features: Mapping[str, float]
    decided_at: datetime


@dataclass(frozen=True, slots=True)
class SavedSearch:
    """A search under a name: words to look for, a need of the brief, or both."""

    name: str
    words: str
    need_id: str | None
    saved_at: datetime = field(default_factory=lambda: datetime.now(UTC))


def add_decision(state: State, decision: Decision) -> None:
    """Write a decision down; an earlier one about the same conversation stays in the log."""
    with state.connection() as connection:
        connection.execute(
            insert(t.decisions).values(
                object_id=decision.object_id,
                actor_id=decision.actor_id,
                is_kept=int(decision.is_kept),
                features=json.dumps(dict(decision.features), sort_keys=True),
                decided_at=decision.decided_at,
            )
        )


def decisions(state: State) -> tuple[Decision, ...]:
    """Every decision in the order they were made."""
    query = select(t.decisions).order_by(t.decisions.c.decision_id)
    with state.connection() as connection:
        return tuple(
            Decision(
                row["object_id"], row["actor_id"], bool(row["is_kept"]),
                json.loads(row["features"]), utc(row["decided_at"]),
            )
            for row in connection.execute(query).mappings()
        )  # fmt: skip


def save_search(state: State, search: SavedSearch) -> None:
    """Keep a search under its name.

    Raises
    ------
    FolkmootError
        The name is taken, empty, or longer than 64 letters.
    """
    if not 0 < len(search.name) <= _LONGEST_NAME:
        raise FolkmootError(
            "bad-name", "the search", f"a name of {len(search.name)} letters", "1 to 64 letters"
        )
    with state.connection() as connection:
        taken = select(t.searches.c.name).where(t.searches.c.name == search.name)
        if connection.execute(taken).first() is not None:
            raise FolkmootError(
                "name-taken", search.name, "a saved search of this name", "another name",
                f"remove the old one first: folkmoot searches remove {search.name}",
            )  # fmt: skip
        connection.execute(
            insert(t.searches).values(
                name=search.name, words=search.words, need_id=search.need_id,
                saved_at=search.saved_at,
            )
        )  # fmt: skip


def saved_searches(state: State) -> tuple[SavedSearch, ...]:
    """Searches that were saved, by name."""
    with state.connection() as connection:
        rows = connection.execute(select(t.searches).order_by(t.searches.c.name)).mappings()
        return tuple(
            SavedSearch(row["name"], row["words"], row["need_id"], utc(row["saved_at"]))
            for row in rows
        )


def saved_search(state: State, name: str) -> SavedSearch:
    """Look a saved search up.

    Raises
    ------
    FolkmootError
        There is none of this name.
    """
    known = {each.name: each for each in saved_searches(state)}
    if name not in known:
        raise FolkmootError(
            "no-search", name, "no saved search of this name", ", ".join(known) or "none is saved",
            "save one: folkmoot searches save NAME --search WORDS",
        )  # fmt: skip
    return known[name]


def remove_search(state: State, name: str) -> None:
    """Remove a saved search with what it found."""
    search = saved_search(state, name)
    with state.connection() as connection:
        for table in (t.search_hits, t.searches):
            connection.execute(delete(table).where(table.c.name == search.name))


def new_hits(
    state: State, name: str, found: Iterable[tuple[int, int | None]], at: datetime
) -> dict[int, datetime]:
    """Write down what a saved search found now; returns when each was found first.

    Parameters
    ----------
    state
        The project's.
    name
        The saved search.
    found
        Conversations, each with who opened it.
    at
        Now (UTC): the moment of those that are new.
    """
    hits = t.search_hits
    with state.connection() as connection:
        query = select(hits.c.object_id, hits.c.found_at).where(hits.c.name == name)
        known = {row.object_id: utc(row.found_at) for row in connection.execute(query)}
        fresh: list[dict[str, Any]] = [
            {"name": name, "object_id": object_id, "actor_id": actor_id, "found_at": at}
            for object_id, actor_id in dict(found).items()
            if object_id not in known
        ]
        if fresh:
            connection.execute(insert(hits), fresh)
    return known | {row["object_id"]: at for row in fresh}
