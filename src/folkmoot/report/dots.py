"""What a dot chart shows: lines of numbers with intervals on a scale."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = ["Chart", "Line", "Mark", "Scale"]


@dataclass(frozen=True, slots=True)
class Mark:
    """One number of a line: a dot with its interval, and how it is said.

    ``value`` is ``None`` where it may not be shown; ``text`` then says why. ``series`` is its
    place in the legend, 0 or 1.
    """

    value: float | None
    low: float | None
    high: float | None
    text: str
    series: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a chart: its label, its marks from top to bottom, and a remark beside them."""

    label: str
    marks: tuple[Mark, ...]
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Scale:
    """The horizontal axis.

    Parameters
    ----------
    unit
        ``share`` (ticks in percent), ``ratio`` (in times) or ``index``.
    low, high
        The ends; what lies beyond is drawn at the end, with a triangle.
    ticks
        Where lines and labels stand.
    is_log
        Whether doubling is a constant step, as ratios and indexes need.
    reference
        Where a dashed line stands: 1 for a ratio, 100 for an index.
    """

    unit: Literal["share", "ratio", "index"]
    low: float
    high: float
    ticks: tuple[float, ...]
    is_log: bool = False
    reference: float | None = None


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawn chart.

    Parameters
    ----------
    name
        Lower-case, hyphenated; unique within a report.
    title
        What it shows.
    sentence
        What is to be seen in it; also its description for those who cannot see it.
    drawings
        SVG for 760 and for 328 pixels, of which a page shows the one that fits; or one small one.
    """

    name: str
    title: str
    sentence: str
    drawings: tuple[str, ...]
