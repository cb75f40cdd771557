"""X: posts as the site's answers have them, with reposts and replies.

Fields as read by the datasource ``twitter-import`` of 4CAT, in its newer form (``rest_id``) and in
the older one (``legacy.id_str`` beside ``user``). The whole text of a long post stands under
``note_tweet``, which 4CAT does not read and no document describes.
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
    inner,
    observe,
    tag_list,
    time_of,
)

__all__ = ["X"]

_USER: Final = "core.user_results.result"


def _lean(value: Mapping[str, Any]) -> Mapping[str, Any]:
    wrapped = value.get("tweet")
    post = {**value, **wrapped} if isinstance(wrapped, Mapping) else value
    original = inner(post, "legacy", "retweeted_status_result", "result")
    original = inner(original, "tweet") or original
    author = inner(original, "legacy", "user_id_str")
    return {
        **post, "@tags": tag_list(inner(post, "legacy", "entities", "hashtags"), "text"),
        "@original": inner(original, "rest_id") or inner(original, "legacy", "id_str"),
        "@original_author": author,
        "@long": inner(post, "note_tweet", "note_tweet_results", "result", "text"),
    }  # fmt: skip


def _tell(record: Record, rows: Rows) -> None:
    number = first(record, "rest_id", "legacy.id_str") or record.identifier("id")
    name = native_id("x", "post", number)
    at = time_of(record, "legacy.created_at")
    actor = first(record, "legacy.user_id_str", f"{_USER}.rest_id", "user.id_str", "user.id")
    shared = {"actor": actor, "object_type": "Note"}
    if original := record.text("@original"):
        rows.activity(name, "Announce", at, object_native=native_id("x", "post", original),
                      **shared)  # fmt: skip
        return
    answered = record.text("legacy.in_reply_to_status_id_str")
    whom = record.text("legacy.in_reply_to_user_id_str")
    thread = record.text("legacy.conversation_id_str")
    rows.activity(
        name, "Create", at, text=first(record, "@long", "legacy.full_text"),
        in_reply_to_native=native_id("x", "post", answered) if answered else None,
        in_reply_to_actor_native=whom if answered else None,
        root_native=native_id("x", "post", thread) if thread else None,
        lang_declared=record.text("legacy.lang"), tags=record.items("@tags[]") or None,
        url=f"https://x.com/i/web/status/{number}", **shared,
    )  # fmt: skip
    _author(record, rows, actor)
    observe(
        rows, record, name, likes=("legacy.favorite_count",), shares=("legacy.retweet_count",),
        replies=("legacy.reply_count",), quotes=("legacy.quote_count",),
        saves=("legacy.bookmark_count",), views=("views.count", "ext_views.count"),
    )  # fmt: skip


def _author(record: Record, rows: Rows, actor: str | None) -> None:
    followers = record.count(f"{_USER}.legacy.followers_count") or record.count(
        "user.followers_count"
    )
    joined = record.maybe_moment(f"{_USER}.legacy.created_at") or record.maybe_moment(
        f"{_USER}.core.created_at"
    )
    if actor and (followers or joined):
        rows.member(
            actor, followers_count=int(followers.value) if followers else None,
            joined_at=joined.at if joined else None,
        )  # fmt: skip


X: Final = Site(
    name="x",
    modules=("x.com", "twitter.com", "twitter", "x", "twitter-comments"),
    fields=(
        COLLECTED, "rest_id", "id", "legacy.id_str", "legacy.created_at", "legacy.full_text",
        "@long", "legacy.user_id_str", "legacy.conversation_id_str",
        "legacy.in_reply_to_status_id_str", "legacy.in_reply_to_user_id_str", "legacy.lang",
        "legacy.favorite_count", "legacy.retweet_count", "legacy.reply_count",
        "legacy.quote_count", "legacy.bookmark_count", "views.count", "ext_views.count",
        f"{_USER}.rest_id", f"{_USER}.legacy.screen_name", f"{_USER}.legacy.name",
        f"{_USER}.core.screen_name", f"{_USER}.core.name", f"{_USER}.core.created_at",
        f"{_USER}.legacy.created_at", f"{_USER}.legacy.followers_count", "user.id_str", "user.id",
        "user.screen_name", "user.unique_id", "user.name", "user.nickname",
        "user.followers_count", "@tags[]", "@original", "@original_author",
    ),
    people={
        "legacy.user_id_str": "author", f"{_USER}.rest_id": "author", "user.id_str": "author",
        "user.id": "author", f"{_USER}.legacy.screen_name": "name", f"{_USER}.legacy.name": "name",
        f"{_USER}.core.screen_name": "name", f"{_USER}.core.name": "name",
        "user.screen_name": "name", "user.unique_id": "name", "user.name": "name",
        "user.nickname": "name", "legacy.in_reply_to_user_id_str": "mention",
        "@original_author": "mention",
    },
    tell=_tell,
    lean=_lean,
)  # fmt: skip
