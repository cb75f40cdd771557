"""How numbers are said: the same words in the terminal, the report and ``explain``."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, Final

__all__ = ["amount", "interval", "spoken", "withheld"]


#: Percentages are said to a tenth at most.
_LEAST: Final = 0.1
#: Beyond ten times the base the digits of an index say nothing more.
_LARGE_INDEX: Final = 1000


def _one(value: float, unit: str, *, is_fine: bool = False) -> str:
    """Say one number; a fine one has a digit more."""
    if math.isinf(value):
        return "no limit"
    if unit == "share":
        percent = 100 * value
        least = _LEAST / 10 if is_fine else _LEAST
        if 0 < percent < least:
            return f"under {least:g}"
        return f"{percent:.{is_fine + (0 < percent < 1)}f}"
    if unit == "difference":
        return f"{100 * value:+.1f}" if abs(100 * value) < 1 else f"{100 * value:+.0f}"
    if unit in ("index", "count"):
        return f"{value:,.0f}"
    return f"{value:.2f}" if value < 1 else f"{value:.1f}"


def _is_fine(row: Mapping[str, Any]) -> bool:
    """Whether the ends of an interval are so near that they need a digit more to be told apart."""
    low, high, unit = row.get("low"), row.get("high"), row["unit"]
    if unit != "share" or low is None or high is None or low == high:
        return False
    return _one(low, unit) == _one(high, unit)


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
    return _one(value, unit, is_fine=_is_fine(row)) + suffix.get(unit, "")


def interval(row: Mapping[str, Any]) -> str:
    """Say the interval of a row, ``54 to 68``; empty where there is none.

    Examples
    --------
    >>> interval({"low": 0.54, "high": 0.68, "unit": "share"})
    '54 to 68'
    >>> interval({"low": 0.0213, "high": 0.0248, "unit": "share"})
    '2.1 to 2.5'
    """
    low, high = row["low"], row["high"]
    if low is None or high is None:
        return ""
    unit, is_fine = row["unit"], _is_fine(row)
    return f"{_one(low, unit, is_fine=is_fine)} to {_one(high, unit, is_fine=is_fine)}"


def spoken(row: Mapping[str, Any]) -> tuple[str, str]:
    """Say a row's number and its interval. An index beyond ten times the base is cut.

    Examples
    --------
    >>> spoken({"value": 150.2, "low": 130.0, "high": 173.0, "unit": "index"})
    ('150', '130 to 173')
    >>> spoken({"value": 11995.0, "low": 6970.0, "high": 20642.0, "unit": "index"})
    ('1,000+', '')
    >>> spoken({"value": 615.0, "low": 217.0, "high": 1745.0, "unit": "index"})
    ('615', '217 to 1,000+')
    """
    if row["unit"] != "index" or row["high"] is None or row["high"] <= _LARGE_INDEX:
        return amount(row), interval(row)
    beyond = f"{_LARGE_INDEX:,}+"
    value = beyond if row["value"] > _LARGE_INDEX else amount(row)
    # Where all of the interval lies beyond, the number says so already.
    return value, "" if row["low"] > _LARGE_INDEX else f"{row['low']:,.0f} to {beyond}"


def withheld(row: Mapping[str, Any]) -> str:
    """Say why a number is not shown."""
    return {"suppressed": "withheld for privacy", "hidden": "under 30, hidden"}.get(
        row["reliability"], "not known"
    )
