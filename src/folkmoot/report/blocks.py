"""What a page is made of: sections of paragraphs, lists, tables, charts and evidence.

Sections are plain values; the templates turn any of them into HTML, so that what is said and how
it looks stay apart.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from folkmoot.estimate import EstimateTable, Evidence, spoken
from folkmoot.report.dots import Chart
from folkmoot.report.words import value_or_reason

__all__ = [
    "Block",
    "Cell",
    "Charts",
    "Entry",
    "Evidences",
    "Folded",
    "Head",
    "Item",
    "Items",
    "Lines",
    "Notes",
    "Pair",
    "Paragraph",
    "Said",
    "Section",
    "Statement",
    "Table",
    "Tables",
    "Terms",
    "evidences",
    "measure_table",
    "number_cell",
    "pivot",
    "text_cell",
    "web_address",
]


#: Columns of one base are named up to here; more go without.
_MANY_COLUMNS = 3


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table: a value, small print under it, and an address."""

    text: str
    small: str = ""
    href: str = ""
    is_number: bool = False
    is_withheld: bool = False


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a column; ``small`` names its base or unit."""

    text: str
    small: str = ""
    is_number: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table; the first cell of a row names the row. A folded one opens under its caption."""

    caption: str
    heads: tuple[Head, ...]
    rows: tuple[tuple[Cell, ...], ...]
    small: str = ""
    is_folded: bool = False
    kind: ClassVar[str] = "table"


@dataclass(frozen=True, slots=True)
class Tables:
    """Narrow tables side by side, where there is room."""

    tables: tuple[Table, ...]
    kind: ClassVar[str] = "tables"


@dataclass(frozen=True, slots=True)
class Charts:
    """One chart over the whole width, or several small ones side by side.

    Without a caption a chart has its title alone: where its sentence is said beside it.
    """

    charts: tuple[Chart, ...]
    has_caption: bool = True
    kind: ClassVar[str] = "charts"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph."""

    text: str
    kind: ClassVar[str] = "paragraph"


@dataclass(frozen=True, slots=True)
class Notes:
    """What a reader needs to know of the numbers above."""

    texts: tuple[str, ...]
    kind: ClassVar[str] = "notes"


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a list: what is said, small print, an address, a badge."""

    text: str
    small: str = ""
    href: str = ""
    badge: str = ""


@dataclass(frozen=True, slots=True)
class Items:
    """A list under a heading (or none)."""

    title: str
    items: tuple[Item, ...]
    is_ordered: bool = False
    kind: ClassVar[str] = "items"


@dataclass(frozen=True, slots=True)
class Folded:
    """A long list that opens under its title."""

    title: str
    items: tuple[Item, ...]
    kind: ClassVar[str] = "folded"


@dataclass(frozen=True, slots=True)
class Pair:
    """Lists side by side, where there is room."""

    lists: tuple[Items, ...]
    kind: ClassVar[str] = "pair"


@dataclass(frozen=True, slots=True)
class Said:
    """One line of the summary: the answer first, then the number and where it comes from."""

    label: str
    answer: str
    detail: str = ""
    section: str = ""


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines of the summary."""

    lines: tuple[Said, ...]
    kind: ClassVar[str] = "lines"


@dataclass(frozen=True, slots=True)
class Terms:
    """Words and what they mean."""

    title: str
    terms: tuple[tuple[str, str], ...]
    kind: ClassVar[str] = "terms"


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement of SQL with the questions that it answered, each with its answers in order."""

    sql: str
    answers: tuple[tuple[str, tuple[Evidence, ...]], ...]


@dataclass(frozen=True, slots=True)
class Evidences:
    """Where the numbers of a table come from, to be opened."""

    title: str
    statements: tuple[Statement, ...]
    kind: ClassVar[str] = "evidences"


