"""Five labelled series of tweets, each at thresholds that were chosen on the other four."""

from __future__ import annotations

from pathlib import Path

from bench.quality.nab import DAY, Judged, added, left_out, real

from folkmoot.annotators.watch import Pace


def test_the_bars_are_met(shared_data: Path) -> None:
    series = real(shared_data / "nab_tweets")
    # Half-lives that `python -m bench.quality.nab` chooses on simulated series.
    pace = Pace(DAY, level_days=3, spread_days=3, peak_days=1)
    scored = added(left_out(Judged(series, pace)))
    assert scored.windows == 16
    assert scored.score >= 62
    assert scored.precision >= 0.4
    days = sum(len(counts) for counts, _ in series) / DAY
    assert scored.false_alarms / days <= 0.08
