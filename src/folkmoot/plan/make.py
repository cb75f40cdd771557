"""Making a plan: recommendations become a calendar, with all that a reader needs to doubt it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any, Final

from folkmoot.adjust.allocation import ArmsFile
from folkmoot.adjust.outcomes import Outcome
from folkmoot.assist.conduct import History
from folkmoot.brief import Brief
from folkmoot.plan.hold import Settled, settle
from folkmoot.plan.hours import share_hours
from folkmoot.plan.model import Action, Assumption, Inputs, Place, Plan, Risen
from folkmoot.plan.people import NOT_YET, left_alone, not_known, people
from folkmoot.strategies import LEAVE, Case, Reading, Recommendation, Strategy, Support
from folkmoot.strategies.base import Choice
from folkmoot.strategies.facts import Subject, subjects

__all__ = ["make_plan"]

#: What falls when a number of this kind breaks.
_BEARS: Final = {
    "objective": "the objective is chosen anew",
    "case": "the work that rests on it ends",
    "place": "the place is given up",
    "need": "the sentence about it comes off the page",
    "trend": "it is left alone",
    LEAVE: "it is looked at again",
}


def make_plan(
    case: Case,
    previous: Plan | None = None,
    *,
    strategy: Strategy | None = None,
    history: History | None = None,
    lake: Mapping[str, int] | None = None,
    made_at: datetime | None = None,
    outcomes: Sequence[Outcome] = (),
    arms: ArmsFile | None = None,
) -> Plan:
    """Make a plan for the first four weeks.

    Parameters
    ----------
    case
        The brief and what was measured for it.
    previous
        The last plan, whose choices stand until the evidence overturns them.
    strategy
        What recommends; the groundswell strategy if not told.
    history
        Whom we contacted and whom we leave alone, to count the conversations that are out of
        bounds.
    lake
        Versions of the lake's tables, so that the plan can be made again.
    made_at
        When the plan is made; ``case.as_of`` if not told, so that the same inputs always give
        the same bytes.
    outcomes
        What came of actions so far; those after ``case.as_of`` are not looked at.
    arms
        Caps and prices of arms, where somebody wrote them down.

    Raises
    ------
    FolkmootError
        If the last plan is of another product.
    """
    strategy = strategy or _groundswell()
    found = subjects(case)
    settled = settle(case, strategy, previous, _evidence(found))
    shared = share_hours(settled.recommendations, outcomes, case.as_of.date(), previous, arms)
    settled = replace(settled, recommendations=shared.recommendations)
    inputs = _inputs(case.brief, strategy, lake or {}, shared.digest)
    plan = _written(
        case, previous, found, settled, history or History(), made_at or case.as_of, inputs
    )
    if not shared.says:
        return plan
    known = tuple(each for each in plan.not_known if each != NOT_YET)
    return plan.model_copy(update={"hours_why": shared.says, "not_known": known})


def _written(
    case: Case,
    previous: Plan | None,
    found: Mapping[str, Sequence[Subject]],
    settled: Settled,
    history: History,
    made_at: datetime,
    inputs: Inputs,
) -> Plan:
    done, whole = settled.recommendations, found["case"][0]
    places = _places(done, found["place"])
    assumptions = _assumptions(done)
    actions = _calendar(done, made_at.date())
    since, baseline = _since(case, previous, done, places)
    return Plan(
        product=case.brief.product.name,
        as_of=case.as_of,
        made_at=made_at,
        objective=_objective(done),
        objective_why=_why(done),
        hours_per_week=case.brief.capacity.hours_per_week,
        hours_planned=_fullest_week(actions),
        people=people(case, whole),
        places=places,
        recommendations=done,
        actions=actions,
        left_alone=left_alone(case, history, done),
        trends=_trends(done, found["trend"]),
        assumptions=assumptions,
        would_change=tuple(f"{each.says}; if not, {each.bears}." for each in assumptions),
        not_known=not_known(case, whole),
        held=settled.held,
        evidence=tuple(_evidence(found).values()),
        choices_since=since,
        baseline=baseline,
        inputs=inputs,
    )


def _groundswell() -> Strategy:
    """Get our own strategy by the same door as any other."""
    from folkmoot.plugins import load

    made: Strategy = load("folkmoot.strategies", "groundswell")()
    return made


def _evidence(found: Mapping[str, Sequence[Subject]]) -> dict[str, Reading]:
    """Every reading by its row; a row that has two names is told once."""
    evidence: dict[str, Reading] = {}
    for scope in ("case", "place", "need", "trend"):
        for subject in found[scope]:
            for reading in subject.readings.values():
                evidence.setdefault(reading.ref, reading)
    return evidence


def _objective(recommendations: Sequence[Recommendation]) -> Choice:
    return recommendations[0].objective if recommendations else LEAVE


def _fullest_week(actions: Iterable[Action]) -> float:
    hours: dict[int, float] = defaultdict(float)
    for each in actions:
        hours[each.week] += each.hours
    return float(max(hours.values(), default=0.0))


def _why(recommendations: Sequence[Recommendation]) -> str:
    if not recommendations:
        return "Nothing was measured that a choice could rest on."
    first = recommendations[0]
    return first.why if first.objective == LEAVE else first.why_objective


def _places(
    recommendations: Iterable[Recommendation], places: Iterable[Subject]
) -> tuple[Place, ...]:
    why: dict[str, str] = {}
    for each in recommendations:
        if each.community is not None and each.objective != LEAVE:
            why.setdefault(each.community, each.why)
    return tuple(
        Place(name=place.name, why=why[place.name], readings=tuple(place.readings.values()))
        for place in places
        if place.name in why
    )


def _since(
    case: Case,
    previous: Plan | None,
    recommendations: Sequence[Recommendation],
    places: Sequence[Place],
) -> tuple[datetime, tuple[Reading, ...]]:
    """Since when the choices stand, and the evidence of that day."""
    if previous is not None:
        before = (previous.objective, {place.name for place in previous.places})
        if before == (_objective(recommendations), {place.name for place in places}):
            return previous.choices_since, tuple(previous.stood().values())
    return case.as_of, ()


def _calendar(recommendations: Iterable[Recommendation], made_on: date) -> tuple[Action, ...]:
    """Entries of four weeks, from the Monday after the plan is made."""
    first = made_on + timedelta(days=7 - made_on.weekday())
    entries = [
        Action(
            week=week,
            starts_on=first + timedelta(weeks=week - 1),
            ends_on=first + timedelta(weeks=week - 1, days=4),
            what=each.action,
            tool=each.tools[0],
            community=each.community,
            hours=each.hours,
            who=each.who,
            done=each.done,
            why=each.why,
            success=each.success,
            guard_rail=each.guard_rail,
            stop=each.stop,
            evidence=tuple(dict.fromkeys(support.reading.ref for support in each.evidence)),
        )
        for each in recommendations
        for week in each.weeks
        if each.hours > 0
    ]
    return tuple(sorted(entries, key=lambda entry: entry.week))


def _trends(
    recommendations: Iterable[Recommendation], trends: Iterable[Subject]
) -> tuple[Risen, ...]:
    joined = {
        rule.partition("@")[2]
        for each in recommendations
        for rule in each.rules
        if each.tools == ("join",)
    }
    return tuple(_risen(trend, is_joined=trend.name in joined) for trend in trends)


def _risen(trend: Subject, *, is_joined: bool) -> Risen:
    why = trend.names["reason"]
    if trend.traits["join"] and not is_joined:
        why = f"{why}; it would fit, but has no place in these hours or this objective"
    values: dict[str, Any] = {
        "term": trend.name,
        "verdict": "join" if is_joined else "abstain",
        "why": why,
        "readings": tuple(trend.readings.values()),
    }
    return Risen.model_validate(values)


def _assumptions(recommendations: Iterable[Recommendation]) -> tuple[Assumption, ...]:
    """Every number that a choice rests on, once, with the bound that would overturn it."""
    found: dict[tuple[str, str, float], Assumption] = {}
    for each in recommendations:
        for support in each.evidence:
            key = (support.reading.ref, support.side, support.number)
            # A bound that no number can pass assumes nothing.
            if support.side == "at most" or support.number > 0:
                bears = _BEARS[LEAVE if each.objective == LEAVE else support.about]
                found.setdefault(key, _assumption(support, bears))
    return tuple(found.values())


def _assumption(support: Support, bears: str) -> Assumption:
    reading = support.reading
    says = f"{reading.says}: {reading.spoken()}, assumed {support.bound()}"
    return Assumption(
        says=says[:1].upper() + says[1:],
        bears=bears,
        support=support,
        standing=support.standing(reading),
    )


def _inputs(brief: Brief, strategy: Strategy, lake: Mapping[str, int], outcomes: str) -> Inputs:
    return Inputs(
        brief_digest=sha256(brief.model_dump_json().encode()).hexdigest(),
        lake={name: str(number) for name, number in sorted(lake.items())},
        strategy=strategy.name,
        strategy_version=strategy.version,
        outcomes=outcomes,
    )
