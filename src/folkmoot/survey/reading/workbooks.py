"""Read answers from a sheet of a workbook (.xlsx)."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa

from folkmoot.errors import FolkmootError
from folkmoot.files import Fault
from folkmoot.files.delimited import COLUMN_LIMIT, field_names
from folkmoot.files.workbooks import read_sheet
from folkmoot.survey.reading.raw import RawTable, checked_count

__all__ = ["read_workbook"]


def read_workbook(path: Path, sheet: str = "") -> RawTable:
    """Read a sheet; its first row that holds anything names the columns.

    Parameters
    ----------
    path
        A workbook; its archive is examined before it is opened.
    sheet
        Name of the sheet; empty for the first.

    Raises
    ------
    FolkmootError
        ``too-large``, ``damaged-file``, ``no-sheet``, ``empty-file``.
    """
    found = read_sheet(path, sheet)
    where = f"{path.name}, {found.name}"
    if not found.filled:
        hint = "name the sheet with the answers: [file] sheet in the mapping"
        raise FolkmootError("empty-file", where, "no cell", "answers", hint)
    blank = tuple(
        Fault(0, number, "", "blank-row", "cells without text", "an answer")
        for number in found.blank
    )
    checked_count(where, len(found.filled) + len(blank), found.found)
    return _raw(path, dict(found.filled), blank)


def _raw(path: Path, filled: dict[int, list[str | None]], blank: tuple[Fault, ...]) -> RawTable:
    first = next(iter(filled))
    header = [cell or "" for cell in filled.pop(first)]
    while header and not header[-1] and not any(row[len(header) - 1] for row in filled.values()):
        header.pop()
    if len(header) > COLUMN_LIMIT:
        got = f"{len(header):,} columns"
        raise FolkmootError("too-many-columns", path.name, got, f"at most {COLUMN_LIMIT:,}")
    columns = field_names(header)
    return RawTable(
        "xlsx",
        pa.table(
            {
                name: pa.array([row[place] for row in filled.values()], pa.string())
                for place, name in enumerate(columns)
            }
        ),
        pa.array(list(filled), pa.int64()),
        tuple(header),
        faults=blank,
        read_count=len(filled) + len(blank),
    )
