"""Assignment by hash is sticky, balanced and salted, for whatever ids; checks never raise."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import chi2

from folkmoot.adjust.experiments import Arm, Experiment, Log, Tally, assign, judge

DAY = date(2026, 3, 2)
PARTS = st.lists(st.integers(1, 100), min_size=2, max_size=5)


def planned(parts: list[int], name: str = "x") -> Experiment:
    arms = tuple(Arm(name=f"a{place}", part=part) for place, part in enumerate(parts))
    return Experiment(name=name, arms=arms, base=0.1, lift=20, starts_on=DAY,
                      ends_on=DAY + timedelta(days=20))  # fmt: skip


@given(parts=PARTS, unit=st.text(max_size=50), key=st.binary(max_size=64))
def test_a_unit_keeps_its_arm(parts: list[int], unit: str, key: bytes) -> None:
    found = assign(planned(parts), unit, key)
    assert found in planned(parts).parts
    assert found == assign(planned([10 * part for part in parts]), unit, key)


@settings(max_examples=20)
@given(parts=PARTS, key=st.binary(min_size=1, max_size=64))
def test_arms_are_balanced(parts: list[int], key: bytes) -> None:
    made = planned(parts)
    found = [assign(made, f"unit-{number}", key) for number in range(2000)]
    counts = np.array([found.count(name) for name in made.parts])
    expected = 2000 * np.array(list(made.parts.values()))
    # One in a million: it would fail for a skewed hash, and not by chance in all our runs.
    assert ((counts - expected) ** 2 / expected).sum() < chi2.isf(1e-6, len(parts) - 1) + 5


@settings(max_examples=10)
@given(key=st.binary(min_size=1, max_size=64))
def test_two_experiments_do_not_share_their_arms(key: bytes) -> None:
    both = [
        (assign(planned([1, 1], "x"), str(n), key), assign(planned([1, 1], "y"), str(n), key))
        for n in range(2000)
    ]
    same = sum(one == other for one, other in both)
    # Binomial(2000, 1/2): six standard errors either way.
    assert abs(same - 1000) < 6 * np.sqrt(500)


TALLIES = st.builds(
    Tally,
    line=st.integers(2, 100),
    day=st.dates(DAY - timedelta(days=3), DAY + timedelta(days=25)),
    arm=st.sampled_from(["a0", "a1", "a2", "other"]),
    exposures=st.integers(-5, 10_000),
    conversions=st.integers(-5, 10_000),
)


@given(parts=PARTS, tallies=st.lists(TALLIES, max_size=30))
def test_whatever_the_log_a_failed_check_names_nobody(
    parts: list[int], tallies: list[Tally]
) -> None:
    verdict = judge(planned(parts), Log("log.csv", tuple(tallies)))
    if verdict.is_blocked:
        assert verdict.winner is None
        assert verdict.contrasts == ()
    lines = {tally.line for tally in tallies}
    assert all(set(check.lines) <= lines for check in verdict.checks)
