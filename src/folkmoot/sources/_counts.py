"""Counts as people and sites write them: ``1.2万``, ``10+``, ``3.4k``, ``1,234``, ``约3000``."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Any, Final

__all__ = ["Count", "read_count"]

_NUMBER: Final = re.compile(
    r"(?:约|約|大约|近|超过|超過|超|逾|>=?|≥|~|≈|about|over|more than)?\s*"
    r"([0-9]{1,15}(?:\.[0-9]{1,6})?|[0-9]{1,3}(?:[,  ’'][0-9]{3})+(?:\.[0-9]{1,6})?)\s*"
    r"(十万|百万|千万|thousand|million|billion|mio|mrd|mln|tsd|[kmbwq十百千万萬亿億])?\.?\s*"
    r"(\+|以上|多|余|餘|or more)?"
    r"(?:\s*(?:likes?|views?|comments?|shares?|次|个|個|人|条|條|赞|讚|回复|阅读|播放))?",
    re.IGNORECASE,
)  # fmt: skip
_UNITS: Final = {
    "k": 3, "tsd": 3, "thousand": 3, "千": 3, "m": 6, "mio": 6, "mln": 6, "million": 6, "百万": 6,
    "b": 9, "mrd": 9, "billion": 9, "十": 1, "百": 2, "w": 4, "万": 4, "萬": 4, "十万": 5,
    "千万": 7, "亿": 8, "億": 8,
}  # fmt: skip
_AT_LEAST: Final = re.compile(r"\s*(?:超过|超過|超|逾|>=?|≥|over|more than)", re.IGNORECASE)
#: A count above this is no count of anything people do: there are 8e9 people.
_MOST: Final = 1e15
_LONGEST: Final = 60


@dataclass(frozen=True, slots=True)
class Count:
    """A number, and whether it is only known to be at least so large."""

    value: float
    is_lower_bound: bool = False


def read_count(value: Any) -> Count | None:
    """Read a count; ``None`` for what is none, a negative or an impossible number among it.

    A count cut to a unit ("1.2万", "3.4k") is not taken for a lower bound: sites round as well as
    cut. What says so itself ("10+", "超过3000", "100以上") is one.

    Parameters
    ----------
    value
        Text, or a number as JSON has it.

    Examples
    --------
    >>> [read_count(text).value for text in ("1,204", "1.2万", "3.4k", "2亿", "约3000", "１２３")]
    [1204.0, 12000.0, 3400.0, 200000000.0, 3000.0, 123.0]
    >>> read_count("10+"), read_count(7), read_count("many"), read_count(-1)
    (Count(value=10.0, is_lower_bound=True), Count(value=7.0, is_lower_bound=False), None, None)
    """
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int | float):
        # A value that is not a number compares as false with everything.
        return Count(float(value)) if 0 <= value <= _MOST else None
    text = str(value).strip()
    if not text or len(text) > _LONGEST:
        return None
    match = _NUMBER.fullmatch(unicodedata.normalize("NFKC", text))
    if not match:
        return None
    number = float(re.sub(r"[, ’']", "", match[1]))
    # 1.2万 is exact in decimal notation only; a count has no smaller part than a thousandth.
    amount = round(number * 10 ** _UNITS.get((match[2] or "").lower(), 0), 3)
    bound = bool(match[3]) or _AT_LEAST.match(text) is not None
    return Count(amount, bound) if amount <= _MOST else None
