"""Intervals of a difference: for one look fixed beforehand, and for looks at any time.

The always-valid interval inverts a mixture of sequential probability ratio tests with a normal
mixing distribution (R. Johari, P. Koomen, L. Pekelis & D. Walsh, *Operations Research* 70, 2022;
the same boundary as the two-sided normal mixture of S. R. Howard, A. Ramdas, J. McAuliffe &
J. Sekhon, *Annals of Statistics* 49, 2021). It rests on the normal approximation of each arm's
mean, and is therefore not given before both arms have `FEWEST_CASES` of either answer.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final, Literal

from folkmoot.estimate.intervals import z_value

__all__ = ["FEWEST_CASES", "Gap", "Tallied", "always_valid", "fixed_sample"]

#: Of either answer in either arm, before an always-valid interval is given.
FEWEST_CASES: Final = 20


@dataclass(frozen=True, slots=True)
class Tallied:
    """Units exposed in one arm, and how many of them converted (or the events, for a rate)."""

    exposures: int
    conversions: int

    @property
    def mean(self) -> float:
        """Share, or events a unit; 0 where nobody was exposed."""
        return self.conversions / self.exposures if self.exposures else 0.0

    def variance(self, kind: Literal["share", "rate"]) -> float:
        """Variance of the mean."""
        spread = self.mean * (1 - self.mean) if kind == "share" else self.mean
        return spread / self.exposures if self.exposures else math.inf

    def is_enough(self, kind: Literal["share", "rate"]) -> bool:
        """Whether the normal approximation may be used."""
        others = self.exposures - self.conversions
        return self.conversions >= FEWEST_CASES and (kind == "rate" or others >= FEWEST_CASES)


@dataclass(frozen=True, slots=True)
class Gap:
    """A difference of two means, the other arm less the first, with its interval."""

    value: float
    low: float
    high: float

    @property
    def is_sure(self) -> bool:
        """Whether the interval leaves 0 out."""
        return self.low > 0 or self.high < 0


def always_valid(
    first: Tallied,
    other: Tallied,
    kind: Literal["share", "rate"],
    effect: float,
    level: float = 0.05,
) -> Gap | None:
    """Interval that covers at all times together, however often one looks, and whenever one stops.

    With ``V`` the variance of the difference and ``t`` the effect planned, half its width is
    ``sqrt(V (V + t²) / t² (2 log(1 / level) + log((V + t²) / V)))``.

    Parameters
    ----------
    effect
        Smallest difference worth knowing, fixed before the start; the interval is narrowest about
        where such a difference is found, and valid for any.
    level
        Chance that the interval ever leaves the true difference out.

    Returns
    -------
    Gap or None
        ``None`` while either arm has fewer than `FEWEST_CASES` of either answer.

    Examples
    --------
    >>> gap = always_valid(Tallied(5000, 500), Tallied(5000, 620), "share", 0.02)
    >>> round(gap.value, 3), round(gap.low, 4), round(gap.high, 4), gap.is_sure
    (0.024, 0.0049, 0.0431, True)
    """
    if not (first.is_enough(kind) and other.is_enough(kind)):
        return None
    value = other.mean - first.mean
    variance = first.variance(kind) + other.variance(kind)
    mixed = variance + effect * effect
    widening = 2 * math.log(1 / level) + math.log(mixed / variance)
    half = math.sqrt(variance * mixed / (effect * effect) * widening)
    return Gap(value, value - half, value + half)


def fixed_sample(
    first: Tallied, other: Tallied, kind: Literal["share", "rate"], level: float = 0.05
) -> Gap | None:
    """The usual interval, right for one look at a size fixed beforehand, and for no other.

    Examples
    --------
    >>> gap = fixed_sample(Tallied(5000, 500), Tallied(5000, 620), "share")
    >>> round(gap.low, 4), round(gap.high, 4)
    (0.0116, 0.0364)
    """
    if not (first.is_enough(kind) and other.is_enough(kind)):
        return None
    value = other.mean - first.mean
    half = z_value(1 - level) * math.sqrt(first.variance(kind) + other.variance(kind))
    return Gap(value, value - half, value + half)
