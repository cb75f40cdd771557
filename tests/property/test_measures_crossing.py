"""Cells of a crossing that are withheld cannot be had from what is shown."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from folkmoot.estimate import disclose, share
from folkmoot.measures._disclosing import crossing_reliability
from folkmoot.measures._segments import JOINED

SIZES = st.one_of(st.integers(0, 12), st.integers(0, 400))


@given(st.data(), st.sampled_from([(2, 2), (3, 4), (2, 3, 2)]))
def test_no_line_has_a_single_withheld_cell(data: st.DataObject, shape: tuple[int, ...]) -> None:
    keys = list(product(*(range(length) for length in shape)))
    sizes = [data.draw(SIZES) for _ in keys]
    names = [JOINED.join(map(str, key)) for key in keys]
    marks = dict(zip(keys, crossing_reliability(names, np.array(sizes)), strict=True))
    size = dict(zip(keys, sizes, strict=True))
    for axis in range(len(shape)):
        for key in keys:
            line = [other for other in keys if _beside(key, axis) == _beside(other, axis)]
            lost = [cell for cell in line if marks[cell] == "suppressed" and size[cell]]
            kept = [cell for cell in line if marks[cell] != "suppressed" and size[cell]]
            assert len(lost) != 1 or not kept
    for key, mark in marks.items():
        plain = disclose(share(0, size[key], "")).reliability
        assert mark in {plain, "suppressed"}, "never more is shown than without the crossing"


def _beside(key: tuple[int, ...], axis: int) -> tuple[int, ...]:
    return (*key[:axis], *key[axis + 1 :])


def test_a_value_withheld_in_the_margin_has_a_withheld_cell() -> None:
    # The margins are a: 5, b: 12, c: 300; b goes with a, and its cells would add up to it.
    cells = {"a × x": 5, "a × y": 0, "b × x": 12, "b × y": 0, "c × x": 150, "c × y": 150}
    marks = crossing_reliability(list(cells), np.array(list(cells.values())))
    assert dict(zip(cells, marks, strict=True))["b × x"] == "suppressed"


@pytest.mark.parametrize("sizes", [[], [400, 300, 200, 100]])
def test_without_small_cells_nothing_is_withheld(sizes: list[int]) -> None:
    cells = ["a × x", "a × y", "b × x", "b × y"][: len(sizes)]
    assert crossing_reliability(cells, np.array(sizes)) == ["normal"] * len(sizes)
