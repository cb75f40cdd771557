"""Participation over 24 million generated rows, beside a query written by hand for the same answer.

The rows have the shape of the lake: months as partitions, people with 64-bit pseudonyms, few of
them very active and most hardly ever (Zipf), six platforms. They are made up, by DuckDB, in a
folder that is deleted at the end. Every contender runs five times, in turn with the others, each
time in a process of its own; the middle run counts. Bar: at most 1.2 times the hand-written query,
in CPU-seconds.

``folkmoot`` counts people with a habit (2 of the last 6 months of 30 days) on each rung, by
community and by age band, among much else. ``by hand`` is the usual way to write that: calendar
months, one bit a rung and month, and a rule for this data alone. ``equal`` is by hand too, with
months of 30 days: its counts are compared with folkmoot's, and must be the same. ``whole`` is the
public function with all that it adds: two definitions, bases, intervals, silent members.
``settings`` tells every rung again in 16 windows, habits and days, by age band, from one pass; it
reads what everybody posted too, to find who posts like software.
``decode`` reads the columns and months concerned into Arrow, and does nothing with them.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any

import duckdb

MONTHS = 12
AS_OF = datetime(2026, 11, 1, tzinfo=UTC)
RUNGS = ("creator", "conversationalist", "critic", "collector", "joiner", "spectator")
COLUMNS = [
    "actor_id", "actor_type", "community_id", "verb", "object_type", "kind", "published_at",
    "in_reply_to", "in_reply_to_actor_id",
]  # fmt: skip

MACROS = """
CREATE MACRO uniform(i, k) AS CAST(hash(i * 7919 + k) >> 11 AS DOUBLE) / 9007199254740992.0;
CREATE MACRO zipf(u, n, s) AS
  least(n - 1, CAST(floor(power((power(n, 1 - s) - 1) * u + 1, 1 / (1 - s))) AS BIGINT) - 1);
