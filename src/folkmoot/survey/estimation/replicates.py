"""Replicate weights: the sample weighed anew many times, once without each part of it.

Sources: K. M. Wolter, *Introduction to Variance Estimation*, 2nd edition (2007), chapters 3 and 4;
R. E. Fay, *Proceedings of the Survey Research Methods Section* (1989).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

import numpy as np

from folkmoot.errors import Problem, ProblemGroup
from folkmoot.survey.estimation._arrays import Floats, Ints

if TYPE_CHECKING:
    from folkmoot.survey.estimation.design import Design

__all__ = ["ReplicateKind", "Replicates", "balanced_repeats", "jackknife"]

#: ``JKn``: one cluster left out at a time. ``BRR``: half of each stratum, balanced. ``Fay``: the
#: same, with the other half weighed down and not out.
ReplicateKind = Literal["JKn", "BRR", "Fay"]

#: Replicate weights of more than a gigabyte are a slip: a sample without clusters, most likely.
_MOST_WEIGHTS: Final = 100_000_000

#: Columns of replicate weights that differ by less than this share span nothing new.
_NEGLIGIBLE: Final = 1e-10


@dataclass(frozen=True, eq=False)
class Replicates:
    """Replicate weights and how their spread becomes a variance.

    The variance of an estimate is ``scale x sum of scales x (its replicate - centre) squared``.

    Parameters
    ----------
    weights
        Whole weights, of shape (rows, replicates), not factors on the sample's weights.
    kind
        How they were made.
    scale
        Factor of the sum; left out, 1 for ``JKn``, ``1 / R`` for ``BRR`` and
        ``1 / (R (1 - rho)²)`` for ``Fay``.
    scales
        Factor of each replicate, of shape (replicates,); left out, 1.
    rho
        Fay's factor, above 0 and below 1.
    around
        What the squares are taken around: the replicates' own mean, or the estimate from the
        whole sample, which gives the larger variance.
    df
        Degrees of freedom; left out, what the replicate weights span, less one.
    """

    weights: Floats
    kind: ReplicateKind
    scale: float = float("nan")
    scales: Floats | None = None
    rho: float = 0.0
    around: Literal["mean", "estimate"] = "mean"
    df: float | None = None

    def __post_init__(self) -> None:
        if np.isnan(self.scale):
            number = self.weights.shape[1]
            usual = 1.0 if self.kind == "JKn" else 1 / (number * (1 - self.rho) ** 2)
            object.__setattr__(self, "scale", usual)
        if self.scales is None:
            object.__setattr__(self, "scales", np.ones(self.weights.shape[1]))
        if self.df is None:
            object.__setattr__(self, "df", _span(self.weights) - 1.0)


def jackknife(design: Design, *, around: Literal["mean", "estimate"] = "mean") -> Replicates:
    """Make JKn replicate weights: each leaves out one cluster, its stratum's others stand in.

    Raises
    ------
    ProblemGroup
        ``one-cluster-stratum``, a problem a stratum; ``too-many-replicates``.

    Examples
    --------
    >>> from folkmoot.survey.estimation.design import make_design
    >>> drawn = make_design([1.0, 1.0, 2.0, 2.0], strata=["a", "a", "b", "b"])
    >>> jackknife(drawn).weights[:, 0]
    array([0., 2., 2., 2.])
    """
    drawn = design.clusters_in_stratum[design.stratum_of_cluster].astype(float)
    _refuse_lonely(design)
    clusters = len(drawn)
    if clusters * len(design) > _MOST_WEIGHTS:
        got = f"{clusters:,} clusters of {len(design):,} respondents"
        hint = "the linearised variance, which is there without replicates, says the same"
        expected = f"at most {_MOST_WEIGHTS:,} weights"
        raise ProblemGroup(
            "design", [Problem("too-many-replicates", "clusters", got, expected, hint)]
        )
    factors = np.ones((len(design), clusters))
    for number in range(clusters):
        inside = design.strata == design.stratum_of_cluster[number]
        factors[inside, number] = drawn[number] / (drawn[number] - 1)
        factors[design.clusters == number, number] = 0.0
    scales = (1 - design.sampled[design.stratum_of_cluster]) * (drawn - 1) / drawn
    weights = design.weights[:, None] * factors
    return Replicates(weights, "JKn", 1.0, scales, around=around, df=design.df)


def balanced_repeats(
    design: Design, *, rho: float = 0.0, around: Literal["mean", "estimate"] = "mean"
) -> Replicates:
    """Make BRR replicate weights of a sample with two clusters a stratum; ``rho`` above 0: Fay's.

    Each replicate doubles one cluster of every stratum and drops the other, by the signs of a
    Hadamard matrix, so that all strata are balanced against each other. No finite population
    correction enters.

    Raises
    ------
    ProblemGroup
        ``not-two-clusters``, a problem a stratum.

    Examples
    --------
    >>> from folkmoot.survey.estimation.design import make_design
    >>> drawn = make_design([1.0, 1.0, 2.0, 2.0], strata=["a", "a", "b", "b"])
    >>> balanced_repeats(drawn).weights.sum(axis=0)
    array([6., 6., 6., 6.])
    """
    problems = [
        Problem(
            "not-two-clusters", f"stratum {label}", f"{number} clusters", "two",
            "use jackknife, or join and split strata as the sample's designers would",
        )
        for label, number in zip(design.stratum_labels, design.clusters_in_stratum, strict=True)
        if number != 2
    ]  # fmt: skip
    if problems:
        raise ProblemGroup("design", problems)
    # The first column is constant and would leave its stratum unbalanced against the mean.
    signs = _hadamard(len(design.stratum_labels) + 1)[:, 1 : len(design.stratum_labels) + 1]
    second = np.zeros(len(design.stratum_of_cluster), bool)
    second[np.unique(design.stratum_of_cluster[::-1], return_index=True)[1]] = True
    second = second[::-1]
    side = np.where(second[design.clusters], -1.0, 1.0)
    factors = 1 + (1 - rho) * side[:, None] * signs.T[design.strata]
    kind: ReplicateKind = "Fay" if rho else "BRR"
    weights = design.weights[:, None] * factors
    return Replicates(weights, kind, rho=rho, around=around, df=design.df)


def _refuse_lonely(design: Design) -> None:
    problems = [
        Problem("one-cluster-stratum", f"stratum {label}", "one cluster", "at least two")
        for label, number in zip(design.stratum_labels, design.clusters_in_stratum, strict=True)
        if number == 1
    ]
    if problems:
        raise ProblemGroup("design", problems)


def _hadamard(least: int) -> Ints:
    """Smallest matrix of -1 and 1 with orthogonal rows that Paley and doubling give."""
    orders = ((2**power * base, base) for power in range(16) for base in _bases(least))
    order, base = min(pair for pair in orders if pair[0] >= least)
    matrix = _paley(base)
    while len(matrix) < order:
        matrix = np.block([[matrix, matrix], [matrix, -matrix]])
    return matrix


def _bases(least: int) -> list[int]:
    primes = [q for q in range(3, max(2 * least, 8), 4) if all(q % d for d in range(2, q))]
    return [1, 2, *(q + 1 for q in primes)]


def _paley(order: int) -> Ints:
    """First construction of Paley (1933) for a prime ``order - 1``; its first column is 1."""
    if order <= 2:
        return np.array([[1, 1], [1, -1]])[:order, :order]
    q = order - 1
    squares = {number * number % q for number in range(1, q)}
    kind = np.array([0, *(1 if number in squares else -1 for number in range(1, q))])
    core = kind[(np.arange(q)[:, None] - np.arange(q)) % q]
    matrix = np.ones((order, order), np.int64)
    matrix[0, 1:] = -1
    matrix[1:, 1:] = core + np.eye(q, dtype=np.int64)
    return matrix


def _span(weights: Floats) -> float:
    """Rank of the replicate weights, from the small square of them."""
    gram = weights.T @ weights
    values = np.linalg.eigvalsh(gram)
    return float((values > _NEGLIGIBLE * values.max(initial=0.0)).sum())
