"""Intervals and tests for shares, indexes, rates and their differences.

Shares from traces are not a random sample. The intervals treat the people seen as a draw from
those who could have been here in a like period; the methods document says so beside each table.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

from folkmoot.estimate.core import Estimate

__all__ = ["count", "difference", "false_discovery", "index", "ratio", "share", "z_value"]

_LEVEL: Final = 0.95


def z_value(level: float = _LEVEL) -> float:
    """Two-sided standard normal quantile of a confidence level.

    Examples
    --------
    >>> round(z_value(0.95), 4)
    1.96
    """
    from statistics import NormalDist

    return NormalDist().inv_cdf(0.5 + level / 2)


def _wilson(cases: float, base: float, level: float) -> tuple[float, float]:
    z = z_value(level)
    p = cases / base
    scale = 1 + z * z / base
    middle = p + z * z / (2 * base)
    reach = z * math.sqrt(p * (1 - p) / base + z * z / (4 * base * base))
    low = 0.0 if cases <= 0 else max(0.0, (middle - reach) / scale)
    high = 1.0 if cases >= base else min(1.0, (middle + reach) / scale)
    return low, high


def share(
    cases: int, base: int, base_label: str, *, level: float = _LEVEL, people: int | None = None
) -> Estimate:
    """Share of a base that shows a property, with the Wilson score interval.

    Source: E. B. Wilson, JASA 22 (1927); chosen over the Wald interval because its coverage
    holds for small bases and shares near 0 or 1 (Brown, Cai & DasGupta, Statistical Science
    16, 2001). ``people`` defaults to ``base``.

    Examples
    --------
    >>> e = share(61, 110, "active members")
    >>> round(e.value, 3), round(e.low, 3), round(e.high, 3)
    (0.555, 0.461, 0.644)
    """
    if not 0 <= cases <= base:
        raise ValueError(f"a share needs 0 <= cases <= base, got {cases} of {base}")
    people = base if people is None else people
    if base == 0:
        return Estimate(
            None, None, None, 0, 0, base_label, "share", "wilson", level=level, people=people
        )
    p = cases / base
    low, high = _wilson(cases, base, level)
    se = math.sqrt(p * (1 - p) / base)
    return Estimate(p, low, high, cases, base, base_label, "share", "wilson", se, level, people)


def index(
    cases: int, base: int, all_cases: int, all_base: int, base_label: str, *, level: float = _LEVEL
) -> Estimate:
    """Index of a segment against the whole that contains it (100 = as common as in the whole).

    ``100 x (cases / base) / (all_cases / all_base)``. The interval is the delta method on the
    logarithm of the ratio; the segment is part of the whole, so both shares come from one
    sample and their covariance is subtracted: with ``p1`` the segment's share, ``p`` the
    whole's, ``n`` and ``N`` their bases, ``var(log) = (1-p1)/(n p1) + (1-p)/(N p) -
    2 p1 (1-p1) n / (N n p1 p)``. Half a case is added to both shares when a cell is empty.

    Examples
    --------
    >>> e = index(30, 100, 200, 1000, "members")
    >>> round(e.value), round(e.low), round(e.high)
    (150, 113, 198)

    Nobody in the segment: the index is 0, and the interval begins there.

    >>> nobody = index(0, 30, 40, 3000, "members")
    >>> nobody.value, nobody.low, nobody.high > 100
    (0.0, 0.0, True)
    """
    if base > all_base or cases > all_cases:
        raise ValueError("an index needs a segment inside its base")
    if base == 0 or all_cases == 0:
        return Estimate(
            None, None, None, cases, base, base_label, "index", "delta-log-ratio",
            level=level, people=base,
        )  # fmt: skip
    add = 0.5 if cases in {0, base} else 0.0
    p1 = (cases + add) / (base + 2 * add)
    p = (all_cases + add) / (all_base + 2 * add)
    variance = (1 - p1) / (base * p1) + (1 - p) / (all_base * p) - 2 * (1 - p1) / (all_base * p)
    se_log = math.sqrt(max(variance, 0.0))
    value = 100 * (cases / base) / (all_cases / all_base)
    centre = 100 * p1 / p
    reach = math.exp(z_value(level) * se_log)
    # Where nobody is a case the index is 0, and no corrected end may lie above it.
    low, high = min(centre / reach, value), max(centre * reach, value)
    return Estimate(
        value, low, high, cases, base, base_label, "index", "delta-log-ratio",
        100 * p1 / p * se_log, level, base,
    )  # fmt: skip


def ratio(
    cases: int,
    exposure: float,
    other_cases: int,
    other_exposure: float,
    base_label: str,
    *,
    level: float = _LEVEL,
) -> Estimate:
    """Ratio of two independent Poisson rates (growth: now against before).

    The interval comes from the exact conditional binomial of ``cases`` among both counts
    (Clopper-Pearson), which holds for small counts.

    Examples
    --------
    >>> e = ratio(30, 1.0, 10, 1.0, "posts")
    >>> round(e.value, 1), round(e.low, 2), round(e.high, 2)
    (3.0, 1.43, 6.88)
    """
    from scipy.special import betaincinv

    total = cases + other_cases
    if total == 0 or exposure <= 0 or other_exposure <= 0:
        return Estimate(
            None, None, None, cases, total, base_label, "ratio", "exact-poisson-ratio", level=level
        )
    tail = (1 - level) / 2
    low = float(betaincinv(cases, other_cases + 1, tail)) if cases else 0.0
    high = float(betaincinv(cases + 1, other_cases, 1 - tail)) if other_cases else 1.0
    scale = other_exposure / exposure
    value = scale * cases / other_cases if other_cases else None
    upper = scale * high / (1 - high) if high < 1 else math.inf
    return Estimate(
        value if value is not None else math.inf,
        scale * low / (1 - low) if low < 1 else math.inf,
        upper, cases, total, base_label, "ratio", "exact-poisson-ratio", None, level,
    )  # fmt: skip


def count(cases: int, base: int, base_label: str, *, level: float = _LEVEL) -> Estimate:
    """Count of events, with the exact Poisson interval (Garwood 1936) for a like period.

    Examples
    --------
    >>> e = count(22, 9000, "questions")
    >>> round(e.low, 1), round(e.high, 1)
    (13.8, 33.3)
    """
    # Quantiles of chi-square are those of gamma; scipy.stats is slow to import.
    from scipy.special import gammaincinv

    tail = (1 - level) / 2
    low = float(gammaincinv(cases, tail)) if cases else 0.0
    high = float(gammaincinv(cases + 1, 1 - tail))
    return Estimate(
        float(cases), low, high, cases, base, base_label, "count", "exact-poisson",
        math.sqrt(cases), level,
    )  # fmt: skip


def difference(
    cases: int,
    base: int,
    other_cases: int,
    other_base: int,
    base_label: str,
    *,
    level: float = _LEVEL,
) -> Estimate:
    """Difference of two independent shares, Newcombe's hybrid score interval (1998, method 10).

    Examples
    --------
    >>> e = difference(56, 70, 48, 80, "questions")
    >>> round(e.value, 3), round(e.low, 4), round(e.high, 4)
    (0.2, 0.0524, 0.3339)
    """
    if base == 0 or other_base == 0:
        return Estimate(
            None, None, None, cases, base, base_label, "difference", "newcombe", level=level
        )
    p1, p2 = cases / base, other_cases / other_base
    low1, high1 = _wilson(cases, base, level)
    low2, high2 = _wilson(other_cases, other_base, level)
    gap = p1 - p2
    return Estimate(
        gap,
        gap - math.sqrt((p1 - low1) ** 2 + (high2 - p2) ** 2),
        gap + math.sqrt((high1 - p1) ** 2 + (p2 - low2) ** 2),
        cases, base, base_label, "difference", "newcombe",
        math.sqrt(p1 * (1 - p1) / base + p2 * (1 - p2) / other_base), level,
    )  # fmt: skip


def false_discovery(p_values: Sequence[float]) -> list[float]:
    """Benjamini-Hochberg adjusted p-values (q-values), in the order given.

    Examples
    --------
    >>> [round(q, 3) for q in false_discovery([0.01, 0.04, 0.03, 0.5])]
    [0.04, 0.053, 0.053, 0.5]
    """
    if not p_values:
        return []
    from scipy.stats import false_discovery_control

    return [float(q) for q in false_discovery_control(list(p_values))]
