"""Reddit: archives and tables agree on a post, and what was taken away stays away."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import zstandard

from folkmoot.sources import choose, source
from folkmoot.testing import SourceReport, check_source

EXPORTS = Path(__file__).resolve().parents[1] / "data" / "exports" / "reddit"
NAMES = ("r_coffee_comments.ndjson", "r_coffee_posts.ndjson", "Coffee.csv", "manifest.json")
COMMENTS, POSTS, TABLE, ROOMS = (EXPORTS / name for name in NAMES)
REPORTS = {
    COMMENTS: SourceReport(8, 3, {"activities": 8, "observations": 3, "communities": 1}),
    POSTS: SourceReport(3, 0, {"activities": 5, "observations": 6, "communities": 1}),
    ROOMS: SourceReport(2, 1, {"communities": 1}),
    TABLE: SourceReport(2, 0, {"activities": 3, "observations": 4, "communities": 1}),
}
Acts = dict[str, dict[str, object]]


def acts(path: Path) -> Acts:
    reader = source("reddit")
    options = reader.settle(path, {})
    tables = [reader.map(page, options).tables for page in reader.fetch(path, options)]
    return {row["native_id"]: row for one in tables for row in one["activities"].to_pylist()}


@pytest.mark.parametrize("path", REPORTS, ids=lambda path: path.name)
def test_it_keeps_the_contract_and_is_recognised(path: Path) -> None:
    assert check_source(source("reddit"), path) == REPORTS[path]
    assert choose(path).source == "reddit"


def test_an_archive_with_a_long_window_and_a_list_say_the_same(tmp_path: Path) -> None:
    archive = tmp_path / "RS_2020-09.zst"
    parameters = zstandard.ZstdCompressionParameters.from_level(3, window_log=27)
    packer = zstandard.ZstdCompressor(compression_params=parameters)
    archive.write_bytes(packer.compress(POSTS.read_bytes()))
    listed = tmp_path / "posts.json"
    listed.write_text(
        json.dumps([json.loads(line) for line in POSTS.read_text().splitlines()], indent=1)
    )
    assert choose(archive).source == choose(listed).source == "reddit"
    assert acts(archive) == acts(listed) == acts(POSTS)


def test_an_archive_and_a_table_describe_one_post() -> None:
    one, other = acts(POSTS)["t3_p1"], acts(TABLE)["t3_p1"]
    assert one["actor_native"] == "ann"
    assert other["actor_native"] is None
    same = ("platform", "verb", "object_type", "title", "text", "published_at", "community_native")
    assert [one[name] for name in same] == [other[name] for name in same]
    assert one["community_native"] == "r/coffee"
    assert one["tags"] == ["Gear"]


def test_what_was_deleted_or_removed_loses_author_and_text() -> None:
    found = acts(COMMENTS) | acts(POSTS)
    for name, verb in (("t1_c3", "Delete"), ("t1_c4", "Remove"), ("t3_p2", "Remove"),
                       ("t3_p3", "Delete")):  # fmt: skip
        made, gone = found[name], found[f"{name}#gone"]
        assert (made["actor_native"], made["text"], made["title"]) == (None, None, None)
        assert (gone["verb"], gone["object_native"], gone["actor_native"]) == (verb, name, None)


def test_threads_edits_and_times() -> None:
    found = acts(COMMENTS)
    assert (found["t1_c2"]["in_reply_to_native"], found["t1_c2"]["root_native"]) == (
        "t1_c1", "t3_p1",
    )  # fmt: skip
    edit = found["t1_c2#edit/1600000200"]
    assert (edit["verb"], edit["object_native"]) == ("Update", "t1_c2")
    assert edit["actor_native"] == edit["in_reply_to_actor_native"] == "bob"
    assert str(edit["published_at"]) == "2020-09-13 12:30:00+00:00"
    assert found["t1_c5"]["text"] == "half a smile �"


def test_faults_are_one_a_record_and_say_where() -> None:
    reader = source("reddit")
    (page,) = reader.fetch(COMMENTS, {"subreddit": ""})
    faults = [*page.faults, *reader.map(page, {"subreddit": ""}).faults]
    assert [(fault.row, fault.column, fault.code) for fault in faults] == [
        (7, "", "malformed-record"), (8, "", "malformed-record"),
        (6, "created_utc", "impossible-date"),
    ]  # fmt: skip


def test_twenty_nine_subreddits_of_top_posts(shared_data: Path) -> None:
    folder = shared_data / "reddit_top_subset"
    reader = source("reddit")
    files = [path for path in reader.files(folder) if path.suffix == ".csv"]
    totals = SourceReport()
    for path in files:
        report = check_source(reader, path, damage_count=0)
        totals.read_count += report.read_count
        totals.fault_count += report.fault_count
    assert len(files) == 29
    assert (totals.read_count, totals.fault_count) == (28_700, 0)
