"""What commands print: tables for people, JSON for programs, faults in words."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

import click

from folkmoot.cli.harmless import escaped, harmless
from folkmoot.errors import FolkmootError, Problem, ProblemGroup
from folkmoot.ids import format_id

if TYPE_CHECKING:
    from pathlib import Path

    from rich.table import Table

    from folkmoot.estimate import EstimateTable
    from folkmoot.ingest.stage import Progress

__all__ = [
    "dated",
    "import_progress",
    "print_bases",
    "print_json",
    "print_pivot",
    "print_rows",
    "print_table",
    "said",
    "show_error",
    "steps",
    "tell",
    "tell_notes",
]

_INTERVAL: Final = "95 % interval"
#: Where nobody watches, tables are as wide as this, and sentences are left whole for programs.
_UNWATCHED: Final = 140
#: Longer lines are hard to read, however wide the screen.
_LONGEST_LINE: Final = 110
#: A number, its interval, and whether its base is low.
_NUMBER: Final = re.compile(r"(.*?\d.*?) \((.*\d.*)\)(, low base)?")
_NUMERIC: Final = re.compile(r"[+-]?\d|under \d|new\b")
#: What stands where a number would.
_ABSENT: Final = frozenset(
    {"", "too few", "not known", "not yet", "withheld for privacy", "under 30, hidden"}
)


def tell(text: str, hang: int = 0, *, is_broken: bool | None = None) -> None:
    """Print prose without what a terminal would obey; on a screen its lines end between words.

    Parameters
    ----------
    text
        A sentence or several lines. Spaces before a line indent all that it is broken into.
    hang
        Further spaces before what a line is broken into, such as the width of a label.
    is_broken
        Whether to break lines (default: on a screen alone, so that programs see whole ones).
    """
    text = harmless(text)
    if not (sys.stdout.isatty() if is_broken is None else is_broken):
        click.echo(text)
        return
    from shutil import get_terminal_size

    width = min(get_terminal_size().columns, _LONGEST_LINE)
    for line in text.split("\n"):
        for part in _broken(line, width, hang):
            click.echo(part)


def _broken(line: str, width: int, hang: int) -> Iterator[str]:
    """Break a line between words; a word longer than the width, such as an address, stays whole."""
    from rich.cells import cell_len

    margin = " " * (len(line) - len(line.lstrip()) + hang)
    words = line.split(" ")
    part = words[0]
    for word in words[1:]:
        if part.strip() and cell_len(part) + 1 + cell_len(word) > width:
            yield part
            part = margin + word
        else:
            part = f"{part} {word}"
    yield part


def tell_notes(notes: Iterable[str]) -> None:
    """Print the notes of a table."""
    for note in notes:
        tell(f"Note: {note}", hang=6)


def print_json(value: object) -> None:
    """Print a value as JSON; identifiers become 16 hexadecimal digits."""
    click.echo(escaped(json.dumps(_plain(value), ensure_ascii=False, indent=1, allow_nan=False)))


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return {
            key: format_id(item)
            if isinstance(item, int) and str(key).endswith("_id") and not isinstance(item, bool)
            else _plain(item)
            for key, item in value.items()
        }
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(item) for item in value]
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, float) and value in (float("inf"), float("-inf")):
        return None
    if value is None or isinstance(value, str | int | float | bool):
        return value
    return str(value)


def print_rows(title: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print a small table; columns of numbers are aligned to the right.

    Where it is wider than the screen, intervals stand below their numbers.
    """
    from rich.console import Console
    from rich.measure import Measurement

    width = None if sys.stdout.isatty() else _UNWATCHED
    console = Console(width=width, highlight=False, markup=False)
    table = _laid_out(columns, rows)
    unbounded = console.options.update(max_width=10_000)
    if Measurement.get(console, unbounded, table).maximum > console.width:
        table = _laid_out(columns, [[_NUMBER.sub(_stacked, cell) for cell in row] for row in rows])
    # Apart from the table, which may be narrower than its title.
    click.secho(harmless(title), bold=True)
    console.print(table)


