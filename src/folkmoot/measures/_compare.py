"""Two groups of people beside each other: index, chance, and shrunk log-odds."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from folkmoot.estimate import Estimate
from folkmoot.estimate.intervals import z_value
from folkmoot.measures._cells import LEVEL, Floats
from folkmoot.measures._strata import Strata, pooled_counts

__all__ = ["Pair", "index_against", "log_odds", "log_odds_estimate", "p_values"]


@dataclass(frozen=True, slots=True)
class Pair:
    """How many of a group show something, and how many of those it is compared with."""

    cases: int
    base: int
    other_cases: int
    other_base: int


def index_against(pair: Pair, base_label: str) -> Estimate:
    """Index of a group against another that shares nobody with it (100 = as common there).

    ``100 x (cases / base) / (other_cases / other_base)`` with the interval of Katz, Baptista,
    Azen & Pike (Biometrics 34, 1978): normal on the logarithm of the ratio of two independent
    shares. Half a case is added everywhere when a cell is empty;
    the interval still holds the ratio of the shares as they are.

    Examples
    --------
    >>> e = index_against(Pair(30, 100, 200, 1000), "members")
    >>> round(e.value), round(e.low), round(e.high)
    (150, 108, 207)
    """
    if not pair.base or not pair.other_base or not pair.cases + pair.other_cases:
        return Estimate(
            None, None, None, pair.cases, pair.base, base_label, "index", "katz-log-ratio",
            level=LEVEL, people=pair.base,
        )  # fmt: skip
    cells = (pair.cases, pair.other_cases)
    add = 0.5 if 0 in cells or pair.cases == pair.base else 0.0
    p1 = (pair.cases + add) / (pair.base + 2 * add)
    p2 = (pair.other_cases + add) / (pair.other_base + 2 * add)
    se_log = math.sqrt((1 - p1) / (pair.base * p1) + (1 - p2) / (pair.other_base * p2))
    centre, reach = 100 * p1 / p2, math.exp(z_value(LEVEL) * se_log)
    value = centre
    if pair.other_cases:
        value = 100 * pair.cases / pair.base * pair.other_base / pair.other_cases
    return Estimate(
        value, min(value, centre / reach), max(value, centre * reach), pair.cases, pair.base,
        base_label, "index", "katz-log-ratio", centre * se_log, LEVEL, pair.base,
    )  # fmt: skip


def p_values(pairs: Sequence[Pair]) -> list[float]:
    """How often chance alone gives at least such a difference, two-sided.

    Fisher's exact test with the mid-p correction (Lancaster 1961), which keeps its level on
    average where the exact test is too careful with small cells.

    Examples
    --------
    >>> [round(p, 3) for p in p_values([Pair(30, 100, 200, 1000), Pair(2, 10, 20, 100)])]
    [0.024, 0.955]
    """
    if not pairs:
        return []
    from scipy.stats import hypergeom

    cells = np.array([(p.cases, p.base, p.other_cases, p.other_base) for p in pairs])
    cases, base, other_cases, other_base = cells.T
    law = hypergeom(base + other_base, cases + other_cases, base)
    half = law.pmf(cases) / 2
    below, above = law.cdf(cases) - half, law.sf(cases) + half
    return [float(p) for p in np.minimum(1.0, 2 * np.minimum(below, above))]


def log_odds(tables: Sequence[Strata]) -> tuple[Floats, Floats]:
    """Log-odds ratios between two groups, shrunk to what both share, with their se.

    The informative Dirichlet prior of Monroe, Colaresi & Quinn (Political Analysis 16, 2008,
    eq. 16 and 19), of counts pooled over the strata. Its shares are those of both groups together;
    its weight is that of the smaller group. So what one group never met still has a ratio, and
    what was met once or twice has a wide interval however large its ratio is. Shrinking is for
    ranking: where there is a difference the interval speaks of the shrunk one, about half as large
    in a small group.

    Returns
    -------
    tuple of arrays
        Ratio and standard error by table; NaN where a group is empty, or where all share it.

    Examples
    --------
    >>> tables = [(30, 100, 200, 1000), (3, 3, 0, 0)]
    >>> delta, se = log_odds([Strata(*(np.array([n]) for n in table)) for table in tables])
    >>> [round(float(number), 2) for number in (delta[0], se[0], delta[1])]
    [0.31, 0.18, nan]
    """
    cells = np.array([pooled_counts(table) for table in tables])
    cases, base, other_cases, other_base = cells.reshape(-1, 4).T
    with np.errstate(divide="ignore", invalid="ignore"):
        weight = np.minimum(base, other_base)
        prior = (cases + other_cases) / (base + other_base) * weight
        shown, others = cases + prior, other_cases + prior
        rest, other_rest = base + weight - shown, other_base + weight - others
        delta = np.log(shown / rest) - np.log(others / other_rest)
        se = np.sqrt(1 / shown + 1 / rest + 1 / others + 1 / other_rest)
    told = np.isfinite(delta) & np.isfinite(se) & (weight > 0)
    return np.where(told, delta, np.nan), np.where(told, se, np.nan)


def log_odds_estimate(delta: float, se: float, strata: Strata, base_label: str) -> Estimate:
    """Shrunk log-odds with its interval; 0 is no difference, nothing where it is not a number."""
    cases, base = int(strata.cases.sum()), int(strata.base.sum())
    people = min(base, int(strata.other_base.sum()))
    if not np.isfinite(delta):
        return Estimate(
            None, None, None, cases, base, base_label, "score",
            "log-odds-dirichlet-prior", level=LEVEL, people=people,
        )  # fmt: skip
    reach = z_value(LEVEL) * se
    return Estimate(
        delta, delta - reach, delta + reach, cases, base, base_label, "score",
        "log-odds-dirichlet-prior", se, LEVEL, people,
    )  # fmt: skip
