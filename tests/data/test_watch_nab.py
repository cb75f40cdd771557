"""Five labelled series of tweets: a threshold by rule, and those chosen on the other four."""

from __future__ import annotations

from pathlib import Path

import pytest
from bench.quality.nab import DAY, Judged, added, by_rule, left_out, meets, real

from folkmoot.annotators.watch import Pace


@pytest.mark.parametrize("buckets", [24, DAY])
def test_the_pace_that_ships_meets_the_bars_by_its_rule(shared_data: Path, buckets: int) -> None:
    series = real(shared_data / "nab_tweets")
    scored = added(by_rule(series, Pace(buckets)))
    assert scored.windows == 16
    assert meets(scored, sum(len(counts) for counts, _ in series) / DAY)


def test_thresholds_of_the_other_series_meet_the_bars(shared_data: Path) -> None:
    series = real(shared_data / "nab_tweets")
    # Half-lives that `python -m bench.quality.nab` chooses on simulated series.
    pace = Pace(DAY, level_days=3, spread_days=3, peak_days=1)
    scored = added(left_out(Judged(series, pace)))
    assert scored.windows == 16
    assert meets(scored, sum(len(counts) for counts, _ in series) / DAY)
