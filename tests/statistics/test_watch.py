"""Terms watched by the hour: quiet ones stay quiet, events are found. All series are simulated."""

from __future__ import annotations

import pytest
from bench.quality.watch_terms import EVENTFUL, KINDS, QUIET, false_rates, recall


@pytest.mark.parametrize("kind", KINDS)
def test_quiet_terms_are_seldom_called_rising(kind: str) -> None:
    false = false_rates(QUIET[0], kind)
    assert max(false.values()) <= 0.001, false


@pytest.mark.parametrize("kind", KINDS)
def test_events_of_eight_times_the_usual_are_found(kind: str) -> None:
    found = recall(EVENTFUL[0], kind)
    assert found >= 0.55, found
