"""How unequally something is shared out among people: Gini, shares of the top, the Lorenz curve.

People are given by how much they made and how many made as much, so a million of them are a few
hundred numbers. People who made nothing count.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from folkmoot.estimate.core import Estimate, Unit

__all__ = ["Holdings", "gini", "lorenz_share", "top_share"]

_Floats = NDArray[np.float64]
_Statistic = Callable[[_Floats, _Floats], tuple[_Floats, _Floats]]

#: Draws for the spread of the studentised statistic; twice as many move an interval by less than
#: a tenth of its width.
_DRAWS: Final = 399
_SEED: Final = 20100817
_LEVEL: Final = 0.95
_METHOD: Final = "bootstrap-t-logit"
_EDGE: Final = 1e-9


@dataclass(frozen=True)
class Holdings:
    """Who made how much: ``people[i]`` of them made ``made[i]``.

    Parameters
    ----------
    made
        Different amounts, ascending, none below 0.
    people
        How many people made each; their sum is the base.
    """

    made: _Floats
    people: NDArray[np.int64]

    @classmethod
    def of(cls, made: Sequence[int], people: Sequence[int]) -> Holdings:
        """Gather people by amount, whatever the order and however often an amount is named.

        Examples
        --------
        >>> Holdings.of([4, 0, 0], [1, 2, 1]).people.tolist()
        [3, 1]
        """
        amounts, places = np.unique(np.asarray(made, dtype=np.float64), return_inverse=True)
        counts = np.bincount(places, weights=people, minlength=len(amounts)).astype(np.int64)
        return cls(amounts[counts > 0], counts[counts > 0])

    @property
    def base(self) -> int:
        """All people."""
        return int(self.people.sum())

    @property
    def makers(self) -> int:
        """People who made anything."""
        return int(self.people[self.made > 0].sum())

    @property
    def is_empty(self) -> bool:
        """Whether nobody made anything."""
        return self.makers == 0


def gini(holdings: Holdings, base_label: str) -> Estimate:
    """Gini coefficient, from 0 (all make the same) to 1 (one makes all).

    The standard error is that of the linearised statistic (Davidson, Journal of Econometrics
    150, 2009, for ties by mid-ranks); the interval is studentised (`top_share` says why).

    Examples
    --------
    >>> gini(Holdings.of([0, 4], [3, 1]), "members").value
    0.75
    """
    return _studentised(holdings, _gini, base_label, "score")


def top_share(holdings: Holdings, top: float, base_label: str) -> Estimate:
    """Share of everything that the most active ``top`` (0 to 1) of the people made.

    Where the border falls between people who made the same, each counts in part. It is one
    minus a point of the Lorenz curve, linearised as Deville (Survey Methodology 25, 1999)
    shows for shares beyond a quantile. The interval bootstraps the studentised logit over
    people: the plain one holds a heavy tail too seldom (Davidson 2009).

    Examples
    --------
    >>> top_share(Holdings.of([1, 11], [9, 1]), 0.1, "members").value
    0.55
    """
    return _studentised(holdings, lambda made, people: _top(made, people, top), base_label, "share")


def lorenz_share(holdings: Holdings, bottom: float, base_label: str) -> Estimate:
    """Share of everything that the least active ``bottom`` (0 to 1) made: a point of the curve.

    Examples
    --------
    >>> round(lorenz_share(Holdings.of([1, 11], [9, 1]), 0.9, "members").value, 2)
    0.45
    """
    top = top_share(holdings, 1 - bottom, base_label)
    if top.value is None or top.low is None or top.high is None:
        return top
    return Estimate(
        1 - top.value, 1 - top.high, 1 - top.low, top.cases, top.base, base_label, "share",
        top.method, top.se, top.level, top.people,
    )  # fmt: skip


def _studentised(
    holdings: Holdings, statistic: _Statistic, base_label: str, unit: Unit
) -> Estimate:
    """Bootstrap the studentised logit: people are drawn anew, each draw with its own error.

    The plain interval (value and 1.96 errors) holds a heavy tail too seldom, since the error
    itself rests on the few who made most; Davidson (2009) recommends this one for the Gini.
    """
    base, cases = holdings.base, holdings.makers
    nothing = Estimate(None, None, None, cases, base, base_label, unit, _METHOD, people=base)
    if holdings.is_empty:
        return nothing
    made, people = holdings.made, holdings.people
    (value,), (se,) = statistic(made, people[None, :].astype(np.float64))
    shares = people / base
    draws = np.random.default_rng(_SEED).multinomial(base, shares, _DRAWS).astype(np.float64)
    drawn, errors = statistic(made, draws[draws @ made > 0])
    low, high = _bounds(float(value), float(se), drawn, errors)
    return Estimate(
        float(value), low, high, cases, base, base_label, unit, _METHOD, float(se), _LEVEL, base
    )


def _bounds(value: float, se: float, drawn: _Floats, errors: _Floats) -> tuple[float, float]:
    tails = ((1 - _LEVEL) / 2, (1 + _LEVEL) / 2)
    inner = (drawn > _EDGE) & (drawn < 1 - _EDGE) & (errors > _EDGE)
    if not 0 < value < 1 or se < _EDGE or inner.mean() < _LEVEL:
        # At an end there is no logit; what the draws show is the best that can be said.
        low, high = np.quantile(drawn, tails)
    else:
        drawn, errors = drawn[inner], errors[inner]
        distance = (_logit(drawn) - _logit(value)) * drawn * (1 - drawn) / errors
        reach = np.quantile(distance, tails) * se / (value * (1 - value))
        high, low = (1 + np.tanh((_logit(value) - reach) / 2)) / 2
    return min(float(low), value), max(float(high), value)


def _logit(share: _Floats | float) -> _Floats:
    odds = np.asarray(share, dtype=np.float64)
    return np.asarray(np.log(odds / (1 - odds)))


def _gini(made: _Floats, people: _Floats) -> tuple[_Floats, _Floats]:
    """Gini and its error for each row of ``people``."""
    base = people.sum(axis=1, keepdims=True)
    total = (people * made).sum(axis=1, keepdims=True)
    # Who made the same stands in the middle of their ranks.
    rank = (np.cumsum(people, axis=1) - people / 2) / base
    below = (np.cumsum(people * made, axis=1) - people * made / 2) / base
    value = 2 * (people * made * rank).sum(axis=1, keepdims=True) / total - 1
    influence = 2 * (rank * made - below) - (value + 1) * made
    return value[:, 0], _error(influence, people) * (base / total)[:, 0]


def _top(made: _Floats, people: _Floats, top: float) -> tuple[_Floats, _Floats]:
    """Share of the top and its error for each row of ``people``."""
    base = people.sum(axis=1, keepdims=True)
    total = (people * made).sum(axis=1, keepdims=True)
    border = made[(np.cumsum(people, axis=1) >= base * (1 - top) - _EDGE).argmax(axis=1)][:, None]
    above = np.maximum(made - border, 0)
    value = ((people * above).sum(axis=1, keepdims=True) + top * base * border) / total
    influence = above + top * border - value * made
    return value[:, 0], _error(influence, people) * (base / total)[:, 0]


def _error(influence: _Floats, people: _Floats) -> _Floats:
    base = people.sum(axis=1, keepdims=True)
    centred = influence - (people * influence).sum(axis=1, keepdims=True) / base
    found: _Floats = np.sqrt((people * centred**2).sum(axis=1)) / base[:, 0]
    return found
