"""The stamp that begins each message: date and time as the phone's language writes them.

Android writes ``31/12/2023, 21:15 - Ann: text``, an iPhone ``[31/12/2023, 21:15:03] Ann: text``,
and both follow the phone's settings: the order of day and month, the separators, a clock of 12 or
24 hours, words for the half of the day, digits of other scripts, and marks of writing direction.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from folkmoot.sources._pieces import whole_lines

__all__ = [
    "ORDERS",
    "Stamp",
    "begins",
    "count_stamps",
    "iso_text",
    "plain",
    "split",
    "stamps",
    "unmarked",
]

#: Orders of a date, as `folkmoot.files.times.STYLES` names them.
ORDERS: Final = ("day_first", "month_first", "year_first")

_MARKS: Final = "\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"
_UNMARKED: Final = {ord(mark): None for mark in _MARKS}
_ZEROS: Final = (0x0660, 0x06F0, 0x0966, 0x09E6)
_PLAIN: Final = {
    **_UNMARKED,
    **{ord(space): " " for space in "\u00a0\u202f\u2009"},
    **{zero + digit: str(digit) for zero in _ZEROS for digit in range(10)},
}
_AFTERNOON: Final = r"p\. ?m\.?|pm|下午|午後|오후|م|μ\.?μ\.?|ös"
_MORNING: Final = r"a\. ?m\.?|am|上午|午前|오전|ص|π\.?μ\.?|öö"
_HALF: Final = rf"(?:{_AFTERNOON}|{_MORNING})"
_STAMP: Final = (
    r"(?P<open>\[)?"
    r"(?P<first>[0-9]{4}|[0-9]{1,2})(?P<mark>[-/.年]) ?(?P<second>[0-9]{1,2})[-/.月] ?"
    r"(?P<third>[0-9]{4}|[0-9]{1,2})(?:[日.])?"
    r"(?:[,،]? |,)(?:à |klo |um |kl\. )?"
    rf"(?P<before>{_HALF})? ?"
    r"(?P<hour>[0-9]{1,2})[:.](?P<minute>[0-9]{2})(?:[:.](?P<clock>[0-9]{2}))?"
    rf" ?(?P<after>{_HALF})?"
    r"(?(open)\] ?|(?: [-–] ?|: ))"
)
_BEGINNING: Final = re.compile(_STAMP, re.IGNORECASE)
_EACH: Final = re.compile(rf"^{_STAMP}(?P<rest>.*)", re.IGNORECASE | re.MULTILINE)
_IS_AFTERNOON: Final = re.compile(_AFTERNOON, re.IGNORECASE)
#: With which a stamp may begin: a digit, a bracket, the first byte of a mark or of another digit.
_FIRST: Final = frozenset(bytes([one]) for one in b"0123456789[\xe2\xd8\xd9\xdb\xe0\xef")
#: Characters before the first stamp after which nobody waits for one.
_PREAMBLE: Final = 1 << 24
#: Blanks as bytes know them; others are text.
_BLANK: Final = " \t\n\r\x0b\x0c"


@dataclass(frozen=True, slots=True)
class Stamp:
    """The three numbers of a date as they stand, and the time; ``rest`` follows it on its line."""

    first: int
    second: int
    third: int
    is_year_first: bool
    is_dotted: bool
    clock: str
    rest: str = ""

    def date(self, order: str) -> tuple[int, int, int]:
        """Year, month and day in an order of `ORDERS`; a year of two digits is of this century."""
        if order == "year_first":
            year, month, day = self.first, self.second, self.third
        elif order == "month_first":
            year, month, day = self.third, self.first, self.second
        else:
            year, month, day = self.third, self.second, self.first
        return (year + 2000 if year < 100 else year), month, day


def plain(text: str) -> str:
    """Text without marks of direction, with ordinary spaces and digits.

    Examples
    --------
    >>> plain("٣١\u200f/١٢\u200f/٢٠٢٣\u202f")
    '31/12/2023 '
    """
    return text if text.isascii() else text.translate(_PLAIN)


def unmarked(text: str) -> str:
    """Text without marks of direction."""
    return text if text.isascii() else text.translate(_UNMARKED)


def begins(line: bytes) -> bool:
    """Whether a line begins a message.

    Examples
    --------
    >>> begins(b"31/12/23, 21:15 - Ann: hi"), begins(b"[31.12.23, 9:15:03 PM] Ann: hi")
    (True, True)
    >>> begins(b"see you at 31/12/23")
    False
    """
    if line[:1] not in _FIRST:
        return False
    return _BEGINNING.match(plain(line.decode("utf-8", "replace"))) is not None


def split(record: str) -> tuple[Stamp, str] | None:
    """The stamp of a record, and what follows it as it stands; ``None`` where there is none."""
    line, newline, more = record.partition("\n")
    match = _BEGINNING.match(plain(line))
    if match is None:
        return None
    # The stamp ends in the raw line where as many plain characters have gone by.
    left, at = match.end(), 0
    while left and at < len(line):
        left -= _PLAIN.get(ord(line[at]), "") is not None
        at += 1
    return _stamp(match), line[at:] + newline + more


def stamps(stream: Iterable[bytes]) -> Iterator[Stamp]:
    """The stamps of a whole text, in its order, each with the rest of its line.

    Raises
    ------
    FolkmootError
        As the stream does.
    """
    for text in _texts(stream):
        for match in _EACH.finditer(plain(text)):
            yield _stamp(match, match["rest"])


def count_stamps(stream: Iterable[bytes]) -> int:
    """Count the messages by searching for their stamps, and what stands before the first of them.

    Raises
    ------
    FolkmootError
        As the stream does.
    """
    count, is_before = 0, True
    for text in _texts(stream):
        flat = plain(text)
        count += sum(1 for _ in _EACH.finditer(flat))
        if is_before:
            first = _EACH.search(flat)
            # Making text plain moves no line.
            lines = flat.count("\n", 0, first.start()) if first else text.count("\n") + 1
            count += bool("".join(text.split("\n", lines)[:lines]).strip(_BLANK))
            is_before = False
    return count


def iso_text(stamp: Stamp, order: str) -> str:
    """Date and time of a stamp in ISO form, possible or not.

    Examples
    --------
    >>> found = split("12/31/23, 9:15 PM - Ann: hi")
    >>> iso_text(found[0], "month_first"), found[1]
    ('2023-12-31 21:15', 'Ann: hi')
    """
    year, month, day = stamp.date(order)
    return f"{year:04}-{month:02}-{day:02} {stamp.clock}"


def _texts(stream: Iterable[bytes]) -> Iterator[str]:
    """The text in runs of whole lines; all before the first stamp is in the first run."""
    held, is_before = "", True
    for block in whole_lines(stream):
        text = block.decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n")
        held += text
        if is_before and len(held) < _PREAMBLE and not _EACH.search(plain(held)):
            continue
        yield held
        held, is_before = "", False
    if held:
        yield held


def _stamp(match: re.Match[str], rest: str = "") -> Stamp:
    half = match["before"] or match["after"] or ""
    hour = int(match["hour"])
    if half:
        hour = hour % 12 + (12 if _IS_AFTERNOON.fullmatch(half) else 0)
    seconds = f":{match['clock']}" if match["clock"] else ""
    return Stamp(
        int(match["first"]),
        int(match["second"]),
        int(match["third"]),
        len(match["first"]) == 4,
        match["mark"] == ".",
        f"{hour:02}:{match['minute']}{seconds}",
        rest,
    )
