"""How long earlier rises of a quiet community lasted, and what that says of the next one."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from folkmoot.annotators.remaining import LIFE_LEVEL, remaining_among
from folkmoot.measures._rising import TermCounts
from folkmoot.measures._week_lives import lives_of, stays_up

WEEKS, TERMS = 104, 400
Floats = NDArray[np.float64]


def counted(counts: Floats) -> TermCounts:
    """Counts with a post of its own for each author."""
    posts: list[list[tuple[int, int]]] = []
    number = 0
    for row in counts.astype(int):
        held = []
        for week, people in enumerate(row.tolist()):
            held += [(week, number + place) for place in range(people)]
            number += people
        posts.append(held)
    names = [f"term{place}" for place in range(len(counts))]
    return TermCounts(names, counts, np.full(counts.shape[1], 200.0), posts)


def test_lives_are_those_that_were_drawn() -> None:
    chance = np.random.default_rng(3)
    counts = chance.poisson(0.1, (TERMS, WEEKS)).astype(np.float64)
    drawn = chance.geometric(0.35, TERMS)
    starts = chance.integers(30, 70, TERMS)
    for term, (start, life) in enumerate(zip(starts, drawn, strict=True)):
        counts[term, start : start + life] = 12 - np.minimum(np.arange(life), 6)
        counts[term, start + life] = 0
    lives = np.array(lives_of(counted(counts), 7))
    # Three people in a week are met by chance too, and then for one week.
    by_chance = np.count_nonzero(lives == 1) - np.count_nonzero(drawn == 1)
    assert 0 <= by_chance < 0.1 * TERMS
    assert sorted(lives[lives > 1].tolist()) == sorted(drawn[drawn > 1].tolist())


def test_what_still_goes_on_is_no_life_and_terms_of_the_same_posts_are_one() -> None:
    counts = np.zeros((3, 30))
    counts[0, 20:23] = 9.0
    counts[1, 20:23] = 8.0
    counts[2, 28:] = 9.0
    found = counted(counts)
    assert lives_of(found, 7) == [3, 3]
    found.posts[1] = [pair for pair in found.posts[0] if pair[1] % 9 != 8]
    assert lives_of(found, 7) == [3]
    assert stays_up(counts[2], 28, 0.1) == 2
    assert stays_up(counts[0], 20, 0.1) == 3
    assert stays_up(counts[0], 20, 5.0) == 0


def test_the_interval_holds_eight_in_ten_of_later_lives() -> None:
    """Read off the first half of the terms, judged on the second."""
    chance = np.random.default_rng(5)
    counts = chance.poisson(0.4, (2 * TERMS, WEEKS)).astype(np.float64)
    drawn = chance.geometric(0.25, 2 * TERMS)
    starts = chance.integers(30, 70, 2 * TERMS)
    for term, (start, life) in enumerate(zip(starts, drawn, strict=True)):
        counts[term, start : start + life] = 10.0
        counts[term, start + life] = 0
    lives = lives_of(counted(counts[:TERMS]), 7)
    age = 2
    found = remaining_among(lives, age)
    assert found is not None
    low, _, high = found
    left = drawn[TERMS:][drawn[TERMS:] >= age] - age
    inside = float(((left >= low) & (left <= high)).mean())
    error = 2.6 * (LIFE_LEVEL * (1 - LIFE_LEVEL) / len(left)) ** 0.5
    assert LIFE_LEVEL - error <= inside <= 0.95
