"""The source itself: which files of Google Takeout are read, and what they tell."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, ClassVar, Final

import pyarrow as pa
import pyarrow.compute as pc

from folkmoot.files.delimited import csv_pages
from folkmoot.sources._archives import Export
from folkmoot.sources._json import Layout
from folkmoot.sources._json_start import Start
from folkmoot.sources._moments import Moment, read_moment, zone_of
from folkmoot.sources._native import Record, Refused, Rows
from folkmoot.sources._options import ZONE
from folkmoot.sources._platform_ids import native_id, platform_ids
from folkmoot.sources._takeout import PERSON, Part, TakeoutSource
from folkmoot.sources.base import About, Claim, Tells
from folkmoot.sources.youtube_takeout.history import cells, count_cells, iso_of, read_cell

__all__ = ["YouTubeTakeout"]

_WATCHED: Final = ("time", "titleUrl", "is_advertisement")
_TITLE: Final = "video title (original)"
_COMMENTS: Final = (
    "comment id", "comment create timestamp", "parent comment id", "video id", "comment text",
)  # fmt: skip
_SUBSCRIPTIONS: Final = ("channel id", "channel url", "channel title")
_LIKES: Final = ("video id", "playlist video creation timestamp", "time added")
_VIDEOS: Final = (
    "video id", _TITLE, "video create timestamp", "video publish timestamp",
    "privacy",
)  # fmt: skip
_VIDEO: Final = re.compile(r"(?:[?&]v=|youtu\.be/|/shorts/)([A-Za-z0-9_-]{6,20})")
_SUBJECT: Final = r"(?:^|/)(?:comments[^/]*|channel)\.csv$"
#: Names of the same files in German and Dutch beside the English ones.
_HISTORY: Final = r"(?:^|/)(?:watch-history|wiedergabeverlauf|kijkgeschiedenis)"


class YouTubeTakeout(TakeoutSource):
    """What Google Takeout gives of YouTube: its zip, the folder, or one of its files.

    Options: ``person``, the number of the channel (``UC...``) where no file tells it; ``zone`` of
    the times in a history saved as HTML. Searches, messages in live chats and private playlists
    are not read, and advertisements are set aside.
    """

    name = "youtube_takeout"
    about = About(
        title="YouTube, one's own data by Google Takeout",
        platforms=("youtube.com",),
        export="Google Takeout, YouTube and YouTube Music, history as JSON",
        frame="browsing",
        actor_scheme="id",
        time_source="server",
        rungs={
            "creator": Tells("yes", "the person's public videos"),
            "conversationalist": Tells("no", "posts of channels are not read"),
            "critic": Tells("yes", "the person's comments, with the video"),
            "collector": Tells("no", "playlists are not read"),
            "joiner": Tells("no", "subscriptions are told without a time, as communities alone"),
            "spectator": Tells("yes", "videos watched, as far back as the history is kept"),
        },
        may_train=False,
        may_redistribute=False,
        deletes="what was deleted from the history is absent",
        edits="a comment has its last text",
        options={"person": "number of the channel", "zone": "zone of an HTML history"},
    )
    layouts = (
        Layout("watched", _WATCHED),
        Layout("comments", _COMMENTS),
        Layout("subscriptions", _SUBSCRIPTIONS),
        Layout("likes", _LIKES),
        Layout("videos", _VIDEOS),
    )
    parts = (
        Part(rf"{_HISTORY}\.json$", layouts[:1]),
        Part(rf"{_HISTORY}\.html$", layouts[:1], "html"),
        Part(r"(?:^|/)(?:comments|kommentare|reacties)(?:\([0-9]+\))?\.csv$", layouts[1:2], "csv"),
        Part(r"(?:^|/)(?:subscriptions|abos|abonnementen)\.csv$", layouts[2:3], "csv"),
        Part(r"(?:^|/)liked videos(?:-videos)?\.csv$", layouts[3:4], "csv"),
        Part(r"(?:^|/)video metadata/videos(?:\([0-9]+\))?\.csv$", layouts[4:], "csv"),
    )
    subject_pattern = _SUBJECT
    people: ClassVar[Mapping[str, Mapping[str, str]]] = {}
    known_options = (*TakeoutSource.known_options, ZONE)
    suffixes = (".json", ".html", ".csv")

    def recognise(self, start: Start) -> Claim | None:
        """Claim a history with YouTube's addresses, or a table with the columns of Takeout."""
        head = start.text[:8192]
        if re.search(_HISTORY, start.name, re.IGNORECASE) and b"youtube.com" in start.text:
            return Claim(0.95, "a history of videos watched, as Google Takeout writes it")
        columns = head.partition(b"\n")[0].lower()
        if columns.startswith((b"channel id,channel url", b"comment id,channel id", b"video id,")):
            return Claim(0.85, "a table with the columns of Google Takeout")
        return None

    def subject(self, export: Export) -> str | None:
        """The number of the channel; nothing else of those tables is looked at."""
        for name in export.names:
            with export.local(name) as path:
                for page in csv_pages(path, "subject"):
                    for column in page.records.schema.names:
                        if column.strip().lower() == "channel id":
                            numbers = (one for one in page.records[column].to_pylist() if one)
                            return next(numbers, None)
        return None

    def lean_table(self, kind: str, records: pa.RecordBatch) -> pa.RecordBatch:
        """Leave out the titles of videos that are not public."""
        names = records.schema.names
        if kind != "videos" or not {_TITLE, "privacy"} <= set(names):
            return records
        is_public = pc.equal(pc.utf8_lower(records["privacy"]), "public")
        shown = pc.if_else(is_public, records[_TITLE], pa.scalar(None, pa.string()))
        return records.set_column(names.index(_TITLE), _TITLE, shown)

    def html_records(self, export: Export, name: str) -> Iterator[tuple[int, dict[str, Any]]]:
        """Videos of a history saved as HTML."""
        for line, cell in cells(export.blocks(name)):
            yield line, read_cell(cell)

    def html_count(self, export: Export, name: str) -> int:
        """Count the openings of cells."""
        return count_cells(export.blocks(name))

    def lean(self, kind: str, value: Mapping[str, Any]) -> Mapping[str, Any]:
        """Whether what was watched was an advertisement."""
        del kind
        details = value.get("details")
        told = details if isinstance(details, list) else []
        names = [one.get("name") for one in told if isinstance(one, dict)]
        return {**value, "is_advertisement": "From Google Ads" in names}

    def rows(self, options: Mapping[str, str]) -> Rows:
        """Rows of youtube.com, of one person."""
        del options
        ids = platform_ids("youtube")
        return Rows(ids.platform, ids.kind, frame="user", scheme=ids.scheme)

    def tell(self, kind: str, record: Record, rows: Rows, options: Mapping[str, str]) -> None:
        """Row of one thing that the person did."""
        tells = {
            "watched": _tell_watched, "comments": _tell_comment, "likes": _tell_like,
            "videos": _tell_video,
        }  # fmt: skip
        if kind == "subscriptions":
            number = record.identifier("channel id")
            rows.community(
                native_id("youtube", "channel", number), record.text("channel title") or number,
                url=record.text("channel url"),
            )  # fmt: skip
            return
        tells[kind](record, rows, record.identifier(PERSON), options)


