"""From raw messages to native rows: messages, replies, forwards, edits, joins, and who reacted."""

from __future__ import annotations

from typing import Final

from folkmoot.sources._inner import total
from folkmoot.sources._moments import Moment
from folkmoot.sources._native import Record, Refused, Rows
from folkmoot.sources._platform_ids import native_id

__all__ = ["is_private", "tell_message", "tell_reactor"]

_PRIVATE: Final = frozenset({"DirectTextChat", "DirectGroupTextChat"})
_AGAINST: Final = frozenset({"👎", "thumbsdown", "-1"})

#: Types of messages that people write; the exporter writes the number of those it has no name for
#: (20 and 23 are answers of programs to a command).
_WRITTEN: Final = frozenset({"Default", "Reply", "20", "23"})
#: Verb and object type of messages that the server writes; others changed the server.
_EVENTS: Final = {
    "GuildMemberJoin": ("Join", "Group"),
    "RecipientAdd": ("Offer", "Group"),
    "RecipientRemove": ("Remove", "Group"),
    "ThreadCreated": ("Create", "Topic"),
}


def is_private(channel_type: object) -> bool:
    """Whether a channel of a type is one of direct messages."""
    return isinstance(channel_type, str) and channel_type in _PRIVATE


def tell_message(record: Record, rows: Rows, *, is_private_read: bool) -> None:
    """Rows of one message."""
    guild, room = _rooms(record, rows, "^", is_private_read=is_private_read)
    name = native_id("discord", "message", record.identifier("id"))
    at = record.moment("timestamp")
    what, author = record.need("type"), record.identifier("author.id")
    shared = {
        "actor": author, "community_native": room,
        "actor_type": "Application" if record.flag("author.isBot") else "Person",
    }  # fmt: skip
    answered = record.text("reference.messageId")
    if record.flag("is_forward") or record.text("reference.type") == "Forward":
        original = native_id("discord", "message", answered) if answered else name
        rows.activity(
            name, "Announce", at, object_type="Note", **(shared | {"object_native": original})
        )
    elif what in _WRITTEN:
        reply = native_id("discord", "message", answered) if answered and what == "Reply" else None
        rows.activity(
            name, "Create", at, object_type="Note", text=record.text("content"),
            in_reply_to_native=reply, root_native=None if reply else name, **shared,
        )  # fmt: skip
    else:
        verb, kind = _EVENTS.get(what, ("Update", "Group"))
        target = name if kind == "Topic" else guild
        rows.activity(name, verb, at, object_type=kind, **(shared | {"object_native": target}))
    if edited := record.maybe_moment("timestampEdited"):
        rows.activity(
            f"{name}#edit/{record.text('timestampEdited')}", "Update", edited, object_type="Note",
            in_reply_to_native=name, in_reply_to_actor_native=author,
            **(shared | {"object_native": name}),
        )  # fmt: skip
    seen = record.maybe_moment("^.exportedAt")
    reacted = total(record.items("reactions[]"))
    rows.observe(name, "reactions", reacted, seen.at if seen else None)


def tell_reactor(record: Record, rows: Rows, *, is_private_read: bool) -> None:
    """Row of one person's reaction; its time is not told, only that the message came before."""
    _, room = _rooms(record, rows, "^^.^", is_private_read=is_private_read)
    message = native_id("discord", "message", record.identifier("^^.id"))
    person = record.identifier("id")
    emoji = record.text("^.emoji.name") or record.text("^.emoji.id") or "custom"
    rows.activity(
        f"{message}#reaction/{person}/{emoji}", "Dislike" if emoji in _AGAINST else "Like",
        Moment(record.moment("^^.timestamp").at, "day", "relative"), actor=person,
        actor_type="Application" if record.flag("isBot") else "Person", object_type="Note",
        object_native=message, community_native=room,
    )  # fmt: skip


def _rooms(record: Record, rows: Rows, at: str, *, is_private_read: bool) -> tuple[str, str]:
    """The server and the channel that a message stands in."""
    if is_private(record.text(f"{at}.channel.type")) and not is_private_read:
        raise Refused(
            "", "private-chat", "a direct message",
            "a channel of a server; --option private=yes reads it all the same",
        )  # fmt: skip
    guild = native_id("discord", "guild", record.identifier(f"{at}.guild.id"))
    room = native_id("discord", "channel", record.identifier(f"{at}.channel.id"))
    rows.community(guild, record.text(f"{at}.guild.name") or guild)
    rows.community(room, record.text(f"{at}.channel.name") or room, parent_native=guild)
    return guild, room
