"""Read answers from a sheet of a workbook (.xlsx)."""

from __future__ import annotations

import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pyarrow as pa

from folkmoot.errors import FolkmootError
from folkmoot.files import Fault
from folkmoot.files.cells import as_text
from folkmoot.files.delimited import COLUMN_LIMIT, field_names
from folkmoot.survey.reading.archives import check_archive, sheet_rows
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
    check_archive(path)
    member, name = _part(path, sheet)
    size = sheet_rows(path, member)
    rows = _rows(path, name)
    filled = {number: row for number, row in enumerate(rows, start=1) if any(row)}
    if not filled:
        hint = "name the sheet with the answers: [file] sheet in the mapping"
        raise FolkmootError("empty-file", f"{path.name}, {name}", "no cell", "answers", hint)
    blank = tuple(
        Fault(0, number, "", "blank-row", "cells without text", "an answer")
        for number in sorted(size.rows - filled.keys())
    )
    checked_count(f"{path.name}, {name}", len(filled) + len(blank), len(size.rows))
    return _raw(path, filled, blank)


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


def _rows(path: Path, sheet: str) -> list[list[str | None]]:
    from python_calamine import CalamineError, load_workbook

    try:
        with load_workbook(path) as workbook:
            rows = workbook.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
    except (CalamineError, OSError, ValueError) as error:
        raise _damaged(path, str(error)) from error
    return [[as_text(cell) for cell in row] for row in rows]


def _part(path: Path, sheet: str) -> tuple[str, str]:
    """Member of the archive that holds a sheet, and the sheet's name."""
    try:
        with zipfile.ZipFile(path) as archive:
            book = archive.read("xl/workbook.xml").decode()
            links = archive.read("xl/_rels/workbook.xml.rels").decode()
    except (KeyError, UnicodeDecodeError, zipfile.BadZipFile, zlib.error, EOFError) as error:
        raise _damaged(path, str(error)) from error
    sheets = {found.get("name", ""): found.get("id", "") for found in _tags(book, "sheet")}
    if not sheets or (sheet and sheet not in sheets):
        known = f"one of {', '.join(sheets)}"
        raise FolkmootError("no-sheet", path.name, sheet or "no sheet", known)
    chosen = sheet or next(iter(sheets))
    targets = {found.get("Id"): found.get("Target", "") for found in _tags(links, "Relationship")}
    if not targets.get(sheets[chosen]):
        raise _damaged(path, f"no part for the sheet {chosen}")
    return _member(path, targets[sheets[chosen]]), chosen


def _tags(text: str, name: str) -> Iterator[dict[str, str]]:
    """Attributes of each element of a name, without their prefixes."""
    for found in re.finditer(rf"<(?:\w+:)?{name}\s([^>]*)>", text):
        pairs = re.findall(r"(?:\w+:)?(\w+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')", found[1])
        yield {key: unescape(double or single) for key, double, single in pairs}


def _member(path: Path, target: str) -> str:
    member = posixpath.normpath(posixpath.join("xl", target)).lstrip("/")
    with zipfile.ZipFile(path) as archive:
        if member not in archive.namelist():
            raise _damaged(path, f"no member {member}")
    return member


def _damaged(path: Path, got: str) -> FolkmootError:
    hint = "save the sheet again, or as CSV"
    return FolkmootError("damaged-file", path.name, got, "a sound workbook", hint)
