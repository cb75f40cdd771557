"""Shortlists against the optimum by exhaustive search, and reach for others, on planted truths."""

from __future__ import annotations

import logging
import math
import os
from itertools import combinations

import numpy as np
import pytest

from folkmoot.estimate import share
from folkmoot.measures._cover import cover, most_possible
from folkmoot.measures.shortlist import cross_fitted, reach_of_others

LOG = logging.getLogger(__name__)
FULL = os.environ.get("FOLKMOOT_STUDY") == "full"

#: What a greedy choice is never below, as a part of the best.
LEAST = 1 - 1 / math.e
Sets = dict[int, frozenset[int]]


def planted(chance: np.random.Generator, overlap: str) -> Sets:
    """Up to 13 places: apart, with people in common, or one inside the other with traps.

    A trap is the classical bad case for a greedy choice: a place that takes a little more than
    either of two that together hold everybody.
    """
    places = int(chance.integers(4, 14))
    people = 300
    if overlap == "apart":
        edges = np.sort(chance.choice(people, places - 1, replace=False))
        return {key: frozenset(part.tolist())
                for key, part in enumerate(np.split(np.arange(people), edges))}  # fmt: skip
    if overlap == "trap":
        sets: Sets = {}
        for block in range(places // 3 + 1):
            half = int(chance.integers(20, 60))
            start = 200 * block
            left, right = range(start, start + half), range(start + half, start + 2 * half)
            sets[3 * block] = frozenset(left)
            sets[3 * block + 1] = frozenset(right)
            middle = int(half * chance.uniform(0.5, 0.6))
            sets[3 * block + 2] = frozenset([*left[:middle], *right[:middle]])
        return sets
    taste = chance.beta(0.4, 3, places)
    busy = chance.gamma(0.7, 1, people)
    return {
        key: frozenset(np.flatnonzero(chance.random(people) < np.minimum(1, share * busy)).tolist())
        for key, share in enumerate(taste)
    }


def best(sets: Sets, budget: int) -> int:
    """Most people in any so many places, by trying all."""
    return max(
        len(frozenset().union(*(sets[key] for key in chosen)))
        for chosen in combinations(sets, min(budget, len(sets)))
    )


@pytest.mark.parametrize("overlap", ["apart", "shared", "trap"])
def test_a_shortlist_is_near_the_best_there_is(overlap: str) -> None:
    chance = np.random.default_rng(7)
    ratios = []
    bounds = []
    for _ in range(2_000 if FULL else 150):
        sets = planted(chance, overlap)
        order = cover(sets)
        for budget in (1, 2, 3, 5):
            reached = sum(adds for _, adds in order[:budget])
            optimum, bound = best(sets, budget), most_possible(sets, order, budget)
            assert reached >= LEAST * optimum
            assert reached <= optimum <= bound
            if optimum:
                ratios.append(reached / optimum)
                bounds.append(bound / optimum)
    LOG.info("%s: %d shortlists, of the best: least %.3f, mean %.4f, exactly it %.3f;"
             " bound over it: mean %.3f", overlap, len(ratios), min(ratios), np.mean(ratios),
             np.mean(np.array(ratios) == 1), np.mean(bounds))  # fmt: skip
    assert np.mean(ratios) > 0.9


def test_the_reach_of_others_is_not_flattered_by_the_choice() -> None:
    """Forty places that are alike reach 6 % each: the best of a sample looks better than it is."""
    chance = np.random.default_rng(3)
    places, people, budget, truth = 40, 200, 5, 1 - 0.94**5
    covered, flattered, told = [], [], []
    for _ in range(1_000 if FULL else 150):
        here = chance.random((places, people)) < 0.06
        sets = {key: frozenset(np.flatnonzero(row).tolist()) for key, row in enumerate(here)}
        estimate = cross_fitted(reach_of_others(sets, budget)[-1], people)
        naive = share(sum(adds for _, adds in cover(sets)[:budget]), people, "people")
        assert estimate.low is not None
        assert estimate.high is not None
        assert naive.low is not None
        assert naive.value is not None
        assert estimate.value is not None
        covered.append(estimate.low <= truth <= estimate.high)
        flattered.append(naive.low <= truth)
        told.append((estimate.value, naive.value))
    LOG.info("truth %.3f: others %.3f, covered %.3f; those who chose %.3f, covered %.3f",
             truth, np.mean([a for a, _ in told]), np.mean(covered),
             np.mean([b for _, b in told]), np.mean(flattered))  # fmt: skip
    assert 0.90 <= np.mean(covered) <= 0.99
    assert abs(np.mean([a for a, _ in told]) - truth) < 0.01
    assert np.mean([b for _, b in told]) > truth + 0.1
