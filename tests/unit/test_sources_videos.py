"""Which native rows answers of the YouTube Data API give."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.sources_samples import Read
from tests.video_samples import ANSWERS, THREADS, write_answer

from folkmoot.errors import ProblemGroup
from folkmoot.sources import source

YOUTUBE = source("youtube")


@pytest.mark.parametrize("form", ["answer", "items", "lines"])
@pytest.mark.parametrize("name", sorted(ANSWERS))
def test_every_form_gives_the_same_rows_without_what_is_secret(
    name: str, form: str, tmp_path: Path
) -> None:
    path = write_answer(tmp_path, name, form)
    found, whole = Read(YOUTUBE, path), Read(YOUTUBE, write_answer(tmp_path, name))
    assert found.count == found.read_count == whole.count
    assert {one: table.to_pylist() for one, table in found.tables.items()} == {
        one: table.to_pylist() for one, table in whole.tables.items()
    }
    pages = [page.records.to_pylist() for page in found.pages]
    assert "SECRET" not in str([pages, found.faults])


def test_a_video_is_made_by_its_channel_which_is_a_room(tmp_path: Path) -> None:
    found = Read(YOUTUBE, write_answer(tmp_path, "videos"))
    assert found.rows(
        "activities", "native_id", "object_type", "actor_native", "community_native", "tags",
        "lang_declared",
    ) == [("video/vid1", "Video", "UCkettles", "channel/UCkettles", ["tea"], "en")]  # fmt: skip
    assert found.rows("communities", "community_native", "name") == [
        ("channel/UCkettles", "Kettle tests")
    ]
    assert found.rows("observations", "object_native", "metric", "value") == [
        ("video/vid1", "views", 1234.0), ("video/vid1", "likes", 56.0),
        ("video/vid1", "replies", 4.0),
    ]  # fmt: skip


def test_threads_with_replies_edits_and_an_author_who_is_gone(tmp_path: Path) -> None:
    found = Read(YOUTUBE, write_answer(tmp_path, "threads"))
    edit = "comment/c1#edit/2024-03-05T10:00:00Z"
    told = found.rows(
        "activities", "native_id", "verb", "actor_native", "actor_scheme", "in_reply_to_native",
        "root_native", "text",
    )  # fmt: skip
    assert sorted(told) == [
        ("comment/c1", "Create", "UCann", "id", "video/vid1", "video/vid1", "1 < 2\nso it is"),
        (edit, "Update", "UCann", "id", "comment/c1", None, None),
        ("comment/c1.r1", "Create", "UCbob", "id", "comment/c1", "video/vid1", "a <b> c"),
        ("comment/c1.r2", "Create", None, "none", "comment/c1", "video/vid1", "Gone"),
        ("comment/c2", "Create", "UCcem", "id", "video/vid1", "video/vid1", "First!"),
    ]
    assert ("comment/c1", "replies", 2.0) in found.rows(
        "observations", "object_native", "metric", "value"
    )


def test_a_reply_is_the_same_activity_in_its_thread_and_alone(tmp_path: Path) -> None:
    threads = Read(YOUTUBE, write_answer(tmp_path, "threads"))
    alone = Read(YOUTUBE, write_answer(tmp_path, "comments"))
    columns = ("native_id", "actor_native", "text", "published_at")
    (one,) = alone.rows("activities", *columns)
    assert one in threads.rows("activities", *columns)
    assert one[-1] == datetime(2024, 3, 4, 10, tzinfo=UTC)
    assert [(fault.row, fault.code) for fault in alone.faults] == [(2, "impossible-date")]


def test_other_resources_are_set_aside_by_name(tmp_path: Path) -> None:
    path = tmp_path / "answers.json"
    items = [*THREADS["items"][1:], {"kind": "youtube#channel", "id": "SECRET"}]
    path.write_text(json.dumps({**THREADS, "items": items}), "utf-8")
    found = Read(YOUTUBE, path)
    assert [(fault.code, fault.got) for fault in found.faults] == [
        ("unknown-record", "youtube#channel")
    ]
    assert found.read_count == 2


def test_the_frame_is_what_the_user_says(tmp_path: Path) -> None:
    path = write_answer(tmp_path, "threads")
    assert set(Read(YOUTUBE, path).rows("activities", "sampling_frame")) == {("community",)}
    searched = Read(YOUTUBE, path, {"frame": "keyword"})
    assert set(searched.rows("activities", "sampling_frame")) == {("keyword",)}
    with pytest.raises(ProblemGroup, match="one of community"):
        YOUTUBE.settle(path, {"frame": "all"})
