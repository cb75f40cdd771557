"""X: a person's own archive, the zip with ``data/tweets.js`` and the page that shows it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import ClassVar, Final

from folkmoot.sources._archives import Export
from folkmoot.sources._documents import found_records
from folkmoot.sources._json import Layout
from folkmoot.sources._json_start import Start
from folkmoot.sources._moments import Moment
from folkmoot.sources._native import Record, Refused, Rows
from folkmoot.sources._platform_ids import native_id, platform_ids
from folkmoot.sources._takeout import PERSON, Part, TakeoutSource
from folkmoot.sources.base import About, Claim, Tells

__all__ = ["X", "posted_at"]

_TWEETS: Final = (
    "tweet.id_str", "tweet.created_at", "tweet.full_text", "tweet.lang",
    "tweet.in_reply_to_status_id_str", "tweet.in_reply_to_user_id_str", "tweet.favorite_count",
    "tweet.retweet_count",
)  # fmt: skip
#: Numbers of posts hold their time since November 2010: milliseconds after this moment.
_EPOCH: Final = datetime(2010, 11, 4, 1, 42, 54, 657_000, tzinfo=UTC)
_FIRST_TIMED: Final = 1 << 40
_REPOST: Final = re.compile(r"RT @[A-Za-z0-9_]{1,20}: ")
_SUBJECT: Final = r"(?:^|/)account\.js$"


class X(TakeoutSource):
    """The archive of an account, its zip or the folder that it unpacks to.

    Options: ``person``, the number of the account where the archive does not tell it. Messages,
    contacts, devices, advertisers and followers are not read.
    """

    name = "x"
    about = About(
        title="X, one's own archive",
        platforms=("x.com",),
        export="X: Settings, Your account, Download an archive of your data",
        frame="user",
        actor_scheme="id",
        time_source="server",
        rungs={
            "creator": Tells("no", "posts are short; long articles are not read"),
            "conversationalist": Tells("yes", "the person's posts that answer nobody else"),
            "critic": Tells("yes", "the person's answers"),
            "collector": Tells("yes", "the person's reposts; bookmarks are not in the archive"),
            "joiner": Tells("no", "whom the person follows is told without a time, and set aside"),
            "spectator": Tells("no", "what the person read is not told"),
        },
        may_train=False,
        may_redistribute=False,
        deletes="a post deleted shortly before the export gives a Delete as well",
        edits="an edited post has its last text",
        options={"person": "number of the account"},
    )
    layouts = (
        Layout("tweets", _TWEETS),
        Layout("deleted", (*_TWEETS, "tweet.deleted_at")),
        Layout("likes", ("like.tweetId",)),
        Layout("following", ("following.accountId",)),
    )
    parts = (
        Part(r"(?:^|/)tweets?(?:-part[0-9]+)?\.js$", layouts[:1]),
        Part(r"(?:^|/)deleted-tweets(?:-part[0-9]+)?\.js$", layouts[1:2]),
        Part(r"(?:^|/)like(?:-part[0-9]+)?\.js$", layouts[2:3]),
        Part(r"(?:^|/)following(?:-part[0-9]+)?\.js$", layouts[3:]),
    )
    subject_pattern = _SUBJECT
    people: ClassVar[Mapping[str, Mapping[str, str]]] = {
        "tweets": {"tweet.in_reply_to_user_id_str": "mention"},
        "deleted": {"tweet.in_reply_to_user_id_str": "mention"},
        "following": {"following.accountId": "mention"},
    }
    suffixes = (".js",)

    def recognise(self, start: Start) -> Claim | None:
        """Claim a script that assigns to ``window.YTD``, as only this archive has."""
        if start.text.lstrip().startswith(b"window.YTD."):
            name = start.text.lstrip()[:60].partition(b"=")[0].decode("ascii", "replace").strip()
            return Claim(0.95, f"a script of an archive of X ({name})")
        return None

    def subject(self, export: Export) -> str | None:
        """The number of the account; nothing else of it is looked at."""
        for name in export.names:
            for found in found_records(export.blocks(name), [()]):
                account = found.value.get("account") if isinstance(found.value, dict) else None
                number = account.get("accountId") if isinstance(account, dict) else None
                if isinstance(number, str) and number.strip():
                    return number.strip()
        return None

    def rows(self, options: Mapping[str, str]) -> Rows:
        """Rows of x.com, of one person."""
        del options
        ids = platform_ids("x")
        return Rows(ids.platform, ids.kind, frame="user", scheme=ids.scheme)

    def tell(self, kind: str, record: Record, rows: Rows, options: Mapping[str, str]) -> None:
        """Rows of one thing that the person did."""
        del options
        person = record.identifier(PERSON)
        if kind == "likes":
            _tell_like(record, rows, person)
        elif kind == "following":
            got = "an account that is followed, without a time"
            raise Refused("following.accountId", "no-time", got, "a time, which X does not tell")
        else:
            _tell_post(record, rows, person)


def posted_at(number: str) -> datetime | None:
    """When a post was made, by its number; ``None`` for numbers of before November 2010.

    Examples
    --------
    >>> str(posted_at("1212092628029698048"))[:19], posted_at("12345")
    ('2019-12-31 19:26:16', None)
    """
    if not number.isascii() or not number.isdigit() or len(number) > 19:
        return None
    value = int(number)
    return _EPOCH + timedelta(milliseconds=value >> 22) if value >= _FIRST_TIMED else None


def _tell_post(record: Record, rows: Rows, person: str) -> None:
    number = record.identifier("tweet.id_str")
    name = native_id("x", "post", number)
    at = record.moment("tweet.created_at")
    text = record.text("tweet.full_text") or ""
    answered = record.text("tweet.in_reply_to_status_id_str")
    if _REPOST.match(text):
        # The archive says whose post was passed on, but not which.
        rows.activity(name, "Announce", at, actor=person, object_type="Note")
    else:
        rows.activity(
            name, "Create", at, actor=person, object_type="Note", text=text or None,
            lang_declared=_language(record), root_native=None if answered else name,
            in_reply_to_native=native_id("x", "post", answered) if answered else None,
            in_reply_to_actor_native=record.text("tweet.in_reply_to_user_id_str"),
        )  # fmt: skip
        rows.observe(name, "likes", record.count("tweet.favorite_count"))
        rows.observe(name, "reposts", record.count("tweet.retweet_count"))
    if deleted := record.maybe_moment("tweet.deleted_at"):
        rows.activity(f"{name}#deleted", "Delete", deleted, actor=person, object_type="Note",
                      object_native=name)  # fmt: skip


def _tell_like(record: Record, rows: Rows, person: str) -> None:
    """A like, which came after the post; its own time is not told."""
    number = record.identifier("like.tweetId")
    at = posted_at(number)
    if at is None:
        expected = "a post of after November 2010, whose number tells its time"
        raise Refused("like.tweetId", "no-time", number, expected)
    rows.activity(
        native_id("x", "like", person, number), "Like", Moment(at, "day", "relative"),
        actor=person, object_type="Note", object_native=native_id("x", "post", number),
    )  # fmt: skip


def _language(record: Record) -> str | None:
    found = record.text("tweet.lang")
    # "und" is X's word for a language that it could not tell; q.. are no languages.
    return None if not found or found == "und" or found.startswith(("q", "zx")) else found
