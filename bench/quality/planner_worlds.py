"""Simulated worlds for the sharing of hours, and policies that live in them, paired.

Everything here is simulated. A world has six communities and four strategies, so 24 arms; ten hours
a week for a year; returns that fall with hours, conversions that arrive late, signals that tell
more or less. Regret is the part of the conversions of whoever knows all rates that a policy misses.
Presets: ``base``; ``sparse``, a seventh of the conversions; ``misleading``, where clicks point
away from conversions; ``drift``, where rates double or halve within a few months; and
``complaints``, where the two most lucrative communities complain. What is earned where complaints
are above the limit counts for nobody.

``python bench/quality/planner_worlds.py [WORLDS]`` prints the table of docs/methods-experiments.md.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np

from folkmoot.adjust.allocation import Arms, Budget, History, weigh
from folkmoot.adjust.allocation.allocate import MEMORY
from folkmoot.adjust.allocation.beliefs import believe
from folkmoot.adjust.allocation.complaints import COMPLAINT_LIMIT
from folkmoot.adjust.allocation.delay import arrivals_by_lag, exposures
from folkmoot.adjust.allocation.history import Floats
from folkmoot.adjust.allocation.sharing import fill

COMMUNITIES, STRATEGIES, WEEKS, HOURS = 6, 4, 52, 10.0
PRESETS: Final = ("base", "sparse", "misleading", "drift", "complaints")
#: Mean conversions an effective hour; ``sparse`` has a seventh.
RATE: Final = 0.3
NONE: Final = np.zeros(COMMUNITIES * STRATEGIES)
Policy = Callable[[Arms, History, np.random.Generator], Floats]


@dataclass(frozen=True)
class World:
    """A truth: rates by week and arm, complaints an hour by arm, signals' strength."""

    arms: Arms
    rates: Floats
    complaints: Floats
    signal_rates: Floats
    kept: float

    @property
    def allowed(self) -> Floats:
        """1 where help is welcome, 0 where complaints are above the limit."""
        return np.where(self.complaints <= COMPLAINT_LIMIT, 1.0, 0.0)


def make_world(preset: str, seed: int) -> World:
    """Draw a world of a preset; the same seed gives the same world to every policy."""
    rng = np.random.default_rng([seed, PRESETS.index(preset)])
    count = COMMUNITIES * STRATEGIES
    community = np.repeat(np.arange(COMMUNITIES), STRATEGIES)
    strategy = np.tile(np.arange(STRATEGIES), COMMUNITIES)
    places = rng.normal(0, 0.6, COMMUNITIES)
    logs = places[community] + rng.normal(0, 0.5, STRATEGIES)[strategy]
    logs = logs + rng.normal(0, 0.5, count)
    level = RATE / 7 if preset == "sparse" else RATE
    steps = np.zeros((WEEKS, count))
    if preset == "drift":
        steps = rng.normal(0, 0.12, (WEEKS, count)).cumsum(axis=0)
    rates = level * np.exp(logs + steps)
    told = np.array([0.5, 0.6, 0.7])
    if preset == "misleading":
        told = np.array([0.3, 0.3, -0.7])
    noise = rng.normal(0, 0.5, (count, 3))
    signals = np.array([2.0, 0.6, 3.0]) * np.exp(told * logs[:, None] + noise)
    complaints = np.full(count, 0.004)
    if preset == "complaints":
        worst = np.argsort(-places)[:2]
        complaints = np.where(np.isin(community, worst), 0.2, complaints)
    arms = Arms(
        tuple(f"c{number}" for number in community), tuple(f"s{number}" for number in strategy),
        np.full(count, 5.0), np.full(count, 3.0), np.zeros(count),
    )  # fmt: skip
    return World(arms, rates, complaints, signals, 0.55)


def live(world: World, policy: Policy, seed: int) -> tuple[float, float]:
    """Expected conversions that a policy's hours bring in a year, and its complaints."""
    rng = np.random.default_rng([seed, 99])
    arms, count = world.arms, len(world.arms)
    hours, signals = np.zeros((WEEKS, count)), np.zeros((WEEKS, count, 3))
    complaints, arrived = np.zeros((WEEKS, count)), np.zeros((WEEKS, count))
    lags = np.zeros((WEEKS, WEEKS))
    earned = 0.0
    for week in range(WEEKS):
        past = History(hours[:week], arrived[:week], complaints[:week], signals[:week],
                       lags[:week, :week])  # fmt: skip
        spent = policy(arms, past, rng)
        hours[week] = spent
        worth = world.rates[week] * arms.effective(spent)
        earned += float(worth @ world.allowed)
        signals[week] = rng.poisson(world.signal_rates * arms.effective(spent)[:, None])
        complaints[week] = rng.poisson(world.complaints * spent)
        for arm, cases in enumerate(rng.poisson(worth)):
            for lag in rng.geometric(1 - world.kept, cases) - 1:
                if week + lag < WEEKS:
                    arrived[week + lag, arm] += 1
                    lags[week, lag] += 1
    return earned, float(complaints.sum())


