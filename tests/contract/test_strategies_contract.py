"""Our strategy keeps the contract, and the check would catch one that does not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from tests.strategy_cases import ASKERS, HELPED_NEEDS, JUDGES, brief, case, needs, participation

from folkmoot.plugins import load, names
from folkmoot.strategies import LEAVE, Case, Recommendation
from folkmoot.strategies.groundswell import Groundswell
from folkmoot.testing import check_strategy

CLOSED = {"disclosure": {"en": "x"}, "communities_not_to_enter": ["internet"]}
AVOIDED = [{"objective": "talking", "preference": "avoid", "why": "no staff"}]
CASES = (
    case(),
    case(participation=participation(JUDGES), needs=needs(HELPED_NEEDS)),
    case(participation=participation(ASKERS, active=7)),
    case(brief=brief(conduct=CLOSED, objectives=AVOIDED)),
    case(needs=None, trends=None),
)


@pytest.mark.parametrize("name", names("folkmoot.strategies"))
def test_every_strategy_on_offer_keeps_the_contract(name: str) -> None:
    assert check_strategy(load("folkmoot.strategies", name)(), CASES) >= len(CASES)


class _Changed:
    """Our strategy with one thing done to what it recommends."""

    name = "changed"
    version = "1"

    def __init__(self, change: Callable[[Recommendation], Recommendation]) -> None:
        self._change = change
        self._inner = Groundswell()

    def recommend(self, case: Case) -> tuple[Recommendation, ...]:
        return tuple(self._change(each) for each in self._inner.recommend(case))


@pytest.mark.parametrize(
    ("update", "broken"),
    [
        ({"evidence": ()}, "has no evidence"),
        ({"hours": 3.0}, "hours are more than"),
        ({"guard_rail": ""}, "lacks a measure of success, a guard rail or a stop"),
        ({"why": ""}, "does not say why"),
        ({"weeks": (5,)}, "has no weeks"),
        ({"objective": "talking"}, "serves an objective that the owner avoids"),
        ({"community": "Internet"}, "enters Internet, which the brief forbids"),
    ],
)
def test_a_broken_promise_is_caught(update: dict[str, object], broken: str) -> None:
    def changed(each: Recommendation) -> Recommendation:
        return each if each.objective == LEAVE else each.model_copy(update=update)

    strategy = _Changed(changed)
    with pytest.raises(AssertionError, match=broken):
        check_strategy(strategy, [CASES[3]])


def test_a_number_that_is_in_no_table_is_caught() -> None:
    def invented(each: Recommendation) -> Recommendation:
        support = each.evidence[0]
        reading = support.reading.model_copy(update={"table": "hearsay"})
        return each.model_copy(update={"evidence": (support.model_copy(
            update={"reading": reading}),)})  # fmt: skip

    with pytest.raises(AssertionError, match="rests on no table of the case"):
        check_strategy(_Changed(invented), [CASES[0]])


class _Stubborn(_Changed):
    """Recommends as if the same had been measured every time."""

    def recommend(self, case: Case) -> tuple[Recommendation, ...]:
        return self._inner.recommend(replace(CASES[0], brief=case.brief))


def test_recommending_from_nothing_is_caught() -> None:
    with pytest.raises(AssertionError, match="a case without numbers gives something"):
        check_strategy(_Stubborn(lambda each: each), [CASES[0]])


def test_a_strategy_that_never_recommends_is_caught() -> None:
    nothing = Case(CASES[0].brief, CASES[0].as_of)
    with pytest.raises(AssertionError, match="recommends nothing"):
        check_strategy(Groundswell(), [nothing])
