"""Weights: from the chance of being drawn, raked to margins, post-stratified, trimmed.

Sources: W. E. Deming, F. F. Stephan, *Annals of Mathematical Statistics* 11 (1940), for raking;
J.-C. Deville, C.-E. Särndal, *JASA* 87 (1992), for its variance; L. Kish, *Survey Sampling* (1965),
for the effect of weights.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, Literal

import numpy as np
import pyarrow as pa

from folkmoot.errors import Problem, ProblemGroup
from folkmoot.survey.estimation._arrays import Bools, Floats, rows_text
from folkmoot.survey.estimation._raking import Fitted, fitted
from folkmoot.survey.estimation.design import Calibration, Design
from folkmoot.survey.estimation.margins import Margin, Margins, UnknownPolicy, fit_margins

__all__ = [
    "Regression",
    "Weighting",
    "base_weights",
    "kish_count",
    "kish_effect",
    "post_stratify",
    "rake",
]

#: How the variance after raking takes off what the margins explain: by a regression in which all
#: respondents count alike, as R's ``rake`` does it, or each by the weight before raking, as R's
#: ``calibrate`` does it and Deville and Särndal write it.
Regression = Literal["plain", "base"]

#: Rounds of raking before it is said not to converge; real margins need 5 to 30.
_ROUNDS: Final = 1000

#: Largest share of a target that may be missed.
_TOLERANCE: Final = 1e-10


@dataclass(frozen=True, eq=False)
class Weighting:
    """What weighting did.

    Parameters
    ----------
    design
        The sample with its new weights, calibrated to the margins.
    balance
        A row a category: ``variable``, ``category``, ``respondents`` (not weighted), ``before``,
        ``after`` and ``target`` (shares, 0 to 1).
    rounds
        Rounds until all margins held.
    largest_gap
        Largest relative distance of a category from its target that is left.
    effect_before, effect_after
        Kish's design effect of the weights: 1 where all are equal.
    kish_before, kish_after
        Effective number of respondents.
    ratio_range
        Smallest and largest new weight over the mean of the new weights.
    trimmed_count
        Respondents whose weight stands at a bound.
    """

    design: Design
    balance: pa.Table
    rounds: int
    largest_gap: float
    effect_before: float
    effect_after: float
    kish_before: float
    kish_after: float
    ratio_range: tuple[float, float]
    trimmed_count: int


def base_weights(chances: Sequence[float] | Floats) -> Floats:
    """Weights from the chance that each respondent had of being drawn: one over it.

    Raises
    ------
    ProblemGroup
        ``not-a-chance``, with the rows, for numbers that are not above 0 and at most 1.

    Examples
    --------
    >>> base_weights([0.5, 0.01])
    array([  2., 100.])
    """
    told = np.asarray(chances, np.float64)
    odd: Bools = ~((told > 0) & (told <= 1))
    if odd.any():
        got = f"{told[odd][0]} in {rows_text(odd)}"
        expected = "chances above 0 and at most 1"
        raise ProblemGroup("weights", [Problem("not-a-chance", "chances", got, expected)])
    return 1 / told


def kish_effect(weights: Floats) -> float:
    """Kish's design effect, ``n sum(w²) / (sum w)²``: variance lost to unequal weights.

    Examples
    --------
    >>> round(kish_effect(np.array([1.0, 1.0, 4.0])), 2)
    1.5
    """
    return float(len(weights) * (weights**2).sum() / weights.sum() ** 2)


def kish_count(weights: Floats) -> float:
    """Effective number of respondents, ``(sum w)² / sum(w²)``.

    Examples
    --------
    >>> kish_count(np.array([1.0, 1.0, 4.0]))
    2.0
    """
    return float(weights.sum() ** 2 / (weights**2).sum())


def rake(
    design: Design,
    segments: Any,
    margins: Margins,
    *,
    bounds: tuple[float, float] | None = None,
    unknown: UnknownPolicy = "error",
    regression: Regression = "plain",
    rounds: int = _ROUNDS,
) -> Weighting:
    """Weigh a sample so that it has the margins of its population.

    Parameters
    ----------
    design
        The sample with its base weights; replicate weights are raked one by one.
    segments
        Columns of labels, a table or a mapping, a row a respondent.
    margins
        Shares or people by category, by variable; a crossing has tuples of columns and of labels.
    bounds
        Least and largest weight, as multiples of the mean weight. Narrower bounds give a smaller
        variance and leave more of the bias that the margins would take away.
    unknown
        Respondents whose category is not known: an error, or they keep their weight as a category
        of their own.
    regression
        How the variance takes off what the margins explain.

    Raises
    ------
    ProblemGroup
        As `folkmoot.survey.estimation.margins.fit_margins`, all together; ``no-convergence`` with
        the categories that cannot be reached; ``bounds-too-narrow``; ``odd-bounds``.

    Examples
    --------
    >>> from folkmoot.survey.estimation.design import make_design
    >>> people = {"age": ["a", "a", "a", "b"], "sex": ["f", "f", "m", "m"]}
    >>> even = {"age": {"a": 0.5, "b": 0.5}, "sex": {"f": 0.4, "m": 0.6}}
    >>> made = rake(make_design(np.ones(4)), people, even)
    >>> made.design.weights.round(3)
    array([0.8, 0.8, 0.4, 2. ])
    >>> [round(share, 3) for share in made.balance["after"].to_pylist()]
    [0.5, 0.5, 0.4, 0.6]
    """
    held = fit_margins(segments, design.weights, margins, unknown)
    return _weighting(design, held, bounds, regression, rounds)


def post_stratify(
    design: Design,
    segments: Any,
    margins: Margins,
    *,
    bounds: tuple[float, float] | None = None,
    unknown: UnknownPolicy = "error",
) -> Weighting:
    """Weigh a sample so that each cell of one crossing has its part of the population.

    ``margins`` has one entry: ``{("age", "sex"): {("18-24", "f"): 3e6, ...}}``. Raises as `rake`,
    and ``several-margins``.

    Examples
    --------
    >>> from folkmoot.survey.estimation.design import make_design
    >>> people = {"age": ["a", "a", "b"]}
    >>> made = post_stratify(make_design(np.ones(3)), people, {"age": {"a": 10, "b": 30}})
    >>> made.design.weights
    array([ 5.,  5., 30.])
    """
    if len(margins) > 1:
        got = f"{len(margins)} margins"
        problem = Problem("several-margins", "margins", got, "one crossing", "rake to several")
        raise ProblemGroup("margins", [problem])
    held = fit_margins(segments, design.weights, margins, unknown)
    return _weighting(design, held, bounds, "base", _ROUNDS)


def _weighting(
    design: Design,
    margins: list[Margin],
    bounds: tuple[float, float] | None,
    regression: Regression,
    rounds: int,
) -> Weighting:
    replicates = design.replicates
    before = design.weights[:, None]
    if replicates is not None:
        before = np.column_stack([before, replicates.weights])
    made = fitted(before, margins, bounds, rounds, _TOLERANCE)
    weights = np.ascontiguousarray(made.weights[:, 0])
    plain = np.ones(len(design)) if regression == "plain" else design.weights
    raked = replace(
        design,
        weights=weights,
        calibration=Calibration(tuple(margin.codes for margin in margins), plain),
        replicates=replicates and replace(replicates, weights=made.weights[:, 1:]),
    )
    return _told(design, raked, margins, made)


def _told(before: Design, after: Design, margins: list[Margin], made: Fitted) -> Weighting:
    ratio = after.weights / after.weights.mean()
    return Weighting(
        after,
        _balance(before.weights, after.weights, margins),
        made.rounds,
        made.largest_gap,
        kish_effect(before.weights),
        kish_effect(after.weights),
        kish_count(before.weights),
        kish_count(after.weights),
        (float(ratio.min()), float(ratio.max())),
        made.trimmed_count,
    )


def _balance(before: Floats, after: Floats, margins: list[Margin]) -> pa.Table:
    rows = []
    for margin in margins:
        sides = [
            np.bincount(margin.codes, weights, minlength=len(margin.categories)) / weights.sum()
            for weights in (before, after)
        ]
        people = np.bincount(margin.codes, minlength=len(margin.categories))
        target = margin.target / margin.target.sum()
        rows += [
            {
                "variable": margin.name,
                "category": category,
                "respondents": int(people[number]),
                "before": float(sides[0][number]),
                "after": float(sides[1][number]),
                "target": float(target[number]),
            }
            for number, category in enumerate(margin.categories)
        ]
    return pa.Table.from_pylist(rows)
