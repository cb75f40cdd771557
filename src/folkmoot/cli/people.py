"""The group of commands about people: whom we help, what came of it, what they allow."""

from __future__ import annotations

import click

from folkmoot.cli.group import LazyGroup

__all__ = ["PEOPLE_COMMANDS", "people"]

#: Verb -> (module, attribute, short help), in the order of the work.
PEOPLE_COMMANDS = {
    "list": ("folkmoot.cli.relating", "list_people", "Whom we helped, and what came of it."),
    "due": ("folkmoot.cli.relating", "due_people", "Whom to come back to, and why."),
    "show": ("folkmoot.cli.relating", "show", "Everything noted of one person."),
    "note": ("folkmoot.cli.noting", "note", "Note what came of help, or when to come back."),
    "consent": ("folkmoot.cli.noting", "consent", "Write down what a person allows."),
    "stop": ("folkmoot.cli.noting", "stop", "Leave a person alone for good."),
    "join": ("folkmoot.cli.noting", "join", "Join two accounts of a person who opted in."),
    "part": ("folkmoot.cli.noting", "part", "Part an account again, without loss."),
    "levels": ("folkmoot.cli.relating", "levels", "How present people are, and who has gone."),
}


@click.group(
    cls=LazyGroup,
    commands_table=PEOPLE_COMMANDS,
    short_help="Whom we help, what came of it, who is due.",
)
def people() -> None:
    """Keep in touch with people, as far as they want it.

    A PERSON is a pseudonym as `folkmoot people list` shows it, or a platform and a person in
    quotes: "travel.stackexchange.com 1234". `folkmoot forget` removes a person from here too.
    """
