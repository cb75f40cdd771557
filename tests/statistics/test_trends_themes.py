"""Themes judged beside words: bursts of themes are found, ordinary weeks stay quiet. Simulated."""

from __future__ import annotations

import numpy as np

from folkmoot.measures._rising import RECENT, Rising, TermCounts, rising_terms

BUCKETS, WORDS, THEMES = 104, 500, 60
RUNS = 60


def simulated(seed: int) -> TermCounts:
    """Words of very different frequency; themes are larger and cluster twice as much."""
    chance = np.random.default_rng(seed)
    totals = chance.poisson(120, BUCKETS).astype(np.float64)
    level = np.concatenate(
        [chance.lognormal(-2.5, 1.4, WORDS), chance.lognormal(-0.3, 0.8, THEMES)]
    )
    size = np.repeat([8.0, 4.0], [WORDS, THEMES])[:, None]
    spread = chance.gamma(size, 1 / size, (WORDS + THEMES, BUCKETS))
    counts = chance.poisson(level[:, None] * totals / 120 * spread).astype(np.float64)
    words = [f"word{number:03}" for number in range(WORDS)]
    return _with_posts(words + [f"theme-{number}" for number in range(THEMES)], counts, totals)


def _with_posts(
    terms: list[str], counts: np.ndarray[tuple[int, int], np.dtype[np.float64]],
    totals: np.ndarray[tuple[int], np.dtype[np.float64]],
) -> TermCounts:  # fmt: skip
    """No two terms share a post, so that none is taken for another's event."""
    posts = [
        [(bucket, 1_000_000 * row + 1_000 * bucket + number)
         for bucket in range(BUCKETS - RECENT, BUCKETS)
         for number in range(int(counts[row, bucket]))]
        for row in range(len(terms))
    ]  # fmt: skip
    return TermCounts(terms, counts, totals, posts)


def likely(found: TermCounts) -> list[Rising]:
    return [each for each in rising_terms(found, 1000) if each.q_value <= 0.2]


def test_ordinary_weeks_seldom_call_anything_rising() -> None:
    # As for words alone (test_surprise.py): a fifth of 60 runs may, 20 would be p = 0.005.
    alarms = sum(bool(likely(simulated(seed))) for seed in range(RUNS))
    assert alarms <= 19, alarms


def test_planted_bursts_of_themes_are_found() -> None:
    met = 0
    for seed in range(20):
        plain = simulated(1000 + seed)
        chance = np.random.default_rng(seed)
        means = plain.counts[WORDS:].mean(axis=1)
        rows = WORDS + chance.choice(np.flatnonzero((means > 0.2) & (means < 2)), 3, replace=False)
        counts = plain.counts.copy()
        counts[rows, -1] += np.ceil(8 * counts[rows].mean(axis=1)) + 4
        found = _with_posts(plain.terms, counts, plain.totals)
        met += len({plain.terms[row] for row in rows} & {each.term for each in likely(found)})
    assert met / 60 >= 0.8, f"{met} of 60"
