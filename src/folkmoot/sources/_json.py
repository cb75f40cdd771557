"""Read the records of a JSON export with bounded memory, whatever its size.

Two forms are told by how a file begins. In the *lines* form each line is a record. A *document* is
one JSON value, or several one after another; records are the items of the arrays at given paths, or
the values themselves. A broken line is one fault; a broken document refuses the whole file, since
nothing tells where the next record begins.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from folkmoot.errors import FolkmootError
from folkmoot.files import Fault
from folkmoot.files.counting import count_line_blocks
from folkmoot.files.records import chunks, shorten
from folkmoot.sources._documents import Found, found_records
from folkmoot.sources._fields import Raw
from folkmoot.sources._json_count import count_documents
from folkmoot.sources._lines import LineSplitter

__all__ = ["Layout", "count_json", "is_lines", "json_records", "load", "read_object"]

_SPACE: Final = b" \t\r\n"
#: Lists of records in one document: a full export of a messenger has some thousands of chats.
_ARRAYS: Final = 200_000
_AROUND: Final = ("^", "^^")
#: Digits of a whole number that Python's own reader refuses to turn into a number.
_LONG_NUMBER: Final = 4_300


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the records of one kind stand in a file, and which of their fields become columns.

    Parameters
    ----------
    kind
        Of `folkmoot.files.Page`.
    fields
        As `folkmoot.sources._fields.record_pages` takes them. A field that begins with ``^.`` is
        of the object around the array, ``^^.`` of the object around that one.
    path
        Keys from the top of the document to the array; ``*`` for any key and for the items of an
        array. Empty for the values themselves, or the items of an array at the top.
    is_late
        Whether what stands around an array stands behind it; the document is then read twice.
    """

    kind: str
    fields: tuple[str, ...]
    path: tuple[str, ...] = ()
    is_late: bool = False


def is_lines(start: bytes) -> bool:
    r"""Whether a file that begins so has a JSON value on each line.

    Parameters
    ----------
    start
        Its first bytes, some dozens of KiB.

    Examples
    --------
    >>> is_lines(b'{"id": 1}\n{"id": 2}\n'), is_lines(b'{\n  "id": 1\n}'), is_lines(b'[{"id": 1}]')
    (True, False, False)
    """
    text = start.lstrip(_SPACE)
    if not text.startswith(b"{"):
        return False
    line, newline, _ = text.partition(b"\n")
    try:
        json.loads(line)
    except (ValueError, RecursionError):
        # A first line that is no value: a broken one, unless the object goes on in the next.
        return bool(newline) and line.rstrip().endswith(b"}")
    return True


def load(record: bytes | str) -> Any:
    """One JSON value; whole numbers of thousands of digits stay text.

    Raises
    ------
    ValueError
        When it is none.
    RecursionError
        When it is nested too deeply.
    """
    try:
        return json.loads(record, strict=False)
    except json.JSONDecodeError:
        raise
    except ValueError:
        return json.loads(record, strict=False, parse_int=_whole)


def json_records(
    opened: Callable[[], Iterable[bytes]],
    layouts: Sequence[Layout],
    *,
    lines: bool,
    encoding: str = "",
    first: int = 1,
    file: str = "",
) -> Iterator[Raw]:
    """Yield the records of a file, numbered from ``first``.

    Parameters
    ----------
    opened
        Opens the file as blocks of UTF-8 bytes, as `folkmoot.files.opening.blocks` does. It is
        called twice where a layout asks for what stands behind its array.
    layouts
        Where records stand; in the lines form, the first that has no path.
    lines
        Whether the file is in the lines form.
    encoding
        How the file was written, for the words of faults alone.
    first
        Number of the first record.
    file
        Name of the file inside its export, for a field ``@file``.

    Raises
    ------
    FolkmootError
        As the stream does; ``malformed-document``, ``truncated-file``, ``record-too-long`` or
        ``too-deep`` for a document that cannot be read on.
    """
    if lines:
        kind = next(layout.kind for layout in layouts if not layout.path)
        for raw in _from_lines(opened(), kind, encoding, first - 1):
            if file and isinstance(raw.value, dict):
                raw.value["@file"] = file
            yield raw
        return
    paths = [layout.path for layout in layouts]
    around = _all_around(opened(), paths) if any(one.is_late for one in layouts) else {}
    for row, found in enumerate(found_records(opened(), paths), start=first):
        layout = layouts[found.path]
        known = around.get(found.array, found.around)
        value = _value(row, found, known)
        if file and isinstance(value, dict):
            value["@file"] = file
        yield Raw(layout.kind, row, found.line, value, found.size)


def count_json(
    opened: Callable[[], Iterable[bytes]], layouts: Sequence[Layout], *, lines: bool
) -> int:
    """Count what `json_records` gives by another way: lines, or the events of a C parser.

    Raises
    ------
    FolkmootError
        As the stream does; ``malformed-document``.
    """
    if lines:
        return count_line_blocks(opened())
    return count_documents(opened(), [layout.path for layout in layouts])


def _all_around(
    stream: Iterable[bytes], paths: Sequence[tuple[str, ...]]
) -> dict[int, tuple[dict[str, Any], ...]]:
    """What stands around each array, in front of it and behind it."""
    around: dict[int, tuple[dict[str, Any], ...]] = {}
    for found in found_records(stream, paths, is_live=True):
        around.setdefault(found.array, found.around)
        if len(around) > _ARRAYS:
            got, most = f"over {_ARRAYS:,} lists of records", "fewer; split the export"
            raise FolkmootError("too-many-lists", f"line {found.line}", got, most)
    return around


def _value(row: int, found: Found, around: Sequence[dict[str, Any]]) -> dict[str, Any] | Fault:
    if not isinstance(found.value, dict):
        got = f"a {type(found.value).__name__}: {json.dumps(found.value)[:100]}"
        return Fault(row, found.line, "", "malformed-record", shorten(got), "one JSON object")
    return found.value | dict(zip(_AROUND, around, strict=False))


def _from_lines(stream: Iterable[bytes], kind: str, encoding: str, before: int) -> Iterator[Raw]:
    for chunk in chunks(stream, LineSplitter(), encoding):
        faults = {fault.row: fault for fault in chunk.faults}
        values = dict(zip(chunk.rows.tolist(), range(len(chunk.rows)), strict=True))
        for row in sorted(faults.keys() | values.keys()):
            value: Any = faults.get(row)
            if value is None:
                place = values[row]
                value = read_object(chunk.data[chunk.starts[place] : chunk.stops[place]])
                if isinstance(value, str):
                    value = chunk.fault(place, "malformed-record", value, "one JSON object")
            if isinstance(value, Fault):
                value = replace(value, row=row + before)
            line = value.line if isinstance(value, Fault) else int(chunk.lines[values[row]])
            size = int(chunk.stops[values[row]] - chunk.starts[values[row]]) if row in values else 0
            yield Raw(kind, row + before, line, value, size)


def read_object(record: bytes) -> dict[str, Any] | str:
    """One line as an object, or in words why it is none."""
    try:
        value = load(record)
    except (ValueError, RecursionError) as error:
        return str(error) or "too many levels"
    return value if isinstance(value, dict) else f"a {type(value).__name__}, not an object"


def _whole(digits: str) -> int | str:
    return int(digits) if len(digits) < _LONG_NUMBER else digits
