"""How many units two arms need, for one look at the end and for looks at any time."""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist
from typing import Final

from folkmoot.adjust.experiments.design import Experiment

__all__ = ["Sizes", "needed_sizes"]

_NORMAL: Final = NormalDist()


@dataclass(frozen=True, slots=True)
class Sizes:
    """Units by arm for one look at the end, and for an interval that may be looked at any time.

    With the second the planned effect is found by that size with the planned power; most often it
    is found much earlier, and no look costs anything.
    """

    once: dict[str, int]
    any_time: dict[str, int]


def needed_sizes(planned: Experiment) -> Sizes:
    """Units that each arm needs to find the planned lift with the planned power.

    Two-sided, unpooled variances (J. L. Fleiss, B. Levin & M. C. Paik, *Statistical Methods for
    Rates and Proportions*, 3rd ed., 2003, chapter 4): ``N = (z + z')² (v₁ / f₁ + v₂ / f₂) / d²``
    units in all of two arms with parts ``f``; ``v`` is ``p (1 - p)`` for a share and the rate
    itself for events. With more arms each is held against the first at its part of the level, and
    the smallest part decides.

    Examples
    --------
    >>> from datetime import date
    >>> from folkmoot.adjust.experiments import Arm
    >>> arms = (Arm(name="plain"), Arm(name="guide"))
    >>> day = date(2026, 3, 2)
    >>> planned = Experiment(name="x", arms=arms, base=0.1, lift=20, starts_on=day, ends_on=day)
    >>> needed_sizes(planned)
    Sizes(once={'plain': 3839, 'guide': 3839}, any_time={'plain': 7438, 'guide': 7438})
    """
    found = _NORMAL.inv_cdf(planned.power)
    looked = _NORMAL.inv_cdf(1 - planned.each_level / 2)
    unit = _unit_variance(planned)
    once = unit * ((looked + found) / planned.effect) ** 2
    return Sizes(_by_arm(planned, once), _by_arm(planned, _any_time(planned, unit, found)))


def _unit_variance(planned: Experiment) -> float:
    """Variance of the difference, were one unit shared among all the arms."""
    first, *others = planned.parts.values()
    raised = planned.base + planned.effect
    if planned.kind == "share":
        spread, raised_spread = planned.base * (1 - planned.base), raised * (1 - raised)
    else:
        spread, raised_spread = planned.base, raised
    return spread / first + raised_spread / min(others)


def _any_time(planned: Experiment, unit: float, found: float) -> float:
    """Units in all at which half the always-valid width, and the power's reach, make the effect."""
    effect, alarm = planned.effect, 2 * math.log(1 / planned.each_level)
    low, high = 1.0, 2.0

    def reaches(size: float) -> bool:
        variance = unit / size
        mixed = variance + effect * effect
        widening = alarm + math.log(mixed / variance)
        half = math.sqrt(variance * mixed / (effect * effect) * widening)
        return half + found * math.sqrt(variance) <= effect

    while not reaches(high):
        low, high = high, 2 * high
    while high - low > 0.5:
        middle = (low + high) / 2
        low, high = (low, middle) if reaches(middle) else (middle, high)
    return high


def _by_arm(planned: Experiment, size: float) -> dict[str, int]:
    return {name: math.ceil(size * part) for name, part in planned.parts.items()}