CREATE MACRO id(x) AS CAST(hash(x) >> 1 AS BIGINT);
"""

#: One month of rows. A person keeps to one platform, and to 24 communities, some far more often.
MONTH = """
COPY (
  WITH drawn AS (
    SELECT i, zipf(uniform(i, 1), {people}, 1.05) AS person, uniform(i, 2) AS slot,
      uniform(i, 3) AS v, uniform(i, 4) AS o, uniform(i, 5) AS r, uniform(i, 6) AS w
    FROM range({first}, {last}) AS t(i)
  )
  SELECT id(i) AS activity_id,
    CASE WHEN v < .30 THEN 'View' WHEN v < .55 THEN 'Like' WHEN v < .62 THEN 'Announce'
      WHEN v < .66 THEN 'Add' WHEN v < .69 THEN 'Follow' WHEN v < .71 THEN 'Join'
      WHEN v < .72 THEN 'Rate' ELSE 'Create' END AS verb,
    CASE WHEN v < .66 THEN 'Note' WHEN v < .71 THEN 'Group' WHEN v < .72 THEN 'Note'
      WHEN o < .04 THEN 'Article' WHEN o < .07 THEN 'Video' WHEN o < .12 THEN 'Image'
      ELSE 'Note' END AS object_type,
    id(i + 1) AS object_id, id(person + 0.5) AS actor_id, 'id' AS actor_scheme,
    CASE WHEN person % 500 = 7 THEN 'Service' ELSE 'Person' END AS actor_type,
    id('c' || zipf(uniform(person, 100 + CAST(floor(24 * power(slot, 4)) AS INT)), 3000, .9))
      AS community_id,
    'p' || CAST(id(person) % 6 AS INT) AS platform,
    ['microblog', 'microblog', 'forum', 'sns', 'microblog', 'video'][1 + id(person) % 6] AS kind,
    make_timestamptz(CAST(epoch_us(TIMESTAMPTZ '{begin}') + (i - {first})
      * (epoch_us(TIMESTAMPTZ '{end}') - epoch_us(TIMESTAMPTZ '{begin}')) // ({last} - {first})
      AS BIGINT)) AS published_at,
    'second' AS time_precision, 'server' AS time_source,
    CASE WHEN v >= .72 AND r < .6 THEN id(floor(i * w)) END AS in_reply_to,
    CASE WHEN v >= .72 AND r < .05 THEN id(person + 0.5)
      WHEN v >= .72 AND r < .6 THEN id(floor({people} * w) + 0.5) END AS in_reply_to_actor_id,
    CAST(NULL AS BIGINT) AS root_id, CAST(NULL AS VARCHAR) AS title, CAST(NULL AS VARCHAR) AS text,
    CAST(NULL AS VARCHAR) AS lang_declared, CAST(NULL AS VARCHAR) AS url,
    CAST(NULL AS VARCHAR[]) AS tags, 'community' AS sampling_frame, 'bench' AS source,
    '1' AS source_version, TIMESTAMPTZ '2026-11-01 00:00:00+00' AS imported_at
  FROM drawn
) TO '{path}' (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 250000)
"""

#: Two people in three have declared something.
MEMBERS = """
COPY (
  SELECT id(a + 0.5) AS actor_id, id(a) AS state_id, 'p' || CAST(id(a) % 6 AS INT) AS platform,
    'id' AS actor_scheme, CASE WHEN a % 500 = 7 THEN 'Service' ELSE 'Person' END AS actor_type,
    CAST(NULL AS BIGINT) AS community_id,
    ['18-24', '25-34', '35-44', '45-54', '55-64'][1 + id(a * 5) % 5] AS age_band,
    CAST(NULL AS VARCHAR) AS gender,
    ['US', 'DE', 'CN', 'BR', 'JP', 'FR', 'IN', 'GB'][1 + id(a * 3) % 8] AS country,
    CAST(NULL AS VARCHAR) AS region, TIMESTAMPTZ '2020-01-01 00:00:00+00' AS joined_at,
    CAST(NULL AS TIMESTAMPTZ) AS last_seen_at, CAST(NULL AS BIGINT) AS followers_count,
    CAST(NULL AS BOOLEAN) AS is_indexable, 'bench' AS source, '1' AS source_version,
    TIMESTAMPTZ '2026-11-01 00:00:00+00' AS imported_at
  FROM range({people}) AS t(a) WHERE id(a * 17) % 3 < 2
) TO '{path}' (FORMAT parquet, COMPRESSION zstd)
"""

#: What somebody who knows this data would write: one bit a rung and month, one pass.
BY_HAND = """
WITH e AS (
  SELECT actor_id, community_id, CASE
      WHEN verb = 'Create' THEN CASE
        WHEN object_type IN ('Article', 'Video', 'Image') THEN 0
        WHEN kind = 'forum' THEN 2
        WHEN in_reply_to IS NOT NULL AND in_reply_to_actor_id <> actor_id THEN 2
        ELSE 1 END
      WHEN verb = 'Rate' THEN 2 WHEN verb IN ('Add', 'Announce') THEN 3
      WHEN verb IN ('Follow', 'Join') THEN 4 WHEN verb = 'View' THEN 5 END AS rung,
    CAST({bucket} AS INTEGER) AS bucket
  FROM activities
  WHERE {window} AND actor_type NOT IN ('Service', 'Application')
),
p AS (
  SELECT community_id, actor_id,
    bit_or(CASE WHEN rung IS NULL THEN 0 ELSE CAST(1 AS BIGINT) << (rung * 6 + bucket) END) AS mask
  FROM e GROUP BY community_id, actor_id
),
f AS (SELECT community_id, {flags} FROM p),
a AS (SELECT actor_id, bit_or(mask) AS mask FROM p GROUP BY actor_id),
s AS (SELECT m.age_band, {flags} FROM a JOIN members AS m ON m.actor_id = a.actor_id)
SELECT 'community' AS kind, CAST(community_id AS VARCHAR) AS segment, count(*) AS n, {sums}
FROM f GROUP BY community_id
UNION ALL
SELECT 'age_band', age_band, count(*) AS n, {sums} FROM s GROUP BY age_band
"""
_FLAGS = ", ".join(
    f"CASE WHEN bit_count((mask >> {i * 6}) & 63) >= 2 THEN 1 ELSE 0 END AS {name}"
    for i, name in enumerate(RUNGS)
)
_SUMS = ", ".join(f"CAST(sum({name}) AS BIGINT) AS {name}" for name in RUNGS)
_AS_OF = f"TIMESTAMPTZ '{AS_OF:%Y-%m-%d} 00:00:00+00'"
QUERIES = {
    "equal": BY_HAND.format(
        bucket=f"(epoch_us({_AS_OF}) - epoch_us(published_at)) // 2592000000000",
        window=f"month >= '2026-05' AND published_at > {_AS_OF} - INTERVAL 180 DAY",
        flags=_FLAGS, sums=_SUMS,
    ),
    "by hand": BY_HAND.format(
        bucket="extract(YEAR FROM published_at) * 12 + extract(MONTH FROM published_at) - 24317",
        window="month >= '2026-05' AND published_at >= TIMESTAMPTZ '2026-05-01 00:00:00+00'",
        flags=_FLAGS, sums=_SUMS,
    ),
}  # fmt: skip


def generate(folder: Path, rows: int) -> None:
    """Write the months and the members."""
    connection = duckdb.connect(config={"threads": 2})
    connection.execute("SET TimeZone = 'UTC'")
    connection.execute(MACROS)
    people, each = max(1000, rows // 16), rows // MONTHS
    begins = [f"{2025 + (10 + m) // 12}-{(10 + m) % 12 + 1:02d}" for m in range(MONTHS + 1)]
    for number, month in enumerate(begins[:-1]):
        path = folder / "activities" / f"month={month}" / "part.parquet"
        path.parent.mkdir(parents=True)
        first = number * each
        connection.execute(MONTH.format(
            people=people, first=first, last=first + each, path=path,
            begin=f"{month}-01 00:00:00+00", end=f"{begins[number + 1]}-01 00:00:00+00",
        ))  # fmt: skip
    connection.execute(MEMBERS.format(people=people, path=folder / "members.parquet"))


def _by_hand(folder: Path, query: str) -> Callable[[], Any]:
    connection = duckdb.connect(config={"threads": 2, "preserve_insertion_order": False})
    connection.execute("SET TimeZone = 'UTC'")
    connection.execute(
        f"CREATE VIEW activities AS SELECT * FROM read_parquet('{folder}/activities/*/*.parquet',"
        " hive_partitioning = true, hive_types = {'month': VARCHAR})"
    )
    connection.execute(f"CREATE VIEW members AS SELECT * FROM '{folder}/members.parquet'")
    return lambda: connection.sql(query).to_arrow_table().to_pylist()


def _view(folder: Path) -> Any:
    from folkmoot.engines import DuckEngine
    from folkmoot.view import view_of_files

    files = {
        "activities": sorted(str(path) for path in folder.glob("activities/*/*.parquet")),
        "members": [str(folder / "members.parquet")],
    }
    return view_of_files(DuckEngine(readable=[folder]), files, AS_OF)


def _query(folder: Path) -> Callable[[], Any]:
    from folkmoot.measures._masks import FIELDS, make_layout
    from folkmoot.measures._tally import COUNTED, tally

    view, layout = _view(folder), make_layout(months=6, least=2, active_days=180)

    def run() -> list[dict[str, Any]]:
        counted, _ = view.ask(
            "participation", COUNTED, "", {**layout.parameters(AS_OF), "as_of": AS_OF},
            places=True, declared=["age_band"], segments=[("age_band",)], crossed=[], group=None,
            **layout.context(),
        )  # fmt: skip
        rows = []
        for kind in ("community", "age_band"):
            found = tally(counted, kind, layout)
            # Habit, among those active in the window.
            for name, base, cases in zip(
                found.segments, found.base[:, 0, 1], found.cases[:, 0, 1], strict=True
            ):
                numbers = dict(zip(FIELDS, map(int, cases), strict=True))
                row = {"kind": kind, "segment": str(name), "n": int(base)}
                rows.append(row | {rung: numbers[rung] for rung in RUNGS})
        return rows

    return run


def _whole(folder: Path) -> Callable[[], Any]:
    from folkmoot.measures.participation import participation

    view = _view(folder)
    return lambda: participation(
        view, by=("age_band", "community"), habit_months=6, habit_k=2, active_days=180
    )


def _settings(folder: Path) -> Callable[[], Any]:
    from folkmoot.measures.sensitivity import sensitivity

    view = _view(folder)
    return lambda: sensitivity(view, by=("age_band",))


def _decode(folder: Path) -> Callable[[], Any]:
    from pyarrow import parquet

    files = [path for path in sorted(folder.glob("activities/*/*.parquet"))
             if path.parent.name >= "month=2026-05"]  # fmt: skip
    return lambda: [parquet.ParquetFile(path).read(columns=COLUMNS).num_rows for path in files]


CONTENDERS: dict[str, Callable[[Path], Callable[[], Any]]] = {
    "by hand": lambda folder: _by_hand(folder, QUERIES["by hand"]),
    "folkmoot": _query,
    "equal": lambda folder: _by_hand(folder, QUERIES["equal"]),
    "whole": _whole,
    "settings": _settings,
    "decode": _decode,
}


def _spent() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def _peak_mib() -> float:
    """Most memory since this program began; ``ru_maxrss`` would hold the parent's as well."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024


