"""What commands that measure share, and the command about needs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property, wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from folkmoot.cli import kinds
from folkmoot.cli.answering import ANSWER_PRINTERS
from folkmoot.cli.ladder import PRINTERS as LADDER_PRINTERS
from folkmoot.cli.ladder import print_ladder
from folkmoot.cli.options import as_json, as_of, open_current, project_option
from folkmoot.cli.output import print_json, print_pivot, print_table, steps, tell
from folkmoot.cli.placing import PLACE_PRINTERS
from folkmoot.cli.who_output import WHO_PRINTERS, of_need, who_notes
from folkmoot.errors import FolkmootError

if TYPE_CHECKING:
    from folkmoot.annotators.lasting import LearnedThemes
    from folkmoot.brief import Brief
    from folkmoot.estimate import EstimateTable
    from folkmoot.project import Project
    from folkmoot.view import View

__all__ = [
    "LADDER",
    "Session",
    "needs",
    "reading",
    "session",
]

_PRINTERS = {**LADDER_PRINTERS, **kinds.PRINTERS}
#: What is printed so where not every row is asked for.
_SHORT_PRINTERS = {**PLACE_PRINTERS, **ANSWER_PRINTERS, **WHO_PRINTERS}
#: Rows of a table shown without ``--all``.
_SHOWN = 40
#: What a row of the ladder is about, where one definition and one denominator are chosen.
LADDER = ["segment_kind", "segment", "rung"]


@dataclass(frozen=True)
class Session:
    """A project opened for measuring; what it holds is opened when it is first asked for.

    Parameters
    ----------
    project
        The project.
    moment
        As of when; ``None`` for the last activity.
    is_prepared
        Whether who states a need is found before the view is handed over.
    """

    project: Project
    moment: datetime | None
    is_prepared: bool

    @cached_property
    def brief(self) -> Brief:
        """The product brief."""
        return self.project.brief()

    @cached_property
    def view(self) -> View:
        """The lake at the moment; a lake without activities is refused."""
        brief, view = self.brief, self.project.view(self.moment)
        with ExitStack() as undo:
            undo.callback(view.engine.close)
            _refuse_empty(view)
            if view.note:
                click.echo(view.note, err=True)
            if self.is_prepared:
                _prepare(view, brief)
            undo.pop_all()
        return view

    @cached_property
    def themes(self) -> LearnedThemes | None:
        """Themes that were learned up to the moment, if any were."""
        from folkmoot.annotators.lasting import themes_of

        return themes_of(self.project, self.view)


@contextmanager
def session(
    project_path: Path, moment: datetime | None, *, is_prepared: bool = True
) -> Iterator[Session]:
    """Open a project, hand it over, and close what was opened of it."""
    opened = Session(open_current(project_path), moment, is_prepared)
    try:
        yield opened
    finally:
        if "view" in vars(opened):
            opened.view.engine.close()
        opened.project.close()


def _prepare(view: View, brief: Brief) -> None:
    from folkmoot.measures._prepared import prepare

    with steps(["Finding who states a need"]) as step:
        step()
        prepare(view, brief)


def _refuse_empty(view: View) -> None:
    import pyarrow as pa

    schema = pa.schema([("row_count", pa.int64()), ("doubled_count", pa.int64())])
    if view.query("doctor_activities", schema)["row_count"][0].as_py() == 0:
        raise FolkmootError(
            "empty-lake", "this project", "no activities", "at least one import",
            "run: folkmoot add FILE",
        )  # fmt: skip


def reading(function: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options that every measure has.

    It returns its table, the columns that say what a row is about and, if it likes, a sentence
    that answers before the table does.
    """

    @project_option
    @as_of
    @as_json
    @click.option("--all", "is_all", is_flag=True, help="Print every row.")
    @click.option("--long", "is_long", is_flag=True, help="One number a row, with its base.")
    @click.option("--say", is_flag=True, help="Print a sentence a row.")
    @click.option("--evidence", "evidence_row", type=int, metavar="ROW",
                  help="Open the evidence of a row, numbered as in --long.")  # fmt: skip
    @wraps(function)
    def wrapped(
        project_path: Path,
        as_of: datetime | None,
        is_json: bool,
        is_all: bool,
        say: bool,
        is_long: bool,
        evidence_row: int | None,
        **options: Any,
    ) -> None:
        with session(project_path, as_of) as opened:
            table, about, *answer = function(opened, **options)
            # Who asks for rows, as numbers or sentences, reads on from them: no answer comes first.
            if answer and not (is_json or is_long or say) and evidence_row is None:
                tell(answer[0])
                table = replace(table, notes=tuple(n for n in table.notes if n != answer[0]))
            _show(table, about, is_json, is_all, say, is_long, evidence_row)

    return wrapped


def _show(
    table: EstimateTable,
    about: Sequence[str],
    is_json: bool,
    is_all: bool,
    say: bool,
    is_long: bool,
    evidence_row: int | None,
) -> None:
    if evidence_row is not None:
        _show_evidence(table, evidence_row, is_json)
    elif is_json:
        print_json(table.as_dict())
    elif say:
        for sentence in table.explain()[: None if is_all else _SHOWN]:
            tell(sentence, hang=2)
    elif not is_long and about == LADDER:
        print_ladder(table)
    elif not is_long and table.name in _PRINTERS:
        _PRINTERS[table.name](table)
    elif not is_long and not is_all and table.name in _SHORT_PRINTERS:
        _SHORT_PRINTERS[table.name](table)
    else:
        printer = print_table if is_long else print_pivot
        printer(table, about, None if is_all else _SHOWN)


def _show_evidence(table: EstimateTable, number: int, is_json: bool) -> None:
    rows = table.rows()
    if not 1 <= number <= len(rows):
        raise FolkmootError(
            "no-row", "--evidence", str(number), f"a row from 1 to {len(rows)}",
        )  # fmt: skip
    evidence = table.open(rows[number - 1])
    if is_json:
        print_json({"row": rows[number - 1], "evidence": evidence.as_dict()})
        return
    tell(f"Question    {evidence.question}")
    tell(f"Rests on    {evidence.rows:,} rows")
    for name, value in evidence.parameters.items():
        tell(f"            {name} = {value}")
    for sample in evidence.samples:
        tell(f"For example {sample}")
    if evidence.sql:
        tell(evidence.sql)


@click.command(short_help="What people ask for, what stays open, and who asks it.")
@click.option("--who", "who", metavar="NEED",
              help="Who has one need more than others: its id, number, name; or all.")  # fmt: skip
@reading
def needs(opened: Session, who: str | None) -> Any:
    """What people ask for: the brief's needs and discovered ones, and what stays open."""
    from folkmoot.measures.needs import needs as measure
    from folkmoot.measures.who_needs import who_needs

    had = who_needs(opened.view, opened.brief, opened.themes)
    if who is not None:
        table = of_need(had, opened.brief, who)
        return table, ["need", "characteristic", "label"], table.notes[0]
    table = measure(opened.view, opened.brief, themes=opened.themes)
    return replace(table, notes=(*table.notes, *who_notes(had))), ["need", "kind"]
