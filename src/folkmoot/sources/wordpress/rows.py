"""From posts and comments of a site to native rows, named as its feeds name them."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any, Final

from folkmoot.sources._addresses import host_of
from folkmoot.sources._moments import Moment
from folkmoot.sources._native import Record, Refused, Rows
from folkmoot.sources._platform_ids import native_id, platform_ids

__all__ = ["CONVERTERS", "new_rows"]

#: What is published: a page that stands for itself, a file, anything else by its own kind of post.
_OBJECTS: Final = {"post": "Article", "page": "Page", "attachment": "Image"}
_MEDIA: Final = {
    "video": re.compile(r"\.(?:mp4|m4v|mov|webm|ogv|avi|mkv)$", re.IGNORECASE),
    "audio": re.compile(r"\.(?:mp3|m4a|ogg|oga|wav|flac)$", re.IGNORECASE),
    "image": re.compile(r"\.(?:jpe?g|png|gif|webp|avif|svg|heic|bmp|tiff?)$", re.IGNORECASE),
}
_KINDS: Final = {"video": "Video", "audio": "Audio", "image": "Image"}
#: Comments on one post are spread over pages, whose number changes as comments come.
_COMMENT_PAGE: Final = re.compile(r"comment-page-[0-9]+/?")
_ZERO: Final = "0000-00-00"
#: A post that was changed within this time of its publication was finished, not edited.
_FINISHED: Final = timedelta(minutes=1)


def new_rows(options: Mapping[str, str]) -> Rows:
    """A gatherer for the rows of a page; the platform is that of each record's site."""
    return Rows(options.get("platform", ""), platform_ids("wordpress").kind)


def _post(record: Record, rows: Rows) -> None:
    _refuse_withheld(record)
    kind = record.text("wp:post_type") or record.text("type") or "post"
    object_type = _object_type(kind, record)
    link = record.text("link")
    site, platform = _place(record, rows, link or "")
    name = html.unescape(record.text("guid") or record.text("guid.rendered") or link or "")
    if not name:
        raise Refused("guid", "missing-value", "nothing", "an address of the post")
    object_native = link or name
    said: dict[str, Any] = {
        "platform": platform, "object_type": object_type, "object_native": object_native,
        "community_native": site, "root_native": object_native, "url": link,
    }  # fmt: skip
    title = record.text("title") or record.text("title.rendered")
    published = _published(record)
    rows.activity(
        native_id("wordpress", "post", name), "Create", published, actor=record.text("actor"),
        actor_scheme=_scheme(record), title=html.unescape(title) if title else None,
        text=record.text("content:encoded") or record.text("content.rendered"),
        lang_declared=record.text("site_language"), tags=_terms(record), **said,
    )  # fmt: skip
    changed = _gmt(record, "wp:post_modified_gmt") or _gmt(record, "modified_gmt")
    if changed and changed.at - published.at > _FINISHED:
        # Who changed it is not said; on most sites its author, on some an editor.
        rows.activity(f"{name}#update/{changed.at:%Y%m%d%H%M%S}", "Update", changed, **said)
    _community(record, rows, site, platform)


def _comment(record: Record, rows: Rows) -> None:
    _refuse_withheld(record)
    given = record.text("link") or record.text("post_link")
    if given is None:
        raise Refused("link", "missing-value", "nothing", "the address of the post")
    post = _COMMENT_PAGE.sub("", given.partition("#")[0])
    site, platform = _place(record, rows, post)
    number = record.text("wp:comment_id") or record.need("id")
    comment = native_id("wordpress", "comment", post, number)
    parent = record.text("wp:comment_parent") or record.text("parent")
    is_answer = parent is not None and parent != "0"
    answered = native_id("wordpress", "comment", post, parent or "") if is_answer else post
    kind = record.text("wp:comment_type") or record.text("type") or "comment"
    is_link = kind in {"pingback", "trackback"}
    rows.activity(
        comment, "Create", _published(record), actor=None if is_link else record.text("actor"),
        actor_scheme=_scheme(record), actor_type="Service" if is_link else "Person",
        # Another site says that it linked here; nobody wrote it as a comment.
        object_type="Link" if is_link else "Comment", platform=platform, community_native=site,
        in_reply_to_native=answered, root_native=post, url=comment,
        text=record.text("wp:comment_content") or record.text("content.rendered"),
        lang_declared=record.text("site_language"),
    )  # fmt: skip


