"""Read a site's export (WXR, an extended RSS) element by element, in bounded memory.

Nothing that a document type declares is looked at: a file that declares an entity, here or
elsewhere, is refused. A record that is too long is set aside; its text is never held.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from xml.parsers import expat

from folkmoot.errors import FolkmootError
from folkmoot.files.base import Fault
from folkmoot.files.opening import blocks, head
from folkmoot.files.records import RECORD_LIMIT
from folkmoot.sources._fields import Raw

__all__ = ["RECORDS", "WXR", "count_wxr", "is_wxr", "read_wxr"]

#: All records of an export are of one kind, since comments lie between posts.
WXR: Final = "wxr"
#: What a record is, which the column ``record`` says, by the element that it is.
RECORDS: Final = {"wp:author": "author", "item": "post", "wp:comment": "comment"}
#: What of the site and of a post its comments are told.
_SITE: Final = {"link": "site", "title": "site_title", "language": "site_language"}
_POST: Final = {
    "link": "post_link", "wp:status": "post_status", "wp:post_password": "post_password"
}  # fmt: skip
_DEPTH: Final = 64
#: Fields of one record, and terms of one post, at most.
_FIELDS: Final = 500
_ENCODING: Final = re.compile(rb"""<\?xml[^>]{0,200}encoding\s*=\s*["']([\w.-]{1,40})["']""")
# XML 1.0 has no control characters, and sites write them all the same.
_CONTROL: Final = bytes(code if code >= 32 or code in {9, 10, 13} else 32 for code in range(256))
_OPENING: Final = re.compile(rb"<(?:item|wp:comment|wp:author)[\s/>]")
#: What may hold an opening that is none, and how it ends.
_QUOTED: Final = {b"<![CDATA[": b"]]>", b"<!--": b"-->", b"<?": b"?>"}
_QUOTE: Final = re.compile(b"|".join(re.escape(mark) for mark in _QUOTED))
_HELD: Final = 16
#: Bytes given to the parser at once, between which records are taken.
_PIECE: Final = 1 << 16
#: Pieces of text that are kept of an element of the site, whose name is a few words.
_SITE_PIECES: Final = 8


def is_wxr(start: bytes) -> bool:
    """Whether the first bytes of a text are those of a site's export."""
    return b"<rss" in start and b"wordpress.org/export/" in start


def read_wxr(path: Path) -> Iterator[Raw]:
    """Yield the authors, posts and comments of an export; a comment comes before its post.

    Raises
    ------
    FolkmootError
        As `folkmoot.files.opening.blocks`; ``entities-declared``, ``too-deep``,
        ``damaged-file`` with the line where it is, ``truncated-file``.
    """
    reader = _Reader(path)
    try:
        for block in _text(path):
            for at in range(0, len(block), _PIECE):
                reader.read(block[at : at + _PIECE])
                yield from reader.taken()
        reader.read(b"", is_last=True)
    except expat.ExpatError as error:
        raise _broken(path, error) from error
    yield from reader.taken()


def count_wxr(path: Path) -> int:
    """Count the records by searching for their opening tags outside quoted text."""
    count, held, inside = 0, b"", b""
    for block in _text(path):
        text, at = held + block, 0
        while True:
            if inside:
                end = text.find(inside, at)
                if end < 0:
                    # The end may lie across two blocks.
                    at = max(at, len(text) - len(inside) + 1)
                    break
                at, inside = end + len(inside), b""
            match = _QUOTE.search(text, at)
            if not match:
                cut = max(at, len(text) - _HELD)
                found = [one for one in _OPENING.finditer(text, at) if one.start() < cut]
                count += len(found)
                at = max(cut, found[-1].end() if found else 0)
                break
            count += len(_OPENING.findall(text[at : match.start()]))
            at, inside = match.end(), _QUOTED[match[0]]
        held = text[at:]
    return count + (0 if inside else len(_OPENING.findall(held)))


def _text(path: Path) -> Iterator[bytes]:
    declared = _ENCODING.search(head(path, 512))
    name = declared[1].decode() if declared else ""
    encoding = "" if name.lower() in {"", "utf-8", "utf8", "utf-16"} else name
    return (block.translate(_CONTROL) for block in blocks(path, encoding))


def _broken(path: Path, error: expat.ExpatError) -> FolkmootError:
    words = expat.errors.messages.get(error.code, "broken")
    got = f"XML that is broken on line {error.lineno:,} ({words})"
    is_cut = words in {"no element found", "unclosed token", "unclosed CDATA section"}
    code = "truncated-file" if is_cut else "damaged-file"
    hint = "export the site again; nothing of it was imported"
    return FolkmootError(code, str(path), got, "a whole and well-formed export", hint)


@dataclass(slots=True)
class _Open:
    """A record whose element is not closed yet."""

    name: str
    line: int
    depth: int
    values: dict[str, Any] = field(default_factory=dict)
    size: int = 0


class _Reader:
    """Gathers the text of elements; only the child elements of a record become its fields."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._open: list[_Open] = []
        self._ready: list[Raw] = []
        self._names: list[str] = []
        self._texts: list[str] = []
        self._attributes: Mapping[str, str] = {}
        self._site: dict[str, str] = {}
        self._row = 0
        self._waiting = 0
        self._parser = expat.ParserCreate("utf-8")
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._characters
        self._parser.EntityDeclHandler = self._refuse_entity
        self._parser.ExternalEntityRefHandler = self._refuse_entity

    def read(self, piece: bytes, *, is_last: bool = False) -> None:
        """Read on; a single tag or comment that never ends must not fill the memory."""
        self._waiting += len(piece)
        self._parser.Parse(piece, is_last)
        if self._waiting > RECORD_LIMIT:
            got, most = f"one tag of {self._waiting:,} bytes", f"at most {RECORD_LIMIT:,}"
            raise FolkmootError("record-too-long", str(self._path), got, most)

    def taken(self) -> Iterable[Raw]:
        """Records that are whole by now."""
        ready, self._ready = self._ready, []
        return ready

    def _refuse_entity(self, *told: object) -> int:
        del told
        got, expected = "a document type that declares entities", "an export without them"
        raise FolkmootError("entities-declared", str(self._path), got, expected)

    def _start(self, name: str, attributes: Mapping[str, str]) -> None:
        self._waiting = 0
        self._names.append(name)
        if len(self._names) > _DEPTH:
            got = f"elements {_DEPTH:,} deep"
            raise FolkmootError("too-deep", str(self._path), got, "a flat list of posts")
        self._texts, self._attributes = [], attributes
        if record := RECORDS.get(name):
            line = self._parser.CurrentLineNumber
            self._open.append(_Open(record, line, len(self._names)))

    def _characters(self, text: str) -> None:
        self._waiting = 0
        if self._open:
            self._open[-1].size += len(text)
            if self._open[-1].size > RECORD_LIMIT:
                return
        elif len(self._texts) > _SITE_PIECES:
            return
        self._texts.append(text)

    def _end(self, name: str) -> None:
        text = "".join(self._texts)
        depth = len(self._names)
        self._names.pop()
        self._texts = []
        if not self._open:
            if depth == 3 and name in _SITE and self._names[-1:] == ["channel"]:
                self._site.setdefault(_SITE[name], text.strip())
            return
        record = self._open[-1]
        if depth == record.depth:
            self._close(self._open.pop())
        elif depth == record.depth + 1 and len(record.values) < _FIELDS:
            self._field(record, name, text)

    def _field(self, record: _Open, name: str, text: str) -> None:
        if name == "category":
            term = {"domain": self._attributes.get("domain", ""), "name": text}
            terms = record.values.setdefault("category", [])
            if len(terms) < _FIELDS:
                terms.append(term)
        else:
            record.values.setdefault(name, text)

    def _close(self, record: _Open) -> None:
        self._row += 1
        told: dict[str, Any] = {**record.values, **self._site, "record": record.name}
        if self._open:
            post = self._open[-1].values
            told |= {name: post.get(tag) for tag, name in _POST.items()}
        value: dict[str, Any] | Fault = told
        if record.size > RECORD_LIMIT:
            got, most = f"{record.size:,} characters", f"at most {RECORD_LIMIT:,} in one record"
            value = Fault(self._row, record.line, "", "record-too-long", got, most)
        self._ready.append(Raw(WXR, self._row, record.line, value, record.size))
