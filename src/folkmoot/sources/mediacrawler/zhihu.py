"""Zhihu: answers, articles and videos, and comments on them. Questions themselves are not told."""

from __future__ import annotations

from typing import Final

from folkmoot.sources._native import Record, Refused, Rows
from folkmoot.sources._platform_ids import native_id
from folkmoot.sources.mediacrawler.shape import Shape, comment, observe, parent_of, post, when

__all__ = ["SHAPES"]

#: Name in `folkmoot.sources._platform_ids.PLATFORM_IDS` and object type, by ``content_type``.
_WORKS: Final = {
    "answer": ("answer", "Answer"), "article": ("article", "Article"), "zvideo": ("video", "Video"),
}  # fmt: skip


def _content(record: Record, rows: Rows, zone: str) -> None:
    del zone
    name, what = _work(record)
    question = record.text("question_id") if what == "Answer" else None
    asked = native_id("zhihu", "question", question) if question else None
    at = when(record, "created_time")
    post(
        record, rows, name, at, object_type=what, title=record.text("title"),
        text=record.text("content_text") or record.text("desc"), in_reply_to_native=asked,
        root_native=asked or name,
    )  # fmt: skip
    observe(rows, record, name, likes="voteup_count", replies="comment_count")


def _comment(record: Record, rows: Rows, zone: str) -> None:
    del zone
    name = native_id("zhihu", "comment", record.identifier("comment_id"))
    (work, _), parent = _work(record), parent_of(record)
    comment(
        record, rows, name, when(record, "publish_time", "create_time"), root_native=work,
        in_reply_to_native=native_id("zhihu", "comment", parent) if parent else work,
    )  # fmt: skip
    observe(
        rows, record, name, likes="like_count", dislikes="dislike_count",
        replies="sub_comment_count",
    )  # fmt: skip


def _work(record: Record) -> tuple[str, str]:
    told = record.text("content_type") or "nothing"
    if told not in _WORKS:
        raise Refused("content_type", "unknown-type", told, ", ".join(_WORKS))
    word, what = _WORKS[told]
    return native_id("zhihu", word, record.identifier("content_id")), what


SHAPES: Final = (
    Shape(
        "zhihu-works", "zhihu", frozenset({"content_id", "content_type", "voteup_count"}),
        ("content_id", "content_type", "content_text", "question_id", "title", "desc",
         "created_time", "voteup_count", "comment_count"),
        _content,
    ),
    Shape(
        "zhihu-comments", "zhihu", frozenset({"comment_id", "content_id", "dislike_count"}),
        ("comment_id", "parent_comment_id", "content", "publish_time", "create_time",
         "content_id", "content_type", "like_count", "dislike_count", "sub_comment_count"),
        _comment,
    ),
)  # fmt: skip
