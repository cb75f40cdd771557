"""What changed between two plans, why, what stays, and how the assumptions did."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import zip_longest
from typing import Any

from folkmoot.errors import FolkmootError
from folkmoot.plan.change import Change, change
from folkmoot.plan.hours import HoursChange, hours_changes
from folkmoot.plan.model import Assumption, Plan
from folkmoot.strategies import LEAVE, Reading
from folkmoot.strategies.base import Standing

__all__ = ["AssumptionNow", "PlaceChange", "PlanDiff", "diff_plans"]


@dataclass(frozen=True, slots=True)
class PlaceChange:
    """One position of the list of places: what stood there, what stands there now, and why."""

    position: int
    before: str | None
    after: str | None
    changes: tuple[Change, ...]
    reason: str = ""

    def as_dict(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {
            "position": self.position,
            "before": self.before,
            "after": self.after,
            "reason": self.reason,
            "changes": [each.as_dict() for each in self.changes],
        }


@dataclass(frozen=True, slots=True)
class AssumptionNow:
    """An assumption of the earlier plan, held against the numbers of the later one."""

    assumption: Assumption
    now: Reading | None
    standing: Standing

    def as_dict(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {
            "says": self.assumption.says,
            "bound": self.assumption.support.bound(),
            "standing": self.standing,
            "now": self.now.model_dump() if self.now else None,
        }


@dataclass(frozen=True)
class PlanDiff:
    """The difference of two plans of one product.

    Parameters
    ----------
    before, after
        The plans.
    places
        Places that came, went or were replaced.
    objective_changes
        Numbers behind either objective that changed beyond chance.
    changes
        Every number that changed beyond chance, the surest first.
    assumptions
        Those of the earlier plan, held against the later numbers.
    work_added, work_ended
        What the calendar does anew, and no longer.
    hours
        Arms that are in both plans and whose hours moved, with what came of them.
    """

    before: Plan
    after: Plan
    places: tuple[PlaceChange, ...]
    objective_changes: tuple[Change, ...]
    changes: tuple[Change, ...]
    assumptions: tuple[AssumptionNow, ...]
    work_added: tuple[str, ...]
    work_ended: tuple[str, ...]
    hours: tuple[HoursChange, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether objective, places, hours and work are all as they were."""
        same = (
            self.before.objective == self.after.objective
            and self.before.hours_per_week == self.after.hours_per_week
        )
        return same and not (self.places or self.work_added or self.work_ended or self.hours)

    def sentences(self) -> tuple[str, ...]:
        """Say the difference: the objective, places, hours, work, assumptions, and why."""
        told = [self._objective(), *map(_place_sentence, self.places)]
        stays = [place.name for place in self.after.places if place.name in
                 {each.name for each in self.before.places}]  # fmt: skip
        if stays:
            told.append(f"{_listed(stays)} {'stay' if len(stays) > 1 else 'stays'}.")
        told += [*self._hours(), *self._calendar(), *self.after.held, *self._assumptions()]
        return tuple(each for each in told if each)

    def _objective(self) -> str:
        was, now = self.before.objective, self.after.objective
        if was == now:
            return f"Objective stays {now}."
        why = _because(self.objective_changes) or f": {_lower(self.after.objective_why)}"
        return _stop(f"Objective changes from {was} to {now}{why}")

    def _hours(self) -> tuple[str, ...]:
        was, now = self.before.hours_per_week, self.after.hours_per_week
        told = [each.why for each in self.hours if each.why]
        rest = [each.spoken() for each in self.hours if not each.why]
        if was != now:
            told.insert(0, f"Hours change from {was:g} to {now:g} a week, as the brief says now.")
        elif rest:
            told.append(f"With the work its hours move: {'; '.join(rest)}.")
        return tuple(told) or ("Hours stay.",)

    def _calendar(self) -> list[str]:
        told = []
        if self.work_added:
            told.append(f"New in the calendar: {'; '.join(self.work_added)}.")
        if self.work_ended:
            told.append(f"No longer in the calendar: {'; '.join(self.work_ended)}.")
        return told

    def _assumptions(self) -> list[str]:
        counted = Counter(each.standing for each in self.assumptions)
        words: dict[Standing, str] = {
            "held": "held",
            "close": "close to breaking",
            "broke": "broke",
            "not measured": "not measured this time",
        }
        told = [f"{counted[key]} {text}" for key, text in words.items() if counted[key]]
        named = [
            f"{each.now.says}: {each.now.spoken()}, assumed {each.assumption.support.bound()}"
            for each in self.assumptions
            if each.standing in ("close", "broke") and each.now is not None
        ]
        if not told:
            return []
        detail = f" ({'; '.join(named)})" if named else ""
        return [f"Of the assumptions, {', '.join(told)}{detail}."]

    def as_dict(self) -> dict[str, Any]:
        """Return the difference as plain data, for JSON."""
        return {
            "product": self.after.product,
            "before": _head(self.before),
            "after": _head(self.after),
            "is_empty": self.is_empty,
            "sentences": list(self.sentences()),
            "places": [each.as_dict() for each in self.places],
            "changes": [each.as_dict() for each in self.changes],
            "assumptions": [each.as_dict() for each in self.assumptions],
            "work_added": list(self.work_added),
            "work_ended": list(self.work_ended),
            "hours": [asdict(each) for each in self.hours],
        }


