"""Files of MediaCrawler keep what a source promises, in every form and damaged."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.crawl_samples import CRAWLS, write_crawl

from folkmoot.sources import detect, source
from folkmoot.testing import check_source

#: Records, those set aside, and rows of each table by file.
EXPECTED = {
    "xhs/search_contents": (3, 1, {"activities": 2, "observations": 5}),
    "xhs/search_comments": (2, 0, {"activities": 2, "observations": 4}),
    "weibo/search_contents": (1, 0, {"activities": 1, "observations": 3}),
    "weibo/search_comments": (2, 0, {"activities": 2, "observations": 4}),
    "bili/search_contents": (1, 0, {"activities": 1, "observations": 8}),
    "bili/search_comments": (1, 0, {"activities": 1, "observations": 2}),
    "bili/creator_dynamics": (1, 0, {"activities": 1, "observations": 3}),
    "douyin/search_contents": (2, 0, {"activities": 2, "observations": 8}),
    "douyin/search_comments": (1, 0, {"activities": 1, "observations": 2}),
    "kuaishou/search_contents": (1, 0, {"activities": 1, "observations": 2}),
    "kuaishou/search_comments": (1, 0, {"activities": 1, "observations": 1}),
    "tieba/detail_contents": (1, 0, {"activities": 1, "communities": 1, "observations": 1}),
    "zhihu/search_contents": (3, 1, {"activities": 2, "observations": 4}),
    "zhihu/search_comments": (1, 0, {"activities": 1, "observations": 3}),
    # One record knows its bar by the address, the other by its name alone.
    "tieba/detail_comments": (2, 0, {"activities": 2, "communities": 2, "observations": 2}),
}


@pytest.mark.parametrize("form", ["json", "jsonl", "csv"])
@pytest.mark.parametrize("name", sorted(CRAWLS))
def test_a_file_of_a_crawl_keeps_every_promise(name: str, form: str, tmp_path: Path) -> None:
    path = write_crawl(tmp_path, name, form)
    report = check_source(source("mediacrawler"), path, damage_count=6)
    assert (report.read_count, report.fault_count, report.row_counts) == EXPECTED[name]


@pytest.mark.parametrize("form", ["json", "jsonl", "csv"])
@pytest.mark.parametrize("name", sorted(CRAWLS))
def test_no_other_source_is_as_sure_of_a_crawl(name: str, form: str, tmp_path: Path) -> None:
    (first, claim), *others = detect(write_crawl(tmp_path, name, form))
    assert (first, claim.confidence) == ("mediacrawler", 0.9)
    assert max((other.confidence for _, other in others), default=0) < 0.8


def test_a_folder_of_a_crawl_gives_posts_before_comments(tmp_path: Path) -> None:
    for name in sorted(CRAWLS):
        write_crawl(tmp_path, name)
    files = source("mediacrawler").files(tmp_path)
    is_comments = ["_comments_" in file.name for file in files]
    assert is_comments == sorted(is_comments)
    assert len(files) == len(CRAWLS)
    report = check_source(source("mediacrawler"), tmp_path, damage_count=0)
    assert report.read_count == sum(len(records) for records in CRAWLS.values())
