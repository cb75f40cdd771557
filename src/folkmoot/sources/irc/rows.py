"""From raw lines to native rows: what was said, who came, went, or goes by another name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from folkmoot.files.base import Page
from folkmoot.ids import format_id, hash64
from folkmoot.sources._moments import Moment, read_moment, zone_of
from folkmoot.sources._native import Record, Refused, Rows, map_records
from folkmoot.sources._platform_ids import native_id, platform_ids
from folkmoot.sources.base import Mapped
from folkmoot.sources.irc.lines import SPOKEN

__all__ = ["FIELDS", "map_lines", "message_name"]

#: Columns of a raw line. ``is_after`` is true where the clock is that of a line before.
FIELDS: Final = (
    "room", "act", "day", "clock", "is_after", "nick", "new", "text", "nth", "reply_to",
    "reply_nick",
)  # fmt: skip

_IDS: Final = platform_ids("irc")
_VERBS: Final = {"join": "Join", "leave": "Leave", "set": "Update", "log": "Update"}


def message_name(nth: int, *parts: str) -> str:
    """Native identifier of a line.

    Parameters
    ----------
    nth
        Tells apart lines that are alike within one day.
    parts
        Room, act, day, clock, nick and text.
    """
    return native_id("irc", "message", format_id(hash64(*parts, str(nth))))


def map_lines(page: Page, options: Mapping[str, str]) -> Mapped:
    """Native rows of one page of lines.

    Replies are known only where links lie beside the log; a line that begins with somebody's name
    is not taken for one.
    """
    zone = zone_of(options["zone"])
    bots = {name for name in options["bots"].split(",") if name}

    def each(record: Record, rows: Rows) -> None:
        day, clock = record.text("day"), record.text("clock")
        if not day:
            expected = "a day in the name of the file, in the log, or in --option day=2015-01-05"
            raise Refused("day", "missing-value", "nothing", expected)
        at = read_moment(f"{day} {clock}" if clock else day, zone, "local")
        if at is None:
            raise Refused("clock", "impossible-date", f"{day} {clock or ''}", "a day and a clock")
        if record.flag("is_after"):
            at = replace(at, source="relative")
        _line(record, rows, at, bots)

    rows = Rows(options["platform"], _IDS.kind, scheme=_IDS.scheme)
    return map_records(page, rows, each)


def _line(record: Record, rows: Rows, at: Moment, bots: set[str]) -> None:
    channel, act, nick = record.need("room"), record.need("act"), record.text("nick")
    room = native_id("irc", "channel", channel)
    told = (record.text(one) or "" for one in ("room", "act", "day", "clock", "nick", "text"))
    name = message_name(int(record.text("nth") or 1), *told)
    rows.community(room, f"#{channel}")
    shared = {
        "actor": nick, "community_native": room,
        "actor_type": "Application" if nick in bots or act == "notice" else "Person",
    }  # fmt: skip
    if act in SPOKEN:
        reply = record.text("reply_to")
        rows.activity(
            name, "Create", at, object_type="Note", text=record.text("text"),
            in_reply_to_native=reply, root_native=None if reply else name,
            in_reply_to_actor_native=record.text("reply_nick"), **shared,
        )  # fmt: skip
    elif act == "rename":
        rows.activity(name, "Update", at, object_type="Person", object_native=nick, **shared)
    else:
        rows.activity(name, _VERBS[act], at, object_type="Group", object_native=room, **shared)
