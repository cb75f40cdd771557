"""Cut a text into records that are runs of lines: a chat's message with the lines that follow it.

What begins a record is the format's affair: a test of the line's first bytes. Numbers, lines and
bounds are those of `folkmoot.files.records`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Final

import numpy as np

from folkmoot.files.base import Fault
from folkmoot.files.records import (
    RECORD_LIMIT,
    Mask,
    Positions,
    Splitter,
    chunks,
    newlines,
)

__all__ = ["Piece", "PieceSplitter", "pieces", "whole_lines"]

#: Bytes of a line that the test of its beginning sees.
_SEEN: Final = 160

#: Row, line, and the record's text without the newline that ends it, or why it cannot be read.
Piece = tuple[int, int, str | Fault]


class PieceSplitter:
    """A record begins at each line of whose first bytes ``begins`` says yes.

    Lines end with LF, or CR LF, or CR alone. Blocks must be cut as `whole_lines` does.
    """

    is_by_line = False

    def __init__(self, begins: Callable[[bytes], bool]) -> None:
        self._begins = begins
        self._fresh = True

    def ends(self, block: bytes) -> Positions:
        """Offsets at which a line begins a record."""
        starts = newlines(block) + 1
        if self._fresh:
            starts = np.concatenate([np.zeros(1, dtype=np.int64), starts])
        self._fresh = block.endswith((b"\n", b"\r"))
        within = starts[starts < len(block)].tolist()
        found = [at for at in within if self._begins(block[at : at + _SEEN])]
        return np.array(found, dtype=np.int64)

    def is_record(self, data: bytes, starts: Positions) -> Mask:
        """All pieces that hold more than blanks."""
        stops = [*starts[1:].tolist(), len(data)]
        pairs = zip(starts.tolist(), stops, strict=True)
        return np.array([bool(data[start:stop].strip()) for start, stop in pairs], dtype=np.bool_)


def whole_lines(stream: Iterable[bytes]) -> Iterator[bytes]:
    r"""Cut blocks anew, so that each but the last ends with a line; a line has a bound as well.

    Examples
    --------
    >>> list(whole_lines([b"a\nb", b"c\nd", b"e"]))
    [b'a\n', b'bc\n', b'de']
    """
    held = b""
    for block in stream:
        data = held + block
        cut = data.rfind(b"\n") + 1
        if not cut and len(data) > RECORD_LIMIT:
            cut = len(data)
        held = data[cut:]
        if cut:
            yield data[:cut]
    if held:
        yield held


def pieces(stream: Iterable[bytes], splitter: Splitter) -> Iterator[Piece]:
    """Read a text record by record.

    Parameters
    ----------
    stream
        Blocks of UTF-8 bytes, as from `folkmoot.files.opening.blocks`.
    splitter
        Says where records end; of a `PieceSplitter`, what stands before the first record is one of
        its own.

    Raises
    ------
    FolkmootError
        As the stream does.
    """
    for chunk in chunks(whole_lines(stream), splitter):
        numbers = zip(chunk.rows.tolist(), chunk.lines.tolist(), chunk.records(), strict=True)
        found: list[Piece] = [(fault.row, fault.line, fault) for fault in chunk.faults]
        found += [(row, line, record.decode().rstrip("\r\n")) for row, line, record in numbers]
        yield from sorted(found, key=lambda piece: piece[0])
