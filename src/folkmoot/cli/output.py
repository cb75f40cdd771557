"""What commands print: tables for people, JSON for programs, faults in words."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

import click

from folkmoot.errors import FolkmootError, Problem, ProblemGroup
from folkmoot.ids import format_id

if TYPE_CHECKING:
    from pathlib import Path

    from folkmoot.estimate import EstimateTable
    from folkmoot.ingest.stage import Progress

__all__ = ["import_progress", "print_json", "print_rows", "print_table", "show_error", "steps"]

_INTERVAL: Final = "95 % interval"


def print_json(value: object) -> None:
    """Print a value as JSON; identifiers become 16 hexadecimal digits."""
    click.echo(json.dumps(_plain(value), ensure_ascii=False, indent=1, allow_nan=False))


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
    """Print a small table; columns of numbers are aligned to the right."""
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table

    table = Table(title=title, title_justify="left", box=SIMPLE_HEAD, title_style="bold")
    for number, column in enumerate(columns):
        cells = [row[number] for row in rows]
        numeric = all(not cell or cell[:1].isdigit() or cell[:1] in "+-" for cell in cells)
        table.add_column(column, justify="right" if numeric and cells else "left")
    for row in rows:
        table.add_row(*row)
    width = None if sys.stdout.isatty() else 140
    Console(width=width, highlight=False, markup=False).print(table)


def print_table(table: EstimateTable, about: Sequence[str], limit: int | None = None) -> None:
    """Print a table of estimates: what each row is about, the number, its interval, its base."""
    from folkmoot.estimate import amount, interval

    rows = table.rows()
    shown = rows[:limit] if limit else rows
    print_rows(
        f"{table.title}  (as of {table.as_of:%Y-%m-%d})",
        [*about, "number", _INTERVAL, "base", "of whom", "sure?"],
        [
            [
                *(_cell(row[column]) for column in about),
                amount(row),
                interval(row),
                "" if row["base"] is None else f"{row['base']:,}",
                row["base_label"],
                "" if row["reliability"] == "normal" else row["reliability"],
            ]
            for row in shown
        ],
    )
    if len(shown) < len(rows):
        click.echo(f"{len(rows) - len(shown):,} more rows: add --all, or --json.")
    for note in table.notes:
        click.echo(f"Note: {note}")


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
            click.echo(line, err=True)


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
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Bar(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(total_label)

        def advance(path: Path, records: int) -> None:
            bar.update(task, description=f"{path.name}: {records:,} records read")

        yield advance


@contextmanager
def steps(names: Sequence[str]) -> Iterator[Any]:
    """Show which step of a longer command runs; yields a function that starts the next step."""
    from rich.console import Console
    from rich.progress import BarColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bar

    console = Console(stderr=True)
    columns = (BarColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Bar(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(names[0], total=len(names))
        left = iter(names)

        def advance(_name: str | None = None) -> None:
            name = next(left, None)
            if name is not None:
                bar.update(task, description=name)
            bar.advance(task, 0 if name == names[0] else 1)

        yield advance