def run_once(name: str, folder: Path) -> None:
    """Run one contender in this process, and print what it took as JSON."""
    run = CONTENDERS[name](folder)
    cpu, began = _spent(), time.perf_counter()
    answer = run()
    took = {"cpu": _spent() - cpu, "wall": time.perf_counter() - began}
    peak = _peak_mib()
    compared = answer if name in ("equal", "folkmoot") else None
    print(json.dumps({**took, "peak": peak, "answer": compared}))


def _comparable(answer: list[dict[str, Any]]) -> set[tuple[Any, ...]]:
    """Rows in no order; whoever declared no age is not in the query by hand."""
    return {tuple(row.values()) for row in answer if row["segment"] != "not declared"}


def compare(folder: Path, runs: int) -> None:
    """Run all contenders in turn, check that they agree, and print the middle of each."""
    took: dict[str, list[dict[str, Any]]] = {name: [] for name in CONTENDERS}
    for _ in range(runs):
        for name in CONTENDERS:
            child = [sys.executable, __file__, "--run", name, "--folder", str(folder)]
            done = subprocess.run(child, check=True, stdout=subprocess.PIPE, text=True)
            took[name].append(json.loads(done.stdout))
    answers = [_comparable(took[name][0]["answer"]) for name in ("equal", "folkmoot")]
    if answers[0] != answers[1]:
        sys.exit(f"the answers differ in {len(answers[0] ^ answers[1])} rows")
    print(f"equal answers: {len(answers[0]):,} segments, {len(RUNGS)} rungs")
    cpu = {name: median(run["cpu"] for run in took[name]) for name in CONTENDERS}
    for name in CONTENDERS:
        wall, peak = (median(run[part] for run in took[name]) for part in ("wall", "peak"))
        by_hand, decode = (cpu[name] / cpu[other] for other in ("by hand", "decode"))
        print(
            f"{name:10} {cpu[name]:6.2f} CPU-seconds {wall:6.2f} s {peak:6,.0f} MiB"
            f"  {by_hand:5.2f} x by hand  {decode:5.2f} x decode"
        )
    strict = cpu["folkmoot"] / cpu["equal"]
    print(
        f"bar: at most 1.20 x by hand; is {cpu['folkmoot'] / cpu['by hand']:.2f},"
        f" and {strict:.2f} x the one with equal counts"
    )


def main() -> None:
    """Generate, compare, delete."""
    parser = argparse.ArgumentParser(prog="participation")
    parser.add_argument("--rows", type=int, default=24_000_000)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--temporary", type=Path, help="where the rows lie meanwhile")
    parser.add_argument("--run", choices=list(CONTENDERS), help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.run:
        run_once(given.run, given.folder)
        return
    with tempfile.TemporaryDirectory(dir=given.temporary) as folder:
        began = time.perf_counter()
        generate(Path(folder), given.rows)
        print(f"{given.rows:,} rows generated in {time.perf_counter() - began:.0f} s", flush=True)
        compare(Path(folder), given.runs)


if __name__ == "__main__":
    main()
