"""Survey estimates of 240 segments and raking, on 200,000 simulated respondents, beside ``svy``.

All contenders take the same columns in one process, in turn, three times; the middle time counts.
The answers have no gaps, since ``svy`` would drop whoever left one open from all items; strata and
clusters are given. ``limit`` is the least that the question costs: one pass of weighted sums with
NumPy over codes that are ready, without a variance. Values and standard errors are compared with
those of ``svy`` before anything is timed. Bars: estimates 1 s, raking 0.2 s.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from statistics import median

import numpy as np
import polars as pl
import pyarrow as pa
import svy
from numpy.typing import NDArray

from folkmoot.ladder import RUNGS
from folkmoot.survey.estimation import (
    Answers,
    Domains,
    Estimates,
    Weighting,
    against_rest,
    domains_of,
    indexes,
    make_design,
    rake,
    shares,
)

Floats = NDArray[np.float64]

ROWS = 200_000
REPEATS = 3
BY = ["country", "age", "sex"]
NAMES = [rung.name for rung in RUNGS]
MARGINS: dict[str, dict[str | int | float | bool, int | float]] = {
    "country": {f"c{n:02d}": 40.0 + n for n in range(20)},
    "age": {f"a{n}": (990 / 6) + 10 * (n - 2.5) for n in range(6)},
    "sex": {"f": 510.0, "m": 480.0},
}


def simulated() -> pa.Table:
    """Made-up respondents: 20 countries, 6 age bands, 2 sexes, 100 strata of 40 clusters."""
    rng = np.random.default_rng(1)
    stratum, cluster = rng.integers(0, 100, ROWS), rng.integers(0, 40, ROWS)
    columns = {
        "country": [f"c{n:02d}" for n in rng.integers(0, 20, ROWS)],
        "age": [f"a{n}" for n in rng.integers(0, 6, ROWS)],
        "sex": ["fm"[n] for n in rng.integers(0, 2, ROWS)],
        "stratum": [f"s{n}" for n in stratum],
        "cluster": [f"{n}-{m}" for n, m in zip(stratum, cluster, strict=True)],
        "weight": rng.lognormal(0, 0.5, ROWS),
    }
    items = {name: (rng.random(ROWS) < 0.1 + 0.1 * n) * 1.0 for n, name in enumerate(NAMES)}
    return pa.table(columns | items)


class Contest:
    """The same questions, asked of all."""

    def __init__(self, people: pa.Table) -> None:
        self.people = people
        self.frame = pl.DataFrame(people)
        self.values = np.column_stack([people[name].to_numpy() for name in NAMES])
        self.weights = people["weight"].to_numpy()
        self.codes = domains_of(people, BY).codes
        self.margin_codes = [domains_of(people, [name]).codes for name in BY]

    def ours(self) -> Estimates:
        """Shares with intervals, from labels on."""
        return shares(self._answers())

    def ours_whole(self) -> None:
        """The same with indexes and tests against the rest."""
        asked = self._answers()
        shares(asked)
        indexes(asked)
        against_rest(asked)

    def _answers(self) -> Answers:
        people = self.people
        drawn = make_design(self.weights, strata=people["stratum"], clusters=people["cluster"])
        parts: Domains = domains_of(people, BY)
        return Answers.of(self.values, drawn, parts, names=NAMES)

    def theirs(self) -> pl.DataFrame:
        """Means with intervals by ``svy``."""
        design = svy.Design(stratum="stratum", psu="cluster", wgt="weight")
        made = svy.Sample(self.frame, design).estimation.mean(NAMES, by=BY)
        each = made if isinstance(made, list) else [made]
        found: pl.DataFrame = pl.concat([estimate.to_polars().sort(BY) for estimate in each])
        return found

    def limit(self) -> None:
        """Weighted sums by segment alone."""
        size = int(self.codes.max()) + 1
        np.bincount(self.codes, self.weights, minlength=size)
        for column in self.values.T:
            np.bincount(self.codes, self.weights * column, minlength=size)

    def our_raking(self) -> Weighting:
        """Weights to three margins, from labels on."""
        return rake(make_design(self.weights), self.people, MARGINS)

    def their_raking(self) -> Floats:
        """The same by ``svy``, to the same tolerance."""
        sample = svy.Sample(self.frame, svy.Design(wgt="weight"))
        made = sample.weighting.rake(controls=MARGINS, tol=1e-10, wgt_name="raked").data
        return np.asarray(made.lazy().collect()["raked"])

    def raking_limit(self) -> None:
        """One round of three weighted sums and multiplications over all respondents."""
        weights = self.weights
        for codes in self.margin_codes:
            weights = weights * (1 / np.bincount(codes, weights))[codes]


def compare(contest: Contest) -> None:
    """Both say the same, or the times mean nothing."""
    ours = contest.ours()
    theirs = contest.theirs()
    for name, found in {"est": ours.value, "se": ours.se}.items():
        apart = float(np.abs(theirs[name].to_numpy() - found.T.ravel()).max())
        print(f"largest difference from svy, {name}: {apart:.1e}")
        assert apart < 1e-9
    raked = contest.their_raking()
    apart = float(np.abs(raked / contest.our_raking().design.weights - 1).max())
    print(f"largest difference from svy, raked weights: {apart:.1e}")
    assert apart < 1e-6


Times = dict[str, tuple[float, float]]


def timed(contenders: dict[str, Callable[[], object]]) -> Times:
    """Middle wall time and CPU-seconds of all threads of each, taken in turn."""
    taken: dict[str, list[tuple[float, float]]] = {name: [] for name in contenders}
    for _ in range(REPEATS):
        for name, run in contenders.items():
            wall, cpu = time.perf_counter(), time.process_time()
            run()
            taken[name].append((time.perf_counter() - wall, time.process_time() - cpu))
    return {
        name: (median(wall for wall, _ in times), median(cpu for _, cpu in times))
        for name, times in taken.items()
    }


def report(title: str, times: Times, bar: float) -> None:
    """Seconds and CPU-seconds, and the latter over folkmoot's."""
    _, ours = times["folkmoot"]
    print(f"{title} (bar {bar:g} s)")
    for name, (wall, cpu) in times.items():
        print(f"  {name:32} {wall:8.3f} s  {cpu:8.3f} CPU-s  {cpu / ours:6.2f} x folkmoot")


def main() -> None:
    """Compare, then time."""
    contest = Contest(simulated())
    compare(contest)
    times = timed(
        {
            "folkmoot": contest.ours,
            "folkmoot, indexes and tests too": contest.ours_whole,
            "svy": contest.theirs,
            "limit: weighted sums": contest.limit,
        }
    )
    report(f"{len(NAMES)} shares of 240 segments, {ROWS:,} rows", times, 1.0)
    times = timed(
        {
            "folkmoot": contest.our_raking,
            "svy": contest.their_raking,
            "limit: one round over rows": contest.raking_limit,
        }
    )
    report(f"raking to 3 margins, {ROWS:,} rows", times, 0.2)


if __name__ == "__main__":
    main()
