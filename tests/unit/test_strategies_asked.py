"""A questionnaire beside the traces: who is away decides whether this is the channel at all.

The answers are simulated, and read as any questionnaire's are.
"""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from tests.strategy_cases import case
from tests.unit.test_measures_reported import said

from folkmoot.errors import FolkmootError
from folkmoot.measures.reported import reported
from folkmoot.plan import diff_plans, make_plan
from folkmoot.strategies import LEAVE, Case
from folkmoot.strategies.groundswell import Groundswell

#: Of the older ones three in five do nothing online; the young read and comment.
ASKED = reported(
    said([
        (240, {"age_band": "50-64"}, {}),
        (160, {"age_band": "50-64"}, {"read": 30, "comment": 1}),
        (40, {"age_band": "18-24"}, {}),
        (360, {"age_band": "18-24"}, {"read": 30, "comment": 30}),
    ])
)  # fmt: skip
#: One of its questions alone: whether the others do nothing at all is not known.
UNASKED = reported(said([(100, {"age_band": "18-24"}, {"read": math.nan, "comment": math.nan})]))
STRATEGY = Groundswell()


def of(segment: str) -> Case:
    return replace(case(), asked=ASKED, segment=("age_band", segment))


def test_a_segment_that_is_mostly_away_gets_another_answer_than_a_young_crowd() -> None:
    older, young = STRATEGY.recommend(of("50-64")), STRATEGY.recommend(of("18-24"))
    assert [(each.objective, each.rules) for each in older] == [(LEAVE, ("inactive",))]
    assert older[0].why.startswith(
        "These communities are not the channel: most of this segment does nothing online: 60 %"
    )
    assert {each.objective for each in young} == {"supporting"}
    assert [each.tools for each in young] == [each.tools for each in STRATEGY.recommend(case())]


def test_the_plan_says_what_would_overturn_it_and_the_difference_why_it_turned() -> None:
    older, young = make_plan(of("50-64")), make_plan(of("18-24"))
    assert (older.objective, older.actions) == (LEAVE, ())
    assert any(each.startswith("Share of 50-64 who do nothing online, as they say: 60 %")
               and "assumed at least 50 %" in each for each in older.would_change)  # fmt: skip
    told = " ".join(diff_plans(young, older).sentences())
    assert "Objective changes from supporting to leave" in told
    assert "does nothing online" in told


def test_only_what_posts_cannot_show_is_taken_from_answers() -> None:
    readings = {each.name for each in make_plan(of("18-24")).evidence if each.table == "reported"}
    assert readings == {"inactive.share", "spectator.share"}


def test_a_segment_that_was_not_asked_is_named_with_those_that_were() -> None:
    with pytest.raises(FolkmootError) as raised:
        STRATEGY.recommend(of("65+"))
    assert raised.value.problem.code == "no-segment"
    assert "age_band=18-24" in raised.value.problem.expected


def test_a_questionnaire_that_asked_too_little_is_said_to_have() -> None:
    told = make_plan(replace(of("18-24"), asked=UNASKED)).not_known
    assert any("The questionnaire asked too little." in each for each in told)
