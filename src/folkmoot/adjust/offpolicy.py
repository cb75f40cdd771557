"""What another way of spending the hours would have brought, from a log with propensities.

Three estimates: importance weighting (IPS; D. G. Horvitz & D. J. Thompson, *JASA* 47, 1952),
weights that sum to one (SNIPS; A. Swaminathan & T. Joachims, *NIPS* 2015) and the doubly robust one
(M. Dudík, J. Langford & L. Li, *ICML* 2011) with each arm's mean, learnt on the other half. Their
intervals are mid-P gamma intervals for weighted sums of counts (M. P. Fay & S. Kim, *Biometrical
Journal* 59, 2017), since conversions are few and the normal interval leaves the truth out too
often. The conversion that may come next has there the largest weight, which holds the truth too
often in thin logs, or the mean one (R. C. Tiwari, L. X. Clegg & Z. Zou, *Statistical Methods in
Medical Research* 15, 2006), which holds it too seldom where weights are uneven. Here it has the
weight that an action of the asked policy has on average.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

import numpy as np

from folkmoot.adjust.allocation.history import Floats
from folkmoot.errors import FolkmootError, Problem, ProblemGroup

__all__ = [
    "FEWEST_ACTIONS",
    "FEWEST_EFFECTIVE",
    "MOST_UNSEEN",
    "PolicyValue",
    "Rounds",
    "Valued",
    "policy_value",
]

#: With fewer effective conversions the interval still holds, and is too wide to decide by.
FEWEST_EFFECTIVE: Final = 5.0
#: With fewer effective actions the spread among them is a guess.
FEWEST_ACTIONS: Final = 20.0
#: Part of the policy that may lie on arms which the log never tried.
MOST_UNSEEN: Final = 0.05
#: Standard errors by which the mean weight may miss what it must be.
_MISSED: Final = 4.0
#: Rounds that the general mean is worth beside an arm's own, in the doubly robust estimate.
_SHRINK: Final = 2.0
_HALVINGS: Final = 60


@dataclass(frozen=True, slots=True)
class Rounds:
    """A log: one entry an action.

    Parameters
    ----------
    arms
        Names, one an action.
    propensities
        Chance, or part of all hours, that the arm had then; above 0 and at most 1.
    rewards
        What came of the action, from 0 on: conversions, replies.
    """

    arms: Sequence[str]
    propensities: Floats
    rewards: Floats

    def faults(self) -> list[Problem]:
        """All that is wrong with the log, by the number of the action."""
        found = []
        for place, (part, reward) in enumerate(zip(self.propensities, self.rewards, strict=True)):
            where = f"action {place + 1}, {self.arms[place]}"
            if not 0 < part <= 1:
                found.append(Problem("no-propensity", where, f"{part:g}", "above 0, at most 1"))
            if not 0 <= reward < np.inf:
                found.append(Problem("impossible-count", where, f"{reward:g}", "0 or more"))
        return found


@dataclass(frozen=True, slots=True)
class Valued:
    """One estimate: what an action brings on average, with a 95 % interval."""

    method: str
    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class PolicyValue:
    """What a policy would have brought, beside what was done.

    Parameters
    ----------
    done
        What the actions of the log brought on average.
    estimates
        By IPS, SNIPS and DR.
    effective
        Actions that the weighted log is worth, and conversions that its estimate rests on.
    unseen
        Part of the policy that lies on arms the log never tried; nothing is known of it.
    """

    actions: int
    done: float
    estimates: tuple[Valued, ...]
    effective_actions: float
    effective_conversions: float
    unseen: float

    @property
    def is_thin(self) -> bool:
        """Whether it rests on too few actions or conversions to decide by."""
        few = self.effective_actions < FEWEST_ACTIONS
        return few or self.effective_conversions < FEWEST_EFFECTIVE

    def as_dict(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {**asdict(self), "is_thin": self.is_thin}


def policy_value(rounds: Rounds, policy: Mapping[str, float]) -> PolicyValue:
    """Estimate what an action would have brought on average under another policy.

    Parameters
    ----------
    policy
        Part of all actions (or hours) by arm, from 0 on; they are made to sum to 1.

    Raises
    ------
    ProblemGroup
        With all the faults of the log.
    FolkmootError
        ``no-actions``, ``no-policy``; ``no-support`` where the log never tried too much of the
        policy; ``wrong-propensities`` where the weights show that the log did not follow them.

    Examples
    --------
    >>> rounds = Rounds(["a", "b"] * 200, np.full(400, 0.5), np.tile([1.0, 0.0], 200))
    >>> found = policy_value(rounds, {"a": 0.9, "b": 0.1})
    >>> found.done, [(each.method, round(each.value, 2)) for each in found.estimates]
    (0.5, [('IPS', 0.9), ('SNIPS', 0.9), ('DR', 0.9)])
    """
    parts, unseen = _checked(rounds, policy)
    names = sorted(set(rounds.arms))
    places = np.array([names.index(arm) for arm in rounds.arms])
    wanted = np.array([parts.get(name, 0.0) for name in names])
    weights = wanted[places] / rounds.propensities
    _check_weights(weights, float(wanted.sum()))
    estimates = (
        _ips(weights, rounds.rewards),
        _snips(weights, rounds.rewards),
        _doubly_robust(weights, rounds, places, wanted),
    )
    summed = float((weights * rounds.rewards).sum())
    squares = float((weights**2 * rounds.rewards).sum())
    return PolicyValue(
        len(weights), float(rounds.rewards.mean()), estimates,
        float(weights.sum() ** 2 / max((weights**2).sum(), 1e-300)),
        summed**2 / squares if squares > 0 else 0.0, unseen,
    )  # fmt: skip


def _checked(rounds: Rounds, policy: Mapping[str, float]) -> tuple[dict[str, float], float]:
    """The policy's parts of 1 on arms that were tried, and the part on others."""
    if not len(rounds.arms):
        raise FolkmootError("no-actions", "the log", "no action", "at least one")
    if faults := rounds.faults():
        raise ProblemGroup("the log", faults[:50])
    whole = sum(policy.values())
    if not policy or min(policy.values()) < 0 or not 0 < whole < np.inf:
        got = ", ".join(f"{arm}={part:g}" for arm, part in policy.items()) or "nothing"
        raise FolkmootError("no-policy", "the policy", got[:80], "parts of 0 or more by arm")
    tried = set(rounds.arms)
    unseen = sum(part for arm, part in policy.items() if arm not in tried) / whole
    if unseen > MOST_UNSEEN:
        never = ", ".join(arm for arm, part in policy.items() if part and arm not in tried)
        raise FolkmootError(
            "no-support", "the policy", f"{100 * unseen:.0f} % on arms never tried: {never[:200]}",
            f"at most {100 * MOST_UNSEEN:.0f} %", "a log says nothing of what was never done",
        )  # fmt: skip
    return {arm: part / whole for arm, part in policy.items() if arm in tried}, unseen


