"""Draws of who does nothing, reads only or posts, moved by what a log has counted.

Before the log is seen, draws of each cell's logits come from the two models of the questionnaire,
draws of claims and of accounts from the priors. The logarithm of each total is a smooth function of
them. Around its most credible point it is nearly linear, so the draws are moved as for a linear one
(Matheron's rule), and each is weighted by how far the function is off its line there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from folkmoot.survey.fusion.priors import LogNormal, Priors
from folkmoot.survey.smallarea.threads import one_thread

__all__ = ["Draws", "Seen", "Surveyed", "combine", "nothing_seen"]

#: Gauss-Newton steps to the most credible point; it is found after three or four.
_STEPS: Final = 12
_TOLERANCE: Final = 1e-8


@dataclass(frozen=True)
class Surveyed:
    """Draws from the questionnaire's models.

    Parameters
    ----------
    part, post
        float64 of shape (draws, cells): logits of claiming to take part, and, of those, to post.
    people
        float64 of shape (cells,).
    """

    part: NDArray[np.float64]
    post: NDArray[np.float64]
    people: NDArray[np.float64]


@dataclass(frozen=True)
class Seen:
    """Totals of a log.

    Parameters
    ----------
    log_counts
        float64 of shape (totals,).
    reach
        float64 of shape (totals, cells): share of each cell's people that a total would count.
    is_posters
        bool of shape (totals,): posters, or visitors.
    is_part
        bool of shape (totals,): lower bounds.
    """

    log_counts: NDArray[np.float64]
    reach: NDArray[np.float64]
    is_posters: NDArray[np.bool_]
    is_part: NDArray[np.bool_]


@dataclass(frozen=True)
class Draws:
    """Shares of the three states in every cell.

    Parameters
    ----------
    none, reads, posts
        float64 of shape (draws, cells); they sum to 1.
    weight
        float64 of shape (draws,), sums to 1.
    factors
        float64 of shape (draws, 4): logarithms of claims to take part, claims to post, accounts
        for one person who posts, and visitors for one who visits, bots among them.
    surprise
        How often totals as far from what questionnaire and priors foretell would come by chance
        (0 to 1); 1 without totals.
    """

    none: NDArray[np.float64]
    reads: NDArray[np.float64]
    posts: NDArray[np.float64]
    weight: NDArray[np.float64]
    factors: NDArray[np.float64]
    surprise: float = 1.0

    @property
    def effective(self) -> float:
        """How many equally weighted draws would tell as much (Kish)."""
        return float(1 / (self.weight**2).sum())


@one_thread
def combine(surveyed: Surveyed, seen: Seen, priors: Priors, seed: int = 0) -> Draws:
    """Draw shares of the states given the questionnaire, the log's totals and the priors."""
    random = np.random.default_rng(seed)
    factors = _factors(priors, len(surveyed.part), random)
    before = np.concatenate([surveyed.part, surveyed.post, factors], axis=1)
    moved, log_weight = before, np.zeros(len(before))
    exact = _chosen(seen, ~seen.is_part)
    if len(exact.log_counts):
        moved, log_weight = _moved(before, exact, surveyed.people, priors.noise, random)
    bound = _chosen(seen, seen.is_part)
    if len(bound.log_counts):
        log_weight = log_weight + _bounded(moved, bound, surveyed.people, priors.noise)
    weight = np.exp(log_weight - log_weight.max())
    # The largest weights are cut (Ionides, JCGS 17, 2008): a few draws must not be the answer.
    weight = np.minimum(weight, weight.mean() * np.sqrt(len(weight)))
    part, post = _true_shares(moved, len(surveyed.people))
    return Draws(
        1 - part, part * (1 - post), part * post, weight / weight.sum(), moved[:, -4:],
        _surprise(before, exact, surveyed.people, priors.noise),
    )  # fmt: skip


def _surprise(
    before: NDArray[np.float64], seen: Seen, people: NDArray[np.float64], noise: float
) -> float:
    """Chance of totals as far off as these (Mahalanobis), before they move anything."""
    from scipy.special import gammaincc

    count = len(seen.log_counts)
    if not count:
        return 1.0
    foretold = _expected(before, seen, people)
    off = seen.log_counts - foretold.mean(axis=0)
    spread = np.cov(foretold.T).reshape(count, count)
    spread = spread + np.diag(noise**2 + np.exp(-seen.log_counts))
    return float(gammaincc(count / 2, off @ np.linalg.solve(spread, off) / 2))


