"""Hours over arms: where the next one brings most, under caps, floors and a budget of money."""

from __future__ import annotations

from typing import Final

import numpy as np

from folkmoot.adjust.allocation.history import Arms, Budget, Floats

__all__ = ["fill"]

_HALVINGS: Final = 60


def fill(arms: Arms, worth: Floats, floors: Floats, caps: Floats, budget: Budget) -> Floats:
    """Hours a week that bring most: the next hour is worth the same wherever more may be given.

    With returns ``worth s log(1 + h / s)`` an arm's next hour brings ``worth / (1 + h / s)``. The
    level at which all arms stand is found by halving (water-filling), and above it the price of
    money where money runs out first.

    Parameters
    ----------
    worth
        What an effective hour brings in each arm.
    floors, caps
        Least and most hours of each arm, ``floors <= caps``.

    Examples
    --------
    >>> two = np.ones(2)
    >>> arms = Arms(("a", "b"), ("x", "x"), caps=9 * two, half_hours=4 * two, money=0 * two)
    >>> fill(arms, np.array([1.0, 0.5]), 0 * two, arms.caps, Budget(6)).round(2).tolist()
    [5.33, 0.67]
    """
    found = _level(arms, worth, floors, caps, budget.hours, 0.0)
    if found @ arms.money <= budget.money:
        return found
    low, high = 0.0, 1.0
    while _level(arms, worth, floors, caps, budget.hours, high) @ arms.money > budget.money:
        high *= 4
        if high > 1e12:
            break
    for _ in range(_HALVINGS // 2):
        price = (low + high) / 2
        spent = _level(arms, worth, floors, caps, budget.hours, price) @ arms.money
        low, high = (low, price) if spent <= budget.money else (price, high)
    return _level(arms, worth, floors, caps, budget.hours, high)


def _level(
    arms: Arms, worth: Floats, floors: Floats, caps: Floats, hours: float, price: float
) -> Floats:
    """Hours at a price of money, all of them given unless caps or that price forbid it."""

    def at(level: float) -> Floats:
        ask = level + price * arms.money
        wanted = arms.half_hours * (worth / np.maximum(ask, 1e-200) - 1)
        return np.clip(wanted, floors, caps)

    if at(0.0).sum() <= hours:
        return at(0.0)
    low, high = -50.0, float(np.log(max(worth.max(), 1e-20)))
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if at(np.exp(middle)).sum() > hours else (low, middle)
    return at(np.exp(high))
