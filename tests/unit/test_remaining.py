"""Hours left on a hot list, as the shipped table tells them."""

from __future__ import annotations

import numpy as np
import pytest

from folkmoot.annotators.remaining import LIFE_SHAPE, Remaining, life_cells, remaining_life
from folkmoot.errors import FolkmootError


def every_cell() -> Remaining:
    """One topic in each band of rank, movement and hour."""
    first = np.array([1, 2, 4, 6, 11, 16, 21, 26, 31, 36, 41, 46])
    moves = np.array([np.nan, -9, -5, -1, 0, 1, 5, 9])
    ranks, moved, hours = np.meshgrid(first, moves, np.arange(0, 24, 2), indexing="ij")
    return remaining_life(ranks.ravel(), moved.ravel(), hours.ravel())


def test_every_cell_has_an_ordered_answer_from_many_cases() -> None:
    found = every_cell()
    assert len(found.middle) == np.prod(LIFE_SHAPE)
    assert (found.low <= found.middle).all()
    assert (found.middle <= found.high).all()
    assert (found.low >= 0).all()
    assert (found.cases >= 30).all()


def test_cells_are_numbered_as_the_table_is_written() -> None:
    ranks, hours = np.array([1, 1, 2, 99]), np.array([0, 2, 0, 23])
    moves = np.array([np.nan, np.nan, np.nan, 50.0])
    per_rank = LIFE_SHAPE[1] * LIFE_SHAPE[2]
    cells = life_cells(ranks, moves, hours).tolist()
    assert cells == [0, 1, per_rank, np.prod(LIFE_SHAPE) - 1]


def test_the_top_lasts_longer_than_the_tail_and_a_rise_longer_than_a_fall() -> None:
    middle = every_cell().middle.reshape(LIFE_SHAPE)
    assert middle[:3].mean() > 2 * middle[-3:].mean()
    assert middle[:, -1].mean() > middle[:, 1].mean()


def test_what_is_no_rank_and_no_hour_is_named_together() -> None:
    ranks, hours = np.array([0, 3, 3]), np.array([5, 24, -1])
    with pytest.raises(FolkmootError) as caught:
        remaining_life(ranks, np.zeros(3), hours)
    found = [(problem.where, problem.got) for problem in caught.value.problems]
    assert found == [("ranks[0]", "0"), ("hours[1]", "24"), ("hours[2]", "-1")]
