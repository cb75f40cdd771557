"""Douyin: videos and galleries, and comments on them. Plays are not told."""

from __future__ import annotations

from typing import Final

from folkmoot.sources._native import Record, Rows
from folkmoot.sources._platform_ids import native_id
from folkmoot.sources.mediacrawler.shape import Shape, comment, observe, parent_of, post, when

__all__ = ["SHAPES"]


def _video(record: Record, rows: Rows, zone: str) -> None:
    del zone
    number = record.identifier("aweme_id")
    name = native_id("douyin", "video", number)
    title, text = record.text("title"), record.text("desc")
    post(
        record, rows, name, when(record, "create_time"), text=text,
        title=None if title == text else title,
        object_type="Image" if record.text("note_download_url") else "Video",
        url=f"https://www.douyin.com/video/{number}",
    )  # fmt: skip
    observe(
        rows, record, name, likes="liked_count", saves="collected_count", replies="comment_count",
        shares="share_count",
    )  # fmt: skip


def _comment(record: Record, rows: Rows, zone: str) -> None:
    del zone
    name = native_id("douyin", "comment", record.identifier("comment_id"))
    video, parent = native_id("douyin", "video", record.identifier("aweme_id")), parent_of(record)
    comment(
        record, rows, name, when(record, "create_time"), root_native=video,
        in_reply_to_native=native_id("douyin", "comment", parent) if parent else video,
    )  # fmt: skip
    observe(rows, record, name, likes="like_count", replies="sub_comment_count")


SHAPES: Final = (
    Shape(
        "douyin-comments", "douyin", frozenset({"comment_id", "aweme_id"}),
        ("comment_id", "aweme_id", "parent_comment_id", "create_time", "content", "like_count",
         "sub_comment_count"),
        _comment,
    ),
    Shape(
        "douyin-videos", "douyin", frozenset({"aweme_id", "liked_count"}),
        ("aweme_id", "title", "desc", "create_time", "note_download_url", "liked_count",
         "collected_count", "comment_count", "share_count"),
        _video,
    ),
)  # fmt: skip
