"""People we have to do with: whom we helped, what came of it, and whom to come back to.

Everything rests on accounts; accounts of one person are read together only where that person
joined them, and apart again as soon as they are parted.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from folkmoot.ids import format_id

if TYPE_CHECKING:
    from folkmoot.measures.levels import Standing
    from folkmoot.state import Note, People, State

__all__ = ["ASK_AFTER_DAYS", "Due", "Relation", "due", "relations", "said_of"]

#: After so many days we look what came of our help: of the first answers on the travel community
#: 91 of 100 came within a week, and a thank-you needs the answer first.
ASK_AFTER_DAYS: Final = 14


@dataclass(frozen=True, slots=True)
class Relation:
    """What there is between a person and us.

    Parameters
    ----------
    main_id, accounts
        The person's main account, and all of them, the main one first.
    platforms
        Where those accounts are.
    helped
        When and in which community we helped, oldest first.
    notes
        What we noted, oldest first.
    allows
        Purposes for which one of the accounts gave its consent, and did not take it back.
    is_left_alone
        Whether the person must not be contacted.
    standing
        How present they are and how much they give; ``None`` where they were never seen.
    """

    main_id: int
    accounts: tuple[int, ...]
    platforms: tuple[str, ...]
    helped: tuple[tuple[datetime, str], ...]
    notes: tuple[Note, ...]
    allows: tuple[str, ...]
    is_left_alone: bool
    standing: Standing | None

    @property
    def outcome(self) -> str | None:
        """What came of our help, by the newest note that says so."""
        return next((note.outcome for note in reversed(self.notes) if note.outcome), None)

    def as_dict(self) -> dict[str, Any]:
        """Return it as a plain mapping, for JSON."""
        standing = self.standing
        return {
            "person": format_id(self.main_id),
            "accounts": [format_id(account) for account in self.accounts],
            "platforms": list(self.platforms),
            "helped": [{"at": at, "community": place} for at, place in self.helped],
            "outcome": self.outcome,
            "notes": [
                {"at": note.noted_at, "by": note.noted_by, "words": note.words,
                 "outcome": note.outcome, "due": note.due_at, "done": note.done_at}
                for note in self.notes
            ],
            "allows": list(self.allows),
            "is_left_alone": self.is_left_alone,
            "standing": None if standing is None else standing.as_dict(),
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Due:
    """One thing to come back to: whom, since when, and why."""

    relation: Relation
    due_at: datetime
    why: str

    def as_dict(self) -> dict[str, Any]:
        """Return it as a plain mapping, for JSON."""
        return {"person": format_id(self.relation.main_id), "due": self.due_at, "why": self.why}


def relations(
    state: State,
    people: People,
    barred: frozenset[int] = frozenset(),
    standings: Mapping[int, Standing] | None = None,
    platforms: Mapping[int, Sequence[str]] | None = None,
) -> list[Relation]:
    """Everybody we helped, noted, asked or were asked to leave alone, the newest help first.

    Parameters
    ----------
    state, people
        The project's state, and its relationships.
    barred
        Accounts of the brief's own list of people to leave alone.
    standings
        Where each person stands, by main account; `folkmoot.measures.levels.standings` reads them.
    platforms
        Where each account is.
    """
    joined = people.joined()
    contacts, notes, consents = state.contacts(), people.notes(), people.consents()
    left_alone = state.left_alone() | barred
    met = {row["actor_id"] for row in contacts} | {note.actor_id for note in notes}
    met |= {each.actor_id for each in consents} | left_alone | joined.keys() | {*joined.values()}
    allowed = {purpose: people.allowed(purpose) for purpose in {c.purpose for c in consents}}
    found = []
    for main in {joined.get(account, account) for account in met - {None}}:
        accounts = (main, *sorted(a for a, under in joined.items() if under == main))
        of = frozenset(accounts)
        where = dict.fromkeys(p for a in accounts for p in (platforms or {}).get(a, ()))
        found.append(Relation(
            main, accounts, tuple(where),
            tuple((row["contacted_at"], row["community"]) for row in contacts
                  if row["actor_id"] in of),
            tuple(note for note in notes if note.actor_id in of),
            tuple(sorted(purpose for purpose, who in allowed.items() if who & of)),
            bool(left_alone & of), (standings or {}).get(main),
        ))  # fmt: skip
    return sorted(found, key=_newest_first)


def _newest_first(relation: Relation) -> tuple[float, int]:
    moments = [at for at, _ in relation.helped] + [note.noted_at for note in relation.notes]
    return (-max(moments).timestamp() if moments else 0.0, relation.main_id)


def due(found: Iterable[Relation], now: datetime, within_days: int = 0) -> list[Due]:
    """What to come back to, the longest overdue first; nobody who is to be left alone.

    A note says when; help of which nobody noted what came of it is due after `ASK_AFTER_DAYS`.
    To look at the conversation is not to write in it: the gate of `folkmoot.assist.conduct`
    decides whether we may.

    Examples
    --------
    >>> due([], datetime(2026, 1, 1))
    []
    """
    until = (now + timedelta(days=within_days)).date()
    waiting = []
    for relation in found:
        if relation.is_left_alone:
            continue
        waiting += [
            Due(relation, note.due_at, note.words)
            for note in relation.notes
            if note.is_open and note.due_at is not None
        ]
        if relation.helped:
            at, place = relation.helped[-1]
            told = any(note.outcome and note.noted_at >= at for note in relation.notes)
            if not told:
                why = f"see what came of our help in {place}"
                waiting.append(Due(relation, at + timedelta(days=ASK_AFTER_DAYS), why))
    here = (each for each in waiting if each.due_at.date() <= until)
    return sorted(here, key=lambda each: each.due_at)


def said_of(found: Sequence[Relation]) -> str:
    """Say in one sentence whom we helped and what came of it.

    Examples
    --------
    >>> said_of([])
    'Nobody was helped yet.'
    """
    helped = [relation for relation in found if relation.helped]
    alone = sum(relation.is_left_alone for relation in found)
    left = f" {alone} {'is' if alone == 1 else 'are'} to be left alone." if alone else ""
    if not helped:
        return f"Nobody was helped yet.{left}"
    counted: dict[str, int] = {}
    for relation in helped:
        counted[relation.outcome or "not known yet"] = (
            counted.get(relation.outcome or "not known yet", 0) + 1
        )
    parts = [f"{times} {outcome}" for outcome, times in sorted(
        counted.items(), key=lambda each: -each[1])]  # fmt: skip
    whom = "1 person was" if len(helped) == 1 else f"{len(helped)} people were"
    return f"{whom} helped: {', '.join(parts)}.{left}"
