"""Shares, means, totals, ratios and indexes of many variables in many domains at once.

Source: T. Lumley, *Complex Surveys* (2010), chapters 2, 3 and 5. Their variances come from
linearisation in the totals (Binder 1983), or from replicate weights where the design has them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np

from folkmoot.survey.estimation._arrays import Bools, Floats, Ints
from folkmoot.survey.estimation._functions import INDEX, RATIO, TOTAL
from folkmoot.survey.estimation._totals import Function, Totals
from folkmoot.survey.estimation.answers import Answers, Counts
from folkmoot.survey.estimation.domains import Domains
from folkmoot.survey.estimation.intervals import (
    FEWEST_CASES,
    ShareInterval,
    count_interval,
    index_interval,
    korn_graubard_interval,
    plain_interval,
    share_interval,
)

__all__ = ["Estimates", "indexes", "means", "ratios", "shares", "totals"]

_LEVEL: Final = 0.95


@dataclass(frozen=True, eq=False)
class Estimates:
    """Estimates of one kind; every array has the shape (domains, variables).

    Parameters
    ----------
    names
        Names of the variables.
    domains
        The domains, in the order of the rows.
    value, se, low, high
        Estimate, standard error and interval; NaN where nobody answered.
    df
        Degrees of freedom of the interval. Under 1 the interval is the whole range.
    cases
        Respondents whose value is not 0, not weighted.
    count
        Respondents whose answer is known, not weighted: the base. Who has weight 0 is in none.
    unknown
        Respondents of the domain whose answer is not known; they are not in the base.
    kish_count
        Effective number of respondents by Kish, from the weights alone.
    effective_count
        Number of respondents of a simple random sample that would tell as much: the variance of
        one answer over the estimate's variance; Kish's where that variance is 0. NaN for totals
        and indexes.
    design_effect
        Variance over that of a simple random sample of ``count`` respondents, drawn with
        replacement. NaN for totals and indexes.
    is_exact
        Where the interval is the one for few cases: Korn and Graubard's, of totals a gamma curve's.
    level
        Confidence level.
    method
        Name of the estimator, as in the methods document.
    """

    names: tuple[str, ...]
    domains: Domains
    value: Floats
    se: Floats
    low: Floats
    high: Floats
    df: Floats
    cases: Ints
    count: Ints
    unknown: Ints
    kish_count: Floats
    effective_count: Floats
    design_effect: Floats
    is_exact: Bools
    level: float
    method: str


@dataclass(frozen=True, eq=False)
class _Part:
    """One variable in all domains, before its interval."""

    value: Floats
    se: Floats
    effective: Floats
    effect: Floats
    totals: Totals
    counts: Counts


#: Ends of the interval, and where they are Korn and Graubard's.
_Ends = Callable[[_Part], tuple[Floats, Floats, Bools]]


def shares(
    answers: Answers, *, level: float = _LEVEL, interval: ShareInterval = "auto"
) -> Estimates:
    """Shares of people with a property, by domain.

    Parameters
    ----------
    answers
        1 for yes, 0 for no, NaN for unknown.
    level
        Confidence level of the intervals.
    interval
        Logit, Korn and Graubard's, or by the number of effective cases
        (`folkmoot.survey.estimation.intervals.FEWEST_CASES`).

    Raises
    ------
    ProblemGroup
        ``not-yes-or-no`` with the rows.

    Examples
    --------
    >>> from folkmoot.survey.estimation.design import make_design
    >>> said = np.repeat([1.0, 0.0, np.nan], [40, 50, 10])
    >>> found = shares(Answers.of(said, make_design(np.ones(100))))
    >>> [round(float(part[0, 0]), 3) for part in (found.value, found.low, found.high)]
    [0.444, 0.344, 0.55]
    >>> int(found.count[0, 0]), int(found.unknown[0, 0])
    (90, 10)
    """
    answers.refuse_other_than_yes_and_no()

    def ends(part: _Part) -> tuple[Floats, Floats, Bools]:
        return share_interval(
            part.value, part.se, part.effective, part.counts.count, part.counts.df, level, interval
        )

    return _estimates(answers, RATIO, ends, level, "survey-share")


def means(answers: Answers, *, level: float = _LEVEL) -> Estimates:
    """Means of any number, by domain, with Student's t interval.

    Examples
    --------
    >>> from folkmoot.survey.estimation.design import make_design
    >>> found = means(Answers.of([1.0, 3.0, 5.0, 7.0], make_design([1.0, 1.0, 2.0, 2.0])))
    >>> round(float(found.value[0, 0]), 3), round(float(found.se[0, 0]), 3)
    (4.667, 1.193)
    """
    return _estimates(answers, RATIO, _plain(level), level, "survey-mean")


def ratios(answers: Answers, *, level: float = _LEVEL) -> Estimates:
    """Ratios of two totals, by domain; the base are those of whom both numbers are known.

    Examples
    --------
    >>> from folkmoot.survey.estimation.design import make_design
    >>> posts = Answers.of([2.0, 4.0, 9.0], make_design(np.ones(3)), against=[1.0, 2.0, 3.0])
    >>> float(ratios(posts).value[0, 0])
    2.5
    """
    return _estimates(answers, RATIO, _plain(level), level, "survey-ratio")


def totals(answers: Answers, *, level: float = _LEVEL) -> Estimates:
    """Totals in the population, by domain, of those whose answer is known.

    Nothing is put in for unknown answers, so ``unknown`` says how much may be missing. The interval
    is Student's; of a yes or no with few effective cases (`FEWEST_CASES`) it is a gamma curve's.

    Examples
    --------
    >>> from folkmoot.survey.estimation.design import make_design
    >>> found = totals(Answers.of([1.0, 0.0, 1.0], make_design([10.0, 10.0, 20.0])))
    >>> float(found.value[0, 0])
    30.0
    """
    are_counts = answers.are_yes_and_no.all() and answers.against is None

    def ends(part: _Part) -> tuple[Floats, Floats, Bools]:
        low, high = plain_interval(part.value, part.se, part.counts.df, level)
        if not are_counts:
            return low, high, np.zeros(low.shape, bool)
        with np.errstate(invalid="ignore", divide="ignore"):
            weight = part.totals.x / part.counts.count
            few: Bools = ~(part.value**2 / part.se**2 >= FEWEST_CASES)
        least, most = count_interval(part.value, part.se, weight, part.counts.df, level)
        return np.where(few, least, low), np.where(few, most, high), few

    return _estimates(answers, TOTAL, ends, level, "survey-total")


def indexes(answers: Answers, *, level: float = _LEVEL) -> Estimates:
    """Affinity indexes: 100 x share of the domain over share of all; 100 is as common as in all.

    Both shares come from one sample, and the domain is part of all: the variance is that of the
    ratio, linearised, with their covariance. The interval is symmetric in the logarithm; where
    nobody or everybody of the domain has the property, its ends are those of Korn and Graubard's
    interval of the domain's share, over the share of all.

    Raises
    ------
    ProblemGroup
        ``not-yes-or-no`` with the rows.

    Examples
    --------
    >>> from folkmoot.survey.estimation.design import make_design
    >>> from folkmoot.survey.estimation.domains import domains_of
    >>> parts = domains_of({"age": ["18-24"] * 100 + ["25+"] * 900}, ["age"])
    >>> said = np.repeat([1.0, 0.0, 1.0, 0.0], [40, 60, 60, 840])
    >>> found = indexes(Answers.of(said, make_design(np.ones(1000)), parts))
    >>> found.value[:, 0].round().tolist(), found.low[:, 0].round().tolist()
    ([400.0, 67.0], [322.0, 57.0])
    """
    answers.refuse_other_than_yes_and_no()
    everybody = int(answers.weighs.sum())

    def ends(part: _Part) -> tuple[Floats, Floats, Bools]:
        found, counts = part.totals, part.counts
        with np.errstate(invalid="ignore", divide="ignore"):
            own, unit = found.y / found.x, 100 * found.all_x / found.all_y
            # Everybody against everybody is 100 and nothing else.
            flat: Bools = ((own <= 0) | (own >= 1)) & (counts.count + counts.unknown < everybody)
            exact = korn_graubard_interval(own, counts.kish, counts.count, counts.df, level)
            low, high = (np.where(flat, unit * end, np.nan) for end in exact)
        return *index_interval(part.value, part.se, counts.df, level, (low, high)), flat

    return _estimates(answers, INDEX, ends, level, "survey-index")


def _plain(level: float) -> _Ends:
    def ends(part: _Part) -> tuple[Floats, Floats, Bools]:
        low, high = plain_interval(part.value, part.se, part.counts.df, level)
        return low, high, np.zeros(low.shape, bool)

    return ends


def _estimates(
    answers: Answers, function: Function, ends: _Ends, level: float, method: str
) -> Estimates:
    parts = [
        _part(function, found, counts)
        for found, counts in zip(answers.totals, answers.counts, strict=True)
    ]
    low, high, exact = (np.stack(side, axis=1) for side in zip(*map(ends, parts), strict=True))
    counts = [part.counts for part in parts]

    def whole(name: str) -> Ints:
        return np.stack([getattr(each, name) for each in counts], axis=1).round().astype(np.int64)

    return Estimates(
        answers.names,
        answers.domains,
        np.stack([part.value for part in parts], axis=1),
        np.stack([part.se for part in parts], axis=1),
        low,
        high,
        np.stack([each.df for each in counts], axis=1),
        whole("cases"),
        whole("count"),
        whole("unknown"),
        np.stack([each.kish for each in counts], axis=1),
        np.stack([part.effective for part in parts], axis=1),
        np.stack([part.effect for part in parts], axis=1),
        exact,
        level,
        method,
    )


def _part(function: Function, found: Totals, counts: Counts) -> _Part:
    value, se = found.estimate(function)
    if function is not RATIO:
        nothing = np.full(value.shape, np.nan)
        return _Part(value, se, nothing, nothing, found, counts)
    with np.errstate(invalid="ignore", divide="ignore"):
        variance = se**2
        told = np.where(variance > 0, counts.answer_variance / variance, counts.kish)
        effect = variance * (counts.count - 1) / counts.answer_variance
    effect = np.where(np.isfinite(effect), effect, np.nan)
    return _Part(value, se, told, effect, found, counts)
