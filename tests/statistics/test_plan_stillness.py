"""A plan keeps still under noise, and moves when the truth does. Simulated, seeded."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
from tests.strategy_cases import Asked, Place, case, communities, needs, participation

from folkmoot.plan import Plan, make_plan
from folkmoot.strategies import Case

#: True reach of four places among the target, and true shares of questions without an answer.
REACH = {"sim-cards": 0.40, "mobile-phones": 0.25, "internet": 0.16, "trains": 0.15}
UNANSWERED = 0.16
PEOPLE = 200
WEEKS = 40


def _week(chance: np.random.Generator, reach: dict[str, float], unanswered: float) -> Case:
    """Measure the same truth once more: every count is drawn anew."""
    here = {name: int(chance.binomial(PEOPLE, share)) for name, share in reach.items()}
    order = sorted(here, key=lambda name: (-here[name], name))
    places = [Place(name, here[name], here[name] // 2, 100, 70) for name in order]
    asked = [
        Asked(name, n, int(chance.binomial(n, unanswered)), int(chance.binomial(n, 0.36)))
        for name, n in (("mobile data abroad", 96), ("one card in two countries", 58))
    ]
    critics = int(chance.binomial(150, 0.57))
    rungs = {"critic": (critics, 1200), "collector": (60, 820)}
    return case(
        communities=communities(places), needs=needs(asked), participation=participation(rungs)
    )


def _choices(plan: Plan) -> tuple[str, frozenset[str]]:
    return plan.objective, frozenset(place.name for place in plan.places)


def _turns(choices: list[tuple[str, frozenset[str]]]) -> int:
    return sum(one != other for one, other in pairwise(choices))


def test_noise_turns_a_fresh_plan_over_often_and_a_kept_one_hardly_ever() -> None:
    chance = np.random.default_rng(20260304)
    kept: list[tuple[str, frozenset[str]]] = []
    fresh = []
    plan = None
    for _ in range(WEEKS):
        measured = _week(chance, REACH, UNANSWERED)
        fresh.append(_choices(make_plan(measured)))
        plan = make_plan(measured, plan)
        kept.append(_choices(plan))
    assert _turns(fresh) >= 10
    assert _turns(kept) <= 2


def test_a_place_that_truly_grows_is_taken_up_within_a_few_weeks() -> None:
    chance = np.random.default_rng(7)
    waits = []
    for _ in range(10):
        plan = make_plan(_week(chance, REACH | {"trains": 0.08}, UNANSWERED))
        assert "trains" not in {place.name for place in plan.places}
        grown = REACH | {"trains": 0.30}
        for week in range(1, 8):
            plan = make_plan(_week(chance, grown, UNANSWERED), plan)
            if "trains" in {place.name for place in plan.places}:
                waits.append(week)
                break
    assert len(waits) == 10
    assert np.mean(waits) <= 2


def test_an_objective_whose_reason_is_gone_is_given_up() -> None:
    chance = np.random.default_rng(11)
    plan = make_plan(_week(chance, REACH, 0.45))
    assert plan.objective == "supporting"
    helped = _week(chance, REACH, 0.45)
    quiet = replace(
        helped,
        needs=needs([Asked("mobile data abroad", 96, 1, 8)]),
        participation=participation({"critic": (30, 900), "collector": (75, 820)}),
    )
    assert make_plan(quiet, plan).objective != "supporting"