def _author(record: Record, rows: Rows) -> None:
    actor = record.text("actor")
    if actor is None:
        raise Refused("wp:author_id", "missing-value", "nothing", "a number or a login")
    _, platform = _place(record, rows, record.text("link") or "")
    joined = record.maybe_moment("registered_date")
    rows.member(actor, platform=platform, actor_scheme="id" if actor.isdigit() else "handle",
                joined_at=joined.at if joined else None)  # fmt: skip


def _rest(record: Record, rows: Rows) -> None:
    is_comment = record.text("post") is not None and record.text("title.rendered") is None
    (_comment if is_comment else _post)(record, rows)


def _wxr(record: Record, rows: Rows) -> None:
    {"author": _author, "post": _post, "comment": _comment}[record.need("record")](record, rows)


#: What is made of a record of each kind.
CONVERTERS: Final[Mapping[str, Callable[[Record, Rows], None]]] = {
    "wxr": _wxr,
    "users": _author,
    "rest": _rest,
}


def _scheme(record: Record) -> str:
    return record.text("actor_scheme") or "handle"


def _refuse_withheld(record: Record) -> None:
    if withheld := record.text("withheld"):
        raise Refused("withheld", "not-public", withheld, "what is published")


def _object_type(kind: str, record: Record) -> str:
    object_type = _OBJECTS.get(kind)
    if object_type is None:
        raise Refused("wp:post_type", "not-a-post", kind, f"one of {', '.join(_OBJECTS)}")
    if kind != "attachment":
        return object_type
    address = record.text("wp:attachment_url") or ""
    told = record.text("media_type")
    found = next((name for name, form in _MEDIA.items() if form.search(address)), told)
    return _KINDS.get(found or "", "Page")


def _place(record: Record, rows: Rows, link: str) -> tuple[str, str]:
    """The site and its host, as the feed of the site names both."""
    site = (record.text("site") or "").rstrip("/")
    platform = rows.platform or host_of(site) or host_of(link)
    if not platform:
        raise Refused("link", "missing-value", "nothing",
                      "an address that tells the site, or --option platform=HOST")  # fmt: skip
    return site or platform, platform


def _community(record: Record, rows: Rows, site: str, platform: str) -> None:
    if title := record.text("site_title"):
        rows.community(site, title, platform=platform, url=site if "://" in site else None,
                       language=record.text("site_language"))  # fmt: skip


def _published(record: Record) -> Moment:
    for name in ("wp:post_date_gmt", "wp:comment_date_gmt", "date_gmt", "pubDate"):
        if moment := _gmt(record, name):
            return moment
    return record.moment("wp:post_date_gmt" if record.text("wp:post_date_gmt") else "date_gmt")


def _gmt(record: Record, name: str) -> Moment | None:
    """A time that a site wrote in UTC, which ``gmt`` in the field's name says."""
    text = record.text(name) or ""
    if text.startswith(_ZERO):
        return None
    found = record.maybe_moment(name)
    return Moment(found.at, found.precision) if found else None


def _terms(record: Record) -> list[str] | None:
    """Categories and tags; formats and other terms are how a site shows a post."""
    names = [
        one.get("name")
        for one in record.objects("category[]")
        if one.get("domain") in {"category", "post_tag"}
    ]
    return list(dict.fromkeys(name for name in names if isinstance(name, str) and name)) or None
