"""Relationships with people: what came of our help, when to come back, what they allow.

A person may have accounts on several platforms. They are joined only when that person said so,
and every row stays with the account that it was written for, so that parting them again loses
nothing and mixes nothing up. One account is the main one and the others stand under it: there is
no chain to walk and no circle to fall into.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final

from sqlalchemy import delete, insert, select, update

from folkmoot.errors import FolkmootError, Problem, ProblemGroup
from folkmoot.ids import format_id
from folkmoot.state import tables as t
from folkmoot.state._moments import aware, now

if TYPE_CHECKING:
    from folkmoot.state.store import State

__all__ = ["OUTCOMES", "PURPOSES", "Consent", "Note", "People"]

#: What can come of help, with what each means.
OUTCOMES: Final[Mapping[str, str]] = {
    "solved": "it solved what they asked for",
    "thanked": "they thanked us, without saying that it is solved",
    "bought": "they said that they bought the product",
    "replied": "they answered, and it is open",
    "nothing": "they did not answer",
    "declined": "they did not want it",
    "complained": "they complained about us",
}

#: What a person can allow, with what each means.
PURPOSES: Final[Mapping[str, str]] = {
    "contact": "we may come back to them unasked",
    "join": "their accounts may be read as one person's",
    "quote": "we may quote them word for word",
}


@dataclass(frozen=True, slots=True)
class Note:
    """What we noted of an account.

    Parameters
    ----------
    outcome
        One of `OUTCOMES`; ``None`` where the note tells none.
    due_at, done_at
        When to come back to them, and when that was done; ``None`` for not at all, not yet.
    """

    note_id: int
    actor_id: int
    noted_at: datetime
    noted_by: str
    words: str
    outcome: str | None
    due_at: datetime | None
    done_at: datetime | None

    @property
    def is_open(self) -> bool:
        """Whether it says to come back, and nobody did yet."""
        return self.due_at is not None and self.done_at is None


@dataclass(frozen=True, slots=True)
class Consent:
    """What an account allowed or took back, and how they said it."""

    actor_id: int
    purpose: str
    is_given: bool
    said_at: datetime
    words: str


class People:
    """Relationships of a project, kept in its state.

    Parameters
    ----------
    state
        The project's state.

    Examples
    --------
    >>> from folkmoot.state import State
    >>> people = People(State("sqlite://"))
    >>> people.consent(11, "join", True, "both accounts are mine, they wrote")
    >>> people.consent(12, "join", True, "the same message")
    >>> people.join(12, 11)
    >>> people.accounts(11), people.main(12)
    ((11, 12), 11)
    >>> people.part(12)
    >>> people.accounts(11)
    (11,)
    """

    def __init__(self, state: State) -> None:
        self._state = state

    def note(
        self,
        actor_id: int,
        words: str,
        by: str,
        outcome: str | None = None,
        due_at: datetime | None = None,
    ) -> None:
        """Note something of an account: what came of our help, or when to come back."""
        if outcome is not None and outcome not in OUTCOMES:
            raise FolkmootError(
                "unknown-outcome", "outcome", f'"{outcome}"', f"one of {', '.join(OUTCOMES)}"
            )
        with self._state.connection() as connection:
            connection.execute(
                insert(t.notes).values(
                    actor_id=actor_id, noted_at=now(), noted_by=by, words=words,
                    outcome=outcome, due_at=due_at,
                )
            )  # fmt: skip

    def done(self, actor_ids: Sequence[int]) -> int:
        """Write down that we came back to these accounts; returns how many notes were open."""
        c = t.notes.c
        is_open = c.actor_id.in_(actor_ids) & c.due_at.is_not(None) & c.done_at.is_(None)
        with self._state.connection() as connection:
            return connection.execute(update(t.notes).where(is_open).values(done_at=now())).rowcount

    def notes(self) -> list[Note]:
        """All notes, oldest first."""
        with self._state.connection() as connection:
            rows = connection.execute(select(t.notes).order_by(t.notes.c.note_id)).mappings()
            return [Note(**aware(row)) for row in rows]

    def consent(self, actor_id: int, purpose: str, is_given: bool, words: str) -> None:
        """Write down what an account allows or takes back, and how they said it.

        Who takes back ``contact`` is left alone from then on. Who takes back ``join`` is parted
        from their other accounts.
        """
        if purpose not in PURPOSES:
            raise FolkmootError(
                "unknown-purpose", "consent", f'"{purpose}"', f"one of {', '.join(PURPOSES)}"
            )
        if not words.strip():
            raise FolkmootError(
                "no-words", "consent", "nothing", "how and where the person said it",
                "such as: wrote in the thread of 3 May that we may",
            )  # fmt: skip
        with self._state.connection() as connection:
            connection.execute(
                insert(t.consents).values(
                    actor_id=actor_id, purpose=purpose, is_given=int(is_given), said_at=now(),
                    words=words,
                )
            )  # fmt: skip
        if not is_given and purpose == "contact":
            self.stop(actor_id, "took back that we may contact them")
        if not is_given and purpose == "join":
            self._part_all(actor_id)

    def consents(self) -> list[Consent]:
        """Everything allowed and taken back, oldest first."""
        query = select(t.consents).order_by(t.consents.c.consent_id)
        with self._state.connection() as connection:
            rows = [aware(row) for row in connection.execute(query).mappings()]
        return [
            Consent(row["actor_id"], row["purpose"], bool(row["is_given"]), row["said_at"],
                    row["words"])
            for row in rows
        ]  # fmt: skip

    def allowed(self, purpose: str) -> frozenset[int]:
        """Accounts whose newest word on a purpose is that they allow it."""
        newest = {each.actor_id: each.is_given for each in self.consents()
                  if each.purpose == purpose}  # fmt: skip
        return frozenset(actor_id for actor_id, is_given in newest.items() if is_given)

    def stop(self, actor_id: int, reason: str) -> None:
        """Leave a person alone for good: this account, and those joined with it now."""
        for account in self.accounts(actor_id):
            self._state.leave_alone(account, reason)

    def joined(self) -> dict[int, int]:
        """Accounts that stand under another one, each with its main account."""
        with self._state.connection() as connection:
            rows = connection.execute(select(t.joined_accounts.c.actor_id,
                                             t.joined_accounts.c.main_id))  # fmt: skip
            return {int(actor_id): int(main_id) for actor_id, main_id in rows}

    def main(self, actor_id: int) -> int:
        """The main account of whoever has this one; itself where it was never joined."""
        return self.joined().get(actor_id, actor_id)

    def accounts(self, actor_id: int) -> tuple[int, ...]:
        """All accounts of whoever has this one, the main one first."""
        joined = self.joined()
        main = joined.get(actor_id, actor_id)
        return (main, *sorted(account for account, under in joined.items() if under == main))

    def join(self, actor_id: int, main_id: int) -> None:
        """Put an account under another one of the same person.

        Raises
        ------
        ProblemGroup
            When it would make a chain or a circle, or when either account did not opt in; all
            reasons together.
        """
        problems = [*self._knots(actor_id, main_id), *self._missing_opt_in(actor_id, main_id)]
        if problems:
            raise ProblemGroup("join", problems)
        with self._state.connection() as connection:
            connection.execute(
                insert(t.joined_accounts).values(
                    actor_id=actor_id, main_id=main_id, joined_at=now()
                )
            )

    def _knots(self, actor_id: int, main_id: int) -> list[Problem]:
        """Why the two cannot stand under one another."""
        joined = self.joined()
        account, main = format_id(actor_id), format_id(main_id)
        if actor_id == main_id:
            return [Problem("self-join", "join", f"{account} with itself", "two accounts")]
        if joined.get(actor_id) == main_id:
            return [Problem("joined", "join", f"{account} is under {main}", "accounts not joined")]
        if joined.get(main_id) == actor_id:
            return [Problem("circle", "join", f"{main} stands under {account} already: a circle",
                            "accounts not joined")]  # fmt: skip
        problems = []
        if actor_id in joined:
            problems.append(Problem(
                "joined-elsewhere", "join", f"{account} stands under {format_id(joined[actor_id])}",
                "an account under no other", "part it first",
            ))  # fmt: skip
        if actor_id in joined.values():
            problems.append(Problem(
                "chain", "join", f"accounts stand under {account}: a chain",
                "an account with none under it", f"part those first, or join {main} under it",
            ))  # fmt: skip
        if main_id in joined:
            problems.append(Problem(
                "chain", "join", f"{main} stands under {format_id(joined[main_id])}: a chain",
                "a main account", f"join {account} under {format_id(joined[main_id])}",
            ))  # fmt: skip
        return problems

    def _missing_opt_in(self, actor_id: int, main_id: int) -> list[Problem]:
        allowed = self.allowed("join")
        return [
            Problem(
                "no-opt-in", "join", f"{format_id(account)} did not opt in",
                "the person's own opt-in, from each account",
                "write it down: folkmoot people consent PERSON --to join --words '...'",
            )
            for account in dict.fromkeys((actor_id, main_id))
            if account not in allowed
        ]  # fmt: skip

    def part(self, actor_id: int) -> None:
        """Part an account from its main one; everything stays with the account it is of."""
        with self._state.connection() as connection:
            here = t.joined_accounts.c.actor_id == actor_id
            parted = connection.execute(delete(t.joined_accounts).where(here)).rowcount
        if not parted:
            raise FolkmootError(
                "not-joined", "part", f"{format_id(actor_id)} stands under no other account",
                "an account that was joined", "folkmoot people show PERSON names the accounts",
            )  # fmt: skip

    def _part_all(self, actor_id: int) -> None:
        """Part an account from its main one, and those under it from it."""
        c = t.joined_accounts.c
        with self._state.connection() as connection:
            connection.execute(
                delete(t.joined_accounts).where((c.actor_id == actor_id) | (c.main_id == actor_id))
            )
