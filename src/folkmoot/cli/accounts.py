"""Accounts as a user names them: by platform and person, or by pseudonym."""

from __future__ import annotations

from typing import TYPE_CHECKING

from folkmoot.errors import FolkmootError
from folkmoot.ids import hash64, parse_id

if TYPE_CHECKING:
    from folkmoot.project import Project

__all__ = ["accounts_named", "one_account"]


def accounts_named(project: Project, where: str, text: str) -> frozenset[int]:
    """Pseudonyms that a text may stand for: ``platform person``, or one pseudonym.

    A person is known to a platform by a number, a handle or a hash, and which of them it was is
    not said; pseudonyms made from different ones never meet, so that each can be kept.
    """
    words = text.split()
    if len(words) > 1:
        platform, person = words[0], " ".join(words[1:])
        key = project.keys.person
        return frozenset(
            hash64(platform, scheme, person, key=key) for scheme in ("id", "handle", "hash")
        )
    try:
        return frozenset({parse_id(words[0] if words else "")})
    except ValueError as error:
        raise FolkmootError(
            "no-person", where, text or "nothing", "a platform and a person, or a pseudonym",
            'such as: "travel.stackexchange.com 1234"',
        ) from error  # fmt: skip


def one_account(project: Project, where: str, text: str) -> int:
    """The account that a text names, which the lake or the state must know."""
    from folkmoot.measures.levels import account_platforms
    from folkmoot.state import People

    found = accounts_named(project, where, text)
    state, people = project.state, People(project.state)
    known = {row["actor_id"] for row in state.contacts()} | state.left_alone()
    known |= {note.actor_id for note in people.notes()}
    known |= {consent.actor_id for consent in people.consents()}
    here = found & known
    if not here:
        view = project.view()
        try:
            here = found & account_platforms(view, found).keys()
        finally:
            view.engine.close()
    if len(here) == 1:
        return next(iter(here))
    raise FolkmootError(
        "nobody-known" if not here else "several-known", where, text,
        "a person whom the data of this project holds" if not here else "one person",
        "folkmoot people list names those we have to do with" if not here else
        "name the pseudonym; the platform has one person by that number, another by that handle",
    )  # fmt: skip
