"""Cut a file into messages: an mbox at its ``From`` lines, any other file is one message.

A ``From`` line follows an empty line, holds a digit (its date, or a number), and a header follows
it; text that begins so in the middle of a message is nearly never all three.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from folkmoot.files.records import RECORD_LIMIT

__all__ = ["Message", "count_messages", "is_mbox", "looks_like_message", "split_messages"]

_HEADER: Final = rb"[!-9;-~]{1,80}[ \t]*:|>From "
_HEADER_LINE: Final = re.compile(_HEADER)
_FROM_LINE: Final = re.compile(rb"From ([^\n]{1,1000})\n")
_SEPARATOR: Final = re.compile(
    rb"(?:(?<=\n\n)|(?<=\n\r\n))From ([^\n]{1,1000})\n(?=(" + _HEADER + rb"))"
)
_DIGIT: Final = re.compile(rb"[0-9]")
#: More than a whole separator with the name of the header after it.
_HELD: Final = 2_048
_KNOWN: Final = re.compile(
    rb"^(?:from|date|subject|message-id|newsgroups|path|received|return-path|to)[ \t]*:",
    re.IGNORECASE | re.MULTILINE,
)
_ENOUGH: Final = 3


@dataclass(frozen=True, slots=True)
class Message:
    """One message: its bytes, the line that it begins on, and its size, which may be more."""

    data: bytes
    line: int
    size: int


def is_mbox(start: bytes) -> bool:
    r"""Whether the first bytes of a file are those of an mbox.

    Examples
    --------
    >>> is_mbox(b"From ann@example.org Thu Mar  3 18:20:35 2016\nFrom: ann@example.org\n")
    True
    """
    line, _, following = start.partition(b"\n")
    return _is_from_line(line + b"\n") and _HEADER_LINE.match(following) is not None


def looks_like_message(start: bytes) -> bool:
    r"""Whether a file begins with the headers of a message.

    Examples
    --------
    >>> looks_like_message(b"From: a@b.c\nDate: x\nMessage-ID: <1@b.c>\n\nHello")
    True
    >>> looks_like_message(b"Dear all,\nFrom: here\n")
    False
    """
    headers = re.split(rb"\r?\n\r?\n", start, maxsplit=1)[0]
    if not _HEADER_LINE.match(headers):
        return False
    return len({match.lower() for match in _KNOWN.findall(headers)}) >= _ENOUGH


def split_messages(stream: Iterable[bytes]) -> Iterator[Message]:
    """Yield the messages of a file; of one that is too long, only its beginning."""
    held: list[bytes] = []
    size, first = 0, 1
    after_blank, is_ended = False, True
    for number, (line, following) in enumerate(_with_next(_lines(stream)), start=1):
        if after_blank and _is_from_line(line) and _HEADER_LINE.match(following):
            yield Message(b"".join(held), first, size)
            held, size, first = [], 0, number
        # What is longer than any message is not kept, only measured.
        if size <= RECORD_LIMIT:
            held.append(line)
        size += len(line)
        after_blank = number > 1 and is_ended and line in {b"\n", b"\r\n"}
        is_ended = line.endswith(b"\n")
    if size:
        yield Message(b"".join(held), first, size)


def count_messages(stream: Iterable[bytes]) -> int:
    """Count the messages by their separators alone, wherever blocks are cut."""
    count, held, is_any = 0, b"", False
    for block in stream:
        text = held + block
        is_any = is_any or bool(text)
        for match in _SEPARATOR.finditer(text):
            # What was whole in the part that is held was counted with the block before.
            count += match.end(2) > len(held) and _DIGIT.search(match[1]) is not None
        held = text[-_HELD:]
    return count + is_any


def _is_from_line(line: bytes) -> bool:
    match = _FROM_LINE.fullmatch(line)
    return match is not None and _DIGIT.search(match[1]) is not None


def _with_next(lines: Iterator[bytes]) -> Iterator[tuple[bytes, bytes]]:
    held = next(lines, None)
    while held is not None:
        following = next(lines, None)
        yield held, following or b""
        held = following


def _lines(stream: Iterable[bytes]) -> Iterator[bytes]:
    """Lines with their ends, each held whole up to the length of a message."""
    tail = b""
    for block in stream:
        pieces = (tail + block).split(b"\n")
        tail = pieces.pop()
        for piece in pieces:
            yield piece + b"\n"
        if len(tail) > RECORD_LIMIT:
            yield tail
            tail = b""
    if tail:
        yield tail
