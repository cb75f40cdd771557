"""Rising words of a small community: who counts, what is joined, what is left alone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import click
import pyarrow as pa
import pytest
from click.testing import CliRunner
from tests.trend_lakes import question

from folkmoot.activity import ACTIVITIES
from folkmoot.annotators.veto import veto_words, vetoed
from folkmoot.brief import read_brief, template_text
from folkmoot.brief.model import Brief
from folkmoot.cli.risen import print_trends
from folkmoot.engines import DuckEngine
from folkmoot.estimate import EstimateTable
from folkmoot.measures.trends import trends
from folkmoot.view import View, view_of_tables

END = datetime(2017, 8, 31, tzinfo=UTC)
NEEDED = "Is there a quiet grinder"
ORDINARY = ("Which beans for filter", "How to clean a kettle", "Paper filters or metal")


@pytest.fixture
def brief(tmp_path_factory: pytest.TempPathFactory) -> Brief:
    path = tmp_path_factory.mktemp("brief") / "brief.toml"
    path.write_text(template_text(), encoding="utf-8")
    return read_brief(path)


def view_with(burst: str, authors: list[int], before: Sequence[dict[str, object]] = ()) -> View:
    """Two years of ordinary questions, then a week in which ``burst`` is asked again and again."""
    rows = [
        question(number, number, ORDINARY[number % 3], END - timedelta(days=730 - number % 720))
        for number in range(2000)
    ]
    rows += [
        question(5000 + number, author, burst, END - timedelta(days=2))
        for number, author in enumerate(authors)
    ]
    rows += before
    return view_of_tables(
        DuckEngine(), {"activities": pa.Table.from_pylist(rows, schema=ACTIVITIES)}, END
    )


def verdicts(table: EstimateTable) -> dict[str, str]:
    return {row["term"]: row["verdict"] for row in table.rows(measure="authors")}


def test_a_burst_that_states_a_need_may_be_joined(brief: Brief) -> None:
    table = trends(view_with(NEEDED, [1, 2, 3, 4, 5, 6]), brief)
    row = table.rows(measure="authors")[0]
    assert "quiet" in row["term"] or "grinder" in row["term"]
    assert row["verdict"] == "join"
    assert "a person has to confirm" in row["reason"]
    assert row["value"] == 6
    assert table.open(row).samples[0] == "https://example.org/q/5000"


def told_of(table: EstimateTable) -> list[str]:
    """The paragraphs as they are printed."""
    runner = CliRunner()
    return runner.invoke(click.Command("trends", callback=lambda: print_trends(table))
                         ).output.splitlines()  # fmt: skip


def test_how_long_it_lasts_is_withheld_with_a_reason_where_too_few_went_before(
    brief: Brief,
) -> None:
    table = trends(view_with(NEEDED, [1, 2, 3, 4, 5, 6]), brief)
    row = table.rows(measure="authors")[0]
    assert (row["left_hours"], row["verdict"]) == (None, "join")
    assert row["left_unknown"] == "too few earlier ones lasted as long"
    said = "  How long it will last is not known: too few earlier ones lasted as long."
    assert said in told_of(table)


def test_how_long_it_lasts_is_read_off_earlier_rises(brief: Brief) -> None:
    """Twenty-four words had their two weeks before; the burst is in its first."""
    rows, number = [], 10_000
    for word in range(24):
        for week in (0, 1):
            for author in range(5):
                moment = END - timedelta(days=600 - 21 * word - 7 * week)
                rows.append(question(number, author, f"About thing{chr(97 + word)} then", moment))
                number += 1
    table = trends(view_with(NEEDED, [1, 2, 3, 4, 5, 6], rows), brief)
    row = next(row for row in table.rows(measure="authors") if row["verdict"] == "join")
    hours = (row["left_low_hours"], row["left_hours"], row["left_high_hours"])
    assert hours == (168.0, 168.0, 168.0)
    assert row["left_unknown"] is None
    said = "  Likely to last 7 days more (7 days to 7 days in 8 of 10 such cases)."
    assert said in told_of(table)


def test_a_burst_about_something_else_is_left_alone(brief: Brief) -> None:
    table = trends(view_with("Silver kettle whistles", [1, 2, 3, 4, 5, 6]), brief)
    assert set(verdicts(table).values()) == {"abstain"}
    assert "not about a need" in table.rows()[0]["reason"]


def test_chinese_rises_by_words_and_not_by_pairs_of_characters(brief: Brief) -> None:
    row = trends(view_with("周末去日本旅行怎么买手机卡", [1, 2, 3, 4, 5, 6]), brief).rows(
        measure="authors"
    )[0]
    assert {row["term"], *row["also"]} == {"日本旅行", "周末", "日本", "旅行", "手机卡"}


def test_a_tragedy_is_left_alone_whatever_need_it_touches(brief: Brief) -> None:
    burst = f"{NEEDED} after the earthquake"
    table = trends(view_with(burst, [1, 2, 3, 4, 5, 6]), brief)
    assert set(verdicts(table).values()) == {"abstain"}
    assert "tragedy" in table.rows()[0]["reason"]


def test_one_loud_author_is_no_trend(brief: Brief) -> None:
    table = trends(view_with(NEEDED, [1] * 8), brief)
    assert len(table) == 0
    assert table.notes[0] == "Nothing is rising beyond its usual ups and downs."


def test_an_empty_lake_has_no_trends(brief: Brief) -> None:
    view = view_of_tables(DuckEngine(), {}, END)
    assert len(trends(view, brief)) == 0


@pytest.mark.parametrize("word", veto_words())
def test_every_listed_word_vetoes(word: str) -> None:
    assert vetoed([f"How to travel during {word} next month"]) is not None
