"""Captures of browsing keep what a source promises, in both forms and damaged."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.capture_samples import CAPTURES, write_capture

from folkmoot.sources import detect, source
from folkmoot.testing import check_source

#: Records, those set aside, and rows of each table by site.
EXPECTED = {
    "xiaohongshu.com": (6, 0, {"activities": 6, "observations": 10}),
    "douyin.com": (3, 1, {"activities": 2, "members": 1, "observations": 5}),
    "tiktok.com": (4, 0, {"activities": 4, "members": 1, "observations": 8}),
    "instagram.com": (5, 1, {"activities": 4, "observations": 5}),
    "x.com": (4, 0, {"activities": 4, "members": 1, "observations": 5}),
    "threads.net": (2, 0, {"activities": 2, "observations": 4}),
    "linkedin.com": (3, 1, {"activities": 2, "observations": 6}),
}


@pytest.mark.parametrize("form", ["zeeschuimer", "4cat"])
@pytest.mark.parametrize("site", sorted(CAPTURES))
def test_a_capture_keeps_every_promise(site: str, form: str, tmp_path: Path) -> None:
    path = write_capture(tmp_path, site, form=form)
    report = check_source(source("zeeschuimer"), path, damage_count=12)
    told = (report.read_count, report.fault_count, report.row_counts)
    assert told == EXPECTED[site]


@pytest.mark.parametrize("form", ["zeeschuimer", "4cat"])
@pytest.mark.parametrize("site", sorted(CAPTURES))
def test_no_other_source_is_as_sure_of_a_capture(site: str, form: str, tmp_path: Path) -> None:
    (name, claim), *others = detect(write_capture(tmp_path, site, form=form))
    assert (name, claim.confidence) == ("zeeschuimer", 0.95)
    assert max((other.confidence for _, other in others), default=0) < 0.8
