"""Tests of each segment against everybody else, with the false ones among the findings bounded.

The statistic is Wald's: the difference of two shares of one sample over its design-based standard
error, judged by Student's t with the degrees of freedom of the smaller side (E. L. Korn,
B. I. Graubard, *The American Statistician* 44, 1990; Lumley 2010, section 2.4). Where few have a
property that standard error is itself a guess, and of a segment in which nobody has it 0: the test
then takes the one that would hold if there were no difference.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from folkmoot.estimate import false_discovery
from folkmoot.survey.estimation._arrays import Bools, Floats
from folkmoot.survey.estimation._functions import GAP, RATIO, REST
from folkmoot.survey.estimation._totals import Function, Totals
from folkmoot.survey.estimation.answers import Answers, Counts
from folkmoot.survey.estimation.domains import Domains
from folkmoot.survey.estimation.intervals import plain_interval, share_interval

__all__ = ["FEWEST_COMPARED", "FEWEST_EXPECTED", "Comparison", "against_rest", "q_values"]

_LEVEL: Final = 0.95

#: With fewer people on either side nothing would be shown, so nothing is tested either: each test
#: more makes all the others harder to pass.
FEWEST_COMPARED: Final = 30

#: Cases (and others) that a segment should have if it were like all, in effective respondents; with
#: fewer the normal curve behind the test is not to be trusted (W. G. Cochran, Biometrics 10, 1954).
FEWEST_EXPECTED: Final = 5


@dataclass(frozen=True, eq=False)
class Comparison:
    """Each domain against all others; every array has the shape (domains, variables).

    Parameters
    ----------
    names, domains
        The variables and the domains.
    difference, se, low, high
        Share of the domain less share of the others, design-based standard error and interval. Of
        shares the interval is put together from theirs, with their correlation (G. Y. Zou,
        A. Donner, Statistics in Medicine 27, 2008); of other numbers it is Student's.
    df
        Degrees of freedom of the test.
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
    is_share: Bools = np.asarray(answers.are_yes_and_no.all(axis=0))
    everybody = (~np.isnan(answers.values) & answers.weighs[:, None]).sum(axis=0)
    parts = [
        _Gap(found, counts, float(known), bool(yes_no))
        for found, counts, known, yes_no in zip(
            answers.totals, answers.counts, everybody, is_share, strict=True
        )
    ]
    ends = [part.interval(level) for part in parts]
    p = np.stack([part.p_value(fewest) for part in parts], axis=1)
    return Comparison(
        answers.names,
        answers.domains,
        np.stack([part.value for part in parts], axis=1),
        np.stack([part.se for part in parts], axis=1),
        np.stack([low for low, _ in ends], axis=1),
        np.stack([high for _, high in ends], axis=1),
        np.stack([part.df for part in parts], axis=1),
        p,
        q_values([p])[0],
    )


class _Gap:
    """One variable: each domain against its rest."""

    def __init__(self, found: Totals, counts: Counts, known: float, is_share: bool) -> None:
        self._totals, self._counts, self._is_share = found, counts, is_share
        #: Those who answered outside each domain, and how many of them count by Kish.
        self._others = known - counts.count
        self.value, self.se = self._estimate(GAP)
        #: The side that is told by fewer clusters decides.
        self.df = np.minimum(counts.df, counts.rest_df)
        with np.errstate(invalid="ignore", divide="ignore"):
            rest = (found.all_x - found.x) ** 2 / (counts.all_squares - counts.squares)
            pooled = found.all_y / found.all_x
        self._kish_rest = np.where(self._others > 0, rest, 0.0)
        self._pooled = pooled

    def _estimate(self, function: Function) -> tuple[Floats, Floats]:
        """Value and standard error; none where everybody is in the domain, but for rounding."""
        value, se = self._totals.estimate(function)
        nobody = self._others <= 0
        return np.where(nobody, np.nan, value), np.where(nobody, np.nan, se)

    def p_value(self, fewest: int) -> Floats:
        """Chance of as large a difference where there is none."""
        from scipy.special import stdtr

        counts = self._counts
        tested: Bools = np.asarray((counts.count >= fewest) & (self._others >= fewest))
        se = self.se
        if self._is_share:
            spread = self._pooled * (1 - self._pooled)
            rarer = np.minimum(self._pooled, 1 - self._pooled)
            tested = tested & (np.minimum(counts.kish, self._kish_rest) * rarer >= FEWEST_EXPECTED)
            with np.errstate(divide="ignore", invalid="ignore"):
                alike = np.sqrt(spread * (1 / counts.kish + 1 / self._kish_rest))
            se = np.maximum(se, alike)
        with np.errstate(invalid="ignore", divide="ignore"):
            t = np.abs(self.value) / se
        tested = tested & (se > 0) & (self.df >= 1)
        return np.where(tested, 2 * stdtr(np.maximum(self.df, 1.0), -t), np.nan)

    def interval(self, level: float) -> tuple[Floats, Floats]:
        """Interval of the difference."""
        if not self._is_share:
            return plain_interval(self.value, self.se, self.df, level)
        sides = [self._estimate(function) for function in (RATIO, REST)]
        (own, own_se), (rest, rest_se) = sides
        kish, count = self._counts.kish, self._counts.count
        low, high = _ends(own, own_se, kish, count, self.df, level)
        rest_low, rest_high = _ends(
            rest, rest_se, self._kish_rest, self._others, self._counts.rest_df, level
        )
        with np.errstate(invalid="ignore", divide="ignore"):
            together = (own_se**2 + rest_se**2 - self.se**2) / (2 * own_se * rest_se)
        leaning = np.clip(np.nan_to_num(together, posinf=0.0, neginf=0.0), -1, 1)
        below = _reach(own - low, rest_high - rest, leaning)
        return self.value - below, self.value + _reach(high - own, rest - rest_low, leaning)


def _ends(
    share: Floats, se: Floats, kish: Floats, count: Floats, df: Floats, level: float
) -> tuple[Floats, Floats]:
    with np.errstate(invalid="ignore", divide="ignore"):
        effective = np.where(se > 0, share * (1 - share) / se**2, kish)
    low, high, _ = share_interval(share, se, effective, count, df, level)
    return low, high


def _reach(one: Floats, other: Floats, leaning: Floats) -> Floats:
    return np.asarray(np.sqrt(np.maximum(one**2 + other**2 - 2 * leaning * one * other, 0.0)))


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
