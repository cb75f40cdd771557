"""The table of needs, counted by hand on a small community."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.asked_lakes import Community

import folkmoot
from folkmoot.brief import Brief, read_brief
from folkmoot.errors import FolkmootError
from folkmoot.estimate import EstimateTable
from folkmoot.measures.needs import needs


@pytest.fixture(scope="module")
def brief() -> Brief:
    return read_brief(Path(folkmoot.__file__).parent / "demo_data" / "brief.toml")


@pytest.fixture(scope="module")
def table(brief: Brief) -> EstimateTable:
    """Forty people ask for data (30 this year, 10 before), each also for something else."""
    community = Community()
    for person in range(40):
        days_ago = 100 + person if person < 30 else 400 + person
        became = ["", "answered", "answered accepted", "answered accepted closed"][person % 4]
        community.ask("Prepaid SIM card in Peru", person, days_ago, became)
        community.ask("Do I need a visa for Peru?", person, days_ago)
    for person in range(12):
        community.ask("Prepaid SIM card for local calls in Peru", person, 50 + person, "answered")
    community.ask("Prepaid SIM card in Chile", None, 20, "answered")
    community.ask("Prepaid SIM card in Cuba", 0, 3)
    for person in range(100, 140):
        community.ask("Where to eat in Lima?", person, 2_000 - person)
    return needs(community.view(brief), brief)


def only(table: EstimateTable, **where: object) -> dict[str, Any]:
    rows = table.rows(**where)
    assert len(rows) == 1
    return rows[0]


def test_importance_is_a_share_of_the_targets_questions(table: EstimateTable) -> None:
    row = only(table, need_id="data-abroad", measure="importance")
    # 40 + 12 + 1 by known people, of these and their 40 about visas.
    assert (row["cases"], row["base"]) == (53, 93)
    assert row["value"] == pytest.approx(53 / 93)
    assert "40 people who stated a need" in row["base_label"]
    assert "2012-06-18 to 2017-08-31" in row["base_label"]


def test_the_share_of_people_counts_each_once(table: EstimateTable) -> None:
    row = only(table, need_id="local-number", measure="people_share")
    assert (row["cases"], row["base"]) == (12, 40)


def test_questions_are_counted_whoever_asked(table: EstimateTable) -> None:
    assert only(table, need_id="data-abroad", measure="questions")["value"] == 54


def test_unmet_shares_leave_out_the_closed_and_the_young(table: EstimateTable) -> None:
    unanswered = only(table, need_id="data-abroad", measure="unanswered_share")
    # 10 of the 40 are closed, and one question is three days old.
    assert (unanswered["cases"], unanswered["base"]) == (10, 30 + 12 + 1)
    unaccepted = only(table, need_id="data-abroad", measure="no_accepted_share")
    assert (unaccepted["cases"], unaccepted["base"]) == (20 + 12 + 1, 43)


def test_growth_compares_two_years(table: EstimateTable) -> None:
    row = only(table, need_id="data-abroad", measure="growth")
    assert row["value"] == pytest.approx((30 + 12 + 2) / 10)
    assert row["low"] < row["value"] < row["high"]


def test_opportunity_is_the_product_of_its_parts(table: EstimateTable) -> None:
    parts = [
        only(table, need_id="data-abroad", measure=measure)["value"]
        for measure in ("importance", "unmet_share")
    ]
    score = only(table, need_id="data-abroad", measure="opportunity")
    assert score["value"] == pytest.approx(100 * parts[0] * parts[1])
    assert 0 < score["low"] < score["value"] < score["high"] <= 100


def test_what_the_product_does_not_meet_is_said(table: EstimateTable) -> None:
    met = {row["need_id"]: row["met"] for row in table.rows(measure="importance")}
    assert met["data-abroad"] is True
    assert met["local-number"] is False
    assert met["limit:no-calls"] is False
    unmet = next(note for note in table.notes if "say so" in note)
    assert "“A number that people there can call” (12 questions)" in unmet
    told = {row["need_id"]: text for row, text in zip(table.rows(), table.explain(), strict=True)
            if row["measure"] == "importance"}  # fmt: skip
    assert told["local-number"].endswith("The product does not meet this: say so.")
    assert "say so" not in told["data-abroad"]


def test_a_limit_is_counted_among_statements_only(table: EstimateTable) -> None:
    row = only(table, need_id="limit:no-calls", measure="questions")
    assert row["cases"] == 12
    assert row["phrases"] == ["local calls"]


def test_small_numbers_are_withheld_and_explained(table: EstimateTable) -> None:
    row = only(table, need_id="local-number", measure="unanswered_share")
    assert (row["value"], row["reliability"]) == (None, "hidden")
    assert "“A number that people there can call”, unanswered share: under 30, hidden." in (
        table.explain()
    )


def test_every_row_can_be_opened(table: EstimateTable) -> None:
    for row in table.rows():
        evidence = table.open(row)
        assert "need_outcomes" not in evidence.sql
        assert "SELECT" in evidence.sql
        assert "since" in evidence.parameters or row["measure"] == "satisfaction"
    evidence = table.open(only(table, need_id="data-abroad", measure="importance"))
    assert evidence.rows == 54
    assert len(evidence.samples) == 3
    assert "“Mobile data in the country visited”" in evidence.question
    newest = only(table, need_id="data-abroad", measure="questions")
    assert table.open(newest).samples[0].startswith("https://example.org/q/")


def test_other_questions_of_the_target_are_themes_of_which_the_brief_does_not_speak(
    table: EstimateTable,
) -> None:
    theme = only(table, kind="theme", measure="importance")
    assert (theme["met"], theme["cases"], theme["base"]) == (None, 40, 93)
    assert "visa" in theme["need"]
    assert theme["need_id"].startswith("theme-")


def test_unmet_means_unanswered_where_nothing_is_ever_accepted(brief: Brief) -> None:
    community = Community()
    for person in range(40):
        community.ask("Prepaid SIM card in Peru", person, 100, "answered" if person < 10 else "")
    table = needs(community.view(brief), brief)
    assert not table.rows(measure="no_accepted_share")
    assert only(table, need_id="data-abroad", measure="opportunity")["value"] == 75
    assert any("No answer is ever accepted here" in note for note in table.notes)
    growth = only(table, need_id="data-abroad", measure="growth")
    assert growth["value"] is None
    assert "too little to compare" in growth["base_label"]


def test_nobody_in_the_target_gives_no_number_and_no_fault(brief: Brief) -> None:
    community = Community()
    community.ask("Where to eat in Lima?", 1, 50)
    for view in (community.view(brief), Community().view(brief)):
        table = needs(view, brief)
        assert {row["measure"] for row in table.rows() if row["value"]} == set()
        assert {row["kind"] for row in table.rows()} == {"brief"}


def test_a_period_too_short_to_compare_is_refused(brief: Brief) -> None:
    with pytest.raises(FolkmootError, match="730 or more"):
        needs(Community().view(brief), brief, period_days=729)


def test_a_period_leaves_out_what_is_older(brief: Brief) -> None:
    community = Community()
    for person in range(40):
        community.ask("Prepaid SIM card in Peru", person, 800 if person < 10 else 100)
    view = community.view(brief)
    assert only(needs(view, brief, 730), need_id="data-abroad", measure="questions")["cases"] == 30
    assert only(needs(view, brief), need_id="data-abroad", measure="questions")["cases"] == 40


def test_a_change_of_share_is_told_where_it_stands(table: EstimateTable) -> None:
    """All but the visas and the places to eat are asked more this year; the community grew too."""
    row = only(table, need_id="local-number", measure="drift")
    assert (row["cases"], row["base"]) == (12, 74)
    assert row["unit"] == "difference"
    assert row["alert"] is (row["low"] > 0)


def test_what_grows_with_the_community_has_not_drifted(brief: Brief) -> None:
    community = Community()
    for person in range(600):
        days_ago = 100 + person % 200 if person < 400 else 400 + person % 200
        title = "Prepaid SIM card in Peru" if person % 2 else "Where to eat in Lima?"
        community.ask(title, person, days_ago)
    for person in range(600, 680):
        community.ask("Prepaid SIM card for local calls in Peru", person, 50)
    table = needs(community.view(brief), brief)
    assert only(table, need_id="data-abroad", measure="growth")["value"] > 1.5
    rose = only(table, need_id="local-number", measure="drift")
    assert rose["alert"] is True
    assert rose["low"] > 0
    (told,) = (note for note in table.notes if note.startswith("Changed as a share"))
    assert f"“{rose['need']}” +" in told
