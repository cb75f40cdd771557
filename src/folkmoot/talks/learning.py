"""What a person's decisions teach about which conversations to show, and what is kept from it.

A logistic regression over what is shown of a conversation, with a Gaussian prior that is centred
on the rule: without a decision the order is the rule's, each decision moves it a little, and a
feature that no decision speaks of stays where the rule has it (MAP and Laplace's approximation:
Bishop, Pattern Recognition and Machine Learning, 2006, section 4.4).

A list that only shows what was liked cannot learn that it was wrong. `EXPLORED_EVERY` says which
places of a list the rule fills whatever was learnt.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import exp, log
from typing import TYPE_CHECKING, Final, Protocol

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["EXPLORED_EVERY", "FEWEST_DECISIONS", "Decided", "Learnt", "arrange", "learn",
           "logarithm"]  # fmt: skip

#: Decisions from which on the order is learnt. With fewer it would follow one person's first mood.
FEWEST_DECISIONS: Final = 10
#: Each fifth place of a list is the rule's: 20 %, the upper end of the floor that hours are shared
#: by (docs/methods-planner.md). A list of 20 then holds four posts that what was learnt did not
#: choose, so that after a change of mind a dozen decisions about them come in within three lists.
EXPLORED_EVERY: Final = 5
#: Features that are the logarithm of a part of the rule start at this weight, all others at 0.
_RULE_WEIGHT: Final = 1.0
#: Standard deviation of the prior of a weight, and of the constant: a decision in ten moves the
#: odds by less than twofold, thirty that agree by tenfold.
_SPREAD: Final = 1.0
_CONSTANT_SPREAD: Final = 3.0
_STEPS: Final = 50
_SMALL: Final = 0.01
_LOG: Final = "log "


class Decided(Protocol):
    """A decision as the state holds it (`folkmoot.state.Decision`)."""

    @property
    def object_id(self) -> int:
        """The conversation."""

    @property
    def is_kept(self) -> bool:
        """Kept, or dropped."""

    @property
    def features(self) -> Mapping[str, float]:
        """What was shown of it."""


@dataclass(frozen=True)
class Learnt:
    """Weights with their uncertainty.

    Parameters
    ----------
    names
        Features, in the order of the weights; the constant comes last and has no name.
    weights
        Most probable weights.
    covariance
        Laplace's approximation of their covariance.
    decisions
        How many conversations were decided about, each counted once.
    """

    names: tuple[str, ...]
    weights: NDArray[np.float64]
    covariance: NDArray[np.float64]
    decisions: int

    def probability(self, features: Mapping[str, float]) -> tuple[float, float, float]:
        """How likely a conversation is kept, with its 95 % interval."""
        import numpy as np

        row = np.array([*(features.get(name, 0.0) for name in self.names), 1.0])
        # A feature that no decision knew counts as the rule has it, with the prior's doubt.
        unknown = [(name, value) for name, value in features.items() if name not in self.names]
        logit = float(row @ self.weights) + sum(_first(name) * value for name, value in unknown)
        variance = float(row @ self.covariance @ row)
        variance += sum((_SPREAD * value) ** 2 for _, value in unknown)
        wide = 1.96 * variance**0.5
        return _sigmoid(logit), _sigmoid(logit - wide), _sigmoid(logit + wide)

    def told(self) -> list[tuple[str, float, float, float]]:
        """Each feature with how its weight differs from the rule's, and the 95 % interval."""
        wide = 1.96 * self.covariance.diagonal() ** 0.5
        return [
            (name, weight - _first(name), weight - _first(name) - margin,
             weight - _first(name) + margin)
            for name, weight, margin in zip(
                self.names, self.weights.tolist(), wide.tolist(), strict=False
            )
        ]  # fmt: skip


def logarithm(name: str, part: float) -> tuple[str, float]:
    """Name and value of the feature that stands for a part of the rule, 0 to 1.

    Examples
    --------
    >>> logarithm("fresh", 1.0)
    ('log fresh', 0.0)
    """
    return f"{_LOG}{name}", log(max(part, _SMALL))


