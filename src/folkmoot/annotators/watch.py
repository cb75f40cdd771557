"""Watching many terms at once, bucket by bucket: which count is beyond its own past."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from folkmoot.errors import Problem, ProblemGroup

__all__ = ["HOURS_OF_WEEK", "Pace", "Seen", "Watch", "least_surprise", "watch"]

_Floats = NDArray[np.float64]

#: Hours of a week: the profile has one value for each.
HOURS_OF_WEEK: Final = 168
#: Weeks of data before the profile is used: each hour has then been seen four times.
_PROFILE_WEEKS: Final = 4
#: Counts that the profile takes as seen at the ordinary level: they shrink it towards 1.
_PROFILE_PRIOR: Final = 20.0
#: Visits of an hour of the week after which an earlier one counts half, in weeks.
_PROFILE_HALF_LIFE: Final = 8.0
#: Buckets that the past counts at least, so that after a long gap nothing divides by zero.
_LEAST: Final = 0.1
#: Half an event seen before the first bucket (Jeffreys' prior of a rate).
_PRIOR: Final = 0.5
#: A count enters the level at most at this many standard deviations above what was expected, so
#: that a burst does not become what is ordinary.
_CLIP: Final = 10.0
#: Only counts this many standard deviations above the expected get an exact p-value. A p-value of
#: 0.0001 is always further out.
_LOOK: Final = 2.0
#: Terms worked on together, so that their state stays in the processor's cache.
_BLOCK: Final = 4096
#: Arrays that a watch goes on from, a value a term or a row of the profile's hours.
_STATE: Final = ("shape", "exposure", "excess", "squares", "peak", "seen", "ordinary")
#: Surprise is told up to here: smaller p-values than this are no numbers any more.
_MOST: Final = 300.0
#: A term whose level wanders passes a p-value up to a third more often than the p-value says: this
#: much, as a decimal logarithm, is kept to spare.
_SPARE: Final = 0.125


def least_surprise(false_a_day: float, buckets_a_day: float = 24) -> float:
    """Answer from which surprise on something rises, by how many false alarms may come.

    A p-value says how often chance alone passes it, so that this many false alarms a series and
    day need a surprise of ``log10(buckets_a_day / false_a_day)``, and a little to spare. Nothing
    is learnt from any series.

    Parameters
    ----------
    false_a_day
        False alarms a series and day: few where thousands of terms are watched at once, more
        where a person follows a handful.
    buckets_a_day
        As in `Pace`; less than 1 for buckets longer than a day.

    Examples
    --------
    >>> least_surprise(0.001), least_surprise(0.08)
    (4.51, 2.6)
    """
    return round(math.log10(buckets_a_day / false_a_day) + _SPARE, 2)


@dataclass(frozen=True)
class Pace:
    """How fast the past fades, and what is called rising.

    Parameters
    ----------
    buckets_a_day
        24 for hours, 288 for five minutes; a divisor or a multiple of 24.
    level_days
        Days after which the past counts half in the level. Longer calls a lasting change a
        surprise for longer.
    spread_days
        The same for the spread around the level.
    peak_days
        Days after which an earlier peak counts half.
    above_peak
        A count rises above this many times its faded peak. More finds fewer and larger rises.
    surprise
        Least minus decimal logarithm of the p-value, as `least_surprise` has it; what ships is
        for 0.001 false alarms a term and day, by the hour.
    smallest
        Counts below this are never called rising: two people may be one story told twice.
    warm_up_days
        Nothing is called rising before this much past.
    """

    buckets_a_day: int = 24
    level_days: float = 3.0
    spread_days: float = 14.0
    peak_days: float = 7.0
    above_peak: float = 1.1
    surprise: float = least_surprise(0.001)
    smallest: int = 3
    warm_up_days: float = 2.0


@dataclass(frozen=True, slots=True)
class Seen:
    """One bucket judged; arrays have one value a term.

    ``surprise`` is minus the decimal logarithm of the chance of a count as large or larger, and 0
    where a count is too small, below its faded peak, or near what was expected.
    """

    expected: _Floats
    spread: _Floats
    faded_peak: _Floats
    surprise: _Floats
    is_rising: NDArray[np.bool_]


class Watch:
    """State of many terms, brought forward one bucket at a time.

    Counts of a term are negative binomial around a level that fades, times a profile by hour of
    the week that is shrunk to 1 and used once four weeks are seen; the spread is what the term's
    own past showed beyond Poisson (method of moments). A count rises when it is too unlikely and
    beyond the term's own faded peaks. The state of a term is 1.4 kB, most of it the profile.

    Parameters
    ----------
    terms
        How many terms; counts are given in the same order each time.
    pace
        How fast the past fades.

    Examples
    --------
    >>> import numpy as np
    >>> days = Watch(1, Pace(buckets_a_day=24))
    >>> quiet = [days.step(hour, np.array([5.0])) for hour in range(72)]
    >>> any(seen.is_rising[0] for seen in quiet), bool(days.step(72, np.array([40.0])).is_rising[0])
    (False, True)
    """

    def __init__(self, terms: int, pace: Pace | None = None) -> None:
        self.pace = pace or Pace()
        self._last: int | None = None
        self._buckets = 0
        self._past = 0.0
        self._shape = np.full(terms, _PRIOR)
        self._exposure = np.zeros(terms)
        self._excess = np.zeros(terms)
        self._squares = np.zeros(terms)
        self._peak = np.zeros(terms)
        self._seen = np.zeros((HOURS_OF_WEEK, terms), dtype=np.float32)
        self._ordinary = np.zeros((HOURS_OF_WEEK, terms), dtype=np.float32)

    def step(self, bucket: int, counts: _Floats) -> Seen:
        """Judge one bucket by the ones before it, then take it in.

        A bucket that was left out is unknown, not empty: the past fades over it, and nothing is
        learnt.

        Parameters
        ----------
        bucket
            Number of the bucket on a clock that never turns back, as seconds since an epoch over
            the length of a bucket.
        counts
            Distinct authors a term.

        Raises
        ------
        FolkmootError
            When the bucket is not later than the last one, or counts are no counts; nothing has
            been taken in then.
        """
        self._check(bucket, counts)
        gap = 1 if self._last is None else bucket - self._last
        pace = self.pace
        hour = bucket * 24 // pace.buckets_a_day % HOURS_OF_WEEK
        self._fade(gap)
        profile = self._profile(hour)
        seen = self._judge(counts, profile)
        self._learn(counts, profile, seen, hour)
        self._last = bucket
        self._buckets += gap
        return seen

    def beside(self, terms: int) -> Watch:
        """A watch of other terms on the same clock, none of which was met so far."""
        other = Watch(terms, self.pace)
        other._last, other._buckets, other._past = self._last, self._buckets, self._past
        other._exposure[:] = self._past
        return other

    def state(self) -> tuple[tuple[int | None, int, float], dict[str, NDArray[Any]]]:
        """What it goes on from: its clock, and arrays by name."""
        return (self._last, self._buckets, self._past), {n: getattr(self, f"_{n}") for n in _STATE}

    @classmethod
    def from_state(
        cls, pace: Pace, clock: tuple[int | None, int, float], arrays: Mapping[str, NDArray[Any]]
    ) -> Watch:
        """Go on from what `state` gave.

        Raises
        ------
        ValueError
            When the arrays are of different lengths.
        """
        watch = cls(arrays["shape"].shape[-1], pace)
        watch._last, watch._buckets, watch._past = clock
        for name in _STATE:
            before = getattr(watch, f"_{name}")
            if (arrays[name].shape, arrays[name].dtype) != (before.shape, before.dtype):
                raise ValueError(f"{name}: {arrays[name].shape} in place of {before.shape}")
            setattr(watch, f"_{name}", np.array(arrays[name]))
        return watch

    def enter(self, places: NDArray[np.int64], past: _Floats, peaks: _Floats) -> None:
        """Begin to watch terms that were too rare to be watched before.

        Their spread and their profile are learnt from now on.

        Parameters
        ----------
        places
            Their numbers, of terms that were given no count so far.
        past
            Counts of each up to the last bucket, faded as the level is.
        peaks
            The largest of them, faded as a peak is.
        """
        self._shape[places] = past + _PRIOR
        self._exposure[places] = self._past
        self._peak[places] = peaks
        for state in (self._excess, self._squares):
            state[places] = 0
        for profile in (self._seen, self._ordinary):
            profile[:, places] = 0

    def _check(self, bucket: int, counts: _Floats) -> None:
        faults = []
        if self._last is not None and bucket <= self._last:
            later = f"more than {self._last}"
            faults.append(Problem("bucket-not-later", "bucket", f"{bucket}", later))
        if counts.shape != self._shape.shape:
            wanted = f"{len(self._shape)} counts"
            faults.append(Problem("counts-per-term", "counts", f"shape {counts.shape}", wanted))
        elif not (np.isfinite(counts).all() and (counts >= 0).all()):
            wrong = int(np.flatnonzero(~(np.isfinite(counts) & (counts >= 0)))[0])
            faults.append(
                Problem("not-a-count", f"term {wrong}", f"{counts[wrong]}", "0 or more authors")
            )
        if faults:
            raise ProblemGroup("counts", faults)

    def _fade(self, gap: int) -> None:
        days = gap / self.pace.buckets_a_day
        level = 0.5 ** (days / self.pace.level_days)
        self._shape = (self._shape - _PRIOR) * level + _PRIOR
        self._exposure *= level
        self._past *= level
        spread = 0.5 ** (days / self.pace.spread_days)
        self._excess *= spread
        self._squares *= spread
        self._peak *= 0.5 ** (days / self.pace.peak_days)

    def _profile(self, hour: int) -> _Floats | None:
        if self._buckets < 7 * _PROFILE_WEEKS * self.pace.buckets_a_day:
            return None
        seen, ordinary = self._seen[hour].astype(np.float64), self._ordinary[hour]
        found: _Floats = (seen + _PROFILE_PRIOR) / (ordinary + _PROFILE_PRIOR)
        return found

    def _judge(self, counts: _Floats, profile: _Floats | None) -> Seen:
        from scipy.special import betainc

        pace = self.pace
        expected = self._shape / np.maximum(self._exposure, _LEAST)
        if profile is not None:
            expected *= profile
        wide = np.maximum(self._excess, 0) / np.maximum(self._squares, 1e-12)
        spread = 1 / (1 / self._shape + wide)
        surprise = np.zeros_like(expected)
        if self._buckets >= pace.warm_up_days * pace.buckets_a_day:
            far = expected + _LOOK * np.sqrt(expected + expected**2 / spread)
            far = np.maximum(far, pace.above_peak * self._peak)
            found = np.flatnonzero((counts > far) & (counts >= pace.smallest))
            if len(found):
                mean, size = expected[found], spread[found]
                chance = betainc(counts[found], size, mean / (size + mean))
                surprise[found] = -np.log10(np.maximum(chance, 10**-_MOST))
        return Seen(expected, spread, self._peak.copy(), surprise, surprise >= pace.surprise)

    def _learn(self, counts: _Floats, profile: _Floats | None, seen: Seen, hour: int) -> None:
        np.maximum(self._peak, counts, out=self._peak)
        factor = np.ones_like(counts) if profile is None else profile
        taken = counts
        # What was expected before anything was seen says nothing of the spread or of the hour.
        if self._last is not None:
            expected = seen.expected
            most = expected + _CLIP * np.sqrt(expected + expected**2 / seen.spread)
            taken = np.minimum(counts, np.maximum(most, self.pace.smallest))
            # What the uncertain level explains by itself is not counted again.
            self._excess += (taken - expected) ** 2 - expected - expected**2 / self._shape
            self._squares += expected**2
            self._keep(self._seen[hour], taken)
            self._keep(self._ordinary[hour], expected / factor)
        self._shape += taken
        self._exposure += factor
        self._past += 1

    def _keep(self, row: NDArray[np.float32], new: _Floats) -> None:
        row *= np.float32(0.5 ** (24 / self.pace.buckets_a_day / _PROFILE_HALF_LIFE))
        row += new.astype(np.float32)


def watch(counts: _Floats, first_bucket: int, pace: Pace | None = None) -> _Floats:
    """Answer how surprising each bucket of each term was, all at once.

    The same numbers as `Watch` gives bucket by bucket: where they are at least
    ``pace.surprise``, a term rises.

    Parameters
    ----------
    counts
        Distinct authors a term (rows) and bucket (columns), oldest first, without gaps.
    first_bucket
        Number of the first column, as in `Watch.step`.
    pace
        How fast the past fades.

    Returns
    -------
    array
        Surprise in the shape of ``counts``.

    Raises
    ------
    FolkmootError
        When counts are no counts.
    """
    found = np.zeros(counts.shape)
    for start in range(0, len(counts), _BLOCK):
        block = np.ascontiguousarray(counts[start : start + _BLOCK].T, dtype=np.float64)
        state = Watch(block.shape[1], pace)
        for column, row in enumerate(block):
            found[start : start + _BLOCK, column] = state.step(first_bucket + column, row).surprise
    return found
