"""Weighted totals of a variable by domain, and their covariances by linearisation or replicates.

Every estimate here is a smooth function of four totals: of the variable and of those who answered,
in the domain and in all. Its variance is that of its first-order expansion in them (Binder,
*International Statistical Review* 51, 1983), or the spread of the function over replicate weights.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np

from folkmoot.survey.estimation._arrays import Bools, Floats, Ints, binned
from folkmoot.survey.estimation._spread import Pairs, Spread
from folkmoot.survey.estimation.design import Design
from folkmoot.survey.estimation.domains import Domains
from folkmoot.survey.estimation.replicates import Replicates

__all__ = ["Covariances", "Function", "Replicated", "Sample", "Totals"]

_FOUR: Final = 4


@dataclass(frozen=True, eq=False)
class Function:
    """A function of the four totals ``(y, x, all_y, all_x)`` and its four partial derivatives."""

    value: Callable[[Floats, Floats, Floats, Floats], Floats]
    slopes: Callable[[Floats, Floats, Floats, Floats], tuple[Floats, ...]]


@dataclass(frozen=True, eq=False)
class Covariances:
    """Covariances of the four totals, of shape (domains, 4, 4)."""

    matrix: Floats

    def variance(self, function: Function, totals: Totals, _value: Floats) -> Floats:
        """Variance of a function by its first-order expansion."""
        told = function.slopes(totals.y, totals.x, totals.all_y, totals.all_x)
        slopes = np.stack(np.broadcast_arrays(*told), axis=1)
        return np.asarray(np.einsum("di,dij,dj->d", slopes, self.matrix, slopes))


@dataclass(frozen=True, eq=False)
class Replicated:
    """The four totals by replicate, of shape (4, domains, replicates)."""

    totals: Floats
    replicates: Replicates

    def variance(self, function: Function, _totals: Totals, value: Floats) -> Floats:
        """Spread of a function over the replicates."""
        replicates, found = self.replicates, function.value(*self.totals)
        scales = np.asarray(replicates.scales)
        is_mean = replicates.around == "mean"
        middle = found[:, scales > 0].mean(axis=1) if is_mean else value
        return np.asarray(replicates.scale * ((found - middle[:, None]) ** 2 @ scales))


@dataclass(frozen=True, eq=False)
class Totals:
    """Totals of one variable, of shape (domains,), and what tells their variance.

    Parameters
    ----------
    y, x
        Weighted totals of the variable and of what it is held against, in each domain.
    all_y, all_x
        The same of all, repeated a domain.
    spread
        What tells the variance of a function of the four.
    """

    y: Floats
    x: Floats
    all_y: Floats
    all_x: Floats
    spread: Covariances | Replicated

    def estimate(self, function: Function) -> tuple[Floats, Floats]:
        """Value and standard error of a function of the totals; NaN where it is not defined."""
        with np.errstate(invalid="ignore", divide="ignore"):
            value = function.value(self.y, self.x, self.all_y, self.all_x)
            se = np.sqrt(np.maximum(self.spread.variance(function, self, value), 0.0))
        defined = np.isfinite(value)
        return np.where(defined, value, np.nan), np.where(defined, se, np.nan)


@dataclass(frozen=True, eq=False)
class Sample:
    """A design seen by domains: what all variables share is worked out once."""

    design: Design
    domains: Domains

    @cached_property
    def pairs(self) -> Pairs:
        """Pairs of cluster and domain."""
        return Pairs.of(self.design, self.domains.codes, len(self.domains))

    @cached_property
    def spread(self) -> Spread:
        """Variances between the clusters."""
        return Spread(self.design, self.pairs)

    def sums(self, values: Floats) -> Floats:
        """Sum of a value a row over each domain."""
        rows = self.pairs.rows
        return binned(self.domains.codes[rows], values[rows], len(self.domains))

    def df(self, known: Bools) -> tuple[Floats, Floats]:
        """Degrees of freedom of each domain and of its rest, by those who are known."""
        if self.design.replicates is not None:
            same = np.full(len(self.domains), self.design.df)
            return same, same
        return self.spread.df(known)

    def totals(self, y: Floats, x: Floats) -> Totals:
        """Totals of ``y`` and ``x``, both 0 where they are not known."""
        weights = self.design.weights
        own_y, own_x = self.sums(weights * y), self.sums(weights * x)
        all_y, all_x = (np.full(len(self.domains), float(weights @ part)) for part in (y, x))
        replicates = self.design.replicates
        spread: Covariances | Replicated = (
            Covariances(self._covariance(y, x))
            if replicates is None
            else Replicated(self._replicated(y, x, replicates), replicates)
        )
        return Totals(own_y, own_x, all_y, all_x, spread)

    def _replicated(self, y: Floats, x: Floats, replicates: Replicates) -> Floats:
        from scipy.sparse import csr_array

        rows, size = self.pairs.rows, (len(self.domains), len(self.design))
        found = []
        for part in (y, x):
            picks = csr_array((part[rows], (self.domains.codes[rows], rows)), shape=size)
            found.append(picks @ replicates.weights)
        for part in (y, x):
            every = part @ replicates.weights
            found.append(np.broadcast_to(every, found[0].shape))
        return np.stack(found)

    def _covariance(self, y: Floats, x: Floats) -> Floats:
        weights, spread = self.design.weights, self.spread
        weighed = [weights * y, weights * x]
        own = [self.pairs.sums(part) for part in weighed]
        every = np.column_stack([spread.cluster_sums(part) for part in weighed])
        found = np.empty((len(self.domains), _FOUR, _FOUR))
        for i, j in ((0, 0), (0, 1), (1, 1)):
            found[:, i, j] = found[:, j, i] = spread.within(own[i], own[j])
        for i in (0, 1):
            found[:, i, 2:] = found[:, 2:, i] = spread.across(own[i], every)
        found[:, 2:, 2:] = spread.between(every, every)
        if self.design.calibration is not None:
            found = self._less_margins(found, [y, x], own, every)
        return found

    def _less_margins(
        self, found: Floats, values: list[Floats], own: list[Floats], every: Floats
    ) -> Floats:
        """Take off what the margins explain: the covariance of residuals on them."""
        margins = self._margins
        slopes = np.stack([*margins.slopes(values)], axis=1)
        with_margins = np.stack(
            [
                *(self.spread.across(part, margins.clusters) for part in own),
                *(
                    np.broadcast_to(row, (len(self.domains), len(row)))
                    for row in self.spread.between(every, margins.clusters)
                ),
            ],
            axis=1,
        )
        crossed = np.einsum("dim,djm->dij", slopes, with_margins)
        squared = np.einsum("dim,mn,djn->dij", slopes, margins.covariance, slopes, optimize=True)
        return np.asarray(found - crossed - crossed.transpose(0, 2, 1) + squared)

    @cached_property
    def _margins(self) -> _Margins:
        return _Margins(self)


class _Margins:
    """The categories of all margins as one set of columns, and the regression on them."""

    def __init__(self, sample: Sample) -> None:
        from scipy.sparse import csr_array

        calibration = sample.design.calibration
        assert calibration is not None  # noqa: S101 - asked for by calibrated designs alone
        sizes = [int(codes.max(initial=-1)) + 1 for codes in calibration.margins]
        starts = np.concatenate([[0], np.cumsum(sizes)])[:-1]
        self._columns = [
            codes + start for codes, start in zip(calibration.margins, starts, strict=True)
        ]
        self._size = int(sum(sizes))
        self._regression = calibration.regression
        self._sample = sample
        self._inverse = np.linalg.pinv(self._squares(), hermitian=True)
        clusters = len(sample.design.stratum_of_cluster)
        places = (
            np.tile(sample.design.clusters, len(self._columns)), np.concatenate(self._columns),
        )  # fmt: skip
        weighed = np.tile(sample.design.weights, len(self._columns))
        #: Weighted sums of the categories in each cluster, sparse.
        self.clusters: Any = csr_array((weighed, places), shape=(clusters, self._size))
        #: Covariance of their totals.
        self.covariance = sample.spread.between(self.clusters, self.clusters)

    def _squares(self) -> Floats:
        found = np.zeros((self._size, self._size))
        for left in self._columns:
            for right in self._columns:
                keys = left * self._size + right
                sums = binned(keys, self._regression, self._size**2)
                found += sums.reshape(self._size, -1)
        return found

    def slopes(self, values: list[Floats]) -> list[Floats]:
        """Slopes on the categories of the values in each domain, then of the values in all."""
        codes, domains = self._sample.domains.codes, len(self._sample.domains)
        found = [self._by(np.maximum(codes, 0), domains, v * (codes >= 0)) for v in values]
        nowhere: Ints = np.zeros(len(codes), np.int64)
        for value in values:
            found.append(np.broadcast_to(self._by(nowhere, 1, value), found[0].shape))
        return found

    def _by(self, codes: Ints, domains: int, values: Floats) -> Floats:
        sums = np.zeros(domains * self._size)
        for column in self._columns:
            keys = codes * self._size + column
            sums += binned(keys, self._regression * values, len(sums))
        return np.asarray(sums.reshape(domains, -1) @ self._inverse)
