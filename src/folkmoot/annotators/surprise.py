"""How surprising a count is against its own fading past."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

__all__ = ["HALF_LIFE", "PEAK_HALF_LIFE", "Surprise", "discoveries", "surprise"]

#: Buckets after which the past counts half: a quarter of a year of weeks. Shorter forgets what is
#: ordinary; longer keeps calling a lasting change a surprise.
HALF_LIFE: Final = 13.0
#: Buckets after which an earlier peak counts half: a year of weeks, so that last year's season
#: still holds a term back.
PEAK_HALF_LIFE: Final = 52.0
#: Half an event seen before the first bucket (Jeffreys' prior of a rate): a term never met before
#: is surprising, but not without bound.
_PRIOR: Final = 0.5


@dataclass(frozen=True, slots=True)
class Surprise:
    """What was expected of each term in one bucket, and how unlikely what came was.

    All arrays have one value a term. ``p_value`` is that of a count as large or larger,
    ``spread`` is the size of the negative binomial, smaller for a wider one, and ``faded_peak``
    the largest earlier count, faded.
    """

    count: NDArray[np.float64]
    expected: NDArray[np.float64]
    spread: NDArray[np.float64]
    p_value: NDArray[np.float64]
    faded_peak: NDArray[np.float64]


def surprise(counts: NDArray[np.float64], totals: NDArray[np.float64], bucket: int) -> Surprise:
    """Answer how surprising one bucket's counts are, given the buckets before it.

    The level of a term is its share of all posts, older buckets fading by half every
    `HALF_LIFE`. A Gamma level gives a negative binomial prediction; its spread is widened by
    the dispersion that all terms together showed in the past year (method of moments), since
    people ask in clusters.

    Parameters
    ----------
    counts
        Distinct authors a term (rows) and bucket (columns), oldest bucket first.
    totals
        Posts a bucket, so that a busy week is no surprise.
    bucket
        Column to judge; at least one must stand before it.
    """
    from scipy.stats import nbinom

    expected, shape = _predicted(counts, totals, bucket)
    spread = 1 / (1 / shape + _dispersion(counts, totals, bucket))
    now = counts[:, bucket]
    p_value = nbinom.sf(now - 1, spread, spread / (spread + expected))
    age = np.arange(bucket, 0, -1, dtype=np.float64)
    faded = counts[:, :bucket] * 0.5 ** (age / PEAK_HALF_LIFE)
    return Surprise(now, expected, spread, np.asarray(p_value), faded.max(axis=1))


def _predicted(
    counts: NDArray[np.float64], totals: NDArray[np.float64], bucket: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    if bucket < 1:
        raise ValueError("a bucket needs a past")
    age = np.arange(bucket, 0, -1, dtype=np.float64)
    fading = 0.5 ** (age / HALF_LIFE)
    shape = counts[:, :bucket] @ fading + _PRIOR
    exposure = max(float(totals[:bucket] @ fading), 1.0)
    return shape / exposure * totals[bucket], shape


def _dispersion(counts: NDArray[np.float64], totals: NDArray[np.float64], bucket: int) -> float:
    """Excess of the variance over Poisson, as a share of the squared mean, over the past year."""
    squares, excess = 0.0, 0.0
    for past in range(max(1, bucket - int(PEAK_HALF_LIFE)), bucket):
        expected, shape = _predicted(counts, totals, past)
        # What the uncertain level explains by itself is not counted again.
        own = expected + expected**2 / shape
        excess += float(((counts[:, past] - expected) ** 2 - own).sum())
        squares += float((expected**2).sum())
    return max(0.0, excess / squares) if squares else 0.0


def discoveries(
    found: Sequence[Surprise], smallest: int, most: int = 60
) -> list[NDArray[np.float64]]:
    """Adjust the p-values of several buckets for having looked at every term.

    The false discovery rate of discrete tests (Heyse, in *Recent Advances in Biostatistics*,
    2011): at a threshold, what each term could have contributed by chance is its largest
    attainable p-value below it. A rare term can hardly reach ``smallest`` at all, so it costs
    little to have looked at it, and nothing is lost to the thousands of rare terms.

    Parameters
    ----------
    found
        One `Surprise` a bucket, of the same terms.
    smallest
        Counts below this are never called a surprise.
    most
        Adjusted are the p-values of this many terms, the most surprising ones; the rest get 1.

    Returns
    -------
    list
        q-values in the shape of ``found``.
    """
    from scipy.stats import nbinom

    expected = np.concatenate([each.expected for each in found])
    spread = np.concatenate([each.spread for each in found])
    count = np.concatenate([each.count for each in found])
    p_value = np.concatenate([each.p_value for each in found])
    q_value = np.ones_like(p_value)
    met = np.flatnonzero(count >= smallest)
    order = met[np.argsort(p_value[met], kind="stable")][:most]
    if len(order):
        counts = np.arange(smallest, smallest + 60)
        attainable = nbinom.sf(
            counts[None, :] - 1, spread[:, None], (spread / (spread + expected))[:, None]
        )
        chance = np.array(
            [np.where(attainable <= p, attainable, 0).max(axis=1).sum() for p in p_value[order]]
        )
        adjusted = chance / np.arange(1, len(order) + 1)
        q_value[order] = np.minimum(1, np.minimum.accumulate(adjusted[::-1])[::-1])
    return list(np.split(q_value, len(found)))
