"""Hours sum to the budget and keep caps, floors and money, whatever came of the weeks before."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from folkmoot.adjust.allocation import Arms, Budget, History, allocate, weigh
from folkmoot.adjust.allocation.allocate import FLOOR_LEAST, FLOOR_MOST
from folkmoot.adjust.allocation.delay import arrivals_by_lag
from folkmoot.adjust.allocation.history import Floats
from folkmoot.errors import FolkmootError


@st.composite
def cases(draw: st.DrawFn) -> tuple[Arms, History, Budget]:
    rng = np.random.default_rng(draw(st.integers(0, 10_000)))

    def poisson(mean: float, size: tuple[int, ...]) -> Floats:
        return rng.poisson(mean, size).astype(np.float64)

    count, weeks = draw(st.integers(1, 12)), draw(st.integers(0, 8))
    arms = Arms(
        tuple(f"c{n % 3}" for n in range(count)),
        tuple(f"s{n // 3}" for n in range(count)),
        rng.choice([0.0, 0.5, 4.0, 100.0], count),
        rng.uniform(0.1, 10, count),
        rng.choice([0.0, 0.0, 7.5], count),
    )
    hours = rng.choice([0.0, 0.01, 2.0, 40.0], (weeks, count))
    scale = draw(st.sampled_from([0.0, 0.1, 50.0]))
    history = History(
        hours, poisson(scale, (weeks, count)), poisson(0.02, (weeks, count)),
        poisson(scale, (weeks, count, 3)), poisson(scale, (weeks, 4)),
    )  # fmt: skip
    budget = Budget(draw(st.floats(0.1, 500)), draw(st.sampled_from([np.inf, 0.0, 3.0, 1000.0])))
    return arms, history, budget


@given(case=cases())
def test_hours_keep_the_budget_the_caps_the_floor_and_the_money(
    case: tuple[Arms, History, Budget],
) -> None:
    arms, history, budget = case
    try:
        made = weigh(arms, history, budget)
    except FolkmootError:
        # Whatever excludes every arm is refused; tests/unit names each way.
        return
    assert np.isfinite(made.hours).all()
    assert (made.hours <= arms.caps + 1e-9).all()
    assert (made.hours >= made.floors - 1e-9).all()
    assert made.hours.sum() <= budget.hours + 1e-6
    assert made.hours @ arms.money <= budget.money + 1e-6
    assert FLOOR_LEAST <= made.floor <= FLOOR_MOST
    if np.isinf(budget.money):
        possible = min(budget.hours, made.caps.sum())
        assert made.hours.sum() == pytest.approx(possible, rel=1e-6)
        even = made.floor * budget.hours / made.is_open.sum()
        open_caps = made.caps[made.is_open]
        assert (made.hours[made.is_open] >= np.minimum(even, open_caps) - 1e-9).all()


@settings(max_examples=25)
@given(case=cases())
def test_what_is_told_agrees_with_the_hours(case: tuple[Arms, History, Budget]) -> None:
    arms, history, budget = case
    try:
        made = allocate(arms, history, budget)
    except FolkmootError:
        return
    np.testing.assert_allclose(made.hours, weigh(arms, history, budget).hours)
    assert sum(share.propensity for share in made.shares) == pytest.approx(1)
    for share in made.shares:
        assert share.rate_low <= share.rate_high
        assert share.low <= share.high
        assert share.reason.endswith((".", "week."))
        assert share.awaited >= -1e-9


@given(lags=st.lists(st.lists(st.integers(0, 30), min_size=5, max_size=5), max_size=20))
def test_a_delay_is_a_distribution(lags: list[list[int]]) -> None:
    weeks = len(lags)
    table = np.array(lags, dtype=float).reshape(weeks, 5)
    parts = arrivals_by_lag(History(*(np.zeros((weeks, 1)),) * 3, np.zeros((weeks, 1, 3)), table))
    assert (parts >= 0).all()
    assert parts.sum() == pytest.approx(1)
