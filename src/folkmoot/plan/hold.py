"""Keep still while nothing has changed: which choices of the last plan stand, and why.

A rule that led to the last plan holds until the whole interval of a number has failed its bound.
Beyond that, a choice gives way only to evidence: a number that it rested on broke, or one that
bears on the choice changed beyond chance since the choices were made, or a rival place is ahead
beyond chance. Numbers are compared with those of the day the choices were made, so that a slow
drift is noticed as well.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from folkmoot.errors import FolkmootError
from folkmoot.plan.change import change
from folkmoot.plan.model import Plan
from folkmoot.strategies import LEAVE, Case, Keep, Reading, Recommendation, Strategy, Support

__all__ = ["Settled", "settle"]

#: Readings of a place that may win or lose it: few, since each is one more chance to err.
_PLACE_READINGS: Final = ("reach", "open questions")


@dataclass(frozen=True, slots=True)
class Settled:
    """Recommendations with the choices that stood, and what was held against newer numbers."""

    recommendations: tuple[Recommendation, ...]
    held: tuple[str, ...] = ()


def settle(
    case: Case, strategy: Strategy, previous: Plan | None, now: Mapping[str, Reading]
) -> Settled:
    """Recommend, keeping the choices of the last plan that the evidence has not overturned.

    Parameters
    ----------
    case
        As measured now.
    strategy
        Asked anew, and again with the choices to keep.
    previous
        The last plan; without one nothing is kept.
    now
        Every reading of the case by its row.

    Raises
    ------
    FolkmootError
        If the last plan is of another product.
    """
    if previous is None:
        return Settled(strategy.recommend(case))
    _same_product(previous, case)
    fresh = strategy.recommend(case)
    if not fresh or not previous.recommendations:
        return Settled(fresh)
    rules = frozenset(rule for each in previous.recommendations for rule in each.rules)
    objective, held = fresh[0].objective, []
    if objective != previous.objective and not _overturned(previous, fresh, now):
        held.append(
            f"The objective stays {previous.objective}: {objective} is now ahead, but no number"
            " behind the choice changed beyond chance."
        )
        objective = previous.objective
    kept = Keep(objective=objective, rules=rules)
    communities, places_held = _communities(
        previous, strategy.recommend(replace(case, keep=kept)), now
    )
    settled = strategy.recommend(replace(case, keep=replace(kept, communities=communities)))
    if objective != LEAVE:
        held += [f"{name} stays: no place is ahead of it beyond chance." for name in places_held]
    return Settled(settled, tuple(held))


def _same_product(previous: Plan, case: Case) -> None:
    name = case.brief.product.name
    if previous.product != name:
        raise FolkmootError(
            "another-product",
            "the last plan",
            f"a plan for {previous.product}",
            f"a plan for {name}",
            "make the plan without it, or in a project of its own",
        )


def _overturned(
    previous: Plan, fresh: Sequence[Recommendation], now: Mapping[str, Reading]
) -> bool:
    """Whether the objective may change: an old number broke, or a number that matters moved."""
    if any(support.standing(now.get(support.reading.ref)) == "broke"
           for support in _of_objective(previous.recommendations)):  # fmt: skip
        return True
    then = previous.stood()
    return any(_moved(support.reading.ref, then, now) for support in _of_objective(fresh))


def _of_objective(recommendations: Iterable[Recommendation]) -> Iterable[Support]:
    """Numbers that the objective (or leaving) rests on."""
    for each in recommendations:
        for support in each.evidence:
            if support.about == "objective" or each.objective == LEAVE:
                yield support


def _moved(ref: str, then: Mapping[str, Reading], now: Mapping[str, Reading]) -> bool:
    """Whether a number changed beyond chance, or is measured for the first time.

    A number that was withheld for its small base was measured: a few people more are no news.
    """
    if ref in now and ref not in then:
        return now[ref].value is not None
    found = change(then.get(ref), now.get(ref))
    return found is not None and found.is_sure


def _communities(
    previous: Plan, fresh: Sequence[Recommendation], now: Mapping[str, Reading]
) -> tuple[tuple[str, ...], list[str]]:
    """Places to keep, and those of them that newer numbers would have replaced."""
    barred = {each.community for each in fresh if each.objective == LEAVE}
    chosen = _names(each.community for each in fresh if each.objective != LEAVE)
    before = [place.name for place in previous.places if place.name not in barred]
    incumbents = [name for name in before if _known(name, now)]
    leaving = [name for name in incumbents if name not in chosen]
    challengers = [name for name in chosen if name not in before]
    then = previous.stood()
    replaced = set()
    # The weakest incumbent faces the strongest challenger, each of which can win one place.
    for incumbent in reversed(leaving):
        winner = next((each for each in challengers if _wins(each, incumbent, then, now)), None)
        if winner is not None:
            challengers.remove(winner)
            replaced.add(incumbent)
    kept = [name for name in leaving if name not in replaced]
    return tuple(name for name in incumbents if name not in replaced), kept


def _names(names: Iterable[str | None]) -> list[str]:
    return list(dict.fromkeys(name for name in names if name is not None))


def _ref(name: str, measure: str) -> str:
    return f"communities: community={name}, measure={measure}"


def _known(name: str, now: Mapping[str, Reading]) -> bool:
    return any(_ref(name, measure) in now for measure in _PLACE_READINGS)


def _wins(
    challenger: str, incumbent: str, then: Mapping[str, Reading], now: Mapping[str, Reading]
) -> bool:
    """Whether a place may take another's: ahead beyond chance, risen, or the other has fallen.

    The two reaches share their people, which the comparison leaves out; with places that few
    frequent both of, its interval is a little narrow.
    """
    ahead = change(now.get(_ref(incumbent, "reach")), now.get(_ref(challenger, "reach")))
    if ahead is not None and ahead.is_rise:
        return True
    for measure in _PLACE_READINGS:
        risen = change(then.get(_ref(challenger, measure)), now.get(_ref(challenger, measure)))
        fallen = change(then.get(_ref(incumbent, measure)), now.get(_ref(incumbent, measure)))
        if risen is not None and risen.is_rise:
            return True
        if fallen is not None and fallen.is_sure and not fallen.is_rise:
            return True
    return False
