"""Rising words: planted bursts are found, ordinary weeks stay quiet. All series are simulated."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from folkmoot.annotators.surprise import discoveries, surprise

BUCKETS, TERMS, RECENT = 104, 600, 4
RUNS = 60


def simulated(seed: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Weekly counts of words of very different frequency, some of them clustered."""
    chance = np.random.default_rng(seed)
    totals = chance.poisson(90, BUCKETS).astype(np.float64)
    level = chance.lognormal(-2.5, 1.4, TERMS)[:, None] * totals[None, :] / 90
    spread = chance.gamma(8, 1 / 8, (TERMS, BUCKETS))
    return chance.poisson(level * spread).astype(np.float64), totals


def q_values(counts: NDArray[np.float64], totals: NDArray[np.float64]) -> NDArray[np.float64]:
    judged = [surprise(counts, totals, bucket) for bucket in range(BUCKETS - RECENT, BUCKETS)]
    return np.stack(discoveries(judged, smallest=3))


def test_ordinary_weeks_seldom_call_anything_rising() -> None:
    # Where nothing rises, every discovery is false, so a level of 0.2 may be reached by at most
    # a fifth of the runs. 60 runs leave room for chance: 20 of them would be p = 0.005.
    alarms = sum(bool((q_values(*simulated(seed)) <= 0.2).any()) for seed in range(RUNS))
    assert alarms <= 19, alarms


def test_planted_bursts_are_found() -> None:
    met = expected = 0
    for seed in range(20):
        counts, totals = simulated(1000 + seed)
        chance = np.random.default_rng(seed)
        ordinary = np.flatnonzero((counts.mean(axis=1) > 0.2) & (counts.mean(axis=1) < 2))
        rows = chance.choice(ordinary, 5, replace=False)
        for row in rows:
            counts[row, -1] += np.ceil(8 * counts[row].mean()) + 4
        found = q_values(counts, totals)[-1] <= 0.2
        met += int(found[rows].sum())
        expected += len(rows)
    assert met / expected >= 0.8, f"{met} of {expected}"


def test_a_busy_week_is_no_surprise() -> None:
    counts, totals = simulated(3)
    counts[:, -1] = np.round(3 * counts[:, :-1].mean(axis=1))
    totals[-1] = 3 * totals[:-1].mean()
    assert not (q_values(counts, totals)[-1] <= 0.05).any()


def test_p_values_of_ordinary_counts_are_not_too_small() -> None:
    # Coverage: under the model's own kind of noise, a p-value below 0.05 is had at most so often.
    small = total = 0
    for seed in range(20):
        counts, totals = simulated(2000 + seed)
        judged = surprise(counts, totals, BUCKETS - 1)
        small += int((judged.p_value <= 0.05).sum())
        total += len(judged.p_value)
    assert small / total <= 0.05, small / total
