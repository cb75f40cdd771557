"""Share the coming week's hours among arms from what came of them so far."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from folkmoot.adjust.allocation.beliefs import Beliefs, believe
from folkmoot.adjust.allocation.complaints import stopped_groups
from folkmoot.adjust.allocation.delay import arrivals_by_lag, exposures
from folkmoot.adjust.allocation.history import Arms, Budget, Floats, History
from folkmoot.adjust.allocation.sharing import fill
from folkmoot.adjust.allocation.words import reason
from folkmoot.errors import FolkmootError

__all__ = [
    "FLOOR_LEAST",
    "FLOOR_MOST",
    "MEMORY",
    "Allocation",
    "Flags",
    "Share",
    "Weighed",
    "allocate",
    "weigh",
]

#: Part of the hours that goes to all open arms alike: least, and most while little is known.
FLOOR_LEAST: Final = 0.10
FLOOR_MOST: Final = 0.20
#: Weight of a week beside the one after it: half after half a year.
MEMORY: Final = 0.974
_DRAWS: Final = 64
#: Arms proposed for what they would teach.
_NEXT: Final = 3

Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Share:
    """What one arm gets.

    Parameters
    ----------
    hours, low, high
        Hours of the week; and the middle 80 % of the hours it would get were its rate known, over
        what may be believed of all arms. Wide means: much is still open.
    rate, rate_low, rate_high
        Conversions an effective hour, with a 95 % interval.
    conversions, awaited
        Seen so far, and still on their way from what was already done.
    propensity
        Part of all hours given: it is logged, since later estimates must weigh by it.
    learning
        What knowing this arm's rate would add, in conversions an hour.
    reason
        Why this many, in a sentence.
    """

    community: str
    strategy: str
    hours: float
    low: float
    high: float
    rate: float
    rate_low: float
    rate_high: float
    conversions: float
    awaited: float
    propensity: float
    learning: float
    is_stopped: bool
    reason: str


_NUMBERS: Final = (
    "hours", "low", "high", "rate", "rate_low", "rate_high",
    "conversions", "awaited", "propensity", "learning",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Allocation:
    """Hours of the coming week, with what they rest on.

    Parameters
    ----------
    unspent
        Hours that no arm may take.
    floor
        Part of the hours that went to all open arms alike.
    delay
        Part of conversions that arrive 0, 1, 2, ... weeks after the action.
    stopped
        Communities and strategies stopped for complaints, each with its chance to be above the
        limit.
    try_next
        Places of the arms, in `shares`, whose trial would teach most.
    """

    shares: tuple[Share, ...]
    unspent: float
    floor: float
    delay: tuple[float, ...]
    stopped: dict[str, float]
    try_next: tuple[int, ...]

    @property
    def hours(self) -> Floats:
        """Hours by arm."""
        return np.array([share.hours for share in self.shares])

    def as_dict(self) -> dict[str, Any]:
        """Return the allocation as a plain mapping, for JSON."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Weighed:
    """The hours decided, and all they rest on.

    Parameters
    ----------
    parts
        Part of conversions that arrive 0, 1, 2, ... weeks after the action.
    floor
        Part of the hours that goes to all open arms alike; ``floors`` is that in hours.
    """

    arms: Arms
    history: History
    budget: Budget
    beliefs: Beliefs
    parts: Floats
    stopped: dict[str, float]
    is_open: Flags
    caps: Floats
    floors: Floats
    floor: float
    hours: Floats

    def awaited(self) -> Floats:
        """Conversions of each arm still on their way from what was already done."""
        ages = np.arange(self.history.weeks)[::-1]
        seen = self.parts.cumsum()[np.minimum(ages, len(self.parts) - 1)]
        found: Floats = (1 - seen) @ self.arms.effective(self.history.hours) * self.beliefs.mean
        return found


def allocate(
    arms: Arms, history: History, budget: Budget, *, memory: float = MEMORY, seed: int = 0
) -> Allocation:
    """Share hours so that the next one is worth the same wherever it may be given.

    Parameters
    ----------
    memory
        Weight of a week beside the one after it; smaller forgets faster, 1 never.
    seed
        Of the draws that the intervals come from; the hours themselves do not depend on it.

    Raises
    ------
    FolkmootError
        ``no-open-arm`` where complaints or caps leave nothing to give hours to, ``no-hours``.
    """
    weighed = weigh(arms, history, budget, memory)
    return _told(weighed, seed)


def weigh(arms: Arms, history: History, budget: Budget, memory: float = MEMORY) -> Weighed:
    """Decide the hours alone, without intervals and words; raises as `allocate`."""
    if not 0 < budget.hours < np.inf or not budget.money >= 0:
        got = f"{budget.hours:g} hours, {budget.money:g} of money"
        raise FolkmootError("no-hours", "the budget", got, "hours above 0, money from 0 on")
    stopped = stopped_groups(arms, history)
    is_open = _open(arms, stopped, budget)
    parts = arrivals_by_lag(history)
    cases, exposed = exposures(arms, history, parts, memory)
    beliefs = believe(arms, cases, exposed, history, memory)
    floor = _floor(cases, is_open)
    caps = np.where(is_open, arms.caps, 0.0)
    floors = _floors(arms, is_open, caps, floor, budget)
    hours = fill(arms, beliefs.mean, floors, caps, budget)
    return Weighed(
        arms, history, budget, beliefs, parts, stopped, is_open, caps, floors, floor, hours
    )


