"""Hours of a plan's work, arm by arm: as planned, and as what came of them says."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from itertools import cycle
from math import floor
from typing import Final

from folkmoot.adjust.allocation import Arm, ArmsFile, Budget, Share, allocate
from folkmoot.adjust.allocation.words import MOVED_HOURS
from folkmoot.adjust.outcomes import Outcome, weekly
from folkmoot.errors import FolkmootError
from folkmoot.plan.model import Plan
from folkmoot.strategies import Recommendation

__all__ = [
    "OWN_PAGES",
    "QUARTER",
    "WEEKS",
    "HoursChange",
    "SharedHours",
    "hours_changes",
    "planned_hours",
    "share_hours",
]

#: Where work is done that belongs to no community, as arms and readers name it.
OWN_PAGES: Final = "our own pages"

#: Weeks of a plan.
WEEKS: Final = 4
#: Hours are planned in quarters; an arm that is not stopped keeps one, so that learning never ends.
QUARTER: Final = 0.25

_Arm = tuple[str, str]


@dataclass(frozen=True, slots=True)
class SharedHours:
    """Recommendations with the hours that outcomes speak for.

    Parameters
    ----------
    says
        Of each arm, how its hours moved or why they did not; empty without outcomes.
    digest
        SHA-256 of the outcomes that were read; empty without.
    """

    recommendations: tuple[Recommendation, ...]
    says: tuple[str, ...] = ()
    digest: str = ""


@dataclass(frozen=True, slots=True)
class HoursChange:
    """An arm that is in two plans with other hours a week, and why."""

    community: str
    tool: str
    before: float
    after: float
    why: str = ""

    def spoken(self) -> str:
        """Say it: ``answers in trains 1 to 1.75``."""
        return f"{self.tool} in {self.community} {self.before:g} to {self.after:g}"


def hours_changes(before: Plan, after: Plan) -> tuple[HoursChange, ...]:
    """Arms in both plans whose hours moved."""
    was, now = planned_hours(before), planned_hours(after)
    return tuple(
        HoursChange(*arm, was[arm], hours, _why(after, arm))
        for arm, hours in now.items()
        if arm in was and hours != was[arm]
    )


def _why(plan: Plan, arm: _Arm) -> str:
    start = f"{_name(arm)} moves from "
    return next((each for each in plan.hours_why if each.startswith(start)), "")


def _name(arm: _Arm) -> str:
    return f"{arm[1][:1].upper()}{arm[1][1:]} in {arm[0]}"


def planned_hours(plan: Plan | None) -> dict[_Arm, float]:
    """Hours a week that a plan gives each arm, on average over its four weeks.

    An arm is a community (or our own pages) and a tool.
    """
    return _hours(plan.recommendations) if plan is not None else {}


def share_hours(
    recommendations: Sequence[Recommendation],
    outcomes: Iterable[Outcome],
    until: date,
    previous: Plan | None = None,
    held: ArmsFile | None = None,
) -> SharedHours:
    """Share the hours of what is recommended by what came of it; they move only past doubt.

    An arm keeps the hours it has while they lie in the middle 80 % of the hours that it would get
    were its rate known: what chance could explain moves nothing. Work that is done once, on our own
    pages, keeps its hours. An arm whose hours of a week would be a gesture has them in fewer weeks.

    Parameters
    ----------
    recommendations
        What to do, with the hours of the strategy.
    outcomes
        So far; those of other arms, and of days after ``until``, are left out.
    previous
        The plan before, whose hours stand.
    held
        Caps and prices where somebody wrote them down.
    """
    wanted = _hours(each for each in recommendations if each.community is not None)
    names = {_small(arm) for arm in wanted}
    told = [each for each in outcomes if each.day <= until and each.arm in names]
    if not any(each.hours for each in told):
        return SharedHours(tuple(recommendations))
    whole = sum(wanted.values())
    arms = _arms(list(wanted), held)
    digest = sha256(json.dumps([each.as_row() for each in told], default=str).encode()).hexdigest()
    try:
        made = allocate(arms.as_arms(), weekly(told, arms.as_arms(), until).history, Budget(whole))
    except FolkmootError as error:
        if error.problem.code != "no-open-arm":
            raise
        stopped = _timed(recommendations, wanted, dict.fromkeys(wanted, 0.0))
        return SharedHours(stopped, (f"All hours stop: {error.problem.got}.",), digest)
    standing = {arm: planned_hours(previous).get(arm, hours) for arm, hours in wanted.items()}
    shares = dict(zip(wanted, made.shares, strict=True))
    timed = _timed(recommendations, wanted, _moved(shares, standing, whole))
    now = _hours(timed)
    says = tuple(_says(arm, shares[arm], standing[arm], now.get(arm, 0.0)) for arm in wanted)
    return SharedHours(timed, says, digest)


def _hours(recommendations: Iterable[Recommendation]) -> dict[_Arm, float]:
    found: dict[_Arm, float] = {}
    for each in recommendations:
        if each.tools and each.hours > 0:
            arm = _arm(each)
            found[arm] = found.get(arm, 0.0) + each.hours * len(each.weeks) / WEEKS
    return found


def _arm(each: Recommendation) -> _Arm:
    return each.community or OWN_PAGES, each.tools[0]


def _small(arm: _Arm) -> _Arm:
    return arm[0].casefold(), arm[1].casefold()


def _arms(wanted: Sequence[_Arm], held: ArmsFile | None) -> ArmsFile:
    """The arms of the plan in its order, each as it was written down, where it was."""
    known = {_small((arm.community, arm.strategy)): arm for arm in (held.arm if held else ())}
    return ArmsFile(arm=tuple(
        known.get(_small(arm), Arm(community=arm[0], strategy=arm[1])) for arm in wanted
    ))  # fmt: skip


def _moved(
    shares: Mapping[_Arm, Share], standing: Mapping[_Arm, float], whole: float
) -> dict[_Arm, float]:
    """Hours of each arm, in quarters; together at most ``whole``."""
    kept = {arm for arm, share in shares.items() if _is_kept(share, standing[arm])}
    room = whole - sum(standing[arm] for arm in kept)
    asked = sum(share.hours for arm, share in shares.items() if arm not in kept)
    if room < 0 or (asked > 0 and room <= 0):
        # What stood is more than there is now: all are shared anew.
        kept, room, asked = set(), whole, sum(share.hours for share in shares.values())
    part = min(1.0, room / asked) if asked > 0 else 1.0
    given = {
        arm: standing[arm]
        if arm in kept
        else max(0.0 if share.is_stopped else QUARTER, _quarters(share.hours * part))
        for arm, share in shares.items()
    }
    while sum(given.values()) > whole + 1e-9:
        given[max(given, key=given.__getitem__)] -= QUARTER
    return given


def _is_kept(share: Share, standing: float) -> bool:
    if share.is_stopped:
        return False
    near = MOVED_HOURS / 2
    could_be = share.low - near <= standing <= share.high + near
    return could_be or abs(share.hours - standing) < MOVED_HOURS


def _says(arm: _Arm, share: Share, standing: float, given: float) -> str:
    name = _name(arm)
    if given == standing:
        return (
            f"{name} keeps {standing:g} hours a week: by what came of it, it could be"
            f" {share.low:.1f} to {share.high:.1f}."
        )
    why = share.reason.partition(". ")[0].rstrip(".")
    return (
        f"{name} moves from {standing:g} to {given:g} hours a week, after {share.conversions:,.0f}"
        f" conversions: {why[:1].lower()}{why[1:]}."
    )


def _quarters(hours: float) -> float:
    return floor(hours * 4 + 1e-9) / 4


def _timed(
    recommendations: Sequence[Recommendation],
    wanted: Mapping[_Arm, float],
    given: Mapping[_Arm, float],
) -> tuple[Recommendation, ...]:
    """Recommendations with the hours given, those of a gesture in fewer weeks."""
    turns = cycle((2, 3, 4, 1))
    found = []
    for each in recommendations:
        arm = _arm(each) if each.tools else None
        if arm is None or arm not in wanted:
            found.append(each)
            continue
        hours = each.hours * given[arm] / wanted[arm]
        changed: dict[str, object] = {"hours": hours}
        if 0 < hours < each.least:
            times = max(1, floor(WEEKS * hours / each.least + 1e-9))
            weeks = tuple(sorted(next(turns) for _ in range(times)))
            changed = {"hours": each.least, "weeks": weeks}
        found.append(each.model_copy(update=changed))
    return _within(found, sum(wanted.values()), wanted)


def _within(
    recommendations: list[Recommendation], most: float, arms: Mapping[_Arm, float]
) -> tuple[Recommendation, ...]:
    """Take quarters from the largest arm until no week has more hours than there are."""
    found = list(recommendations)
    shared = [n for n, each in enumerate(found) if each.tools and _arm(each) in arms]
    while shared and _fullest(found[n] for n in shared) > most + 1e-9:
        largest = max(shared, key=lambda n: found[n].hours - found[n].least)
        hours = found[largest].hours - QUARTER
        if hours < found[largest].least:
            break
        found[largest] = found[largest].model_copy(update={"hours": hours})
    return tuple(found)


def _fullest(recommendations: Iterable[Recommendation]) -> float:
    weeks = dict.fromkeys(range(1, WEEKS + 1), 0.0)
    for each in recommendations:
        for week in each.weeks:
            weeks[week] += each.hours
    return max(weeks.values())