def diff_plans(before: Plan, after: Plan) -> PlanDiff:
    """Compare two plans of the same product.

    Raises
    ------
    FolkmootError
        ``another-product``, if the plans are of different products.
    """
    if before.product != after.product:
        raise FolkmootError(
            "another-product",
            "the second plan",
            f"a plan for {after.product}",
            f"a plan for {before.product}",
            "compare two plans of one product",
        )
    then, now = before.readings(), after.readings()
    changes = _changes(then, now, then)
    bearing = {
        each.support.reading.ref
        for plan in (before, after)
        for each in plan.assumptions
        if each.support.about == "objective"
    }
    added, ended = _work(before, after)
    return PlanDiff(
        before,
        after,
        tuple(_places(before, after)),
        tuple(each for each in changes if each.after.ref in bearing),
        tuple(changes),
        tuple(_standing(each, now) for each in before.assumptions),
        added,
        ended,
        hours_changes(before, after),
    )


def _standing(assumption: Assumption, now: Mapping[str, Reading]) -> AssumptionNow:
    reading = now.get(assumption.support.reading.ref)
    return AssumptionNow(assumption, reading, assumption.support.standing(reading))


def _changes(
    then: Mapping[str, Reading], now: Mapping[str, Reading], refs: Iterable[str]
) -> list[Change]:
    """Changes beyond chance, those that clear zero by most of their own width first."""
    found = [change(then.get(ref), now.get(ref)) for ref in refs]
    sure = [each for each in found if each is not None and each.is_sure]
    return sorted(sure, key=lambda each: (-_clearance(each), each.after.ref))


def _clearance(each: Change) -> float:
    return min(abs(each.low), abs(each.high)) / max(each.high - each.low, 1e-12)


def _places(before: Plan, after: Plan) -> Iterable[PlaceChange]:
    """Pair places that went with places that came, in their order."""
    was, now = [p.name for p in before.places], [p.name for p in after.places]
    gone, come = [n for n in was if n not in now], [n for n in now if n not in was]
    then, later = before.readings(), after.readings()
    for old, new in zip_longest(gone, come):
        position = 1 + (now.index(new) if old is None else was.index(old))
        refs = [ref for ref in then if any(_speaks_of(ref, name) for name in (new, old) if name)]
        yield PlaceChange(
            position, old, new, tuple(_changes(then, later, refs)), _reason(after, old, new)
        )


def _speaks_of(ref: str, place: str) -> bool:
    return ref.startswith(f"communities: community={place}, measure=")


def _reason(after: Plan, old: str | None, new: str | None) -> str:
    """Why a place left or came, where no single number says so."""
    for each in after.recommendations:
        if old is not None and each.community == old and each.objective == LEAVE:
            return each.why
    if after.objective == LEAVE:
        return "the plan leaves all places"
    if old is not None and not any(_speaks_of(each.ref, old) for each in after.evidence):
        return f"{old} is not among the places measured this time"
    return next((place.why for place in after.places if place.name == new), "")


def _work(before: Plan, after: Plan) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Kinds of work that are new and that ended, each with its places.

    What goes on in other places is told with the places, so it is not told here again.
    """
    was, now = _tools(before), _tools(after)
    added = [_tool_words(tool, places) for tool, places in now.items() if tool not in was]
    ended = [_tool_words(tool, places) for tool, places in was.items() if tool not in now]
    return tuple(added), tuple(ended)


def _tools(plan: Plan) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for action in plan.actions:
        places = found.setdefault(action.tool, [])
        if action.community is not None and action.community not in places:
            places.append(action.community)
    return found


def _tool_words(tool: str, places: Sequence[str]) -> str:
    return f"{tool} in {_listed(places)}" if places else tool


def _place_sentence(each: PlaceChange) -> str:
    if each.before and each.after:
        head = f"Place {each.position} changes from {each.before} to {each.after}"
    elif each.after:
        head = f"{each.after} is a new place"
    else:
        head = f"{each.before} is no longer a place"
    why = _because(each.changes[:2])
    return _stop(head + (why or (f": {_lower(each.reason)}" if each.reason else "")))


def _because(changes: Sequence[Change]) -> str:
    told = [f"{each.after.says} went from {each.spoken()}" for each in changes]
    return f": {'; '.join(told)}" if told else ""


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


def _stop(text: str) -> str:
    return text if text.endswith(".") else f"{text}."


def _head(plan: Plan) -> dict[str, str]:
    return {"as_of": plan.as_of.isoformat(), "objective": plan.objective}
