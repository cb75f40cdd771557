"""Intervals of shares and scores when one person writes many posts: simulated people."""

from __future__ import annotations

import math

import numpy as np
import pytest

from folkmoot.estimate import Estimate, share
from folkmoot.measures._clustered import clustered_share, product

TRUE = 0.10


def simulated(rng: np.random.Generator, people: int) -> tuple[np.ndarray, np.ndarray]:
    """People who ask from once to some dozens of times, each with a leaning of their own."""
    posts = np.minimum(rng.geometric(0.25, people), 40).astype(float)
    leaning = rng.beta(TRUE * 3, (1 - TRUE) * 3, people)
    return rng.binomial(posts.astype(int), leaning).astype(float), posts


def covers(estimate: Estimate, truth: float) -> bool:
    assert estimate.low is not None
    assert estimate.high is not None
    return estimate.low <= truth <= estimate.high


def test_the_interval_covers_the_true_share_nineteen_times_of_twenty() -> None:
    rng = np.random.default_rng(7)
    clustered = alone = 0
    for _ in range(1_000):
        cases, posts = simulated(rng, 150)
        clustered += covers(clustered_share(cases, posts, "posts"), TRUE)
        alone += covers(share(int(cases.sum()), int(posts.sum()), "posts"), TRUE)
    assert 930 <= clustered <= 970
    assert alone < 860  # as if every post came from somebody else: far too sure


def test_posts_that_do_not_cluster_are_taken_as_they_are() -> None:
    rng = np.random.default_rng(8)
    cases = (rng.random(4_000) < TRUE).astype(float)
    clustered = clustered_share(cases, np.ones(4_000), "posts")
    plain = share(int(cases.sum()), 4_000, "posts")
    assert clustered.low == pytest.approx(plain.low, abs=2e-4)
    assert clustered.high == pytest.approx(plain.high, abs=2e-4)


@pytest.mark.parametrize("shown", [0.0, 1.0])
def test_none_and_all_have_an_interval(shown: float) -> None:
    posts = np.array([3.0, 1.0, 7.0] * 20)
    estimate = clustered_share(posts * shown, posts, "posts")
    assert estimate.value == shown
    assert estimate.low is not None
    assert estimate.high is not None
    assert 0 <= estimate.low <= shown <= estimate.high <= 1
    assert estimate.high - estimate.low > 0.01


def test_nobody_has_no_share() -> None:
    estimate = clustered_share(np.array([]), np.array([]), "posts")
    assert (estimate.value, estimate.base, estimate.people) == (None, 0, 0)


@pytest.mark.parametrize(("first", "second"), [(0.05, 0.4), (0.3, 0.5), (0.02, 0.9)])
def test_the_score_covers_the_true_product(first: float, second: float) -> None:
    rng = np.random.default_rng(9)
    covered = 0
    for _ in range(1_000):
        one = share(int(rng.binomial(800, first)), 800, "posts")
        other = share(int(rng.binomial(60, second)), 60, "posts")
        covered += covers(product(one, other, "posts"), 100 * first * second)
    assert 925 <= covered <= 985


def test_a_score_of_a_withheld_part_is_withheld() -> None:
    hidden = Estimate(None, None, None, 2, 8, "posts", "share", "wilson", reliability="suppressed")
    shown = share(30, 100, "posts")
    for pair in ((hidden, shown), (shown, hidden)):
        score = product(*pair, "posts")
        assert (score.value, score.reliability) == (None, "suppressed")


def test_a_score_of_nothing_is_nothing_and_says_how_little() -> None:
    score = product(share(0, 100, "posts"), share(20, 40, "posts"), "posts")
    assert (score.value, score.low) == (0.0, 0.0)
    assert score.high is not None
    assert 0 < score.high < 20
    assert math.isfinite(score.se or 0.0)
