"""Remaining life on Weibo's hourly list: earlier months fit the shipped table, later ones judge."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from bench.quality.hot_life import (
    coverage,
    exponential,
    fitted,
    later,
    mean_error,
    sightings,
)

from folkmoot.annotators.remaining import remaining_life


def test_the_shipped_table_is_the_one_that_meets_the_bars(shared_data: Path) -> None:
    made = sightings(shared_data / "weibo_hot_hourly")
    table, judged = fitted(made), later(made)
    shipped = remaining_life(judged.rank, judged.move, judged.at % 24)
    assert np.array_equal(
        np.column_stack([shipped.cases, shipped.low, shipped.middle, shipped.high]),
        table[judged.cells],
    )
    error = mean_error(shipped.middle, judged)
    assert error <= 1.86
    assert 0.76 <= coverage(table, judged) <= 0.84
    assert error < mean_error(exponential(judged, float(np.median(made.left))), judged) - 1
