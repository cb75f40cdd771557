"""The groundswell strategy: People, Objectives, Strategy, Technology, in that order.

Source: C. Li & J. Bernoff, *Groundswell* (2008), for the order, the objectives and the ladder.
The rules that lead from a participation mix to an objective are data (``rules.toml``).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import floor
from typing import Final

from folkmoot.strategies.base import LEAVE, OBJECTIVES, Case, Recommendation
from folkmoot.strategies.facts import PLACES, Subject, subjects
from folkmoot.strategies.rules import Fired, Rulebook, Tool, fill, read_rules

__all__ = ["Groundswell"]

#: At most two limits are said and one trend joined at a time: more would not be done well.
_MOST: Final = {"need": 2, "trend": 1}


@dataclass(frozen=True, slots=True)
class _Job:
    """A tool that fired somewhere, before it is given hours."""

    tool: Tool
    fired: Fired


class Groundswell:
    """Chooses an objective from how people take part, then places, then tools, then hours.

    Parameters
    ----------
    rulebook
        Rules to use instead of those that folkmoot brings.
    """

    name = "groundswell"

    def __init__(self, rulebook: Rulebook | None = None) -> None:
        self._book = rulebook or read_rules()
        self.version = self._book.version

    def recommend(self, case: Case) -> tuple[Recommendation, ...]:
        """Return what to do in this case, best first; nothing where nothing was measured.

        One recommendation of the objective ``leave`` and no place stands alone: this is not the
        channel. With a place, it says to stay out of that one.
        """
        found = subjects(case)
        whole = found["case"][0]
        if case.keep.objective in (None, LEAVE):
            left = self._book.fired(whole, "leave", case.keep.rules)
            if left:
                return (_leave(left[0], None),)
        chosen, barred = self._places(case, found["place"])
        for objective in self._objectives(case, whole):
            jobs = self._jobs(case, objective, found | {"place": chosen})
            if jobs:
                why = self._fired_for(case, whole, objective)
                hours = case.brief.capacity.hours_per_week * self._budget(whole)
                made = _shared_out(jobs, hours)
                slots = _slots(case)
                return (
                    *(_recommend(job, hours, objective, why, whole, slots) for job, hours in made),
                    *(_leave(fired, fired.subject.name) for fired in barred),
                )
        return ()

    def _objectives(self, case: Case, whole: Subject) -> list[str]:
        """Objectives that some rule speaks for, most points first, the kept one before all."""
        avoided = {each.objective for each in case.brief.objectives if each.preference == "avoid"}
        points = {
            name: sum(fired.rule.points for fired in self._fired_for(case, whole, name))
            for name in OBJECTIVES
            if name not in avoided
        }
        carried = [name for name, found in points.items() if found > 0]
        # A sort keeps the order of equals, so the less costly objective wins a tie.
        return sorted(carried, key=lambda name: (name != case.keep.objective, -points[name]))

    def _fired_for(self, case: Case, whole: Subject, objective: str) -> list[Fired]:
        """Rules that speak for an objective, those that weigh most first."""
        wishes = {each.objective for each in case.brief.objectives if each.preference == "prefer"}
        names = {objective, "wished"} if objective in wishes else {objective}
        fired = self._book.fired(whole, "objective", case.keep.rules)
        return sorted(
            (each for each in fired if each.rule.objective in names),
            key=lambda each: -each.rule.points,
        )

    def _places(self, case: Case, places: Sequence[Subject]) -> tuple[list[Subject], list[Fired]]:
        """Choose places in the order of their rank, kept ones first; say which are barred."""
        bars = {place.name: self._book.fired(place, "bar", case.keep.rules) for place in places}
        # A community that holds the rooms stands in the table for comparison and adds nobody.
        places = [place for place in places if "place.marginal_reach" in place.readings]
        kept = [place for place in places if place.name in case.keep.communities]
        rest = [place for place in places if place not in kept]
        first = {place.name for place in [*kept, *places[:PLACES]]}
        chosen = [place for place in [*kept, *rest] if not bars[place.name]][:PLACES]
        barred = [fired[0] for name, fired in bars.items() if fired and name in first]
        return sorted(chosen, key=lambda place: place.rank), barred

    def _jobs(self, case: Case, objective: str, found: dict[str, list[Subject]]) -> list[_Job]:
        jobs = []
        for scope in ("place", "case", "need", "trend"):
            fired = [
                each
                for subject in found[scope]
                for each in self._book.fired(subject, "tool", case.keep.rules, objective)
            ]
            chosen = fired[: _MOST.get(scope)]
            jobs += [_Job(self._book.tool(each.rule.tool or ""), each) for each in chosen]
        return jobs

    def _budget(self, whole: Subject) -> float:
        """Share of the hours that is worth spending."""
        fired = self._book.fired(whole, "budget")
        return min((each.rule.hours_share for each in fired), default=1.0)


def _shared_out(jobs: list[_Job], hours: float) -> list[tuple[_Job, float]]:
    """Give every job its least hours, then share the rest by weight up to its most.

    Where the least hours of all do not fit, the lightest job goes (the last of equals), until
    they do; one job always stays, with what there is. Hours come in quarters, so a little may
    stay free, as does what no job can use.
    """
    left = list(jobs)
    while len(left) > 1 and sum(job.tool.minimum_hours for job in left) > hours:
        lightest = min(job.tool.weight for job in left)
        left.remove([job for job in left if job.tool.weight == lightest][-1])
    given = [min(job.tool.minimum_hours, hours) for job in left]
    most = [max(job.tool.maximum_hours, job.tool.minimum_hours) for job in left]
    for _ in left:
        hungry = [n for n, job in enumerate(left) if given[n] < most[n]]
        per_weight = (hours - sum(given)) / (sum(left[n].tool.weight for n in hungry) or 1.0)
        for n in hungry:
            given[n] = min(most[n], given[n] + left[n].tool.weight * per_weight)
    return [
        (job, max(min(job.tool.minimum_hours, hours), _quarters(each)))
        for job, each in zip(left, given, strict=True)
    ]


def _quarters(hours: float) -> float:
    """Round down to quarters; a hair is added first, since 0.75 may arrive as 0.7499999."""
    return floor(hours * 4 + 1e-9) / 4


def _slots(case: Case) -> dict[str, str]:
    share = case.brief.conduct.self_promotion_share_max
    return {"promotion": f"{100 * share:.0f} %", "complaints": "2"}


def _recommend(
    job: _Job,
    hours: float,
    objective: str,
    why: Sequence[Fired],
    whole: Subject,
    slots: dict[str, str],
) -> Recommendation:
    def filled(text: str) -> str:
        return fill(text, job.fired.subject, whole, **slots)

    return Recommendation.model_validate(
        {
            "objective": objective,
            "tools": (job.tool.id,),
            "community": job.fired.subject.name if job.tool.scope == "place" else None,
            "why": _sentence([job.fired.because]),
            "why_objective": _sentence(each.because for each in why),
            "evidence": _supports([job.fired, *why]),
            "hours": hours,
            "least": min(job.tool.minimum_hours, hours),
            "action": filled(job.tool.action),
            "weeks": job.tool.weeks,
            "who": job.tool.who,
            "done": filled(job.tool.done),
            "success": filled(job.tool.success),
            "guard_rail": filled(job.tool.guard_rail),
            "stop": filled(job.tool.stop),
            "rules": (job.fired.name, *(each.name for each in why)),
        }
    )


def _leave(fired: Fired, community: str | None) -> Recommendation:
    what = "These communities are not the channel" if community is None else "Not chosen"
    return Recommendation(
        objective=LEAVE,
        tools=(),
        community=community,
        why=f"{what}: {fired.because}.",
        evidence=fired.supports,
        hours=0.0,
        action="",
        weeks=(),
        success="",
        guard_rail="",
        stop="The number passes its bound, or the rule of the place changes",
        rules=(fired.name,),
    )


def _supports(fired: Iterable[Fired]) -> tuple[object, ...]:
    """Numbers of several rules, each once (a bound met twice is one)."""
    found = {}
    for each in fired:
        for support in each.supports:
            found[support.reading.name, support.side, support.number] = support
    return tuple(found.values())


def _sentence(parts: Iterable[str]) -> str:
    text = "; ".join(parts)
    return f"{text[:1].upper()}{text[1:]}." if text else ""
