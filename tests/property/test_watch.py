"""Watching bucket by bucket is what the formulas say of the whole past at once."""

from __future__ import annotations

import pickle

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal
from numpy.typing import NDArray

from folkmoot.annotators.watch import HOURS_OF_WEEK, Pace, Watch, watch
from folkmoot.errors import FolkmootError

Floats = NDArray[np.float64]

#: One bucket an hour and a short memory, so that small examples reach every part.
PACE = Pace(buckets_a_day=24, level_days=0.25, spread_days=0.5, peak_days=1.0, warm_up_days=0.1)

numbers = st.integers(0, 2**32 - 1)


def drawn(seed: int, terms: int, buckets: int) -> Floats:
    chance = np.random.default_rng(seed)
    level = 10 ** chance.uniform(-1, 1.5, (terms, 1))
    burst = np.where(chance.random((terms, buckets)) < 0.05, 9, 1)
    return chance.poisson(level * burst).astype(np.float64)


@given(numbers, st.integers(1, 6), st.integers(2, 60), st.integers(0, 10_000))
def test_the_batch_says_what_the_stream_says(
    seed: int, terms: int, buckets: int, first: int
) -> None:
    counts = drawn(seed, terms, buckets)
    state = Watch(terms, PACE)
    streamed = np.array([state.step(first + at, row).surprise for at, row in enumerate(counts.T)])
    assert_array_equal(watch(counts, first, PACE), streamed.T)


@given(numbers, st.integers(2, 40), st.data())
def test_a_state_kept_in_between_changes_nothing(
    seed: int, buckets: int, data: st.DataObject
) -> None:
    counts = drawn(seed, 3, buckets)
    cut = data.draw(st.integers(1, buckets - 1))
    state = Watch(3, PACE)
    found = [state.step(at, row).surprise for at, row in enumerate(counts.T[:cut])]
    kept = pickle.loads(pickle.dumps(state))  # what was written a line above
    found += [kept.step(cut + at, row).surprise for at, row in enumerate(counts.T[cut:])]
    assert_array_equal(watch(counts, 0, PACE), np.array(found).T)


@given(numbers, st.integers(2, 40))
def test_level_spread_and_peak_are_sums_over_the_whole_past(seed: int, buckets: int) -> None:
    counts = drawn(seed, 4, buckets)
    state = Watch(4, PACE)
    seen = [state.step(at, row) for at, row in enumerate(counts.T)]
    taken = [counts[:, 0]]
    excess, squares = [np.zeros(4)], [np.zeros(4)]
    for now in range(1, buckets):
        hours = np.arange(now, 0, -1)
        level, spread = 0.5 ** (hours / 6), 0.5 ** (hours / 12)
        shape = np.array(taken).T @ level + 0.5
        expected = shape / max(level.sum(), 0.1)
        wide = np.maximum(np.array(excess).T @ spread, 0)
        wide /= np.maximum(np.array(squares).T @ spread, 1e-12)
        size = 1 / (1 / shape + wide)
        assert_allclose(seen[now].expected, expected, rtol=1e-9)
        assert_allclose(seen[now].spread, size, rtol=1e-6)
        peak = (counts[:, :now] * 0.5 ** (hours / 24)).max(axis=1)
        assert_allclose(seen[now].faded_peak, peak, rtol=1e-9)
        most = expected + 10 * np.sqrt(expected + expected**2 / size)
        taken.append(np.minimum(counts[:, now], np.maximum(most, 3)))
        excess.append((taken[-1] - expected) ** 2 - expected - expected**2 / shape)
        squares.append(expected**2)


@given(numbers, st.permutations(range(5)))
def test_terms_do_not_know_each_other(seed: int, order: list[int]) -> None:
    counts = drawn(seed, 5, 30)
    assert_array_equal(watch(counts[order], 0, PACE), watch(counts, 0, PACE)[order])


def test_surprise_is_the_tail_of_the_negative_binomial() -> None:
    from scipy.stats import nbinom

    counts = drawn(1, 50, 60)
    state = Watch(50, PACE)
    judged = 0
    for at, row in enumerate(counts.T):
        seen = state.step(at, row)
        found = seen.surprise > 0
        judged += int(found.sum())
        size, mean = seen.spread[found], seen.expected[found]
        tail = nbinom.sf(row[found] - 1, size, size / (size + mean))
        assert_allclose(10 ** -seen.surprise[found], tail, rtol=1e-6)
        assert (row[found] > 1.1 * seen.faded_peak[found]).all()
    assert judged > 50


def test_a_gap_fades_the_past_and_teaches_nothing() -> None:
    state, twin = Watch(1, PACE), Watch(1, PACE)
    for at in range(48):
        state.step(at, np.array([10.0]))
        twin.step(at, np.array([10.0]))
    before = state.step(48, np.array([10.0]))
    after = twin.step(48 + 24, np.array([10.0]))
    assert after.faded_peak[0] == pytest.approx(10 * 0.5 ** (25 / 24))
    assert not after.is_rising[0]
    # Half an event is more beside a faded past, so less is known of the level: it is no lower.
    assert after.expected[0] > before.expected[0]


def test_an_hour_that_is_always_busy_surprises_once_and_not_after_four_weeks() -> None:
    hours = np.arange(6 * HOURS_OF_WEEK)
    busy = hours % HOURS_OF_WEEK == 100
    counts = np.where(busy, 60.0, 4.0)[None, :]
    pace = Pace(level_days=2.0, peak_days=0.5)
    surprise = watch(counts, 0, pace)[0, busy]
    assert (surprise[:4] >= pace.surprise).all()
    assert surprise[-1] < surprise[3]
    state = Watch(1, pace)
    expected = [state.step(int(hour), counts[:, hour]).expected[0] for hour in hours]
    assert expected[-HOURS_OF_WEEK + 100] > 1.5 * expected[-HOURS_OF_WEEK + 99]


@pytest.mark.parametrize(
    ("bucket", "counts", "code"),
    [
        (7, [1.0, 1.0], "bucket-not-later"),
        (6, [1.0, 1.0], "bucket-not-later"),
        (8, [1.0, -1.0], "not-a-count"),
        (8, [np.nan, 1.0], "not-a-count"),
        (8, [1.0], "counts-per-term"),
    ],
)
def test_what_is_no_next_bucket_is_named_and_not_taken_in(
    bucket: int, counts: list[float], code: str
) -> None:
    state = Watch(2, PACE)
    state.step(7, np.array([3.0, 5.0]))
    with pytest.raises(FolkmootError) as caught:
        state.step(bucket, np.array(counts))
    assert [problem.code for problem in caught.value.problems] == [code]
    twin = Watch(2, PACE)
    twin.step(7, np.array([3.0, 5.0]))
    assert_array_equal(
        state.step(8, np.array([1.0, 2.0])).expected, twin.step(8, np.array([1.0, 2.0])).expected
    )
