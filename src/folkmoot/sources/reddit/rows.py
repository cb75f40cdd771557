"""From raw posts and comments to native rows, whole columns at a time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from folkmoot.activity import (
    ANONYMOUS,
    NATIVE_ACTIVITIES,
    NATIVE_COMMUNITIES,
    NATIVE_OBSERVATIONS,
)
from folkmoot.files import Page
from folkmoot.files.times import UTC_MICROSECONDS
from folkmoot.sources._columns import Columns, combined
from folkmoot.sources._platform_ids import platform_ids
from folkmoot.sources.base import Mapped

__all__ = ["map_rooms", "map_things"]

_IDS: Final = platform_ids("reddit")
_SITE: Final = f"https://www.{_IDS.platform}"
_NONE: Final = pa.scalar(None, pa.string())
_GONE: Final = pa.array(["[deleted]", "[removed]", "[ Removed by Reddit ]"])
#: Reddit names whoever left so.
_NOBODY: Final = pa.array(["[deleted]", "[removed]"])
_DELETED_BY: Final = pa.array(["deleted", "author"])
_ROOM: Final = "/r/(?P<room>[A-Za-z0-9_]+)/"
_FULLNAME: Final = r"^t[13]_[0-9a-z]+$"


def map_things(page: Page, options: Mapping[str, str]) -> Mapped:
    """Native rows of one page of posts and comments.

    Scores become observations, except a comment's score of 1: the site gives it to each new
    comment. The subreddit is a community, once a page.
    """
    things = _Things(Columns(page), options)
    tables = {
        "activities": [things.created(), things.edited(), things.gone()],
        "observations": [
            things.observed("score", things.score),
            things.observed("comments", things.comments),
        ],
        "communities": [things.rooms()],
    }
    return Mapped(combined(tables), things.columns.faults())


def map_rooms(page: Page) -> Mapped:
    """Native rows of a list of subreddits: each is a community with its subscribers."""
    columns = Columns(page)
    uri = columns.text("uri", required=True)
    name = pc.struct_field(pc.extract_regex(uri, _ROOM), "room")
    wrong = pc.is_null(name).to_numpy(zero_copy_only=False)
    columns.refuse(wrong, "uri", "not-an-id", "an address with /r/ and a name")
    subscribers = columns.whole("subscribers")
    room = pc.binary_join_element_wise("r", pc.utf8_lower(name), "/")
    given = {
        "platform": _IDS.platform,
        "community_native": room,
        "kind": _IDS.kind,
        "name": name,
        "url": pc.binary_join_element_wise(_SITE, room, "/"),
        "members_count": subscribers,
    }
    table = columns.table(NATIVE_COMMUNITIES, given)
    return Mapped(combined({"communities": [table]}), columns.faults())


class _Things:
    """The columns of a page: each is judged here, before any row is built."""

    def __init__(self, columns: Columns, options: Mapping[str, str]) -> None:
        self.columns = columns
        self.title, self.body = columns.text("title"), columns.text("body")
        link, parent = columns.text("link_id"), columns.text("parent_id")
        self.is_comment = pc.or_(pc.is_valid(link), pc.is_valid(self.body))
        self.id = _fullname(columns, self.is_comment)
        self.at = _epoch(columns, "created_utc", required=True)
        self.author = _without(columns.text("author"), _NOBODY)
        self.room, self.room_name = _room(columns, options)
        self.root = pc.if_else(self.is_comment, _named(link), self.id)
        self.reply = pc.if_else(self.is_comment, pc.coalesce(_named(parent), self.root), _NONE)
        self.said = pc.coalesce(self.body, columns.text("selftext"))
        self.taken = columns.text("removed_by_category")
        self.is_gone = pc.or_(
            pc.fill_null(pc.is_in(self.said, value_set=_GONE), False), pc.is_valid(self.taken)
        )
        # Archives may still hold what was taken away.
        self.text = pc.if_else(self.is_gone, _NONE, self.said)
        self.author = pc.if_else(self.is_gone, _NONE, self.author)
        self.edited_at = _epoch(columns, "edited")
        self.comments = columns.whole("num_comments")
        self.score = _scores(columns, self.is_comment)
        self.seen_at = pc.coalesce(
            _epoch(columns, "retrieved_on"), _epoch(columns, "retrieved_utc")
        )

    def created(self) -> pa.Table:
        """``Create`` of each post and comment, without author and text where they are gone."""
        asks = pc.fill_null(pc.ends_with(self.title, "?"), False)
        post = pc.if_else(asks, "Question", "Topic")
        return self._acts(
            {
                "native_id": self.id,
                "verb": "Create",
                "object_type": pc.if_else(self.is_comment, "Comment", post),
                "published_at": self.at,
                "in_reply_to_native": self.reply,
                "root_native": self.root,
                "title": pc.if_else(self.is_gone, _NONE, self.title),
                "text": self.text,
                "url": _url(self.columns),
                "tags": _tags(self.columns),
            }
        )

    def edited(self) -> pa.Table | None:
        """``Update`` by the author, at the moment of the last edit."""
        at = self.edited_at
        if at.null_count == len(at):
            return None
        digits = pc.cast(pc.divide(pc.cast(at, pa.int64()), 1_000_000), pa.string())
        given = {
            "native_id": pc.binary_join_element_wise(self.id, digits, "#edit/"),
            "verb": "Update",
            "object_type": pc.if_else(self.is_comment, "Comment", "Topic"),
            "published_at": at,
            "in_reply_to_native": self.id,
            "in_reply_to_actor_native": self.author,
            "root_native": self.root,
        }
        return self._acts(given, where=pc.is_valid(at))

    def gone(self) -> pa.Table | None:
        """``Delete`` by the author or ``Remove`` by moderators; when is known from above only."""
        if not pc.any(self.is_gone).as_py():
            return None
        by_author = pc.or_kleene(
            pc.is_in(self.taken, value_set=_DELETED_BY), pc.equal(self.said, "[deleted]")
        )
        given = {
            "native_id": pc.binary_join_element_wise(self.id, "gone", "#"),
            "verb": pc.if_else(pc.fill_null(by_author, False), "Delete", "Remove"),
            "object_type": pc.if_else(self.is_comment, "Comment", "Topic"),
            "published_at": pc.coalesce(self.seen_at, self.at),
            "actor_native": pa.nulls(len(self.columns), pa.string()),
            "actor_scheme": ANONYMOUS,
        }
        return self._acts(given, where=self.is_gone)

    def observed(self, metric: str, values: pa.Array) -> pa.Table | None:
        """Counters that are known."""
        if values.null_count == len(values):
            return None
        given = {
            "platform": _IDS.platform,
            "object_native": self.id,
            "metric": metric,
            "value": values,
            "is_lower_bound": False,
            "observed_at": self.seen_at,
        }
        return self.columns.table(NATIVE_OBSERVATIONS, given, where=pc.is_valid(values))

    def rooms(self) -> pa.Table:
        """Each subreddit of the page once, in its first sound record."""
        codes = pc.fill_null(self.room.dictionary_encode().indices, -1).to_numpy()
        told = np.flatnonzero(self.columns.sound & (codes >= 0))
        first = np.zeros(len(codes), dtype=np.bool_)
        first[told[np.unique(codes[told], return_index=True)[1]]] = True
        given = {
            "platform": _IDS.platform,
            "community_native": self.room,
            "kind": _IDS.kind,
            "name": pc.coalesce(self.room_name, ""),
            "url": pc.binary_join_element_wise(_SITE, self.room, "/"),
        }
        return self.columns.table(NATIVE_COMMUNITIES, given, where=pa.array(first))

    def _acts(self, given: Mapping[str, Any], where: pa.Array | None = None) -> pa.Table:
        shared = {
            "platform": _IDS.platform,
            "object_native": self.id,
            "actor_native": self.author,
            "actor_scheme": pc.if_else(pc.is_valid(self.author), _IDS.scheme, ANONYMOUS),
            "actor_type": "Person",
            "community_native": self.room,
            "kind": _IDS.kind,
            "time_precision": "second",
            "time_source": "server",
            "sampling_frame": "community",
        }
        return self.columns.table(NATIVE_ACTIVITIES, {**shared, **given}, where=where)


def _fullname(columns: Columns, is_comment: pa.Array) -> pa.Array:
    """``t3_`` or ``t1_`` and the number, however the record writes it."""
    number = pc.coalesce(columns.text("id"), columns.text("name"))
    columns.refuse(
        pc.is_null(number).to_numpy(zero_copy_only=False), "id", "missing-value", "an identifier"
    )
    bare = pc.replace_substring_regex(pc.utf8_lower(number), "^t[13]_", "")
    named = pc.binary_join_element_wise(pc.if_else(is_comment, "t1", "t3"), bare, "_")
    wrong = pc.invert(pc.match_substring_regex(named, _FULLNAME))
    mask = pc.fill_null(wrong, False).to_numpy(zero_copy_only=False)
    columns.refuse(mask, "id", "not-an-id", "letters and digits such as t3_15aav4")
    return named


def _named(column: pa.Array) -> pa.Array:
    return pc.if_else(pc.match_substring_regex(column, _FULLNAME), column, _NONE)


def _without(column: pa.Array, words: pa.Array) -> pa.Array:
    return pc.if_else(pc.is_in(column, value_set=words), _NONE, column)


def _epoch(columns: Columns, name: str, *, required: bool = False) -> pa.Array:
    """Seconds since 1970; null where there are none, ``false`` among them."""
    text = columns.text(name)
    if text.null_count == len(text) and not required:
        return pa.nulls(len(columns), UTC_MICROSECONDS)
    if not required:
        text = pc.if_else(pc.match_substring_regex(text, "^[0-9]"), text, _NONE)
    return columns.epoch(name, text, required=required)


def _room(columns: Columns, options: Mapping[str, str]) -> tuple[pa.Array, pa.Array]:
    told = columns.text("subreddit")
    if told.null_count:
        link = pc.struct_field(pc.extract_regex(columns.text("permalink"), _ROOM), "room")
        told = pc.coalesce(told, link, options.get("subreddit") or _NONE)
    return pc.binary_join_element_wise("r", pc.utf8_lower(told), "/"), told


def _scores(columns: Columns, is_comment: pa.Array) -> pa.Array:
    score = columns.whole("score")
    if columns.has("ups"):
        score = pc.coalesce(score, pc.subtract(columns.whole("ups"), columns.whole("downs")))
    new = pc.and_(is_comment, pc.fill_null(pc.equal(score, 1), False))
    return pc.if_else(new, pa.scalar(None, pa.int64()), score)


def _url(columns: Columns) -> pa.Array:
    link = columns.text("permalink")
    whole = pc.binary_join_element_wise(_SITE, link, "")
    return pc.if_else(pc.fill_null(pc.starts_with(link, "/"), False), whole, link)


def _tags(columns: Columns) -> pa.Array:
    flair = columns.text("link_flair_text")
    if flair.null_count == len(flair):
        return pa.nulls(len(flair), pa.list_(pa.string()))
    lists = [None if text is None else [text] for text in flair.to_pylist()]
    return pa.array(lists, pa.list_(pa.string()))
