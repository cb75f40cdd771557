"""Intervals for many estimates at once: logit and Korn-Graubard for shares, log for an index."""

from __future__ import annotations

from typing import Final, Literal

import numpy as np

from folkmoot.estimate.intervals import z_value
from folkmoot.survey.estimation._arrays import Bools, Floats, quantile_t

__all__ = [
    "FEWEST_CASES",
    "ShareInterval",
    "count_interval",
    "index_interval",
    "korn_graubard_interval",
    "logit_interval",
    "plain_interval",
    "share_interval",
]

#: ``auto`` is Korn and Graubard's where few have the property, or few have it not, and logit's
#: elsewhere.
ShareInterval = Literal["auto", "logit", "korn-graubard"]

#: Effective cases under which a share is small: the normal curve behind the logit interval is
#: usually asked to have ten on either side.
FEWEST_CASES: Final = 10


def plain_interval(value: Floats, se: Floats, df: Floats, level: float) -> tuple[Floats, Floats]:
    """Value plus and minus Student's t times its standard error."""
    with np.errstate(invalid="ignore"):
        reach = np.where(df < 1, np.inf, quantile_t(level, df) * se)
    return np.where(np.isnan(value), np.nan, value - reach), value + reach


def logit_interval(share: Floats, se: Floats, df: Floats, level: float) -> tuple[Floats, Floats]:
    """Interval that is symmetric in the logarithm of the odds, so that it stays in 0 to 1.

    Examples
    --------
    >>> low, high = logit_interval(np.array([0.1]), np.array([0.03]), np.array([30.0]), 0.95)
    >>> low.round(4), high.round(4)
    (array([0.0533]), array([0.18]))
    """
    with np.errstate(invalid="ignore", divide="ignore"):
        middle = np.log(share / (1 - share))
        reach = quantile_t(level, df) * se / (share * (1 - share))
        return 1 / (1 + np.exp(reach - middle)), 1 / (1 + np.exp(-reach - middle))


def korn_graubard_interval(
    share: Floats, effective: Floats, count: Floats, df: Floats, level: float
) -> tuple[Floats, Floats]:
    """Exact binomial interval with the effective number of respondents for the true one.

    That number is shrunk by the squared ratio of Student's t with ``count - 1`` degrees of freedom
    and with the design's, and is never more than ``count``.

    Source: E. L. Korn, B. I. Graubard, *Survey Methodology* 24 (1998).

    Parameters
    ----------
    share
        Estimated shares, 0 and 1 among them.
    effective
        ``p (1 - p) / variance``.
    count
        Respondents, not weighted.

    Examples
    --------
    >>> one = [np.array([number]) for number in (0.02, 150.0, 300.0, 30.0)]
    >>> low, high = korn_graubard_interval(*one, 0.95)
    >>> low.round(4), high.round(4)
    (array([0.0038]), array([0.0594]))
    """
    from scipy.special import betaincinv

    tail = (1 - level) / 2
    with np.errstate(invalid="ignore", divide="ignore"):
        shrunk = effective * (quantile_t(level, count - 1) / quantile_t(level, df)) ** 2
        size = np.where((df < 1) | (count <= 1), 0.0, np.minimum(shrunk, count))
        cases, others = size * share, size * (1 - share)
        low = np.where(cases > 0, betaincinv(np.maximum(cases, 1e-300), others + 1, tail), 0.0)
        high = np.where(
            others > 0, betaincinv(cases + 1, np.maximum(others, 1e-300), 1 - tail), 1.0
        )
    absent = np.isnan(share)
    return np.where(absent, np.nan, low), np.where(absent, np.nan, high)


def share_interval(
    share: Floats,
    se: Floats,
    effective: Floats,
    count: Floats,
    df: Floats,
    level: float,
    kind: ShareInterval = "auto",
) -> tuple[Floats, Floats, Bools]:
    """Interval of shares and where it is Korn and Graubard's."""
    with np.errstate(invalid="ignore"):
        few = effective * np.minimum(share, 1 - share) < FEWEST_CASES
        exact: Bools = {"auto": few, "logit": np.zeros(share.shape, bool)}.get(
            kind, np.ones(share.shape, bool)
        )
        # At 0 and 1 the logit is not defined.
        exact = exact | (share <= 0) | (share >= 1)
    low, high = logit_interval(share, se, df, level)
    exact_low, exact_high = korn_graubard_interval(share, effective, count, df, level)
    return np.where(exact, exact_low, low), np.where(exact, exact_high, high), exact


def count_interval(
    total: Floats, se: Floats, weight: Floats, df: Floats, level: float
) -> tuple[Floats, Floats]:
    """Interval of a total of few cases, from the gamma curve that has its mean and variance.

    With equal weights it is Garwood's exact interval of a count, times the weight. The upper end is
    that of one case more, of mean weight.

    Source: M. P. Fay, E. J. Feuer, *Statistics in Medicine* 16 (1997); the mean weight instead of
    the largest: R. C. Tiwari, L. X. Clegg, Z. Zou, *Statistical Methods in Medical Research* 15
    (2006). The variance is raised by the squared ratio of Student's t and the normal quantile.

    Examples
    --------
    >>> one = [np.array([number]) for number in (300.0, 173.2, 100.0, 1e6)]
    >>> low, high = count_interval(*one, 0.95)
    >>> low.round(), high.round()
    (array([62.]), array([877.]))
    """
    from scipy.special import gammaincinv

    tail = (1 - level) / 2
    with np.errstate(invalid="ignore", divide="ignore"):
        variance = (se * quantile_t(level, df) / z_value(level)) ** 2
        more, wider = total + weight, variance + weight**2
        low = variance / total * gammaincinv(np.maximum(total**2 / variance, 1e-12), tail)
        high = wider / more * gammaincinv(np.maximum(more**2 / wider, 1e-12), 1 - tail)
    defined = np.isfinite(variance)
    return (
        np.where(defined & (total > 0), low, np.where(np.isnan(total), np.nan, 0.0)),
        np.where(defined, high, np.where(np.isnan(total), np.nan, np.inf)),
    )


def index_interval(
    index: Floats, se: Floats, df: Floats, level: float, ends: tuple[Floats, Floats]
) -> tuple[Floats, Floats]:
    """Interval of an index, symmetric in its logarithm.

    Where nobody or everybody of the segment has the property, its own share shows no spread, so
    the ends (the index at either end of that share's interval) are taken instead.

    Examples
    --------
    >>> one = [np.array([number]) for number in (120.0, 10.0, 50.0)]
    >>> low, high = index_interval(*one, 0.95, (np.array([np.nan]), np.array([np.nan])))
    >>> low.round(1), high.round(1)
    (array([101.5]), array([141.9]))
    """
    with np.errstate(invalid="ignore", divide="ignore"):
        reach = np.where(df < 1, np.inf, np.exp(quantile_t(level, df) * se / index))
        low, high = index / reach, index * reach
    flat = np.isnan(ends[0])
    return np.where(flat, low, ends[0]), np.where(flat, high, ends[1])
