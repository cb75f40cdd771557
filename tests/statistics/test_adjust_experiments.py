"""Intervals valid at any look: simulated experiments without a difference, stopped when it pays.

``FOLKMOOT_STUDY=full`` draws 2,000 runs, and ``--log-cli-level=INFO`` prints the table that
docs/methods-experiments.md shows.
"""

from __future__ import annotations

import logging
import os

import numpy as np
import pytest

from folkmoot.adjust.experiments import Tallied, always_valid, fixed_sample
from folkmoot.adjust.experiments.integrity import MISMATCH_P, _mismatch_p

IS_FULL = os.environ.get("FOLKMOOT_STUDY") == "full"
RUNS = 2000 if IS_FULL else 300
#: Looks, one a day, and units in both arms between them.
LOOKS, UNITS = 60, 200


def stopped_early(kind: str, base: float, lift: float, seed: int) -> tuple[float, float, float]:
    """Parts of runs in which some look left 0 out (ours, the usual), or ours the true value."""
    rng = np.random.default_rng(seed)
    effect, raised = 0.2 * base, base * (1 + lift / 100)
    ours = usual = missed = 0
    for _ in range(RUNS):
        if kind == "share":
            first, other = (rng.binomial(UNITS, p, LOOKS).cumsum() for p in (base, raised))
        else:
            first, other = (rng.poisson(UNITS * p, LOOKS).cumsum() for p in (base, raised))
        flags = np.zeros(3, dtype=bool)
        for look in range(LOOKS):
            units = (look + 1) * UNITS
            pair = Tallied(units, int(first[look])), Tallied(units, int(other[look]))
            wide = always_valid(*pair, "share" if kind == "share" else "rate", effect)
            narrow = fixed_sample(*pair, "share" if kind == "share" else "rate")
            if wide is None or narrow is None:
                continue
            out = not wide.low <= raised - base <= wide.high
            flags |= np.array([wide.is_sure, narrow.is_sure, out])
        ours, usual, missed = ours + flags[0], usual + flags[1], missed + flags[2]
    return ours / RUNS, usual / RUNS, missed / RUNS


@pytest.mark.parametrize(
    ("kind", "base", "lift"),
    [("share", 0.3, 0), ("share", 0.05, 0), ("share", 0.05, 20), ("rate", 0.5, 0),
     ("rate", 0.05, 0)],
)  # fmt: skip
def test_looking_each_day_costs_nothing(kind: str, base: float, lift: float) -> None:
    alarms, usual, missed = stopped_early(kind, base, lift, seed=11)
    row = "| %s | %g | %g %% | %.3f | %.3f | %.3f |"
    logging.getLogger(__name__).info(row, kind, base, lift, usual, alarms, missed)
    # .05 and three standard errors of the runs.
    assert missed <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / RUNS)
    if not lift:
        assert usual > 3 * alarms


def test_a_ratio_of_arms_is_a_false_alarm_as_seldom_as_told() -> None:
    rng = np.random.default_rng(3)
    runs = 20_000
    for parts in ([0.5, 0.5], [0.2, 0.3, 0.5]):
        found = rng.multinomial(1000, parts, runs)
        alarms = sum(_mismatch_p(list(row), parts) < MISMATCH_P for row in found.tolist())
        assert alarms / runs < MISMATCH_P + 4 * np.sqrt(MISMATCH_P / runs)


def test_a_loss_of_three_units_in_a_hundred_is_found() -> None:
    rng = np.random.default_rng(4)
    found = rng.binomial(40_000, 0.97 / 1.97, 500)
    caught = [_mismatch_p([int(n), 40_000 - int(n)], [0.5, 0.5]) < MISMATCH_P for n in found]
    assert np.mean(caught) > 0.3
