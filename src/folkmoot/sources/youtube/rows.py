"""From raw resources of the API to native rows: videos, comments, edits and counts."""

from __future__ import annotations

from typing import Final

import pyarrow as pa

from folkmoot.sources._html import plain_text
from folkmoot.sources._native import Record, Rows
from folkmoot.sources._platform_ids import native_id

__all__ = ["tell_comment", "tell_video"]

_TOP: Final = "snippet.topLevelComment.snippet"


def tell_video(record: Record, rows: Rows) -> None:
    """Rows of a video: its making by a channel, the channel as a room, and what is counted."""
    number = record.identifier("id")
    name = native_id("youtube", "video", number)
    owner = record.text("snippet.channelId")
    if owner:
        rows.community(
            native_id("youtube", "channel", owner), record.text("snippet.channelTitle") or owner,
            url=f"https://www.youtube.com/channel/{owner}",
        )  # fmt: skip
    rows.activity(
        name, "Create", record.moment("snippet.publishedAt"), actor=owner, object_type="Video",
        community_native=_room(owner), title=record.text("snippet.title"),
        text=record.text("snippet.description"), root_native=name,
        tags=[tag for tag in record.items("snippet.tags[]") if isinstance(tag, str)] or None,
        lang_declared=record.text("snippet.defaultAudioLanguage")
        or record.text("snippet.defaultLanguage"),
        url=f"https://www.youtube.com/watch?v={number}",
    )  # fmt: skip
    for metric, column in (
        ("views", "statistics.viewCount"), ("likes", "statistics.likeCount"),
        ("replies", "statistics.commentCount"),
    ):  # fmt: skip
        rows.observe(name, metric, record.count(column))


def tell_comment(record: Record, rows: Rows, *, is_thread: bool) -> None:
    """Rows of the comment that opens a thread, or of a reply; of an edit besides."""
    at = _TOP if is_thread else "snippet"
    number = record.text("snippet.topLevelComment.id") if is_thread else None
    name = native_id("youtube", "comment", number or record.identifier("id"))
    video = record.text("snippet.videoId") or record.text(f"{at}.videoId")
    root = native_id("youtube", "video", video) if video else None
    parent = record.text("snippet.parentId")
    posted, actor = record.moment(f"{at}.publishedAt"), record.text(f"{at}.authorChannelId.value")
    shared = {
        "actor": actor, "object_type": "Comment",
        "community_native": _room(record.text("snippet.channelId")),
    }  # fmt: skip
    rows.activity(
        name, "Create", posted, text=_text(record, at), root_native=root,
        in_reply_to_native=native_id("youtube", "comment", parent) if parent else root, **shared,
    )  # fmt: skip
    edited = record.maybe_moment(f"{at}.updatedAt")
    if edited and edited.at > posted.at:
        stamp = record.text(f"{at}.updatedAt")
        rows.activity(
            f"{name}#edit/{stamp}", "Update", edited, object_native=name,
            in_reply_to_native=name, in_reply_to_actor_native=actor, **shared,
        )  # fmt: skip
    rows.observe(name, "likes", record.count(f"{at}.likeCount"))
    if is_thread:
        rows.observe(name, "replies", record.count("snippet.totalReplyCount"))


def _room(channel: str | None) -> str | None:
    return native_id("youtube", "channel", channel) if channel else None


def _text(record: Record, at: str) -> str | None:
    """Text as it was written where the answer has it, else as it is shown, which may be HTML."""
    if written := record.text(f"{at}.textOriginal"):
        return written
    shown = record.text(f"{at}.textDisplay")
    return (plain_text(pa.array([shown]))[0].as_py() or None) if shown else None
