"""Read the cells of a sheet of a workbook (.xlsx), every row of it accounted for."""

from __future__ import annotations

import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import unescape
from pathlib import Path

from folkmoot.errors import FolkmootError
from folkmoot.files.cells import as_text
from folkmoot.files.workbook_archives import SheetSize, check_archive, sheet_rows

__all__ = ["Sheet", "count_sheet", "read_sheet"]


@dataclass(frozen=True, slots=True)
class Sheet:
    """Rows of a sheet, by their number from 1, as text.

    Parameters
    ----------
    name
        Of the sheet.
    filled
        Rows with a cell that holds text; the first is the header.
    blank
        Numbers of the rows that hold a value, but none that is text.
    found
        How many rows hold a value, counted in the text of the sheet's part.
    """

    name: str
    filled: Mapping[int, list[str | None]]
    blank: tuple[int, ...]
    found: int


def read_sheet(path: Path, sheet: str = "") -> Sheet:
    """Read a sheet, after its archive was examined.

    Parameters
    ----------
    path
        A workbook.
    sheet
        Name of the sheet; empty for the first.

    Raises
    ------
    FolkmootError
        ``too-large``, ``damaged-file``, ``no-sheet``.
    """
    size, name = _size(path, sheet)
    rows = enumerate(_rows(path, name), start=1)
    filled = {number: row for number, row in rows if any(row)}
    return Sheet(name, filled, tuple(sorted(size.rows - filled.keys())), len(size.rows))


def count_sheet(path: Path, sheet: str = "") -> int:
    """Count the rows of a sheet that hold a value in its text; raises as `read_sheet`."""
    return len(_size(path, sheet)[0].rows)


def _size(path: Path, sheet: str) -> tuple[SheetSize, str]:
    check_archive(path)
    member, name = _part(path, sheet)
    return sheet_rows(path, member), name


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
    except (KeyError, ValueError, zipfile.BadZipFile, zlib.error, EOFError, OSError,
            RuntimeError) as error:  # fmt: skip
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
