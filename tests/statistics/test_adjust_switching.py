"""Switchbacks and holdouts find a known effect in simulated communities, as often as they say."""

from __future__ import annotations

import os
from datetime import date, timedelta

import numpy as np
import pytest

from folkmoot.adjust.experiments import (
    Switchback,
    Unit,
    hold_out,
    judge_holdout,
    judge_switchback,
)

RUNS = 2000 if os.environ.get("FOLKMOOT_STUDY") == "full" else 200
START = date(2026, 3, 2)


def felt_help(planned: Switchback, carry: float) -> np.ndarray:
    """How much of help is felt each day: it comes and goes by a part a day."""
    kinds = [block.kind for block in planned.blocks() for _ in range(planned.block_days)]
    felt, level = [], 0.0
    for kind in kinds:
        level = carry * level + (1 - carry) * (kind == "on")
        felt.append(level)
    return np.array(felt)


def simulated(
    rng: np.random.Generator, planned: Switchback, effect: float, carry: float
) -> dict[date, float]:
    """Days of a community that drifts, with a rhythm of weeks; help adds ``effect`` a day."""
    felt = felt_help(planned, carry)
    rhythm = 8 + 2 * np.sin(2 * np.pi * np.arange(len(felt)) / 7)
    drift = np.exp(rng.normal(0, 0.02, len(felt)).cumsum())
    counts = rng.poisson(rhythm * drift + effect * felt)
    return {START + timedelta(days=n): float(count) for n, count in enumerate(counts)}


def switch(seed: int, washout: int, pairs: int = 10) -> Switchback:
    return Switchback(name="x", starts_on=START, pairs=pairs, washout_days=washout, seed=str(seed))


@pytest.mark.parametrize(("carry", "washout"), [(0.0, 0), (0.0, 2), (0.3, 3)])
def test_a_switchback_holds_the_effect(carry: float, washout: int) -> None:
    rng = np.random.default_rng([int(10 * carry), washout])
    found = []
    for seed in range(RUNS):
        planned = switch(seed, washout)
        found.append(judge_switchback(planned, simulated(rng, planned, 3.0, carry)).effect)
    share = float(np.mean([each.low <= 3 <= each.high for each in found]))
    noise = 3 * np.sqrt(0.95 * 0.05 / RUNS)
    assert 0.92 - noise / 2 <= share <= 0.98 + noise / 2
    assert np.mean([each.value for each in found]) == pytest.approx(3, abs=0.15)


def test_without_days_left_out_a_lasting_effect_is_told_too_small() -> None:
    rng = np.random.default_rng(9)
    plain: list[float] = []
    washed: list[float] = []
    fading: list[float] = []
    for seed in range(RUNS):
        for washout, kept in ((0, plain), (4, washed)):
            planned = switch(seed, washout)
            verdict = judge_switchback(planned, simulated(rng, planned, 3.0, 0.6))
            kept.append(verdict.effect.value)
            if washout and verdict.fading is not None:
                fading.append(verdict.fading.value)
    assert np.mean(plain) < 2.4
    assert np.mean(washed) == pytest.approx(3, abs=0.3)
    assert np.mean(fading) > 0.5, "the days left out say what the last block leaves behind"


def test_coins_alone_are_rarely_found_significant() -> None:
    rng = np.random.default_rng(5)
    chances = []
    for seed in range(RUNS):
        planned = switch(seed, 2)
        chances.append(judge_switchback(planned, simulated(rng, planned, 0.0, 0.0)).chance)
    assert np.mean(np.array(chances) <= 0.05) <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / RUNS)


@pytest.mark.parametrize("count", [8, 20])
def test_a_holdout_holds_the_effect_and_gains_by_the_count_before(count: int) -> None:
    rng = np.random.default_rng(count)
    held, narrower = [], []
    names = [f"c{number}" for number in range(count)]
    for run in range(RUNS):
        level = rng.gamma(2, 20, count)
        groups = hold_out(dict(zip(names, level, strict=True)), str(run))
        units = [
            Unit(name, groups[name], float(rng.poisson(rate)),
                 float(rng.poisson(1.1 * rate + 8 * (groups[name] == "help"))))
            for name, rate in zip(names, level, strict=True)
        ]  # fmt: skip
        found = judge_holdout(units)
        held.append(found.effect.low <= 8 <= found.effect.high)
        narrower.append((found.effect.high - found.effect.low)
                        / (found.plain.high - found.plain.low))  # fmt: skip
    noise = 3 * np.sqrt(0.95 * 0.05 / RUNS)
    assert 0.92 - noise / 2 <= np.mean(held) <= 0.98 + noise / 2
    assert np.median(narrower) < 0.6
