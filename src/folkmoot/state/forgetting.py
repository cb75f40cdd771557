"""Words by which a person could be found, taken out of what we wrote ourselves.

Rows about a person go with `folkmoot.state.State.erase_person`. Here it is saved searches, notes of
others, reasons and the audit that may name them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from sqlalchemy import Column, select, update

from folkmoot.state import tables as t
from folkmoot.state.deciding import remove_search, saved_searches
from folkmoot.text import words

if TYPE_CHECKING:
    from folkmoot.state.store import State

__all__ = ["erase_words"]

_REDACTED: Final = "[forgotten]"
#: What people wrote freely, or what quotes a file.
_WRITTEN: Final[tuple[Column[str], ...]] = (
    t.imports.c.failure, t.left_alone.c.reason, t.notes.c.words, t.consents.c.words,
    t.trend_events.c.terms, t.trend_log.c.because, t.audit.c.detail,
)  # fmt: skip


def erase_words(state: State, tokens: Iterable[str]) -> tuple[tuple[str, ...], int]:
    """Remove saved searches that look for a person, and blank what else names them.

    A search with a word blanked would find something else than what it was saved for, so that it
    goes as a whole, with what it found.

    Parameters
    ----------
    state
        The project's.
    tokens
        Names, titles, addresses and identifiers of the person. In a search they are met as whole
        words, whatever their case.

    Returns
    -------
    tuple
        Names of the searches that were removed, and how many other rows were blanked.
    """
    wanted = [token for token in tokens if token.strip()]
    if not wanted:
        return (), 0
    asked = [tuple(found) for token in wanted if (found := words(token))]
    gone = tuple(
        search.name
        for search in saved_searches(state)
        if any(_holds(words(f"{search.name} {search.words}"), each) for each in asked)
    )
    for name in gone:
        remove_search(state, name)
    longest = sorted(wanted, key=lambda token: (-len(token), token))
    pattern = re.compile("|".join(re.escape(token) for token in longest), re.IGNORECASE)
    blanked = sum(_blank(state, column, pattern) for column in _WRITTEN)
    state.compact()
    return gone, blanked


def _holds(text: list[str], asked: tuple[str, ...]) -> bool:
    places = range(len(text) - len(asked) + 1)
    return any(tuple(text[place : place + len(asked)]) == asked for place in places)


def _blank(state: State, column: Column[str], pattern: re.Pattern[str]) -> int:
    """Blank what matches in one column; returns the rows changed."""
    key = next(iter(column.table.primary_key.columns))
    with state.connection() as connection:
        rows = connection.execute(select(key, column).where(column.is_not(None))).all()
        changed = [(row[0], row[1]) for row in rows if pattern.search(row[1])]
        for name, text in changed:
            clean = pattern.sub(_REDACTED, text)
            connection.execute(update(column.table).where(key == name).values({column: clean}))
    return len(changed)
