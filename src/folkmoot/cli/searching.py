"""The commands about saved searches: save, list, run, new, remove."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from folkmoot.cli.conversing import Talking, talking
from folkmoot.cli.group import LazyGroup
from folkmoot.cli.options import as_json, as_of, open_current, project_option
from folkmoot.cli.output import print_json, print_rows
from folkmoot.cli.talk_output import print_talk, print_talks

if TYPE_CHECKING:
    from folkmoot.estimate import EstimateTable
    from folkmoot.state import SavedSearch

__all__ = ["SEARCH_COMMANDS", "list_searches", "new", "remove", "run", "save", "searches"]

#: Verb -> (module, attribute, short help), in the order of the work.
SEARCH_COMMANDS = {
    "save": ("folkmoot.cli.searching", "save", "Save a search under a name."),
    "list": ("folkmoot.cli.searching", "list_searches", "List the saved searches."),
    "run": ("folkmoot.cli.searching", "run", "List what a saved search finds."),
    "new": ("folkmoot.cli.searching", "new", "List what is new in the saved searches."),
    "remove": ("folkmoot.cli.searching", "remove", "Remove a saved search."),
}
#: Conversations of a search that are remembered, so that they are new once.
_MOST: Final = 500


@click.group(
    cls=LazyGroup,
    commands_table=SEARCH_COMMANDS,
    short_help="Saved searches, and what is new in them.",
)
def searches() -> None:
    """Keep searches for open conversations, and ask each day what is new in them."""


@click.command(short_help="Save a search under a name.")
@click.argument("name")
@click.option("--search", "words", default="", metavar="WORDS",
              help='Words, "a phrase", -unwanted.')  # fmt: skip
@click.option("--need", metavar="NEED", help="Only this need: its id, or its number in the brief.")
@project_option
@as_of
@as_json
def save(
    name: str,
    words: str,
    need: str | None,
    project_path: Path,
    as_of: datetime | None,
    is_json: bool,
) -> None:
    """Save a search under NAME; with neither words nor need it is all needs of the brief.

    What it finds now is not new; `folkmoot searches new` lists what comes later.
    """
    from folkmoot.state import SavedSearch, save_search

    with talking(project_path, as_of) as at:
        search = SavedSearch(name, words, need)
        table = _found(at, search)
        save_search(at.opened.project.state, search)
        _remember(at, search, table, search.saved_at)
    if is_json:
        print_json({"name": name, "search": words, "need": need, "found": len(table)})
        return
    open_now = f"{len(table):,} open conversation{'' if len(table) == 1 else 's'}"
    click.echo(f"Saved {name}; it finds {open_now} now.")
    click.echo("What comes later: folkmoot searches new")


@click.command(name="list", short_help="List the saved searches.")
@project_option
@as_json
def list_searches(project_path: Path, is_json: bool) -> None:
    """List the saved searches."""
    from folkmoot.state import saved_searches

    project = open_current(project_path)
    found = saved_searches(project.state)
    project.close()
    if is_json:
        print_json([_told(each) for each in found])
        return
    if not found:
        click.echo("None is saved. Save one: folkmoot searches save NAME --search WORDS")
        return
    print_rows(
        "Saved searches",
        ["name", "words", "need", "saved"],
        [[each.name, each.words, each.need_id or "any", f"{each.saved_at:%Y-%m-%d}"]
         for each in found],
    )  # fmt: skip


@click.command(short_help="List what a saved search finds.")
@click.argument("name")
@click.option("--limit", type=click.IntRange(1, _MOST), default=20, help="How many at most.")
@project_option
@as_of
@as_json
def run(name: str, limit: int, project_path: Path, as_of: datetime | None, is_json: bool) -> None:
    """List what the saved search NAME finds."""
    from folkmoot.state import saved_search

    with talking(project_path, as_of) as at:
        search = saved_search(at.opened.project.state, name)
        table = _found(at, search, limit)
    if is_json:
        print_json(table.as_dict())
        return
    print_talks(table)


@click.command(short_help="List what is new in the saved searches.")
@click.option("--since", metavar="DAY", callback=lambda _c, _p, value: _day(value),
              help="Found first since this day (YYYY-MM-DD, yesterday, today); else by this"
              " run.")  # fmt: skip
@project_option
@as_of
@as_json
def new(since: datetime | None, project_path: Path, as_of: datetime | None, is_json: bool) -> None:
    """List the conversations that saved searches find for the first time."""
    from folkmoot.state import saved_searches

    now = datetime.now(UTC)
    fresh: list[tuple[SavedSearch, list[dict[str, Any]]]] = []
    with talking(project_path, as_of) as at:
        for search in saved_searches(at.opened.project.state):
            table = _found(at, search)
            first = _remember(at, search, table, now)
            rows = [row for row in table.rows() if first[row["object_id"]] >= (since or now)]
            fresh.append((search, rows))
    if is_json:
        print_json([_told(search) | {"new": rows} for search, rows in fresh])
        return
    _print_new(fresh, since)


@click.command(short_help="Remove a saved search.")
@click.argument("name")
@project_option
@as_json
def remove(name: str, project_path: Path, is_json: bool) -> None:
    """Remove the saved search NAME, with the memory of what it found."""
    from folkmoot.state import remove_search

    project = open_current(project_path)
    try:
        remove_search(project.state, name)
    finally:
        project.close()
    if is_json:
        print_json({"removed": name})
        return
    click.echo(f"Removed {name}.")


def _print_new(
    fresh: Sequence[tuple[SavedSearch, list[dict[str, Any]]]], since: datetime | None
) -> None:
    count = sum(len(rows) for _, rows in fresh)
    span = f"since {since:%Y-%m-%d}" if since else "since they were last asked"
    if not fresh:
        click.echo("Nothing is new: no search is saved. See: folkmoot searches save --help")
        return
    click.echo(
        f"{count:,} conversation{'' if count == 1 else 's'} new in {len(fresh)} saved"
        f" search{'' if len(fresh) == 1 else 'es'} {span}."
    )
    for search, rows in fresh:
        if rows:
            click.echo(f"\n{search.name}: {len(rows):,} new")
        for row in rows:
            print_talk(row)


def _found(at: Talking, search: SavedSearch, limit: int = _MOST) -> EstimateTable:
    from folkmoot.measures.conversations import conversations

    return conversations(
        at.opened.view, at.opened.brief, limit, index=at.index, known=at.known,
        search=search.words, need=search.need_id,
    )  # fmt: skip


def _remember(
    at: Talking, search: SavedSearch, table: EstimateTable, moment: datetime
) -> dict[int, datetime]:
    from folkmoot.state import new_hits

    found = [(row["object_id"], row["actor_id"]) for row in table.rows()]
    return new_hits(at.opened.project.state, search.name, found, moment)


def _told(search: SavedSearch) -> dict[str, Any]:
    return {
        "name": search.name,
        "search": search.words,
        "need": search.need_id,
        "saved_at": search.saved_at,
    }


def _day(value: str | None) -> datetime | None:
    """Read a day; ``today`` and ``yesterday`` by the clock, in UTC."""
    if value is None:
        return None
    today = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    named = {"today": today, "yesterday": today - timedelta(days=1)}
    if value in named:
        return named[value]
    try:
        return datetime.strptime(value, "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError as error:
        expected = f"{value!r} is not a day such as 2017-08-31, yesterday or today"
        raise click.BadParameter(expected) from error
