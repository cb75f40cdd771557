"""The page on asking a questionnaire runs, and the planner's page tells the planner's figures."""

from __future__ import annotations

import re
from pathlib import Path

from tests.page_commands import follow

from folkmoot.survey.instrument import make_instrument
from folkmoot.survey.power import Comparison, index_power, margin_of_error, needed_size

DOCS = Path(__file__).resolve().parents[2] / "docs"
PLANNER = (DOCS / "methods-planner.md").read_text(encoding="utf-8")


def test_the_page_does_what_it_says(tmp_path: Path) -> None:
    assert follow(DOCS / "ask-a-questionnaire.md", tmp_path) >= 7
    written = {path.suffix for path in tmp_path.iterdir()}
    assert {".lss", ".txt", ".xlsx", ".html", ".csv"} <= written


def test_every_optional_question_and_its_name_is_told() -> None:
    text = (DOCS / "ask-a-questionnaire.md").read_text(encoding="utf-8")
    for name in ("kinds", "communities", "seek", "help", "receptivity", "education"):
        assert f"`{name}`" in text
        assert make_instrument(communities=["A"]).question(name).id == name


def test_margins_are_told_as_computed() -> None:
    rows = re.findall(r"^\| (\d+) \| ±([\d.]+) points \|$", PLANNER, re.MULTILINE)
    assert [int(size) for size, _ in rows] == [50, 100, 200, 400]
    for size, told in rows:
        assert told == f"{100 * margin_of_error(0.25, int(size)):.1f}"


def test_power_is_told_as_computed() -> None:
    rows = re.findall(
        r"^\| (base|rest) \| (\d+) \| (\.\d\d) \| ([\d,]+) \| ([\d,]+) \|$", PLANNER, re.MULTILINE
    )
    assert len(rows) == 8
    for against, segments, power, needed, total in rows:
        comparison = Comparison(0.25, 120, "base" if against == "base" else "rest")
        part = 1 / int(segments)
        assert power == f"{index_power(comparison, part, 400):.2f}"[1:]
        size = needed_size(comparison, part)
        assert (needed, total) == (f"{size:,}", f"{size * int(segments):,}")
