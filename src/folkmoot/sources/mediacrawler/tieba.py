"""Baidu Tieba: threads and replies, each in its bar, which is a community of its own.

Times are text without a zone, as the pages show them: those of China, unless the user says another.
"""

from __future__ import annotations

from typing import Final
from urllib.parse import parse_qs, urlsplit

from folkmoot.sources._moments import Moment, zone_of
from folkmoot.sources._native import Record, Rows
from folkmoot.sources._platform_ids import native_id
from folkmoot.sources.mediacrawler.shape import (
    Shape,
    comment,
    frame_of,
    observe,
    parent_of,
    post,
)

__all__ = ["SHAPES"]


def _thread(record: Record, rows: Rows, zone: str) -> None:
    number = record.identifier("note_id")
    name, at = native_id("tieba", "thread", number), _when(record, zone)
    post(
        record, rows, name, at, object_type="Topic", community_native=_bar(record, rows),
        title=record.text("title"), text=record.text("desc"),
        sampling_frame=frame_of(record, has_room=True),
        url=f"https://tieba.baidu.com/p/{number}",
    )  # fmt: skip
    # The name of the column is spelled so.
    observe(rows, record, name, replies="total_replay_num")


def _comment(record: Record, rows: Rows, zone: str) -> None:
    name = native_id("tieba", "comment", record.identifier("comment_id"))
    thread, parent = native_id("tieba", "thread", record.identifier("note_id")), parent_of(record)
    comment(
        record, rows, name, _when(record, zone), root_native=thread,
        community_native=_bar(record, rows),
        in_reply_to_native=native_id("tieba", "comment", parent) if parent else thread,
    )  # fmt: skip
    observe(rows, record, name, replies="sub_comment_count")


def _when(record: Record, zone: str) -> Moment:
    return record.moment("publish_time", zone_of(zone))


def _bar(record: Record, rows: Rows) -> str:
    """The bar, by the name in its address: records write the name with and without its 吧."""
    told = record.identifier("tieba_name")
    name = _name_in(record.text("tieba_link") or "") or told
    bar = native_id("tieba", "room", name)
    rows.community(bar, name)
    return bar


def _name_in(address: str) -> str | None:
    try:
        names = parse_qs(urlsplit(address).query).get("kw", [])
    except ValueError:
        return None
    name = names[0].strip() if names else ""
    return name if 0 < len(name) <= 100 and "\n" not in name and "\0" not in name else None


SHAPES: Final = (
    Shape(
        "tieba-threads", "tieba", frozenset({"note_id", "tieba_name", "total_replay_num"}),
        ("note_id", "title", "desc", "publish_time", "tieba_name", "tieba_link",
         "total_replay_num"),
        _thread,
    ),
    Shape(
        "tieba-comments", "tieba", frozenset({"comment_id", "note_id", "tieba_name"}),
        ("comment_id", "note_id", "parent_comment_id", "content", "publish_time", "tieba_name",
         "tieba_link", "sub_comment_count"),
        _comment,
    ),
)  # fmt: skip
