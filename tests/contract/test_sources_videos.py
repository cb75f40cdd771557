"""Answers of the YouTube Data API keep what a source promises, in every form and damaged."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.video_samples import ANSWERS, write_answer

from folkmoot.sources import detect, source
from folkmoot.testing import check_source

#: Records, those set aside, and rows of each table by answer.
EXPECTED = {
    "videos": (1, 0, {"activities": 1, "communities": 1, "observations": 3}),
    "threads": (4, 0, {"activities": 5, "observations": 6}),
    "comments": (2, 1, {"activities": 1, "observations": 1}),
}
FORMS = ["answer", "items", "lines"]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", sorted(ANSWERS))
def test_an_answer_keeps_every_promise(name: str, form: str, tmp_path: Path) -> None:
    report = check_source(source("youtube"), write_answer(tmp_path, name, form), damage_count=30)
    assert (report.read_count, report.fault_count, report.row_counts) == EXPECTED[name]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", sorted(ANSWERS))
def test_no_other_source_is_as_sure_of_an_answer(name: str, form: str, tmp_path: Path) -> None:
    (first, claim), *others = detect(write_answer(tmp_path, name, form))
    assert (first, claim.confidence) == ("youtube", 0.95)
    assert max((other.confidence for _, other in others), default=0) < 0.8
