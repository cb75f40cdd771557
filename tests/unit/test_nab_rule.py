"""The scoring rule of NAB, worked by hand."""

from __future__ import annotations

import pytest
from bench.quality.nab_rule import position_value, score

#: Of 1,000 rows the first 150 are for learning; the windows are 20 and 11 rows wide.
ROWS = 1_000
WINDOWS = [(300, 319), (600, 610)]


@pytest.mark.parametrize(
    ("position", "value"),
    [(-1, 0.98661), (-0.5, 0.84828), (0, 0), (0.5, -0.84828), (1, -0.98661), (3, -1), (9, -1)],
)
def test_the_curve(position: float, value: float) -> None:
    # 2 / (1 + e^(5 y)) - 1: e^2.5 = 12.1825, e^5 = 148.413.
    assert position_value(position) == pytest.approx(value, abs=5e-6)


def test_no_alarm_is_nothing_and_every_left_edge_is_all() -> None:
    assert score([], WINDOWS, ROWS).score == 0
    whole = score([300, 600], WINDOWS, ROWS)
    assert (whole.score, whole.found, whole.false_alarms, whole.precision) == (100, 2, 0, 1)


def test_a_late_alarm_is_worth_less() -> None:
    # Row 310: 10 of 20 rows are left, y = -0.5; 0.84828 / 0.98661 = 0.85979. The other is missed.
    late = score([310], WINDOWS, ROWS)
    assert late.raw == pytest.approx(0.85979 - 1, abs=1e-5)
    assert late.score == pytest.approx(100 * (0.85979 - 1 + 2) / 4, abs=1e-3)


def test_the_first_alarm_of_a_window_counts_and_the_rest_is_free() -> None:
    assert score([310, 311, 319], WINDOWS, ROWS) == score([310], WINDOWS, ROWS)
    assert score([310, 310], WINDOWS, ROWS) == score([310], WINDOWS, ROWS)


def test_a_false_alarm_costs_more_the_further_past_a_window() -> None:
    # Row 338 lies one width (319 - 300 = 19) past the first window: 0.11 * -0.98661.
    near = score([300, 338, 600], WINDOWS, ROWS)
    assert near.raw == pytest.approx(2 - 0.108527, abs=1e-6)
    assert (near.found, near.false_alarms) == (2, 1)
    assert near.precision == pytest.approx(2 / 3)
    # Row 376 is three widths past it, row 200 before any: 0.11 each.
    assert score([376, 300, 600], WINDOWS, ROWS).raw == pytest.approx(1.89)
    assert score([200, 300, 600], WINDOWS, ROWS).raw == pytest.approx(1.89)
    # Row 620 lies one width (10) past the second window, whatever the first is.
    assert score([300, 600, 620], WINDOWS, ROWS).raw == pytest.approx(2 - 0.108527, abs=1e-6)


def test_the_time_of_learning_is_not_scored() -> None:
    assert score([0, 149], WINDOWS, ROWS) == score([], WINDOWS, ROWS)
    assert score([150], WINDOWS, ROWS).false_alarms == 1
    # At most 750 rows, however long the series is.
    assert score([749, 750], WINDOWS, 100_000).false_alarms == 1


def test_series_add_up() -> None:
    both = score([300, 600], WINDOWS, ROWS) + score([], WINDOWS[:1], ROWS)
    assert (both.raw, both.windows, both.found) == (1, 3, 2)
    assert both.score == pytest.approx(100 * 4 / 6)
