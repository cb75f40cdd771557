"""The source itself: which files of a workspace's export are read, and what is left out of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import PurePosixPath
from typing import Any, ClassVar, Final

from folkmoot.sources._inner import Inner, InnerSource, reaction_counts
from folkmoot.sources._json import Layout
from folkmoot.sources._json_start import Start
from folkmoot.sources._native import Record, Rows
from folkmoot.sources._options import PRIVATE, Option
from folkmoot.sources._platform_ids import platform_ids
from folkmoot.sources.base import About, Claim, Tells
from folkmoot.sources.slack.rows import (
    tell_channel,
    tell_member,
    tell_message,
    tell_reactor,
    tell_user,
)

__all__ = ["Slack"]

_USERS: Final = ("id", "name", "real_name", "is_bot", "deleted")
_CHANNELS: Final = ("id", "name", "created", "creator", "topic.value", "purpose.value", "size")
_MESSAGES: Final = (
    "type", "subtype", "ts", "user", "bot_id", "text", "thread_ts", "parent_user_id", "inviter",
    "edited.ts", "edited.user", "deleted_ts", "reply_count", "reactions[]", "channel",
)  # fmt: skip
_REACTORS: Final = ("value", "^.name", "^^.ts", "^^.channel")
_DAY: Final = re.compile(r"(?:^|/)([^/]+)/[0-9]{4}-[0-9]{2}-[0-9]{2}\.json$")
_LISTS: Final = re.compile(r"(?:^|/)(users|channels|groups|dms|mpims)\.json$")
_DIRECT: Final = re.compile(r"(?:D[A-Z0-9]{6,}|mpdm-.*)")


class Slack(InnerSource):
    """A workspace's export: its zip, or the folder that the zip unpacks to.

    Options: ``platform``, the address of the workspace, such as ``team.slack.com``, which no export
    says and which must be given; ``private=yes`` to read conversations between persons as well,
    where the export holds them. Profiles are read for names alone: addresses of mail, telephone
    numbers and zones are not.
    """

    name = "slack"
    about = About(
        title="Slack, export of a workspace",
        platforms=(),
        export="an owner of the workspace: Settings, Import and export data, Export",
        frame="community",
        actor_scheme="id",
        time_source="server",
        rungs={
            "creator": Tells("no", "what is written in a channel joins a discussion"),
            "conversationalist": Tells("no", "as above"),
            "critic": Tells("yes", "messages and answers in threads, each with its author"),
            "collector": Tells("no", "what people save or pin is not told"),
            "joiner": Tells("yes", "joins of channels, and the members of each"),
            "spectator": Tells("no", "what people read is not told"),
        },
        sensitive=(),
        may_train=None,
        may_redistribute=None,
        deletes="a deleted message is absent, or a tombstone, which is a Delete",
        edits="the last edit is an Update; earlier texts are absent",
        options={
            "platform": "address of the workspace",
            PRIVATE.name: PRIVATE.meaning,
        },
    )
    layouts = (
        Layout("users", _USERS),
        Layout("channels", _CHANNELS),
        Layout("messages", _MESSAGES),
    )
    inners = (
        Inner("members", "channels", ("members",), ("value", "^.id")),
        Inner("reactors", "messages", ("reactions", "*", "users"), _REACTORS),
    )
    people: ClassVar[Mapping[str, Mapping[str, str]]] = {
        "users": {"id": "author", "name": "name", "real_name": "name"},
        "channels": {"creator": "mention"},
        "members": {"value": "author"},
        "messages": {
            "user": "author", "bot_id": "author", "parent_user_id": "mention",
            "inviter": "mention", "edited.user": "mention",
        },
        "reactors": {"value": "author"},
    }  # fmt: skip
    known_options = (
        Option(
            "platform", "address of the workspace, team.slack.com", is_required=True, form="host"
        ),
        PRIVATE,
    )
    suffixes = (".json",)

    def reads(self, name: str) -> bool:
        """Lists of people and channels, and days of channels; no conversation between persons."""
        return _is_read(name, is_private=False)

    def wanted(self, options: Mapping[str, str]) -> Callable[[str], bool]:
        """As `reads`, with conversations between persons where they are asked for."""
        is_private = options["private"] == "yes"
        return lambda name: _is_read(name, is_private=is_private)

    def layouts_of(self, name: str) -> Sequence[Layout]:
        """One kind of record a file."""
        users, channels, messages = self.layouts
        found = _LISTS.search(name)
        if not found:
            return (messages,)
        return (users,) if found[1] == "users" else (channels,)

    def order(self, names: Sequence[str]) -> Sequence[str]:
        """People and channels first."""
        return sorted(names, key=lambda name: (not _LISTS.search(name), name))

    def recognise(self, start: Start) -> Claim | None:
        """Claim a list of users or channels with Slack's identifiers, or a day of messages."""
        first = start.first()
        found = _LISTS.search(start.name)
        if found and str(first.get("id", ""))[:1] in {"U", "W", "C", "G", "D"} and "name" in first:
            return Claim(0.9, f"{found[0].strip('/')} with the identifiers of Slack")
        if _DAY.search(start.name) and first.get("type") == "message" and "ts" in first:
            return Claim(0.85, "a day of messages with the fields of Slack")
        return None

    def rows(self, options: Mapping[str, str]) -> Rows:
        """Rows of the workspace."""
        ids = platform_ids("slack")
        return Rows(options["platform"], ids.kind, scheme=ids.scheme)

    def lean(self, kind: str, value: Mapping[str, Any], known: dict[str, Any]) -> Mapping[str, Any]:
        """Give each message its channel by its number; leave out who is in lists."""
        match kind:
            case "channels":
                name, number = value.get("name") or value.get("id"), value.get("id")
                if isinstance(name, str) and isinstance(number, str):
                    known[f"channel {name}"] = number
                members = value.get("members")
                return {**value, "size": len(members) if isinstance(members, list) else None}
            case "messages":
                return {**value, **_channel(value, known), "reactions": reaction_counts(value)}
            case "reactors":
                message = value.get("^^", {})
                return {**value, "^^": {**message, **_channel(message, known)}}
        return value

    def tell(self, kind: str, record: Record, rows: Rows, options: Mapping[str, str]) -> None:
        """Rows of one record of any kind."""
        del options
        tells = {
            "users": tell_user, "channels": tell_channel, "members": tell_member,
            "messages": tell_message, "reactors": tell_reactor,
        }  # fmt: skip
        tells[kind](record, rows)


def _is_read(name: str, *, is_private: bool) -> bool:
    if found := _LISTS.search(name):
        return is_private or found[1] not in {"dms", "mpims"}
    day = _DAY.search(name)
    return day is not None and (is_private or not _DIRECT.fullmatch(day[1]))


def _channel(value: Mapping[str, Any], known: Mapping[str, Any]) -> dict[str, str]:
    """The channel of a message by the folder that its file lies in."""
    folder = PurePosixPath(str(value.get("@file", ""))).parent.name
    return {"channel": known.get(f"channel {folder}", folder)} if folder else {}