def _factors(priors: Priors, size: int, random: np.random.Generator) -> NDArray[np.float64]:
    posters = _product(priors.accounts_per_poster, priors.bots_among_posters)
    visitors = _product(priors.devices_per_visitor, priors.bots_among_visitors)
    beliefs = (priors.claims_part, priors.claims_post, posters, visitors)
    normal = random.standard_normal((size, len(beliefs)))
    return np.asarray(
        np.log([each.median for each in beliefs]) + normal * [each.sigma for each in beliefs]
    )


def _product(one: LogNormal, other: LogNormal) -> LogNormal:
    return LogNormal(one.median * other.median, float(np.hypot(one.sigma, other.sigma)))


def _chosen(seen: Seen, which: NDArray[np.bool_]) -> Seen:
    return Seen(
        seen.log_counts[which], seen.reach[which], seen.is_posters[which], seen.is_part[which]
    )


def _true_shares(
    states: NDArray[np.float64], cells: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """True share that takes part, and, of those, that posts: claims are taken off the logits."""
    part = states[..., :cells] - states[..., -4:-3]
    post = states[..., cells : 2 * cells] - states[..., -3:-2]
    return 1 / (1 + np.exp(-part)), 1 / (1 + np.exp(-post))


def _expected(
    states: NDArray[np.float64], seen: Seen, people: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Logarithm of each total that these states would give: shape (draws, totals)."""
    part, post = _true_shares(states, len(people))
    counted = seen.reach * people
    posters = np.log((part * post) @ counted.T) + states[..., -2:-1]
    visitors = np.log(part @ counted.T) + states[..., -1:]
    return np.where(seen.is_posters, posters, visitors)


def _slopes(
    state: NDArray[np.float64], seen: Seen, people: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Change of each expected logarithm with each part of one state: (totals, parts)."""
    cells = len(people)
    part, post = _true_shares(state, cells)
    counted = seen.reach * people * part * np.where(seen.is_posters[:, None], post, 1.0)
    share = counted / counted.sum(axis=1, keepdims=True)
    found = np.zeros((len(seen.reach), len(state)))
    found[:, :cells] = share * (1 - part)
    found[:, cells : 2 * cells] = share * (1 - post) * seen.is_posters[:, None]
    found[:, -4] = -found[:, :cells].sum(axis=1)
    found[:, -3] = -found[:, cells : 2 * cells].sum(axis=1)
    found[:, -2] = seen.is_posters
    found[:, -1] = ~seen.is_posters
    return found


def _moved(
    before: NDArray[np.float64],
    seen: Seen,
    people: NDArray[np.float64],
    noise: float,
    random: np.random.Generator,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Move the draws towards the totals; logarithms of what their weights must mend."""
    # A count of accounts has a chance of its own beside the noise.
    variance = noise**2 + np.exp(-seen.log_counts)
    mean = before.mean(axis=0)
    centred = (before - mean) / np.sqrt(len(before) - 1)
    point = mean
    for _ in range(_STEPS):
        slopes = _slopes(point, seen, people)
        line = _expected(point, seen, people) - slopes @ point
        gain = _gain(centred, slopes, variance)
        nearer = mean + gain @ (seen.log_counts - line - slopes @ mean)
        if np.abs(nearer - point).max() < _TOLERANCE:
            break
        point = nearer
    shaken = seen.log_counts + random.standard_normal((len(before), len(variance))) * np.sqrt(
        variance
    )
    moved = before + (shaken - line - before @ slopes.T) @ gain.T
    off = (seen.log_counts - _expected(moved, seen, people)) ** 2
    off_line = (seen.log_counts - line - moved @ slopes.T) ** 2
    return moved, np.asarray(0.5 * ((off_line - off) / variance).sum(axis=1))


def _gain(
    centred: NDArray[np.float64], slopes: NDArray[np.float64], variance: NDArray[np.float64]
) -> NDArray[np.float64]:
    """How far each part moves with each total (Kalman's gain), from the spread of the draws."""
    reach = centred @ slopes.T
    return np.asarray(np.linalg.solve(reach.T @ reach + np.diag(variance), (centred.T @ reach).T).T)


def _bounded(
    states: NDArray[np.float64], seen: Seen, people: NDArray[np.float64], noise: float
) -> NDArray[np.float64]:
    """Logarithm of the chance that the full totals are not under those counted."""
    from scipy.special import log_ndtr

    spread = np.sqrt(noise**2 + np.exp(-seen.log_counts))
    above = (_expected(states, seen, people) - seen.log_counts) / spread
    return np.asarray(log_ndtr(above).sum(axis=1))


def nothing_seen(cells: int) -> Seen:
    """No totals at all."""
    empty = np.zeros(0)
    return Seen(empty, np.zeros((0, cells)), empty.astype(bool), empty.astype(bool))
