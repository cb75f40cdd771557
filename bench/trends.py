"""Watching 20,000 simulated terms through 1,000 hours, beside a plain cumulative sum.

``folkmoot`` is `folkmoot.annotators.watch.watch`: update of the state and score of every term and
hour, the last ones with the profile in use. ``limit`` is the running sum of the same matrix.
Counts are negative binomial with a daily season and bursts. Each runs three times, in turn; the
middle CPU time counts. Bar: 5 million term-buckets a second.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from statistics import median

import numpy as np

from folkmoot.annotators.watch import watch

TERMS, HOURS = 20_000, 1_000
REPEATS = 3


def timed(contenders: dict[str, Callable[[], object]]) -> dict[str, float]:
    """Middle CPU time of each, taken in turn."""
    taken: dict[str, list[float]] = {name: [] for name in contenders}
    for _ in range(REPEATS):
        for name, run in contenders.items():
            began = time.process_time()
            run()
            taken[name].append(time.process_time() - began)
    return {name: median(times) for name, times in taken.items()}


def main() -> None:
    """Draw, then time."""
    chance = np.random.default_rng(1)
    season = np.exp(0.6 * np.sin(2 * np.pi * np.arange(HOURS) / 24))
    level = 10 ** chance.uniform(-2, 1, (TERMS, 1))
    bursts = np.where(chance.random((TERMS, HOURS)) < 0.001, 8.0, 1.0)
    counts = chance.poisson(level * season * bursts).astype(np.float64)
    times = timed(
        {"folkmoot": lambda: watch(counts, 0), "limit": lambda: np.cumsum(counts, axis=1)}
    )
    print(f"{TERMS:,} terms, {HOURS:,} hours (bar 5 M term-buckets a second)")
    for name, seconds in times.items():
        rate, ratio = counts.size / seconds / 1e6, seconds / times["limit"]
        print(f"  {name:10} {seconds:7.3f} s  {rate:7.1f} M/s  {ratio:6.1f} x limit")


if __name__ == "__main__":
    main()
