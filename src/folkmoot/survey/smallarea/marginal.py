"""The scales of the effects are not known either: their mode, and draws around it.

Each scale ``s`` with its half-normal prior is written as a standard normal number, ``Phi(number) =
2 Phi(s / prior scale) - 1``. Where the answers say little of a scale its posterior is then the
standard normal, and elsewhere nearly normal. The joint posterior (Laplace's marginal likelihood,
times the prior) is approximated by a t distribution around its mode, drawn from, and each draw is
weighted by how far the approximation is off there. Rue, Martino & Chopin (2009) lay a grid instead,
which grows too fast with the number of terms.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from folkmoot.survey.smallarea.model import Fit, Terms, Work, fit_at
from folkmoot.survey.smallarea.threads import one_thread

__all__ = ["Posterior", "draw_posterior", "logits_at", "mode_of_scales"]

#: Normal numbers of scales that are looked at: further out lies a thousandth of a millionth.
_BOUND: Final = 6.0

#: Degrees of freedom of the t distribution that draws come from: wider tails than the target's.
_FREEDOM: Final = 8

#: Settings of the scales that are drawn, and draws of the effects at each.
_SETTINGS: Final = 160
_EACH: Final = 12

#: Step, in normal numbers, over which the slope's change is taken for the curvature.
_CURVATURE_STEP: Final = 0.05

#: Logarithm of a scale at which effects are far smaller than any count can tell.
_NO_SCALE: Final = -10.0

#: The prior's own spread: a posterior is hardly ever wider.
_MOST_SD: Final = 1.2


@dataclass(frozen=True)
class Posterior:
    """Draws of what is not known.

    Parameters
    ----------
    logits
        float64 of shape (draws, cells).
    weight
        float64 of shape (draws,), sums to 1.
    log_scales
        float64 of shape (settings, terms): draws of the scales, each with ``scale_weight``.
    scale_weight
        float64 of shape (settings,), sums to 1.
    log_odds
        Logarithm of how much likelier the answers are if cells may differ than if all have one
        share (Bayes factor): under 0 they speak for one share.
    """

    logits: NDArray[np.float64]
    weight: NDArray[np.float64]
    log_scales: NDArray[np.float64]
    scale_weight: NDArray[np.float64]
    log_odds: float


def _log_scales(work: Work, numbers: NDArray[np.float64]) -> NDArray[np.float64]:
    from scipy.special import ndtr, ndtri

    return np.asarray(np.log(work.terms.prior_scales * -ndtri(ndtr(-numbers) / 2)))


def _slope_of_log_scales(
    work: Work, numbers: NDArray[np.float64], log_scales: NDArray[np.float64]
) -> NDArray[np.float64]:
    ratio = np.exp(log_scales) / work.terms.prior_scales
    return np.asarray(0.5 * np.exp(0.5 * (ratio**2 - numbers**2)) / ratio)


def _gradient(work: Work, fit: Fit) -> NDArray[np.float64]:
    """Slope of the evidence of the first setting in its log-scales.

    Exact for Laplace's approximation: the mode of the effects moves with the scales, and the
    curvature with the mode (Kristensen and others, Journal of Statistical Software 70, 2016).
    """
    terms, design = work.terms, work.terms.design
    log_scales, weights, effects = fit.log_scales[0], fit.weights[0], fit.effects[0]
    known = np.exp(-2 * log_scales)
    half = np.linalg.inv(fit.factors[0])
    spread = half.T @ half
    reach = design @ spread
    variance = (design * reach).sum(axis=1)
    left, own_variance = _shared(terms, known, weights, variance)
    shares = 1 / (1 + np.exp(-fit.logits[0]))
    bend = 0.5 * weights * (1 - 2 * shares) * (own_variance[0] + left**2 * variance)
    pull = (bend * left) @ reach
    diagonal = np.diagonal(spread)
    slopes = np.empty(len(terms.names))
    for term in range(terms.columns.shape[1]):
        held = terms.owner == term
        fitted = effects[held] @ effects[held] + diagonal[held].sum()
        slopes[term] = known[term] * (fitted - 2 * pull[held] @ effects[held]) - held.sum()
    if terms.has_cell:
        own = fit.own[0]
        drawn = reach @ (design.T @ (2 * known[-1] * (1 - left) * own))
        fitted = own @ own + own_variance[1].sum()
        slopes[-1] = known[-1] * fitted - len(own) - bend @ (left * (2 * own - drawn))
    return slopes


def _shared(
    terms: Terms,
    known: NDArray[np.float64],
    weights: NDArray[np.float64],
    variance: NDArray[np.float64],
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """What a cell's own effect leaves to the others; its variance given them, and altogether."""
    if not terms.has_cell:
        return np.ones_like(weights), np.zeros((2, len(weights)))
    left = known[-1] / (weights + known[-1])
    alone = left / known[-1]
    return left, np.stack([alone, alone + (1 - left) ** 2 * variance])


def _posterior_at(
    work: Work, numbers: NDArray[np.float64], start: NDArray[np.float64] | None
) -> tuple[float, NDArray[np.float64], Fit]:
    """Log-posterior of one setting of the scales, its slope, and the fit there."""
    log_scales = _log_scales(work, numbers)
    fit = fit_at(work, log_scales[None], start)
    slope = _gradient(work, fit) * _slope_of_log_scales(work, numbers, log_scales) - numbers
    return float(fit.evidence[0] - 0.5 * numbers @ numbers), slope, fit


