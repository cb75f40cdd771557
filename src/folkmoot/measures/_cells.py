"""Many shares and indexes at once, as columns.

The formulas are those of `folkmoot.estimate.share` and `folkmoot.estimate.index`, written for
arrays: a table by three thousand communities has a quarter of a million cells, and one object a
cell would take longer than the query that counted them. A test holds both forms equal.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from folkmoot.estimate.intervals import z_value

__all__ = ["LEVEL", "Cells", "Floats", "Ints", "index_cells", "share_cells"]

#: Confidence level of every interval here.
LEVEL: Final = 0.95

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_Z: Final = z_value(LEVEL)


@dataclass(frozen=True)
class Cells:
    """Estimates of one kind, an array of equal shape a part; NaN where there is none."""

    value: Floats
    low: Floats
    high: Floats
    se: Floats


def share_cells(cases: Ints, base: Ints) -> Cells:
    """Shares with Wilson intervals; see `folkmoot.estimate.share`.

    Examples
    --------
    >>> cells = share_cells(np.array([61]), np.array([110]))
    >>> [round(float(part[0]), 3) for part in (cells.value, cells.low, cells.high)]
    [0.555, 0.461, 0.644]
    """
    with np.errstate(invalid="ignore", divide="ignore"):
        p = cases / base
        scale = 1 + _Z**2 / base
        middle = p + _Z**2 / (2 * base)
        reach = _Z * np.sqrt(p * (1 - p) / base + _Z**2 / (4 * base.astype(float) ** 2))
        low = np.where(cases <= 0, 0.0, np.maximum(0.0, (middle - reach) / scale))
        high = np.where(cases >= base, 1.0, np.minimum(1.0, (middle + reach) / scale))
        empty = base == 0
        return Cells(
            np.where(empty, np.nan, p), np.where(empty, np.nan, low),
            np.where(empty, np.nan, high), np.where(empty, np.nan, np.sqrt(p * (1 - p) / base)),
        )  # fmt: skip


def index_cells(cases: Ints, base: Ints, all_cases: Ints, all_base: Ints) -> Cells:
    """Indexes of segments against the whole that holds them; see `folkmoot.estimate.index`.

    Examples
    --------
    >>> one = [np.array([number]) for number in (30, 100, 200, 1000)]
    >>> cells = index_cells(*one)
    >>> [round(float(part[0])) for part in (cells.value, cells.low, cells.high)]
    [150, 113, 198]
    """
    with np.errstate(invalid="ignore", divide="ignore"):
        add = np.where((cases == 0) | (cases == base), 0.5, 0.0)
        p1 = (cases + add) / (base + 2 * add)
        p = (all_cases + add) / (all_base + 2 * add)
        variance = (1 - p1) / (base * p1) + (1 - p) / (all_base * p) - 2 * (1 - p1) / (all_base * p)
        se_log = np.sqrt(np.maximum(variance, 0.0))
        centre = 100 * p1 / p
        reach = np.exp(_Z * se_log)
        value = 100 * (cases / base) / (all_cases / all_base)
        none = (base == 0) | (all_cases == 0)
        low, high = np.minimum(centre / reach, value), np.maximum(centre * reach, value)
        parts = (value, low, high, centre * se_log)
        return Cells(*(np.where(none, np.nan, part) for part in parts))
