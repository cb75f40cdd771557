"""Conversions an effective hour brings in each arm: a hierarchical Gamma-Poisson model.

Each arm's rate is Gamma distributed about a mean that its community, its strategy and its early
signals tell; conversions are Poisson in the effective hours that could have brought them. How much
the signals tell is learnt from conversions, so that clicks that lead nowhere lose their weight.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from folkmoot.adjust.allocation.history import Arms, Floats, History

__all__ = [
    "GROUP_SCALE", "SIGNAL_SCALE", "SIGNAL_WEIGHT", "Beliefs", "believe",
]  # fmt: skip

#: Prior standard deviation of communities and of strategies, on the log scale.
GROUP_SCALE: Final = 0.7
#: Prior weight of one standard deviation of a signal's log rate, and how unsure that is.
SIGNAL_WEIGHT: Final = 0.25
SIGNAL_SCALE: Final = 0.25
#: Shapes tried for the spread of arms about what their group and signals tell.
_SHAPES: Final = (1.0, 2.0, 4.0, 8.0)
#: Conversions and hours that the general rate is worth before anything is known.
_START: Final = (0.5, 5.0)
_STEPS: Final = 12


@dataclass(frozen=True, slots=True)
class Beliefs:
    """Gamma posterior of each arm's conversions an effective hour."""

    shape: Floats
    rate: Floats

    @property
    def mean(self) -> Floats:
        """Expected conversions an effective hour."""
        return self.shape / self.rate

    def quantile(self, level: float) -> Floats:
        """Quantile of each arm's rate."""
        from scipy.special import gammaincinv

        found: Floats = gammaincinv(self.shape, level) / self.rate
        return found

    def draws(self, count: int, seed: int) -> Floats:
        """Draws of all arms' rates, a row each."""
        rng = np.random.default_rng(seed)
        return rng.gamma(self.shape, 1 / self.rate, (count, len(self.shape)))


def believe(arms: Arms, cases: Floats, exposed: Floats, history: History, memory: float) -> Beliefs:
    """Fit the model, and return what it says of each arm.

    Parameters
    ----------
    cases, exposed
        As of `folkmoot.adjust.allocation.delay.exposures`.

    Notes
    -----
    The means are fitted by penalised maximum likelihood of the negative binomial, for several
    spreads of which the likeliest counts; their uncertainty widens the arms' own.
    """
    table, centre, scale = _table(arms, history, memory)
    start = np.log((cases.sum() + _START[0]) / (exposed.sum() + _START[1]))
    centre[0] = start
    best: tuple[float, float, Floats, Floats] | None = None
    for shape in _SHAPES:
        found = _fitted(table, centre, scale, cases, exposed, shape)
        if best is None or found[0] > best[0]:
            best = (found[0], shape, found[1], found[2])
    assert best is not None  # noqa: S101 - there are shapes
    _, shape, means, spread = best
    own = 1 / (1 / shape + spread)
    return Beliefs(own + cases, own / means + exposed)


def _table(arms: Arms, history: History, memory: float) -> tuple[Floats, Floats, Floats]:
    """Columns of the means' model, with each coefficient's prior centre and scale."""
    columns = [np.ones(len(arms))]
    centre, scale = [0.0], [1.0]
    for names in (arms.communities, arms.strategies):
        kinds = sorted(set(names))
        if len(kinds) > 1:
            place = {kind: number for number, kind in enumerate(kinds)}
            found = np.eye(len(kinds))[[place[name] for name in names]]
            columns += list(found.T)
            centre += [0.0] * len(kinds)
            scale += [GROUP_SCALE] * len(kinds)
    for column in _signals(arms, history, memory).T:
        columns.append(column)
        centre.append(SIGNAL_WEIGHT)
        scale.append(SIGNAL_SCALE)
    return np.column_stack(columns), np.array(centre), np.array(scale)


def _signals(arms: Arms, history: History, memory: float) -> Floats:
    """Log rates of each signal an effective hour, shrunken to the mean, in standard deviations."""
    weights = memory ** np.arange(history.weeks)[::-1]
    hours = weights @ arms.effective(history.hours)
    counts = np.einsum("w,was->as", weights, history.signals)
    whole = (counts.sum(axis=0) + 0.5) / (hours.sum() + 1)
    # Two expected events of the mean rate: an arm without any hours stands at the mean.
    logs = np.log((counts + 2) / (hours[:, None] * whole + 2))
    spread = logs.std(axis=0)
    found: Floats = logs / np.where(spread > 0, np.maximum(spread, 0.3), 1.0)
    return found


def _fitted(
    table: Floats, centre: Floats, scale: Floats, cases: Floats, exposed: Floats, shape: float
) -> tuple[float, Floats, Floats]:
    """Log posterior at its mode, the means there, and the variance of their logarithms."""
    from scipy.special import gammaln

    found = centre.copy()
    precision = np.diag(1 / scale**2)
    inverse = np.linalg.inv(precision)
    for _ in range(_STEPS):
        expected = np.exp(np.clip(table @ found, -20, 20)) * exposed
        pull = shape / (shape + expected)
        slope = table.T @ ((cases - expected) * pull) - (found - centre) / scale**2
        # Fisher's weights, which are positive whatever the counts.
        bend = (table * (expected * pull)[:, None]).T @ table + precision
        inverse = np.linalg.inv(bend)
        step = inverse @ slope
        found = found + step / max(1.0, float(np.abs(step).max()))
        if np.abs(step).max() < 1e-4:
            break
    means = np.exp(np.clip(table @ found, -20, 20))
    expected = means * exposed
    likely = gammaln(shape + cases) - gammaln(shape) + shape * np.log(shape / (shape + expected))
    likely += cases * np.log(np.maximum(expected, 1e-300) / (shape + expected))
    away = float((((found - centre) / scale) ** 2).sum()) / 2
    _, volume = np.linalg.slogdet(inverse)
    spread = np.einsum("ij,jk,ik->i", table, inverse, table)
    return float(likely.sum()) - away + float(volume) / 2, means, spread