def visible(lags: Floats) -> Floats:
    """Dated arrivals that have been seen: of week ``t``, lags up to the weeks passed since."""
    weeks = len(lags)
    ages = np.arange(weeks)[::-1]
    return np.where(np.arange(lags.shape[1] if lags.ndim > 1 else 0) <= ages[:, None], lags, 0)


def seen(past: History) -> History:
    """The history without arrivals of the future."""
    return History(past.hours, past.conversions, past.complaints, past.signals, visible(past.lags))


def ours(arms: Arms, past: History, rng: np.random.Generator) -> Floats:
    """As `folkmoot.adjust.allocation.allocate` shares them, without its intervals and words."""
    del rng
    return weigh(arms, seen(past), Budget(HOURS)).hours


def unsafe(arms: Arms, past: History, rng: np.random.Generator) -> Floats:
    """The same without the stop for complaints, nor the floor."""
    del rng
    known = seen(past)
    parts = arrivals_by_lag(known)
    cases, exposed = exposures(arms, known, parts, MEMORY)
    beliefs = believe(arms, cases, exposed, known, MEMORY)
    return fill(arms, beliefs.mean, NONE, arms.caps, Budget(HOURS))


def uniform(arms: Arms, past: History, rng: np.random.Generator) -> Floats:
    """The same hours for all."""
    del past, rng
    return np.full(len(arms), HOURS / len(arms))


def greedy(arms: Arms, past: History, rng: np.random.Generator) -> Floats:
    """Four weeks alike, then by the plain rates seen so far."""
    if past.weeks < 4:
        return uniform(arms, past, rng)
    exposed = arms.effective(past.hours).sum(axis=0)
    rates = past.conversions.sum(axis=0) / np.maximum(exposed, 1e-9)
    return fill(arms, rates + 1e-9, NONE, arms.caps, Budget(HOURS))


def thompson(arms: Arms, past: History, rng: np.random.Generator) -> Floats:
    """Arms apart, Gamma(1, 1) each, one draw, the best filled to their caps."""
    exposed = arms.effective(past.hours).sum(axis=0)
    draw = rng.gamma(1 + past.conversions.sum(axis=0), 1 / (1 + exposed))
    found, left = np.zeros(len(arms)), HOURS
    for arm in np.argsort(-draw):
        found[arm] = min(left, arms.caps[arm])
        left -= found[arm]
    return found


POLICIES: Final[dict[str, Policy]] = {
    "ours": ours, "uniform": uniform, "greedy": greedy, "thompson": thompson, "unsafe": unsafe,
}  # fmt: skip


def best(world: World) -> float:
    """Conversions of whoever knows all rates of each week."""
    return float(sum(
        rates @ world.arms.effective(fill(world.arms, rates, NONE, world.arms.caps, Budget(HOURS)))
        for rates in world.rates * world.allowed
    ))  # fmt: skip


def study(preset: str, worlds: int, names: tuple[str, ...]) -> dict[str, Floats]:
    """Regret ratio (column 0) and complaints (1) of each policy in each world of a preset."""
    found: dict[str, list[tuple[float, float]]] = {name: [] for name in names}
    for seed in range(worlds):
        world = make_world(preset, seed)
        most = best(world)
        for name in names:
            earned, complaints = live(world, POLICIES[name], seed)
            found[name].append((1 - earned / most, complaints))
    return {name: np.array(rows) for name, rows in found.items()}


def interval(values: Floats) -> tuple[float, float, float]:
    """Mean of paired worlds with its 95 % interval."""
    half = 1.96 * float(values.std(ddof=1)) / np.sqrt(len(values))
    mean = float(values.mean())
    return mean, mean - half, mean + half


def main(worlds: int) -> None:
    """Print the table, a row a preset."""
    names = tuple(POLICIES)
    print("| preset | " + " | ".join(names) + " |")
    for preset in PRESETS:
        found = study(preset, worlds, names)
        cells = []
        for name in names:
            mean, low, high = interval(found[name][:, 0])
            cells.append(f"{mean:.3f} ({low:.3f} to {high:.3f}), {found[name][:, 1].mean():.1f}")
        print(f"| {preset} | " + " | ".join(cells) + " |", flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200)
