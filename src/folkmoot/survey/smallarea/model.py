"""A binomial model of cells with random effects, at given scales: mode, spread, evidence.

For a cell ``j`` with ``n`` answers of which ``y`` say yes, ``logit p = intercept + one effect for
each level of each characteristic + one for each pair of levels + one for the cell itself``. The
effects of a term are normal around 0 with the term's scale. Given the scales, the effects are
approximated by a normal distribution around their mode (Laplace), as in Rue, Martino & Chopin, JRSS
B 71 (2009). The effects of single cells are integrated out of the linear algebra, so that its size
does not grow with the number of cells.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

__all__ = ["Fit", "Terms", "Work", "fit_at", "terms_of"]

#: Standard deviation of the intercept's prior on the logit scale: shares from 0.01 % to 99.99 %
#: within two of them, so that it says next to nothing.
_INTERCEPT_SD: Final = 5.0

#: Newton's method ends when no cell's logit moves by more; far below what an interval can show.
_TOLERANCE: Final = 1e-6
_STEPS: Final = 50

#: A longer step of a logit is cut: far from the mode the quadratic is no guide.
_LONGEST_STEP: Final = 4.0


@dataclass(frozen=True)
class Terms:
    """Which effects make up the logit of each cell.

    Parameters
    ----------
    names
        Names of the terms: ``age``, ``age x country``; last ``cell`` where cells have an effect.
    columns
        int of shape (cells, terms without ``cell``): the effect of each term in each cell.
        Effect 0 is the intercept.
    owner
        int of shape (effects,): the term of each effect, -1 for the intercept.
    prior_scales
        Scale of each term's half-normal prior, on the logit scale.
    has_cell
        Whether each cell has an effect of its own.
    """

    names: tuple[str, ...]
    columns: NDArray[np.int64]
    owner: NDArray[np.int64]
    prior_scales: NDArray[np.float64]
    has_cell: bool

    @cached_property
    def design(self) -> NDArray[np.float64]:
        """The 0-1 matrix of shape (cells, effects) that adds effects up to logits."""
        cells, terms = self.columns.shape
        matrix = np.zeros((cells, len(self.owner)))
        matrix[:, 0] = 1
        matrix[np.repeat(np.arange(cells), terms), self.columns.ravel()] = 1
        return matrix

    @cached_property
    def products(self) -> Any:
        """Sparse matrix that makes ``design' W design``, flattened, from the weights ``W``."""
        from scipy.sparse import csr_array

        cells = len(self.columns)
        held = np.column_stack([np.zeros(cells, dtype=np.int64), self.columns])
        width, size = held.shape[1], len(self.owner)
        pairs = (held[:, :, None] * size + held[:, None, :]).reshape(cells, -1)
        rows = pairs.ravel()
        places = np.repeat(np.arange(cells), width * width)
        return csr_array((np.ones(len(rows)), (rows, places)), shape=(size * size, cells))


def terms_of(
    names: Sequence[str],
    levels: NDArray[np.int64],
    *,
    main_scale: float,
    pair_scale: float,
    with_pairs: bool = True,
) -> Terms:
    """Lay out the effects of cells that are crossings of characteristics.

    Parameters
    ----------
    names
        Names of the characteristics.
    levels
        int of shape (cells, characteristics): the level of each cell, counted from 0.
    main_scale, pair_scale
        Scales of the half-normal priors of single characteristics, and of pairs and cells.
    with_pairs
        Whether pairs of characteristics and single cells have effects. Without them intervals
        are too narrow; a test shows by how much.
    """
    groups: list[tuple[int, ...]] = [(at,) for at in range(len(names))]
    if with_pairs:
        groups += list(combinations(range(len(names)), 2))
    columns, owner, labels = [], [-1], []
    for number, group in enumerate(groups):
        _, codes = np.unique(levels[:, group], axis=0, return_inverse=True)
        columns.append(codes.ravel() + len(owner))
        owner += [number] * (int(codes.max()) + 1)
        labels.append(" x ".join(names[at] for at in group))
    has_cell = with_pairs and len(names) > 2
    scales = [main_scale if len(group) == 1 else pair_scale for group in groups]
    return Terms(
        (*labels, *(("cell",) if has_cell else ())),
        np.column_stack(columns).astype(np.int64),
        np.array(owner),
        np.array([*scales, *((pair_scale,) if has_cell else ())]),
        has_cell,
    )


@dataclass(frozen=True)
class Work:
    """Counts of one question in the cells, beside their terms.

    Parameters
    ----------
    terms
        The layout of effects.
    yes, asked
        float64 of shape (cells,): effective counts, of those who say yes and of all.
    """

    terms: Terms
    yes: NDArray[np.float64]
    asked: NDArray[np.float64]


