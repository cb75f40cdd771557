"""When to stop for complaints: pooled over a community, and over a strategy wherever it is used."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from folkmoot.adjust.allocation.history import Arms, Floats, History

__all__ = ["COMPLAINT_CERTAINTY", "COMPLAINT_LIMIT", "START_HOURS", "START_RATE", "stopped_groups"]

#: Complaints an hour that are too many: one in 20 hours of help.
COMPLAINT_LIMIT: Final = 0.05
#: A group is stopped as soon as it is this likely to be above the limit.
COMPLAINT_CERTAINTY: Final = 0.4
#: Complaints an hour expected before anything is known, and the hours that is worth.
START_RATE: Final = 0.01
START_HOURS: Final = 20.0


def stopped_groups(arms: Arms, history: History) -> dict[str, float]:
    """Communities and strategies to stop, each with the chance that it is above the limit.

    The complaints of a group are Poisson in its hours; its rate is Gamma distributed with shape 1
    about the rate of all, so a group of few hours is judged by what is known of the others. Nothing
    is forgotten here: a community does not forget either.

    Examples
    --------
    >>> one = np.ones(1)
    >>> arms = Arms(("a",), ("x",), caps=9 * one, half_hours=4 * one, money=0 * one)
    >>> quiet = History(
    ...     np.full((5, 1), 4.0), np.zeros((5, 1)), np.zeros((5, 1)), np.zeros((5, 1, 3))
    ... )
    >>> stopped_groups(arms, quiet)
    {}
    """
    hours, complaints = history.hours.sum(axis=0), history.complaints.sum(axis=0)
    rate = (complaints.sum() + START_RATE * START_HOURS) / (hours.sum() + START_HOURS)
    # A general rate near the limit must not stop everybody unheard, nor excuse anybody.
    rate = min(rate, COMPLAINT_LIMIT / 2)
    found = _judged(arms.communities, hours, complaints, rate)
    # A strategy is not blamed for a community that complains about everything.
    rest = np.array([0.0 if name in found else 1.0 for name in arms.communities])
    return found | _judged(arms.strategies, hours * rest, complaints * rest, rate)


def _judged(
    names: Sequence[str], hours: Floats, complaints: Floats, rate: float
) -> dict[str, float]:
    from scipy.special import gammaincc

    found = {}
    for name in sorted(set(names)):
        here = np.array([each == name for each in names])
        shape, scale = 1 + complaints[here].sum(), 1 / rate + hours[here].sum()
        above = float(gammaincc(shape, COMPLAINT_LIMIT * scale))
        if complaints[here].sum() > 0 and above > COMPLAINT_CERTAINTY:
            found[name] = above
    return found
