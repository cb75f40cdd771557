"""The scoring rule of the Numenta Anomaly Benchmark, standard profile, from its paper.

A. Lavin, S. Ahmad, "Evaluating Real-time Anomaly Detection Algorithms: the Numenta Anomaly
Benchmark", ICMLA 2015, section II. In each window the earliest alarm counts, the more the earlier:
with y from -1 (left edge) to 0 (right edge), 2 / (1 + exp(5 y)) - 1, scaled so that the left edge
is worth 1. A window without an alarm costs 1. An alarm outside costs 0.11 times the same curve
over y, the distance past the last window in widths of that window, and 0.11 in full from three
widths on or before any window. The first 15 % of a series, at most 750 rows, are for learning and
are not scored. The sum is put on a scale where no alarm at all is 0 and every window met at its
left edge without a false alarm is 100.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

FALSE_ALARM = 0.11
LEARNING = 0.15
LEARNING_ROWS = 750

Window = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Scored:
    """What alarms are worth; several series add up."""

    raw: float
    windows: int
    found: int
    false_alarms: int

    def __add__(self, other: Scored) -> Scored:
        return Scored(
            self.raw + other.raw,
            self.windows + other.windows,
            self.found + other.found,
            self.false_alarms + other.false_alarms,
        )

    @property
    def score(self) -> float:
        """0 for a detector that never alarms, 100 for a perfect one."""
        return 100 * (self.raw + self.windows) / (2 * self.windows)

    @property
    def precision(self) -> float:
        """Windows found, of these and the false alarms."""
        return self.found / max(self.found + self.false_alarms, 1)


def position_value(position: float) -> float:
    """Worth of an alarm: near 1 at -1 (left edge), 0 at 0 (right edge), -1 from 3 on."""
    return -1.0 if position >= 3 else 2 / (1 + math.exp(5 * position)) - 1


def score(alarms: Iterable[int], windows: Sequence[Window], rows: int) -> Scored:
    """Score one series.

    Parameters
    ----------
    alarms
        Rows with an alarm.
    windows
        First and last row of each, both inside, in order.
    rows
        Length of the series.
    """
    learning = min(math.floor(LEARNING * rows), LEARNING_ROWS)
    best: dict[Window, float] = {}
    false = []
    for row in sorted(row for row in set(alarms) if row >= learning):
        window = next((each for each in windows if each[0] <= row <= each[1]), None)
        if window is None:
            false.append(_past(row, windows))
        elif window not in best:
            first, last = window
            position = -(last - row + 1) / (last - first + 1)
            best[window] = position_value(position) / position_value(-1)
    missed = len(windows) - len(best)
    raw = sum(best.values()) - missed + FALSE_ALARM * sum(false)
    return Scored(raw, len(windows), len(best), len(false))


def _past(row: int, windows: Sequence[Window]) -> float:
    before = [window for window in windows if window[1] < row]
    if not before:
        return -1.0
    first, last = before[-1]
    return position_value((row - last) / (last - first))
