"""From raw entries to native rows: posts, comments on posts, and counts of replies."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import UTC
from email.utils import parsedate_to_datetime
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from folkmoot.activity import (
    ANONYMOUS,
    NATIVE_ACTIVITIES,
    NATIVE_COMMUNITIES,
    NATIVE_OBSERVATIONS,
)
from folkmoot.files.base import Page
from folkmoot.files.times import FIRST_YEAR, LAST_YEAR, Times, read_times
from folkmoot.sources._addresses import host_of
from folkmoot.sources._columns import Columns, by_distinct, combined
from folkmoot.sources._html import plain_text
from folkmoot.sources.base import Mapped

__all__ = ["OBJECTS", "map_entries"]

#: What an entry is, by the kind of community that publishes the feed.
OBJECTS: Final = {
    "qa": "Question",
    "forum": "Topic",
    "blog": "Article",
    "microblog": "Note",
    "sns": "Note",
    "video": "Video",
    "picture": "Image",
    "chat": "Note",
    "shopping": "Page",
    "official_account": "Article",
    "mailing_list": "Note",
    "feed": "Article",
    "other": "Article",
}
_COMMENT: Final = r"#comment-[0-9]+$"
# WordPress spreads comments over pages, whose number changes as comments come.
_COMMENT_PAGE: Final = r"comment-page-[0-9]+/(#comment-[0-9]+)$"
# WordPress begins a reply with the name of whom it answers, linked to their comment.
_REPLY_LINE: Final = r"(?i)^\s*(?:<p>)?\s*In reply to\s*<a [^>]*>[^<]*</a>\.?\s*(?:</p>)?"
_REPLY: Final = re.compile(
    r"""\s*(?:<p>)?\s*In reply to\s*<a [^>]*href=["']([^"']+#comment-[0-9]+)["']""", re.IGNORECASE
)
_NONE: Final = pa.scalar(None, pa.string())


def map_entries(page: Page, options: Mapping[str, str]) -> Mapped:
    """Native rows of one page of entries.

    An entry whose address ends in ``#comment-12``, as WordPress writes it, or that says what it
    replies to, is a comment; its title, which only repeats names, is left out. Objects are named
    by their address where they have one, since that is what comments on them name.
    """
    entries = _Entries(Columns(page), options)
    tables = {
        "activities": [entries.activities()],
        "observations": [entries.observations(metric) for metric in entries.counters],
        "communities": [entries.community()],
    }
    return Mapped(combined(tables), entries.columns.faults())


class _Entries:
    """The entries of a page: every column is judged here, before any row is built."""

    def __init__(self, columns: Columns, options: Mapping[str, str]) -> None:
        self.columns = columns
        self.kind = options.get("kind") or "blog"
        self.platform = _platform(columns, options)
        self.site = _site(columns, self.platform)
        self.link = _address(columns.text("link"))
        self.name = pc.coalesce(columns.text("id"), self.link)
        missing = pc.is_null(self.name).to_numpy(zero_copy_only=False)
        columns.refuse(missing, "id", "missing-value", "an identifier or an address")
        self.times = _times(columns)
        self.counters = {metric: columns.whole(metric) for metric in ("replies", "views")}
        self.body = pc.coalesce(columns.text("content"), columns.text("summary"))
        self.object = _settled(pc.coalesce(self.link, self.name))
        # A comment is named by its address, as other exports of a site name it: they do not know
        # the identifier of its post that its own identifier in a feed begins with.
        is_comment = pc.fill_null(pc.match_substring_regex(self.object, _COMMENT), False)
        self.name = pc.if_else(is_comment, self.object, self.name)
        self._thread()

    def _thread(self) -> None:
        """What an entry replies to, and the post that its thread began with, if it is known."""
        on_post = pc.fill_null(pc.match_substring_regex(self.object, _COMMENT), False)
        post = pc.replace_substring_regex(self.object, _COMMENT, "")
        said = pc.coalesce(self.columns.text("reply_to"), by_distinct(self.body, _replied_to))
        self.reply = _settled(pc.if_else(on_post, pc.coalesce(said, post), said))
        self.is_reply = pc.is_valid(self.reply)
        alone = pc.if_else(self.is_reply, _NONE, self.object)
        self.root = pc.if_else(on_post, post, alone)

    def activities(self) -> pa.Table:
        """``Create`` of each entry."""
        columns = self.columns
        author = columns.text("author")
        given = {
            "platform": self.platform,
            "native_id": self.name,
            "verb": "Create",
            "object_type": pc.if_else(self.is_reply, "Comment", OBJECTS[self.kind]),
            "object_native": self.object,
            "actor_native": author,
            "actor_scheme": pc.if_else(pc.is_valid(author), "handle", ANONYMOUS),
            "actor_type": "Person",
            "community_native": self.site,
            "kind": self.kind,
            "published_at": self.times.moments,
            "time_precision": self.times.precision,
            "time_source": self.times.source,
            "in_reply_to_native": self.reply,
            "root_native": self.root,
            "title": pc.if_else(self.is_reply, _NONE, columns.text("title")),
            "text": plain_text(pc.replace_substring_regex(self.body, _REPLY_LINE, "")),
            "lang_declared": pc.coalesce(columns.text("language"), columns.text("feed_language")),
            "url": self.link,
            "tags": _tags(columns.text("tags")),
            "sampling_frame": "community",
        }
        return columns.table(NATIVE_ACTIVITIES, given)

    def observations(self, metric: str) -> pa.Table:
        """Counts that the feed gives with its entries."""
        values = self.counters[metric]
        given = {
            "platform": self.platform,
            "object_native": self.object,
            "metric": metric,
            "value": values,
            "is_lower_bound": False,
        }
        return self.columns.table(NATIVE_OBSERVATIONS, given, where=pc.is_valid(values))

    def community(self) -> pa.Table:
        """The feed's site, once a page; a feed of comments, named after the posts', gives none."""
        titled = pc.and_(pc.invert(self.is_reply), pc.is_valid(self.columns.text("feed_title")))
        usable = titled.to_numpy(zero_copy_only=False) & self.columns.sound
        first = np.zeros(len(self.columns), dtype=np.bool_)
        first[np.flatnonzero(usable)[:1]] = True
        given = {
            "platform": self.platform,
            "community_native": self.site,
            "kind": self.kind,
            "name": self.columns.text("feed_title"),
            "url": _address(self.columns.text("feed_link")),
            "language": self.columns.text("feed_language"),
        }
        return self.columns.table(NATIVE_COMMUNITIES, given, where=pa.array(first))


def _platform(columns: Columns, options: Mapping[str, str]) -> pa.Array:
    if given := options.get("platform"):
        return pa.repeat(given, len(columns))
    addresses = (columns.text(name) for name in ("feed_link", "feed_id", "link"))
    platform = pc.coalesce(*(by_distinct(one, host_of) for one in addresses))
    missing = pc.is_null(platform).to_numpy(zero_copy_only=False)
    expected = "an address that tells the platform, or --option platform=example.org"
    columns.refuse(missing, "feed_link", "missing-value", expected)
    return platform


def _site(columns: Columns, platform: pa.Array) -> pa.Array:
    link = pc.utf8_rtrim(columns.text("feed_link"), "/")
    return pc.coalesce(link, columns.text("feed_id"), platform)


def _settled(column: pa.Array) -> pa.Array:
    return pc.replace_substring_regex(column, _COMMENT_PAGE, r"\1")


def _address(column: pa.Array) -> pa.Array:
    return pc.if_else(pc.match_substring_regex(column, "^https?://"), column, _NONE)


def _times(columns: Columns) -> Times:
    """When an entry was published, else when it was last changed; RFC 822 or ISO 8601."""
    published, updated = columns.text("published"), columns.text("updated")
    text = pc.coalesce(published, updated)
    missing = pc.is_null(text).to_numpy(zero_copy_only=False)
    columns.refuse(missing, "published", "missing-value", "when it was published or changed")
    iso = read_times(by_distinct(text, _iso), "year_first")
    wrong = pc.is_null(iso.moments).to_numpy(zero_copy_only=False)
    expected = (
        f"a date such as Sun, 27 Aug 2017 04:31:26 +0000 or 2017-08-27T04:31:26Z,"
        f" of {FIRST_YEAR} to {LAST_YEAR}"
    )
    columns.refuse(wrong, "published", "impossible-date", expected)
    return iso


def _iso(text: str) -> str:
    """A moment of RFC 822 in ISO form; any other text as it is."""
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return text
    try:
        # "-0000" says that the zone is unknown, and that the time is in UTC all the same.
        return moment.replace(tzinfo=moment.tzinfo or UTC).isoformat(timespec="microseconds")
    except (ValueError, OverflowError):
        return text


def _replied_to(body: str) -> str | None:
    match = _REPLY.match(body)
    return match[1] if match else None


def _tags(column: pa.Array) -> pa.Array:
    lists = [None if text is None else json.loads(text) for text in column.to_pylist()]
    return pa.array(lists, pa.list_(pa.string()))