def _open(arms: Arms, stopped: dict[str, float], budget: Budget) -> Flags:
    pairs = zip(arms.communities, arms.strategies, strict=True)
    free = np.array([not ({community, strategy} & stopped.keys()) for community, strategy in pairs])
    found = free & (arms.caps > 0)
    if budget.money == 0:
        found &= arms.money == 0
    if not found.any():
        got = "complaints stopped " + ", ".join(stopped) if stopped else "caps of 0 hours"
        raise FolkmootError(
            "no-open-arm", "the arms", got, "an arm that may be given hours",
            "read the complaints, and answer them; raise a cap, or add an arm",
        )  # fmt: skip
    return found


def _floor(cases: Floats, is_open: Flags) -> float:
    """Part of the hours for all alike: the more conversions an arm has on average, the less."""
    each = float(cases.sum()) / int(is_open.sum())
    return FLOOR_LEAST + (FLOOR_MOST - FLOOR_LEAST) / (1 + each)


def _floors(arms: Arms, is_open: Flags, caps: Floats, floor: float, budget: Budget) -> Floats:
    found = np.where(is_open, floor * budget.hours / is_open.sum(), 0.0)
    cost = float(found @ arms.money)
    if cost > floor * budget.money:
        found = np.where(arms.money > 0, found * floor * budget.money / cost, found)
    lowest: Floats = np.minimum(found, caps)
    return lowest


def _told(weighed: Weighed, seed: int) -> Allocation:
    arms, beliefs, hours = weighed.arms, weighed.beliefs, weighed.hours
    level = _level(weighed)
    low, high, learning = _open_questions(weighed, level, seed)
    rates = np.array([beliefs.mean, beliefs.quantile(0.025), beliefs.quantile(0.975)])
    seen, awaited, whole = weighed.history.conversions.sum(axis=0), weighed.awaited(), hours.sum()
    columns = dict(zip(_NUMBERS, [hours, low, high, *rates, seen, awaited, hours / whole, learning],
                       strict=True))  # fmt: skip
    shares = tuple(
        Share(
            arms.communities[arm], arms.strategies[arm],
            is_stopped=not weighed.is_open[arm],
            reason=_reason(weighed, arm, level, float(awaited[arm])),
            **{name: float(column[arm]) for name, column in columns.items()},
        )
        for arm in range(len(arms))
    )  # fmt: skip
    order = np.argsort(-learning, kind="stable")[:_NEXT]
    return Allocation(
        shares, max(0.0, weighed.budget.hours - float(whole)), weighed.floor,
        tuple(weighed.parts.tolist()), weighed.stopped,
        tuple(int(arm) for arm in order if learning[arm] > 0),
    )  # fmt: skip


def _reason(weighed: Weighed, arm: int, level: float, awaited: float) -> str:
    arms, history = weighed.arms, weighed.history
    names = (arms.communities[arm], arms.strategies[arm])
    return reason(
        hours=float(weighed.hours[arm]),
        last=float(history.hours[-1, arm]) if history.weeks else None,
        cap=float(weighed.caps[arm]),
        floor=float(weighed.floors[arm]),
        worth=float(weighed.beliefs.mean[arm]),
        level=level,
        seen=float(history.conversions[:, arm].sum()),
        awaited=awaited,
        is_open=bool(weighed.is_open[arm]),
        stopped=[name for name in names if name in weighed.stopped],
    )


def _level(weighed: Weighed) -> float:
    """What the next hour brings where hours were given beyond the floor; 0 if nobody takes more."""
    hours = weighed.hours
    worth = weighed.beliefs.mean / (1 + hours / weighed.arms.half_hours)
    free = weighed.is_open & (hours < weighed.caps - 1e-9) & (hours > weighed.floors + 1e-9)
    return float(worth[free].max()) if free.any() else 0.0


def _open_questions(weighed: Weighed, level: float, seed: int) -> tuple[Floats, Floats, Floats]:
    """Hours over what may be believed (10 % and 90 %), and what knowing each arm would add."""
    draws = weighed.beliefs.draws(_DRAWS, seed)
    found = np.array([
        fill(weighed.arms, draw, weighed.floors, weighed.caps, weighed.budget) for draw in draws
    ])  # fmt: skip
    low, high = np.quantile(found, [0.1, 0.9], axis=0)
    # What the draws exceed the next hour elsewhere by, less what the mean already does.
    mean = weighed.beliefs.mean
    centred = draws - draws.mean(axis=0) + mean
    gain = np.maximum(centred - level, 0).mean(axis=0) - np.maximum(mean - level, 0)
    return low, high, np.where(weighed.is_open, np.maximum(gain, 0), 0.0)
