"""A mean of few numbers with its 95 % interval by Student's t."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

__all__ = ["Mean", "mean_interval", "welch_interval"]


@dataclass(frozen=True, slots=True)
class Mean:
    """A mean or a difference of means, with a 95 % interval."""

    value: float
    low: float
    high: float

    @property
    def is_sure(self) -> bool:
        """Whether the interval leaves zero out."""
        return self.low > 0 or self.high < 0

    def spoken(self) -> str:
        """Say it: ``1.2 (0.4 to 2.1)``."""
        return f"{self.value:.3g} ({self.low:.3g} to {self.high:.3g})"


def mean_interval(values: Sequence[float]) -> Mean:
    """Mean of at least two numbers.

    Examples
    --------
    >>> mean_interval([1.0, 2.0, 3.0]).spoken()
    '2 (-0.484 to 4.48)'
    """
    array = np.asarray(values, dtype=np.float64)
    error = float(array.std(ddof=1)) / np.sqrt(len(array))
    return _around(float(array.mean()), error, len(array) - 1)


def welch_interval(first: Sequence[float], other: Sequence[float], lost: int = 0) -> Mean:
    """Difference of two means, ``other`` less ``first``, whose spreads may differ (Welch 1947).

    Parameters
    ----------
    lost
        Degrees of freedom that an adjustment of the numbers has used up.

    Examples
    --------
    >>> welch_interval([1.0, 2.0, 3.0], [4.0, 5.0, 6.5]).spoken()
    '3.17 (0.538 to 5.8)'
    """
    arrays = [np.asarray(values, dtype=np.float64) for values in (first, other)]
    parts = [float(array.var(ddof=1)) / len(array) for array in arrays]
    whole = sum(parts)
    below = sum(part**2 / (len(array) - 1) for part, array in zip(parts, arrays, strict=True))
    freedom = (whole**2 / below if below > 0 else len(arrays[0]) + len(arrays[1]) - 2) - lost
    return _around(float(arrays[1].mean() - arrays[0].mean()), float(np.sqrt(whole)), freedom)


def _around(value: float, error: float, freedom: float) -> Mean:
    from scipy.special import stdtrit

    half = float(stdtrit(max(freedom, 1.0), 0.975)) * error
    return Mean(value, value - half, value + half)
