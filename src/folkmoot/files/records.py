"""Cut a stream of blocks into chunks of whole records, with a bound on memory.

What ends a record is the format's affair (a `Splitter`). Kept here: the numbers and lines of
records, the bound on one record's length, and the records whose bytes are not text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Protocol

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from folkmoot.files.base import Fault
from folkmoot.files.opening import telling_records

__all__ = [
    "RECORD_LIMIT",
    "Chunk",
    "Mask",
    "Positions",
    "Splitter",
    "chunks",
    "newlines",
    "numbered",
    "shorten",
]

Positions = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]

#: Longest record that is read, in bytes. The longest post that Stack Exchange stores has 30,000
#: characters; what is longer than this is a broken file or an attack.
RECORD_LIMIT: Final = 1 << 24

_SHOWN: Final = 300
_LINE_FEED, _RETURN = 10, 13
#: Bytes that are compared at once, so that they stay in the cache.
_PIECE: Final = 1 << 18


class Splitter(Protocol):
    """Finds where records end, block after block; keeps what it must remember between them.

    ``is_by_line`` says that each newline ends a record, and nothing else does.
    """

    is_by_line: bool

    def ends(self, block: bytes) -> Positions:
        """Offsets in ``block`` at which one record has ended and another begins, ascending."""
        ...

    def is_record(self, data: bytes, starts: Positions) -> Mask:
        """Whether the piece at each offset is a record, and no blank line or other matter."""
        ...


@dataclass(frozen=True, slots=True)
class Chunk:
    """Whole records in ``data``: where each begins and ends, its number and its line.

    ``faults`` are the records of this stretch that are too long or no text.
    """

    data: bytes
    starts: Positions
    stops: Positions
    rows: Positions
    lines: Positions
    faults: tuple[Fault, ...]

    def records(self) -> list[bytes]:
        """Bytes of each record, with the newline that ends it."""
        pairs = zip(self.starts.tolist(), self.stops.tolist(), strict=True)
        return [self.data[start:stop] for start, stop in pairs]

    def joined(self) -> bytes:
        """All the records together, with nothing between them."""
        if len(self.starts) and np.array_equal(self.starts[1:], self.stops[:-1]):
            return self.data[self.starts[0] : self.stops[-1]]
        return b"".join(self.records())

    def fault(self, index: int, code: str, got: str, expected: str, column: str = "") -> Fault:
        """Fault of the record at ``index``."""
        record = shorten(self.data[self.starts[index] : self.stops[index]])
        row, line = int(self.rows[index]), int(self.lines[index])
        return Fault(row, line, column, code, got, expected, record)

    def without(self, faults: Mapping[int, Fault]) -> Chunk:
        """Set aside the records at the given indices."""
        if not faults:
            return self
        keep = np.ones(len(self.starts), dtype=np.bool_)
        keep[list(faults)] = False
        return Chunk(
            self.data,
            self.starts[keep],
            self.stops[keep],
            self.rows[keep],
            self.lines[keep],
            tuple(sorted((*self.faults, *faults.values()), key=lambda fault: fault.row)),
        )


def chunks(
    stream: Iterable[bytes], splitter: Splitter, encoding: str = "", limit: int = RECORD_LIMIT
) -> Iterator[Chunk]:
    """Cut a stream into chunks of whole records.

    Parameters
    ----------
    stream
        Blocks of UTF-8 bytes, as from `folkmoot.files.opening.blocks`.
    splitter
        Says where records end.
    encoding
        How the file was written, for the words of faults alone.
    limit
        Longest record in bytes; longer ones become one fault each and are never held in memory.

    Raises
    ------
    FolkmootError
        As the stream does, and then with the number of whole records met before.
    """
    cutter = _Cutter(splitter, encoding, limit)
    with telling_records(lambda: cutter.row):
        for block in _whole_newlines(stream):
            yield from cutter.feed(block)
    yield from cutter.finish()


def newlines(data: bytes) -> Positions:
    r"""Offsets of the last byte of each newline: LF, CR LF, or CR alone.

    Examples
    --------
    >>> newlines(b"a\nb\r\nc\rd").tolist()
    [1, 4, 6]
    """
    array = np.frombuffer(data, dtype=np.uint8)
    if b"\r" not in data:
        # In pieces, so that what is compared stays in the cache.
        pieces = range(0, len(array), _PIECE)
        found = [np.flatnonzero(array[at : at + _PIECE] == _LINE_FEED) + at for at in pieces]
        return np.concatenate(found) if found else np.empty(0, dtype=np.int64)
    marks = array == _LINE_FEED
    lone = array == _RETURN
    lone[:-1] &= array[1:] != _LINE_FEED
    return np.flatnonzero(marks | lone)


def numbered(chunk: Chunk, columns: Mapping[str, pa.Array]) -> pa.RecordBatch:
    """Put the numbers and lines of a chunk's records before their columns."""
    arrays = [pa.array(chunk.rows), pa.array(chunk.lines), *columns.values()]
    return pa.RecordBatch.from_arrays(arrays, names=["row", "line", *columns])


