"""The records of both forms, as they go into raw pages.

What is not published (drafts, private and protected posts, comments that nobody approved) is taken
out here: nothing is kept of it but that there was one. A column ``actor`` is added: the number of a
user where the export tells it, else the name that somebody wrote above a comment.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from folkmoot.sources._fields import Raw
from folkmoot.sources._json import Layout
from folkmoot.sources.wordpress.wxr import WXR

__all__ = ["KINDS", "LAYOUTS", "PERSON_COLUMNS", "SENSITIVE", "rest_records", "wxr_records"]

_WXR: Final = (
    "record", "actor", "actor_scheme", "withheld", "site", "site_title", "site_language",
    "wp:author_login", "wp:author_display_name", "wp:author_email",
    "title", "link", "guid", "dc:creator", "content:encoded", "wp:post_id", "wp:post_date_gmt",
    "pubDate", "wp:post_modified_gmt", "wp:post_type", "wp:attachment_url", "category[]",
    "post_link", "wp:comment_id", "wp:comment_author", "wp:comment_author_email",
    "wp:comment_author_url", "wp:comment_author_IP", "wp:comment_date_gmt", "wp:comment_content",
    "wp:comment_type", "wp:comment_parent",
)  # fmt: skip
_REST: Final = (
    "actor", "actor_scheme", "withheld", "id", "guid.rendered", "link", "type", "date_gmt",
    "modified_gmt", "title.rendered", "content.rendered", "media_type", "post", "parent",
    "author_name", "author_url", "author_email", "author_ip", "site",
)  # fmt: skip
_USER: Final = ("actor", "id", "name", "slug", "email", "registered_date", "link", "site")

#: Posts, pages, media, comments or users: a list of them, or one a line.
LAYOUTS: Final = (Layout("rest", _REST),)
#: Columns by kind of record.
KINDS: Final = {WXR: _WXR, "rest": _REST, "users": _USER}

#: What sites keep of people who comment, and nobody needs here.
SENSITIVE: Final = (
    "wp:author_email", "wp:comment_author_email", "wp:comment_author_IP", "author_email",
    "author_ip", "email",
)  # fmt: skip
PERSON_COLUMNS: Final = {
    "actor": "author",
    **dict.fromkeys(
        ("wp:author_login", "wp:author_display_name", "wp:author_email", "dc:creator",
         "wp:comment_author", "wp:comment_author_email", "wp:comment_author_url", "author_name",
         "author_url", "author_email", "name", "slug", "email"),
        "name",
    ),
}  # fmt: skip

_UNKNOWN: Final = {"", "0"}


def wxr_records(records: Iterable[Raw]) -> Iterator[Raw]:
    """Records of an export of a site; the authors stand first in it."""
    numbers: dict[str, str] = {}
    for raw in records:
        value = raw.value
        if not isinstance(value, Mapping):
            yield raw
            continue
        record = _text(value, "record")
        if record == "author":
            login, number = _text(value, "wp:author_login"), _text(value, "wp:author_id")
            if number not in _UNKNOWN:
                numbers[login] = number
            yield replace(raw, value={**value, "actor": number or login})
        elif withheld := _withheld_wxr(record, value):
            yield replace(raw, value={"record": record, "withheld": withheld})
        elif record == "post":
            login = _text(value, "dc:creator")
            yield replace(raw, value={**value, **_actor(numbers.get(login, ""), login)})
        else:
            number = _text(value, "wp:comment_user_id")
            name = _text(value, "wp:comment_author")
            yield replace(raw, value={**value, **_actor(number, name)})


def rest_records(records: Iterable[Raw]) -> Iterator[Raw]:
    """Records of an answer: each says itself whether it is a post, a comment or a user."""
    for raw in records:
        value = raw.value
        if not isinstance(value, Mapping):
            yield raw
        elif "slug" in value and "type" not in value and "name" in value:
            number = str(value.get("id") or "")
            yield replace(raw, kind="users", value={**value, "actor": number, **_site(value)})
        elif withheld := _withheld_rest(value):
            yield replace(raw, value={"withheld": withheld})
        else:
            number = str(value.get("author") or "")
            told = _actor(number, _text(value, "author_name"))
            yield replace(raw, value={**value, **told, **_site(value)})


def _withheld_wxr(record: str, value: Mapping[str, Any]) -> str:
    """Why a record is not for everybody; empty where it is."""
    status = _text(value, "wp:status" if record == "post" else "post_status")
    if status not in {"", "publish", "inherit"}:
        return f"a post that is {status}"
    if _text(value, "wp:post_password" if record == "post" else "post_password"):
        return "a post behind a password"
    approved = _text(value, "wp:comment_approved") or "1"
    return "" if approved == "1" else f"a comment that is {_APPROVAL.get(approved, approved)}"


_APPROVAL: Final = {"0": "not approved"}


def _withheld_rest(value: Mapping[str, Any]) -> str:
    status = value.get("status", "publish")
    if status not in ("publish", "inherit", "approved"):
        return f"a post or comment that is {str(status)[:20]}"
    content = value.get("content")
    is_protected = isinstance(content, Mapping) and content.get("protected") is True
    return "a post behind a password" if is_protected else ""


def _actor(number: str, name: str) -> dict[str, str | None]:
    if number not in _UNKNOWN:
        return {"actor": number, "actor_scheme": "id"}
    return {"actor": name or None, "actor_scheme": "handle"}


def _site(value: Mapping[str, Any]) -> dict[str, str]:
    """Address of the site, which stands in an answer's own address."""
    links = value.get("_links")
    own = links.get("self") if isinstance(links, Mapping) else None
    first = own[0] if isinstance(own, list) and own else None
    address = first.get("href") if isinstance(first, Mapping) else None
    if not isinstance(address, str):
        return {}
    for mark in ("/wp-json/", "/?rest_route=", "/index.php?rest_route="):
        site, found, _ = address.partition(mark)
        if found:
            return {"site": site}
    return {}


def _text(value: Mapping[str, Any], name: str) -> str:
    found = value.get(name)
    return found.strip() if isinstance(found, str) else ""
