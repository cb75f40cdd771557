"""Kuaishou: videos, and comments on them. Which comment a comment answers is not told."""

from __future__ import annotations

from typing import Final

from folkmoot.sources._native import Record, Rows
from folkmoot.sources._platform_ids import native_id
from folkmoot.sources.mediacrawler.shape import Shape, comment, observe, post, when

__all__ = ["SHAPES"]


def _video(record: Record, rows: Rows, zone: str) -> None:
    del zone
    number = record.identifier("video_id")
    name = native_id("kuaishou", "video", number)
    title, text = record.text("title"), record.text("desc")
    post(
        record, rows, name, when(record, "create_time"), object_type="Video", text=text,
        title=None if title == text else title,
        url=f"https://www.kuaishou.com/short-video/{number}",
    )  # fmt: skip
    # The name of the column is spelled so.
    observe(rows, record, name, likes="liked_count", views="viewd_count")


def _comment(record: Record, rows: Rows, zone: str) -> None:
    del zone
    name = native_id("kuaishou", "comment", record.identifier("comment_id"))
    video = native_id("kuaishou", "video", record.identifier("video_id"))
    comment(record, rows, name, when(record, "create_time"), root_native=video,
            in_reply_to_native=video)  # fmt: skip
    observe(rows, record, name, replies="sub_comment_count")


SHAPES: Final = (
    Shape(
        "kuaishou-videos", "kuaishou", frozenset({"video_id", "viewd_count"}),
        ("video_id", "title", "desc", "create_time", "liked_count", "viewd_count"),
        _video,
    ),
    # Those of Bilibili have a parent as well, and are asked for first.
    Shape(
        "kuaishou-comments", "kuaishou",
        frozenset({"comment_id", "video_id", "sub_comment_count"}),
        ("comment_id", "video_id", "create_time", "content", "sub_comment_count"),
        _comment,
    ),
)  # fmt: skip
