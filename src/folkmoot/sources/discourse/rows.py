"""From posts, topics and the tables of an account to native rows."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from folkmoot.sources._counts import read_count
from folkmoot.sources._moments import Moment
from folkmoot.sources._native import Record, Refused, Rows
from folkmoot.sources._platform_ids import native_id, platform_ids

__all__ = ["CONVERTERS", "new_rows"]

_ADDRESS: Final = re.compile(r"/t/(?:[^/]+/)?([0-9]{1,12})(?:/([0-9]{1,9}))?(?:[?#].*)?$")
_REGULAR, _MODERATOR, _SMALL = "1", "2", "3"
#: Kind of action whose count an answer gives: likes.
_LIKE: Final = 2
_FIRST: Final = "1"


def new_rows(options: Mapping[str, str], frame: str) -> Rows:
    """A gatherer for the rows of a page."""
    ids = platform_ids("discourse")
    return Rows(options["site"], ids.kind, frame=frame, scheme=ids.scheme)


def _post(record: Record, rows: Rows) -> None:
    _refuse_withheld(record)
    topic = record.text("topic_id") or record.text("^^.id") or record.need("topic_id")
    number = record.identifier("post_number")
    name = native_id("discourse", "post", topic, number)
    actor = record.text("username")
    said: dict[str, Any] = {
        "object_native": name, "community_native": _category(record),
        "root_native": native_id("discourse", "post", topic, _FIRST),
        "url": f"https://{rows.platform}/t/{topic}/{number}",
    }  # fmt: skip
    made = record.moment("created_at")
    if record.text("post_type") == _SMALL:
        # What staff did to the topic: closed it, moved it, pinned it.
        rows.activity(name, "Flag", made, actor=actor, object_type="Topic", **said)
        return
    answered, person = _answered(record, topic, number)
    title = record.text("^^.title") or record.text("topic_title")
    rows.activity(
        name, "Create", made, actor=actor,
        object_type="Topic" if number == _FIRST else "Comment",
        in_reply_to_native=answered, in_reply_to_actor_native=person,
        title=title if number == _FIRST else None,
        text=record.text("cooked") or record.text("raw"), tags=_tags(record, number), **said,
    )  # fmt: skip
    _changes(record, rows, name, said)
    _counts(record, rows, name, number)


def _answered(record: Record, topic: str, number: str) -> tuple[str | None, str | None]:
    """What a post answers: the post that it says, else the topic."""
    if number == _FIRST:
        return None, None
    told = record.text("reply_to_post_number")
    person = record.text("reply_to_user.username") if told else None
    return native_id("discourse", "post", topic, told or _FIRST), person


def _changes(record: Record, rows: Rows, name: str, said: Mapping[str, Any]) -> None:
    changed = record.maybe_moment("updated_at")
    deleted = record.maybe_moment("deleted_at")
    if deleted or record.flag("user_deleted"):
        when = deleted or changed or record.moment("created_at")
        who = record.text("username") if record.flag("user_deleted") else None
        rows.activity(f"{name}#delete", "Delete", when, actor=who, **said)
    elif changed and (record.text("version") or "1") != "1":
        # Each edit makes a version; who made the last one is not said.
        rows.activity(f"{name}#update/{record.text('version')}", "Update", changed, **said)


def _counts(record: Record, rows: Rows, name: str, number: str) -> None:
    likes = [one.get("count") for one in record.objects("actions_summary[]")
             if one.get("id") == _LIKE]  # fmt: skip
    rows.observe(name, "likes", read_count(likes[0]) if likes else None)
    rows.observe(name, "replies", record.count("reply_count"))
    rows.observe(name, "reads", record.count("reads"))
    if number == _FIRST:
        rows.observe(name, "views", record.count("^^.views"))


def _topic(record: Record, rows: Rows) -> None:
    """A list says how often a topic was seen and answered; who began it stands in its posts."""
    _refuse_withheld(record)
    name = native_id("discourse", "post", record.identifier("id"), _FIRST)
    rows.observe(name, "views", record.count("views"))
    rows.observe(name, "posts", record.count("posts_count"))


def _user(record: Record, rows: Rows) -> None:
    joined, seen = record.maybe_moment("created_at"), record.maybe_moment("last_seen_at")
    rows.member(record.identifier("username"), joined_at=joined.at if joined else None,
                last_seen_at=seen.at if seen else None)  # fmt: skip


def _room(record: Record, rows: Rows) -> None:
    _refuse_withheld(record)
    number, parent = record.identifier("id"), record.text("parent_category_id")
    slug = record.text("slug")
    rows.community(
        native_id("discourse", "category", number), record.need("name"),
        parent_native=native_id("discourse", "category", parent) if parent else rows.platform,
        url=f"https://{rows.platform}/c/{slug}/{number}" if slug else None,
    )  # fmt: skip


def _archived(record: Record, rows: Rows) -> None:
    """A post in the export of its author."""
    match = _ADDRESS.search(record.text("url") or "")
    if not match:
        said = record.text("is_pm") or "nothing"
        raise Refused("is_pm", "not-public", said, "a post that is no private message: No")
    topic, number = match[1], match[2] or _FIRST
    name = native_id("discourse", "post", topic, number)
    is_first = number == _FIRST
    first = native_id("discourse", "post", topic, _FIRST)
    rows.activity(
        name, "Create", _utc(record, "created_at"), actor=record.text("username"),
        object_type="Topic" if is_first else "Comment", root_native=first,
        # The export does not say which post of the topic was answered.
        in_reply_to_native=None if is_first else first,
        title=record.text("topic_title") if is_first else None,
        text=record.text("post_cooked") or record.text("post_raw"),
        url=f"https://{rows.platform}/t/{topic}/{number}",
    )  # fmt: skip
    rows.observe(name, "likes", record.count("like_count"))
    rows.observe(name, "replies", record.count("reply_count"))


def _liked(record: Record, rows: Rows) -> None:
    post = native_id("discourse", "post", record.need("topic_id"), record.need("post_number"))
    actor = record.text("username")
    name = f"like/{record.identifier('id')}"
    rows.activity(name, "Like", _utc(record, "created_at"), actor=actor, object_native=post)
    if deleted := record.maybe_moment("deleted_at"):
        undone = Moment(deleted.at, deleted.precision)
        who = actor if record.text("deleted_by") == "self" else None
        rows.activity(f"{name}#undo", "Undo", undone, actor=who, object_native=name)


def _bookmarked(record: Record, rows: Rows) -> None:
    kind, number = record.need("bookmarkable_type"), record.identifier("bookmarkable_id")
    when = _utc(record, "created_at")
    match = _ADDRESS.search(record.text("link") or "")
    post = native_id("discourse", "post", match[1], match[2] or _FIRST) if match else None
    rows.activity(f"bookmark/{kind}/{number}/{when.at:%Y%m%d%H%M%S}", "Add", when,
                  actor=record.text("username"), object_native=post)  # fmt: skip


def _granted(record: Record, rows: Rows) -> None:
    badge, when = record.identifier("badge_id"), _utc(record, "granted_at")
    name = f"badge/{badge}/{when.at:%Y%m%d%H%M%S}/{record.text('notification_id') or ''}"
    rows.activity(name, "Award", when, actor=record.text("username"), object_type="Badge",
                  object_native=f"badge/{badge}")  # fmt: skip


def _visited(record: Record, rows: Rows) -> None:
    """A day on which something was read; the name holds what was measured, not who it was."""
    when = _utc(record, "visited_at")
    read = record.count("posts_read")
    name = f"visit/{when.at:%Y%m%d}/{record.text('posts_read')}/{record.text('time_read')}"
    rows.activity(name, "Read" if read and read.value else "View", when,
                  actor=record.text("username"), object_type="Group",
                  object_native=rows.platform)  # fmt: skip


#: What is made of a record of each kind.
CONVERTERS: Final[Mapping[str, Callable[[Record, Rows], None]]] = {
    "posts": _post,
    "topics": _topic,
    "users": _user,
    "categories": _room,
    "user_archive": _archived,
    "likes": _liked,
    "bookmarks": _bookmarked,
    "badges": _granted,
    "visits": _visited,
}


def _refuse_withheld(record: Record) -> None:
    if withheld := record.text("withheld"):
        raise Refused("withheld", "not-public", withheld, "what everybody may read")


def _category(record: Record) -> str | None:
    number = record.text("^^.category_id") or record.text("category_id")
    return native_id("discourse", "category", number) if number else None


def _tags(record: Record, number: str) -> list[str] | None:
    """Tags of a topic; newer servers give each with its number."""
    given = record.items("^^.tags[]") if number == _FIRST else []
    names = [one.get("name") if isinstance(one, dict) else one for one in given]
    return [name for name in names if isinstance(name, str)] or None


def _utc(record: Record, name: str) -> Moment:
    """A moment of an export, which writes UTC with or without saying so."""
    found = record.moment(name)
    return Moment(found.at, found.precision)