Block = (
    Table | Tables | Charts | Paragraph | Notes | Items | Folded | Pair | Lines | Terms | Evidences
)


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the report: its answer in one sentence, then what it rests on."""

    id: str
    title: str
    answer: str
    blocks: tuple[Block, ...]
    detail: str = ""


def text_cell(text: object, small: str = "") -> Cell:
    """Make a cell of words; nothing is said for a missing value."""
    return Cell("" if text is None else str(text), small)


def number_cell(row: Mapping[str, Any] | None, *, with_base: bool = True) -> Cell:
    """Make a cell of a row's number, with its interval and its base under it."""
    if row is None:
        return Cell("not measured", is_number=True, is_withheld=True)
    if row["value"] is None:
        return Cell(value_or_reason(row), is_number=True, is_withheld=True)
    value, reach = spoken(row)
    base = []
    is_own_base = row["base"] == row["value"]
    if with_base and row["base"] is not None and not is_own_base:
        base.append(f"n {row['base']:,}")
    if row["reliability"] == "low base":
        base.append("low base")
    # In a narrow column the interval has a line, and its base another.
    lines = [line.replace(" ", "\N{NO-BREAK SPACE}") for line in (reach, ", ".join(base)) if line]
    return Cell(value, "; ".join(lines), is_number=True)


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of a table of measures: its name, its numbers by measure, words after them."""

    name: Cell
    numbers: Mapping[str, Mapping[str, Any]]
    after: tuple[Cell, ...] = ()


def measure_table(
    caption: str,
    name: str,
    columns: Sequence[tuple[str, str, str]],
    entries: Sequence[Entry],
    *,
    after: tuple[Head, ...] = (),
    small: str = "",
    with_base: bool = True,
    is_folded: bool = False,
) -> Table:
    """Lay out estimates: a row an entry, a column a measure.

    A base that a whole column shares stands in its head, any other beside its number. A measure
    that no entry has makes no column.

    Parameters
    ----------
    caption, small
        What the table shows, and small print under it.
    name
        Head of the first column.
    columns
        Measure, head, and small print under the head.
    entries
        The rows.
    after
        Heads of the words after the numbers.
    with_base
        Off where the name of a row says its base.
    is_folded
        Whether the table opens under its caption.
    """
    measured = {measure for entry in entries for measure in entry.numbers}
    heads, numbers, bases = [Head(name)], [], {}
    for measure, head, words in columns:
        if measure in measured:
            rows = [entry.numbers.get(measure) for entry in entries]
            base = _shared_base(rows) if with_base else None
            of = "" if base is None else f"of {base:,}"
            heads.append(Head(head, "; ".join(p for p in (words, of) if p), is_number=True))
            numbers.append([number_cell(row, with_base=with_base and base is None) for row in rows])
            bases[head] = {row["base_label"] for row in rows if row is not None}
    body = tuple(
        (entry.name, *(column[position] for column in numbers), *entry.after)
        for position, entry in enumerate(entries)
    )
    small = " ".join(part for part in (small, _said_bases(bases)) if part)
    return Table(caption, (*heads, *after), body, small, is_folded)


def _said_bases(bases: Mapping[str, set[str]]) -> str:
    """Say of whom or what the columns speak, such as: Reach, adds: of people with the need."""
    columns: dict[str, list[str]] = {}
    for head, labels in bases.items():
        if len(labels) == 1:
            columns.setdefault(next(iter(labels)), []).append(head)
    if len(columns) == 1 and len(bases) > _MANY_COLUMNS:
        return f"Of {next(iter(columns)).removeprefix('of ')}."
    return " ".join(
        f"{', '.join(heads).capitalize()}: of {label.removeprefix('of ')}."
        for label, heads in columns.items()
        if label
    )


def _shared_base(rows: Sequence[Mapping[str, Any] | None]) -> int | None:
    """Return the base that all numbers of a column share; counts are their own base."""
    found = [row for row in rows if row is not None and row["base"] is not None]
    bases = {int(row["base"]) for row in found}
    return bases.pop() if len(bases) == 1 and len(found) > 1 else None


def pivot(rows: Sequence[Mapping[str, Any]], key: str) -> dict[Any, dict[str, Mapping[str, Any]]]:
    """Gather rows by a column: for each of its values, in order, the rows by measure."""
    found: dict[Any, dict[str, Mapping[str, Any]]] = {}
    for row in rows:
        found.setdefault(row[key], {})[row["measure"]] = row
    return found


def evidences(
    title: str, table: EstimateTable, rows: Sequence[Mapping[str, Any]] | None = None
) -> Evidences:
    """Gather the evidence of a table's rows (all of them, or those shown), once each.

    Evidence had by the same statement stands under it together.
    """
    shown = table.rows() if rows is None else rows
    by_sql: dict[str, dict[str, list[Evidence]]] = {}
    for key in dict.fromkeys(str(row["evidence_id"]) for row in shown):
        item = table.evidence[key]
        by_sql.setdefault(item.sql, {}).setdefault(item.question, []).append(item)
    statements = tuple(
        Statement(sql, tuple((question, tuple(found)) for question, found in answers.items()))
        for sql, answers in by_sql.items()
    )
    return Evidences(title, statements)


def web_address(text: str) -> str:
    """Return a text that is a web address, and nothing for any other (``javascript:`` and so on).

    Examples
    --------
    >>> web_address("https://example.org/q/1"), web_address("javascript:alert(1)")
    ('https://example.org/q/1', '')
    """
    return text if text.startswith(("https://", "http://")) else ""