def mode_of_scales(work: Work) -> NDArray[np.float64]:
    """Find the most credible scales, as normal numbers, by a quasi-Newton method (L-BFGS-B)."""
    from scipy.optimize import minimize

    warm: list[Fit] = []

    def loss(numbers: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        value, slope, fit = _posterior_at(work, numbers, warm[-1].logits if warm else None)
        warm[:] = [fit]
        return -value, -slope

    size = len(work.terms.names)
    options = {"maxiter": 100, "ftol": 1e-8, "gtol": 1e-3}
    bounds = [(-_BOUND, _BOUND)] * size
    found = minimize(
        loss, np.full(size, -0.5), jac=True, method="L-BFGS-B", bounds=bounds, options=options
    )
    return np.asarray(found.x)


@one_thread
def draw_posterior(work: Work, seed: int = 0) -> Posterior:
    """Draw the logits of all cells, scales and effects being unknown.

    Parameters
    ----------
    work
        Counts and layout.
    seed
        Of the draws; the same seed gives the same draws.
    """
    random = np.random.default_rng(seed)
    mode = mode_of_scales(work)
    at_mode = fit_at(work, _log_scales(work, mode)[None])
    root = _spread(work, mode, at_mode)
    steps = _t_draws(random, len(mode))
    numbers = np.clip(mode + steps @ root.T, -_BOUND, _BOUND)
    fit = fit_at(work, _log_scales(work, numbers), at_mode.logits)
    log_ratio = fit.evidence + _normal_density(numbers) - _t_density(steps, root)
    weight = _weights(log_ratio)
    logits = _draw_logits(work, fit, _EACH, random)
    return Posterior(
        logits,
        np.repeat(weight, _EACH) / _EACH,
        fit.log_scales,
        weight,
        float(np.logaddexp.reduce(log_ratio) - np.log(len(log_ratio))) - _evidence_of_one(work),
    )


def _normal_density(numbers: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(-0.5 * (numbers**2 + np.log(2 * np.pi)).sum(axis=1))


def _t_density(steps: NDArray[np.float64], root: NDArray[np.float64]) -> NDArray[np.float64]:
    from scipy.special import gammaln

    free, size = _FREEDOM, steps.shape[1]
    constant = gammaln((free + size) / 2) - gammaln(free / 2) - size / 2 * np.log(free * np.pi)
    constant -= np.linalg.slogdet(root)[1]
    return np.asarray(constant - (free + size) / 2 * np.log1p((steps**2).sum(axis=1) / free))


def _evidence_of_one(work: Work) -> float:
    """Evidence of one share for all cells: the model with scales that are next to nothing."""
    nothing = np.full((1, len(work.terms.names)), _NO_SCALE)
    return float(fit_at(work, nothing).evidence[0])


def _spread(work: Work, mode: NDArray[np.float64], fit: Fit) -> NDArray[np.float64]:
    """Square root of the covariance of the scales at their mode, from the slopes around it."""
    size = len(mode)
    curvature = np.empty((size, size))
    for term in range(size):
        step = np.where(np.arange(size) == term, _CURVATURE_STEP, 0.0)
        slopes = [_posterior_at(work, mode + sign * step, fit.logits)[1] for sign in (-1, 1)]
        curvature[term] = (slopes[0] - slopes[1]) / (2 * _CURVATURE_STEP)
    values, vectors = np.linalg.eigh((curvature + curvature.T) / 2)
    return np.asarray(vectors / np.sqrt(np.maximum(values, _MOST_SD**-2)))


def _t_draws(random: np.random.Generator, size: int) -> NDArray[np.float64]:
    """Draw from a t distribution, each draw with its mirror image, so that their mean is exact."""
    normal = random.standard_normal((_SETTINGS // 2, size))
    stretch = np.sqrt(_FREEDOM / random.chisquare(_FREEDOM, _SETTINGS // 2))
    steps = normal * stretch[:, None]
    return np.concatenate([steps, -steps])


def _weights(log_ratio: NDArray[np.float64]) -> NDArray[np.float64]:
    """Importance weights that sum to 1; the largest are cut (Ionides, JCGS 17, 2008)."""
    ratio = np.exp(log_ratio - log_ratio.max())
    ratio = np.minimum(ratio, ratio.mean() * np.sqrt(len(ratio)))
    return np.asarray(ratio / ratio.sum())


def logits_at(
    work: Work,
    log_scales: NDArray[np.float64],
    random: np.random.Generator,
    start: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Draw logits (settings x draws, cells) at scales that are given, from ``start`` on."""
    return _draw_logits(work, fit_at(work, log_scales, start), _EACH, random)


def _draw_logits(
    work: Work, fit: Fit, each: int, random: np.random.Generator
) -> NDArray[np.float64]:
    """Draw logits from the normal approximation at each setting, ``each`` times."""
    from scipy.linalg import solve_triangular

    terms = work.terms
    settings, size = fit.effects.shape
    normal = random.standard_normal((settings, size, each))
    moved = np.stack(
        [
            solve_triangular(factor.T, drawn, lower=False, check_finite=False)
            for factor, drawn in zip(fit.factors, normal, strict=True)
        ]
    )
    shift = np.einsum("je,sed->sdj", terms.design, moved)
    if terms.has_cell:
        cell = np.exp(-2 * fit.log_scales[:, -1])[:, None, None]
        weights = fit.weights[:, None, :]
        alone = random.standard_normal(shift.shape) / np.sqrt(weights + cell)
        shift = shift * (cell / (weights + cell)) + alone
    return np.asarray((fit.logits[:, None, :] + shift).reshape(settings * each, -1))
