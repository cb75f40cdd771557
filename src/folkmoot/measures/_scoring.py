"""A readable score: regularised logistic regression on what is known of people, calibrated."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from folkmoot.measures._cells import Floats, Ints

if TYPE_CHECKING:
    from scipy.sparse import csr_array

__all__ = ["Score", "fit_score"]

#: Strengths of the penalty that are tried, least first; the best at foretelling people left out
#: is taken.
_PENALTIES: Final = (1.0, 3.0, 10.0, 30.0, 100.0, 300.0)
_FOLDS: Final = 5

#: So many who have it not are enough to learn from: more no longer move a coefficient.
_MOST_OTHERS: Final = 100_000

_Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Score:
    """A fitted score.

    Parameters
    ----------
    intercept, weights
        On the logit, before calibration.
    se
        Of each weight, from the curvature of the penalised likelihood.
    shift, slope
        Calibration of the logit, from people left out while fitting.
    """

    intercept: float
    weights: Floats
    se: Floats
    shift: float
    slope: float

    @property
    def tells(self) -> bool:
        """Whether people left out while fitting were told apart at all."""
        return self.slope > 0 and bool(np.any(self.weights != 0))

    def logits(self, known: csr_array) -> Floats:
        """Calibrated score of each person on the logit."""
        raw = self.intercept + known @ self.weights
        made: Floats = self.shift + self.slope * raw
        return made


def fit_score(known: csr_array, has: _Mask, lately: _Mask) -> Score:
    """Fit, choose the penalty by people left out, and calibrate on the same.

    Parameters
    ----------
    known
        By person and feature, all features of about the same size. Persons are in the order of
        their hashes, so that every fifth is a draw.
    has
        Who has the need.
    lately
        Who came lately: the score promises as many as there are among them, since a need grows
        more or less common as a community does.
    """
    rows = _enough(has)
    part, outcome = known[rows], has[rows]
    # Those left out of a large class stand for as many more.
    weights = np.where(outcome, 1.0, (~has).sum() / max(int((~outcome).sum()), 1))
    folds = np.arange(len(rows)) % _FOLDS
    left_out = {p: _left_out(part, outcome, weights, folds, p) for p in _PENALTIES}
    loss = {p: _loss(logits, outcome, weights) for p, logits in left_out.items()}
    penalty = min(_PENALTIES, key=loss.__getitem__)
    model = _fitted(part, outcome, weights, penalty)
    shift, slope = _calibrated(left_out[penalty], outcome, weights)
    shift += _drift(shift + slope * left_out[penalty], outcome, weights * lately[rows])
    intercept, found = float(model.intercept_[0]), model.coef_[0]
    se = _errors(part, intercept + part @ found, weights, penalty)
    return Score(intercept, found, se, shift, slope)


def _enough(has: _Mask) -> Ints:
    others = np.flatnonzero(~has)
    step = max(1, -(-len(others) // _MOST_OTHERS))
    return np.sort(np.concatenate([np.flatnonzero(has), others[::step]]))


def _fitted(known: csr_array, has: _Mask, weights: Floats, penalty: float) -> Any:
    from sklearn.linear_model import LogisticRegression
    from threadpoolctl import threadpool_limits

    model = LogisticRegression(C=1 / penalty, solver="lbfgs", max_iter=500)
    # Several threads wait for each other over matrices so narrow.
    with threadpool_limits(limits=1):
        return model.fit(known, has, sample_weight=weights)


def _left_out(known: csr_array, has: _Mask, weights: Floats, folds: Ints, penalty: float) -> Floats:
    """Logit of each person by the model of the folds that they are not in."""
    logits = np.zeros(len(has))
    for fold in range(_FOLDS):
        out = folds == fold
        model = _fitted(known[~out], has[~out], weights[~out], penalty)
        logits[out] = model.intercept_[0] + known[out] @ model.coef_[0]
    return logits


def _loss(logits: Floats, has: _Mask, weights: Floats) -> float:
    sign = np.where(has, 1.0, -1.0)
    return float((weights * np.logaddexp(0, -sign * logits)).sum())


def _calibrated(logits: Floats, has: _Mask, weights: Floats) -> tuple[float, float]:
    """Shift and slope that make left-out scores true; a slope below 0 tells nobody apart."""
    from scipy.optimize import minimize
    from scipy.special import expit

    def loss(ends: Floats) -> tuple[float, Floats]:
        made = ends[0] + ends[1] * logits
        gap = weights * (expit(made) - has)
        return _loss(made, has, weights), np.array([gap.sum(), gap @ logits])

    found = minimize(loss, np.array([0.0, 1.0]), jac=True, method="BFGS").x
    if found[1] <= 0:
        share = float(weights[has].sum() / weights.sum())
        return float(np.log(share / (1 - share))), 0.0
    return float(found[0]), float(found[1])


def _drift(logits: Floats, has: _Mask, weights: Floats) -> float:
    """How far all logits move so that those with a weight promise as many as there are."""
    from scipy.optimize import brentq
    from scipy.special import expit

    wanted = float(weights[has].sum())
    if not 0 < wanted < weights.sum():
        return 0.0
    return float(brentq(lambda by: float(weights @ expit(logits + by)) - wanted, -30, 30))


def _errors(known: csr_array, logits: Floats, weights: Floats, penalty: float) -> Floats:
    from scipy.sparse import diags_array
    from scipy.special import expit

    chances = expit(logits)
    curve = weights * chances * (1 - chances)
    inner = (known.T @ (diags_array(curve) @ known)).toarray()
    sums = known.T @ curve
    # The intercept is not penalised; it is taken out of the rest.
    inner -= np.outer(sums, sums) / curve.sum()
    inner[np.diag_indices_from(inner)] += penalty
    found: Floats = np.sqrt(np.diag(np.linalg.inv(inner)))
    return found
