"""Disclosure control: small cells are marked, hidden or suppressed before anything is shown.

Thresholds (GWI, YPulse and SparkToro practice; ICO anonymisation code): under 10 people
suppressed, 10 to 29 hidden, 30 to 99 shown as *low base*, 100 and more normal.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from folkmoot.estimate.core import Estimate, Reliability

__all__ = [
    "LOW_BASE",
    "MINIMUM_BASE",
    "MINIMUM_PEOPLE",
    "disclose",
    "disclose_partition",
    "reliability_of",
]

MINIMUM_PEOPLE: Final = 10
MINIMUM_BASE: Final = 30
LOW_BASE: Final = 100


def reliability_of(size: int) -> Reliability:
    """Say how a number may be shown by how many people (or posts) stand behind it.

    Examples
    --------
    >>> [reliability_of(size) for size in (9, 29, 30, 100)]
    ['suppressed', 'hidden', 'low base', 'normal']
    """
    if size < MINIMUM_PEOPLE:
        return "suppressed"
    if size < MINIMUM_BASE:
        return "hidden"
    return "low base" if size < LOW_BASE else "normal"


def _withhold(estimate: Estimate, reliability: Reliability) -> Estimate:
    return replace(estimate, value=None, low=None, high=None, se=None, reliability=reliability)


def disclose(estimate: Estimate) -> Estimate:
    """Mark or withhold one estimate by the number of people (or posts) behind it.

    Examples
    --------
    >>> from folkmoot.estimate.intervals import share
    >>> [disclose(share(3, n, "members")).reliability for n in (9, 29, 30, 100)]
    ['suppressed', 'hidden', 'low base', 'normal']
    """
    size = estimate.base if estimate.people is None else estimate.people
    reliability = reliability_of(size)
    if reliability in ("suppressed", "hidden"):
        return _withhold(estimate, reliability)
    return replace(estimate, reliability=reliability)


def disclose_partition(estimates: Sequence[Estimate]) -> list[Estimate]:
    """Disclose the cells of one partition of a base whose total is known.

    Where exactly one cell is suppressed, its value could be had by subtraction, so the next
    smallest cell is suppressed too (complementary suppression).

    Examples
    --------
    >>> from folkmoot.estimate.intervals import share
    >>> cells = [share(2, n, "members") for n in (5, 40, 200)]
    >>> [cell.reliability for cell in disclose_partition(cells)]
    ['suppressed', 'suppressed', 'normal']
    """
    shown = [disclose(estimate) for estimate in estimates]
    lost = [i for i, cell in enumerate(shown) if cell.reliability == "suppressed" and cell.base]
    rest = sorted(
        (i for i, cell in enumerate(shown) if cell.reliability != "suppressed"),
        key=lambda i: shown[i].base,
    )
    if len(lost) == 1 and rest:
        shown[rest[0]] = _withhold(shown[rest[0]], "suppressed")
    return shown