def _laid_out(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> Table:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    table = Table(box=SIMPLE_HEAD)
    for number, column in enumerate(columns):
        cells = {row[number] for row in rows} - _ABSENT
        numeric = bool(cells) and all(_NUMERIC.match(cell) for cell in cells)
        table.add_column(column, justify="right" if numeric else "left", overflow="fold")
    for row in rows:
        table.add_row(*map(harmless, row))
    return table


def _stacked(found: re.Match[str]) -> str:
    number, bounds, low_base = found.groups(default="")
    return f"{number}{low_base}\n({bounds})"


def print_table(table: EstimateTable, about: Sequence[str], limit: int | None = None) -> None:
    """Print a table of estimates: what each row is about, the number, its interval, its base."""
    rows = table.rows()
    shown = rows[:limit] if limit else rows
    bases = list(dict.fromkeys(row["base_label"] for row in shown))
    print_rows(
        f"{table.title}  (as of {table.as_of:%Y-%m-%d})",
        ["row", *about, "measure", "number", _INTERVAL, "base", ""],
        [
            [
                str(number),
                *(_cell(row[column]) for column in about),
                row["measure"],
                *_numbers(row, bases),
            ]
            for number, row in enumerate(shown, 1)
        ],
    )
    print_bases(bases)
    if len(shown) < len(rows):
        click.echo(f"{len(rows) - len(shown):,} more rows: add --all, or --json.")
    tell_notes(table.notes)


def print_pivot(table: EstimateTable, about: Sequence[str], limit: int | None = None) -> None:
    """Print a table with one row a thing and a column a measure: number and interval."""
    rows = table.rows()
    measures = list(dict.fromkeys(row["measure"] for row in rows))
    things: dict[tuple[object, ...], dict[str, Mapping[str, Any]]] = {}
    for row in rows:
        key = tuple(_cell(row[column]) for column in about)
        things.setdefault(key, {})[row["measure"]] = row
    shown = list(things.items())[: limit or None]
    print_rows(
        f"{table.title}  ({dated(table)}95 % intervals in brackets)",
        [column.replace("_", " ") for column in (*about, *measures)],
        [
            [*(str(cell) for cell in key), *(said(found.get(measure)) for measure in measures)]
            for key, found in shown
        ],
    )
    if len(shown) < len(things):
        click.echo(f"{len(things) - len(shown):,} more: add --all, or --json.")
    tell_notes(table.notes)


def dated(table: EstimateTable) -> str:
    """Say the day of a table inside brackets; answers without a date have none."""
    return f"as of {table.as_of:%Y-%m-%d}; " if table.as_of.timestamp() else ""


def said(row: Mapping[str, Any] | None) -> str:
    """Say a number with its interval and, where the base is low, that it is."""
    from folkmoot.estimate import amount, spoken

    if row is None:
        return ""
    if row["value"] is None:
        return amount(row)
    value, bounds = spoken(row)
    text = f"{value} ({bounds})" if bounds else value
    return f"{text}, low base" if row["reliability"] == "low base" else text


def print_bases(bases: Sequence[str]) -> None:
    """Say whom the letters behind the bases stand for."""
    for place, base in enumerate(bases):
        click.echo(f"[{_letter(place)}] {base}")


def _letter(place: int) -> str:
    return chr(ord("a") + place) if place < 26 else str(place)


def _numbers(row: Mapping[str, Any], bases: Sequence[str]) -> list[str]:
    from folkmoot.estimate import amount, interval

    base = (
        ""
        if row["base"] is None
        else f"{row['base']:,} [{_letter(bases.index(row['base_label']))}]"
    )
    unsure = "" if row["reliability"] == "normal" else row["reliability"]
    return [amount(row), interval(row), base, unsure]


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d}"
    if isinstance(value, list | tuple):
        return "; ".join(str(item) for item in value)
    return f"{value:.3g}" if isinstance(value, float) else str(value)


def show_error(error: FolkmootError) -> None:
    """Print a fault, or all the faults of a document, to standard error."""
    if isinstance(error, ProblemGroup):
        count = len(error.problems)
        click.echo(f"{error.title}: {count} problem{'s' if count > 1 else ''}", err=True)
    for problem in error.problems:
        for line in _problem_lines(problem):
            click.echo(harmless(line), err=True)


def _problem_lines(problem: Problem) -> Iterator[str]:
    yield f"  {problem.where or '(the whole file)'}"
    yield f"      got:      {problem.got}"
    yield f"      expected: {problem.expected}"
    if problem.hint:
        yield f"      hint:     {problem.hint}"


@contextmanager
def import_progress(total_label: str) -> Iterator[Progress]:
    """Show records read while an import runs; silent where nobody watches."""
    from rich.console import Console
    from rich.progress import Progress as Bar
    from rich.progress import SpinnerColumn, TextColumn, TimeElapsedColumn

    console = Console(stderr=True)
    columns = (SpinnerColumn(), TextColumn("{task.description}", markup=False), TimeElapsedColumn())
    with Bar(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(total_label)

        def advance(path: Path, records: int) -> None:
            bar.update(task, description=harmless(f"{path.name}: {records:,} records read"))

        yield advance


@contextmanager
def steps(names: Sequence[str]) -> Iterator[Any]:
    """Show which step of a longer command runs; yields a function that starts the next step."""
    from rich.console import Console
    from rich.progress import BarColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bar

    console = Console(stderr=True)
    columns = (BarColumn(), TextColumn("{task.description}", markup=False), TimeElapsedColumn())
    with Bar(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(names[0], total=len(names))
        left = iter(names)

        def advance(_name: str | None = None) -> None:
            name = next(left, None)
            if name is not None:
                bar.update(task, description=name)
            bar.advance(task, 0 if name == names[0] else 1)

        yield advance
