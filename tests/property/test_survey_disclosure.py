"""Whatever the table, no withheld cell can be had from its lines."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from folkmoot.estimate import table_reliability
from folkmoot.estimate.disclosure import MINIMUM_PEOPLE

Ints = NDArray[np.int64]


def with_margins(cells: Ints) -> Ints:
    for axis in range(cells.ndim):
        cells = np.concatenate([cells, cells.sum(axis=axis, keepdims=True)], axis=axis)
    return cells


@st.composite
def tables(draw: st.DrawFn) -> Ints:
    shape = draw(st.lists(st.integers(1, 5), min_size=1, max_size=3))
    size = int(np.prod(shape))
    counts = st.one_of(st.integers(0, 12), st.integers(0, 200))
    return np.array(draw(st.lists(counts, min_size=size, max_size=size))).reshape(shape)


def determined(people: Ints, withheld: NDArray[np.bool_]) -> list[tuple[int, ...]]:
    """Withheld cells that the sums of all lines determine, by the rank of their equations."""
    cells = [tuple(place) for place in np.argwhere(withheld & (people > 0))]
    number = {place: column for column, place in enumerate(cells)}
    equations = []
    for axis, length in enumerate(people.shape):
        for line in np.ndindex(*people.shape[:axis], *people.shape[axis + 1 :]):
            row = np.zeros(len(cells))
            for at in range(length):
                place = (*line[:axis], at, *line[axis:])
                if place in number:
                    row[number[place]] = -1 if at == length - 1 else 1
            equations.append(row)
    matrix = np.array(equations)
    rank = np.linalg.matrix_rank(matrix)
    return [
        place
        for place, column in number.items()
        if np.linalg.matrix_rank(np.vstack([matrix, np.eye(len(cells))[column]])) == rank
    ]


@given(tables())
def test_no_withheld_cell_is_determined(cells: Ints) -> None:
    people = with_margins(cells)
    found = table_reliability(people) == "suppressed"
    small = (people > 0) & (people < MINIMUM_PEOPLE)
    assert (found | ~small).all()
    # Where everything that holds somebody is withheld there is nothing to reckon from.
    if not (found | (people == 0)).all():
        assert determined(people, found) == []


@given(tables())
def test_nothing_is_withheld_without_a_small_cell(cells: Ints) -> None:
    people = with_margins(cells + MINIMUM_PEOPLE)
    assert not (table_reliability(people) == "suppressed").any()


def test_a_ring_of_lines_that_gives_a_cell_away_is_closed() -> None:
    """Each line has two withheld cells, and yet all lines together determine some of them."""
    rng = np.random.default_rng(8)
    for _ in range(60):
        cells = rng.integers(0, 40, (4, 4, 3))
        cells[rng.random(cells.shape) < 0.3] = rng.integers(1, 9)
        people = with_margins(cells)
        found = table_reliability(people) == "suppressed"
        assert determined(people, found) == []


@pytest.mark.parametrize("size", [0, 5, 9, 10])
def test_a_line_alone(size: int) -> None:
    people = with_margins(np.array([size, 40, 60, 200]))
    hidden = (table_reliability(people) == "suppressed").tolist()
    assert hidden[1:] == [0 < size < MINIMUM_PEOPLE, False, False, False]


def test_two_small_neighbours_are_not_told_together() -> None:
    """Their sum would be that of eight people."""
    people = with_margins(np.array([4, 4, 60, 200]))
    assert (table_reliability(people) == "suppressed").tolist() == [True, True, True, False, False]
