"""Bilibili: videos, comments on them, and short posts ("dynamics")."""

from __future__ import annotations

from typing import Final

from folkmoot.sources._native import Record, Rows
from folkmoot.sources._platform_ids import native_id
from folkmoot.sources.mediacrawler.shape import Shape, comment, observe, parent_of, post, when

__all__ = ["SHAPES"]


def _video(record: Record, rows: Rows, zone: str) -> None:
    del zone
    number = record.identifier("video_id")
    name = native_id("bilibili", "video", number)
    post(
        record, rows, name, when(record, "create_time"), object_type="Video",
        title=record.text("title"), text=record.text("desc"),
        url=f"https://www.bilibili.com/video/av{number}",
    )  # fmt: skip
    observe(
        rows, record, name, likes="liked_count", dislikes="disliked_count",
        views="video_play_count", saves="video_favorite_count", shares="video_share_count",
        coins="video_coin_count", danmaku="video_danmaku", replies="video_comment",
    )  # fmt: skip


def _comment(record: Record, rows: Rows, zone: str) -> None:
    del zone
    name = native_id("bilibili", "comment", record.identifier("comment_id"))
    video, parent = native_id("bilibili", "video", record.identifier("video_id")), parent_of(record)
    comment(
        record, rows, name, when(record, "create_time"), root_native=video,
        in_reply_to_native=native_id("bilibili", "comment", parent) if parent else video,
    )  # fmt: skip
    observe(rows, record, name, likes="like_count", replies="sub_comment_count")


def _dynamic(record: Record, rows: Rows, zone: str) -> None:
    del zone
    name = native_id("bilibili", "dynamic", record.identifier("dynamic_id"))
    post(
        record, rows, name, when(record, "pub_ts"), object_type="Note", text=record.text("text"),
        sampling_frame="user",
    )  # fmt: skip
    observe(
        rows, record, name, likes="total_liked", replies="total_comments", shares="total_forwards"
    )


SHAPES: Final = (
    Shape(
        "bilibili-videos", "bilibili", frozenset({"video_id", "video_play_count"}),
        ("video_id", "title", "desc", "create_time", "liked_count", "disliked_count",
         "video_play_count", "video_favorite_count", "video_share_count", "video_coin_count",
         "video_danmaku", "video_comment"),
        _video,
    ),
    Shape(
        "bilibili-comments", "bilibili",
        frozenset({"comment_id", "video_id", "parent_comment_id"}),
        ("comment_id", "video_id", "parent_comment_id", "create_time", "content", "like_count",
         "sub_comment_count"),
        _comment,
    ),
    Shape(
        "bilibili-dynamics", "bilibili", frozenset({"dynamic_id", "pub_ts"}),
        ("dynamic_id", "text", "pub_ts", "total_comments", "total_forwards", "total_liked"),
        _dynamic,
    ),
)  # fmt: skip
