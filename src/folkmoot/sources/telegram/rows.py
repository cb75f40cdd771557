"""From raw messages to native rows: posts, replies, forwards, edits, joins, and who reacted."""

from __future__ import annotations

from typing import Final

from folkmoot.sources._inner import total
from folkmoot.sources._moments import Moment, read_epoch, read_moment
from folkmoot.sources._native import Record, Refused, Rows
from folkmoot.sources._platform_ids import native_id

__all__ = ["is_private", "tell_message", "tell_reactor"]

_PRIVATE: Final = frozenset({"personal_chat", "bot_chat", "saved_messages", "replies"})
_CHANNELS: Final = frozenset({"public_channel", "private_channel"})
_LARGE: Final = frozenset({*_CHANNELS, "public_supergroup", "private_supergroup"})
_AGAINST: Final = frozenset("👎🤮💩🤬")

#: Verb and object type by action; whatever else is told by the application changed the chat.
_ACTIONS: Final = {
    "join_group_by_link": ("Join", "Group"),
    "join_group_by_request": ("Join", "Group"),
    "create_group": ("Create", "Group"),
    "create_channel": ("Create", "Group"),
    "topic_created": ("Create", "Topic"),
}


def is_private(chat_type: object) -> bool:
    """Whether a chat of a type is a conversation with one person, or notes to oneself."""
    return isinstance(chat_type, str) and chat_type in _PRIVATE


def tell_message(record: Record, rows: Rows, *, is_private_read: bool) -> None:
    """Rows of one message, or of one line of the application's own (a service message)."""
    room, chat, kind = _room(record, rows, "^", is_private_read=is_private_read)
    name = native_id("telegram", "message", chat, record.identifier("id"))
    at = _moment(record, "date_unixtime", "date")
    if record.text("type") == "service":
        _tell_action(record, rows, name, room, at)
        return
    if record.text("type") != "message":
        raise Refused("type", "unknown-type", record.text("type") or "nothing", "message, service")
    author = record.text("from_id")
    shared = {
        "actor": author, "actor_type": _actor_type(author), "kind": kind, "community_native": room,
    }  # fmt: skip
    if record.flag("is_forward"):
        rows.activity(name, "Announce", at, object_type="Note", **shared)
    else:
        _tell_post(record, rows, name, chat, at, shared)
    if edited := read_epoch(record.text("edited_unixtime")):
        rows.activity(
            f"{name}#edit/{record.text('edited_unixtime')}", "Update", edited, object_type="Note",
            object_native=name, in_reply_to_native=name, in_reply_to_actor_native=author, **shared,
        )  # fmt: skip
    rows.observe(name, "reactions", total(record.items("reactions[]")))
    rows.observe(name, "votes", record.count("poll.total_voters"))


def tell_reactor(record: Record, rows: Rows, *, is_private_read: bool) -> None:
    """Row of one person's reaction to a message.

    Its time is written in the zone of whoever exported; how far that is from UTC is seen from the
    two times of the message.
    """
    room, chat, kind = _room(record, rows, "^^.^", is_private_read=is_private_read)
    message = native_id("telegram", "message", chat, record.identifier("^^.id"))
    person = record.identifier("from_id")
    emoji = record.text("^.emoji") or "custom"
    posted = _moment(record, "^^.date_unixtime", "^^.date")
    local, here = read_moment(record.text("date")), read_moment(record.text("^^.date"))
    at = Moment(posted.at, "day", "relative")
    if local and here:
        at = Moment(local.at - (here.at - posted.at), "second", "local")
    rows.activity(
        f"{message}#reaction/{person}/{emoji}", "Dislike" if emoji in _AGAINST else "Like", at,
        actor=person, actor_type=_actor_type(person), kind=kind, object_type="Note",
        object_native=message, community_native=room,
    )  # fmt: skip


def _tell_post(
    record: Record, rows: Rows, name: str, chat: str, at: Moment, shared: dict[str, str | None]
) -> None:
    answered = record.text("reply_to_message_id")
    reply = None
    if answered and not record.text("reply_to_peer_id"):
        # A reply to a message of another chat names that chat by an identifier of another form.
        reply = native_id("telegram", "message", chat, answered)
    poll = record.text("poll.question")
    rows.activity(
        name, "Create", at, object_type="Poll" if poll else "Note",
        text=poll or record.text("text"), in_reply_to_native=reply,
        root_native=None if answered else name, **shared,
    )  # fmt: skip


def _tell_action(record: Record, rows: Rows, name: str, room: str, at: Moment) -> None:
    action, actor = record.text("action") or "", record.text("actor_id")
    # Whoever joins a public group by themselves is told as adding themselves.
    is_self = record.flag("is_self")
    verb, what = _ACTIONS.get(action, ("Update", "Group"))
    if action == "invite_members":
        verb = "Join" if is_self else "Offer"
    elif action == "remove_members":
        verb = "Leave" if is_self else "Remove"
    topic = {"title": record.text("title")} if what == "Topic" else {"object_native": room}
    rows.activity(
        name, verb, at, actor=actor, actor_type=_actor_type(actor), object_type=what,
        community_native=room, **topic,
    )  # fmt: skip


def _room(record: Record, rows: Rows, at: str, *, is_private_read: bool) -> tuple[str, str, str]:
    """The chat's room, its number as Telegram's own interfaces write it, and its kind."""
    what = record.text(f"{at}.type") or ""
    if is_private(what) and not is_private_read:
        raise Refused(
            "", "private-chat", f"a message of a {what.replace('_', ' ')}",
            "a group or a channel; --option private=yes reads it all the same",
        )  # fmt: skip
    number = record.identifier(f"{at}.id")
    chat = f"-100{number}" if what in _LARGE else f"-{number}" if "group" in what else number
    room = native_id("telegram", "chat", chat)
    kind = "official_account" if what in _CHANNELS else rows.kind
    rows.community(room, record.text(f"{at}.name") or room, kind=kind)
    return room, chat, kind


def _moment(record: Record, unix: str, local: str) -> Moment:
    """When, by the count of seconds; older exports have only the local time."""
    if found := read_epoch(record.text(unix)):
        return found
    return record.moment(local)


def _actor_type(actor: str | None) -> str:
    return "Person" if not actor or actor.startswith("user") else "Group"
