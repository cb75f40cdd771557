"""Allocation by hand: better arms get more, late ones are waited for, complaints stop a place."""

from __future__ import annotations

import numpy as np
import pytest

from folkmoot.adjust.allocation import Arms, Budget, History, allocate
from folkmoot.adjust.allocation.delay import arrivals_by_lag
from folkmoot.adjust.allocation.sharing import fill
from folkmoot.errors import FolkmootError


def arms(count: int = 4, cap: float = 5, money: float = 0) -> Arms:
    ones = np.ones(count)
    return Arms(
        tuple(f"c{n // 2}" for n in range(count)), tuple(f"s{n % 2}" for n in range(count)),
        cap * ones, 3 * ones, money * ones,
    )  # fmt: skip


def weeks(
    conversions: list[float], *, count: int = 10, complaints: list[float] | None = None,
    clicks: list[float] | None = None,
) -> History:  # fmt: skip
    """As many weeks of two hours an arm, each with the same outcomes."""
    size = len(conversions)
    signals = np.zeros((count, size, 3))
    signals[..., 2] = clicks or 0
    return History(
        np.full((count, size), 2.0), np.tile(np.array(conversions), (count, 1)),
        np.tile(np.array(complaints or [0.0] * size), (count, 1)), signals,
    )  # fmt: skip


def test_the_next_hour_is_worth_the_same_wherever_it_may_go() -> None:
    worth = np.array([1.0, 0.6, 0.3, 0.01])
    hours = fill(arms(), worth, np.zeros(4), np.full(4, 5.0), Budget(8))
    assert hours.sum() == pytest.approx(8)
    next_hour = worth / (1 + hours / 3)
    assert hours[0] == pytest.approx(5)
    assert hours[3] == 0
    assert next_hour[1] == pytest.approx(next_hour[2], rel=1e-4) or hours[2] == 0
    assert next_hour[0] >= next_hour[1]


def test_money_ends_where_hours_do_not() -> None:
    priced = arms(2, money=0)
    priced = Arms(priced.communities, priced.strategies, priced.caps, priced.half_hours,
                  np.array([10.0, 0.0]))  # fmt: skip
    hours = fill(priced, np.array([1.0, 0.2]), np.zeros(2), priced.caps, Budget(6, 20))
    assert hours == pytest.approx([2, 4], abs=1e-3)


def test_better_arms_get_more_and_each_keeps_its_floor() -> None:
    made = allocate(arms(), weeks([3, 1, 0.2, 0]), Budget(10))
    assert made.hours.sum() == pytest.approx(10)
    assert list(made.hours) == sorted(made.hours, reverse=True)
    assert min(made.hours) == pytest.approx(made.floor * 10 / 4)
    assert "At its cap" in made.shares[0].reason
    assert "At the floor" in made.shares[3].reason


def test_nothing_known_is_shared_alike() -> None:
    made = allocate(arms(), weeks([0, 0, 0, 0], count=0), Budget(8))
    assert made.hours == pytest.approx([2, 2, 2, 2])
    assert made.floor == pytest.approx(0.2)


def test_no_outcome_at_all_is_survived() -> None:
    made = allocate(arms(), weeks([0, 0, 0, 0]), Budget(8))
    assert made.hours == pytest.approx([2, 2, 2, 2], abs=1e-3)


def test_signals_speak_until_conversions_do() -> None:
    clicked = allocate(arms(), weeks([0, 0, 0, 0], clicks=[20, 1, 1, 1]), Budget(8))
    assert clicked.shares[0].rate > 1.2 * clicked.shares[1].rate
    hollow = allocate(arms(), weeks([0, 3, 3, 3], count=20, clicks=[20, 1, 1, 1]), Budget(8))
    assert hollow.shares[0].rate < 0.5 * hollow.shares[1].rate


def test_late_conversions_are_waited_for() -> None:
    """Two arms brought the same; one was worked on long ago, the other last week."""
    hours = np.zeros((12, 2))
    hours[0, 0] = hours[11, 1] = 4
    conversions = np.zeros((12, 2))
    conversions[4, 0] = conversions[11, 1] = 2
    lags = np.zeros((12, 12))
    lags[:4, 3:5] = 5
    history = History(hours, conversions, np.zeros((12, 2)), np.zeros((12, 2, 3)), lags)
    made = allocate(arms(2), history, Budget(4), memory=1)
    assert made.delay[3] + made.delay[4] > 0.5
    assert made.shares[1].awaited > 1
    assert made.shares[1].rate > made.shares[0].rate


def test_a_truncated_delay_is_not_taken_for_a_quick_one() -> None:
    """Simulated: a mean of three weeks, actions growing each week, so most are recent."""
    rng = np.random.default_rng(2)
    lags = np.zeros((30, 30))
    for week in range(30):
        for lag in rng.geometric(0.25, 10 * (week + 1)) - 1:
            if week + lag < 30:
                lags[week, lag] += 1
    parts = arrivals_by_lag(History(*(np.zeros((30, 1)),) * 3, np.zeros((30, 1, 3)), lags))
    truth = 0.25 * 0.75 ** np.arange(len(parts))
    plain = lags.sum(axis=0)[: len(parts)] / lags.sum()
    # Lags beyond the last are left out of both.
    assert np.abs(parts - truth / truth.sum()).sum() < 0.1
    assert np.abs(parts - truth / truth.sum()).sum() < np.abs(plain - truth).sum()


def test_complaints_stop_a_community_wherever_it_is_worked_on() -> None:
    history = weeks([5, 5, 1, 1], complaints=[0.5, 0, 0, 0])
    made = allocate(arms(), history, Budget(8))
    assert list(made.stopped) == ["c0"]
    assert made.hours[:2] == pytest.approx([0, 0])
    assert "complaints in c0" in made.shares[1].reason


def test_why_it_did_not_move() -> None:
    first = allocate(arms(), weeks([3, 1, 0.2, 0]), Budget(10))
    history = weeks([3, 1, 0.2, 0])
    history = History(np.vstack([history.hours[:-1], first.hours]), history.conversions,
                      history.complaints, history.signals)  # fmt: skip
    made = allocate(arms(), history, Budget(10))
    still = [share.reason for share in made.shares if "Did not move" in share.reason]
    assert any("the cap holds it" in reason for reason in still)
    assert any("nothing came of it yet" in reason for reason in still)


def test_the_least_known_arm_teaches_most() -> None:
    history = weeks([1, 1, 1, 1])
    hours = history.hours.copy()
    hours[:, 3] = 0.01
    conversions = history.conversions.copy()
    conversions[:, 3] = 0
    made = allocate(arms(), History(hours, conversions, history.complaints, history.signals),
                    Budget(6))  # fmt: skip
    assert made.try_next[0] == 3


@pytest.mark.parametrize(
    ("made", "budget", "code"),
    [(arms(cap=0), Budget(5), "no-open-arm"), (arms(), Budget(0), "no-hours"),
     (arms(), Budget(-1), "no-hours"), (arms(), Budget(float("nan")), "no-hours"),
     (arms(), Budget(5, -1), "no-hours"), (arms(money=3), Budget(5, 0), "no-open-arm")],
)  # fmt: skip
def test_what_excludes_everything_is_named(made: Arms, budget: Budget, code: str) -> None:
    with pytest.raises(FolkmootError) as caught:
        allocate(made, weeks([1, 1, 1, 1]), budget)
    assert caught.value.problem.code == code
