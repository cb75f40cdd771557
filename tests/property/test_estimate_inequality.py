"""Gini, shares of the top and the Lorenz curve, against their definitions."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from folkmoot.estimate import Holdings, gini, lorenz_share, top_share

MADE = st.lists(st.integers(0, 60), min_size=1, max_size=40).filter(any)


def holdings(made: list[int]) -> Holdings:
    return Holdings.of(made, [1] * len(made))


@given(MADE)
def test_gini_is_the_mean_difference_over_twice_the_mean(made: list[int]) -> None:
    amounts = np.array(made, dtype=float)
    wanted = np.abs(amounts[:, None] - amounts).mean() / (2 * amounts.mean())
    found = gini(holdings(made), "people")
    assert found.value == pytest.approx(wanted, abs=1e-12)
    assert found.low is not None
    assert found.high is not None
    assert 0 <= found.low <= wanted + 1e-12 <= found.high + 2e-12 <= 1 + 2e-12
    assert (found.cases, found.base) == (sum(amount > 0 for amount in made), len(made))


@given(MADE, st.sampled_from([0.01, 0.1, 0.25, 0.5, 0.9]))
def test_the_top_makes_what_the_largest_made(made: list[int], top: float) -> None:
    ordered, left, wanted = sorted(made, reverse=True), top * len(made), 0.0
    for amount in ordered:
        wanted += amount * min(1.0, left)
        left = max(0.0, left - 1)
    found = top_share(holdings(made), top, "people")
    assert found.value == pytest.approx(wanted / sum(made), abs=1e-9)
    rest = lorenz_share(holdings(made), 1 - top, "people")
    assert rest.value == pytest.approx(1 - wanted / sum(made), abs=1e-9)
    assert rest.low is not None
    assert rest.low <= (rest.value or 0) <= (rest.high or 0) + 1e-12


@given(MADE)
def test_the_curve_rises_below_the_diagonal(made: list[int]) -> None:
    at = (0.1, 0.3, 0.5, 0.7, 0.9)
    curve = [lorenz_share(holdings(made), bottom, "people").value or 0.0 for bottom in at]
    assert curve == sorted(curve)
    assert all(value <= bottom + 1e-9 for value, bottom in zip(curve, at, strict=True))


@given(MADE, st.integers(2, 9))
def test_neither_the_unit_nor_the_number_of_people_matters(made: list[int], times: int) -> None:
    plain = gini(holdings(made), "people").value
    scaled = gini(holdings([amount * times for amount in made]), "people").value
    doubled = gini(Holdings.of(made, [times] * len(made)), "people").value
    assert scaled == pytest.approx(plain, abs=1e-12)
    assert doubled == pytest.approx(plain, abs=1e-12)


def test_nobody_who_made_anything_gives_no_number() -> None:
    assert gini(Holdings.of([0], [50]), "people").value is None
    assert top_share(Holdings.of([], []), 0.1, "people").value is None
