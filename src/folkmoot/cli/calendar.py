"""The command that tells a plan's calendar: dates, who, hours, place, and what done looks like."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from folkmoot.cli.options import as_json, open_current, project_option
from folkmoot.cli.output import print_json, print_rows, tell

if TYPE_CHECKING:
    from folkmoot.plan.model import Action

__all__ = ["calendar"]


@click.command(short_help="Tell the plan's calendar, or write it as .ics.")
@click.argument("name", metavar="[PLAN]", default="last")
@click.option("--ics", type=click.Path(path_type=Path), help="Write it for a calendar program.")
@project_option
@as_json
def calendar(name: str, ics: Path | None, project_path: Path, is_json: bool) -> None:
    """Tell the calendar of PLAN: dates, who, hours, place, and what done looks like.

    A plan is named by its file, its day (2017-08-31), or `previous` and `last`.
    """
    from folkmoot.cli.work import plan_path
    from folkmoot.durable import write_whole
    from folkmoot.plan import calendar_text, read_plan

    project = open_current(project_path)
    made = read_plan(plan_path(project, name))
    project.close()
    if ics is not None:
        write_whole(ics, calendar_text(made).encode())
    if is_json:
        print_json([action.model_dump() for action in made.actions])
        return
    if not made.actions:
        click.echo(f"No work is planned: {made.objective_why}")
        return
    hours = sum(action.hours for action in made.actions)
    tell(
        f"{len(made.actions)} actions from {made.actions[0].starts_on}, {hours:g} hours in"
        f" all, at most {made.hours_planned:g} a week."
    )
    for week in sorted({action.week for action in made.actions}):
        here = [action for action in made.actions if action.week == week]
        end = here[0].starts_on + timedelta(days=4)
        print_rows(
            f"Week {week}, {here[0].starts_on} to {end}",
            ["hours", "what", "where", "who", "done when"], [_row(action) for action in here],
        )  # fmt: skip
    if ics is not None:
        click.echo(f"Written to {ics}.")


def _row(action: Action) -> list[str]:
    return [
        f"{action.hours:g}", action.what, action.community or "our own pages", action.who,
        action.done,
    ]  # fmt: skip
