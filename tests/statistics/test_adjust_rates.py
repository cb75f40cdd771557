"""Rates of arms: the truth of simulated years is found, and the intervals hold it.

Worlds of `bench/quality/planner_worlds.py` at equal hours. ``FOLKMOOT_STUDY=full`` runs 400 worlds.
"""

from __future__ import annotations

import logging
import os

import numpy as np
import pytest
from bench.quality.planner_worlds import WEEKS, World, make_world, seen

from folkmoot.adjust.allocation import Budget, History, allocate, weigh
from folkmoot.adjust.allocation.sharing import fill

WORLDS = 400 if os.environ.get("FOLKMOOT_STUDY") == "full" else 40
LOG = logging.getLogger(__name__)


def a_year(world: World, seed: int) -> History:
    """A year of the same hours in all arms, with what arrived of it by its end."""
    rng = np.random.default_rng([seed, 7])
    arms = world.arms
    hours = np.full((WEEKS, len(arms)), 0.5)
    arrived, lags = np.zeros_like(hours), np.zeros((WEEKS, WEEKS))
    for week in range(WEEKS):
        for arm, cases in enumerate(rng.poisson(world.rates[week] * arms.effective(hours[week]))):
            for lag in rng.geometric(1 - world.kept, cases) - 1:
                if week + lag < WEEKS:
                    arrived[week + lag, arm] += 1
                    lags[week, lag] += 1
    signals = rng.poisson(world.signal_rates * arms.effective(hours)[..., None]).astype(float)
    return seen(History(hours, arrived, np.zeros_like(hours), signals, lags))


@pytest.mark.parametrize("preset", ["base", "sparse", "misleading"])
def test_intervals_of_rates_hold_the_truth(preset: str) -> None:
    held, away = [], []
    for seed in range(WORLDS):
        world = make_world(preset, seed)
        beliefs = weigh(world.arms, a_year(world, seed), Budget(10)).beliefs
        truth = world.rates[0]
        low, high = beliefs.quantile(0.025), beliefs.quantile(0.975)
        held += ((low <= truth) & (truth <= high)).tolist()
        away.append(float(np.log(beliefs.mean / truth).mean()))
    share = float(np.mean(held))
    LOG.info("| %s | %.3f | %+.3f |", preset, share, float(np.mean(away)))
    assert 0.92 <= share <= 0.98
    assert abs(np.mean(away)) < 0.12


def test_the_hours_that_a_known_rate_would_get_lie_in_the_80_percent() -> None:
    """At least so often: many arms stand at the floor or the cap whatever is believed."""
    held = []
    for seed in range(WORLDS):
        world = make_world("base", seed)
        made = allocate(world.arms, a_year(world, seed), Budget(10))
        floors = np.full(len(made.shares), made.floor * 10 / len(made.shares))
        known = fill(world.arms, world.rates[0], floors, world.arms.caps, Budget(10))
        held += [
            share.low - 1e-6 <= hours <= share.high + 1e-6
            for share, hours in zip(made.shares, known, strict=True)
        ]
    share = float(np.mean(held))
    LOG.info("hours known in the 80 %%: %.3f", share)
    assert share >= 0.8
