"""Where records stand in answers, and what of them is for everybody.

Private messages, whispers among staff, and posts that moderators hid are taken out here; of what
was deleted, the text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from folkmoot.sources._fields import Raw
from folkmoot.sources._json import Layout

__all__ = ["ANSWERS", "KINDS", "PERSON_COLUMNS", "SENSITIVE", "public_records"]

_POST: Final = (
    "withheld", "id", "topic_id", "post_number", "post_type", "username", "name", "created_at",
    "updated_at", "deleted_at", "user_deleted", "version", "cooked", "raw", "reads",
    "reply_count", "quote_count", "actions_summary[]", "reply_to_post_number",
    "reply_to_user.username", "topic_title", "category_id", "action_code", "admin", "moderator",
    "^^.id", "^^.title", "^^.category_id", "^^.views", "^^.tags[]", "^^.archetype",
)  # fmt: skip
_TOPIC: Final = (
    "withheld", "id", "title", "category_id", "archetype", "views", "like_count", "posts_count",
    "reply_count",
)  # fmt: skip
_USER: Final = ("id", "username", "name", "email", "created_at", "last_seen_at")
_CATEGORY: Final = ("withheld", "id", "name", "slug", "read_restricted", "parent_category_id",
                    "topic_count")  # fmt: skip

#: Columns by kind of record.
KINDS: Final[Mapping[str, tuple[str, ...]]] = {
    "posts": _POST, "topics": _TOPIC, "users": _USER, "categories": _CATEGORY
}  # fmt: skip
#: A topic with its posts, the latest posts, lists of topics, of users, of categories.
ANSWERS: Final = (
    # What a topic is called stands behind its posts.
    Layout("posts", _POST, ("post_stream", "posts"), is_late=True),
    Layout("posts", _POST, ("latest_posts",)),
    Layout("users", _USER, ("users",)),
    Layout("topics", _TOPIC, ("topic_list", "topics")),
    Layout("categories", _CATEGORY, ("category_list", "categories")),
)

SENSITIVE: Final = ("email",)
PERSON_COLUMNS: Final = {
    "username": "author", "name": "name", "email": "name", "reply_to_user.username": "mention",
}  # fmt: skip

_PRIVATE: Final = "private_message"
_WHISPER: Final = 4


def public_records(records: Iterable[Raw]) -> Iterator[Raw]:
    """Records of an answer; of what is not for everybody, only that it is not."""
    for raw in records:
        value = raw.value
        if not isinstance(value, Mapping):
            yield raw
        elif withheld := _withheld(raw.kind, value):
            yield replace(raw, value={"withheld": withheld})
        elif raw.kind == "posts" and _is_deleted(value):
            yield replace(raw, value={**value, "cooked": None, "raw": None})
        else:
            yield raw


def _withheld(kind: str, value: Mapping[str, Any]) -> str:
    topic = value.get("^^")
    around = topic.get("archetype") if isinstance(topic, Mapping) else None
    if _PRIVATE in (value.get("archetype"), value.get("topic_archetype"), around):
        return "a private message"
    if kind == "posts" and value.get("post_type") == _WHISPER:
        return "a whisper among staff"
    if kind == "posts" and value.get("hidden") is True:
        return "a post that was hidden"
    is_closed = kind == "categories" and value.get("read_restricted") is True
    return "a category that not everybody may read" if is_closed else ""


def _is_deleted(value: Mapping[str, Any]) -> bool:
    return value.get("user_deleted") is True or value.get("deleted_at") is not None
