"""Weighting holds its margins whatever the sample, and does not care how rows are ordered."""

from __future__ import annotations

import numpy as np
from hypothesis import assume, given
from hypothesis import strategies as st
from numpy.typing import NDArray

from folkmoot.survey.estimation import (
    Answers,
    kish_count,
    kish_effect,
    make_design,
    means,
    post_stratify,
    rake,
    totals,
)

Floats = NDArray[np.float64]
Sample = tuple[dict[str, list[str]], Floats]


@st.composite
def samples(draw: st.DrawFn) -> Sample:
    """Labels of two columns in which every crossing occurs, and weights."""
    ages = [f"a{number}" for number in range(draw(st.integers(1, 4)))]
    sexes = [f"s{number}" for number in range(draw(st.integers(1, 3)))]
    cells = [(age, sex) for age in ages for sex in sexes]
    more = draw(st.lists(st.sampled_from(cells), max_size=30))
    # One respondent alone shows no spread and is refused.
    rows = [*cells, cells[0], *more]
    weights = draw(st.lists(st.floats(0.1, 50), min_size=len(rows), max_size=len(rows)))
    return {"age": [age for age, _ in rows], "sex": [sex for _, sex in rows]}, np.array(weights)


@st.composite
def aims(draw: st.DrawFn, columns: dict[str, list[str]]) -> dict[str, dict[str, float]]:
    found = {}
    for name, labels in columns.items():
        parts = {label: draw(st.floats(0.05, 1)) for label in sorted(set(labels))}
        found[name] = {label: part / sum(parts.values()) for label, part in parts.items()}
    return found


def held(labels: list[str], weights: Floats) -> dict[str, float]:
    return {
        label: float(weights[np.array(labels) == label].sum() / weights.sum())
        for label in sorted(set(labels))
    }


@given(samples(), st.data())
def test_raked_weights_have_the_margins(sample: Sample, data: st.DataObject) -> None:
    columns, weights = sample
    aim = data.draw(aims(columns))
    made = rake(make_design(weights), columns, aim)
    for name, labels in columns.items():
        found = held(labels, made.design.weights)
        assert all(abs(found[label] - share) < 1e-8 for label, share in aim[name].items())
    assert (made.design.weights > 0).all()
    assert np.isclose(made.design.weights.sum(), weights.sum())
    assert made.largest_gap <= 1e-10


@given(samples(), st.data())
def test_raking_again_changes_nothing(sample: Sample, data: st.DataObject) -> None:
    columns, weights = sample
    aim = data.draw(aims(columns))
    once = rake(make_design(weights), columns, aim).design
    twice = rake(once, columns, aim)
    np.testing.assert_allclose(twice.design.weights, once.weights, rtol=1e-8)
    assert twice.rounds == 1


@given(samples(), st.data(), st.floats(0.001, 1000))
def test_neither_order_nor_scale_of_the_weights_matters(
    sample: Sample, data: st.DataObject, scale: float
) -> None:
    columns, weights = sample
    aim = data.draw(aims(columns))
    order = data.draw(st.permutations(range(len(weights))))
    made = rake(make_design(weights), columns, aim).design.weights
    moved = {name: [labels[at] for at in order] for name, labels in columns.items()}
    again = rake(make_design(scale * weights[order]), moved, aim).design.weights
    np.testing.assert_allclose(again, scale * made[order], rtol=1e-6)


@given(samples())
def test_ratios_of_weights_within_a_cell_stay(sample: Sample) -> None:
    columns, weights = sample
    cells = {
        (age, sex): 1.0 + number
        for number, (age, sex) in enumerate(
            sorted(set(zip(columns["age"], columns["sex"], strict=True)))
        )
    }
    assume(len(cells) > 1)
    made = post_stratify(make_design(weights), columns, {("age", "sex"): cells}).design.weights
    factor = made / weights
    for cell, people in cells.items():
        inside = [pair == cell for pair in zip(columns["age"], columns["sex"], strict=True)]
        np.testing.assert_allclose(factor[inside], factor[inside][0])
        np.testing.assert_allclose(made[inside].sum(), people)


@given(samples(), st.data())
def test_bounds_hold_with_the_margins(sample: Sample, data: st.DataObject) -> None:
    columns, weights = sample
    even = {
        name: {label: 1 / len(set(labels)) for label in sorted(set(labels))}
        for name, labels in columns.items()
    }
    # Of equal cells with equal weights a factor of the number of rows is always enough.
    size = float(len(weights)) + 1
    made = rake(make_design(weights), columns, even, bounds=(0.0, size))
    assert made.ratio_range[1] <= size * (1 + 1e-5)
    assert made.largest_gap <= 1e-9


@given(samples(), st.floats(0.01, 100))
def test_kish_does_not_depend_on_the_unit(sample: Sample, scale: float) -> None:
    _, weights = sample
    assert np.isclose(kish_effect(weights), kish_effect(scale * weights))
    assert 1 - 1e-9 <= kish_effect(weights) <= len(weights) + 1e-9
    assert np.isclose(kish_count(weights) * kish_effect(weights), len(weights))


@given(samples(), st.floats(0.01, 100))
def test_estimates_scale_with_the_weights(sample: Sample, scale: float) -> None:
    _, weights = sample
    values = np.arange(float(len(weights))) % 7
    first, second = (Answers.of(values, make_design(factor * weights)) for factor in (1.0, scale))
    np.testing.assert_allclose(means(second).value, means(first).value, rtol=1e-9)
    np.testing.assert_allclose(means(second).se, means(first).se, rtol=1e-6, atol=1e-12)
    np.testing.assert_allclose(totals(second).se, scale * totals(first).se, rtol=1e-6)
