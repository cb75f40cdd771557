"""Means and quantiles of weighted draws."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["grouped_shares", "interval_of", "quantiles"]


def quantiles(
    draws: NDArray[np.float64], weight: NDArray[np.float64], at: tuple[float, ...]
) -> NDArray[np.float64]:
    """Quantiles of each column of ``draws`` (draws, columns): shape (len(at), columns).

    Examples
    --------
    >>> quantiles(np.array([[1.0], [2.0], [9.0]]), np.array([0.5, 0.4, 0.1]), (0.5, 0.95))
    array([[1.],
           [9.]])
    """
    order = np.argsort(draws, axis=0)
    reached = np.cumsum(weight[order], axis=0) / weight.sum()
    last = len(draws) - 1
    # A mark that rounding puts a hair above a sum is still reached by it.
    places = [np.minimum((reached < mark - 1e-12).sum(axis=0), last) for mark in at]
    columns = np.arange(draws.shape[1])
    return np.stack([draws[order[place, columns], columns] for place in places])


def interval_of(
    draws: NDArray[np.float64], weight: NDArray[np.float64], level: float
) -> NDArray[np.float64]:
    """Mean, standard deviation, low and high end of each column: shape (4, columns)."""
    mean = weight @ draws
    sd = np.sqrt(np.maximum(weight @ (draws - mean) ** 2, 0.0))
    low, high = quantiles(draws, weight, ((1 - level) / 2, (1 + level) / 2))
    return np.stack([mean, sd, low, high])


def grouped_shares(
    shares: NDArray[np.float64],
    people: NDArray[np.float64],
    group: NDArray[np.int64],
    groups: int,
) -> NDArray[np.float64]:
    """Weight cells up to groups by their people: (draws, cells) becomes (draws, groups)."""
    parts = np.zeros((len(people), groups))
    parts[np.arange(len(people)), group] = people
    return np.asarray(shares @ (parts / parts.sum(axis=0)))