def learn(decided: Iterable[Decided]) -> Learnt | None:
    """Learn from decisions; of several about one conversation the last counts.

    The same decisions give the same weights, in whatever order they are handed over, as long as
    each conversation's own stay in theirs.

    Returns
    -------
    Learnt
        ``None`` for fewer than `FEWEST_DECISIONS`, or when all were alike: then nothing tells a
        kept conversation from a dropped one.
    """
    import numpy as np

    last = {each.object_id: each for each in decided}
    rows = [last[key] for key in sorted(last)]
    kept = np.array([each.is_kept for each in rows], np.float64)
    if len(rows) < FEWEST_DECISIONS or kept.min() == kept.max():
        return None
    names = tuple(sorted({name for each in rows for name in each.features}))
    matrix = np.array([[*(each.features.get(n, 0.0) for n in names), 1.0] for each in rows])
    centre = np.array([*(_first(name) for name in names), 0.0])
    precision = np.array([_SPREAD**-2] * len(names) + [_CONSTANT_SPREAD**-2])
    weights, hessian = _fitted(matrix, kept, centre, precision)
    covariance = np.linalg.inv(hessian).astype(np.float64)
    return Learnt(names, weights, covariance, len(rows))


def _fitted(
    matrix: NDArray[np.float64],
    kept: NDArray[np.float64],
    centre: NDArray[np.float64],
    precision: NDArray[np.float64],
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Newton's steps, halved until they improve; the objective is strictly convex."""
    import numpy as np

    def loss(weights: NDArray[np.float64]) -> float:
        logits = matrix @ weights
        return float(
            np.logaddexp(0, logits).sum() - kept @ logits
            + 0.5 * precision @ (weights - centre) ** 2
        )  # fmt: skip

    weights = centre.copy()
    hessian = np.diag(precision)
    for _ in range(_STEPS):
        likely = 1 / (1 + np.exp(-np.clip(matrix @ weights, -500, 500)))
        slope = matrix.T @ (likely - kept) + precision * (weights - centre)
        hessian = (matrix.T * (likely * (1 - likely))) @ matrix + np.diag(precision)
        step = np.linalg.solve(hessian, slope)
        size, before = 1.0, loss(weights)
        while loss(weights - size * step) > before and size > 1e-6:
            size /= 2
        weights = weights - size * step
        if float(np.abs(step).max()) < 1e-10:
            break
    return weights, hessian


def arrange(rule: Sequence[float], learnt: Sequence[float] | None) -> list[tuple[int, bool]]:
    """Order a list: by what was learnt, but each fifth place by the rule.

    Parameters
    ----------
    rule
        Value of each by the rule.
    learnt
        Value of each by what was learnt; ``None`` where nothing was.

    Returns
    -------
    list
        Place of each in ``rule``, best first, and whether the rule put it there against what was
        learnt.

    Examples
    --------
    >>> arrange([0.9, 0.5, 0.4, 0.3, 0.2, 0.1], [0.0, 0.1, 0.9, 0.8, 0.7, 0.6])
    [(2, False), (3, False), (4, False), (5, False), (0, True), (1, False)]
    """
    by_rule = sorted(range(len(rule)), key=lambda place: (-rule[place], place))
    if learnt is None:
        return [(place, False) for place in by_rule]
    lists = {True: iter(by_rule), False: iter(sorted(by_rule, key=lambda place: -learnt[place]))}
    order: dict[int, bool] = {}
    for number in range(1, len(rule) + 1):
        is_explored = number % EXPLORED_EVERY == 0
        chosen = next(place for place in lists[is_explored] if place not in order)
        order[chosen] = is_explored
    return list(order.items())


def _first(name: str) -> float:
    """Weight of a feature before any decision."""
    return _RULE_WEIGHT if name.startswith(_LOG) else 0.0


def _sigmoid(logit: float) -> float:
    return 1 / (1 + exp(-min(max(logit, -500.0), 500.0)))
