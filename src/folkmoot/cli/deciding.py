"""Commands about what rises: the list, what a person decides, and the log of both."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click

from folkmoot.cli.measure import Session, reading
from folkmoot.cli.options import as_json, open_current, project_option
from folkmoot.cli.output import print_json, print_rows, tell
from folkmoot.errors import FolkmootError

if TYPE_CHECKING:
    from folkmoot.annotators.veto import Veto
    from folkmoot.estimate import EstimateTable
    from folkmoot.project import Project
    from folkmoot.state.rising import ToldEvent

__all__ = ["join", "leave", "list_trends", "log", "outcome", "project_veto"]

_F = TypeVar("_F", bound=Callable[..., Any])
_VETO: Final = "veto.txt"


@click.command("list", short_help="What is rising, and whether it fits.")
@click.option("--grain", type=click.Choice(["hour", "day", "week"]), default=None,
              help="Count by this (default: by how many posts come in).")  # fmt: skip
@click.option("--hours-to-act", type=click.FloatRange(0, 720), default=None,
              help="Hours until something could be posted (default: 4).")  # fmt: skip
@reading
def list_trends(opened: Session, grain: str | None, hours_to_act: float | None) -> Any:
    """What is rising in the community's posts and on hot lists, and whether joining it fits.

    Words that rule events out are the shipped ones and those of veto.txt in the project's folder,
    a word or phrase a line.
    """
    from folkmoot.measures.trends import HOURS_TO_ACT
    from folkmoot.measures.trends import trends as measure

    veto = project_veto(opened.project)
    hours = HOURS_TO_ACT if hours_to_act is None else hours_to_act
    table = measure(
        opened.view, opened.brief, grain=grain or "", hours_to_act=hours, veto=veto,
        themes=opened.themes, project=opened.project,
    )  # fmt: skip
    return _named(opened.project, table), ["event_id", "term", "verdict", "reason"]


def project_veto(project: Project) -> Veto:
    """The shipped words that rule events out, with those of the project's ``veto.txt``."""
    from folkmoot.annotators.veto import Veto, read_words

    own = project.root / _VETO
    return Veto(read_words(own) if own.exists() else ())


def _named(project: Project, table: EstimateTable) -> EstimateTable:
    """The table with the names that its events were told under before; they are remembered."""
    from dataclasses import replace

    import pyarrow as pa

    from folkmoot.state.rising import keep_events

    rows = table.rows()
    events = {row["event_id"]: _told(row) for row in reversed(rows)}
    order = list(dict.fromkeys(row["event_id"] for row in rows))
    kept = keep_events(project.state, [events[name] for name in order])
    lasting = dict(zip(order, (each.event_id for each in kept), strict=True))
    names = pa.array([lasting[row["event_id"]] for row in rows], pa.string())
    place = table.data.column_names.index("event_id")
    return replace(table, data=table.data.set_column(place, "event_id", names))


def _told(row: dict[str, Any]) -> ToldEvent:
    from folkmoot.state.rising import ToldEvent

    is_list = row["kind"] == "hot list"
    return ToldEvent(
        row["event_id"], row["kind"], row["grain"], (row["term"], *row["also"]),
        tuple(row["parents"]), row["first_seen_at"], row["bucket"],
        row["value"] if is_list else row["cases"], "place" if is_list else "people",
        row["verdict"], row["gate"], row["reason"],
    )  # fmt: skip


def _deciding(function: _F) -> _F:
    for option in (
        click.option("--by", "by_name", required=True, help="Your name."),
        click.option("--because", required=True, help="Why, in your words."),
        click.argument("event_id", metavar="ID"),
        project_option,
    ):
        function = option(function)
    return function


@click.command(short_help="Confirm that an event is joined.")
@_deciding
@click.option("--despite-veto", is_flag=True,
              help="Join what words or examples rule out; nothing else lifts that.")  # fmt: skip
