"""Checks of the contract of strategies."""

from __future__ import annotations

from collections.abc import Sequence

from folkmoot.strategies import LEAVE, Case, Recommendation, Strategy
from folkmoot.testing._needing import need

__all__ = ["check_strategy"]


def check_strategy(strategy: Strategy, cases: Sequence[Case]) -> int:
    """Check a strategy on cases.

    Parameters
    ----------
    strategy
        The strategy.
    cases
        At least one for which it should recommend something.

    Returns
    -------
    int
        How many recommendations were checked.

    Raises
    ------
    AssertionError
        The first promise of `folkmoot.strategies.Strategy` that is not kept, in words.
    """
    need(isinstance(strategy, Strategy), "it lacks parts of folkmoot.strategies.Strategy")
    need(bool(strategy.name and strategy.version), "it lacks a name or a version")
    checked = 0
    for case in cases:
        found = strategy.recommend(case)
        need(found == strategy.recommend(case), "the same case gives something else again")
        for each in found:
            _check_recommendation(each, case)
        spent = sum(each.hours for each in found)
        capacity = case.brief.capacity.hours_per_week
        need(spent <= capacity, f"{spent:g} hours are more than the {capacity:g} there are")
        checked += len(found)
        nothing = Case(case.brief, case.as_of)
        need(strategy.recommend(nothing) == (), "a case without numbers gives something")
    need(checked > 0, "it recommends nothing in any of the cases")
    return checked


def _check_recommendation(each: Recommendation, case: Case) -> None:
    what = f"the recommendation to {each.action or each.objective}"
    tables = case.tables()
    readings = [support.reading for support in each.evidence]
    need(bool(readings), f"{what} has no evidence")
    for reading in readings:
        need(reading.table in tables, f"{what} rests on no table of the case")
        known = reading.value is not None or reading.high is not None
        need(known, f"{what} rests on a number that nobody knows: {reading.ref}")
    need(bool(each.why), f"{what} does not say why")
    if each.objective == LEAVE:
        need(each.hours == 0 and not each.action, f"{what} costs something")
        return
    brakes = (each.success, each.guard_rail, each.stop)
    need(all(brakes), f"{what} lacks a measure of success, a guard rail or a stop")
    need(bool(each.weeks) and set(each.weeks) <= {1, 2, 3, 4}, f"{what} has no weeks")
    avoided = {one.objective for one in case.brief.objectives if one.preference == "avoid"}
    need(each.objective not in avoided, f"{what} serves an objective that the owner avoids")
    is_barred = case.brief.conduct.bars(each.community)
    need(not is_barred, f"{what} enters {each.community}, which the brief forbids")
