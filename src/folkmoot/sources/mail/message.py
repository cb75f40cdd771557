"""What a message says: the headers that are read, decoded, and the first part that is text.

Nothing here grows with what a message claims to be: headers are read up to a limit, parts are cut
at their boundaries up to a number and a depth, and only codecs of text are used.
"""

from __future__ import annotations

import binascii
import codecs
import re
from collections.abc import Mapping
from email.errors import HeaderParseError
from email.header import decode_header
from email.utils import parseaddr
from typing import Final

__all__ = ["FIELDS", "fields_of"]

#: Columns of a raw message. Of its other headers (to whom it went, over which machines) none is
#: kept.
FIELDS: Final = (
    "message_id", "from_address", "from_name", "date", "received", "subject", "references",
    "in_reply_to", "list_id", "newsgroups", "control", "supersedes", "language", "body",
    "body_type", "withheld",
)  # fmt: skip

_HEADERS_LIMIT: Final = 1 << 18
_VALUE_LIMIT: Final = 1 << 14
_AUTHOR_LIMIT: Final = 1_000
_PARTS, _DEPTH = 50, 6
_END: Final = re.compile(rb"\r?\n\r?\n")
_FOLD: Final = re.compile(r"\r?\n[ \t]+")
_PARAMETER: Final = r';\s*{}\s*=\s*(?:"([^"]{{0,200}})"|([^\s;]{{1,200}}))'
_AT: Final = re.compile(r"(\S+) at (\S+\.\S+)")
#: Codecs that Python has and that are none of text, or take longer than the text is long.
_NO_TEXT: Final = frozenset({
    "idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "mbcs", "oem",
})  # fmt: skip

_Headers = Mapping[str, str]


def fields_of(data: bytes, *, is_list_known: bool) -> dict[str, str | None]:
    """Columns of one message.

    Of a message whose author asks that it is not archived, and of one that was sent to no list or
    newsgroup, nothing is kept but that it is withheld.

    Parameters
    ----------
    data
        The message, with or without the ``From`` line of an mbox.
    is_list_known
        Whether the user says that all messages of the file were sent to a list.
    """
    if data.startswith(b"From "):
        data = data.partition(b"\n")[2]
    parts = _END.split(data, maxsplit=1)
    headers = _headers(parts[0])
    if withheld := _withheld(headers, is_list_known=is_list_known):
        return {"withheld": withheld}
    name, address = _author(headers.get("from", ""))
    body, kind = _text(headers, parts[1] if len(parts) > 1 else b"", _DEPTH)
    return {
        "message_id": headers.get("message-id"),
        "from_address": address or None,
        "from_name": name or None,
        "date": headers.get("date"),
        "received": headers.get("injection-date") or headers.get("nntp-posting-date")
        or headers.get("x-list-received-date"),
        "subject": _decoded(headers.get("subject", "")),
        "references": headers.get("references"),
        "in_reply_to": headers.get("in-reply-to"),
        "list_id": _decoded(headers.get("list-id", "")),
        "newsgroups": headers.get("newsgroups"),
        "control": headers.get("control"),
        "supersedes": headers.get("supersedes"),
        "language": headers.get("content-language"),
        "body": body,
        "body_type": kind,
    }  # fmt: skip


def _decoded(value: str) -> str | None:
    """A header's value with its encoded words (RFC 2047) read; nothing left is ``None``.

    Examples
    --------
    >>> _decoded("=?ISO-8859-1?Q?Germ=E1n?= and more"), _decoded("=?x-none?Q?a?=")
    ('Germán and more', 'a')
    """
    if "=?" not in value:
        return value or None
    try:
        parts = decode_header(value)
    except (HeaderParseError, binascii.Error, ValueError):
        return value
    text = "".join(
        part if isinstance(part, str) else _decode(part, charset or "latin-1")
        for part, charset in parts
    )
    return text or None


def _withheld(headers: _Headers, *, is_list_known: bool) -> str:
    asks = f"{headers.get('x-no-archive', '')} {headers.get('archive', '')}".lower()
    if "yes" in asks or re.search(r"\bno\b", headers.get("archive", "").lower()):
        return "its author asks that it is not archived"
    is_public = is_list_known or "list-id" in headers or "newsgroups" in headers
    return "" if is_public else "it names neither a list nor a newsgroup"


def _headers(data: bytes) -> dict[str, str]:
    """Headers by their names in small letters, the first of each."""
    text = _FOLD.sub(" ", _decode(data[:_HEADERS_LIMIT].lstrip(b"\r\n"), "utf-8"))
    found: dict[str, str] = {}
    for line in text.split("\n"):
        name, colon, value = line.partition(":")
        if colon and not line[:1].isspace():
            found.setdefault(name.strip().lower(), value.strip()[:_VALUE_LIMIT])
    return found


def _author(value: str) -> tuple[str, str]:
    """Name and address; archives write ``ann at example.org (Ann)``."""
    try:
        name, address = parseaddr(_AT.sub(r"\1@\2", value[:_AUTHOR_LIMIT]))
    except (ValueError, IndexError, RecursionError):
        # Comments inside comments, hundreds deep, name nobody.
        return "", ""
    return _decoded(name) or "", address.strip().lower()


def _text(headers: _Headers, body: bytes, depth: int) -> tuple[str | None, str | None]:
    """The first part that is plain text, else the first of HTML; with what it is."""
    kind = headers.get("content-type", "text/plain")
    name = kind.partition(";")[0].strip().lower()
    if name.startswith("multipart/"):
        return _part(_parameter(kind, "boundary"), body, depth)
    if name not in {"text/plain", "text/html", "text", ""}:
        return None, None
    plain = _undone(body, headers.get("content-transfer-encoding", "").strip().lower())
    text = _decode(plain, _parameter(kind, "charset") or "utf-8")
    return text, "html" if name == "text/html" else "plain"


def _part(boundary: str | None, body: bytes, depth: int) -> tuple[str | None, str | None]:
    if not boundary or not depth:
        return None, None
    found: tuple[str | None, str | None] = (None, None)
    pieces = (b"\n" + body).split(b"\n--" + boundary.encode("utf-8", "replace"), _PARTS)
    for piece in pieces[1:]:
        if piece.startswith(b"--"):
            break
        # Without a line before it, a part that has no headers begins with the empty one.
        head, *rest = _END.split(b"\n" + piece.partition(b"\n")[2], maxsplit=1)
        text, kind = _text(_headers(head), rest[0] if rest else b"", depth - 1)
        if kind == "plain":
            return text, kind
        if found[1] is None:
            found = text, kind
    return found


def _parameter(value: str, name: str) -> str | None:
    match = re.search(_PARAMETER.format(name), value, re.IGNORECASE)
    return (match[1] or match[2]) if match else None


def _undone(body: bytes, encoding: str) -> bytes:
    if encoding == "quoted-printable":
        return binascii.a2b_qp(body)
    if encoding == "base64":
        try:
            return binascii.a2b_base64(body)
        except binascii.Error:
            # Cut short, or with a foreign letter too many: as much as is whole.
            clean = re.sub(rb"[^A-Za-z0-9+/]", b"", body)
            return binascii.a2b_base64(clean[: len(clean) // 4 * 4])
    return body


def _decode(data: bytes, charset: str) -> str:
    """Bytes as text: as they say, else as UTF-8, else as Latin-1, in which nothing is wrong."""
    for name in (charset, "utf-8"):
        try:
            if codecs.lookup(name).name not in _NO_TEXT:
                return data.decode(name).replace("\0", "")
        except (LookupError, ValueError):
            continue
    return data.decode("latin-1").replace("\0", "")
