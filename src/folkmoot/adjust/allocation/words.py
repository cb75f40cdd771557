"""Why an arm gets the hours it gets, and why it did not move: a sentence each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

__all__ = ["MOVED_HOURS", "reason"]

#: A change below a quarter of an hour is no change to whoever keeps a calendar.
MOVED_HOURS: Final = 0.25


def reason(
    *,
    hours: float,
    last: float | None,
    cap: float,
    floor: float,
    worth: float,
    level: float,
    seen: float,
    awaited: float,
    is_open: bool,
    stopped: Sequence[str],
) -> str:
    """Say why an arm gets its hours.

    Parameters
    ----------
    last
        Hours of the week before; ``None`` where there was none.
    level
        What the next hour brings elsewhere, in conversions.

    Examples
    --------
    >>> told = {"cap": 3, "floor": 0.1, "seen": 0, "awaited": 0.2, "is_open": True, "stopped": ()}
    >>> reason(hours=0.1, last=None, worth=0.1, level=0.2, **told)
    'At the floor, to keep learning: its first hour brings 0.10, the next one elsewhere 0.20.'
    """
    if not is_open:
        if stopped:
            return f"Stopped: complaints in {' and '.join(stopped)} are likely above the limit."
        return "Closed: it may be given no hours, or costs money and there is none."
    says = _where(hours, cap, floor, worth, level)
    if last is None:
        return says
    moved = hours - last
    if abs(moved) >= MOVED_HOURS:
        return f"{says} {moved:+.1f} hours since last week."
    return f"{says} Did not move: {_still(hours, cap, floor, seen, awaited)}."


def _where(hours: float, cap: float, floor: float, worth: float, level: float) -> str:
    if hours >= cap - 1e-6:
        return (
            "At its cap: the next hour would bring more here than elsewhere"
            f" ({worth:.2f} conversions)."
        )
    if hours <= floor + 1e-6:
        return (
            f"At the floor, to keep learning: its first hour brings {worth:.2f}, the next one"
            f" elsewhere {level:.2f}."
        )
    return (
        f"Its first hour brings {worth:.2f} conversions; after these hours the next one brings"
        f" {level:.2f}, as elsewhere."
    )


def _still(hours: float, cap: float, floor: float, seen: float, awaited: float) -> str:
    if hours >= cap - 1e-6:
        return "the cap holds it"
    if hours <= floor + 1e-6 and seen + awaited < 1:
        return "nothing came of it yet, and no more can be expected of so few hours"
    if hours <= floor + 1e-6:
        return f"{seen:,.0f} conversions so far do not lift it above the others"
    if awaited > seen:
        return f"most of what it brings is still on its way (about {awaited:.1f} conversions)"
    return "the week's outcomes are what was expected of it"
