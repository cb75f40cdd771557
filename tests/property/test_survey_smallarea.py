"""Whatever the cells, the sample and its weights: shares are shares, and cells add up."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.smallarea_truths import Truth, draw, one_rung, responses_of, truth_of

from folkmoot.survey import joint_population
from folkmoot.survey.smallarea import SmallArea, mrp

shapes = st.lists(st.integers(1, 5), min_size=1, max_size=3)
seeds = st.integers(0, 2**32 - 1)


def estimated(truth: Truth, rows: np.ndarray, answers: np.ndarray, weight: np.ndarray) -> SmallArea:
    said = responses_of(truth.columns(rows), {"weight": weight})
    return mrp(said, truth.names, truth.table(), answers=one_rung(answers))


@settings(max_examples=15)
@given(sizes=shapes, seed=seeds, asked=st.sampled_from([30, 120, 500]), far=st.floats(0, 3))
def test_cells_are_shares_that_add_up_in_any_order_of_respondents(
    sizes: list[int], seed: int, asked: int, far: float
) -> None:
    random = np.random.default_rng(seed)
    truth = truth_of(random, {f"v{at}": size for at, size in enumerate(sizes)}, main=far)
    drawn = draw(random, truth, asked)
    answers = drawn.answers.copy()
    answers[:10] = [0.0, 1.0] * 5
    weight = drawn.weight * random.lognormal(0, 0.5, asked)
    found = estimated(truth, drawn.place, answers, weight)
    rows = found.rows()
    assert len(rows) == len(truth.people)
    value, low, high, people = (
        found.table[name].to_numpy() for name in ("value", "low", "high", "people")
    )
    assert ((low >= 0) & (low <= high) & (high <= 1)).all()
    assert (value @ people) / people.sum() == pytest.approx(rows[0]["overall_value"])
    order = random.permutation(asked)
    again = estimated(truth, drawn.place[order], answers[order], weight[order])
    # Sums in another order differ in the last digit, and the draws with them: chance remains.
    assert again.table["value"].to_numpy() == pytest.approx(value, abs=0.015)


@settings(max_examples=30)
@given(sizes=st.lists(st.integers(1, 4), min_size=3, max_size=3), seed=seeds)
def test_a_joined_population_has_the_margins_it_was_made_from(sizes: list[int], seed: int) -> None:
    random = np.random.default_rng(seed)
    cube = random.gamma(1.0, 1.0, sizes) + 0.01
    labels = [
        [f"{name}{at}" for at in range(size)] for name, size in zip("abc", sizes, strict=True)
    ]

    def table(kept: str) -> pa.Table:
        axes = tuple(at for at, name in enumerate("abc") if name not in kept)
        grid = np.meshgrid(*(labels["abc".index(name)] for name in kept), indexing="ij")
        columns = {name: each.ravel() for name, each in zip(kept, grid, strict=True)}
        return pa.table(columns | {"people": cube.sum(axis=axes).ravel()})

    joint = joint_population([table("ab"), table("bc")])
    assert joint.num_rows == np.prod(sizes)
    for kept in ("ab", "bc"):
        sums = joint.group_by(list(kept)).aggregate([("people", "sum")]).to_pylist()
        found = {tuple(row[name] for name in kept): row["people_sum"] for row in sums}
        told = {tuple(row[name] for name in kept): row["people"] for row in table(kept).to_pylist()}
        assert found == pytest.approx(told, rel=1e-6)
