"""Overlap: chance is found again, ties are found, and intervals hold what they promise."""

from __future__ import annotations

import logging
import os

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from folkmoot.engines import DuckEngine
from folkmoot.estimate import false_discovery
from folkmoot.measures._overlap import (
    Pairs,
    chance_p_values,
    fit_chance,
    jaccard_cells,
    lift_cells,
    read_pairs,
)

LOG = logging.getLogger(__name__)
FULL = os.environ.get("FOLKMOOT_STUDY") == "full"

PEOPLE, PLACES, TIED = 3_000, 24, 6


def chances_of(chance: np.random.Generator) -> NDArray[np.float64]:
    """How likely each simulated person is in each place; a few are everywhere."""
    busy = np.where(chance.random(PEOPLE) < 0.02, 20.0, chance.gamma(0.5, 0.5, PEOPLE))
    product = np.outer(busy, chance.uniform(0.05, 0.5, PLACES))
    chances: NDArray[np.float64] = product / (1 + product)
    return chances


def drawn(chance: np.random.Generator, chances: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Who is where; of the first places, each second one shares people with the one before."""
    here: NDArray[np.bool_] = chance.random(chances.shape) < chances
    for place in range(0, TIED, 2):
        copied = chance.random(PEOPLE) < 0.6
        here[:, place + 1] |= here[:, place] & copied
    return here


def pairs_of(here: NDArray[np.bool_]) -> Pairs:
    people, places = np.nonzero(here)
    engine = DuckEngine()
    table = pa.table({"place_id": places.astype(np.int64), "actor_id": people.astype(np.int64)})
    engine.register("place_members", table)
    found = read_pairs(engine)
    engine.close()
    return found


def tied(pairs: Pairs) -> NDArray[np.bool_]:
    lower = np.minimum(pairs.one, pairs.other)
    found: NDArray[np.bool_] = (
        (abs(pairs.one - pairs.other) == 1) & (lower < TIED) & (lower % 2 == 0)
    )
    return found


def test_sizes_and_habits_are_kept_by_the_chance_that_is_fitted() -> None:
    chance = np.random.default_rng(5)
    here = drawn(chance, chances_of(chance))
    degrees, people = np.unique(here.sum(axis=1), return_counts=True)
    people, degrees = people[degrees > 0], degrees[degrees > 0]
    fitted = fit_chance(here.sum(axis=0), degrees, people)
    np.testing.assert_allclose(fitted @ people, here.sum(axis=0), rtol=1e-4)
    np.testing.assert_allclose(fitted.sum(axis=0), degrees, rtol=1e-3)


def test_pairs_are_counted_as_by_hand_and_ties_alone_are_told() -> None:
    chance = np.random.default_rng(6)
    found, false, missed = 0, 0, 0
    for _ in range(100 if FULL else 6):
        here = drawn(chance, chances_of(chance))
        pairs = pairs_of(here)
        by_hand = here.T.astype(int) @ here.astype(int)
        assert (pairs.both == by_hand[pairs.one, pairs.other]).all()
        assert (pairs.one_people == here.sum(axis=0)[pairs.one]).all()
        told = np.array(false_discovery(list(chance_p_values(pairs)))) <= 0.05
        is_tied = tied(pairs)
        found += int((told & is_tied).sum())
        missed += int((~told & is_tied).sum())
        false += int((told & ~is_tied).sum())
    LOG.info("ties found %d, missed %d, told without a tie %d (%.3f of those told)",
             found, missed, false, false / (found + false))  # fmt: skip
    assert missed <= 0.15 * (found + missed)
    assert false <= 0.05 * (found + false) + 3


def test_intervals_of_overlap_hold_what_they_promise() -> None:
    """The same chances are drawn from again and again; truths are those of the mean."""
    chance = np.random.default_rng(8)
    chances = chances_of(chance)
    rounds = 400 if FULL else 30
    both = np.zeros((rounds, PLACES, PLACES))
    kept = []
    for number in range(rounds):
        # New people each time: a person is drawn with their own chances.
        again = chances[chance.integers(0, PEOPLE, PEOPLE)]
        here = drawn(chance, again)
        both[number] = here.T.astype(int) @ here.astype(int)
        kept.append(pairs_of(here))
    expected: dict[tuple[int, int], list[float]] = {}
    for pairs in kept:
        for one, other, value in zip(pairs.one, pairs.other, pairs.expected, strict=True):
            expected.setdefault((int(one), int(other)), []).append(float(value))
    mean = both.mean(axis=0)
    hits: dict[str, list[bool]] = {"lift": [], "jaccard": []}
    for pairs in kept:
        lift, jaccard = lift_cells(pairs), jaccard_cells(pairs)
        for row in range(len(pairs)):
            one, other = int(pairs.one[row]), int(pairs.other[row])
            if mean[one, other] < 25:  # rarer pairs are told only when they are large by luck
                continue
            truth = mean[one, other] / np.mean(expected[one, other])
            hits["lift"].append(bool(lift.low[row] <= truth <= lift.high[row]))
            either = mean[one, one] + mean[other, other] - mean[one, other]
            truth = mean[one, other] / either
            hits["jaccard"].append(bool(jaccard.low[row] <= truth <= jaccard.high[row]))
    for name, found in hits.items():
        LOG.info("%s: %d intervals, %.3f hold the truth", name, len(found), np.mean(found))
    assert 0.92 <= np.mean(hits["jaccard"]) <= 0.98
    assert 0.92 <= np.mean(hits["lift"]) <= 0.995
