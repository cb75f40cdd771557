"""Retention: intervals of people who are back hold the truth of simulated places."""

from __future__ import annotations

import logging
import os

import numpy as np
import pyarrow as pa
import pytest
from tests.measure_lakes import AS_OF, brief
from tests.statistics.test_levels import view_of_days

from folkmoot.estimate import disclose, share
from folkmoot.measures.retention import PERIODS, retention

LOG = logging.getLogger(__name__)
FULL = os.environ.get("FOLKMOOT_STUDY") == "full"

#: Each place is a study of its own: the same truth, other people.
PLACES = 400 if FULL else 120
NEWCOMERS = 60


@pytest.mark.parametrize("mean", [0.08, 0.35])
def test_intervals_of_newcomers_back_hold_the_truth(mean: float) -> None:
    """People differ in how often they come back; what is told is the mean over such people.

    Everybody first comes in the fourth quarter before the last, and writes several times there.
    """
    chance = np.random.default_rng(int(1000 * mean))
    who, when, where = [], [], []
    for place in range(PLACES):
        likely = chance.beta(4 * mean, 4 * (1 - mean), NEWCOMERS)
        for person in range(NEWCOMERS):
            quarters = [4, *(q for q in (3, 2, 1, 0) if chance.random() < likely[person])]
            for quarter in quarters:
                for _ in range(1 + int(chance.integers(3))):
                    who.append(NEWCOMERS * place + person)
                    when.append(90 * quarter + chance.uniform(1, 89))
                    where.append(1000 + place)
    view = view_of_days(who, when, ["Question"] * len(who), where)
    table = retention(view, brief())
    view.engine.close()
    for after in range(1, PERIODS + 1):
        rows = table.rows(cohort="all", after_quarters=after)
        assert len(rows) == PLACES
        held = [row["low"] <= mean <= row["high"] for row in rows]
        told = float(np.mean([row["value"] for row in rows]))
        LOG.info("back %.2f, quarter %d: told %.3f, %.3f of %d intervals hold it",
                 mean, after, told, np.mean(held), len(held))  # fmt: skip
        assert told == pytest.approx(mean, abs=0.015)
        assert 0.90 <= np.mean(held) <= 0.99
    assert table.as_of == AS_OF
    assert isinstance(table.data, pa.Table)
    assert disclose(share(1, NEWCOMERS, "people")).is_shown