def _tell_watched(record: Record, rows: Rows, person: str, options: Mapping[str, str]) -> None:
    if record.flag("is_advertisement"):
        raise Refused("", "an-advertisement", "an advertisement that was shown", "a video chosen")
    match = _VIDEO.search(record.text("titleUrl") or "")
    if not match:
        expected = "the address of a video; what was deleted or searched for has none"
        raise Refused("titleUrl", "not-a-video", record.text("titleUrl") or "nothing", expected)
    video = native_id("youtube", "video", match[1])
    text = record.need("time")
    zone = zone_of(options["zone"]) if options["zone"] else None
    written = iso_of(text)
    at = read_moment(written, zone, "local") if written else read_moment(text, zone)
    if at is None:
        expected = "a time such as 2024-01-02T03:04:05Z, or Jan 2, 2024, 3:04:05 PM CET"
        raise Refused("time", "impossible-date", text, expected)
    rows.activity(f"{video}#view/{person}/{at.at.isoformat()}", "View", at, actor=person,
                  object_type="Video", object_native=video, sampling_frame="browsing")  # fmt: skip


def _tell_comment(record: Record, rows: Rows, person: str, options: Mapping[str, str]) -> None:
    del options
    name = native_id("youtube", "comment", record.identifier("comment id"))
    video, parent = record.text("video id"), record.text("parent comment id")
    root = native_id("youtube", "video", video) if video else None
    rows.activity(
        name, "Create", record.moment("comment create timestamp"), actor=person,
        object_type="Comment", text=_comment_text(record.text("comment text") or ""),
        in_reply_to_native=native_id("youtube", "comment", parent) if parent else root,
        root_native=root,
    )  # fmt: skip


def _tell_like(record: Record, rows: Rows, person: str, options: Mapping[str, str]) -> None:
    del options
    video = native_id("youtube", "video", record.identifier("video id"))
    column = "playlist video creation timestamp"
    at = record.moment(column if record.text(column) else "time added")
    rows.activity(f"{video}#like/{person}", "Like", at, actor=person, object_type="Video",
                  object_native=video)  # fmt: skip


def _tell_video(record: Record, rows: Rows, person: str, options: Mapping[str, str]) -> None:
    del options
    if (record.text("privacy") or "").lower() != "public":
        got = record.text("privacy") or "nothing"
        raise Refused("privacy", "not-public", got, "a video that everybody may watch")
    name = native_id("youtube", "video", record.identifier("video id"))
    column = "video publish timestamp"
    at: Moment = record.moment(column if record.text(column) else "video create timestamp")
    rows.activity(name, "Create", at, actor=person, object_type="Video",
                  title=record.text(_TITLE))  # fmt: skip


def _comment_text(text: str) -> str | None:
    """Text of a comment, which newer exports wrap into JSON, whole or in segments."""
    if not text.startswith("{"):
        return text or None
    try:
        parts = json.loads(f"[{text}]")
    except (ValueError, RecursionError):
        return text
    segments = []
    for part in parts:
        inner = part.get("takeoutSegments") if isinstance(part, dict) else None
        segments += inner if isinstance(inner, list) else [part]
    said = (one.get("text") for one in segments if isinstance(one, dict))
    return "".join(one for one in said if isinstance(one, str)) or None
