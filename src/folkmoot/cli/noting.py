"""Commands that write down what we know of a person: people note, consent, stop, join, part."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from folkmoot.cli.accounts import accounts_named, one_account
from folkmoot.cli.options import as_json, end_of_day, open_current, project_option
from folkmoot.cli.output import print_json
from folkmoot.ids import format_id

if TYPE_CHECKING:
    from folkmoot.project import Project
    from folkmoot.state import People

__all__ = ["OUTCOMES", "PURPOSES", "consent", "join", "note", "part", "stop"]

#: Also the names in `folkmoot.state`; a test holds them equal. Here so that --help loads nothing.
OUTCOMES = ("solved", "thanked", "bought", "replied", "nothing", "declined", "complained")
PURPOSES = ("contact", "join", "quote")


@contextmanager
def _opened(project_path: Path) -> Iterator[tuple[Project, People]]:
    from folkmoot.state import People

    project = open_current(project_path)
    try:
        yield project, People(project.state)
    finally:
        project.close()


def _tell(is_json: bool, said: str, *accounts: int) -> None:
    if is_json:
        print_json({"said": said, "accounts": [format_id(account) for account in accounts]})
    else:
        click.echo(said)


@click.command(short_help="Note what came of help, or when to come back.")
@click.argument("person")
@click.argument("words", default="")
@click.option("--by", metavar="NAME", default="", help="Who notes it.")
@click.option("--outcome", type=click.Choice(OUTCOMES), help="What came of our help.")
@click.option("--due", callback=end_of_day, metavar="YYYY-MM-DD", help="When to come back.")
@click.option("--done", "is_done", is_flag=True, help="We came back; nothing is due any more.")
@project_option
@as_json
def note(
    person: str,
    words: str,
    by: str,
    outcome: str | None,
    due: datetime | None,
    is_done: bool,
    project_path: Path,
    is_json: bool,
) -> None:
    """Note WORDS of PERSON: what came of our help, or when to come back.

    Write no more than the work needs, and nothing of health, politics, religion, sexuality or
    origin: the person may ask to see it.
    """
    if not (words.strip() or outcome or is_done):
        raise click.UsageError("say something: WORDS, --outcome or --done")
    if due is not None and not words.strip():
        raise click.UsageError("--due needs WORDS: why we come back")
    with _opened(project_path) as (project, people):
        account = one_account(project, "PERSON", person)
        closed = people.done(people.accounts(account)) if is_done else 0
        if words.strip() or outcome:
            people.note(account, words.strip(), by.strip(), outcome, due)
    done = f" {closed} thing{'s' if closed != 1 else ''} done." if is_done else ""
    later = f" Due on {due:%Y-%m-%d}." if due is not None else ""
    _tell(is_json, f"Noted.{later}{done}", account)


@click.command(short_help="Write down what a person allows.")
@click.argument("person")
@click.option("--to", "purpose", type=click.Choice(PURPOSES), required=True,
              help="contact: come back unasked; join: read their accounts as one; quote: word for"
              " word.")  # fmt: skip
@click.option("--words", required=True, help="How and where the person said it.")
@click.option("--withdraw", is_flag=True, help="They take it back.")
@project_option
@as_json
def consent(
    person: str, purpose: str, words: str, withdraw: bool, project_path: Path, is_json: bool
) -> None:
    """Write down that PERSON allows something, or takes it back.

    Who takes back `contact` is left alone from then on; who takes back `join` is parted from
    their other accounts.
    """
    with _opened(project_path) as (project, people):
        account = one_account(project, "PERSON", person)
        people.consent(account, purpose, not withdraw, words)
        project.state.log("consent", f"{'taken back' if withdraw else 'given'}: {purpose}")
    follows = {"contact": " They are left alone from now on.", "join": " Their accounts are apart."}
    said = "Written down: they " + ("take it back." if withdraw else "allow it.")
    _tell(is_json, said + (follows.get(purpose, "") if withdraw else ""), account)


@click.command(short_help="Leave a person alone for good.")
@click.argument("person")
@click.option(
    "--why", default="asked to be left alone", help="The reason, for those who come later."
)
@project_option
@as_json
def stop(person: str, why: str, project_path: Path, is_json: bool) -> None:
    """Never offer PERSON for contact again, under any account that they joined.

    A platform and a person may be named before any of their posts is imported.
    """
    with _opened(project_path) as (project, people):
        accounts = sorted(accounts_named(project, "PERSON", person))
        for account in accounts:
            people.stop(account, why)
        project.state.log("left alone", "one person, at their wish")
    _tell(is_json, "This person will be left alone.", *accounts)


@click.command(short_help="Join two accounts of a person who opted in.")
@click.argument("account")
@click.argument("main")
@project_option
@as_json
def join(account: str, main: str, project_path: Path, is_json: bool) -> None:
    """Put ACCOUNT under MAIN, another account of the same person.

    Only the person can say so: the consent to `join` of both accounts must be written down
    before. Nothing is inferred, and everything stays with the account that it is of.
    """
    with _opened(project_path) as (project, people):
        ids = one_account(project, "ACCOUNT", account), one_account(project, "MAIN", main)
        people.join(*ids)
        project.state.log("joined", "two accounts of one person, by their opt-in")
    _tell(is_json, "Joined: they are read as one person's from now on.", *ids)


@click.command(short_help="Part an account again, without loss.")
@click.argument("account")
@project_option
@as_json
def part(account: str, project_path: Path, is_json: bool) -> None:
    """Part ACCOUNT from its main account; notes, help and consents stay with whom they are of."""
    with _opened(project_path) as (project, people):
        found = one_account(project, "ACCOUNT", account)
        people.part(found)
        project.state.log("parted", "two accounts")
    _tell(is_json, "Parted: each account is read alone again, with what is its own.", found)
