"""From events of Matrix to native rows."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final

from folkmoot.sources._moments import Moment
from folkmoot.sources._native import Record, Refused, Rows
from folkmoot.sources._platform_ids import native_id, platform_ids
from folkmoot.sources.matrix.events import RECEIPT

__all__ = ["convert", "new_rows"]

_RELATION: Final = "content.m_relates_to."
_POLL: Final = "content.org_matrix_msc3381_poll_start.question."
# Older clients put what is answered before the answer, as lines that begin with a mark.
_QUOTED: Final = re.compile(r"\A(?:>[^\n]*\n)+\n?")
_THUMB_DOWN: Final = "\U0001f44e"


def new_rows() -> Rows:
    """A gatherer for the rows of a page."""
    ids = platform_ids("matrix")
    return Rows(ids.platform, ids.kind, scheme=ids.scheme)


def convert(record: Record, rows: Rows) -> None:
    """Add the rows of one event."""
    kind = record.need("type")
    sender = record.identifier("sender")
    if kind == RECEIPT:
        _read(record, rows, sender)
        return
    if room := record.text("room_id"):
        _room(record, rows, room)
    made = _MADE.get(kind)
    if made is not None:
        made(record, rows, sender)
    elif record.text("state_key") is not None or kind.startswith("m.room."):
        # How a room is set up: its upkeep, and nobody's contribution.
        _act(record, rows, sender, "Update", object_type="Group",
             object_native=record.text("room_id"))  # fmt: skip
    else:
        raise Refused("type", "unknown-event", kind, f"a state of the room, {', '.join(_MADE)}")


def _act(record: Record, rows: Rows, sender: str, verb: str, **columns: object) -> None:
    event_id = native_id("matrix", "event", record.identifier("event_id"))
    columns = {"object_native": event_id, **columns}
    rows.activity(event_id, verb, _sent_at(record), actor=sender,
                  community_native=record.text("room_id"), **columns)  # fmt: skip


def _sent_at(record: Record) -> Moment:
    return record.moment("origin_server_ts")


def _room(record: Record, rows: Rows, room: str) -> None:
    """The room's name, as its state or the export around it says."""
    is_named = record.text("type") == "m.room.name"
    if name := record.text("content.name") if is_named else record.text("^.room_name"):
        rows.community(room, name)


def _message(record: Record, rows: Rows, sender: str) -> None:
    relation, target = record.text(f"{_RELATION}rel_type"), record.text(f"{_RELATION}event_id")
    if relation == "m.replace" and target:
        _act(record, rows, sender, "Update", object_type="Note", object_native=target,
             in_reply_to_native=target, in_reply_to_actor_native=sender,
             text=record.text("content.m_new_content.body"))  # fmt: skip
        return
    body = record.text("content.body") or ""
    answered = record.text(f"{_RELATION}m_in_reply_to.event_id")
    thread = target if relation == "m.thread" else None
    if thread and (answered is None or record.flag(f"{_RELATION}is_falling_back")):
        # For clients without threads the last message of the thread is given as answered.
        answered = thread
    is_service = record.text("content.msgtype") == "m.notice"
    text = _QUOTED.sub("", body) if answered else body
    _act(record, rows, sender, "Create", object_type="Note", in_reply_to_native=answered,
         root_native=thread or (None if answered else record.text("event_id")),
         text=text.strip() or None, actor_type="Service" if is_service else "Person")  # fmt: skip


def _reaction(record: Record, rows: Rows, sender: str) -> None:
    if record.text(f"{_RELATION}event_id") is None:
        raise Refused("content", "redacted", "a reaction without its content", "what it is to")
    is_down = (record.text(f"{_RELATION}key") or "").startswith(_THUMB_DOWN)
    _act(record, rows, sender, "Dislike" if is_down else "Like", object_type="Note",
         object_native=record.identifier(f"{_RELATION}event_id"))  # fmt: skip


#: Membership -> what somebody does to another, and what somebody does to themselves.
_MEMBERSHIP: Final = {
    "join": ("Join", "Join"), "leave": ("Remove", "Leave"), "ban": ("Block", "Leave"),
    "invite": ("Offer", "Offer"), "knock": ("Offer", "Offer"),
}  # fmt: skip


def _member(record: Record, rows: Rows, sender: str) -> None:
    membership = record.need("content.membership")
    if membership not in _MEMBERSHIP:
        raise Refused("content.membership", "unknown-membership", membership,
                      f"one of {', '.join(_MEMBERSHIP)}")  # fmt: skip
    person = record.need("state_key")
    if person != sender:
        verb = _MEMBERSHIP[membership][0]
        _act(record, rows, sender, verb, object_type="Person", object_native=person)
        return
    verb = _MEMBERSHIP[membership][1]
    if membership == record.text("unsigned.prev_content.membership") == "join":
        # Who is in already and joins again has changed a name or a picture.
        _act(record, rows, sender, "Update", object_type="Person", object_native=person)
    else:
        room = record.text("room_id")
        _act(record, rows, sender, verb, object_type="Group", object_native=room)


def _redaction(record: Record, rows: Rows, sender: str) -> None:
    target = record.text("redacts") or record.text("content.redacts")
    if target is None:
        raise Refused("redacts", "missing-value", "nothing", "the event that is taken back")
    _act(record, rows, sender, "Delete", object_native=target)


def _poll(record: Record, rows: Rows, sender: str) -> None:
    stable = [one.get("body") for one in record.objects("content.m_poll.question.m_text[]")]
    told = [record.text(f"{_POLL}org_matrix_msc1767_text"), record.text(f"{_POLL}body"), *stable]
    text = next((one for one in told if isinstance(one, str)), None)
    _act(record, rows, sender, "Create", object_type="Poll", text=text,
         root_native=record.text("event_id"))  # fmt: skip


def _vote(record: Record, rows: Rows, sender: str) -> None:
    # One tap, as a reaction is.
    _act(record, rows, sender, "Like", object_type="Poll",
         object_native=record.identifier(f"{_RELATION}event_id"))  # fmt: skip


def _poll_end(record: Record, rows: Rows, sender: str) -> None:
    poll = record.identifier(f"{_RELATION}event_id")
    _act(record, rows, sender, "Update", object_type="Poll", object_native=poll)


def _create(record: Record, rows: Rows, sender: str) -> None:
    room = record.text("room_id")
    _act(record, rows, sender, "Create", object_type="Group", object_native=room)


def _read(record: Record, rows: Rows, sender: str) -> None:
    """What somebody has read; the name holds the moment and not the person."""
    event_id = record.identifier("event_id")
    when = record.moment("read_ts")
    rows.activity(f"{event_id}#read/{record.text('read_ts')}", "Read", when, actor=sender,
                  object_type="Note", object_native=event_id,
                  community_native=record.text("room_id"))  # fmt: skip


_MADE: Final[Mapping[str, Callable[[Record, Rows, str], None]]] = {
    "m.room.message": _message,
    "m.room.encrypted": _message,
    "m.sticker": _message,
    "m.reaction": _reaction,
    "m.room.member": _member,
    "m.room.redaction": _redaction,
    "m.room.create": _create,
    "m.poll.start": _poll,
    "org.matrix.msc3381.poll.start": _poll,
    "m.poll.response": _vote,
    "org.matrix.msc3381.poll.response": _vote,
    "m.poll.end": _poll_end,
    "org.matrix.msc3381.poll.end": _poll_end,
}
