"""Tables that people keep by hand or export: CSV with a header, read whole with their lines."""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final

from folkmoot.documents import did_you_mean
from folkmoot.errors import FolkmootError, Problem, ProblemGroup
from folkmoot.files.opening import blocks

if TYPE_CHECKING:
    import _csv

__all__ = ["Cells", "Record", "heads_of", "read_records", "records_of", "table_text"]

#: A log of counts has some thousands of lines; a file beyond this is something else.
_LARGEST: Final = 256 << 20
_MOST_FAULTS: Final = 50
_NUMBER: Final = re.compile(r"-?\d{1,12}(\.\d{1,12})?")


@dataclass(frozen=True, slots=True)
class Record:
    """One line of a table: its number in the file, and its texts by column."""

    line: int
    cells: Mapping[str, str]


@dataclass(slots=True)
class Cells:
    """Reads values out of records and gathers every fault, so that all are told together."""

    title: str
    problems: list[Problem] = field(default_factory=list)

    def fault(self, record: Record, column: str, code: str, expected: str, hint: str = "") -> None:
        """Write a fault of one cell down."""
        got = f'"{record.cells.get(column, "")[:60]}"'
        self.problems.append(Problem(code, f"line {record.line}, {column}", got, expected, hint))

    def text(self, record: Record, column: str) -> str:
        """A text that must be there."""
        found = record.cells.get(column, "")
        if not found:
            self.fault(record, column, "missing", "a text")
        return found

    def number(
        self, record: Record, column: str, default: float | None = None, *, is_whole: bool = False
    ) -> float:
        """A number; NaN, and a fault, where there is none. It may be negative: who asks judges."""
        found = record.cells.get(column, "")
        if not found and default is not None:
            return default
        number = float(found) if _NUMBER.fullmatch(found) else math.nan
        if math.isnan(number) or (is_whole and not number.is_integer()):
            self.fault(record, column, "not-a-number", "a whole number" if is_whole else "a number")
            return math.nan
        return number

    def day(self, record: Record, column: str) -> date:
        """A day written as 2026-05-31; the first of all days, and a fault, where there is none."""
        try:
            return date.fromisoformat(record.cells.get(column, "")[:10])
        except ValueError:
            self.fault(record, column, "not-a-day", "a day such as 2026-05-31")
            return date.min

    def check(self) -> None:
        """Raise all the faults together, if there are any."""
        if self.problems:
            raise ProblemGroup(self.title, self.problems[:_MOST_FAULTS])


def read_records(path: Path, required: Sequence[str], optional: Sequence[str]) -> list[Record]:
    """Read a CSV with a header, plain or packed.

    Raises
    ------
    FolkmootError
        If the file cannot be read.
    ProblemGroup
        With every fault of its header and its lines' shape.
    """
    return records_of(path.name, table_text(path), required, optional)


def heads_of(text: str) -> list[str]:
    r"""Names of a text's columns, without blanks and capitals; none where its head is no CSV.

    Examples
    --------
    >>> heads_of("Arm, hours\nguide,3\n")
    ['arm', 'hours']
    """
    try:
        first = next(_rows(text), [])
    except csv.Error:
        return []
    return [head.strip().casefold() for head in first]


def records_of(
    title: str,
    text: str,
    required: Sequence[str],
    optional: Sequence[str],
    *,
    has_others: bool = False,
) -> list[Record]:
    r"""Read the records of a text; columns may come in any order, with blanks and capitals.

    Where the head has semicolons or tabs and no comma, they part the cells, as in some countries.
    With ``has_others`` columns of other names are let be, as another program's exports have them.

    Examples
    --------
    >>> records_of("a.csv", "Arm, hours\nguide,3\n", ("arm", "hours"), ())[0].cells["hours"]
    '3'
    """
    reader = _rows(text)
    try:
        heads = [head.strip().casefold() for head in next(reader, [])]
        problems = _head_faults(heads, required, heads if has_others else optional)
        records = []
        for row in reader:
            if not any(cell.strip() for cell in row):
                continue
            if len(row) != len(heads):
                problems.append(Problem(
                    "ragged-row", f"line {reader.line_num}", f"{len(row)} cells",
                    f"{len(heads)}, as in the header", "quote texts that hold a comma",
                ))  # fmt: skip
            texts = (cell.strip() for cell in row)
            records.append(Record(reader.line_num, dict(zip(heads, texts, strict=False))))
    except csv.Error as error:
        where = f"line {reader.line_num}"
        raise ProblemGroup(title, [Problem("not-csv", where, str(error), "CSV")]) from error
    if not problems and not records:
        problems = [Problem("no-rows", "", "a header alone", "at least one line below it")]
    if problems:
        raise ProblemGroup(title, problems[:_MOST_FAULTS])
    return records


def _rows(text: str) -> _csv.Reader:
    head = text.lstrip().partition("\n")[0]
    marks = [mark for mark in ";\t" if mark in head and "," not in head]
    return csv.reader(
        io.StringIO(text, newline=""), delimiter=marks[0] if marks else ",", strict=True
    )


def table_text(path: Path) -> str:
    """Text of a file, plain or packed, in UTF-8 or with a byte-order mark.

    Raises
    ------
    FolkmootError
        ``unreadable-file``, ``too-large`` or ``not-utf-8``.
    """
    held = bytearray()
    try:
        for block in blocks(path):
            held += block
            if len(held) > _LARGEST:
                raise FolkmootError(
                    "too-large", str(path), "more than 256 MiB of text", "a table of counts"
                )
        return held.decode("utf-8")
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise FolkmootError("unreadable-file", str(path), reason, "a CSV file") from error
    except UnicodeDecodeError as error:
        got = f"a byte that is not UTF-8, after {error.start:,} bytes"
        raise FolkmootError("not-utf-8", str(path), got, "text in UTF-8") from error


def _head_faults(
    heads: Sequence[str], required: Sequence[str], optional: Sequence[str]
) -> list[Problem]:
    known = (*required, *optional)
    problems = [
        Problem("unknown-column", "line 1", f'"{head}"', f"columns among {', '.join(known)}",
                did_you_mean(head, list(known)))
        for head in heads if head not in known
    ]  # fmt: skip
    problems += [
        Problem("doubled-column", "line 1", f'"{head}" twice', "each column once")
        for head in sorted({head for head in heads if heads.count(head) > 1})
    ]
    got = ", ".join(heads) or "nothing"
    problems += [
        Problem("missing-column", "line 1", got[:80], f"a column {name}")
        for name in required if name not in heads
    ]  # fmt: skip
    return problems
