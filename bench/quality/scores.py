"""Scores of told labels and of rankings, each with the middle 95 of 100 bootstrap draws."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

Labels = NDArray[np.str_]
Floats = NDArray[np.float64]
#: Score of rows drawn: true labels as numbers, told ones as numbers, how many labels there are.
Score = Callable[[NDArray[np.int64], NDArray[np.int64], int], float]
DRAWS = 1000


def accuracy(true: NDArray[np.int64], told: NDArray[np.int64], _: int) -> float:
    """Share of rows told right."""
    return float((true == told).mean())


def f1_by_label(true: NDArray[np.int64], told: NDArray[np.int64], labels: int) -> Floats:
    """F1 of each label; 0 where it is neither told nor true."""
    both = np.bincount(true[true == told], minlength=labels)
    held = np.bincount(true, minlength=labels) + np.bincount(told, minlength=labels)
    found: Floats = 2 * both / np.maximum(held, 1)
    return found


def macro_f1(true: NDArray[np.int64], told: NDArray[np.int64], labels: int) -> float:
    """Mean F1 of the labels that are true of a row."""
    there = np.bincount(true, minlength=labels) > 0
    return float(f1_by_label(true, told, labels)[there].mean())


def positive_f1(true: NDArray[np.int64], told: NDArray[np.int64], labels: int) -> float:
    """F1 of the last label in the order of their names, which is the one looked for."""
    return float(f1_by_label(true, told, labels)[-1])


def with_interval(score: Score, true: Labels, told: Labels) -> tuple[float, float, float]:
    """Score of all rows, and the quantiles .025 and .975 over draws of rows."""
    names = np.unique(np.concatenate([true, told]))
    truth, said = np.searchsorted(names, true), np.searchsorted(names, told)
    random = np.random.default_rng(5)
    draws = []
    for _ in range(DRAWS):
        rows = random.integers(0, len(truth), len(truth))
        draws.append(score(truth[rows], said[rows], len(names)))
    low, high = np.quantile(draws, [0.025, 0.975])
    return score(truth, said, len(names)), float(low), float(high)


def average_precision(likeness: Floats, useful: NDArray[np.bool_]) -> float:
    """Mean share of useful ones down to each useful one; 0 where none is."""
    if not useful.any():
        return 0.0
    ordered = useful[np.argsort(-likeness, kind="stable")]
    shares = ordered.cumsum() / np.arange(1, len(ordered) + 1)
    return float(shares[ordered].mean())


def mean_interval(values: Sequence[float]) -> tuple[float, float, float]:
    """Mean, and the quantiles .025 and .975 of means over draws."""
    array, random = np.array(values), np.random.default_rng(5)
    means = array[random.integers(0, len(array), (DRAWS, len(array)))].mean(axis=1)
    low, high = np.quantile(means, [0.025, 0.975])
    return float(array.mean()), float(low), float(high)


def shown(score: tuple[float, float, float]) -> str:
    """A score with its interval, in thousandths."""
    return f"{score[0]:.3f} ({score[1]:.3f} to {score[2]:.3f})"
