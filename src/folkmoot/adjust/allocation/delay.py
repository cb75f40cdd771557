"""How late conversions arrive, from those that are dated: recent ones are still on their way."""

from __future__ import annotations

from typing import Final

import numpy as np

from folkmoot.adjust.allocation.history import Arms, Floats, History

__all__ = ["MOST_WEEKS", "PRIOR_CASES", "PRIOR_KEPT", "arrivals_by_lag", "exposures"]

#: Weeks after which a conversion is no longer counted for an action.
MOST_WEEKS: Final = 12
#: Before anything is known, this part of what is still to come arrives later than a week on.
PRIOR_KEPT: Final = 0.4
#: Dated conversions that the assumption above is worth.
PRIOR_CASES: Final = 5.0


def arrivals_by_lag(history: History) -> Floats:
    """Part of conversions that arrive 0, 1, 2, ... weeks after the action; sums to 1.

    Late ones of recent weeks have not been seen yet, so plain shares would be too quick. The
    chance to arrive at lag ``j`` among those of lag ``j`` or less is estimated from the weeks that
    are at least ``j`` old, and the product of their complements gives the distribution (J. D.
    Kalbfleisch & J. F. Lawless, *JASA* 84, 1989, for right-truncated delays). A geometric
    distribution is mixed in as `PRIOR_CASES` conversions.

    Examples
    --------
    >>> empty = History(*(np.zeros((3, 1)) for _ in range(3)), np.zeros((3, 1, 3)))
    >>> [round(float(part), 2) for part in arrivals_by_lag(empty)[:3]]
    [0.6, 0.24, 0.1]
    """
    lags = np.arange(MOST_WEEKS + 1)
    prior = (1 - PRIOR_KEPT) * PRIOR_KEPT**lags
    prior /= prior.sum()
    counts = _padded(history.lags)
    ages = np.arange(len(counts))[::-1]
    reached = 1.0
    parts = np.zeros(len(lags))
    for lag in lags[::-1]:
        old = ages >= lag
        here = counts[old, lag].sum() + PRIOR_CASES * prior[lag]
        whole = counts[old, : lag + 1].sum() + PRIOR_CASES * prior[: lag + 1].sum()
        parts[lag] = reached * here / whole
        reached -= parts[lag]
    return parts


def _padded(lags: Floats) -> Floats:
    counts = np.zeros((len(lags), MOST_WEEKS + 1))
    width = min(lags.shape[1], MOST_WEEKS + 1) if lags.ndim == 2 else 0
    counts[:, :width] = lags[:, :width]
    return counts


def exposures(arms: Arms, history: History, parts: Floats, memory: float) -> tuple[Floats, Floats]:
    """Discounted conversions of each arm, and the effective hours that could have brought them.

    Parameters
    ----------
    parts
        As of `arrivals_by_lag`.
    memory
        Weight of a week beside the one after it, above 0 and at most 1.
    """
    weeks = history.weeks
    weights = memory ** np.arange(weeks)[::-1]
    cases = weights @ history.conversions
    # What an action of week t had brought by now, each arrival weighted as its week is.
    seen = np.array(
        [
            sum(weights[week + lag] * parts[lag] for lag in range(min(len(parts), weeks - week)))
            for week in range(weeks)
        ]
    )
    return cases, seen @ arms.effective(history.hours)
