"""Tests of each segment against everybody else, with the false ones among the findings bounded.

The statistic is Wald's: the difference of two shares of one sample over its design-based standard
error, judged by Student's t with the design's degrees of freedom (E. L. Korn, B. I. Graubard,
*The American Statistician* 44, 1990; Lumley 2010, section 2.4).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from folkmoot.estimate import false_discovery
from folkmoot.survey.estimation._arrays import Bools, Floats, quantile_t
from folkmoot.survey.estimation._functions import GAP
from folkmoot.survey.estimation.answers import Answers
from folkmoot.survey.estimation.domains import Domains

__all__ = ["FEWEST_COMPARED", "Comparison", "against_rest", "q_values"]

_LEVEL: Final = 0.95

#: With fewer people on either side nothing would be shown, so nothing is tested either: each test
#: more makes all the others harder to pass.
FEWEST_COMPARED: Final = 30


@dataclass(frozen=True, eq=False)
class Comparison:
    """Each domain against all others; every array has the shape (domains, variables).

    Parameters
    ----------
    names, domains
        The variables and the domains.
    difference, se, low, high
        Share of the domain less share of the others, standard error and interval.
    t, df
        Test statistic and its degrees of freedom.
    p_value
        Chance of a difference as large where there is none; NaN where nothing was tested.
    q_value
        Share of false findings to expect among all that are as clear (Benjamini & Hochberg 1995),
        over everything tested in this call.
    """

    names: tuple[str, ...]
    domains: Domains
    difference: Floats
    se: Floats
    low: Floats
    high: Floats
    t: Floats
    df: Floats
    p_value: Floats
    q_value: Floats


def against_rest(
    answers: Answers, *, level: float = _LEVEL, fewest: int = FEWEST_COMPARED
) -> Comparison:
    """Test each domain against all respondents outside it.

    Parameters
    ----------
    answers
        Variables by domain; shares or means.
    level
        Confidence level of the interval of the difference.
    fewest
        Respondents that must have answered on either side.

    Examples
    --------
    >>> from folkmoot.survey.estimation.design import make_design
    >>> from folkmoot.survey.estimation.domains import domains_of
    >>> parts = domains_of({"age": ["18-24"] * 100 + ["25+"] * 900}, ["age"])
    >>> said = np.repeat([1.0, 0.0, 1.0, 0.0], [40, 60, 60, 840])
    >>> found = against_rest(Answers.of(said, make_design(np.ones(1000)), parts))
    >>> found.difference[:, 0].round(3).tolist(), bool((found.q_value < 0.001).all())
    ([0.333, -0.333], True)
    """
    from scipy.special import stdtr

    estimated = [found.estimate(GAP) for found in answers.totals]
    gap, se = (np.stack(part, axis=1) for part in zip(*estimated, strict=True))
    count = np.stack([each.count for each in answers.counts], axis=1)
    known = (~np.isnan(answers.values)).sum(axis=0)
    df = np.full(gap.shape, answers.sample.design.df)
    tested: Bools = np.asarray((count >= fewest) & (known - count >= fewest) & (se > 0))
    with np.errstate(invalid="ignore", divide="ignore"):
        t = np.where(se > 0, gap / se, np.nan)
        p = np.where(tested & (df >= 1), 2 * stdtr(np.maximum(df, 1.0), -np.abs(t)), np.nan)
        reach = quantile_t(level, df) * se
    return Comparison(
        answers.names, answers.domains, gap, se, gap - reach, gap + reach, t, df, p,
        q_values([p])[0],
    )  # fmt: skip


def q_values(p_values: Sequence[Floats]) -> list[Floats]:
    """Benjamini and Hochberg's q-values over all arrays together; NaN was not tested.

    Examples
    --------
    >>> q_values([np.array([0.01, np.nan]), np.array([[0.04]])])
    [array([0.02,  nan]), array([[0.04]])]
    """
    if not p_values:
        return []
    together = np.concatenate([p.ravel() for p in p_values])
    tested = ~np.isnan(together)
    together[tested] = false_discovery([float(p) for p in together[tested]])
    parts = np.split(together, np.cumsum([p.size for p in p_values])[:-1])
    return [part.reshape(p.shape) for part, p in zip(parts, p_values, strict=True)]
