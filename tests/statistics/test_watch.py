"""Terms watched by the hour: quiet ones stay quiet, events are found. All series are simulated."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from folkmoot.annotators.watch import Pace, watch

HOUR = np.arange(24 * 7 * 8)
TERMS = 1000
#: Hours of an event, and how many times the usual it brings.
LASTS, TIMES = 3, 8.0
#: Two days to warm up, or four weeks with the profile.
FROM = {"all": 48, "profile": 24 * 7 * 4}


def means(chance: np.random.Generator, wanders: bool) -> NDArray[np.float64]:
    """Expected counts of seasonal terms, 0.3 to 30 an hour, higher by day, lower at weekends."""
    level = 10 ** chance.uniform(-0.5, 1.5, (TERMS, 1))
    day = chance.uniform(0.3, 1.0, (TERMS, 1)) * np.sin(
        2 * np.pi * (HOUR - chance.uniform(6, 12, (TERMS, 1))) / 24
    )
    weekend = np.where(HOUR // 24 % 7 >= 5, chance.uniform(0.5, 1.0, (TERMS, 1)), 1.0)
    wander = np.zeros((TERMS, len(HOUR)))
    if wanders:
        for hour in HOUR[1:]:
            wander[:, hour] = 0.95 * wander[:, hour - 1] + chance.normal(0, 0.06, TERMS)
    return np.asarray(level * np.exp(day + wander) * weekend)


def drawn(seed: int, kind: str) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Counts without any event, and their means."""
    chance = np.random.default_rng(seed)
    mean = means(chance, wanders=kind == "wandering")
    if kind != "poisson":
        mean = mean * chance.gamma(8, 1 / 8, mean.shape)
    return chance.poisson(mean).astype(np.float64), mean


@pytest.mark.parametrize("kind", ["poisson", "negative binomial", "wandering"])
def test_quiet_terms_are_seldom_called_rising(kind: str) -> None:
    counts, _ = drawn(1, kind)
    rises = watch(counts, 0) >= Pace().surprise
    false = {name: rises[:, start:].mean() * 24 for name, start in FROM.items()}
    assert max(false.values()) <= 0.001, false


@pytest.mark.parametrize("kind", ["poisson", "negative binomial", "wandering"])
def test_events_of_eight_times_the_usual_are_found(kind: str) -> None:
    counts, mean = drawn(2, kind)
    chance = np.random.default_rng(3)
    start = chance.integers(FROM["all"], len(HOUR) - LASTS, TERMS)
    for term, hour in enumerate(start):
        event = slice(hour, hour + LASTS)
        counts[term, event] += chance.poisson((TIMES - 1) * mean[term, event])
    rises = watch(counts, 0) >= Pace().surprise
    found = np.mean([rises[term, hour : hour + LASTS].any() for term, hour in enumerate(start)])
    assert found >= 0.55, found
