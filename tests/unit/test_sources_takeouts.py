"""Which native rows people's own data from TikTok, Instagram, YouTube and X give."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.chat_samples import zipped
from tests.sources_samples import Read
from tests.takeout_samples import (
    INSTAGRAM,
    TIKTOK,
    X_ARCHIVE,
    YOUTUBE,
    write_instagram,
    write_tiktok,
    write_x,
    write_youtube,
    write_youtube_html,
)

from folkmoot.errors import ProblemGroup
from folkmoot.sources import source

COLUMNS = ("verb", "object_type", "object_native", "published_at", "sampling_frame", "text")
Row = tuple[object, ...]


def at(clock: str, day: int = 2) -> datetime:
    """A moment in UTC of the days of the samples."""
    return datetime.fromisoformat(f"2024-01-{day:02}T{clock}+00:00")


def everything(read: Read) -> str:
    """All that came out of a source, raw and native."""
    pages = [page.records.to_pylist() for page in read.pages]
    tables = [table.to_pylist() for table in read.tables.values()]
    return str([pages, tables, read.faults])


def by_row(read: Read, *columns: str) -> list[Row]:
    """Rows of activities in the order of the export."""
    return [row[1:] for row in sorted(read.rows("activities", "row", *columns), key=lambda r: r[0])]


def test_tiktok(tmp_path: Path) -> None:
    read = Read(source("tiktok"), write_tiktok(tmp_path))
    first, second = "video/7000000000000000001", "video/7000000000000000002"
    (_, _, _, _, _, _, comment, post) = [row[2] for row in by_row(read, *COLUMNS)]
    assert by_row(read, *COLUMNS) == [
        ("View", "Video", first, at("03:04:05"), "browsing", None),
        ("View", "Video", second, at("03:05:05"), "browsing", None),
        ("Like", "Video", second, at("03:06:05"), "user", None),
        ("Add", "Video", first, at("03:07:05"), "user", None),
        ("Announce", "Video", first, at("03:08:05"), "user", None),
        ("Follow", "Person", "kettles", at("00:00:01", 1), "user", None),
        ("Create", "Comment", comment, at("03:09:05"), "user", "Which kettle?"),
        ("Create", "Video", post, at("03:10:05"), "user", None),
    ]
    assert set(read.rows("activities", "actor_native", "actor_scheme", "time_source")) == {
        ("ann", "handle", "local")
    }
    assert read.rows("observations", "object_native", "metric", "value") == [(post, "likes", 1200)]
    assert [(one.row, one.code) for one in read.faults] == [(3, "impossible-date")]
    assert read.read_count == read.count == 9


def test_tiktok_of_later_years_and_a_zone(tmp_path: Path) -> None:
    later = {
        "Your Activity": {"Watch History": {"VideoList": TIKTOK["Activity"]
                                            ["Video Browsing History"]["VideoList"][:1]}},
        "Likes and Favorites": {"Like List": TIKTOK["Activity"]["Like List"]},
        "Post": {"Posts": {"VideoList": [
            {"Date": "2024-01-02 03:10:05", "WhoCanView": "Friends", "Title": "SECRET"}]}},
    }  # fmt: skip
    path = tmp_path / "user_data_tiktok.json"
    path.write_text(json.dumps(later), "utf-8")
    read = Read(source("tiktok"), path, {"person": "ann", "zone": "Asia/Shanghai"})
    assert read.rows("activities", "verb", "published_at") == [
        ("Like", at("19:06:05", 1)), ("View", at("19:04:05", 1))
    ]  # fmt: skip
    assert [one.code for one in read.faults] == ["not-public"]
    assert "SECRET" not in everything(read)


def test_instagram(tmp_path: Path) -> None:
    read = Read(source("instagram"), write_instagram(tmp_path))
    post = "post/1152921504606846976"
    (*_, comment, _, own) = [row[2] for row in by_row(read, *COLUMNS)]
    assert by_row(read, *COLUMNS) == [
        ("View", "Image", None, at("03:00:00"), "browsing", None),
        ("View", "Video", post, at("03:01:00"), "browsing", None),
        ("Like", "Image", post, at("03:02:00"), "user", None),
        ("Add", "Image", post, at("03:03:00"), "user", None),
        ("Create", "Comment", comment, at("03:04:00"), "user", "Schöner Kessel"),
        ("Follow", "Person", "kettles", at("03:05:00"), "user", None),
        ("Create", "Image", own, at("03:06:00"), "user", "Grüner Tee"),
    ]
    assert set(read.rows("activities", "actor_native")) == {("ann",)}
    assert [(one.row, one.column) for one in read.faults] == [(2, "at")]
    assert read.read_count == read.count == 8


def test_youtube(tmp_path: Path) -> None:
    read = Read(source("youtube_takeout"), write_youtube(tmp_path))
    video = "video/aaaaaaaaaa1"
    assert by_row(read, *COLUMNS, "in_reply_to_native") == [
        ("View", "Video", video, at("03:04:05.678000"), "browsing", None, None),
        ("Create", "Comment", "comment/Ug1", at("03:07:05.500000"), "user", "Which kettle?", video),
        ("Create", "Comment", "comment/Ug1.x", at("03:08:05"), "user", "A plain one",
         "comment/Ug1"),
        ("Like", "Video", video, at("03:09:05"), "user", None, None),
        ("Create", "Video", "video/aaaaaaaaaa3", at("03:10:05"), "user", None, None),
    ]  # fmt: skip
    assert set(read.rows("activities", "actor_native")) == {("UC0000000001",)}
    assert read.rows("communities", "community_native", "name") == [("channel/UC9", "Kettles")]
    assert [(one.row, one.code) for one in read.faults] == [
        (2, "an-advertisement"), (3, "not-a-video"), (9, "not-public")
    ]  # fmt: skip
    assert read.read_count == read.count == 9


def test_a_history_of_youtube_as_a_page(tmp_path: Path) -> None:
    options = {"person": "UC1", "zone": "Europe/Berlin"}
    read = Read(source("youtube_takeout"), write_youtube_html(tmp_path), options)
    assert by_row(read, "verb", "object_native", "published_at", "time_source") == [
        ("View", "video/aaaaaaaaaa1", at("03:04:05"), "local")
    ]
    assert [(one.row, one.code) for one in read.faults] == [(2, "not-a-video")]
    assert read.count == 2


def test_x(tmp_path: Path) -> None:
    read = Read(source("x"), write_x(tmp_path))
    liked = datetime(2019, 12, 31, 19, 26, 16, 771_000, tzinfo=UTC)
    first = "post/174202000000000000"
    assert by_row(read, "native_id", "verb", "published_at", "in_reply_to_native", "text") == [
        (f"{first}1", "Create", at("03:04:05"), None, "Which kettle?"),
        (f"{first}2", "Create", at("03:04:05"), "post/17", "@bob A plain one"),
        (f"{first}3", "Announce", at("03:04:05"), None, None),
        (f"{first}5", "Create", at("03:04:05"), None, "gone"),
        (f"{first}5#deleted", "Delete", at("03:04:05", 3), None, None),
        ("like/42/1212092628029698048", "Like", liked, None, None),
    ]
    assert read.rows("activities", "lang_declared")[:2] == [("en",), (None,)]
    assert read.rows("observations", "metric", "value")[:2] == [("likes", 3), ("reposts", 0)]
    assert [(one.row, one.code) for one in read.faults] == [
        (4, "impossible-date"), (7, "no-time"), (8, "no-time")
    ]  # fmt: skip
    assert read.read_count == read.count == 8


@pytest.mark.parametrize(
    ("name", "write", "content"),
    [
        ("tiktok", write_tiktok, json.dumps(TIKTOK)),
        ("instagram", write_instagram, json.dumps(INSTAGRAM)),
        ("youtube_takeout", write_youtube, json.dumps(YOUTUBE)),
        ("x", write_x, json.dumps(X_ARCHIVE)),
    ],
)
def test_messages_addresses_places_and_advertisers_never_come_out(
    tmp_path: Path, name: str, write: object, content: str
) -> None:
    assert callable(write)
    assert content.count("SECRET") >= 3
    assert "SECRET" not in everything(Read(source(name), write(tmp_path)))


@pytest.mark.parametrize("name", ["tiktok", "instagram", "x"])
def test_whose_account_it_is_must_be_known(tmp_path: Path, name: str) -> None:
    contents = {
        "tiktok": {"user_data.json": json.dumps({"Activity": TIKTOK["Activity"]})},
        "instagram": {"likes/liked_posts.json": '{"likes_media_likes": []}'},
        "x": {"data/tweets.js": X_ARCHIVE["data/tweets.js"]},
    }
    path = zipped(tmp_path / "export.zip", contents[name])
    with pytest.raises(ProblemGroup) as caught:
        source(name).settle(path, {})
    assert [(one.code, one.where) for one in caught.value.problems] == [
        ("missing-option", "person")
    ]
    read = Read(source(name), path, {"person": "somebody"})
    assert {actor for (actor,) in read.rows("activities", "actor_native")} <= {"somebody"}


def test_two_parts_of_one_archive_name_the_same_act_alike(tmp_path: Path) -> None:
    whole = Read(source("x"), write_x(tmp_path))
    part = {name: X_ARCHIVE[name] for name in ("data/account.js", "data/like.js")}
    again = Read(source("x"), zipped(tmp_path / "part.zip", part))
    assert set(again.rows("activities", "native_id")) < set(whole.rows("activities", "native_id"))
