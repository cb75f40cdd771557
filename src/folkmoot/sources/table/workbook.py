"""Read the first sheet of a workbook (.xlsx) as pages of strings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Final

import pyarrow as pa

from folkmoot.errors import FolkmootError
from folkmoot.files.base import Fault, Page
from folkmoot.files.delimited import COLUMN_LIMIT, field_names
from folkmoot.files.workbooks import Sheet, count_sheet, read_sheet

__all__ = ["count_workbook", "workbook_columns", "workbook_pages"]

_ROWS: Final = 5_000
#: How a cell that holds a number of more than 15 digits comes out; the last digits are lost.
_ROUNDED: Final = re.compile(r"-?(?:[0-9]{16,}\.0|[0-9](?:\.[0-9]+)?e\+[0-9]{2,3})")


def workbook_pages(path: Path, kind: str) -> Iterator[Page]:
    """Yield the rows under the header as pages; their lines are the numbers of the rows.

    A row with a number of more than 15 digits is set aside: a workbook keeps no more, so that the
    number, mostly an identifier, is no longer what it was.

    Raises
    ------
    FolkmootError
        As `folkmoot.files.workbooks.read_sheet`; ``no-header``, ``too-many-columns``,
        ``other-count``.
    """
    sheet = read_sheet(path)
    names = _names(path, sheet)
    body = dict(islice(sheet.filled.items(), 1, None))
    if len(sheet.filled) + len(sheet.blank) != sheet.found:
        got = f"{len(sheet.filled) + len(sheet.blank):,} rows read"
        expected = f"{sheet.found:,}, which another count finds"
        raise FolkmootError("other-count", str(path), got, expected, "export the file again")
    lines = iter(enumerate(sorted([*body, *sheet.blank]), start=1))
    while some := list(islice(lines, _ROWS)):
        yield _page(kind, names, some, body)


def count_workbook(path: Path) -> int:
    """Count the rows under the header in the text of the sheet."""
    return max(0, count_sheet(path) - 1)


def workbook_columns(path: Path) -> list[str]:
    """Columns of the pages that `workbook_pages` gives."""
    return _names(path, read_sheet(path))


def _names(path: Path, sheet: Sheet) -> list[str]:
    header = next(iter(sheet.filled.values()), None)
    if header is None:
        raise FolkmootError("no-header", str(path), "no cell", "a row of column names")
    if len(header) > COLUMN_LIMIT:
        got = f"{len(header):,} columns"
        raise FolkmootError("too-many-columns", str(path), got, f"at most {COLUMN_LIMIT:,}")
    return field_names([cell or "" for cell in header])


def _page(
    kind: str, names: list[str], some: list[tuple[int, int]], body: Mapping[int, list[str | None]]
) -> Page:
    faults = [fault for row, line in some if (fault := _fault(row, line, names, body.get(line)))]
    wrong = {fault.row for fault in faults}
    sound = [(row, line) for row, line in some if row not in wrong]
    columns = {
        name: pa.array([_cell(body[line], place) for _, line in sound], pa.string())
        for place, name in enumerate(names)
    }
    numbers = {
        "row": pa.array([row for row, _ in sound], pa.int64()),
        "line": pa.array([line for _, line in sound], pa.int64()),
    }
    return Page(kind, pa.RecordBatch.from_pydict({**numbers, **columns}), tuple(faults))


def _fault(row: int, line: int, names: list[str], cells: list[str | None] | None) -> Fault | None:
    if cells is None:
        return Fault(row, line, "", "blank-row", "cells without text", "a record")
    for name, cell in zip(names, cells, strict=False):
        if cell and _ROUNDED.fullmatch(cell):
            expected = "a number of at most 15 digits, or one that is kept as text"
            return Fault(row, line, name, "rounded-number", cell, expected)
    return None


def _cell(cells: list[str | None], place: int) -> str | None:
    return cells[place] if place < len(cells) else None
