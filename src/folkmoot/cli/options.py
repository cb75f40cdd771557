"""Options that many commands share, and what they stand for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from folkmoot.project import Project

__all__ = ["as_json", "as_of", "end_of_day", "one_survey", "open_current", "project_option"]

_F = TypeVar("_F", bound=Callable[..., Any])


def project_option(function: _F) -> _F:
    """Add ``--project``, the folder (default: here)."""
    return click.option(
        "--project",
        "project_path",
        type=click.Path(path_type=Path, file_okay=False),
        default=Path(),
        help="The project's folder (default: this one).",
        envvar="FOLKMOOT_PROJECT",
    )(function)


def as_json(function: _F) -> _F:
    """Add ``--json``."""
    return click.option("--json", "is_json", is_flag=True, help="Print JSON, for programs.")(
        function
    )


def as_of(function: _F) -> _F:
    """Add ``--as-of DAY``: look at the data as it stood at the end of that day."""
    return click.option(
        "--as-of",
        "as_of",
        callback=end_of_day,
        metavar="YYYY-MM-DD",
        help="See nothing later than this day (default: the last activity).",
    )(function)


def end_of_day(
    _context: click.Context, _parameter: click.Parameter, value: str | None
) -> datetime | None:
    """Read a day as its last instant (UTC), for an option of a command."""
    if value is None:
        return None
    try:
        day = datetime.strptime(value, "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError as error:
        raise click.BadParameter(f"{value!r} is not a day such as 2017-08-31") from error
    return day + timedelta(days=1) - timedelta(microseconds=1)


def open_current(path: Path) -> Project:
    """Open the project and finish what an interrupted run left behind."""
    from folkmoot.errors import FolkmootError
    from folkmoot.ingest import recover
    from folkmoot.project import open_project

    project = open_project(path)
    try:
        for result in recover(project):
            click.echo(f"Finished an interrupted import: {result.path.name}", err=True)
    except FolkmootError as error:
        # Another command is importing right now; what it has acknowledged can be read.
        if error.problem.code != "busy":
            raise
    return project


def one_survey(project: Project, name: str | None) -> str:
    """The survey named, or the only one there is."""
    from folkmoot.errors import FolkmootError
    from folkmoot.survey.store import survey_names

    if name is not None:
        return name
    known = survey_names(project)
    if len(known) != 1:
        got = ", ".join(known) or "none in this project"
        hint = "name one" if known else "run: folkmoot survey add FILE"
        raise FolkmootError("which-survey", "survey", got, "one survey", hint)
    return known[0]
