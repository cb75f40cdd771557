"""Commands that read relationships: people list, due, show, levels."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from folkmoot.cli.accounts import accounts_named
from folkmoot.cli.measure import Session, reading
from folkmoot.cli.options import as_json, open_current, project_option
from folkmoot.cli.output import print_json, print_rows, tell
from folkmoot.cli.work import listed
from folkmoot.errors import FolkmootError
from folkmoot.ids import format_id

if TYPE_CHECKING:
    from folkmoot.assist.relations import Relation
    from folkmoot.project import Project

__all__ = ["due_people", "levels", "list_people", "show"]


def _relations(project: Project) -> list[Relation]:
    """Everybody we have to do with, each with where they are and how present."""
    from folkmoot.assist.relations import relations
    from folkmoot.measures.levels import account_platforms, standings
    from folkmoot.state import People

    people = People(project.state)
    barred = listed(project, project.brief()) if project.brief_path.exists() else frozenset()
    owner = {account: each.main_id for each in relations(project.state, people, barred)
             for account in each.accounts}  # fmt: skip
    view = project.view()
    try:
        where = account_platforms(view, owner)
        stand = standings(view, owner)
    finally:
        view.engine.close()
    return relations(project.state, people, barred, stand, where)


def _open_relations(project_path: Path) -> list[Relation]:
    project = open_current(project_path)
    try:
        return _relations(project)
    finally:
        project.close()


@click.command(name="list", short_help="Whom we helped, and what came of it.")
@project_option
@as_json
def list_people(project_path: Path, is_json: bool) -> None:
    """Say whom we helped, what came of it, how present they are and what they allow."""
    from folkmoot.assist.relations import said_of

    found = _open_relations(project_path)
    if is_json:
        print_json({"said": said_of(found), "people": [each.as_dict() for each in found]})
        return
    click.echo(said_of(found))
    if found:
        print_rows(
            "People we have to do with",
            ["person", "where", "helped", "came of it", "present", "gives", "allows", ""],
            [_line(each) for each in found],
        )


def _line(each: Relation) -> list[str]:
    standing = each.standing
    helped = f"{len(each.helped)}, last on {each.helped[-1][0]:%Y-%m-%d}" if each.helped else ""
    return [
        format_id(each.main_id), ", ".join(each.platforms), helped, each.outcome or "",
        standing.presence if standing else "", standing.contribution if standing else "",
        ", ".join(each.allows), "left alone" if each.is_left_alone else "",
    ]  # fmt: skip


@click.command(name="due", short_help="Whom to come back to, and why.")
@click.option("--within", type=click.IntRange(0, 365), default=7, metavar="DAYS",
              help="Also what is due in so many days (default: 7).")  # fmt: skip
@project_option
@as_json
def due_people(within: int, project_path: Path, is_json: bool) -> None:
    """Say whom to come back to, the longest overdue first; nobody who is to be left alone."""
    from folkmoot.assist.relations import due

    found = _open_relations(project_path)
    now = datetime.now(UTC)
    waiting = due(found, now, within)
    if is_json:
        print_json([each.as_dict() for each in waiting])
        return
    late = sum(each.due_at.date() <= now.date() for each in waiting)
    click.echo(
        f"{len(waiting)} to come back to within {within} days, {late} of them due now."
        if waiting else f"Nobody is due within {within} days."
    )  # fmt: skip
    if waiting:
        rows = [[f"{each.due_at:%Y-%m-%d}", format_id(each.relation.main_id),
                 ", ".join(each.relation.platforms), each.why] for each in waiting]  # fmt: skip
        print_rows("Due", ["when", "person", "where", "why"], rows)


@click.command(short_help="Everything noted of one person.")
@click.argument("person")
@project_option
@as_json
def show(person: str, project_path: Path, is_json: bool) -> None:
    """Show everything that is noted of PERSON, as they may ask to see it."""
    project = open_current(project_path)
    try:
        wanted = accounts_named(project, "PERSON", person)
        found = [each for each in _relations(project) if wanted & {*each.accounts}]
    finally:
        project.close()
    if not found:
        raise FolkmootError(
            "nobody-known", "PERSON", person, "somebody whom we helped or noted",
            "folkmoot people list names them",
        )  # fmt: skip
    if is_json:
        print_json([each.as_dict() for each in found])
        return
    for each in found:
        for label, text in _told(each):
            tell(f"{label:12}{text}", hang=12)


def _told(each: Relation) -> Sequence[tuple[str, str]]:
    standing = each.standing
    lines = [
        ("Person", format_id(each.main_id)),
        ("Accounts", ", ".join(map(format_id, each.accounts))),
        ("Where", ", ".join(each.platforms) or "in no data of this project"),
        ("Contact", "to be left alone" if each.is_left_alone else "as the rules of conduct allow"),
        ("Allows", ", ".join(each.allows) or "nothing was said"),
    ]
    if standing is not None:
        last = f"last seen {standing.last_days:,} days before the data ends"
        lines += [
            ("Present", f"{standing.presence} ({standing.presence_rate:.1f} days a month, {last})"),
            ("Gives", f"{standing.contribution} ({standing.contribution_rate:.1f} days a month)"),
        ]
    lines += [("Helped", f"{at:%Y-%m-%d} in {place}") for at, place in each.helped]
    for note in each.notes:
        due = f", due {note.due_at:%Y-%m-%d}" if note.is_open and note.due_at else ""
        by = f" by {note.noted_by}" if note.noted_by else ""
        said = ": ".join(part for part in (note.outcome, note.words) if part)
        lines.append(("Note", f"{note.noted_at:%Y-%m-%d}{by}: {said}{due}"))
    return lines


@click.command(short_help="How present people are, and who has gone.")
@reading
def levels(opened: Session) -> Any:
    """How present people are and how much they give, now and a year ago, and who was kept."""
    from folkmoot.measures.levels import levels as measure

    return measure(opened.view), ["segment", "kind", "step"]
