"""Xiaohongshu: notes, and comments on them."""

from __future__ import annotations

from typing import Final

from folkmoot.sources._native import Record, Rows
from folkmoot.sources._platform_ids import native_id
from folkmoot.sources.mediacrawler.shape import Shape, comment, observe, parent_of, post, when

__all__ = ["SHAPES"]

_NAME: Final = "xiaohongshu"


def _note(record: Record, rows: Rows, zone: str) -> None:
    del zone
    number = record.identifier("note_id")
    name, at = native_id(_NAME, "note", number), when(record, "time")
    tags = [tag.strip() for tag in (record.text("tag_list") or "").split(",") if tag.strip()]
    post(
        record, rows, name, at, title=record.text("title"), text=record.text("desc"),
        object_type="Video" if record.text("type") == "video" else "Image", tags=tags or None,
        url=f"https://www.xiaohongshu.com/explore/{number}",
    )  # fmt: skip
    observe(
        rows, record, name, likes="liked_count", saves="collected_count", replies="comment_count",
        shares="share_count",
    )  # fmt: skip


def _comment(record: Record, rows: Rows, zone: str) -> None:
    del zone
    name = native_id(_NAME, "comment", record.identifier("comment_id"))
    note, parent = native_id(_NAME, "note", record.identifier("note_id")), parent_of(record)
    comment(
        record, rows, name, when(record, "create_time"), root_native=note,
        in_reply_to_native=native_id(_NAME, "comment", parent) if parent else note,
    )  # fmt: skip
    observe(rows, record, name, likes="like_count", replies="sub_comment_count")


SHAPES: Final = (
    Shape(
        "xiaohongshu-notes", _NAME, frozenset({"note_id", "collected_count", "share_count"}),
        ("note_id", "type", "title", "desc", "time", "tag_list", "liked_count",
         "collected_count", "comment_count", "share_count"),
        _note,
    ),
    Shape(
        "xiaohongshu-comments", _NAME,
        frozenset({"comment_id", "note_id", "pictures", "sub_comment_count"}),
        ("comment_id", "note_id", "parent_comment_id", "create_time", "content", "like_count",
         "sub_comment_count"),
        _comment,
    ),
)  # fmt: skip
