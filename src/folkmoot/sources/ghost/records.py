"""Where records stand in an export and in answers, and what is known of them from other tables.

An export is a database: who wrote a post, and how it is tagged, stand in tables of their own, which
are read first. Drafts, scheduled posts and hidden comments are taken out here, as is the text of
posts for members or payers. A comment in an answer holds its replies; each becomes a record.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from folkmoot.files.base import Fault
from folkmoot.sources._fields import Raw
from folkmoot.sources._json import Layout

__all__ = [
    "ANSWERS",
    "KINDS",
    "PERSON_COLUMNS",
    "RELATIONS",
    "SENSITIVE",
    "TABLES",
    "Relations",
    "completed",
    "expanded",
    "replies_of",
]

_POST: Final = (
    "actor", "withheld", "id", "title", "slug", "type", "page", "html", "visibility", "url",
    "published_at", "updated_at", "created_at", "tag_names[]", "count.comments",
)  # fmt: skip
_USER: Final = ("actor", "id", "name", "slug", "email", "created_at", "location", "bio")
_MEMBER: Final = ("actor", "id", "name", "email", "created_at", "note", "geolocation")
_COMMENT: Final = (
    "actor", "withheld", "id", "post_id", "parent_id", "in_reply_to_id", "html", "created_at",
    "edited_at", "post.id", "parent.id", "member.name", "member.email", "count.likes",
    "count.replies",
)  # fmt: skip
_LIKE: Final = ("actor", "id", "comment_id", "created_at")
_EVENT: Final = (
    "actor", "type", "data.id", "data.created_at", "data.subscribed", "data.score", "data.html",
    "data.post.id", "data.parent.id", "data.in_reply_to_id", "data.edited_at", "data.email.post_id",
    "data.link.post_id", "data.member.name", "data.member.email",
)  # fmt: skip

#: Columns by kind of record.
KINDS: Final[Mapping[str, tuple[str, ...]]] = {
    "users": _USER, "members": _MEMBER, "posts": _POST, "comments": _COMMENT,
    "comment_likes": _LIKE, "events": _EVENT,
}  # fmt: skip

_DATA: Final = (("db", "*", "data"), ("data",))
#: Tables of an export; newer ones stand in a list of one database.
TABLES: Final = tuple(
    Layout(kind, KINDS[kind], (*path, kind))
    for path in _DATA
    for kind in ("users", "members", "posts", "comments", "comment_likes")
)
#: Tables that tell who wrote what, and how it is tagged.
RELATIONS: Final = tuple(
    Layout(kind, (), (*path, kind))
    for path in _DATA
    for kind in ("tags", "posts_tags", "posts_authors")
)
#: Answers of the content, admin and members APIs.
ANSWERS: Final = tuple(
    Layout(kind, KINDS[kind], (kind,)) for kind in ("posts", "comments", "members", "events")
)

#: What a site keeps of its members and staff, and nobody needs here.
SENSITIVE: Final = (
    "email", "note", "geolocation", "location", "bio", "member.email", "data.member.email"
)  # fmt: skip
PERSON_COLUMNS: Final = {
    "actor": "author",
    **dict.fromkeys(("name", "slug", "email", "member.name", "member.email", "data.member.name",
                     "data.member.email"), "name"),
}  # fmt: skip

#: Rows of the tables beside that are remembered.
_REMEMBERED: Final = 2_000_000


@dataclass(slots=True)
class Relations:
    """Who wrote a post, and how it is tagged; empty for answers, which say so themselves."""

    authors: dict[str, str] = field(default_factory=dict)
    tags: dict[str, list[str]] = field(default_factory=dict)

    @classmethod
    def read(cls, records: Iterable[Raw]) -> Relations:
        """Gather the tables beside the posts; of several authors the first is the author."""
        found, names, pairs = cls(), dict[str, str](), list[tuple[str, str]]()
        order: dict[str, float] = {}
        for number, raw in enumerate(records):
            value = raw.value
            if not isinstance(value, Mapping) or number > _REMEMBERED:
                continue
            if raw.kind == "tags":
                names[_id(value.get("id"))] = str(value.get("name") or "")
            elif raw.kind == "posts_tags":
                pairs.append((_id(value.get("post_id")), _id(value.get("tag_id"))))
            else:
                post, place = _id(value.get("post_id")), value.get("sort_order")
                rank = float(place) if isinstance(place, int) else 0.0
                if rank < order.get(post, float("inf")):
                    order[post] = rank
                    found.authors[post] = _id(value.get("author_id"))
        for post, tag in pairs:
            # A tag that begins with # is the site's own mark, and not shown.
            if (name := names.get(tag, "")) and not name.startswith("#"):
                found.tags.setdefault(post, []).append(name)
        return found


def completed(records: Iterable[Raw], relations: Relations) -> Iterator[Raw]:
    """Records with who acts; of what is not published, only that it is not."""
    for raw in records:
        value = raw.value
        if not isinstance(value, Mapping):
            yield raw
        elif withheld := _withheld(raw.kind, value):
            yield replace(raw, value={"withheld": withheld})
        else:
            yield replace(raw, value=_completed(raw.kind, value, relations))


def expanded(records: Iterable[Raw]) -> Iterator[Raw]:
    """Comments with their replies as records of their own, numbered anew."""
    row = 0
    for raw in records:
        row += 1
        value = raw.value
        if isinstance(value, Fault):
            yield replace(raw, row=row, value=replace(value, row=row))
            continue
        replies = replies_of(raw)
        yield replace(raw, row=row, value={**value, "replies": None} if replies else value)
        for reply in replies:
            row += 1
            parent = {"parent_id": value.get("id"), "post_id": value.get("post_id")}
            yield replace(raw, row=row, value={**parent, **reply})


def replies_of(raw: Raw) -> list[dict[str, Any]]:
    """Replies that a comment holds."""
    if raw.kind != "comments" or not isinstance(raw.value, Mapping):
        return []
    replies = raw.value.get("replies")
    return [one for one in replies if isinstance(one, dict)] if isinstance(replies, list) else []


def _withheld(kind: str, value: Mapping[str, Any]) -> str:
    if kind == "posts" and "status" in value and value["status"] not in ("published", "sent"):
        return f"a post that is {str(value['status'])[:20]}"
    if kind == "comments" and value.get("status", "published") != "published":
        return f"a comment that is {str(value['status'])[:20]}"
    return ""


def _completed(kind: str, value: Mapping[str, Any], relations: Relations) -> dict[str, Any]:
    number = _id(value.get("id"))
    if kind == "posts":
        actor = relations.authors.get(number) or _id(value.get("author_id"))
        given: dict[str, Any] = {
            "tag_names": relations.tags.get(number) or _named(value.get("tags")),
            "actor": actor or _id(_first(value.get("authors")).get("id")),
        }
        if value.get("visibility", "public") != "public":
            given |= dict.fromkeys(("html", "plaintext", "lexical", "mobiledoc"))
        return {**value, **given}
    if kind == "events":
        data = value.get("data")
        told = data if isinstance(data, Mapping) else {}
        return {**value, "actor": _id(told.get("member_id")) or _member(told)}
    if kind in {"comments", "comment_likes"}:
        return {**value, "actor": _id(value.get("member_id")) or _member(value)}
    return {**value, "actor": number}


def _member(value: Mapping[str, Any]) -> str:
    member = value.get("member")
    return _id(member.get("id")) if isinstance(member, Mapping) else ""


def _first(values: Any) -> Mapping[str, Any]:
    return values[0] if isinstance(values, list) and values and isinstance(values[0], dict) else {}


def _named(tags: Any) -> list[str]:
    given = tags if isinstance(tags, list) else []
    names = [one.get("name") for one in given if isinstance(one, dict)]
    return [name for name in names if isinstance(name, str) and not name.startswith("#")]


def _id(value: Any) -> str:
    """Identifiers are text in new exports, and numbers in old ones."""
    is_plain = isinstance(value, str | int) and not isinstance(value, bool)
    return str(value).strip() if is_plain else ""
