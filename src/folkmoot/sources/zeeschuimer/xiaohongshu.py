"""Xiaohongshu (RedNote): notes from answers, out of pages or from the page's tiles, and comments.

Fields as read by the datasources ``xiaohongshu`` and ``xiaohongshu_comments`` of 4CAT. Overviews
do not tell when a note was posted. The first eight digits of an identifier are then taken: they are
the second, in hexadecimal, in which it was made. No document of the site says so; in public samples
they agree with the told times of comments to the second, and lie hours before that of a note which
was drafted first. Such times count as known to the day.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from folkmoot.sources._moments import Moment, read_epoch
from folkmoot.sources._native import Record, Rows
from folkmoot.sources._platform_ids import native_id
from folkmoot.sources.zeeschuimer.site import (
    COLLECTED,
    Site,
    first,
    inner,
    observe,
    tag_list,
    time_of,
)

__all__ = ["XIAOHONGSHU"]

_NUMBER: Final = re.compile(r"[0-9a-f]{24}")


def _lean(value: Mapping[str, Any]) -> Mapping[str, Any]:
    card = value.get("note_card") or value.get("note")
    whole = {**value, **card} if isinstance(card, Mapping) else value
    tags = tag_list(whole.get("tag_list") or whole.get("tagList"), "name")
    return {**whole, "id": value.get("id") or whole.get("id"), "@tags": tags}


def _others(value: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    """Replies inside a comment; where one does not say what it answers, it answers that."""
    replies = value.get("sub_comments")
    found = []
    for reply in replies if isinstance(replies, list) else ():
        own = reply if isinstance(reply, Mapping) else {}
        answered = inner(own, "target_comment", "id") or value.get("id")
        note = own.get("note_id") or value.get("note_id")
        found.append({**own, "note_id": note, "target_comment": {"id": answered}})
    return found


def _tell(record: Record, rows: Rows) -> None:
    if first(record, "content", "user_info.user_id", "sub_comment_count"):
        _comment(record, rows)
        return
    number = first(record, "id", "note_id", "noteId") or record.identifier("id")
    name = native_id("xiaohongshu", "note", number)
    title = first(record, "display_title", "displayTitle", "title")
    rows.activity(
        name, "Create", _when(record, number), actor=first(record, "user.user_id", "user.userId"),
        object_type="Video" if record.text("type") == "video" else "Image",
        title=title, text=record.text("desc"), tags=record.items("@tags[]") or None,
        root_native=name, url=f"https://www.xiaohongshu.com/explore/{number}",
    )  # fmt: skip
    observe(
        rows, record, name,
        likes=("interact_info.liked_count", "interactInfo.likedCount", "likes"),
        saves=("interact_info.collected_count", "interactInfo.collectedCount"),
        replies=("interact_info.comment_count", "interactInfo.commentCount"),
        shares=("interact_info.share_count", "interactInfo.shareCount"),
    )  # fmt: skip


def _comment(record: Record, rows: Rows) -> None:
    name = native_id("xiaohongshu", "comment", record.identifier("id"))
    note = native_id("xiaohongshu", "note", record.identifier("note_id"))
    parent = record.text("target_comment.id")
    rows.activity(
        name, "Create", time_of(record, "create_time"), actor=record.text("user_info.user_id"),
        object_type="Comment", text=record.text("content"), root_native=note,
        in_reply_to_native=native_id("xiaohongshu", "comment", parent) if parent else note,
    )  # fmt: skip
    observe(rows, record, name, likes=("like_count",), replies=("sub_comment_count",))


def _when(record: Record, number: str) -> Moment:
    told = record.maybe_moment("time")
    if told is None and _NUMBER.fullmatch(number) and (made := read_epoch(int(number[:8], 16))):
        return Moment(made.at, "day")
    return told or time_of(record, "time")


XIAOHONGSHU: Final = Site(
    name="xiaohongshu",
    modules=("xiaohongshu.com", "rednote.com", "xiaohongshu", "rednote", "xiaohongshu-comments"),
    fields=(
        COLLECTED, "id", "note_id", "noteId", "type", "title", "display_title", "displayTitle",
        "desc", "time", "user.user_id", "user.userId", "user.nickname", "author_name", "likes",
        "interact_info.liked_count", "interact_info.collected_count",
        "interact_info.comment_count", "interact_info.share_count", "interactInfo.likedCount",
        "interactInfo.collectedCount", "interactInfo.commentCount", "interactInfo.shareCount",
        "@tags[]", "content", "create_time", "user_info.user_id", "user_info.nickname",
        "target_comment.id", "like_count", "sub_comment_count",
    ),
    people={
        "user.user_id": "author", "user.userId": "author", "user_info.user_id": "author",
        "user.nickname": "name", "user_info.nickname": "name", "author_name": "name",
    },
    tell=_tell,
    lean=_lean,
    others=_others,
)  # fmt: skip