@dataclass(frozen=True)
class Fit:
    """Laplace approximations at several settings of the scales at once.

    Parameters
    ----------
    log_scales
        float64 of shape (settings, terms).
    logits
        (settings, cells): at the mode.
    effects
        (settings, effects) and ``own`` (settings, cells): effects at the mode.
    weights
        (settings, cells): curvature ``n p (1 - p)`` at the mode.
    factors
        (settings, effects, effects): lower Cholesky factor of the precision of ``effects``.
    evidence
        (settings,): logarithm of the approximate marginal likelihood, up to a constant.
    """

    log_scales: NDArray[np.float64]
    logits: NDArray[np.float64]
    effects: NDArray[np.float64]
    own: NDArray[np.float64]
    weights: NDArray[np.float64]
    factors: NDArray[np.float64]
    evidence: NDArray[np.float64]


def fit_at(
    work: Work, log_scales: NDArray[np.float64], start: NDArray[np.float64] | None = None
) -> Fit:
    """Find the mode of the effects at each setting of the scales, by Newton's method.

    Parameters
    ----------
    work
        Counts and layout.
    log_scales
        float64 of shape (settings, terms): logarithms of the terms' scales.
    start
        Logits to begin from, of shape (settings, cells) or (cells,): near the mode fewer steps are
        needed.
    """
    terms = work.terms
    settings = len(log_scales)
    prior = _precisions(terms, log_scales)
    cell = np.exp(-2 * log_scales[:, -1:]) if terms.has_cell else None
    logits = np.zeros((settings, len(work.asked))) if start is None else start
    logits = np.broadcast_to(logits, (settings, len(work.asked)))
    for _ in range(_STEPS):
        effects, own, _, _ = _newton(work, prior, cell, logits)
        moved = effects @ terms.design.T + own - logits
        logits = logits + np.clip(moved, -_LONGEST_STEP, _LONGEST_STEP)
        if np.abs(moved).max() < _TOLERANCE:
            break
    effects, own, weights, factors = _newton(work, prior, cell, logits)
    evidence = _evidence(work, prior, cell, (logits, effects, own, weights, factors))
    return Fit(log_scales, logits, effects, own, weights, factors, evidence)


def _precisions(terms: Terms, log_scales: NDArray[np.float64]) -> NDArray[np.float64]:
    """Prior precision of every effect but those of single cells."""
    known = np.exp(-2 * log_scales)
    prior = np.asarray(known[:, terms.owner])
    prior[:, 0] = _INTERCEPT_SD**-2
    return prior


_Step = tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]


def _newton(
    work: Work,
    prior: NDArray[np.float64],
    cell: NDArray[np.float64] | None,
    logits: NDArray[np.float64],
) -> _Step:
    """Maximise the quadratic at ``logits``: effects, those of cells, weights, factor."""
    shares = 1 / (1 + np.exp(-logits))
    weights = work.asked * shares * (1 - shares)
    gap = work.yes - work.asked * shares
    # What is left of a weight, and of a gap, once a cell's own effect has taken its part.
    left = 1.0 if cell is None else cell / (weights + cell)
    size = len(work.terms.owner)
    precision = (work.terms.products @ (weights * left).T).T.reshape(-1, size, size)
    precision[:, np.arange(size), np.arange(size)] += prior
    target = ((weights * logits + gap) * left) @ work.terms.design
    factors = np.linalg.cholesky(precision)
    effects = _solved(factors, target)
    if cell is None:
        return effects, np.zeros_like(logits), weights, factors
    own = (weights * (logits - effects @ work.terms.design.T) + gap) / (weights + cell)
    return effects, own, weights, factors


def _solved(factors: NDArray[np.float64], target: NDArray[np.float64]) -> NDArray[np.float64]:
    from scipy.linalg import cho_solve

    return np.stack(
        [
            cho_solve((factor, True), row, check_finite=False)
            for factor, row in zip(factors, target, strict=True)
        ]
    )


def _evidence(
    work: Work,
    prior: NDArray[np.float64],
    cell: NDArray[np.float64] | None,
    at: tuple[NDArray[np.float64], ...],
) -> NDArray[np.float64]:
    logits, effects, own, weights, factors = at
    fits = work.yes * logits - work.asked * np.logaddexp(0, logits)
    log_det = 2 * np.log(np.diagonal(factors, axis1=1, axis2=2)).sum(axis=1)
    found = fits.sum(axis=1) - 0.5 * (prior * effects**2).sum(axis=1)
    found += 0.5 * np.log(prior).sum(axis=1) - 0.5 * log_det
    if cell is not None:
        found -= 0.5 * (cell * own**2).sum(axis=1)
        found += 0.5 * (np.log(cell) - np.log(weights + cell)).sum(axis=1)
    return np.asarray(found)
