"""What is remembered of every term: a few numbers while it is rare, a watch once it is not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from folkmoot.annotators.watch import Pace, Watch

__all__ = ["Risen", "TermStates"]

_Floats = NDArray[np.float64]
_Ints = NDArray[np.int64]

#: Terms of one watch: their state stays in the processor's cache, and room is made in steps.
_BLOCK: Final = 4096
#: Arrays that are kept of every term.
_STATE: Final = ("level", "peak", "at", "place")


@dataclass(frozen=True, slots=True)
class Risen:
    """Terms that rose in a bucket, with their surprise and how many people were expected."""

    numbers: _Ints
    surprise: _Floats
    expected: _Floats


class TermStates:
    """The past of all terms.

    A term that never had ``pace.smallest`` people in a bucket cannot rise; of it the faded sum of
    its counts and its faded peak are kept. The first time it has that many, it enters a watch
    with this past.
    """

    def __init__(self, pace: Pace) -> None:
        self.pace = pace
        self.terms: list[str] = []
        self._numbers: dict[str, int] = {}
        self._level = np.zeros(0)
        self._peak = np.zeros(0)
        self._at = np.zeros(0, dtype=np.int64)
        #: Place in the watches; -1 for a term that is not watched.
        self._place = np.zeros(0, dtype=np.int64)
        self._watches = [Watch(_BLOCK, pace)]
        self._watched: list[int] = []
        self._last: int | None = None

    @property
    def watched_count(self) -> int:
        """Terms that are watched."""
        return len(self._watched)

    def numbers(self, terms: Sequence[str]) -> _Ints:
        """Numbers of terms; new ones get the next."""
        known = self._numbers
        found = np.empty(len(terms), dtype=np.int64)
        for place, term in enumerate(terms):
            number = known.get(term)
            if number is None:
                number = known[term] = len(self.terms)
                self.terms.append(term)
            found[place] = number
        self._make_room()
        return found

    def step(self, bucket: int, numbers: _Ints, counts: _Floats) -> Risen:
        """Judge one bucket by those before it, then take it in.

        Parameters
        ----------
        bucket
            Later than the last.
        numbers
            Terms used in it, each once.
        counts
            Distinct authors of each.
        """
        self._remember(bucket, numbers, counts)
        now = np.zeros(_BLOCK * len(self._watches))
        place = self._place[numbers]
        now[place[place >= 0]] = counts[place >= 0]
        rows: list[_Ints] = []
        surprise: list[_Floats] = []
        expected: list[_Floats] = []
        for block, watch in enumerate(self._watches):
            seen = watch.step(bucket, now[block * _BLOCK : (block + 1) * _BLOCK])
            found = np.flatnonzero(seen.is_rising)
            rows.append(found + block * _BLOCK)
            surprise.append(seen.surprise[found])
            expected.append(seen.expected[found])
        self._last = bucket
        watched = np.array(self._watched, dtype=np.int64)
        return Risen(
            watched[np.concatenate(rows)], np.concatenate(surprise), np.concatenate(expected)
        )

    def state(self) -> tuple[dict[str, Any], dict[str, NDArray[Any]]]:
        """What it goes on from: plain values, and arrays by name."""
        watches = [watch.state() for watch in self._watches]
        plain = {"terms": self.terms, "watched": self._watched, "last": self._last,
                 "clocks": [clock for clock, _ in watches]}  # fmt: skip
        known = {name: getattr(self, f"_{name}")[: len(self.terms)] for name in _STATE}
        stacked = {
            f"watch_{name}": np.stack([arrays[name] for _, arrays in watches])
            for name in watches[0][1]
        }
        return plain, known | stacked

    @classmethod
    def from_state(
        cls, pace: Pace, plain: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]]
    ) -> TermStates:
        """Go on from what `state` gave.

        Raises
        ------
        KeyError, TypeError, ValueError
            When something is missing, or does not belong together.
        """
        states = cls(pace)
        states.terms, states._last = plain["terms"], plain["last"]
        states._watched = plain["watched"]
        states._numbers = {term: number for number, term in enumerate(states.terms)}
        for name in _STATE:
            if len(arrays[name]) != len(states.terms):
                raise ValueError(f"{name}: {len(arrays[name])} of {len(states.terms)} terms")
            setattr(states, f"_{name}", np.array(arrays[name]))
        states._watches = [
            Watch.from_state(
                pace, tuple(clock),
                {name[6:]: rows[block] for name, rows in arrays.items() if name[:6] == "watch_"},
            )
            for block, clock in enumerate(plain["clocks"])
        ]  # fmt: skip
        return states

    def _make_room(self) -> None:
        missing = len(self.terms) - len(self._at)
        if missing > 0:
            more = max(missing, len(self._at))
            self._level = np.concatenate([self._level, np.zeros(more)])
            self._peak = np.concatenate([self._peak, np.zeros(more)])
            self._at = np.concatenate([self._at, np.zeros(more, dtype=np.int64)])
            self._place = np.concatenate([self._place, np.full(more, -1, dtype=np.int64)])

    def _remember(self, bucket: int, numbers: _Ints, counts: _Floats) -> None:
        """Fade what is known of rare terms; those that have become frequent enter a watch."""
        is_rare = self._place[numbers] < 0
        rare, count = numbers[is_rare], counts[is_rare]
        last = bucket if self._last is None else self._last
        level = self._level[rare] * self._fade(last - self._at[rare], self.pace.level_days)
        peak = self._peak[rare] * self._fade(last - self._at[rare], self.pace.peak_days)
        enters = count >= self.pace.smallest
        self._enter(rare[enters], level[enters], peak[enters])
        stays = ~enters
        gap = bucket - last
        kept = rare[stays]
        self._level[kept] = level[stays] * self._fade(gap, self.pace.level_days) + count[stays]
        faded = peak[stays] * self._fade(gap, self.pace.peak_days)
        self._peak[kept] = np.maximum(faded, count[stays])
        self._at[kept] = bucket

    def _fade(self, gap: _Ints | int, half_life: float) -> _Floats:
        days = np.maximum(gap, 0) / self.pace.buckets_a_day
        return np.asarray(0.5 ** (days / half_life))

    def _enter(self, numbers: _Ints, past: _Floats, peaks: _Floats) -> None:
        # The order of the terms' names, since numbers depend on how the posts were handed in.
        for number, level, peak in sorted(
            zip(numbers.tolist(), past.tolist(), peaks.tolist(), strict=True),
            key=lambda each: self.terms[each[0]],
        ):
            place = len(self._watched)
            if place == _BLOCK * len(self._watches):
                self._watches.append(self._watches[-1].beside(_BLOCK))
            at = np.array([place % _BLOCK])
            self._watches[place // _BLOCK].enter(at, np.array([level]), np.array([peak]))
            self._watched.append(number)
            self._place[number] = place
