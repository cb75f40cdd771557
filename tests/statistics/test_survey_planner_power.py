"""The planner's figures against surveys that are simulated: power, margins, design effect, tests.

A test is the one that the estimates use: the difference of a segment's share from that of the
others over its standard error, against the normal distribution.
"""

from __future__ import annotations

import math

import numpy as np
import pytest
from numpy.typing import NDArray

from folkmoot.survey.planner import plan_sample
from folkmoot.survey.power import Comparison, index_power, margin_of_error, needed_size

RUNS = 20_000
#: Four standard errors of a simulated share of RUNS, and what the normal approximation is off by
#: with some hundred people (it is named in docs/methods-planner.md).
CLOSE = 4 * math.sqrt(0.25 / RUNS) + 0.01

FloatArray = NDArray[np.float64]


def p_values(cases: FloatArray, size: float, others: FloatArray, rest: float) -> FloatArray:
    """Two-sided p-values of the difference of two shares, unpooled."""
    from scipy.special import ndtr

    first, second = cases / size, others / rest
    se = np.sqrt(first * (1 - first) / size + second * (1 - second) / rest)
    return np.asarray(2 * ndtr(-np.abs(first - second) / np.where(se > 0, se, np.inf)))


def simulated_power(comparison: Comparison, part: float, size: int, seed: int) -> float:
    """Share of simulated surveys in which the segment is found to differ."""
    chance = np.random.default_rng(seed)
    segment, others = comparison.shares(part)
    rest = round(size * (1 - part) / part)
    found = p_values(
        chance.binomial(size, segment, RUNS).astype(float), size,
        chance.binomial(rest, others, RUNS).astype(float), rest,
    )  # fmt: skip
    return float((found < comparison.level).mean())


@pytest.mark.parametrize(
    ("comparison", "part", "size"),
    [
        (Comparison(0.25, 120, "rest"), 1 / 4, 400),
        (Comparison(0.25, 120, "rest"), 1 / 4, 100),
        (Comparison(0.25, 120), 1 / 3, 400),
        (Comparison(0.25, 120), 1 / 5, 200),
        (Comparison(0.10, 150), 1 / 10, 300),
        (Comparison(0.60, 115, "rest", 0.01), 1 / 2, 500),
    ],
)
def test_planned_power_is_simulated_power(comparison: Comparison, part: float, size: int) -> None:
    planned = index_power(comparison, part, size)
    assert simulated_power(comparison, part, size, seed=size) == pytest.approx(planned, abs=CLOSE)


def test_an_index_of_120_at_400_is_found_in_fewer_than_half_of_the_surveys() -> None:
    assert simulated_power(Comparison(0.25, 120, "rest"), 1 / 4, 400, seed=1) == pytest.approx(
        0.48, abs=0.02
    )


@pytest.mark.parametrize("power", [0.8, 0.9])
def test_the_needed_size_has_the_power_asked_for(power: float) -> None:
    comparison = Comparison(0.25, 130)
    size = needed_size(comparison, 1 / 5, power)
    assert simulated_power(comparison, 1 / 5, size, seed=7) == pytest.approx(power, abs=CLOSE)


def test_where_nothing_differs_alarms_are_as_rare_as_told() -> None:
    comparison = Comparison(0.25, 100, "rest")
    assert simulated_power(comparison, 1 / 4, 400, seed=3) == pytest.approx(0.05, abs=0.01)


@pytest.mark.parametrize("size", [50, 100, 200, 400])
def test_margins_cover_the_share_as_often_as_told(size: int) -> None:
    cases = np.random.default_rng(size).binomial(size, 0.25, RUNS)
    margin = margin_of_error(0.25, size)
    inside = np.abs(cases / size - 0.25) <= margin
    # Counts are whole, so that coverage jumps around its level where few were asked.
    assert inside.mean() == pytest.approx(0.95, abs=0.03)


def test_a_design_effect_costs_what_clusters_cost() -> None:
    """Clusters of 10 whose members resemble each other by .05 have a design effect of 1.45."""
    members, alike, clusters = 10, 0.05, 60
    deff = 1 + (members - 1) * alike
    comparison, part = Comparison(0.25, 130, "rest"), 1 / 4
    chance = np.random.default_rng(11)
    found = []
    for share, count in zip(comparison.shares(part), (clusters, 3 * clusters), strict=True):
        scale = (1 - alike) / alike
        likely = chance.beta(share * scale, (1 - share) * scale, (4_000, count))
        means = chance.binomial(members, likely) / members
        found.append((means.mean(axis=1), means.var(axis=1, ddof=1) / count))
    (first, first_variance), (second, second_variance) = found
    z = np.abs(first - second) / np.sqrt(first_variance + second_variance)
    planned = index_power(comparison, part, clusters * members / deff)
    assert (z > 1.96).mean() == pytest.approx(planned, abs=0.04)
    careless = index_power(comparison, part, clusters * members)
    assert careless - planned > 0.1


def test_among_many_tests_the_plan_promises_no_more_than_it_finds() -> None:
    """One country of three and no age differs; all eight are tested, false discoveries at 5 %."""
    from scipy.stats import false_discovery_control

    comparison = Comparison(0.25, 120)
    plan = plan_sample("country:3,age:5", comparison, respondents=2400)
    chance = np.random.default_rng(5)
    segment, others = comparison.shares(1 / 3)
    runs, size = 4_000, 160
    # Cases by country and age: ages are alike in every country.
    shares = np.array([segment, others, others])[:, None]
    cases = chance.binomial(size, np.broadcast_to(shares, (3, 5)), (runs, 3, 5)).astype(float)
    total = cases.sum(axis=(1, 2))
    columns = [(cases.sum(axis=2)[:, k], 5 * size) for k in range(3)]
    columns += [(cases.sum(axis=1)[:, k], 3 * size) for k in range(5)]
    tested = np.column_stack([p_values(own, n, total - own, 15 * size - n) for own, n in columns])
    adjusted = false_discovery_control(tested, axis=1)
    found = float((adjusted[:, 0] < 0.05).mean())
    country = plan.rows[0]
    assert plan.tests == 8
    # The other two countries differ from a rest that holds the first, which lets more through.
    assert country.power_among - CLOSE < found < country.power + CLOSE
    false_ones = (adjusted[:, 3:] < 0.05).sum(axis=1) / np.maximum((adjusted < 0.05).sum(axis=1), 1)
    assert false_ones.mean() <= 0.05 + CLOSE
