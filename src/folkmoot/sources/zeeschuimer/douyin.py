"""Douyin: videos and galleries, from answers (``aweme_id``) or out of pages (``awemeId``).

Fields as read by the datasource ``douyin`` of 4CAT. Live streams have other fields and are set
aside. A number of plays of zero means that the page did not tell it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from folkmoot.sources._native import Record, Refused, Rows
from folkmoot.sources._platform_ids import native_id
from folkmoot.sources.zeeschuimer.site import (
    COLLECTED,
    Site,
    collected_at,
    first,
    inner,
    observe,
    tag_list,
    time_of,
)

__all__ = ["DOUYIN"]


def _lean(value: Mapping[str, Any]) -> Mapping[str, Any]:
    tags = tag_list(
        value.get("text_extra") or value.get("textExtra"), "hashtag_name", "hashtagName"
    )
    stream = value.get("rawdata") or inner(value, "cell_room", "rawdata")
    stream = stream or inner(value, "cellRoom", "rawdata")
    return {
        **value, "@tags": tags, "@is_stream": bool(stream), "@is_images": bool(value.get("images")),
    }  # fmt: skip


def _tell(record: Record, rows: Rows) -> None:
    if record.flag("@is_stream"):
        raise Refused("", "live-stream", "a live stream", "a video or a gallery")
    number = record.text("awemeId") or record.identifier("aweme_id")
    name = native_id("douyin", "video", number)
    actor = first(record, "author.uid", "author_user_id", "authorInfo.uid", "authorUserId")
    rows.activity(
        name, "Create", time_of(record, "create_time", "createTime"), actor=actor,
        object_type="Image" if record.flag("@is_images") else "Video", text=record.text("desc"),
        tags=record.items("@tags[]") or None, root_native=name,
        url=f"https://www.douyin.com/video/{number}",
    )  # fmt: skip
    followers = record.count("author.follower_count")
    if actor and followers:
        rows.member(actor, followers_count=int(followers.value))
    observe(
        rows, record, name, likes=("statistics.digg_count", "stats.diggCount"),
        replies=("statistics.comment_count", "stats.commentCount"),
        shares=("statistics.share_count", "stats.shareCount"),
        saves=("statistics.collect_count", "stats.collectCount"),
    )  # fmt: skip
    plays = record.count("statistics.play_count") or record.count("stats.playCount")
    if plays and plays.value:
        rows.observe(name, "views", plays, collected_at(record))


DOUYIN: Final = Site(
    name="douyin",
    modules=("douyin.com", "douyin"),
    fields=(
        COLLECTED, "aweme_id", "awemeId", "desc", "create_time", "createTime", "author.uid",
        "author.nickname", "author.follower_count", "author_user_id", "authorInfo.uid",
        "authorInfo.nickname", "authorUserId", "statistics.digg_count",
        "statistics.comment_count", "statistics.share_count", "statistics.collect_count",
        "statistics.play_count", "stats.diggCount", "stats.commentCount", "stats.shareCount",
        "stats.collectCount", "stats.playCount", "@tags[]", "@is_stream", "@is_images",
    ),
    people={
        "author.uid": "author", "author_user_id": "author", "authorInfo.uid": "author",
        "authorUserId": "author", "author.nickname": "name", "authorInfo.nickname": "name",
    },
    tell=_tell,
    lean=_lean,
)  # fmt: skip