def join(project_path: Path, event_id: str, because: str, by_name: str, despite_veto: bool) -> None:
    """Confirm that event ID is joined, and write into the log who decided so and why."""
    event = _decide(project_path, event_id, "join", because, by_name, despite_veto=despite_veto)
    tell(f"Joined: “{event.terms[0]}”, decided by {by_name}. "
               f"Say later what came of it: folkmoot trends outcome {event.event_id}")  # fmt: skip


@click.command(short_help="Say that an event is left alone.")
@_deciding
def leave(project_path: Path, event_id: str, because: str, by_name: str) -> None:
    """Write into the log that event ID is left alone, who decided so and why."""
    event = _decide(project_path, event_id, "leave", because, by_name)
    tell(f"Left alone: “{event.terms[0]}”, decided by {by_name}.")


@click.command(short_help="Say what came of it.")
@_deciding
def outcome(project_path: Path, event_id: str, because: str, by_name: str) -> None:
    """Write into the log what came of joining event ID, or of leaving it alone."""
    event = _decide(project_path, event_id, "outcome", because, by_name)
    tell(f"Noted of “{event.terms[0]}”: {because}")


def _decide(
    project_path: Path, event_id: str, decision: str, because: str, by_name: str,
    *, despite_veto: bool = True,
) -> ToldEvent:  # fmt: skip
    from folkmoot.state.rising import TrendDecision, decide_trend, told_event

    project = open_current(project_path)
    try:
        event = told_event(project.state, event_id)
        if decision == "join" and event.gate == "veto" and not despite_veto:
            raise FolkmootError(
                "vetoed", f"event {event.event_id}", event.reason,
                "an event that nothing rules out",
                "leave it alone; --despite-veto is for what was ruled out by mistake",
            )  # fmt: skip
        decide_trend(
            project.state,
            TrendDecision(event.event_id, decision, because, by_name, event.verdict, event.size,
                          datetime.now(UTC)),
        )  # fmt: skip
    finally:
        project.close()
    return event


@click.command(short_help="What was joined or left, and what came of it.")
@project_option
@as_json
def log(project_path: Path, is_json: bool) -> None:
    """What was joined or left alone, by whom and why, and what became of each event."""
    from folkmoot.state.rising import told_events, trend_decisions

    project = open_current(project_path)
    try:
        lines = trend_decisions(project.state)
        events = {event.event_id: event for event in told_events(project.state)}
    finally:
        project.close()
    if is_json:
        print_json([asdict(line) | {"event": asdict(events[line.event_id])} for line in lines])
        return
    decided = {line.event_id for line in lines}
    joined = {line.event_id for line in lines if line.decision == "join"}
    left = sum(event.verdict == "abstain" for event in events.values())
    if not events:
        click.echo("No event was told yet: folkmoot trends tells what is rising.")
        return
    click.echo(
        f"{len(events):,} events were told: {len(joined)} joined, {len(decided - joined)} decided "
        f"against or open, {left:,} proposed to be left alone."
    )
    if lines:
        columns = ["when", "event", "about", "decision", "because", "by", "then", "last"]
        print_rows("The log", columns, [_line(line, events[line.event_id]) for line in lines])


def _line(line: Any, event: ToldEvent) -> list[str]:
    against = " (against the proposal)" if line.decision == "join" != line.proposed else ""
    return [
        f"{line.decided_at:%Y-%m-%d %H:%M}", event.event_id, event.terms[0],
        line.decision + against, line.because, line.by_name, _size(line.size_then, event),
        f"{_size(event.size, event)}, {event.last_seen_at:%Y-%m-%d}",
    ]  # fmt: skip


def _size(size: float | None, event: ToldEvent) -> str:
    from folkmoot.estimate.disclosure import MINIMUM_PEOPLE

    if size is None:
        return "not known"
    if event.size_name == "place":
        return f"place {size:.0f}"
    return f"under {MINIMUM_PEOPLE} people" if size < MINIMUM_PEOPLE else f"{size:.0f} people"
