"""Words of the report: how dates, numbers with intervals and long texts are said."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from folkmoot.estimate import amount, spoken

__all__ = [
    "clip",
    "day",
    "hours",
    "joined",
    "number",
    "plural",
    "value_or_reason",
    "width",
    "with_interval",
]


def day(moment: date) -> str:
    """Say a date.

    Examples
    --------
    >>> day(date(2017, 8, 31))
    '31 August 2017'
    """
    return f"{moment.day} {moment:%B} {moment.year}"


def hours(number: float) -> str:
    """Say a number of hours.

    Examples
    --------
    >>> hours(1.0), hours(2.5)
    ('1 hour', '2.5 hours')
    """
    return f"{number:g} {'hour' if number == 1 else 'hours'}"


def joined(words: Sequence[str]) -> str:
    """Join words as prose does.

    Examples
    --------
    >>> joined(["trains", "visas", "internet"])
    'trains, visas and internet'
    """
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"


def plural(count: int, one: str, many: str = "") -> str:
    """Say a count with its noun.

    Examples
    --------
    >>> plural(1, "person", "people"), plural(1200, "post")
    ('1 person', '1,200 posts')
    """
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def value_or_reason(row: Mapping[str, Any]) -> str:
    """Say a row's number, or why it is not shown.

    Examples
    --------
    >>> value_or_reason(
    ...     {"value": None, "unit": "share", "reliability": "normal", "method": "refused"}
    ... )
    'posts cannot tell'
    """
    return "posts cannot tell" if row.get("method") == "refused" else amount(row)


def number(row: Mapping[str, Any]) -> str:
    """Say a row's number with its interval and base, as it stands inside a sentence.

    Examples
    --------
    >>> number(
    ...     {
    ...         "value": 0.61,
    ...         "low": 0.54,
    ...         "high": 0.68,
    ...         "unit": "share",
    ...         "base": 110,
    ...         "base_label": "members",
    ...         "reliability": "normal",
    ...     }
    ... )
    '61 % (54 to 68; 110 members)'
    """
    if row["value"] is None:
        return value_or_reason(row)
    value, reach = spoken(row)
    base = f"{row['base']:,} {row['base_label']}"
    low_base = ", low base" if row["reliability"] == "low base" else ""
    return f"{value} ({'; '.join(part for part in (reach, base) if part)}{low_base})"


def with_interval(row: Mapping[str, Any]) -> str:
    """Say a row's number with its interval, in few words; ``×1.6`` is 1.6 times as many.

    Examples
    --------
    >>> with_interval({"value": 0.61, "low": 0.54, "high": 0.68, "unit": "share"})
    '61 % (54 to 68)'
    >>> with_interval({"value": 1.6, "low": 1.1, "high": 12.2, "unit": "ratio"})
    '×1.6 (1.1 to 12)'
    >>> with_interval({"value": math.inf, "low": 3.1, "high": math.inf, "unit": "ratio"})
    'new (over ×3.1)'
    """
    if row["value"] is None:
        return value_or_reason(row)
    if row["unit"] == "ratio":
        return _times(row["value"], row["low"], row["high"])
    value, reach = (text.replace("under ", "<") for text in spoken(row))
    return f"{value} ({reach})" if reach else value


def _times(value: float, low: float, high: float) -> str:
    def short(number: float) -> str:
        return f"{number:.0f}" if number >= 10 else f"{number:.{1 if number >= 1 else 2}f}"

    if math.isinf(value):
        return f"new (over ×{short(low)})"
    return f"×{short(value)} ({short(low)} to {'any' if math.isinf(high) else short(high)})"


def clip(text: str, cells: float) -> str:
    """Cut a text to a width in cells; a Chinese character takes two, as on a screen.

    Examples
    --------
    >>> clip("a local number abroad", 12), clip("上网卡推荐", 7)
    ('a local num…', '上网卡…')
    """
    if width(text) <= cells:
        return text
    while text and width(text) + 1 > cells:
        text = text[:-1]
    return text.rstrip() + "…"


def width(text: str) -> int:
    """Width of a text in cells.

    Examples
    --------
    >>> width("SIM"), width("上网卡")
    (3, 6)
    """
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)
