"""The history of what somebody watched as a page for reading: one cell a video, all on one line."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, Final

from folkmoot.errors import FolkmootError
from folkmoot.files.records import RECORD_LIMIT

__all__ = ["cells", "count_cells", "iso_of", "read_cell"]

_CELL: Final = b'<div class="outer-cell'
_LINK: Final = re.compile(r'<a href="([^"]{1,2000})">')
_TAG: Final = re.compile(r"<[^>]*>")
_BREAK: Final = re.compile(r"<br\s*/?>")
_CLOCK: Final = re.compile(r"[0-9]{1,2}[:.][0-9]{2}[:.][0-9]{2}")
#: The zone at the end is a few letters that several zones share, so it is not read.
_ZONE: Final = re.compile(r"\s+(?:[A-Z]{2,5}|(?:GMT|UTC)[+-][0-9:]{1,5})$")
_WORD: Final = re.compile(r"[^\W\d_]+")
_MONTHS: Final = {
    "mrt": "mar", "mei": "may", "okt": "oct", "mär": "mar", "mai": "may", "dez": "dec",
}  # fmt: skip
_FORMS: Final = (
    "%b %d, %Y, %I:%M:%S %p", "%b %d, %Y, %H:%M:%S", "%d %b %Y, %H:%M:%S", "%d.%m.%Y, %H:%M:%S",
    "%d/%m/%Y, %H:%M:%S", "%Y-%m-%d, %H:%M:%S", "%Y/%m/%d %H:%M:%S",
)  # fmt: skip


def cells(stream: Iterable[bytes]) -> Iterator[tuple[int, str]]:
    """Line and text of each cell; what stands before the first is the page's own.

    Raises
    ------
    FolkmootError
        As the stream does; ``record-too-long``.
    """
    held, line, is_inside = b"", 1, False
    for block in stream:
        held += block
        while (at := held.find(_CELL, len(_CELL) if is_inside else 0)) >= 0:
            if is_inside:
                yield line, held[:at].decode("utf-8", "replace")
            line += held.count(b"\n", 0, at)
            held, is_inside = held[at:], True
        if not is_inside:
            # The end may be the beginning of an opening.
            cut = max(len(held) - len(_CELL), 0)
            line += held.count(b"\n", 0, cut)
            held = held[cut:]
        elif len(held) > RECORD_LIMIT:
            got, most = f"a cell of over {RECORD_LIMIT:,} bytes", "one of some hundreds"
            raise FolkmootError("record-too-long", f"line {line}", got, most)
    if is_inside:
        yield line, held.decode("utf-8", "replace")


def count_cells(stream: Iterable[bytes]) -> int:
    """Count the cells by searching for their openings."""
    count, held = 0, b""
    for block in stream:
        text = held + block
        count += text.count(_CELL)
        # Too short to hold a whole opening, so none is counted twice.
        held = text[-len(_CELL) + 1 :]
    return count


def read_cell(cell: str) -> dict[str, Any]:
    r"""The fields of a cell, as the same history in JSON names them.

    Examples
    --------
    >>> found = read_cell(
    ...     'Watched\u00a0<a href="https://youtu.be/a1">Tea &amp; milk</a><br>'
    ...     "Jan 2, 2024, 4:05:06\u202fPM CET<br></div></div>"
    ... )
    >>> found["titleUrl"], found["time"]
    ('https://youtu.be/a1', 'Jan 2, 2024, 4:05:06 PM CET')
    """
    links = _LINK.findall(cell)
    said = [html.unescape(_TAG.sub("", part)).strip() for part in _BREAK.split(cell)]
    time = next((part for part in said if _CLOCK.search(part)), "")
    found: dict[str, Any] = {
        "time": re.sub(r"[\s\u00a0\u202f]+", " ", time),
        "is_advertisement": "From Google Ads" in cell,
    }
    if links:
        found["titleUrl"] = html.unescape(links[0])
    return found


def iso_of(text: str) -> str | None:
    """A time as the page writes it, in ISO form without its zone; ``None`` for other languages.

    Examples
    --------
    >>> iso_of("Jan 2, 2024, 4:05:06 PM CET"), iso_of("15 jun 2026, 20:30:41 CEST"), iso_of("soon")
    ('2024-01-02T16:05:06', '2026-06-15T20:30:41', None)
    """
    plain = _ZONE.sub("", text.strip())
    plain = re.sub(
        r"[^\W\d_]+", lambda word: _MONTHS.get(word[0].lower().rstrip("."), word[0]), plain
    )
    for form in _FORMS:
        try:
            found = datetime.strptime(plain, form)  # noqa: DTZ007 - its zone is told by an option
        except ValueError:
            continue
        return found.isoformat()
    return None
