"""Whatever is measured: a plan can be made again, read back, kept, and stays within its limits."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st
from tests.strategy_cases import (
    Asked,
    Place,
    brief,
    case,
    communities,
    needs,
    participation,
    trends,
)

from folkmoot.plan import Plan, diff_plans, make_plan
from folkmoot.strategies import LEAVE, Case

RUNGS = ("creator", "conversationalist", "critic", "collector", "joiner")


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """Counts that fit together, small and large, with tables missing now and then."""
    known = draw(st.integers(1, 400))
    active = draw(st.integers(1, known))
    rungs = {
        rung: (cases_, cases_ + draw(st.integers(0, 1500)))
        for rung in draw(st.sets(st.sampled_from(RUNGS)))
        for cases_ in (draw(st.integers(0, active)),)
    }
    places = []
    for name in draw(st.lists(st.sampled_from("abcdefg"), unique=True, max_size=6)):
        here, questions = draw(st.integers(0, known)), draw(st.integers(0, 300))
        places.append(
            Place(name, here, draw(st.integers(0, here)), questions,
                  draw(st.integers(0, questions)), known, (min(here, 60), 100))
        )  # fmt: skip
    asked = []
    for name in draw(st.lists(st.sampled_from(["x", "y", "z"]), unique=True)):
        n = draw(st.integers(0, 300))
        asked.append(Asked(name, n, draw(st.integers(0, n)), draw(st.integers(0, n)),
                           draw(st.booleans())))  # fmt: skip
    rising = {"t": (draw(st.integers(0, 60)), draw(st.integers(0, 20)),
                    draw(st.sampled_from(["join", "abstain"])))}  # fmt: skip
    tables = {
        "participation": participation(rungs, active, known, base=3000),
        "communities": communities(places),
        "needs": needs(asked),
        "trends": trends(rising),
    }
    for name in draw(st.sets(st.sampled_from(sorted(tables)), max_size=2)):
        del tables[name]
    capacity = {"hours_per_week": draw(st.sampled_from([0.3, 1.0, 5.0, 40.0]))}
    missing = dict.fromkeys(("participation", "communities", "needs", "trends"))
    return case(brief=brief(capacity=capacity), **(missing | tables))


@given(cases())
def test_a_plan_is_the_same_again_and_comes_back_from_its_text(measured: Case) -> None:
    plan = make_plan(measured)
    assert make_plan(measured).text() == plan.text()
    assert Plan.model_validate(json.loads(plan.text())).text() == plan.text()


@given(cases())
def test_a_plan_keeps_to_its_hours_and_gives_its_evidence(measured: Case) -> None:
    plan = make_plan(measured)
    known = set(plan.readings())
    assert plan.hours_planned <= measured.brief.capacity.hours_per_week
    assert all(action.hours > 0 and set(action.evidence) <= known for action in plan.actions)
    assert all(each.evidence for each in plan.recommendations)
    assert (plan.objective == LEAVE) == (not plan.actions)


@given(cases())
def test_what_has_not_changed_changes_nothing(measured: Case) -> None:
    first = make_plan(measured)
    second = make_plan(measured, first)
    third = make_plan(measured, second)
    assert diff_plans(first, second).is_empty
    assert second.held == ()
    assert third.text() == second.text()


@given(cases(), cases())
def test_any_two_plans_can_be_compared_and_the_difference_is_said(one: Case, two: Case) -> None:
    before = make_plan(one)
    after = make_plan(two, before)
    found = diff_plans(before, after)
    assert found.sentences()
    json.dumps(found.as_dict())
    came = {place.name for place in after.places} - {place.name for place in before.places}
    assert {each.after for each in found.places if each.after} == came
