"""Hacker News: the same story by the API, by the search and in a table is one activity."""

from __future__ import annotations

from pathlib import Path

import pytest

from folkmoot.sources import choose, source
from folkmoot.testing import SourceReport, check_source

EXPORTS = Path(__file__).resolve().parents[1] / "data" / "exports" / "hackernews"
FORMS = ("items.ndjson", "search.json", "stories.csv")
REPORTS = {
    "items.ndjson": SourceReport(7, 1, {"activities": 5, "communities": 1, "observations": 6}),
    "search.json": SourceReport(2, 0, {"activities": 2, "communities": 1, "observations": 2}),
    "stories.csv": SourceReport(3, 1, {"activities": 2, "communities": 1, "observations": 4}),
}


def rows(name: str) -> dict[str, dict[str, object]]:
    reader = source("hackernews")
    options = reader.settle(EXPORTS / name, {})
    tables = [reader.map(page, options).tables for page in reader.fetch(EXPORTS / name, options)]
    return {row["native_id"]: row for one in tables for row in one["activities"].to_pylist()}


@pytest.mark.parametrize("name", FORMS)
def test_it_keeps_the_contract_and_is_recognised(name: str) -> None:
    assert check_source(source("hackernews"), EXPORTS / name) == REPORTS[name]
    assert choose(EXPORTS / name).source == "hackernews"


def test_three_descriptions_of_a_story_are_one_activity() -> None:
    stories = [rows(name)["item/9001"] for name in FORMS]
    for field in ("platform", "verb", "object_type", "actor_native", "actor_scheme", "title"):
        assert len({story[field] for story in stories}) == 1
    assert [story["time_source"] for story in stories] == ["server", "server", "local"]
    assert [story["sampling_frame"] for story in stories] == ["community", "keyword", "community"]


def test_a_comment_answers_and_a_deleted_one_is_taken_back() -> None:
    found = rows("items.ndjson")
    comment, deleted = found["item/9002"], found["item/9003#deleted"]
    assert comment["text"] == "A hand mill.\nThey don't break."
    assert (comment["in_reply_to_native"], comment["root_native"]) == ("item/9001", None)
    assert (deleted["verb"], deleted["object_native"]) == ("Delete", "item/9003")
    assert (deleted["actor_native"], deleted["text"]) == (None, None)


def test_a_table_read_in_its_zone() -> None:
    reader = source("hackernews")
    path = EXPORTS / "stories.csv"
    options = reader.settle(path, {"zone": "America/New_York"})
    (page,) = reader.fetch(path, options)
    first = reader.map(page, options).tables["activities"].to_pylist()[0]
    assert str(first["published_at"]) == "2023-11-15 03:13:00+00:00"
    assert (first["time_precision"], first["time_source"]) == ("minute", "server")


def test_a_table_of_twenty_thousand_stories(shared_data: Path) -> None:
    path = shared_data / "hacker_news_sample" / "hacker_news.csv"
    report = check_source(source("hackernews"), path, damage_count=0)
    assert (report.read_count, report.fault_count) == (20_082, 0)
    assert report.row_counts["activities"] == 20_082
