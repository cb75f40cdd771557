"""What a difference of plans says: changes with their intervals, what stays, the assumptions."""

from __future__ import annotations

import json
import math
from dataclasses import replace

import pytest
from tests.strategy_cases import (
    ASKERS,
    HELPED_NEEDS,
    JUDGES,
    PLACES,
    brief,
    case,
    communities,
    needs,
    participation,
)

from folkmoot.errors import FolkmootError
from folkmoot.estimate import count, difference, share
from folkmoot.plan import diff_plans, make_plan
from folkmoot.plan.change import change
from folkmoot.strategies import Reading

BEFORE = make_plan(case())


def reading(cases: int, base: int, unit: str = "share") -> Reading:
    estimate = share(cases, base, "people") if unit == "share" else count(cases, base, "questions")
    return Reading(
        name="n", says="s", table="t", key={}, value=estimate.value, low=estimate.low,
        high=estimate.high, base=base, base_label=estimate.base_label, unit=estimate.unit,
    )  # fmt: skip


def test_a_change_of_shares_has_the_interval_of_newcombe() -> None:
    found = change(reading(48, 80), reading(56, 70))
    expected = difference(56, 70, 48, 80, "people")
    assert found is not None
    assert found.difference == pytest.approx(expected.value)
    assert (found.low, found.high) == pytest.approx((expected.low, expected.high))
    assert found.is_sure


def test_a_change_that_could_be_chance_is_not_sure() -> None:
    found = change(reading(14, 14, "count"), reading(16, 16, "count"))
    assert found is not None
    assert not found.is_sure
    assert found.spoken() == "14 to 16 (change -10 to +14)"


@pytest.mark.parametrize(
    "other",
    [
        None,
        reading(3, 9, "count"),
        reading(3, 9).model_copy(update={"value": None, "low": None, "high": None}),
        reading(3, 9).model_copy(update={"high": math.inf}),
    ],
)
def test_numbers_that_cannot_be_compared_are_not(other: Reading | None) -> None:
    assert change(reading(3, 9), other) is None
    assert change(other, reading(3, 9)) is None


def test_a_number_told_as_at_most_nine_can_be_compared() -> None:
    few = reading(1, 1, "count").model_copy(update={"value": None, "low": 0.0, "high": 9.0})
    found = change(reading(150, 150, "count"), few)
    assert found is not None
    assert found.is_sure
    assert not found.is_rise
    assert found.spoken().startswith("150 to at most 9 questions")


def test_the_same_plan_differs_in_nothing() -> None:
    found = diff_plans(BEFORE, BEFORE)
    assert found.is_empty
    assert found.changes == ()
    assert found.sentences()[0] == "Objective stays supporting."
    assert found.sentences()[-1] == f"Of the assumptions, {len(BEFORE.assumptions)} held."


def test_a_place_that_changes_says_which_numbers_moved() -> None:
    ahead = replace(PLACES[3], here=70, adds=40, questions=200, answered=90)
    after = make_plan(
        case(communities=communities([PLACES[0], PLACES[1], ahead, PLACES[2]])), BEFORE
    )
    found = diff_plans(BEFORE, after)
    (place,) = found.places
    assert (place.position, place.before, place.after) == (3, "internet", "trains")
    sentence = found.sentences()[1]
    assert sentence.startswith(
        "Place 3 changes from internet to trains: questions without an answer in trains went from"
        " 30 to 110 (change +57 to +105)"
    )
    assert not found.is_empty


def test_an_objective_that_changes_says_why_and_what_broke() -> None:
    now = case(participation=participation(JUDGES), needs=needs(HELPED_NEEDS))
    found = diff_plans(BEFORE, make_plan(now, BEFORE))
    told = " ".join(found.sentences())
    assert "Objective changes from supporting to energizing" in told
    assert "those without an answer went from 45 % to 5 % (change -49 to -32 points)" in told
    assert "1 broke" in told
    assert "assumed at least 10 %" in told
    standings = {each.assumption.support.reading.name: each.standing for each in found.assumptions}
    assert standings["asked.unanswered"] == "broke"
    assert standings["critic.share"] == "held"
    assert "New in the calendar: thanks in sim-cards, mobile-phones and internet; reviews." in told


def test_leaving_says_that_all_places_go() -> None:
    gone = case(participation=participation(ASKERS, active=7))
    found = diff_plans(BEFORE, make_plan(gone, BEFORE))
    told = found.sentences()
    assert told[0].startswith("Objective changes from supporting to leave")
    assert "sim-cards is no longer a place: the plan leaves all places." in told
    assert [each.after for each in found.places] == [None, None, None]


def test_hours_that_change_are_told() -> None:
    more = make_plan(case(brief=brief(capacity={"hours_per_week": 9.0})), BEFORE)
    assert (
        "Hours change from 5 to 9 a week, as the brief says now."
        in diff_plans(BEFORE, more).sentences()
    )


def test_plans_of_two_products_are_not_compared() -> None:
    other = brief(product=brief().product.model_dump() | {"name": "Teapot"})
    with pytest.raises(FolkmootError, match="a plan for Teapot") as caught:
        diff_plans(BEFORE, make_plan(case(brief=other)))
    assert caught.value.problem.code == "another-product"


def test_the_difference_is_plain_data() -> None:
    now = case(participation=participation(JUDGES), needs=needs(HELPED_NEEDS))
    found = diff_plans(BEFORE, make_plan(now, BEFORE))
    document = json.loads(json.dumps(found.as_dict()))
    assert document["before"]["objective"] == "supporting"
    assert document["sentences"] == list(found.sentences())
    assert all(each["low"] > 0 or each["high"] < 0 for each in document["changes"])
