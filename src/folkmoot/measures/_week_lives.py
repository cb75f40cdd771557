"""How long what rose in a quiet community lasted: lives of earlier rises, a bucket at a time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from folkmoot.annotators.surprise import HALF_LIFE, PEAK_HALF_LIFE
from folkmoot.annotators.watch import least_surprise
from folkmoot.measures._rising import SAME_EVENT, SMALLEST, TermCounts

__all__ = ["lives_of", "stays_up"]

_Floats = NDArray[np.float64]

#: False alarms a term and day among the earlier rises, as where terms are watched by the hour.
_FALSE_A_DAY: Final = 0.001
#: A rise goes on while so many times the people that were expected when it rose use the term.
_STILL: Final = 2.0
#: Half an event seen before the first bucket, as in `folkmoot.annotators.surprise`.
_PRIOR: Final = 0.5


@dataclass(frozen=True, slots=True)
class _Rise:
    row: int
    bucket: int
    expected: float


def stays_up(counts: _Floats, bucket: int, expected: float) -> int:
    """Answer for how many buckets a rise lasts: one that it rose in, and those that follow.

    Parameters
    ----------
    counts
        People a bucket, of one term.
    bucket
        In which it rose.
    expected
        People who were expected then.
    """
    low = np.flatnonzero(counts[bucket:] < max(SMALLEST, _STILL * expected))
    return int(low[0]) if len(low) else len(counts) - bucket


def lives_of(found: TermCounts, bucket_days: int) -> list[int]:
    """Answer how many buckets each earlier rise lasted, of those that have ended.

    A term rises as `folkmoot.annotators.surprise.surprise` has it, without what all terms together
    show beyond Poisson; terms that rise in the same posts are one.
    """
    ends = found.counts.shape[1]
    ended = np.zeros(len(found.terms), dtype=np.int64)
    lives = []
    for rises in _rises(found, least_surprise(_FALSE_A_DAY, 1 / bucket_days)):
        held: list[set[int]] = []
        for rise in rises:
            # A term that is still up does not rise anew.
            if rise.bucket < ended[rise.row]:
                continue
            life = max(1, stays_up(found.counts[rise.row], rise.bucket, rise.expected))
            ended[rise.row] = rise.bucket + life
            posts = {number for bucket, number in found.posts[rise.row] if bucket == rise.bucket}
            is_new = all(len(posts & one) <= SAME_EVENT * min(len(posts), len(one)) for one in held)
            held.append(posts)
            if is_new and rise.bucket + life < ends:
                lives.append(life)
    return lives


def _rises(found: TermCounts, least: float) -> Iterator[list[_Rise]]:
    """Rises of each bucket, the most surprising first."""
    from scipy.stats import nbinom

    level, peak = np.zeros(len(found.terms)), np.zeros(len(found.terms))
    exposure = 0.0
    for bucket in range(found.counts.shape[1]):
        now, total = found.counts[:, bucket], found.totals[bucket]
        shape = level + _PRIOR
        expected = shape / max(exposure, 1.0) * total
        rows = np.flatnonzero((now >= SMALLEST) & (now > peak) & (now >= _STILL * expected))
        size = shape[rows]
        chance = nbinom.sf(now[rows] - 1, size, size / (size + expected[rows]))
        order = rows[np.lexsort((rows, chance))]
        sure = int((chance <= 10**-least).sum()) if exposure else 0
        yield [_Rise(row, bucket, float(expected[row])) for row in order[:sure].tolist()]
        level = (level + now) * 0.5 ** (1 / HALF_LIFE)
        exposure = (exposure + total) * 0.5 ** (1 / HALF_LIFE)
        peak = np.maximum(peak, now) * 0.5 ** (1 / PEAK_HALF_LIFE)
