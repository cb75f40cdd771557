"""How well a score tells who has the need: ranking, lift, calibration, each with its interval."""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from folkmoot.estimate import Estimate, count, index
from folkmoot.estimate.intervals import z_value
from folkmoot.measures._cells import LEVEL, Floats

__all__ = [
    "TOP_SHARE",
    "auc",
    "auc_difference",
    "calibration_slope",
    "lift",
    "observed_to_expected",
]

#: Lift is told of the twentieth of members with the highest scores.
TOP_SHARE: Final = 0.05

#: Scores that spread less are all the same but for rounding.
_FLAT: Final = 1e-6

_Mask = NDArray[np.bool_]


def auc(scores: Floats, has: _Mask, base_label: str) -> Estimate:
    """Chance that one who has it scores higher than one who has not; 0.5 is a coin.

    Interval of DeLong, DeLong & Clarke-Pearson (Biometrics 44, 1988), on the logit so that it
    stays within 0 and 1; placements by ranks (Sun & Xu, IEEE Signal Processing Letters 21, 2014).

    Examples
    --------
    >>> scores, has = np.arange(100.0), np.arange(100) % 3 == 0
    >>> round(auc(scores, has, "members").value, 2)
    0.5
    """
    mine, others = _placements(scores, has)
    value = float(mine.mean())
    variance = mine.var(ddof=1) / len(mine) + others.var(ddof=1) / len(others)
    se = math.sqrt(float(variance))
    low, high = _on_logit(value, se)
    return Estimate(
        value, low, high, int(has.sum()), len(has), base_label, "score", "delong", se, LEVEL,
        len(has),
    )  # fmt: skip


def auc_difference(scores: Floats, baseline: Floats, has: _Mask, base_label: str) -> Estimate:
    """How much higher the AUC of one score is than that of another, told of the same people."""
    mine, others = _placements(scores, has)
    mine_too, others_too = _placements(baseline, has)
    gaps = (mine - mine_too, others - others_too)
    value = float(gaps[0].mean())
    se = math.sqrt(float(sum(gap.var(ddof=1) / len(gap) for gap in gaps)))
    reach = z_value(LEVEL) * se
    return Estimate(
        value, value - reach, value + reach, int(has.sum()), len(has), base_label, "score",
        "delong-paired", se, LEVEL, len(has),
    )  # fmt: skip


def lift(scores: Floats, has: _Mask, base_label: str) -> Estimate:
    """How often the top twentieth by score has it, as an index of all (100 = as often).

    Among equal scores at the edge as many count as would by lot.
    """
    top = max(1, round(TOP_SHARE * len(scores)))
    edge = np.sort(scores)[-top]
    above, at = scores > edge, scores == edge
    cases = has[above].sum() + has[at].sum() * (top - above.sum()) / at.sum()
    return index(round(float(cases)), top, int(has.sum()), len(has), base_label)


def observed_to_expected(chances: Floats, has: _Mask, base_label: str) -> Estimate:
    """How many have it, as a ratio of how many the scores promised; 1 is kept exactly."""
    expected = float(chances.sum())
    seen = count(int(has.sum()), len(has), base_label)
    if expected <= 0 or seen.low is None or seen.high is None:
        return Estimate(None, None, None, seen.cases, len(has), base_label, "ratio", seen.method)
    return Estimate(
        seen.cases / expected, seen.low / expected, seen.high / expected, seen.cases, len(has),
        base_label, "ratio", "exact-poisson", None, LEVEL, len(has),
    )  # fmt: skip


def calibration_slope(logits: Floats, has: _Mask, base_label: str) -> Estimate:
    """How much of the spread of the scores is real: 1 is right, below it they are too sure.

    Slope of a logistic regression of the outcome on the score's logit (D. R. Cox, Biometrika 45,
    1958).
    """
    spread = float(logits.std())
    if spread < _FLAT:
        return Estimate(
            None, None, None, int(has.sum()), len(has), base_label, "score", "cox-recalibration",
            people=len(has),
        )  # fmt: skip
    design = np.column_stack([np.ones(len(logits)), (logits - logits.mean()) / spread])
    weights = np.array([math.log(has.mean() / (1 - has.mean())), spread])
    for _ in range(50):
        chances = 1 / (1 + np.exp(-design @ weights))
        information = design.T @ (design * (chances * (1 - chances))[:, None])
        step = np.linalg.solve(information, design.T @ (has - chances))
        weights = weights + step
        if np.abs(step).max() < 1e-9:
            break
    value, se = weights[1] / spread, math.sqrt(np.linalg.inv(information)[1, 1]) / spread
    reach = z_value(LEVEL) * se
    return Estimate(
        float(value), float(value - reach), float(value + reach), int(has.sum()), len(has),
        base_label, "score", "cox-recalibration", se, LEVEL, len(has),
    )  # fmt: skip


def _placements(scores: Floats, has: _Mask) -> tuple[Floats, Floats]:
    """Of each who has it the share of others below, and of each other the share of them above."""
    from scipy.stats import rankdata

    both = rankdata(scores)
    mine, others = scores[has], scores[~has]
    placed = (both[has] - rankdata(mine)) / len(others)
    return placed, 1 - (both[~has] - rankdata(others)) / len(mine)


def _on_logit(value: float, se: float) -> tuple[float, float]:
    if not 0 < value < 1:
        return (value, value)
    reach = z_value(LEVEL) * se / (value * (1 - value))
    ends = (math.log(value / (1 - value)) + sign * reach for sign in (-1, 1))
    low, high = (1 / (1 + math.exp(-end)) for end in ends)
    return low, high
