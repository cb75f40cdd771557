"""Overlap of 3,000 communities with 1.2 million members, beside the bare group-by.

``folkmoot`` counts the people that every two communities share, fits chance, and gives lift and
Jaccard with their intervals for every pair that shares ten people or more. ``bare`` is the
statement that counts the pairs, and nothing else. The memberships are simulated: sizes fall as a
power law, and so does the number of communities a member is in. Each runs three times, in turn;
the middle time counts, in seconds and in CPU-seconds. Bar: 2 times.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from statistics import median

import numpy as np
import pyarrow as pa

from folkmoot.engines import DuckEngine
from folkmoot.measures._overlap import jaccard_cells, lift_cells, read_pairs

COMMUNITIES, MEMBERS = 3_000, 1_200_000
REPEATS = 3
BARE = """
SELECT a.place_id AS one, b.place_id AS other, count(*) AS both_count
FROM place_members AS a
JOIN place_members AS b ON b.actor_id = a.actor_id AND b.place_id > a.place_id
GROUP BY a.place_id, b.place_id
"""
SCHEMA = pa.schema([(name, pa.int64()) for name in ("one", "other", "both_count")])


def memberships() -> pa.Table:
    """Simulate who is where, each pair once."""
    chance = np.random.default_rng(1)
    degrees = np.minimum(chance.zipf(2.2, MEMBERS), 200)
    weights = 1 / np.arange(10, COMMUNITIES + 10)
    places = chance.choice(COMMUNITIES, size=int(degrees.sum()), p=weights / weights.sum())
    members = np.repeat(np.arange(MEMBERS, dtype=np.int64), degrees)
    once = np.unique(members * COMMUNITIES + places)
    return pa.table({"place_id": once % COMMUNITIES, "actor_id": once // COMMUNITIES})


def timed(contenders: dict[str, Callable[[], int]]) -> dict[str, tuple[float, float, int]]:
    """Middle seconds and CPU-seconds of each, taken in turn, and how many pairs it gave."""
    taken: dict[str, list[tuple[float, float]]] = {name: [] for name in contenders}
    pairs = {}
    for _ in range(REPEATS):
        for name, run in contenders.items():
            began, cpu = time.perf_counter(), time.process_time()
            pairs[name] = run()
            taken[name].append((time.perf_counter() - began, time.process_time() - cpu))
    return {
        name: (median(wall for wall, _ in times), median(cpu for _, cpu in times), pairs[name])
        for name, times in taken.items()
    }


def main() -> None:
    """Simulate, then time."""
    table = memberships()
    engine = DuckEngine()
    engine.register("place_members", table)

    def whole() -> int:
        pairs = read_pairs(engine)
        lift_cells(pairs)
        jaccard_cells(pairs)
        return len(pairs)

    times = timed({"bare": lambda: engine.query(BARE, SCHEMA).num_rows, "folkmoot": whole})
    engine.close()
    print(f"{COMMUNITIES:,} communities, {MEMBERS:,} members, {table.num_rows:,} memberships"
          " (bar 2 x bare)")  # fmt: skip
    wall, cpu, _ = times["bare"]
    for name, (seconds, work, pairs) in times.items():
        print(f"  {name:10} {seconds:6.2f} s {seconds / wall:5.2f} x bare   {work:6.2f} CPU-s"
              f" {work / cpu:5.2f} x bare   {pairs:,} pairs")  # fmt: skip


if __name__ == "__main__":
    main()
