"""How numbers are said: the same words in the terminal, the report and ``explain``."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, Final

__all__ = ["amount", "interval", "withheld"]


#: Percentages are said to a tenth at most.
_LEAST: Final = 0.1


def _one(value: float, unit: str) -> str:
    if math.isinf(value):
        return "no limit"
    if unit == "share":
        percent = 100 * value
        if 0 < percent < _LEAST:
            return f"under {_LEAST}"
        return f"{percent:.1f}" if 0 < percent < 1 else f"{percent:.0f}"
    if unit == "difference":
        return f"{100 * value:+.1f}" if abs(100 * value) < 1 else f"{100 * value:+.0f}"
    if unit in ("index", "count"):
        return f"{value:,.0f}"
    return f"{value:.2f}" if value < 1 else f"{value:.1f}"


def amount(row: Mapping[str, Any]) -> str:
    """Say the number of a row with its unit; ``withheld`` says why where there is none.

    Examples
    --------
    >>> amount({"value": 0.614, "unit": "share", "reliability": "normal"})
    '61 %'
    >>> amount({"value": None, "unit": "share", "reliability": "suppressed"})
    'withheld for privacy'
    """
    value, unit = row["value"], row["unit"]
    if value is None:
        return withheld(row)
    if math.isinf(value):
        return "new"
    suffix = {"share": " %", "difference": " points", "hours": " h", "ratio": " times"}
    return _one(value, unit) + suffix.get(unit, "")


def interval(row: Mapping[str, Any]) -> str:
    """Say the interval of a row, ``54 to 68``; empty where there is none.

    Examples
    --------
    >>> interval({"low": 0.54, "high": 0.68, "unit": "share"})
    '54 to 68'
    """
    low, high = row["low"], row["high"]
    if low is None or high is None:
        return ""
    return f"{_one(low, row['unit'])} to {_one(high, row['unit'])}"


def withheld(row: Mapping[str, Any]) -> str:
    """Say why a number is not shown."""
    return {"suppressed": "withheld for privacy", "hidden": "under 30, hidden"}.get(
        row["reliability"], "not known"
    )
