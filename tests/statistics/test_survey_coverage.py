"""Intervals hold the truth of a simulated population as often as they say, and weighting mends.

Forty repetitions here; ``FOLKMOOT_STUDY=full`` runs the two hundred of the methods page and holds
its table and its sentence to them.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from tests.statistics.survey_study import (
    DESIGNS,
    FULL,
    ITEMS,
    Findings,
    Row,
    findings,
    sentence,
    study,
    table,
)

PAGE = Path(__file__).resolve().parents[2] / "docs" / "methods-survey.md"
IS_FULL = os.environ.get("FOLKMOOT_STUDY") == "full"
REPETITIONS = FULL if IS_FULL else 40
BIASED = "two fifths answered, weights of all asked"

#: A row of the table: what it is about, then how many intervals of each variable held.
TOLD = re.compile(r"^(\| [^|]+ \| [^|]+ )((?:\| [\d. ]+){3})\| [+-]", re.MULTILINE)

#: Segments of one sample share its luck, so that the figure of a row wanders by a point or two.
LEAST, MOST = (0.92, 0.995) if IS_FULL else (0.90, 1.0)


@pytest.fixture(scope="module")
def rows() -> list[Row]:
    return study(REPETITIONS)


@pytest.fixture(scope="module")
def found() -> Findings:
    return findings(REPETITIONS)


def test_intervals_hold_the_truth(rows: list[Row]) -> None:
    odd = [row for row in rows if row.design != BIASED and not LEAST <= row.held <= MOST]
    assert odd == []
    assert len(rows) == len(DESIGNS) * (4 * len(ITEMS) + 1)


def test_estimates_recover_the_truth(rows: list[Row]) -> None:
    worst = 0.25 if IS_FULL else 0.5
    assert [row for row in rows if row.design != BIASED and abs(row.bias) > worst] == []


def test_standard_errors_are_as_large_as_the_spread(rows: list[Row]) -> None:
    assert [row for row in rows if not 0.85 <= row.se_ratio <= 1.3] == []


def test_without_weighting_the_truth_is_missed(rows: list[Row]) -> None:
    """Who does not answer differs by age and region: an index is off until the sample is raked."""
    missed = {(row.kind, row.name): row.held for row in rows if row.design == BIASED}
    assert missed["index", "critic"] < 0.9
    assert missed["total", "critic"] < 0.3


def test_findings_are_seldom_false(found: Findings) -> None:
    assert found.false_share <= 0.05
    assert found.alarms <= 0.06
    assert found.found_share > 0.3


def test_the_page_tells_what_was_found(rows: list[Row], found: Findings) -> None:
    """In full to the figure; in short that it has these rows, and figures as they should be."""
    text = PAGE.read_text(encoding="utf-8")
    if IS_FULL:
        assert table(rows) in text
        assert sentence(found) in " ".join(text.split())
    told = dict(TOLD.findall(text))
    assert list(told) == [line for line, _ in TOLD.findall(table(rows))]
    held = [
        float(figure)
        for line, figures in told.items()
        if BIASED not in line
        for figure in re.findall(r"\d+\.\d", figures)
    ]
    assert all(92 <= figure <= 99.5 for figure in held)
