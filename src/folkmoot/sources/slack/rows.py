"""From raw records to native rows: people, channels and their members, messages, who reacted."""

from __future__ import annotations

from typing import Final

from folkmoot.sources._inner import total
from folkmoot.sources._moments import Moment, read_epoch
from folkmoot.sources._native import Record, Refused, Rows
from folkmoot.sources._platform_ids import native_id

__all__ = ["tell_channel", "tell_member", "tell_message", "tell_reactor", "tell_user"]

#: Verb by subtype, for what the application writes; other subtypes that begin with ``channel_`` or
#: ``group_`` changed the channel.
_EVENTS: Final = {
    "channel_join": "Join", "group_join": "Join", "channel_leave": "Leave", "group_leave": "Leave",
}  # fmt: skip
_BOTS: Final = frozenset({"bot_message", "slackbot_response"})
_SLACKBOT: Final = "USLACKBOT"
_AGAINST: Final = frozenset({"-1", "thumbsdown"})


def tell_user(record: Record, rows: Rows) -> None:
    """Row of a member of the workspace."""
    is_bot = record.flag("is_bot") or record.text("id") == _SLACKBOT
    rows.member(record.identifier("id"), actor_type="Application" if is_bot else "Person")


def tell_channel(record: Record, rows: Rows) -> None:
    """Rows of a channel, and of its opening."""
    number = record.identifier("id")
    room = native_id("slack", "channel", number)
    size = record.count("size")
    rows.community(
        room, record.text("name") or number, members_count=int(size.value) if size else None,
        rules=record.text("purpose.value"),
    )  # fmt: skip
    if created := read_epoch(record.text("created")):
        rows.activity(
            f"{room}#created", "Create", created, actor=record.text("creator"),
            object_type="Group", object_native=room, community_native=room,
        )  # fmt: skip


def tell_member(record: Record, rows: Rows) -> None:
    """Row of one member of a channel; since when is told by a message, if at all."""
    room = native_id("slack", "channel", record.identifier("^.id"))
    rows.member(record.identifier("value"), community_native=room)


def tell_message(record: Record, rows: Rows) -> None:
    """Rows of one message."""
    channel, stamp = record.identifier("channel"), record.identifier("ts")
    room = native_id("slack", "channel", channel)
    name = native_id("slack", "message", channel, stamp)
    at = _moment(stamp)
    subtype = record.text("subtype") or ""
    author = record.text("user") or record.text("bot_id")
    is_bot = subtype in _BOTS or author in {_SLACKBOT, record.text("bot_id")} - {None}
    shared = {
        "actor": author, "community_native": room,
        "actor_type": "Application" if is_bot else "Person",
    }  # fmt: skip
    if subtype == "tombstone":
        rows.activity(
            f"{name}#deleted", "Delete", at, object_type="Note", object_native=name, **shared
        )
    elif subtype.startswith(("channel_", "group_")):
        verb = _EVENTS.get(subtype, "Update")
        rows.activity(name, verb, at, object_type="Group", object_native=room, **shared)
    else:
        thread = record.text("thread_ts")
        root = native_id("slack", "message", channel, thread) if thread else name
        is_reply = root != name
        rows.activity(
            name, "Create", at, object_type="Note", text=record.text("text"), root_native=root,
            in_reply_to_native=root if is_reply else None,
            in_reply_to_actor_native=record.text("parent_user_id") if is_reply else None, **shared,
        )  # fmt: skip
    _tell_edit(record, rows, name, author)
    rows.observe(name, "reactions", total(record.items("reactions[]")))
    rows.observe(name, "replies", record.count("reply_count"))


def tell_reactor(record: Record, rows: Rows) -> None:
    """Row of one person's reaction; its time is not told, only that the message came before."""
    channel, stamp = record.identifier("^^.channel"), record.identifier("^^.ts")
    message = native_id("slack", "message", channel, stamp)
    person, emoji = record.identifier("value"), record.text("^.name") or "custom"
    rows.activity(
        f"{message}#reaction/{person}/{emoji}", "Dislike" if emoji in _AGAINST else "Like",
        Moment(_moment(stamp, "^^.ts").at, "day", "relative"), actor=person, object_type="Note",
        object_native=message, community_native=native_id("slack", "channel", channel),
    )  # fmt: skip


def _tell_edit(record: Record, rows: Rows, name: str, author: str | None) -> None:
    stamp, editor = record.text("edited.ts"), record.text("edited.user")
    edited = read_epoch(stamp)
    if edited:
        rows.activity(
            f"{name}#edit/{stamp}", "Update", edited, actor=editor, object_type="Note",
            object_native=name, in_reply_to_native=name, in_reply_to_actor_native=author,
        )  # fmt: skip


def _moment(stamp: str, column: str = "ts") -> Moment:
    if found := read_epoch(stamp):
        return found
    raise Refused(column, "impossible-date", stamp, "seconds since 1970, such as 1486999900.000123")
