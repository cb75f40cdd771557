"""How much a number changed between two moments, with the interval of the change."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from folkmoot.estimate import amount
from folkmoot.strategies import Reading

__all__ = ["Change", "change"]


@dataclass(frozen=True, slots=True)
class Change:
    """The same number at two moments, and the interval of the difference."""

    before: Reading
    after: Reading
    difference: float
    low: float
    high: float

    @property
    def is_sure(self) -> bool:
        """Whether the interval of the change leaves zero out."""
        return self.low > 0 or self.high < 0

    @property
    def is_rise(self) -> bool:
        """Whether the number rose, beyond chance."""
        return self.low > 0

    def spoken(self) -> str:
        """Say it: ``14 to 31 (change +4 to +30)``."""
        return f"{_said(self.before)} to {_said(self.after)} (change {self._span()})"

    def as_dict(self) -> dict[str, Any]:
        """Return it as plain data, for JSON."""
        return {
            "row": self.after.ref,
            "says": self.after.says,
            "before": self.before.value,
            "after": self.after.value,
            "difference": self.difference,
            "low": self.low,
            "high": self.high,
        }

    def _span(self) -> str:
        scale = 100 if self.after.unit == "share" else 1
        places = 0 if self.after.unit in ("share", "index", "count") else 1
        ends = [f"{scale * end:+.{places}f}" for end in (self.low, self.high)]
        return " to ".join(ends) + (" points" if self.after.unit == "share" else "")


def _said(reading: Reading) -> str:
    if reading.value is None:
        return reading.spoken()
    return amount({"value": reading.value, "unit": reading.unit, "reliability": "normal"})


def change(before: Reading | None, after: Reading | None) -> Change | None:
    """Compare a number at two moments; ``None`` where either is not known or has no bounds.

    The interval recovers the variances from the two intervals (Zou & Donner, Statistics in
    Medicine 27, 2008); for shares with Wilson intervals it is Newcombe's. The moments are taken
    as independent. A community's whole past stands in both, so the true interval is narrower,
    and a plan moves a little later than it could.

    Examples
    --------
    >>> def asked(value, low, high):
    ...     return Reading(
    ...         name="place.questions",
    ...         says="questions",
    ...         table="communities",
    ...         key={},
    ...         value=value,
    ...         low=low,
    ...         high=high,
    ...         base=None,
    ...         base_label="questions",
    ...         unit="count",
    ...     )
    >>> change(asked(14, 7.7, 23.5), asked(31, 21.1, 44.0)).spoken()
    '14 to 31 (change +3 to +31)'
    """
    if before is None or after is None or before.unit != after.unit:
        return None
    ends = (*_ends(before), *_ends(after))
    if not all(map(math.isfinite, ends)):
        return None
    was_low, was, was_high, now_low, now, now_high = ends
    gap = now - was
    low = gap - math.hypot(now - now_low, was_high - was)
    high = gap + math.hypot(now_high - now, was - was_low)
    return Change(before, after, gap, low, high)


def _ends(reading: Reading) -> tuple[float, float, float]:
    """Low end, value and high end; of a number told as "at most nine" the middle is the value."""
    low, high = (math.nan if end is None else end for end in (reading.low, reading.high))
    return low, (low + high) / 2 if reading.value is None else reading.value, high
