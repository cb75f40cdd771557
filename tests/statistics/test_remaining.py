"""Remaining lives of simulated events: the interval holds what it says, the median its half."""

from __future__ import annotations

import os
from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

from folkmoot.annotators.remaining import LIFE_LEVEL, remaining_among

WORLDS = 4000 if os.environ.get("FOLKMOOT_STUDY") == "full" else 800
Draw = Callable[[np.random.Generator, int], NDArray[np.int64]]

#: Simulated lives in buckets: without memory, with a heavy tail, and all about as long.
LIVES: dict[str, Draw] = {
    "geometric": lambda chance, size: chance.geometric(0.1, size),
    "heavy": lambda chance, size: np.ceil(chance.pareto(1.5, size) * 4 + 1).astype(np.int64),
    "alike": lambda chance, size: chance.poisson(8, size) + 1,
}


@pytest.mark.parametrize("kind", LIVES)
@pytest.mark.parametrize("seen", [40, 300])
def test_the_interval_holds_eight_in_ten_of_the_next_lives(kind: str, seen: int) -> None:
    chance = np.random.default_rng(11)
    inside = above = below = told = 0
    for _ in range(WORLDS):
        lives = LIVES[kind](chance, seen + 1)
        age = 2
        if lives[-1] < age:
            continue
        found = remaining_among(lives[:-1].tolist(), age)
        if found is None:
            continue
        low, middle, high = found
        left = int(lives[-1]) - age
        told += 1
        inside += low <= left <= high
        above += left > middle
        below += left < middle
    assert told > WORLDS / 2
    # Lives are whole buckets: an interval that ends in one holds more than it must.
    error = 2.6 * (LIFE_LEVEL * (1 - LIFE_LEVEL) / told) ** 0.5
    assert LIFE_LEVEL - error <= inside / told <= 0.95
    assert above / told <= 0.5 + error
    assert below / told <= 0.5 + error


def test_too_few_earlier_lives_give_no_answer() -> None:
    assert remaining_among([3] * 19, 1) is None
    assert remaining_among([3] * 20, 4) is None
    assert remaining_among([3] * 20, 3) == (0.0, 0.0, 0.0)
