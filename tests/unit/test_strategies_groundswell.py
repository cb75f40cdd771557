"""The groundswell strategy: what follows from which case, and that it keeps its limits."""

from __future__ import annotations

from dataclasses import replace

import pyarrow as pa
import pytest
from tests.strategy_cases import (
    ASKERS,
    HELPED_NEEDS,
    JUDGES,
    PLACES,
    Asked,
    Place,
    brief,
    case,
    communities,
    needs,
    participation,
    trends,
)

from folkmoot.plugins import load
from folkmoot.strategies import LEAVE, Case, Keep, Strategy
from folkmoot.strategies.facts import subjects
from folkmoot.strategies.groundswell import Groundswell

STRATEGY = Groundswell()


def judged() -> Case:
    return case(participation=participation(JUDGES), needs=needs(HELPED_NEEDS))


def test_it_is_found_by_its_entry_point() -> None:
    found = load("folkmoot.strategies", "groundswell")()
    assert isinstance(found, Strategy)
    assert found.name == "groundswell"


def test_open_questions_lead_to_supporting_in_the_best_places() -> None:
    found = STRATEGY.recommend(case())
    assert {each.objective for each in found} == {"supporting"}
    assert [each.community for each in found if each.tools == ("answers",)] == [
        "sim-cards", "mobile-phones", "internet",
    ]  # fmt: skip
    assert 'Publish one page about "mobile data abroad"' in " ".join(e.action for e in found)


def test_the_same_community_gives_another_product_another_plan() -> None:
    supporting, energizing = STRATEGY.recommend(case()), STRATEGY.recommend(judged())
    assert supporting[0].objective == "supporting"
    assert energizing[0].objective == "energizing"
    assert {e.tools for e in supporting} & {e.tools for e in energizing} == set()
    assert "got no answer" in supporting[0].why_objective
    assert "judge and answer more than the community" in energizing[0].why_objective


@pytest.mark.parametrize("hours", [0.1, 0.6, 1.0, 2.0, 5.0, 7.3, 40.0])
def test_hours_stay_within_capacity_and_no_job_gets_a_gesture(hours: float) -> None:
    given = case(brief=brief(capacity={"hours_per_week": hours}))
    found = STRATEGY.recommend(given)
    assert 0 < sum(each.hours for each in found) <= hours
    if len(found) > 1:
        assert min(each.hours for each in found) >= 0.25


def test_few_hours_go_to_what_weighs_most() -> None:
    found = STRATEGY.recommend(case(brief=brief(capacity={"hours_per_week": 1.0})))
    assert [(each.tools, each.community) for each in found] == [(("answers",), "sim-cards")]


def test_every_recommendation_has_evidence_with_numbers() -> None:
    for each in (*STRATEGY.recommend(case()), *STRATEGY.recommend(judged())):
        assert each.evidence
        assert all(support.reading.value is not None for support in each.evidence)
        assert all(support.reason for support in each.evidence)


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"participation": participation(ASKERS, active=20, known=25)}, "absent"),
        ({"participation": participation({"critic": (3, 900)}, active=8)}, "gone"),
        ({"communities": communities([Place("a", 4, 4, 9, 5), Place("b", 3, 3, 9, 5)])},
         "scattered"),
    ],
)  # fmt: skip
def test_it_says_plainly_when_this_is_not_the_channel(
    changes: dict[str, object], rule: str
) -> None:
    found = STRATEGY.recommend(case(**changes))
    assert [(each.objective, each.rules) for each in found] == [(LEAVE, (rule,))]
    assert found[0].why.startswith("These communities are not the channel")
    assert found[0].hours == 0


def test_a_case_without_numbers_gives_nothing() -> None:
    nothing = dict.fromkeys(("participation", "communities", "needs", "trends"))
    assert STRATEGY.recommend(case(**nothing)) == ()


def test_noise_fires_no_rule() -> None:
    # 12 of 30 critics beside 38 % in the community: an index of 105, far from sure.
    quiet = participation({"critic": (12, 760), "creator": (1, 60)}, active=30, known=40)
    found = STRATEGY.recommend(case(participation=quiet, needs=needs(HELPED_NEEDS[:1])))
    fired = {rule for each in found for rule in each.rules}
    assert not fired & {"critics-stand-out", "critics-ask-and-answer", "open-questions"}


def test_places_that_forbid_us_are_named_and_left() -> None:
    closed = {"disclosure": {"en": "x"}, "communities_not_to_enter": ["sim-cards"]}
    found = STRATEGY.recommend(case(brief=brief(conduct=closed)))
    left = [each for each in found if each.objective == LEAVE]
    assert [each.community for each in left] == ["sim-cards"]
    assert left[0].evidence
    assert "sim-cards" not in {e.community for e in found if e.objective != LEAVE}
    assert "trains" in {each.community for each in found}


