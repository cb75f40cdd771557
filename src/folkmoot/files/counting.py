"""Count records by other ways than the readers', so that a record lost on the way is noticed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

import numpy as np

from folkmoot.errors import FolkmootError
from folkmoot.files.opening import blocks, telling_records

__all__ = [
    "LineTally",
    "count_csv",
    "count_line_blocks",
    "count_lines",
    "count_rows",
    "not_conserved",
]

_NEWLINES: Final = (10, 13)
_QUOTE: Final = 34
#: Bytes that are compared at once, so that they stay in the cache.
_PIECE: Final = 1 << 18
_ROW: Final = re.compile(rb"<row[\s/>]")


def count_csv(path: Path, delimiter: str = ",", encoding: str = "") -> int:
    """Count the records under a header, walking from quotation mark to quotation mark.

    What stands inside quotes is left out, then the lines that hold something are counted.
    """
    openers = b"\r\n" + delimiter.encode()
    inside = after_closing = False
    before = last = _NEWLINES[0]
    # The header is no record.
    count = -1
    with telling_records(lambda: count):
        for block in blocks(path, encoding):
            outside: list[bytes] = []
            for number, piece in enumerate(block.split(b'"')):
                if number:
                    opens = not inside and (after_closing or before in openers)
                    after_closing, inside = inside, opens
                    before = _QUOTE
                    outside.append(b'"')
                if piece:
                    after_closing, before = False, piece[-1]
                    if not inside:
                        outside.append(piece)
            if text := b"".join(outside):
                count += _line_ends(text, last)
                last = text[-1]
    return max(count + (last not in _NEWLINES), 0)


def count_lines(path: Path, encoding: str = "") -> int:
    """Count the lines of a file that are not empty."""
    return count_line_blocks(blocks(path, encoding))


def count_line_blocks(stream: Iterable[bytes]) -> int:
    """Count the lines that are not empty in blocks of bytes."""
    tally = LineTally()
    with telling_records(lambda: tally.count):
        for _ in tally.through(stream):
            pass
    return tally.count


class LineTally:
    r"""Counts the lines that are not empty in blocks of bytes that go by to whoever reads them.

    Examples
    --------
    >>> tally = LineTally()
    >>> list(tally.through([b"a\n\nb\n", b"c"])), tally.count
    ([b'a\n\nb\n', b'c'], 3)
    """

    def __init__(self) -> None:
        self.count = 0

    def through(self, stream: Iterable[bytes]) -> Iterator[bytes]:
        """The same blocks; ``count`` is right once they have ended."""
        last = _NEWLINES[0]
        for block in stream:
            for at in range(0, len(block), _PIECE):
                piece = block[at : at + _PIECE]
                self.count += _line_ends(piece, last)
                last = piece[-1]
            yield block
        self.count += last not in _NEWLINES


def not_conserved(where: str, got: str, expected: int) -> FolkmootError:
    """What to raise where records that were counted are not all accounted for."""
    return FolkmootError(
        "not-conserved", where, got, f"{expected:,}",
        "the import was undone; please report this file's form, it is a fault of folkmoot",
    )  # fmt: skip


def count_rows(path: Path, encoding: str = "") -> int:
    """Count the ``row`` elements of a dump by searching for their opening."""
    count, held = 0, b""
    with telling_records(lambda: count):
        for block in blocks(path, encoding):
            text = held + block
            count += len(_ROW.findall(text))
            # Four bytes cannot hold a whole opening, so none is counted twice.
            held = text[-4:]
    return count


def _line_ends(text: bytes, last: int) -> int:
    """Count the newlines that follow something else than a newline."""
    array = np.frombuffer(text, dtype=np.uint8)
    newline = array == _NEWLINES[0]
    if b"\r" in text:
        newline |= array == _NEWLINES[1]
    blank = newline[1:] & newline[:-1]
    first = newline[0] and last in _NEWLINES
    return int(np.count_nonzero(newline) - np.count_nonzero(blank) - first)
