"""Weibo: posts, and comments on them. What a post passes on is not told."""

from __future__ import annotations

from typing import Final

from folkmoot.sources._native import Record, Rows
from folkmoot.sources._platform_ids import native_id
from folkmoot.sources.mediacrawler.shape import Shape, comment, observe, parent_of, post, when

__all__ = ["SHAPES"]


def _post(record: Record, rows: Rows, zone: str) -> None:
    del zone
    number = record.identifier("note_id")
    name = native_id("weibo", "post", number)
    post(
        record, rows, name, when(record, "create_time"), object_type="Note",
        text=record.text("content"), url=f"https://m.weibo.cn/detail/{number}",
    )  # fmt: skip
    observe(
        rows, record, name, likes="liked_count", replies="comments_count", shares="shared_count"
    )


def _comment(record: Record, rows: Rows, zone: str) -> None:
    del zone
    name = native_id("weibo", "comment", record.identifier("comment_id"))
    root, parent = native_id("weibo", "post", record.identifier("note_id")), parent_of(record)
    comment(
        record, rows, name, when(record, "create_time"), root_native=root,
        in_reply_to_native=native_id("weibo", "comment", parent) if parent else root,
    )  # fmt: skip
    observe(rows, record, name, likes="comment_like_count", replies="sub_comment_count")


SHAPES: Final = (
    Shape(
        "weibo-posts", "weibo", frozenset({"note_id", "comments_count", "shared_count"}),
        ("note_id", "content", "create_time", "liked_count", "comments_count", "shared_count"),
        _post,
    ),
    Shape(
        "weibo-comments", "weibo", frozenset({"comment_id", "note_id", "comment_like_count"}),
        ("comment_id", "note_id", "parent_comment_id", "create_time", "content",
         "comment_like_count", "sub_comment_count"),
        _comment,
    ),
)  # fmt: skip
