"""Look into a workbook's archive before anything opens it: how large it truly is, and which cells.

A workbook of 300 KB can ask for gigabytes: by members that unpack to far more than they say, or
by one cell in the last row and column, for which a reader makes room for all the cells before it.
Both are found here in bounded memory, by unpacking a block at a time.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

from folkmoot.errors import FolkmootError

__all__ = ["SheetSize", "check_archive", "sheet_rows"]

#: Members of a workbook; one of a hundred sheets has about 300.
_MEMBERS: Final = 2_000
#: Bytes that a workbook may unpack to: about 5 million cells.
_UNPACKED: Final = 256 << 20
#: How many times larger than packed: sheets of numbers unpack to 10 to 40 times.
_RATIO: Final = 200
#: Below this many bytes the ratio does not matter.
_SMALL: Final = 8 << 20
#: Cells between the first and the last one, for which a reader makes room.
_CELLS: Final = 20_000_000
_BLOCK: Final = 1 << 16
_LOCAL_HEADER: Final = 30

_ROW: Final = re.compile(rb"<(?:\w+:)?row\b([^>]*)>")
_CELL: Final = re.compile(rb"<(?:\w+:)?c\b[^>]*?\br\s*=\s*[\"']([A-Za-z]{1,7})([0-9]{1,10})[\"']")
_NUMBER: Final = re.compile(rb"\br\s*=\s*[\"']([0-9]{1,10})[\"']")
_VALUE: Final = re.compile(rb"<(?:\w+:)?(?:v|t)(?:\s[^>]*)?>[^<]")


@dataclass(frozen=True, slots=True)
class SheetSize:
    """Rows of a sheet that hold a value, by number, and the number of its last column."""

    rows: frozenset[int]
    last_row: int
    last_column: int


def check_archive(path: Path) -> None:
    """Refuse a workbook that is no archive, is encrypted, or unpacks to more than is reasonable.

    Raises
    ------
    FolkmootError
        ``damaged-file`` or ``too-large``.
    """
    packed = path.stat().st_size
    with _opened(path) as archive:
        members = archive.infolist()
        if len(members) > _MEMBERS:
            raise _refused(path, f"{len(members):,} members", f"at most {_MEMBERS:,}")
        if not any(member.filename == "xl/workbook.xml" for member in members):
            what = "an archive without xl/workbook.xml"
            raise _damaged(path, what, "a workbook of the form .xlsx")
        done = 0
        for member in members:
            for block in _unpacked(path, member):
                done += len(block)
                if done > _UNPACKED or done > max(_SMALL, packed * _RATIO):
                    got = f"{packed:,} bytes that unpack to more than {done:,}"
                    expected = f"at most {_UNPACKED >> 20} MiB, and {_RATIO} times its size"
                    raise _refused(path, got, expected)


def sheet_rows(path: Path, member: str) -> SheetSize:
    """Find the rows of a sheet that hold a value by searching its text, and check its extent.

    Parameters
    ----------
    path
        A workbook that `check_archive` let pass.
    member
        Name of the sheet's part, such as ``xl/worksheets/sheet1.xml``.

    Raises
    ------
    FolkmootError
        ``too-large`` where a reader would make room for more than 20 million cells.
    """
    with _opened(path) as archive:
        text = b"".join(_unpacked(path, archive.getinfo(member)))
    starts = [*_ROW.finditer(text)]
    rows, number, last_column, last_row = set(), 0, 1, 1
    for place, found in enumerate(starts):
        said = _NUMBER.search(found[1])
        number = int(said[1]) if said else number + 1
        end = starts[place + 1].start() if place + 1 < len(starts) else len(text)
        if not found[1].endswith(b"/") and _VALUE.search(text, found.end(), end):
            rows.add(number)
    for cell in _CELL.finditer(text):
        last_column = max(last_column, _column(cell[1]))
        last_row = max(last_row, int(cell[2]))
    last_row = max(last_row, number, *rows) if rows else max(last_row, number)
    if last_row * last_column > _CELLS:
        got = f"cells up to row {last_row:,} and column {last_column:,}"
        raise _refused(path, got, f"at most {_CELLS:,} cells, empty ones included")
    return SheetSize(frozenset(rows), last_row, last_column)


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _opened(path: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(path)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise _damaged(path, str(error), "a sound workbook") from error


def _unpacked(path: Path, member: zipfile.ZipInfo) -> Iterator[bytes]:
    """Blocks of a member, however large it says that it is."""
    if member.flag_bits & 1:
        raise _damaged(path, "an encrypted member", "a workbook without a password")
    if member.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        raise _damaged(path, f"packing {member.compress_type}", "stored or deflated members")
    try:
        with path.open("rb") as file:
            file.seek(member.header_offset)
            header = file.read(_LOCAL_HEADER)
            if len(header) < _LOCAL_HEADER or header[:4] != b"PK\x03\x04":
                raise _damaged(path, f"no header of {member.filename}", "a sound workbook")
            skip = int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little")
            file.seek(skip, 1)
            if member.compress_type == zipfile.ZIP_STORED:
                yield from _stored(file, member.compress_size)
            else:
                yield from _inflated(file, member.compress_size)
    except (zlib.error, OSError, ValueError) as error:
        # A directory may say that a member begins before the file does.
        raise _damaged(path, f"{member.filename}: {error}", "a sound workbook") from error


def _stored(file: IO[bytes], left: int) -> Iterator[bytes]:
    while left > 0 and (block := file.read(min(_BLOCK, left))):
        left -= len(block)
        yield block


def _inflated(file: IO[bytes], left: int) -> Iterator[bytes]:
    decoder = zlib.decompressobj(-15)
    pending = b""
    while not decoder.eof:
        if not pending:
            pending = file.read(min(_BLOCK, left))
            left -= len(pending)
            if not pending:
                raise zlib.error("the member ends too early")
        yield decoder.decompress(pending, _BLOCK)
        pending = decoder.unconsumed_tail


def _damaged(path: Path, got: str, expected: str) -> FolkmootError:
    return FolkmootError(
        "damaged-file", path.name, got, expected, "save the sheet again, or as CSV"
    )


def _refused(path: Path, got: str, expected: str) -> FolkmootError:
    return FolkmootError("too-large", path.name, got, expected, "save the sheet as CSV")
