"""Which native rows the files of MediaCrawler give, platform by platform."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.crawl_samples import CRAWLED, CRAWLS, WEIBO_POSTS, XHS_NOTES, write_crawl
from tests.sources_samples import Read

from folkmoot.sources import source

CRAWL = source("mediacrawler")
CRAWLED_AT = datetime.fromtimestamp(CRAWLED / 1000, UTC)


def at(clock: str) -> datetime:
    return datetime.fromisoformat(f"2024-05-01T{clock}+00:00")


def rows(folder: Path, name: str, *columns: str) -> list[tuple[object, ...]]:
    return Read(CRAWL, write_crawl(folder, name)).rows("activities", *columns)


@pytest.mark.parametrize("form", ["json", "jsonl", "csv"])
@pytest.mark.parametrize("name", sorted(CRAWLS))
def test_every_form_gives_the_same_rows_without_what_is_secret(
    name: str, form: str, tmp_path: Path
) -> None:
    path = write_crawl(tmp_path, name, form)
    found = Read(CRAWL, path)
    whole = Read(CRAWL, write_crawl(tmp_path, name))
    assert {one: table.to_pylist() for one, table in found.tables.items()} == {
        one: table.to_pylist() for one, table in whole.tables.items()
    }
    pages = [page.records.to_pylist() for page in found.pages]
    assert "SECRET" in path.read_text("utf-8")
    assert "SECRET" not in str([pages, found.faults])


@pytest.mark.parametrize("name", sorted(CRAWLS))
def test_the_time_of_the_crawl_is_that_of_counts_alone(name: str, tmp_path: Path) -> None:
    found = Read(CRAWL, write_crawl(tmp_path, name))
    posted = {moment for (moment,) in found.rows("activities", "published_at")}
    assert CRAWLED_AT not in posted
    assert {moment for (moment,) in found.rows("observations", "observed_at")} == {CRAWLED_AT}


def test_xiaohongshu_notes_of_newer_and_older_files(tmp_path: Path) -> None:
    found = Read(CRAWL, write_crawl(tmp_path, "xhs/search_contents"))
    assert found.rows(
        "activities", "native_id", "object_type", "actor_native", "actor_scheme", "tags",
        "published_at", "sampling_frame",
    ) == [
        ("note/66", "Image", "a1f0", "hash", ["tea", "茶"], at("00:00:00"), "keyword"),
        ("note/67", "Video", "77", "id", None, at("00:01:40"), "keyword"),
    ]  # fmt: skip
    assert [(one.row, one.code, one.column) for one in found.faults] == [
        (3, "missing-time", "time")
    ]
    assert found.rows("observations", "metric", "value", "is_lower_bound")[:2] == [
        ("likes", 12000.0, False), ("saves", 10.0, True)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("xhs/search_comments", [("comment/c1", "note/66"), ("comment/c2", "comment/c1")]),
        ("weibo/search_comments", [("comment/51", "post/5029"), ("comment/52", "comment/51")]),
        ("bili/search_comments", [("comment/61", "video/1001")]),
        ("douyin/search_comments", [("comment/83", "video/81")]),
        ("kuaishou/search_comments", [("comment/91", "video/3x")]),
        ("tieba/detail_comments", [("comment/92", "thread/9001"), ("comment/93", "comment/92")]),
        ("zhihu/search_comments", [("comment/34", "answer/31")]),
    ],
)  # fmt: skip
def test_comments_name_what_they_answer(
    name: str, expected: list[tuple[str, str]], tmp_path: Path
) -> None:
    assert rows(tmp_path, name, "native_id", "in_reply_to_native") == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("weibo/search_contents", [("weibo.com", "post/5029", "Note")]),
        ("bili/search_contents", [("bilibili.com", "video/1001", "Video")]),
        ("bili/creator_dynamics", [("bilibili.com", "dynamic/71", "Note")]),
        ("douyin/search_contents",
         [("douyin.com", "video/81", "Video"), ("douyin.com", "video/82", "Image")]),
        ("kuaishou/search_contents", [("kuaishou.com", "video/3x", "Video")]),
        ("zhihu/search_contents",
         [("zhihu.com", "answer/31", "Answer"), ("zhihu.com", "article/32", "Article")]),
    ],
)  # fmt: skip
def test_posts_of_the_other_platforms(
    name: str, expected: list[tuple[str, str, str]], tmp_path: Path
) -> None:
    assert rows(tmp_path, name, "platform", "native_id", "object_type") == expected


def test_an_answer_replies_to_its_question(tmp_path: Path) -> None:
    answers = rows(tmp_path, "zhihu/search_contents", "in_reply_to_native", "root_native")
    assert answers == [("question/30", "question/30"), (None, "article/32")]


def test_tieba_keeps_its_bar_and_has_the_times_of_china(tmp_path: Path) -> None:
    path = write_crawl(tmp_path, "tieba/detail_contents")
    found = Read(CRAWL, path)
    assert found.rows("communities", "community_native", "name", "kind") == [
        ("bar/茶壶", "茶壶", "forum")
    ]
    assert found.rows(
        "activities", "community_native", "published_at", "time_precision", "sampling_frame"
    ) == [("bar/茶壶", at("04:34:00"), "minute", "community")]
    other = Read(CRAWL, path, {"zone": "UTC"})
    assert other.rows("activities", "published_at") == [(at("12:34:00"),)]


@pytest.mark.parametrize(
    ("name", "frame"),
    [
        ("search_contents_1.json", "keyword"), ("creator_contents_1.json", "user"),
        ("detail_contents_1.json", "browsing"), ("posts.json", "keyword"),
    ],
)  # fmt: skip
def test_how_posts_without_a_keyword_were_found_is_told_by_the_file(
    name: str, frame: str, tmp_path: Path
) -> None:
    path = tmp_path / name
    path.write_text(json.dumps([{**XHS_NOTES[1], "source_keyword": ""}]), "utf-8")
    assert Read(CRAWL, path).rows("activities", "sampling_frame") == [(frame,)]


def test_profiles_and_other_records_are_set_aside_with_their_columns(tmp_path: Path) -> None:
    path = tmp_path / "mixed.jsonl"
    profile = {"user_id": "SECRET-77", "nickname": "Cem", "fans": "9", "last_modify_ts": CRAWLED}
    lines = [json.dumps(one) for one in (profile, WEIBO_POSTS[0])]
    path.write_text("\n".join(lines), "utf-8")
    found = Read(CRAWL, path)
    assert [(one.row, one.code, one.got) for one in found.faults] == [
        (1, "unknown-record", "user_id, nickname, fans, last_modify_ts")
    ]
    assert "SECRET" not in str([page.records.to_pylist() for page in found.pages])
