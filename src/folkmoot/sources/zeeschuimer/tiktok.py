"""TikTok: videos as the site's answers have them, and comments.

Fields as read by the datasources ``tiktok`` and ``tiktok_comments`` of 4CAT.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from folkmoot.sources._native import Record, Rows
from folkmoot.sources._platform_ids import native_id
from folkmoot.sources.zeeschuimer.site import (
    COLLECTED,
    Site,
    first,
    observe,
    tag_list,
    time_of,
)

__all__ = ["TIKTOK"]


def _lean(value: Mapping[str, Any]) -> Mapping[str, Any]:
    tags = tag_list(value.get("textExtra"), "hashtagName")
    return {**value, "@tags": tags, "@is_images": isinstance(value.get("imagePost"), dict)}


def _tell(record: Record, rows: Rows) -> None:
    if record.text("cid"):
        _comment(record, rows)
        return
    name = native_id("tiktok", "video", record.identifier("id"))
    actor, handle = first(record, "author.id", "authorId"), None
    if actor is None:
        # In pages, as against answers, the author is only a handle.
        actor = handle = first(record, "author.uniqueId", "author")
    scheme = {"actor_scheme": "handle"} if handle else {}
    rows.activity(
        name, "Create", time_of(record, "createTime"), actor=actor,
        object_type="Image" if record.flag("@is_images") else "Video",
        text=record.text("desc"), tags=record.items("@tags[]") or None, root_native=name, **scheme,
    )  # fmt: skip
    followers = record.count("authorStats.followerCount")
    if actor and followers:
        rows.member(actor, followers_count=int(followers.value), **scheme)
    observe(
        rows, record, name, likes=("stats.diggCount",), replies=("stats.commentCount",),
        shares=("stats.shareCount",), views=("stats.playCount",), saves=("stats.collectCount",),
    )  # fmt: skip


def _comment(record: Record, rows: Rows) -> None:
    name = native_id("tiktok", "comment", record.identifier("cid"))
    video = native_id("tiktok", "video", record.identifier("aweme_id"))
    answered = [
        text for one in ("reply_to_reply_id", "reply_id") if (text := record.text(one)) != "0"
    ]
    parent = next((text for text in answered if text), None)
    actor = record.text("user.uid")
    handle = None if actor else record.text("user.unique_id")
    rows.activity(
        name, "Create", time_of(record, "create_time"), actor=actor or handle,
        object_type="Comment", text=record.text("text"), root_native=video,
        in_reply_to_native=native_id("tiktok", "comment", parent) if parent else video,
        **({"actor_scheme": "handle"} if handle else {}),
    )  # fmt: skip
    observe(rows, record, name, likes=("digg_count",), replies=("reply_comment_total",))


TIKTOK: Final = Site(
    name="tiktok",
    modules=("tiktok.com", "tiktok", "tiktok-comments"),
    fields=(
        COLLECTED, "id", "desc", "createTime", "author", "author.id", "author.uniqueId",
        "author.nickname", "authorId", "nickname", "authorStats.followerCount", "stats.diggCount",
        "stats.commentCount", "stats.shareCount", "stats.playCount", "stats.collectCount",
        "@tags[]", "@is_images", "cid", "aweme_id", "reply_id", "reply_to_reply_id", "user.uid",
        "user.unique_id", "user.nickname", "text", "create_time", "digg_count",
        "reply_comment_total",
    ),
    people={
        "author.id": "author", "authorId": "author", "author": "author",
        "author.uniqueId": "author", "author.nickname": "name", "nickname": "name",
        "user.uid": "author", "user.unique_id": "author", "user.nickname": "name",
    },
    tell=_tell,
    lean=_lean,
)  # fmt: skip