def test_an_objective_that_the_owner_avoids_is_not_chosen() -> None:
    avoid = [{"objective": "supporting", "preference": "avoid", "why": "no staff"}]
    found = STRATEGY.recommend(case(brief=brief(objectives=avoid)))
    assert found[0].objective == "listening"


def test_a_wish_alone_does_not_outweigh_a_finding() -> None:
    wish = [{"objective": "embracing", "preference": "prefer", "why": "ideas"}]
    assert STRATEGY.recommend(case(brief=brief(objectives=wish)))[0].objective == "supporting"


def test_a_kept_objective_and_kept_places_stay() -> None:
    keep = Keep(objective="listening", communities=("trains",))
    found = STRATEGY.recommend(case(keep=keep))
    assert found[0].objective == "listening"
    assert [each.community for each in found if each.tools == ("reading",)] == [
        "sim-cards", "mobile-phones", "trains",
    ]  # fmt: skip


def test_a_kept_place_that_is_barred_goes() -> None:
    closed = {"disclosure": {"en": "x"}, "communities_not_to_enter": ["trains"]}
    found = STRATEGY.recommend(
        case(brief=brief(conduct=closed), keep=Keep(communities=("trains",)))
    )
    assert "trains" in {each.community for each in found if each.objective == LEAVE}


def test_a_trend_is_joined_only_when_it_fits_and_surely_rises() -> None:
    rising = {"esim phones": (60, 10, "join"), "a blip": (5, 4, "join"), "war": (90, 5, "abstain")}
    many = brief(capacity={"hours_per_week": 20.0})
    found = STRATEGY.recommend(case(brief=many, trends=trends(rising)))
    joined = [each.action for each in found if each.tools == ("join",)]
    assert joined == ["Say what we know about esim phones where it is asked, once, with its source"]


def test_what_the_product_does_not_do_is_said() -> None:
    found = STRATEGY.recommend(case())
    said = [each.action for each in found if each.tools == ("limits",)]
    assert len(said) == 1
    assert '"calls to landlines"' in said[0]


def test_all_questions_are_summed_over_needs_that_are_met() -> None:
    readings = subjects(case())["case"][0].readings
    assert readings["asked.questions"].value == 96 + 58
    assert readings["asked.unanswered"].value == pytest.approx((40 + 30) / (96 + 58))
    assert readings["unmet.importance"].value == pytest.approx(40 / 400)
    assert readings["best.reach"].value == pytest.approx((90 + 40 + 25) / 200)


def test_hidden_needs_count_for_nothing() -> None:
    small = needs([Asked("mobile data abroad", 9, 3, 3)])
    assert "asked.questions" not in subjects(case(needs=small))["case"][0].readings


def test_two_places_of_one_name_are_told_apart() -> None:
    twins = communities([PLACES[0], replace(PLACES[0], parent="expats"), PLACES[1]])
    places = subjects(case(communities=twins))["place"]
    assert [place.name for place in places] == [
        "sim-cards (travel)", "sim-cards (expats)", "mobile-phones",
    ]  # fmt: skip
    assert len({place.readings["place.reach"].ref for place in places}) == 3


def test_a_place_where_the_need_is_no_commoner_is_not_worth_reading() -> None:
    broad = replace(PLACES[0], name="usa", concentration=(40, 380))
    found = STRATEGY.recommend(case(communities=communities([broad, *PLACES[1:]])))
    left = [each for each in found if each.objective == LEAVE]
    assert [(each.community, each.rules) for each in left] == [("usa", ("place-diffuse@usa",))]
    assert left[0].why.startswith("Not chosen: the need is asked about hardly more")


def test_a_place_whose_questions_are_too_few_to_show_can_be_answered_in() -> None:
    small = replace(PLACES[1], name="wifi", questions=15, answered=9)
    found = STRATEGY.recommend(case(communities=communities([PLACES[0], small])))
    assert ["answer-small-place@wifi" in each.rules for each in found][:2] == [False, True]
    assert "too few questions are asked to say how many stay open" in found[1].why


def test_a_community_that_holds_the_rooms_is_not_chosen_beside_them() -> None:
    table = communities(PLACES[:2])
    site = [
        {**row, "community": "travel", "community_id": 99, "rank": 9}
        for row in table.rows(community="sim-cards")
        if row["measure"] != "marginal_reach"
    ]
    data = pa.concat_tables([table.data, pa.Table.from_pylist(site, schema=table.data.schema)])
    found = STRATEGY.recommend(case(communities=replace(table, data=data)))
    assert "travel" not in {each.community for each in found}
