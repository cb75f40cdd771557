"""How weighted totals vary between the clusters of a design, for all domains at once.

The variance of a total is ``sum over strata of (1 - f) n / (n - 1) x sum over its n clusters of
(cluster's total - their mean) squared`` (Wolter 2007, section 2.4), with a cluster that holds
nobody of a domain adding its zero: a domain is never cut out of its design. A respondent is in one
domain, so there are never more pairs of cluster and domain than respondents; all sums run over
those pairs.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from folkmoot.survey.estimation._arrays import Bools, Floats, Ints, binned
from folkmoot.survey.estimation.design import Design

__all__ = ["Pairs", "Spread"]


@dataclass(frozen=True, eq=False)
class Pairs:
    """Pairs of cluster and domain that hold somebody, sorted by domain.

    Parameters
    ----------
    rows
        Rows that are in a domain.
    of_row
        Number of the pair of each of those rows.
    cluster, domain
        Cluster and domain of each pair.
    domains
        How many domains there are, empty ones among them.
    """

    rows: Ints
    of_row: Ints
    cluster: Ints
    domain: Ints
    domains: int

    @classmethod
    def of(cls, design: Design, codes: Ints, domains: int) -> Pairs:
        """Find the pairs of a design and the domain of each row (-1: none)."""
        clusters = len(design.stratum_of_cluster)
        rows = np.flatnonzero(codes >= 0)
        keys = codes[rows] * clusters + design.clusters[rows]
        found, of_row = np.unique(keys, return_inverse=True)
        return cls(rows, of_row, found % clusters, found // clusters, domains)

    def sums(self, values: Floats) -> Floats:
        """Sum of a value a row over each pair."""
        return binned(self.of_row, values[self.rows], len(self.cluster))

    def by_domain(self, values: Floats) -> Floats:
        """Sum of a value a pair over each domain."""
        return binned(self.domain, values, self.domains)


@dataclass(frozen=True, eq=False)
class Spread:
    """Variances and covariances of totals by the clusters of one design."""

    design: Design
    pairs: Pairs

    @cached_property
    def _factor(self) -> Floats:
        """What the squares of a stratum's clusters are multiplied by."""
        drawn = self.design.clusters_in_stratum
        usual = drawn / np.maximum(drawn - 1, 1)
        alone = 1.0 if self.design.lonely == "center" else 0.0
        return np.where(drawn > 1, usual, alone) * (1 - self.design.sampled)

    @cached_property
    def _mean_factor(self) -> Floats:
        drawn = self.design.clusters_in_stratum
        return np.where(drawn > 1, self._factor / np.maximum(drawn, 1), 0.0)

    @cached_property
    def _cell(self) -> Ints:
        """Stratum and domain of each pair, as one number."""
        return self.design.stratum_of_cluster[self.pairs.cluster] * self.pairs.domains + (
            self.pairs.domain
        )

    @cached_property
    def _pair_factor(self) -> Floats:
        return self._cluster_factor[self.pairs.cluster]

    @cached_property
    def _cluster_factor(self) -> Floats:
        return self._factor[self.design.stratum_of_cluster]

    def cluster_sums(self, values: Floats) -> Floats:
        """Sum of a value a row over each cluster."""
        return binned(self.design.clusters, values, len(self.design.stratum_of_cluster))

    def strata_sums(self, pair_values: Floats) -> Floats:
        """Sum of a value a pair by stratum and domain, of shape (strata, domains)."""
        size = len(self._factor) * self.pairs.domains
        return binned(self._cell, pair_values, size).reshape(len(self._factor), -1)

    def _by_stratum(self, dense: Any) -> Any:
        """Sum of columns a cluster over each stratum, of shape (strata, columns)."""
        from scipy.sparse import csr_array

        clusters = len(self.design.stratum_of_cluster)
        places = (self.design.stratum_of_cluster, np.arange(clusters))
        belongs = csr_array((np.ones(clusters), places), shape=(len(self._factor), clusters))
        return _dense(belongs @ dense)

    def within(self, left: Floats, right: Floats) -> Floats:
        """Covariance of two totals of each domain, from their sums a pair; shape (domains,)."""
        squares = self.pairs.by_domain(self._pair_factor * left * right)
        sums = self.strata_sums(left)
        other = sums if right is left else self.strata_sums(right)
        return np.asarray(squares - self._mean_factor @ (sums * other))

    def across(self, pair_values: Floats, dense: Any) -> Floats:
        """Covariance of each domain's total with totals of all, of shape (domains, columns).

        ``dense`` holds the sums a cluster of the latter, of shape (clusters, columns).
        """
        from scipy.sparse import csr_array

        bounds = np.searchsorted(self.pairs.domain, np.arange(self.pairs.domains + 1))
        shape = (self.pairs.domains, len(self.design.stratum_of_cluster))
        scaled = csr_array(
            (self._pair_factor * pair_values, self.pairs.cluster, bounds), shape=shape
        )
        sums = self.strata_sums(pair_values) * self._mean_factor[:, None]
        return np.asarray(_dense(scaled @ dense) - sums.T @ self._by_stratum(dense))

    def between(self, left: Any, right: Any) -> Floats:
        """Covariance of totals of all, from their sums a cluster; of shape (columns, columns)."""
        scaled = (
            right * self._cluster_factor[:, None]
            if isinstance(right, np.ndarray)
            else right.multiply(self._cluster_factor[:, None]).tocsr()
        )
        sums = self._by_stratum(left) * self._mean_factor[:, None]
        return np.asarray(_dense(left.T @ scaled) - sums.T @ self._by_stratum(right))

    def df(self, counts: Bools) -> tuple[Floats, Floats]:
        """Degrees of freedom of each domain and of its rest, by who counts.

        They are the clusters less the strata that hold somebody.
        """
        people = counts.astype(float)
        own = self.pairs.sums(people)
        every = self.cluster_sums(people)
        here = own > 0
        clusters = self.pairs.by_domain(here.astype(float))
        whole = self.pairs.by_domain((here & (own == every[self.pairs.cluster])).astype(float))
        in_strata = self.strata_sums(own)
        of_strata = binned(self.design.stratum_of_cluster, every, len(self._factor))[:, None]
        strata = (in_strata > 0).sum(axis=0)
        whole_strata = ((in_strata > 0) & (in_strata == of_strata)).sum(axis=0)
        rest = ((every > 0).sum() - whole) - ((of_strata > 0).sum() - whole_strata)
        return clusters - strata, np.asarray(rest, np.float64)


def _dense(found: Any) -> Any:
    return found if isinstance(found, np.ndarray) else found.toarray()
