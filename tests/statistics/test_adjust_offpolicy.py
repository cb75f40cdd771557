"""Off-policy estimates find the truth of simulated logs, and their intervals hold it.

``FOLKMOOT_STUDY=full`` runs 2,000 logs a row and prints the table of docs/methods-experiments.md.
"""

from __future__ import annotations

import csv
import logging
import os
from collections import defaultdict
from pathlib import Path

import numpy as np
import pytest

from folkmoot.adjust.offpolicy import PolicyValue, Rounds, policy_value
from folkmoot.errors import FolkmootError

IS_FULL = os.environ.get("FOLKMOOT_STUDY") == "full"
LOGS = 2000 if IS_FULL else 200
LOG = logging.getLogger(__name__)
ARMS = 8


def simulated(rng: np.random.Generator, actions: int, base: float, sharp: float) -> tuple[
    Rounds, dict[str, float], float
]:  # fmt: skip
    """A log of a policy that explores, another policy, and what that would truly bring."""
    rates = base * np.exp(rng.normal(0, 0.5, ARMS))
    logged = 0.7 * rng.dirichlet(np.ones(ARMS)) + 0.3 / ARMS
    wanted = rng.dirichlet(np.full(ARMS, sharp))
    arms = rng.choice(ARMS, actions, p=logged)
    rewards = rng.poisson(rates[arms]).astype(np.float64)
    rounds = Rounds([str(arm) for arm in arms], logged[arms], rewards)
    return rounds, {str(arm): part for arm, part in enumerate(wanted)}, float(wanted @ rates)


@pytest.mark.parametrize("actions", [300, 2000])
@pytest.mark.parametrize("base", [0.02, 0.2])
@pytest.mark.parametrize("sharp", [0.3, 2.0])
def test_intervals_hold_the_truth(actions: int, base: float, sharp: float) -> None:
    rng = np.random.default_rng([actions, int(1000 * base), int(10 * sharp)])
    held: dict[str, list[bool]] = defaultdict(list)
    away: dict[str, list[float]] = defaultdict(list)
    thin = 0
    for _ in range(LOGS):
        rounds, policy, truth = simulated(rng, actions, base, sharp)
        try:
            found = policy_value(rounds, policy)
        except FolkmootError:
            # Nearly all of the policy on an arm of few actions: said, not guessed.
            continue
        thin += found.is_thin
        for each in found.estimates:
            held[each.method].append(each.low <= truth <= each.high)
            away[each.method].append(each.value / truth - 1)
    shares = {method: float(np.mean(cases)) for method, cases in held.items()}
    LOG.info("| %d | %g | %g | %s | %.2f |", actions, base, sharp,
             " | ".join(f"{share:.3f}" for share in shares.values()), thin / LOGS)  # fmt: skip
    noise = 0 if IS_FULL else 3 * np.sqrt(0.95 * 0.05 / LOGS)
    for method, share in shares.items():
        assert min(len(cases) for cases in held.values()) > 0.95 * LOGS
        assert 0.92 - noise <= share <= 0.98 + noise, method
        errors = np.array(away[method])
        assert abs(errors.mean()) < 4 * errors.std() / np.sqrt(len(errors)) + 0.03


def test_weighting_mends_a_log_that_favoured_the_worse_arm() -> None:
    rng = np.random.default_rng(3)
    arms = rng.choice(2, 4000, p=[0.9, 0.1])
    rewards = rng.poisson(np.array([0.1, 0.5])[arms]).astype(np.float64)
    rounds = Rounds([str(arm) for arm in arms], np.array([0.9, 0.1])[arms], rewards)
    found = policy_value(rounds, {"0": 0.1, "1": 0.9})
    assert found.done == pytest.approx(0.14, abs=0.02)
    for each in found.estimates:
        assert each.low < 0.46 < each.high
        assert each.value > 2 * found.done


def test_propensities_that_are_not_true_are_noticed() -> None:
    rng = np.random.default_rng(4)
    arms = rng.choice(2, 2000, p=[0.5, 0.5])
    rounds = Rounds([str(arm) for arm in arms], np.array([0.9, 0.1])[arms], np.ones(2000))
    with pytest.raises(FolkmootError) as raised:
        policy_value(rounds, {"0": 0.5, "1": 0.5})
    assert raised.value.problem.code == "wrong-propensities"


def obd(folder: Path, name: str) -> dict[str, np.ndarray]:
    with (folder / "open_bandit_small" / name).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {column: np.array([row[column] for row in rows])
            for column in ("item_id", "position", "click", "propensity_score")}  # fmt: skip


def judged(log: dict[str, np.ndarray], policy: dict[str, float]) -> PolicyValue:
    arms = [f"{item} at {place}" for item, place in zip(log["item_id"], log["position"],
                                                         strict=True)]  # fmt: skip
    # Positions are shown alike often: a third each.
    rounds = Rounds(arms, log["propensity_score"].astype(float) / 3, log["click"].astype(float))
    return policy_value(rounds, policy)


def test_two_real_logs_agree_on_each_other(shared_data: Path) -> None:
    """Each policy's own clicks lie in what the other's log says of it (Open Bandit, 10,000 each).

    Of the Thompson policy only how often it showed each item is known, so its mean over time is
    asked about. It hardly ever showed some items, so its log says little of the uniform one.
    """
    uniform, thompson = obd(shared_data, "random_women.csv"), obd(shared_data, "bts_women.csv")
    items = sorted({*uniform["item_id"], *thompson["item_id"]})
    every = {f"{item} at {place}": 1.0 for item in items for place in "123"}
    counts: dict[str, float] = defaultdict(float)
    for item, place in zip(thompson["item_id"], thompson["position"], strict=True):
        counts[f"{item} at {place}"] += 1
    of_thompson, of_uniform = judged(uniform, counts), judged(thompson, every)
    truths = [float(log["click"].astype(float).mean()) for log in (thompson, uniform)]
    for found, truth in zip((of_thompson, of_uniform), truths, strict=True):
        LOG.info("open bandit: done %.5f, truth %.5f, %s", found.done, truth, found.estimates)
        for each in found.estimates:
            assert each.low <= truth <= each.high, each.method
    assert all(each.high < 3 * truths[0] for each in of_thompson.estimates), "it says something"
