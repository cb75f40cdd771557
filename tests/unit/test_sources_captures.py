"""Which native rows captures of browsing give, site by site."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.capture_samples import CAPTURES, SEEN, envelope, write_capture
from tests.sources_samples import Read

from folkmoot.ingest import ingest
from folkmoot.project import init_project
from folkmoot.sources import source

CAPTURE = source("zeeschuimer")
SEEN_AT = datetime.fromtimestamp(SEEN / 1000, UTC)


def read(folder: Path, site: str) -> Read:
    return Read(CAPTURE, write_capture(folder, site))


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2024-{text}+00:00")


def everything(found: Read) -> str:
    """All that came out, raw and native."""
    pages = [page.records.to_pylist() for page in found.pages]
    tables = [table.to_pylist() for table in found.tables.values()]
    return str([pages, tables, found.faults])


@pytest.mark.parametrize("form", ["zeeschuimer", "4cat"])
@pytest.mark.parametrize("site", sorted(CAPTURES))
def test_what_is_secret_never_reaches_a_raw_page(site: str, form: str, tmp_path: Path) -> None:
    path = write_capture(tmp_path, site, form=form)
    assert "SECRET" in path.read_text("utf-8")
    assert "SECRET" not in everything(Read(CAPTURE, path))


@pytest.mark.parametrize("site", sorted(CAPTURES))
def test_both_forms_give_the_same_rows_all_of_them_browsed(site: str, tmp_path: Path) -> None:
    plain = read(tmp_path, site)
    stored = Read(CAPTURE, write_capture(tmp_path, site, form="4cat"))
    assert {name: table.to_pylist() for name, table in plain.tables.items()} == {
        name: table.to_pylist() for name, table in stored.tables.items()
    }
    assert set(plain.rows("activities", "sampling_frame", "platform")) == {("browsing", site)}
    assert {moment for (moment,) in plain.rows("observations", "observed_at")} == {SEEN_AT}


def test_a_capture_that_4cat_stored_adds_nothing_to_its_own(tmp_path: Path) -> None:
    project = init_project(tmp_path / "project")
    told = []
    for form in ("zeeschuimer", "4cat"):
        (result,) = ingest(project, write_capture(tmp_path, "tiktok.com", form=form), CAPTURE)
        told.append([result.total(what) for what in ("read", "kept", "already", "refused")])
    project.close()
    assert told == [[4, 4, 0, 0], [4, 0, 4, 0]]


def test_xiaohongshu(tmp_path: Path) -> None:
    found = read(tmp_path, "xiaohongshu.com")
    note = "note/65e5a1b0000000000b003a28"
    first = "comment/65e5b000000000001b003a28"
    assert found.rows(
        "activities", "native_id", "object_type", "actor_native", "in_reply_to_native", "title",
        "text",
    ) == [
        (note, "Image", "5bd313d73a2b6700015ef04c", None, "One plain kettle", None),
        ("note/65e5a1b1000000000b003a29", "Video", "u2", None, "Steel or glass",
         "I say glass #tea"),
        ("note/65e5a1b2000000000b003a2a", "Image", None, None, "A tile", None),
        (first, "Comment", "u3", note, None, "Which one?"),
        ("comment/65e5b0aa000000001b003a28", "Comment", "u4", first, None, "Mine too"),
        ("comment/65e5b100000000001b003a28", "Comment", "u1", first, None, "The small one"),
    ]  # fmt: skip
    assert found.rows("observations", "object_native", "metric", "value", "is_lower_bound")[:2] == [
        (note, "likes", 12000.0, False), (note, "saves", 10.0, True)
    ]  # fmt: skip


def test_a_note_without_a_time_has_that_of_its_number_known_to_the_day(tmp_path: Path) -> None:
    times = read(tmp_path, "xiaohongshu.com").rows("activities", "published_at", "time_precision")
    assert times == [
        (datetime.fromtimestamp(0x65E5A1B0, UTC), "day"), (at("03-03 21:06:40"), "second"),
        (datetime.fromtimestamp(0x65E5A1B2, UTC), "day"), (at("03-04 11:26:40"), "second"),
        (at("03-04 11:28:20"), "second"), (at("03-04 11:31:40"), "second"),
    ]  # fmt: skip


def test_a_post_that_tells_no_time_is_set_aside_and_never_has_that_of_seeing(
    tmp_path: Path,
) -> None:
    path = tmp_path / "capture.ndjson"
    data = {"id": "short", "title": "A tile", "author_name": "Cem"}
    path.write_text(json.dumps(envelope("xiaohongshu.com", data, 1)), "utf-8")
    found = Read(CAPTURE, path)
    assert [(one.code, one.column) for one in found.faults] == [("missing-time", "time")]
    assert found.tables == {}


def test_douyin_streams_are_set_aside_and_no_plays_are_no_count(tmp_path: Path) -> None:
    found = read(tmp_path, "douyin.com")
    assert found.rows("activities", "native_id", "object_type", "actor_native", "tags") == [
        ("video/71", "Video", "9", ["tea"]), ("video/72", "Image", "10", None)
    ]  # fmt: skip
    assert [(one.row, one.code) for one in found.faults] == [(3, "live-stream")]
    assert "views" not in {metric for (metric,) in found.rows("observations", "metric")}
    assert ("video/72", 15000.0) in found.rows("observations", "object_native", "value")
    assert found.rows("members", "actor_native", "followers_count") == [("9", 1200)]


def test_tiktok_videos_and_comments(tmp_path: Path) -> None:
    found = read(tmp_path, "tiktok.com")
    assert found.rows(
        "activities", "native_id", "object_type", "actor_native", "actor_scheme",
        "in_reply_to_native", "root_native",
    ) == [
        ("video/701", "Video", "11", "id", None, "video/701"),
        ("video/702", "Image", "bob", "handle", None, "video/702"),
        ("comment/801", "Comment", "12", "id", "video/701", "video/701"),
        ("comment/802", "Comment", "11", "id", "comment/801", "video/701"),
    ]  # fmt: skip
    assert ("video/701", "views", 900.0) in found.rows(
        "observations", "object_native", "metric", "value"
    )


def test_instagram_comments_find_their_post_by_its_number(tmp_path: Path) -> None:
    found = read(tmp_path, "instagram.com")
    post = "post/B-fKL9qpeab"
    assert found.rows(
        "activities", "native_id", "object_type", "actor_native", "in_reply_to_native", "text"
    ) == [
        (post, "Image", "21", None, "Morning tea"),
        ("post/Cabc", "Video", "22", None, "Pouring"),
        ("comment/901", "Comment", "23", post, "Lovely"),
        ("comment/902", "Comment", "21", "comment/901", "Thanks"),
    ]
    assert [(one.row, one.code) for one in found.faults] == [(5, "advertisement")]


def test_x_replies_reposts_and_the_older_form(tmp_path: Path) -> None:
    found = read(tmp_path, "x.com")
    assert found.rows(
        "activities", "native_id", "verb", "object_native", "actor_native", "in_reply_to_native",
        "in_reply_to_actor_native", "text",
    ) == [
        ("post/31", "Create", "post/31", "41", None, None, "Which kettle?"),
        ("post/32", "Create", "post/32", "42", "post/31", "41", "The small one"),
        ("post/33", "Announce", "post/31", "43", None, None, None),
        ("post/34", "Create", "post/34", "44", None, None, "Tea time"),
    ]  # fmt: skip
    joined = datetime(2017, 8, 27, 4, 31, 26, tzinfo=UTC)
    assert found.rows("members", "actor_native", "followers_count", "joined_at") == [
        ("41", 9, joined)
    ]


def test_threads_without_a_number_of_the_person_have_a_handle(tmp_path: Path) -> None:
    found = read(tmp_path, "threads.net")
    assert found.rows("activities", "native_id", "actor_native", "actor_scheme", "text") == [
        ("post/C4x", "51", "id", "Tea?"), ("post/C4y", "bob", "handle", None)
    ]  # fmt: skip


def test_linkedin_times_are_told_as_so_long_before_they_were_seen(tmp_path: Path) -> None:
    found = read(tmp_path, "linkedin.com")
    assert found.rows(
        "activities", "native_id", "object_type", "actor_native", "actor_type", "time_precision",
        "time_source",
    ) == [
        ("post/7170000000000000001", "Note", "in/ann-1", "Person", "minute", "relative"),
        ("post/6960882777168695296", "Video", "company/kettles", "Organization", "day", "server"),
    ]  # fmt: skip
    (ago, by_number) = [moment for (moment,) in found.rows("activities", "published_at")]
    assert ago == at("03-04 16:00:00")
    assert by_number.date().isoformat() == "2022-08-04"
    assert [(one.row, one.code) for one in found.faults] == [(3, "advertisement")]


def test_records_of_other_sites_are_set_aside_with_the_name_of_the_site(tmp_path: Path) -> None:
    path = tmp_path / "capture.ndjson"
    records = [
        envelope("weibo.com", {"id": "1", "text": "SECRET"}, 1),
        envelope("x.com", CAPTURES["x.com"][0], 2),
        envelope("9gag.com", {"id": "2"}, 3),
    ]
    lines = [json.dumps(record) for record in records]
    path.write_text("\n".join([*lines, '{"broken": "SECRET']), "utf-8")
    found = Read(CAPTURE, path)
    assert found.read_count == found.count == 4
    assert sorted((one.row, one.code, one.got) for one in found.faults if one.row != 4) == [
        (1, "unknown-record", "weibo.com"), (3, "unknown-record", "9gag.com")
    ]  # fmt: skip
    assert [(one.line, one.code) for one in found.faults if one.row == 4] == [
        (4, "malformed-record")
    ]
    assert "SECRET" not in everything(found)


def test_a_record_longer_than_the_look_at_a_file_keeps_its_own_line(tmp_path: Path) -> None:
    path = tmp_path / "capture.ndjson"
    long = {**CAPTURES["x.com"][0], "padding": "x" * 100_000}
    lines = [json.dumps(envelope("x.com", long, 1)), "{broken", json.dumps(
        envelope("x.com", CAPTURES["x.com"][1], 2))]  # fmt: skip
    path.write_text("\n".join(lines), "utf-8")
    claim = CAPTURE.claim(path)
    assert claim is not None
    assert claim.confidence == 0.95
    found = Read(CAPTURE, path)
    assert [name for (name,) in found.rows("activities", "native_id")] == ["post/31", "post/32"]
    assert [one.row for one in found.faults] == [2]
