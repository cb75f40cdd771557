"""The surprise that a number of false alarms asks for."""

from __future__ import annotations

import numpy as np
import pytest

from folkmoot.annotators.watch import least_surprise, watch


@pytest.mark.parametrize(
    ("false_a_day", "buckets", "surprise"),
    # log10(24 / 0.001) = 4.380, log10(288 / 0.08) = 3.556, and 0.125 to spare.
    [(0.001, 24, 4.51), (0.08, 24, 2.6), (0.08, 288, 3.68)],
)
def test_false_alarms_become_a_surprise(false_a_day: float, buckets: int, surprise: float) -> None:
    assert least_surprise(false_a_day, buckets) == surprise


@pytest.mark.parametrize("allowed", [0.01, 0.1])
def test_false_alarms_are_those_allowed_within_a_factor_of_two(allowed: float) -> None:
    # A variance of five times the mean, of which the spread is learnt within ten days.
    counts = np.random.default_rng(5).negative_binomial(6, 0.2, (400, 24 * 40)).astype(np.float64)
    false = (watch(counts, 0)[:, 240:] >= least_surprise(allowed)).mean() * 24
    assert allowed / 2 < false < 2 * allowed
