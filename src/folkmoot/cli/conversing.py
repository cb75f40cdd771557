"""The command conversations: the list, and what a person decides about it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from folkmoot.cli.group import LazyGroup
from folkmoot.cli.measure import Session, reading, session
from folkmoot.cli.options import as_json, as_of, open_current, project_option
from folkmoot.cli.output import print_json, print_rows, tell
from folkmoot.cli.work import known_of
from folkmoot.ids import format_id

if TYPE_CHECKING:
    from folkmoot.talks import Known, Learnt, TalkIndex

__all__ = ["CONVERSATION_COMMANDS", "Talking", "conversations", "drop", "keep", "learnt",
           "talking"]  # fmt: skip

#: Verb -> (module, attribute, short help), in the order of the work.
CONVERSATION_COMMANDS = {
    "keep": ("folkmoot.cli.conversing", "keep", "Say that one is worth it."),
    "drop": ("folkmoot.cli.conversing", "drop", "Say that one is not, and hide it."),
    "learnt": ("folkmoot.cli.conversing", "learnt", "Say what your decisions have taught."),
}


@dataclass(frozen=True)
class Talking:
    """A session with the index and all that is known beside the lake."""

    opened: Session
    index: TalkIndex
    known: Known


@contextmanager
def talking(project_path: Path, moment: datetime | None) -> Iterator[Talking]:
    """Open a project for its conversations."""
    with session(project_path, moment, is_prepared=False) as opened:
        yield _talking(opened)


def _talking(opened: Session) -> Talking:
    from folkmoot.talks import open_index

    # The view comes first: it refuses a lake without activities.
    _ = opened.view
    known = known_of(opened.project, opened.brief)
    return Talking(opened, open_index(opened.project), known)


def _unless_a_verb(function: Callable[..., Any]) -> Callable[..., Any]:
    """Make a group list conversations only where no verb follows."""

    @wraps(function)
    def wrapped(**options: Any) -> None:
        if click.get_current_context().invoked_subcommand is None:
            function(**options)

    return wrapped


@click.group(
    cls=LazyGroup,
    commands_table=CONVERSATION_COMMANDS,
    invoke_without_command=True,
    short_help="Open conversations worth an answer; keep or drop them.",
)
@click.option("--limit", type=click.IntRange(1, 500), default=20, help="How many at most.")
@click.option("--search", default="", metavar="WORDS",
              help='Look for these, not for needs: words, "a phrase", -unwanted.')  # fmt: skip
@click.option("--need", metavar="NEED", help="Only this need: its id, or its number in the brief.")
@click.option("--perhaps", is_flag=True, help="Also those that only perhaps state a need.")
@click.option("--kept", is_flag=True, help="Those that you kept, and no others.")
@_unless_a_verb
@reading
def conversations(
    opened: Session, limit: int, search: str, need: str | None, perhaps: bool, kept: bool
) -> Any:
    """List open conversations worth an answer, each with the reasons it was chosen.

    Say of each whether it is worth it: from ten decisions on the order is learnt from them. What
    you kept stands below what you have not seen; --kept lists it alone.
    """
    from folkmoot.measures.conversations import conversations as measure

    # What the other measures prepare (topics, who has the need) is not asked for here.
    lean = replace(opened, is_prepared=False)
    try:
        at = _talking(lean)
        table = measure(
            lean.view, lean.brief, limit, index=at.index, known=at.known, search=search, need=need,
            perhaps=perhaps, kept="alone" if kept else "last",
        )  # fmt: skip
    finally:
        if "view" in vars(lean):
            lean.view.engine.close()
    return table, ["rank", "published_at", "title", "need", "url"]


@click.command(short_help="Say that one is worth it.")
@click.argument("names", metavar="ID...", nargs=-1, required=True)
@project_option
@as_of
@as_json
def keep(names: tuple[str, ...], project_path: Path, as_of: datetime | None, is_json: bool) -> None:
    """Keep conversations: they are worth an answer."""
    _decide(names, project_path, as_of, is_json, is_kept=True)


@click.command(short_help="Say that one is not, and hide it.")
@click.argument("names", metavar="ID...", nargs=-1, required=True)
@project_option
@as_of
@as_json
def drop(names: tuple[str, ...], project_path: Path, as_of: datetime | None, is_json: bool) -> None:
    """Drop conversations: they are listed no more, and fewer like them are."""
    _decide(names, project_path, as_of, is_json, is_kept=False)


def _decide(
    names: tuple[str, ...], path: Path, as_of: datetime | None, is_json: bool, *, is_kept: bool
) -> None:
    """Write down a decision about each conversation named; all are found before any is written."""
    from folkmoot.measures._talk_named import named_talk
    from folkmoot.measures.conversations import talk_features
    from folkmoot.state import Decision, add_decision, decisions

    with talking(path, as_of) as at:
        view, brief = at.opened.view, at.opened.brief
        found = [named_talk(view, name) for name in names]
        told = [
            talk_features(view, brief, each.object_id, index=at.index, known=at.known)
            for each in found
        ]
        state = at.opened.project.state
        for each, features in zip(found, told, strict=True):
            add_decision(
                state,
                Decision(each.object_id, each.actor_id, is_kept, features, datetime.now(UTC)),
            )
        made = decisions(state)
    if is_json:
        print_json([{"object_id": each.object_id, "is_kept": is_kept} for each in found])
        return
    for each in found:
        tell(f"{'Kept' if is_kept else 'Dropped'}  {each.title}", hang=9)
    click.echo(_progress(len({each.object_id for each in made})))


def _progress(decided: int) -> str:
    from folkmoot.talks import FEWEST_DECISIONS

    told = f"{decided} decision{'' if decided == 1 else 's'} so far"
    missing = FEWEST_DECISIONS - decided
    if missing > 0:
        return f"{told}; {missing} more until the order is learnt from them."
    return f"{told}; what they taught: folkmoot conversations learnt"


@click.command(short_help="Say what your decisions have taught.")
@project_option
@as_json
def learnt(project_path: Path, is_json: bool) -> None:
    """Say what the decisions so far have taught about which conversations to show."""
    from folkmoot.state import decisions
    from folkmoot.talks import learn

    project = open_current(project_path)
    made = decisions(project.state)
    project.close()
    found = learn(made)
    if is_json:
        print_json(_learnt_json(found, made))
        return
    decided = len({each.object_id for each in made})
    if found is None:
        click.echo(f"Nothing is learnt yet. {_progress(decided)}" if decided < 10 else
                   "Nothing is learnt yet: all were kept, or all dropped.")  # fmt: skip
        return
    click.echo(f"{decided} decisions; the order of conversations is learnt from them.")
    rows = sorted(found.told(), key=lambda each: -abs(each[1]))
    print_rows(
        "What moved the order, the most first",
        ["what is shown", "moved by", "95 % interval", ""],
        [[_named(name), f"{moved:+.2f}", f"{low:+.2f} to {high:+.2f}", _sure(low, high)]
         for name, moved, low, high in rows],
    )  # fmt: skip
    click.echo("In log-odds of being kept, against the rule: above 0 it counts for more than the"
               " rule has it, below for less.")  # fmt: skip


def _named(name: str) -> str:
    """Name of a feature, as a reader knows it."""
    part = name.removeprefix("log ")
    return name if part == name else f"part: {part}"


def _sure(low: float, high: float) -> str:
    return "" if low < 0 < high else "told apart from 0"


def _learnt_json(found: Learnt | None, made: Any) -> dict[str, Any]:
    return {
        "learnt": None
        if found is None
        else [
            {"name": name, "moved": moved, "low": low, "high": high}
            for name, moved, low, high in found.told()
        ],
        "decisions": [
            {
                "object_id": format_id(each.object_id),
                "is_kept": each.is_kept,
                "decided_at": each.decided_at,
                "features": dict(each.features),
            }
            for each in made
        ],
    }
