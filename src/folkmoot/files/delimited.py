"""Read CSV in bounded memory, with every record accounted for.

Guessing readers drop rows without a word. Here the layout is given, records are cut apart first,
and PyArrow must then find exactly those records: as many as cut, whole or with the wrong number of
columns. A quotation mark opens a value only at its start; a newline inside quotes is text.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import replace
from io import StringIO
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
from pyarrow import csv as arrow_csv

from folkmoot.errors import FolkmootError
from folkmoot.files.base import Fault, Page
from folkmoot.files.opening import blocks
from folkmoot.files.records import (
    Chunk,
    Mask,
    Positions,
    chunks,
    newlines,
    numbered,
)

__all__ = [
    "COLUMN_LIMIT",
    "CsvSplitter",
    "csv_columns",
    "csv_header",
    "csv_pages",
    "field_names",
]

#: Most columns that a table may have: a workbook's limit is 16,384, a survey rarely has 2,000.
COLUMN_LIMIT: Final = 16_384

_QUOTE: Final = 34
_NEWLINE_BYTES: Final = (10, 13)


class CsvSplitter:
    """Finds the newlines that end a record: those outside quotes.

    Parameters
    ----------
    delimiter
        One ASCII character between values.
    """

    is_by_line = False

    def __init__(self, delimiter: str) -> None:
        self._openers = np.array([ord(delimiter), *_NEWLINE_BYTES], dtype=np.uint8)
        self._inside = False
        self._closed = False
        self._before = _NEWLINE_BYTES[0]

    def ends(self, block: bytes) -> Positions:
        """Offsets just after each newline outside quotes."""
        array = np.frombuffer(block, dtype=np.uint8)
        marks = newlines(block)
        toggles = self._toggles(array)
        inside_before = (np.searchsorted(toggles, marks) + self._inside) % 2
        self._closed = bool(
            len(toggles)
            and toggles[-1] == len(array) - 1
            and (len(toggles) + self._inside) % 2 == 0
        )
        self._inside = bool((len(toggles) + self._inside) % 2)
        self._before = int(array[-1])
        ends: Positions = marks[inside_before == 0] + 1
        return ends

    def is_record(self, data: bytes, starts: Positions) -> Mask:
        """All but blank lines."""
        first = np.frombuffer(data, dtype=np.uint8)[starts]
        return np.not_equal(first, 10) & np.not_equal(first, 13)

    def _toggles(self, array: np.ndarray[Any, np.dtype[np.uint8]]) -> Positions:
        """Offsets of the quotation marks that open or close (a doubled one does both)."""
        quotes = np.flatnonzero(array == _QUOTE)
        if not len(quotes):
            return quotes
        before = array[quotes - 1]
        before[0] = array[quotes[0] - 1] if quotes[0] else self._before
        at_start = np.isin(before, self._openers)
        follows = np.concatenate([[self._closed and quotes[0] == 0], np.diff(quotes) == 1])
        opening = (np.arange(len(quotes)) + self._inside) % 2 == 0
        if (at_start | follows)[opening].all():
            return quotes
        return self._stray(quotes.tolist(), at_start.tolist())

    def _stray(self, quotes: list[int], at_start: list[bool]) -> Positions:
        """As `_toggles`, one by one, for text with quotation marks inside plain values."""
        inside = self._inside
        closed_at = -1 if self._closed else -2
        found: list[int] = []
        for quote, starts_value in zip(quotes, at_start, strict=True):
            if inside:
                inside, closed_at = False, quote
            elif starts_value or closed_at == quote - 1:
                inside = True
            else:
                continue
            found.append(quote)
        return np.array(found, dtype=np.int64)


def csv_pages(path: Path, kind: str, delimiter: str = ",", encoding: str = "") -> Iterator[Page]:
    """Yield the records of a CSV file with a header as pages of strings; empty is null.

    Parameters
    ----------
    path
        The file, compressed or not.
    kind
        Name of the kind of record, for the pages.
    delimiter, encoding
        The layout; see `folkmoot.files.opening.blocks` for the encoding.

    Raises
    ------
    FolkmootError
        As `folkmoot.files.opening.blocks` and `csv_columns`; ``csv-layout`` if the file cannot
        be cut into records for certain.
    """
    names = csv_columns(path, delimiter, encoding)
    for chunk in chunks(blocks(path, encoding), CsvSplitter(delimiter), encoding):
        skip = int(chunk.rows[0] == 1) if len(chunk.rows) else 0
        page = _page(path, kind, _body(chunk, skip), names, delimiter)
        if page.read_count:
            yield page


def csv_columns(path: Path, delimiter: str = ",", encoding: str = "") -> list[str]:
    """Columns of the pages that `csv_pages` gives, by the header; raises as `csv_header`."""
    return field_names(csv_header(path, delimiter, encoding))


def csv_header(path: Path, delimiter: str = ",", encoding: str = "") -> list[str]:
    """Names in the first line, as they stand there: some may be empty, or stand twice.

    Raises
    ------
    FolkmootError
        ``no-header``, ``too-many-columns``, or what is wrong with the header's bytes.
    """
    stream = chunks(blocks(path, encoding), CsvSplitter(delimiter), encoding)
    chunk = next(stream, None)
    if chunk is None:
        raise FolkmootError("no-header", str(path), "blank lines", "a line of column names")
    if not len(chunk.rows) or chunk.rows[0] != 1:
        fault = chunk.faults[0]
        raise FolkmootError(fault.code, f"{path}, line {fault.line}", fault.got, fault.expected)
    return _header(path, chunk.records()[0].decode(), delimiter)


def field_names(names: Sequence[str]) -> list[str]:
    """Names for a page's columns: unique, none empty, none ``row`` or ``line``.

    Examples
    --------
    >>> field_names(["row", "name", "", "name", " age "])
    ['row_2', 'name', 'column_3', 'name_2', 'age']
    """
    seen = {"row": 1, "line": 1}
    taken = set(seen)
    found: list[str] = []
    for index, raw in enumerate(names, start=1):
        name = base = raw.strip() or f"column_{index}"
        while name in taken:
            seen[base] = seen.get(base, 1) + 1
            name = f"{base}_{seen[base]}"
        taken.add(name)
        found.append(name)
    return found


def _header(path: Path, line: str, delimiter: str) -> list[str]:
    try:
        names = next(csv.reader(StringIO(line, newline=""), delimiter=delimiter), [])
    except csv.Error as error:
        raise FolkmootError("no-header", str(path), str(error), "a line of column names") from error
    if "\0" in line:
        raise FolkmootError(
            "no-header",
            str(path),
            "a first line with zero bytes in it",
            "a line of column names",
            "text in UTF-16 needs its name, as in --option encoding=utf-16-le",
        )
    if len(names) > COLUMN_LIMIT:
        got, most = f"{len(names):,} columns", f"at most {COLUMN_LIMIT:,}"
        raise FolkmootError("too-many-columns", str(path), got, most)
    return names


def _body(chunk: Chunk, skip: int) -> Chunk:
    """Number the records under the header from 1."""
    return Chunk(
        chunk.data,
        chunk.starts[skip:],
        chunk.stops[skip:],
        chunk.rows[skip:] - 1,
        chunk.lines[skip:],
        tuple(replace(fault, row=fault.row - 1) for fault in chunk.faults),
    )


def _page(path: Path, kind: str, chunk: Chunk, names: list[str], delimiter: str) -> Page:
    data = chunk.joined()
    ragged: dict[int, Fault] = {}

    def set_aside(row: arrow_csv.InvalidRow) -> str:
        index = row.number - 1
        got, expected = f"{row.actual_columns} columns", f"{row.expected_columns} columns"
        ragged[index] = chunk.fault(index, "ragged-row", got, expected)
        return "skip"

    if not data:
        empty = {name: pa.array([], pa.string()) for name in names}
        return Page(kind, numbered(chunk, empty), chunk.faults)
    table = arrow_csv.read_csv(
        pa.BufferReader(data),
        # One thread numbers the rows that are set aside; one block makes one batch.
        read_options=arrow_csv.ReadOptions(
            column_names=names, use_threads=False, block_size=len(data) + 1
        ),
        parse_options=arrow_csv.ParseOptions(
            delimiter=delimiter, newlines_in_values=True, invalid_row_handler=set_aside
        ),
        convert_options=arrow_csv.ConvertOptions(
            column_types=dict.fromkeys(names, pa.string()),
            null_values=[""],
            strings_can_be_null=True,
            check_utf8=False,
        ),
    )
    if table.num_rows + len(ragged) != len(chunk.starts):
        got = f"{table.num_rows + len(ragged)} records where {len(chunk.starts)} were cut"
        hint = "write the file again with quotation marks doubled inside quoted values"
        raise FolkmootError("csv-layout", str(path), got, "one way to read the quotes", hint)
    kept = chunk.without(ragged)
    columns = {name: table[name].combine_chunks() for name in names}
    return Page(kind, numbered(kept, columns), kept.faults)
