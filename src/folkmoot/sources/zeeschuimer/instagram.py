"""Instagram: posts as nodes of a graph or as items of a list, and comments.

Fields as read by the datasource ``instagram`` of 4CAT and as the capture's module for comments
writes them. A post is named by its short code; where a comment tells only the number of its post,
the code is that number written in base 64, which public tools agree on.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from folkmoot.sources._native import Record, Refused, Rows
from folkmoot.sources._platform_ids import native_id
from folkmoot.sources.zeeschuimer.site import COLLECTED, Site, first, inner, observe, time_of

__all__ = ["INSTAGRAM", "short_code"]

_DIGITS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
_LONGEST: Final = 20


def short_code(number: str) -> str | None:
    """Short code of a post by its number, which may have its author's behind it.

    Examples
    --------
    >>> short_code("2278584739065882267"), short_code("2278584739065882267_12"), short_code("x")
    ('B-fKL9qpeab', 'B-fKL9qpeab', None)
    """
    text = number.partition("_")[0]
    if not text.isascii() or not text.isdigit() or len(text) > _LONGEST or not int(text):
        return None
    left, code = int(text), ""
    while left:
        left, digit = divmod(left, 64)
        code = _DIGITS[digit] + code
    return code


def _lean(value: Mapping[str, Any]) -> Mapping[str, Any]:
    edges = inner(value, "edge_media_to_caption", "edges")
    node = edges[0] if isinstance(edges, list) and edges else None
    return {**value, "@caption": inner(node, "node", "text")}


def _tell(record: Record, rows: Rows) -> None:
    if record.text("comment_id"):
        _comment(record, rows)
        return
    if record.text("product_type") == "ad" or "/ads/" in (record.text("link") or ""):
        raise Refused("", "advertisement", "an advertisement", "a post")
    code = record.text("shortcode") or record.identifier("code")
    name = native_id("instagram", "post", code)
    is_video = record.text("__typename") == "GraphVideo" or record.text("media_type") == "2"
    rows.activity(
        name, "Create", time_of(record, "taken_at", "taken_at_timestamp"),
        actor=first(record, "user.pk", "user.id", "owner.pk", "owner.id"),
        object_type="Video" if is_video else "Image",
        text=first(record, "caption.text", "@caption"), root_native=name,
        url=f"https://www.instagram.com/p/{code}/",
    )  # fmt: skip
    observe(
        rows, record, name, likes=("like_count", "edge_media_preview_like.count"),
        replies=("comment_count", "edge_media_preview_comment.count"),
        views=("play_count", "view_count", "video_view_count"),
    )  # fmt: skip


def _comment(record: Record, rows: Rows) -> None:
    name = native_id("instagram", "comment", record.identifier("comment_id"))
    code = record.text("post_shortcode") or short_code(record.identifier("post_id"))
    post = native_id("instagram", "post", code) if code else None
    parent = record.text("parent_comment_id")
    rows.activity(
        name, "Create", time_of(record, "created_at", "created_at_utc"),
        actor=record.text("user.id"), object_type="Comment", text=record.text("text"),
        in_reply_to_native=native_id("instagram", "comment", parent) if parent else post,
        root_native=post,
    )  # fmt: skip
    observe(rows, record, name, likes=("comment_like_count",), replies=("child_comment_count",))


INSTAGRAM: Final = Site(
    name="instagram",
    modules=("instagram.com", "instagram", "instagram-comments"),
    fields=(
        COLLECTED, "__typename", "product_type", "link", "code", "shortcode", "media_type",
        "taken_at", "taken_at_timestamp", "caption.text", "@caption", "user.pk", "user.id",
        "user.username", "user.full_name", "user.unique_id", "user.nickname", "owner.pk",
        "owner.id", "owner.username", "owner.full_name", "like_count", "comment_count",
        "play_count", "view_count", "video_view_count", "edge_media_preview_like.count",
        "edge_media_preview_comment.count", "comment_id", "post_id", "post_shortcode",
        "parent_comment_id", "created_at", "created_at_utc", "text", "comment_like_count",
        "child_comment_count",
    ),
    people={
        "user.pk": "author", "user.id": "author", "owner.pk": "author", "owner.id": "author",
        "user.username": "name", "user.full_name": "name", "user.unique_id": "name",
        "user.nickname": "name", "owner.username": "name", "owner.full_name": "name",
    },
    tell=_tell,
    lean=_lean,
)  # fmt: skip
