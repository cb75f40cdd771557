"""The plan: what stands in it, that it can be made again, and that it keeps still."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from tests.strategy_cases import (
    ASKERS,
    HELPED_NEEDS,
    JUDGES,
    PLACES,
    Place,
    brief,
    case,
    communities,
    conversations,
    needs,
    participation,
    trends,
)

from folkmoot.assist import Contact, History
from folkmoot.errors import FolkmootError, ProblemGroup
from folkmoot.ids import format_id
from folkmoot.plan import Plan, make_plan, read_plan, write_plan
from folkmoot.plan.model import schema_text
from folkmoot.strategies import LEAVE, Case

ROOT = Path(__file__).resolve().parents[2]
CLOSED = {"disclosure": {"en": "x"}, "communities_not_to_enter": ["sim-cards"]}


def with_places(*places: Place) -> Case:
    return case(communities=communities(places))


def chosen(plan: Plan) -> list[str]:
    return [place.name for place in plan.places]


def test_the_committed_schema_is_that_of_the_models() -> None:
    committed = (ROOT / "docs" / "plan.schema.json").read_text(encoding="utf-8")
    assert committed == schema_text(), "run tools/write_plan_schema.py"


def test_the_same_inputs_give_the_same_bytes() -> None:
    first, again = (
        make_plan(case(), lake={"b": 2, "a": 1}),
        make_plan(case(), lake={"a": 1, "b": 2}),
    )
    assert first.text() == again.text()
    assert first.made_at == first.as_of == case().as_of


def test_a_plan_comes_back_from_its_file_as_it_was(tmp_path: Path) -> None:
    plan = make_plan(case())
    path = tmp_path / "plan.json"
    write_plan(plan, path)
    assert read_plan(path) == plan
    assert path.read_text(encoding="utf-8") == plan.text()


def test_the_calendar_begins_on_the_next_monday_and_keeps_to_the_hours() -> None:
    plan = make_plan(case(), made_at=datetime(2026, 3, 4, tzinfo=UTC))
    assert {action.starts_on for action in plan.actions} == {
        date(2026, 3, 9), date(2026, 3, 16), date(2026, 3, 23), date(2026, 3, 30),
    }  # fmt: skip
    for week in (1, 2, 3, 4):
        spent = sum(action.hours for action in plan.actions if action.week == week)
        assert 0 < spent <= plan.hours_per_week


def test_every_action_names_rows_that_the_plan_carries() -> None:
    plan = make_plan(case())
    known = set(plan.readings())
    assert plan.actions
    assert all(action.evidence and set(action.evidence) <= known for action in plan.actions)


def test_every_assumption_says_the_number_that_would_overturn_it() -> None:
    plan = make_plan(case())
    assert len(plan.assumptions) == len(plan.would_change) > 3
    says = {each.support.reading.name: each.says for each in plan.assumptions}
    assert says["critic.share"] == (
        "Share of critics: 73 % (66 to 80; 150 members active), assumed at least 50 %"
    )
    assert all(each.standing in ("held", "close") for each in plan.assumptions)


def test_what_is_not_known_is_said() -> None:
    told = " ".join(make_plan(case()).not_known)
    assert "spectators or inactive: posts cannot show it" in told
    assert "Not measured: audience, conversations." in told
    assert make_plan(case()).objective_why.startswith("154 questions (131 to 180) were about")


def test_rising_terms_are_joined_or_left_with_the_reason() -> None:
    given = {"esim phones": (60, 10, "join"), "roaming abolished": (31, 5, "abstain")}
    wide = brief(capacity={"hours_per_week": 30.0})
    plan = make_plan(case(brief=wide, trends=trends(given)))
    assert {each.term: each.verdict for each in plan.trends} == {
        "esim phones": "join", "roaming abolished": "abstain",
    }  # fmt: skip
    narrow = make_plan(case(brief=brief(capacity={"hours_per_week": 2.0}), trends=trends(given)))
    left = next(each for each in narrow.trends if each.term == "esim phones")
    assert left.verdict == "abstain"
    assert "has no place in these hours" in left.why


def test_it_counts_whom_it_leaves_alone_and_names_nobody() -> None:
    rows = conversations([("one", 11, "how-to"), ("two", 12, "how-to"), ("three", 13, "how-to")])
    past = Contact(11, 999, "sim-cards", datetime(2026, 1, 1, tzinfo=UTC), is_promotion=False)
    history = History((past,), frozenset({12}))
    plan = make_plan(case(conversations=rows, brief=brief(conduct=CLOSED)), history=history)
    counts = {each.reason: each.conversations for each in plan.left_alone}
    assert counts["left-alone"] == 1
    assert counts["contact-cap"] == counts["cool-down"] == 1
    assert counts["answered"] == 0
    assert counts["sim-cards"] is None
    text = plan.text()
    assert "/q/" not in text
    assert format_id(11) not in text


def test_a_case_without_numbers_makes_a_plan_that_does_nothing() -> None:
    nothing = dict.fromkeys(("participation", "communities", "needs", "trends"))
    plan = make_plan(case(**nothing))
    assert (plan.objective, plan.actions, plan.places) == (LEAVE, (), ())
    assert plan.objective_why == "Nothing was measured that a choice could rest on."


def test_noise_does_not_turn_the_plan_over() -> None:
    before = make_plan(case())
    third, fourth = PLACES[2], replace(PLACES[3], here=34, adds=14)
    noisy = with_places(PLACES[0], PLACES[1], fourth, third)
    assert chosen(make_plan(noisy)) == ["sim-cards", "mobile-phones", "trains"]
    after = make_plan(noisy, before)
    assert chosen(after) == ["sim-cards", "mobile-phones", "internet"]
    assert after.held == ("internet stays: no place is ahead of it beyond chance.",)


def test_a_place_that_is_surely_ahead_takes_over() -> None:
    ahead = replace(PLACES[3], here=75, adds=45)
    after = make_plan(with_places(PLACES[0], PLACES[1], ahead, PLACES[2]), make_plan(case()))
    assert chosen(after) == ["sim-cards", "mobile-phones", "trains"]
    assert after.held == ()


def test_a_place_that_is_barred_or_gone_is_given_up() -> None:
    before = make_plan(case())
    assert "sim-cards" not in chosen(make_plan(case(brief=brief(conduct=CLOSED)), before))
    without = make_plan(with_places(PLACES[0], PLACES[1], PLACES[3]), before)
    assert chosen(without) == ["sim-cards", "mobile-phones", "trains"]


def test_the_objective_stays_while_its_numbers_only_wobble() -> None:
    # Fewer than one in ten surely without an answer: a first plan would not support. What the
    # earlier plan saw does not differ from it beyond chance, and nothing broke.
    few = [replace(each, unanswered=n, unsettled=n) for each, n in
           zip(HELPED_NEEDS, (14, 9), strict=True)]  # fmt: skip
    fewer = [replace(each, unanswered=n, unsettled=n) for each, n in
             zip(HELPED_NEEDS, (11, 6), strict=True)]  # fmt: skip
    rungs = {"critic": (60, 900), "collector": (75, 820)}
    before = make_plan(case(needs=needs(few), participation=participation(rungs)))
    now = case(needs=needs(fewer), participation=participation(rungs))
    assert before.objective == "supporting"
    assert make_plan(now).objective == "listening"
    after = make_plan(now, before)
    assert after.objective == "supporting"
    assert after.held[0].startswith("The objective stays supporting: listening is now ahead")


def test_the_objective_changes_when_a_number_behind_it_breaks() -> None:
    now = case(participation=participation(JUDGES), needs=needs(HELPED_NEEDS))
    after = make_plan(now, make_plan(case()))
    assert after.objective == "energizing"
    assert after.held == ()


def test_a_slow_drift_is_noticed_in_the_end() -> None:
    plan = make_plan(case())
    reached = []
    for step in range(1, 8):
        fourth = replace(PLACES[3], here=30 + 6 * step, adds=10 + 6 * step)
        places = (PLACES[0], PLACES[1], PLACES[2], fourth)
        order = sorted(places, key=lambda place: -place.adds)
        plan = make_plan(with_places(*order), plan)
        reached.append("trains" in chosen(plan))
    assert reached[0] is False
    assert reached[-1] is True
    assert plan.choices_since == case().as_of


def test_leaving_needs_as_much_evidence_as_staying() -> None:
    before = make_plan(case(participation=participation(ASKERS, active=31, known=31)))
    fewer = case(participation=participation(ASKERS, active=29, known=29))
    assert make_plan(fewer).objective == LEAVE
    assert make_plan(fewer, before).objective == before.objective
    gone = case(participation=participation(ASKERS, active=12, known=12))
    assert make_plan(gone, before).objective == LEAVE


def test_the_last_plan_of_another_product_is_refused() -> None:
    other = brief(product=brief().product.model_dump() | {"name": "Teapot"})
    with pytest.raises(FolkmootError, match="Roamcard") as caught:
        make_plan(case(brief=other), make_plan(case()))
    assert caught.value.problem.code == "another-product"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{", "not-json"),
        ("[1]", "not-a-plan"),
        ('{"version": "7"}', "unknown-version"),
        ("{}", "unknown-version"),
        ('{"version": "1", "product": 3}', "string-type"),
    ],
)
def test_a_file_that_is_no_plan_is_refused(text: str, code: str, tmp_path: Path) -> None:
    path = tmp_path / "plan.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(FolkmootError) as caught:
        read_plan(path)
    assert code in {problem.code for problem in caught.value.problems}


def test_all_faults_of_a_plan_are_told_together(tmp_path: Path) -> None:
    document = json.loads(make_plan(case()).text())
    document |= {"objective": "shouting", "hours_per_week": "many", "surprise": 1}
    path = tmp_path / "plan.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    with pytest.raises(ProblemGroup) as caught:
        read_plan(path)
    where = {problem.where for problem in caught.value.problems}
    assert where == {"objective", "hours_per_week", "surprise"}


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FolkmootError, match="No such file"):
        read_plan(tmp_path / "none.json")


def test_what_was_left_is_taken_up_again_when_people_come() -> None:
    left = make_plan(case(participation=participation(ASKERS, active=20, known=25)))
    assert left.objective == LEAVE
    few = case(participation=participation(ASKERS, active=31, known=31))
    assert make_plan(few, left).objective == LEAVE
    assert make_plan(case(), left).objective == "supporting"
