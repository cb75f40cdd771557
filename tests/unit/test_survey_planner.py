"""The planner: its figures, its bad input, and what the command prints."""

from __future__ import annotations

import json

import pytest
from tests.commands import runner

from folkmoot.errors import ProblemGroup
from folkmoot.survey.planner import plan_sample
from folkmoot.survey.power import (
    Comparison,
    detectable_index,
    index_power,
    margin_of_error,
    needed_size,
)

#: A fourth of the others do it, and a segment that is a fourth of all has an index of 120.
FOURTH = Comparison(0.25, 120, "rest")


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    return runner(capsys)("survey", "plan", *arguments)


def test_margins_at_a_share_of_a_fourth() -> None:
    margins = [100 * margin_of_error(0.25, size) for size in (50, 100, 200, 400)]
    assert margins == pytest.approx([12.0, 8.5, 6.0, 4.2], abs=0.05)


def test_an_index_of_120_is_no_finding_at_400_a_segment() -> None:
    assert index_power(FOURTH, 1 / 4, 400) == pytest.approx(0.48, abs=0.005)
    # Were the others known without error, it would still fall short of the usual 80 %.
    assert index_power(FOURTH, 1e-9, 400) < 0.6


def test_size_power_and_index_are_one_relation() -> None:
    for comparison in (FOURTH, Comparison(0.1, 150), Comparison(0.6, 110, "rest", 0.01)):
        size = needed_size(comparison, 0.2, 0.9)
        assert index_power(comparison, 0.2, size) >= 0.9 > index_power(comparison, 0.2, size - 1)
        least = detectable_index(comparison, 0.2, size, 0.9)
        assert least == pytest.approx(comparison.index, abs=0.05)


def test_no_index_is_found_among_a_handful() -> None:
    assert detectable_index(Comparison(0.9, 105), 0.2, 12) is None


def test_a_segment_never_has_more_than_everybody() -> None:
    assert Comparison(0.25, 300).shares(1 / 3) == pytest.approx((0.75, 0.0))


def test_a_design_effect_asks_for_as_many_times_more() -> None:
    plain = plan_sample("country:4", FOURTH, respondents=1600)
    wide = plan_sample("country:4", FOURTH, respondents=2400, design_effect=1.5)
    assert wide.rows[0].effective_size == plain.rows[0].effective_size
    assert wide.rows[0].power == plain.rows[0].power
    assert wide.rows[0].needed == pytest.approx(1.5 * plain.rows[0].needed, abs=2)


def test_the_default_size_serves_every_segment_but_not_the_crossing() -> None:
    plan = plan_sample("country:3,age:50/30/20", Comparison(0.25, 120), is_crossed=True)
    country, age, crossing = plan.rows
    assert plan.respondents == age.needed > country.needed
    assert min(country.power, age.power) >= 0.8
    assert crossing.power < 0.8
    assert (crossing.count, round(crossing.part, 9)) == (9, round(0.2 / 3, 9))
    assert plan.tests == 3 + 3 + 9


def test_a_name_is_no_crossing_for_what_it_says() -> None:
    assert plan_sample("a x b:3", Comparison(0.25, 120)).respondents == 1245


def test_two_segments_are_one_test() -> None:
    plan = plan_sample("gender:2", FOURTH, respondents=800)
    assert plan.tests == 1
    assert plan.rows[0].power == plan.rows[0].power_among


def test_faults_come_together() -> None:
    with pytest.raises(ProblemGroup) as caught:
        plan_sample(
            "country:1,age,region:60/60", Comparison(0, 90, level=2), respondents=-3, power=1,
            design_effect=0,
        )  # fmt: skip
    assert [problem.where for problem in caught.value.problems] == [
        "segments", "segments", "segments", "share", "index", "level", "power", "design effect",
        "respondents",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("segments", "comparison", "where"),
    [
        ("country:3", Comparison(0.5, 250), "index"),
        ("country:90/10", Comparison(0.01, 5000), "country"),
        ("country:3,country:2", FOURTH, "segments"),
        ("country:2.5", FOURTH, "segments"),
        ("country:nan", FOURTH, "segments"),
        ("", FOURTH, "segments"),
        ("country:3", Comparison(float("nan"), 120), "share"),
    ],
)
def test_what_cannot_be_is_told(segments: str, comparison: Comparison, where: str) -> None:
    with pytest.raises(ProblemGroup) as caught:
        plan_sample(segments, comparison)
    assert [problem.where for problem in caught.value.problems] == [where]


def test_the_command_says_it_in_words_and_in_json(capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["--segments", "country:4", "--against", "rest", "--respondents", "1600"]
    code, out, _ = run(capsys, *arguments)
    assert code == 0
    assert "within 4.2 points" in out
    assert "a chance of 48%" in out
    code, out, _ = run(capsys, *arguments, "--json")
    plan = json.loads(out)
    assert (code, plan["rows"][0]["size"], plan["rows"][0]["needed"]) == (0, 400, 3424)
    assert plan["sentences"] == plan_sample("country:4", FOURTH, respondents=1600).sentences()


def test_the_command_tells_all_faults_at_once(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, "--segments", "country", "--index", "100", "--share", "0")
    assert (code, out) == (1, "")
    assert "3 problems" in err
