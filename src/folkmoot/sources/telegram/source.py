"""The source itself: which parts of ``result.json`` are read, and what is left out of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, ClassVar, Final

from folkmoot.sources._inner import Inner, InnerSource, reaction_counts
from folkmoot.sources._json import Layout
from folkmoot.sources._json_start import Start
from folkmoot.sources._native import Record, Rows
from folkmoot.sources._options import PRIVATE
from folkmoot.sources._pieces import whole_lines
from folkmoot.sources._platform_ids import platform_ids
from folkmoot.sources.base import About, Claim, Tells
from folkmoot.sources.telegram.rows import is_private, tell_message, tell_reactor

__all__ = ["Telegram"]

_FIELDS: Final = (
    "id", "type", "date", "date_unixtime", "edited_unixtime", "from", "from_id", "actor",
    "actor_id", "action", "title", "is_self", "reply_to_message_id", "reply_to_peer_id",
    "is_forward", "text", "poll.question", "poll.total_voters", "reactions[]", "^.id",
    "^.name", "^.type",
)  # fmt: skip
_REACTOR_FIELDS: Final = (
    "from", "from_id", "date", "^.emoji", "^^.id", "^^.date", "^^.date_unixtime", "^^.^.id",
    "^^.^.name", "^^.^.type",
)  # fmt: skip
#: Behind an even number of backslashes, which stand for themselves.
_ESCAPE: Final = re.compile(rb"(?<!\\)((?:\\\\)*)\\x([0-9A-F]{2})")
_STICKER: Final = re.compile(rb'("document_id": )(?=[^"0-9\s])([^"\r\n]*)')
#: Parts of a text that are somebody's number or address; their text is never read.
_SECRET_PARTS: Final = frozenset({"phone", "email", "bank_card"})


class Telegram(InnerSource):
    """``result.json`` of Telegram Desktop: the export of one chat, or of a whole account.

    Options: ``private=yes`` to read conversations with one person, which are set aside without
    their content otherwise. Contacts, sessions and shared places are never read.
    """

    name = "telegram"
    about = About(
        title="Telegram Desktop, result.json",
        platforms=("telegram.org",),
        export="Telegram Desktop: a chat's menu, Export chat history, format JSON; or Settings, "
        "Advanced, Export Telegram data for all chats of an account",
        frame="community",
        actor_scheme="id",
        time_source="server",
        rungs={
            "creator": Tells("partly", "posts of channels, which people own but are not named for"),
            "conversationalist": Tells("no", "what is written in a group joins a discussion"),
            "critic": Tells("yes", "messages and replies, each with its author"),
            "collector": Tells("partly", "forwards; who saved a message is not told"),
            "joiner": Tells("partly", "joins that the chat still shows; large groups hide them"),
            "spectator": Tells("no", "the export counts no views"),
        },
        sensitive=(),
        may_train=None,
        may_redistribute=None,
        deletes="deleted messages are absent",
        edits="the last edit is an Update by the author; earlier texts are absent",
        options={PRIVATE.name: PRIVATE.meaning},
    )
    layouts = (
        Layout("messages", _FIELDS, ("messages",)),
        Layout("messages", _FIELDS, ("chats", "list", "*", "messages")),
        Layout("messages", _FIELDS, ("left_chats", "list", "*", "messages")),
    )
    inners = (Inner("reactors", "messages", ("reactions", "*", "recent"), _REACTOR_FIELDS),)
    people: ClassVar[Mapping[str, Mapping[str, str]]] = {
        "messages": {
            "from_id": "author", "from": "name", "actor_id": "author", "actor": "name",
        },
        "reactors": {"from_id": "author", "from": "name"},
    }  # fmt: skip
    known_options = (PRIVATE,)
    suffixes = (".json",)
    is_one_export = False

    def recognise(self, start: Start) -> Claim | None:
        """Claim what has a chat's name, type and messages, or lists of chats."""
        one = start.has("type", "id", "messages") and start.first("messages")
        if one and "date_unixtime" in one:
            return Claim(0.95, "one chat, with the fields of Telegram Desktop")
        many = start.first("chats", "list", "*", "messages")
        if start.has("about") and (start.has("chats") or "date_unixtime" in many):
            return Claim(0.9, "an account's chats, with the fields of Telegram Desktop")
        return None

    def rows(self, options: Mapping[str, str]) -> Rows:
        """Rows of telegram.org."""
        del options
        ids = platform_ids("telegram")
        return Rows(ids.platform, ids.kind, scheme=ids.scheme)

    def mend(self, stream: Iterator[bytes]) -> Iterator[bytes]:
        r"""Put right what versions of Telegram Desktop write that is no JSON.

        Control characters are written as ``\x0B``, and the files of stickers without quotation
        marks (telegramdesktop/tdesktop, issue 24961).
        """
        for block in whole_lines(stream):
            text = _ESCAPE.sub(rb"\1\\u00\2", block) if rb"\x" in block else block
            yield _STICKER.sub(rb'\1"\2"', text) if b'"document_id": ' in text else text

    def lean(self, kind: str, value: Mapping[str, Any], known: dict[str, Any]) -> Mapping[str, Any]:
        """Join the parts of a text; leave out who reacted, and all of private conversations."""
        chat = value.get("^") if kind == "messages" else value.get("^^", {}).get("^")
        what = chat.get("type") if isinstance(chat, dict) else None
        if is_private(what) and known["private"] != "yes":
            place = {"^": {"type": what}}
            return place if kind == "messages" else {"^^": place}
        if kind != "messages":
            return value
        return {
            **value, "text": _text(value.get("text")), "reactions": reaction_counts(value),
            "is_self": _is_self(value), "is_forward": bool(value.get("forwarded_from")),
        }  # fmt: skip

    def tell(self, kind: str, record: Record, rows: Rows, options: Mapping[str, str]) -> None:
        """Rows of a message, or of one person's reaction."""
        tell = tell_message if kind == "messages" else tell_reactor
        tell(record, rows, is_private_read=options["private"] == "yes")


def _text(text: Any) -> str | None:
    if isinstance(text, str):
        return text
    if not isinstance(text, list):
        return None
    return "".join(
        part if isinstance(part, str) else str(part.get("text", ""))
        for part in text
        if isinstance(part, str)
        or (isinstance(part, dict) and str(part.get("type")) not in _SECRET_PARTS)
    )


def _is_self(value: Mapping[str, Any]) -> bool:
    """Whether a line on who was added or removed names the one who did it, and nobody else."""
    members, actor = value.get("members"), value.get("actor")
    return isinstance(actor, str) and members == [actor]