def shorten(record: bytes | str) -> str:
    """Text of a raw record, for the quarantine: bad bytes escaped, at most 300 characters."""
    if isinstance(record, bytes):
        record = record[: 4 * _SHOWN].decode("utf-8", "backslashreplace")
    text = record.rstrip("\r\n")
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


def _whole_newlines(stream: Iterable[bytes]) -> Iterator[bytes]:
    """Keep CR LF in one block, so that each newline is seen once."""
    held = b""
    for block in stream:
        data = held + block
        held = b"\r" if data.endswith(b"\r") else b""
        if data := data[: len(data) - len(held)]:
            yield data
    if held:
        yield held


class _Cutter:
    """Holds what follows the last whole record, or only its size once it is too long."""

    def __init__(self, splitter: Splitter, encoding: str, limit: int) -> None:
        self.row = 0
        self._splitter = splitter
        self._encoding = encoding
        self._limit = limit
        self._line = 1
        self._tail = b""
        self._sample = b""
        self._dropped = 0
        self._dropped_lines = 0

    def feed(self, block: bytes) -> Iterator[Chunk]:
        """Take one block; give the records that it completes."""
        ends = self._splitter.ends(block)
        if self._dropped:
            first = int(ends[0]) if len(ends) else len(block)
            self._drop(block[:first])
            if not len(ends):
                return
            yield from self._dropped_chunk()
            block, ends = block[first:], ends[1:] - first
        ends = ends + len(self._tail)
        # What ends where the data begins ended before it.
        ends = ends[ends > 0]
        if not len(ends):
            self._tail += block
        else:
            whole = int(ends[-1]) - len(self._tail)
            yield from self._chunk(b"".join((self._tail, memoryview(block)[:whole])), ends)
            self._tail = block[whole:]
        if len(self._tail) > self._limit:
            data, self._tail = self._tail, b""
            self._sample = data[:_SHOWN]
            self._drop(data)

    def finish(self) -> Iterator[Chunk]:
        """Give the last record, which nothing ended."""
        if self._dropped:
            yield from self._dropped_chunk()
        elif self._tail:
            yield from self._chunk(self._tail, np.array([len(self._tail)], dtype=np.int64))

    def _drop(self, data: bytes) -> None:
        self._dropped += len(data)
        self._dropped_lines += len(newlines(data))

    def _dropped_chunk(self) -> Iterator[Chunk]:
        sample, size, line = self._sample, self._dropped, self._line
        self._line += self._dropped_lines
        self._sample, self._dropped, self._dropped_lines = b"", 0, 0
        none = np.empty(0, dtype=np.int64)
        if self._splitter.is_record(sample, np.zeros(1, dtype=np.int64))[0]:
            self.row += 1
            fault = self._too_long(self.row, line, size, shorten(sample))
            yield Chunk(b"", none, none, none, none, (fault,))

    def _too_long(self, row: int, line: int, size: int, record: str) -> Fault:
        expected = (
            f"at most {self._limit:,} bytes in one record; a quotation mark may lack its partner"
        )
        return Fault(row, line, "", "record-too-long", f"{size:,} bytes", expected, record)

    def _chunk(self, data: bytes, ends: Positions) -> Iterator[Chunk]:
        starts = np.concatenate([np.zeros(1, dtype=np.int64), ends[:-1]])
        if self._splitter.is_by_line:
            # Each end but that of the file is a newline, and there is no other.
            lines = self._line + np.arange(len(starts))
            self._line += len(ends)
        else:
            marks = newlines(data)
            lines = self._line + np.searchsorted(marks, starts)
            self._line += len(marks)
        keep = self._splitter.is_record(data, starts)
        rows = self.row + np.cumsum(keep)
        self.row = int(rows[-1])
        chunk = Chunk(data, starts[keep], ends[keep], rows[keep], lines[keep], ())
        if len(chunk.starts):
            yield chunk.without(self._unusable(chunk))

    def _unusable(self, chunk: Chunk) -> dict[int, Fault]:
        faults: dict[int, Fault] = {}
        for index in np.flatnonzero(chunk.stops - chunk.starts > self._limit).tolist():
            size = int(chunk.stops[index] - chunk.starts[index])
            row, line = int(chunk.rows[index]), int(chunk.lines[index])
            sample = shorten(chunk.data[chunk.starts[index] : chunk.starts[index] + _SHOWN])
            faults[index] = self._too_long(row, line, size, sample)
        try:
            if not chunk.data.isascii():
                chunk.data.decode()
        except UnicodeDecodeError:
            for index, record in enumerate(chunk.records()):
                if index not in faults and (got := self._bad_bytes(record)):
                    faults[index] = chunk.fault(index, "not-utf-8", got, self._wanted())
        return faults

    def _bad_bytes(self, record: bytes) -> str:
        try:
            record.decode()
        except UnicodeDecodeError as error:
            if self._encoding:
                return f"bytes that are not {self._encoding}"
            return f"bytes {record[error.start : error.start + 2].hex(' ').upper()}"
        return ""

    def _wanted(self) -> str:
        if self._encoding:
            return f"text in {self._encoding}"
        return "UTF-8 (a file in another encoding needs its name, as in --option encoding=latin-1)"
