"""Hours of a plan made anew each week: chance moves them seldom, a truly better arm soon.

Simulated outcomes. ``FOLKMOOT_STUDY=full`` runs 50 plans of 16 weeks.
"""

from __future__ import annotations

import logging
import os
from datetime import timedelta

import numpy as np
from tests.strategy_cases import AS_OF, case

from folkmoot.adjust.allocation.words import MOVED_HOURS
from folkmoot.adjust.outcomes import Outcome
from folkmoot.plan import OWN_PAGES, make_plan, planned_hours
from folkmoot.plan.hours import share_hours

IS_FULL = os.environ.get("FOLKMOOT_STUDY") == "full"
RUNS, WEEKS = (50 if IS_FULL else 5), 16
LOG = logging.getLogger(__name__)
CASE = case()
FRESH = make_plan(CASE)
PLACES = [arm for arm in planned_hours(FRESH) if arm[0] != OWN_PAGES]


def lived(seed: int, better: float, weeks: int = WEEKS) -> tuple[int, int, int | None]:
    """Weeks in which hours moved, in which they would have without heed, and when the last rose."""
    rng = np.random.default_rng(seed)
    told: list[Outcome] = []
    plan, unheeded, moved, would, risen = FRESH, planned_hours(FRESH), 0, 0, None
    for week in range(weeks):
        day = (AS_OF + timedelta(weeks=week)).date()
        for arm in PLACES:
            rate = 0.3 * (better if arm == PLACES[-1] else 1.0)
            spent = planned_hours(plan).get(arm, 0.0)
            told.append(Outcome("table", day, *arm, hours=spent,
                                conversions=float(rng.poisson(rate * spent))))  # fmt: skip
        recommendations = FRESH.recommendations
        shared = share_hours(recommendations, told, day, plan)
        free = share_hours(recommendations, told, day, None)
        after = planned_hours(plan.model_copy(update={"recommendations": shared.recommendations}))
        moved += _differs(planned_hours(plan), after)
        now = planned_hours(FRESH.model_copy(update={"recommendations": free.recommendations}))
        would += _differs(unheeded, now)
        unheeded = now
        plan = plan.model_copy(update={"recommendations": shared.recommendations})
        if risen is None and after[PLACES[-1]] > planned_hours(FRESH)[PLACES[-1]] + MOVED_HOURS / 2:
            risen = week + 1
    return moved, would, risen


def _differs(before: dict[tuple[str, str], float], after: dict[tuple[str, str], float]) -> bool:
    return any(abs(after.get(arm, 0.0) - before.get(arm, 0.0)) > 1e-9 for arm in PLACES)


def test_chance_moves_hours_seldom() -> None:
    runs = [lived(seed, 1.0) for seed in range(RUNS)]
    moved = sum(run[0] for run in runs) / (RUNS * WEEKS)
    would = sum(run[1] for run in runs) / (RUNS * WEEKS)
    LOG.info("hours moved in %.3f of weeks, without heed in %.3f", moved, would)
    assert moved < 0.12
    assert moved < 0.5 * would


def test_an_arm_that_is_four_times_as_good_gets_more_within_the_time() -> None:
    risen = [lived(seed, 4.0)[2] for seed in range(RUNS)]
    weeks = sorted(week for week in risen if week is not None)
    LOG.info("rose in %d of %d, in week %s", len(weeks), RUNS, weeks)
    assert len(weeks) >= 0.8 * RUNS
