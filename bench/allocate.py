"""Sharing hours among 500 arms after a year of weeks, simulated; bar 2 s, intervals and words too.

``limit`` is the least that any such method costs: one pass over the history and one filling.
"""

from __future__ import annotations

import time
from statistics import median

import numpy as np

from folkmoot.adjust.allocation import Arms, Budget, History, allocate
from folkmoot.adjust.allocation.history import Floats
from folkmoot.adjust.allocation.sharing import fill

ARMS, WEEKS, REPEATS = 500, 52, 3


def simulated() -> tuple[Arms, History]:
    """Fifty communities with ten strategies each, and what a year brought."""
    rng = np.random.default_rng(1)
    ones = np.ones(ARMS)
    arms = Arms(
        tuple(f"c{n // 10}" for n in range(ARMS)), tuple(f"s{n % 10}" for n in range(ARMS)),
        5 * ones, 3 * ones, np.where(np.arange(ARMS) % 3 == 0, 4.0, 0.0),
    )  # fmt: skip
    hours = rng.gamma(0.3, 1, (WEEKS, ARMS))
    rates = 0.2 * np.exp(rng.normal(0, 1, ARMS))

    def poisson(mean: Floats | float, size: tuple[int, ...]) -> Floats:
        return rng.poisson(mean, size).astype(np.float64)

    signals = poisson(2 * hours[..., None], (WEEKS, ARMS, 3))
    return arms, History(
        hours, poisson(rates * hours, hours.shape), poisson(0.004 * hours, hours.shape),
        signals, poisson(1.0, (WEEKS, 8)),
    )  # fmt: skip


def main() -> None:
    """Print CPU-seconds and their ratio to the limit."""
    arms, history = simulated()
    budget = Budget(120, 80)
    ours, limit = [], []
    for _ in range(REPEATS):
        start = time.process_time()
        made = allocate(arms, history, budget)
        ours.append(time.process_time() - start)
        start = time.process_time()
        exposed = arms.effective(history.hours).sum(axis=0)
        worth = (history.conversions.sum(axis=0) + 1) / (exposed + 1)
        fill(arms, worth, np.zeros(ARMS), arms.caps, budget)
        limit.append(time.process_time() - start)
    assert abs(made.hours.sum() + made.unspent - budget.hours) < 1e-6
    print(f"{ARMS} arms, {WEEKS} weeks: {median(ours):.2f} CPU-seconds (bar 2),"
          f" {median(ours) / median(limit):.0f} x one pass and one filling")  # fmt: skip


if __name__ == "__main__":
    main()
