"""What was done and what came of it, week by week and arm by arm: the tables allocation reads."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

__all__ = ["SIGNALS", "Arms", "Budget", "Floats", "History"]

Floats = NDArray[np.float64]

#: Early signs of an answer that helps, in the columns of `History.signals`.
SIGNALS = ("replies", "thanks", "clicks")


@dataclass(frozen=True, slots=True)
class Arms:
    """Community x strategy: what hours may go to, one entry an arm.

    Parameters
    ----------
    caps
        Most hours a week.
    half_hours
        Hours in a week after which the next one brings half as much as the first.
    money
        Spent with each hour, in the currency of the budget; 0 where only time is.
    """

    communities: tuple[str, ...]
    strategies: tuple[str, ...]
    caps: Floats
    half_hours: Floats
    money: Floats

    def __len__(self) -> int:
        return len(self.communities)

    def name(self, arm: int) -> str:
        """An arm in words."""
        return f"{self.strategies[arm]} in {self.communities[arm]}"

    def effective(self, hours: Floats) -> Floats:
        """Hours worth as much as the first one: ``s log(1 + h / s)``, concave in ``h``."""
        found: Floats = self.half_hours * np.log1p(hours / self.half_hours)
        return found


@dataclass(frozen=True, slots=True)
class Budget:
    """Hours and money of the coming week; without a limit of money, ``inf``."""

    hours: float
    money: float = np.inf


@dataclass(frozen=True, slots=True)
class History:
    """What was done and seen so far; rows are weeks, oldest first, columns are arms.

    Parameters
    ----------
    hours, conversions, complaints
        Spent, arrived and met in that week.
    signals
        Weeks x arms x `SIGNALS`.
    lags
        Conversions whose action's week is known: row the week of the action, column the weeks
        until they arrived. May be empty.
    """

    hours: Floats
    conversions: Floats
    complaints: Floats
    signals: Floats
    lags: Floats = field(default_factory=lambda: np.zeros((0, 0)))

    @property
    def weeks(self) -> int:
        """How many weeks are told."""
        return len(self.hours)
