"""From messages to native rows, and the words that are the author's own."""

from __future__ import annotations

import re
from datetime import UTC
from typing import Final

import pyarrow as pa

from folkmoot.ids import format_id, hash64
from folkmoot.sources._html import plain_text
from folkmoot.sources._moments import Moment
from folkmoot.sources._native import Record, Refused, Rows
from folkmoot.sources._platform_ids import native_id, platform_ids

__all__ = ["PERSON_COLUMNS", "convert", "new_rows", "own_words"]

PERSON_COLUMNS: Final = {"from_address": "author", "from_name": "name"}

_ID: Final = re.compile(r"<([^<>\s]{1,500})>")
_LIST: Final = re.compile(r"^\s*(.*?)\s*<([^<>\s]+)>")
_QUOTE: Final = re.compile(r"\s{0,3}(?:>|\|[ >]|[A-Z]{1,3}>)")
_CUT: Final = re.compile(
    r"^(?:-- ?|_{20,}|begin [0-7]{3} .*|=ybegin .*"
    r"|-{3,} ?(?:Original Message|Forwarded message|Ursprüngliche Nachricht).*)$",
    re.MULTILINE,
)
_INTRODUCES: Final = re.compile(
    r"(?:wrote|writes|schrieb|a écrit|escribió|ha scritto|写道).{0,3}$|:$"
)
_BEGINS: Final = re.compile(r"(?:On|Am|Le|El|Il|In article|At|在)\b")
_DOMAIN: Final = re.compile(r"@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
_LOCAL: Final = re.compile(r"[\w.+'=-]+\Z")
_LOCAL_LENGTH: Final = 64
_CANCEL: Final = re.compile(r"cancel\s+<([^<>\s]+)>", re.IGNORECASE)


def new_rows() -> Rows:
    """A gatherer for the rows of a page."""
    ids = platform_ids("mail")
    return Rows(ids.platform, ids.kind, scheme=ids.scheme)


def convert(record: Record, rows: Rows, default_list: str = "") -> None:
    """Add the rows of one message.

    Parameters
    ----------
    record, rows
        As `folkmoot.sources._native.map_records` gives them.
    default_list
        The list of messages that name none.
    """
    if withheld := record.text("withheld"):
        raise Refused("withheld", "not-public", withheld, "a message to a list or newsgroup")
    author = record.text("from_address")
    name = _name(record)
    when = _when(record)
    room = _room(record, rows, default_list)
    if cancelled := _CANCEL.match(record.text("control") or ""):
        rows.activity(name, "Delete", when, actor=author, community_native=room,
                      object_native=native_id("mail", "message", cancelled[1]))  # fmt: skip
        return
    threads = _ID.findall(record.text("references") or "")
    answered = threads[-1:] or _ID.findall(record.text("in_reply_to") or "")[:1]
    parent = native_id("mail", "message", answered[0]) if answered else None
    old = _ID.search(record.text("supersedes") or "")
    if old:
        rows.activity(f"{name}#supersedes", "Update", when, actor=author, community_native=room,
                      object_native=old[1], in_reply_to_native=old[1],
                      in_reply_to_actor_native=author)  # fmt: skip
    groups = [one.strip() for one in (record.text("newsgroups") or "").split(",") if one.strip()]
    rows.activity(
        name, "Create", when, actor=author, object_type="Comment" if parent else "Topic",
        community_native=room, in_reply_to_native=parent,
        root_native=threads[0] if threads else (None if parent else name),
        title=None if parent else record.text("subject"), text=_own_text(record),
        lang_declared=record.text("language"), tags=groups or None,
    )  # fmt: skip


def own_words(text: str) -> str | None:
    r"""What the author wrote: without what they quote, the line before it, and signatures.

    The words quoted are somebody else's, and stand in the message that they are from: kept here
    they would be counted twice, and once under the wrong name. Addresses are put as
    ``[address]``.

    Examples
    --------
    >>> own_words("On Monday Ann wrote:\n> Which one?\n\nThe red, ask bob@example.org\n-- \nBob")
    'The red, ask [address]'
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if cut := _CUT.search(text):
        text = text[: cut.start()]
    kept: list[str] = []
    for line in text.split("\n"):
        if _QUOTE.match(line):
            _drop_introduction(kept)
        else:
            kept.append(line)
    plain = re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip()
    return _without_addresses(plain) or None


def _without_addresses(text: str) -> str:
    """The text with ``[address]`` for each address, looked for from its ``@``."""
    kept, done = [], 0
    for match in _DOMAIN.finditer(text):
        before = text[max(done, match.start() - _LOCAL_LENGTH) : match.start()]
        if local := _LOCAL.search(before):
            kept += [text[done : match.start() - len(local[0])], "[address]"]
            done = match.end()
    return "".join([*kept, text[done:]])


def _drop_introduction(kept: list[str]) -> None:
    """Take off the line or two that say who is quoted."""
    while kept and not kept[-1].strip():
        kept.pop()
    if kept and _INTRODUCES.search(kept[-1].rstrip()):
        last = kept.pop()
        if kept and not _BEGINS.match(last) and _BEGINS.match(kept[-1]):
            kept.pop()
    # What was said before stays apart from what follows.
    kept.append("")


def _own_text(record: Record) -> str | None:
    body = record.text("body")
    if body and record.text("body_type") == "html":
        body = plain_text(pa.array([body]))[0].as_py()
    return own_words(body) if body else None


def _name(record: Record) -> str:
    """The Message-ID, which is unique in all mail; a message without is known by what it says."""
    given = record.text("message_id")
    if given and (found := _ID.search(given)):
        return native_id("mail", "message", found[1])
    if given and not given.startswith("<") and " " not in given:
        return native_id("mail", "message", given)
    told = [record.text(name) or "" for name in ("from_address", "date", "subject", "body")]
    if not any(told):
        raise Refused("message_id", "missing-value", "nothing", "a message with its headers")
    return f"hash/{format_id(hash64(*told))}"


def _when(record: Record) -> Moment:
    """What the author's clock said; where that is no date, when a server took it in."""
    # "-0000" says that the time is of UTC, and not of where the author is.
    zone = UTC if (record.text("date") or "").endswith("-0000") else None
    told = record.maybe_moment("date", zone, "client") or record.maybe_moment("received")
    return told or record.moment("date")


def _room(record: Record, rows: Rows, default_list: str) -> str | None:
    """The list of a message, else the first of its newsgroups."""
    if match := _LIST.match(record.text("list_id") or (default_list and f"<{default_list}>")):
        room = native_id("mail", "list", match[2].lower())
        rows.community(room, match[1].strip('" ') or match[2])
        return room
    group = (record.text("newsgroups") or "").partition(",")[0].strip()
    if not group:
        return None
    room = native_id("mail", "newsgroup", group)
    rows.community(room, group)
    return room
