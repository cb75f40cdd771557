"""From raw messages to native rows: messages, who came and went, what was taken back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from folkmoot.files.base import Page
from folkmoot.ids import format_id, hash64
from folkmoot.sources._moments import Moment, read_moment, zone_of
from folkmoot.sources._native import Record, Refused, Rows, map_records
from folkmoot.sources._platform_ids import native_id, platform_ids
from folkmoot.sources.base import Mapped
from folkmoot.sources.whatsapp.stamps import iso_text, split
from folkmoot.sources.whatsapp.words import event_of, is_deleted, own_words

__all__ = ["FIELDS", "map_messages"]

#: Columns of a raw message. ``nth`` tells apart what one person wrote within one stamp; ``other``
#: is who else the application names in a line of its own.
FIELDS: Final = ("chat", "stamp", "sender", "nth", "text", "who", "other")

_IDS: Final = platform_ids("whatsapp")
_POLL: Final = ("POLL:", "UMFRAGE:", "ENCUESTA:", "ENQUETE:", "SONDAGE :", "SONDAGGIO:")


def map_messages(page: Page, options: Mapping[str, str]) -> Mapped:
    """Native rows of one page of messages.

    A message is named by chat, stamp, person and place within the stamp, not by its text: a message
    that is edited or deleted later keeps its name.
    """
    zone, order = zone_of(options["zone"]), options["order"]

    def each(record: Record, rows: Rows) -> None:
        stamp = split(f"{record.need('stamp')} ")
        at = read_moment(iso_text(stamp[0], order), zone, "local") if stamp else None
        if at is None:
            expected = f"a date of 1979 to 2099, {order.replace('_', ' ')} (--option order=...)"
            raise Refused("stamp", "impossible-date", record.need("stamp"), expected)
        chat = record.identifier("chat")
        room = native_id("whatsapp", "chat", chat)
        rows.community(room, chat)
        if sender := record.text("sender"):
            _message(record, rows, sender, room, at)
        else:
            _event(record, rows, room, at)

    rows = Rows(_IDS.platform, _IDS.kind, frame="community", scheme=_IDS.scheme)
    return map_records(page, rows, each)


def _message(record: Record, rows: Rows, sender: str, room: str, at: Moment) -> None:
    said = record.text("text") or ""
    name = _name(record, sender, at)
    if is_deleted(said):
        rows.activity(
            f"{name}#deleted", "Delete", at, actor=sender, object_type="Note",
            object_native=name, community_native=room,
        )  # fmt: skip
        return
    text = own_words(said)
    is_poll = said.lstrip("\u200e").startswith(_POLL)
    rows.activity(
        name, "Create", at, actor=sender, object_type="Poll" if is_poll else "Note",
        community_native=room, root_native=name, text=said.strip("\u200e") if is_poll else text,
    )  # fmt: skip


def _event(record: Record, rows: Rows, room: str, at: Moment) -> None:
    """A line of the application's own; one of a kind that is not known changed the group."""
    event = event_of(record.text("text") or "")
    name = _name(record, "", at)
    if event is None:
        rows.activity(
            name, "Update", at, object_type="Group", object_native=room, community_native=room
        )
        return
    person = event.verb in {"Offer", "Remove"}
    rows.activity(
        name, event.verb, at, actor=record.text("who"),
        object_type="Person" if person else "Group",
        object_native=record.text("other") if person else room, community_native=room,
    )  # fmt: skip
    if event.verb == "Offer" and (added := record.text("other")):
        rows.member(added, community_native=room, joined_at=at.at)


def _name(record: Record, sender: str, at: Moment) -> str:
    parts = (record.need("chat"), at.at.isoformat(), sender, record.text("nth") or "1")
    return native_id("whatsapp", "message", format_id(hash64(*parts)))