def _check_weights(weights: Floats, expected: float) -> None:
    """Weights average to the part of the policy that was tried, if the propensities are true."""
    error = float(weights.std(ddof=1)) / np.sqrt(len(weights)) if len(weights) > 1 else np.inf
    if abs(float(weights.mean()) - expected) > _MISSED * error + 1e-9:
        raise FolkmootError(
            "wrong-propensities", "the log",
            f"weights of {weights.mean():.2f} on average ({error:.2f} standard error)",
            f"about {expected:.2f}", "the arms were not tried as often as their propensities say",
        )  # fmt: skip


def _ips(weights: Floats, rewards: Floats) -> Valued:
    terms = weights * rewards
    variance = float(terms.var(ddof=1)) / len(terms) if len(terms) > 1 else 0.0
    return _told("IPS", float(terms.mean()), variance, _next(weights) / len(terms))


def _snips(weights: Floats, rewards: Floats) -> Valued:
    whole = float(weights.sum())
    value = float((weights * rewards).sum()) / whole
    # Each action left out in turn: what it says weighs on the mean that it is held against.
    left = weights * (rewards - value) / np.maximum(1 - weights / whole, 1e-6)
    variance = float((left**2).sum()) / whole**2
    return _told("SNIPS", value, variance, _next(weights) / whole)


def _doubly_robust(weights: Floats, rounds: Rounds, places: Floats, wanted: Floats) -> Valued:
    """Each arm's mean on the other half of the actions, and what the weights correct of it."""
    rewards, arms = rounds.rewards, places.astype(int)
    terms = np.empty(len(rewards))
    halves = np.random.default_rng(0).permutation(len(rewards)) % 2
    for half in (0, 1):
        here, there = halves == half, halves != half
        seen = np.bincount(arms[there], minlength=len(wanted))
        summed = np.bincount(arms[there], weights=rewards[there], minlength=len(wanted))
        general = rewards[there].mean() if there.any() else rewards.mean()
        means = (summed + _SHRINK * general) / (seen + _SHRINK)
        terms[here] = wanted @ means + weights[here] * (rewards[here] - means[arms[here]])
    variance = float(terms.var(ddof=1)) / len(terms) if len(terms) > 1 else 0.0
    return _told("DR", float(terms.mean()), variance, _next(weights) / len(terms))


def _next(weights: Floats) -> float:
    """Weight of one more action, were it chosen by the policy asked about: E[w²] / E[w]."""
    return float((weights**2).sum() / max(weights.sum(), 1e-300))


def _told(method: str, value: float, variance: float, one: float) -> Valued:
    """Interval of a weighted sum of counts: between what was seen and one more of weight one."""
    from scipy.special import gammainc

    centre = max(value, 0.0)
    after, spread = centre + one, variance + one**2
    known = centre > 0 and variance > 0
    low_shape, low_scale = (centre**2 / variance, variance / centre) if known else (0.0, 1.0)
    high_shape, high_scale = after**2 / spread, spread / after

    def below(point: float) -> float:
        first = float(gammainc(low_shape, point / low_scale)) if known else 1.0
        return 0.5 * first + 0.5 * float(gammainc(high_shape, point / high_scale))

    top = after + 40 * float(np.sqrt(spread))
    ends = []
    for level in (0.025, 0.975):
        low, high = 0.0, top
        for _ in range(_HALVINGS):
            middle = (low + high) / 2
            low, high = (middle, high) if below(middle) < level else (low, middle)
        ends.append((low + high) / 2)
    return Valued(method, value, min(ends[0], value), max(ends[1], value))
