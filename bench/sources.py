"""Generated NDJSON.zst into the lake, beside a bare DuckDB COPY of the same file (bar: 0.6).

The file is simulated, in the layout of monthly archives of Reddit's comments. ``BENCH_ROWS`` sets
its size; five million rows are 5 GB of text, for the memory of a long import (bar: 1 GiB). Both are
run by turns in processes of their own, so that a busy machine slows both, and both are told in
CPU-seconds as well. Then each source that reads record by record: rows per CPU-second.
"""

from __future__ import annotations

import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from importlib.abc import MetaPathFinder
from pathlib import Path
from typing import Any

import zstandard

ROWS = int(os.environ.get("BENCH_ROWS", "400000"))
TURNS = 2
SUBREDDITS = ("coffee", "tea", "travel", "cooking", "bicycling", "running", "headphones", "watches")


def comments(count: int) -> Iterator[str]:
    """Simulated comments, each with the fields that an archive of 2020 has."""
    chance = random.Random(1)
    letters = "abcdefghijklmnopqrstuvwxyz"
    words = ["".join(chance.choices(letters, k=chance.randint(2, 9))) for _ in range(5_000)]
    for number in range(count):
        room, post = SUBREDDITS[number % 8], f"{10_000_000 + number // 20:x}"
        above = f"t1_{100_000_000 + max(number - chance.randint(1, 400), 0):x}"
        author = int(chance.paretovariate(1.1) * 10) % 200_000
        body = " ".join(chance.choices(words, k=int(chance.expovariate(1 / 30)) + 3))
        yield json.dumps({
            "all_awardings": [], "approved_at_utc": None, "author": f"user_{author}",
            "author_created_utc": 1_500_000_000 + author, "author_flair_background_color": None,
            "author_flair_css_class": None, "author_flair_richtext": [], "author_flair_text": None,
            "author_flair_type": "text", "author_fullname": f"t2_{author:x}",
            "author_patreon_flair": False, "awarders": [], "body": body, "can_gild": True,
            "collapsed": False, "controversiality": 0, "created_utc": 1_577_836_800 + number // 4,
            "distinguished": None, "edited": False, "gilded": 0, "gildings": {},
            "id": f"{100_000_000 + number:x}", "is_submitter": False, "link_id": f"t3_{post}",
            "locked": False, "no_follow": True,
            "parent_id": f"t3_{post}" if chance.random() < 0.5 else above,
            "permalink": f"/r/{room}/comments/{post}/title/{number:x}/", "quarantined": False,
            "retrieved_on": 1_580_000_000 + number // 4, "score": int(chance.paretovariate(1.2)),
            "send_replies": True, "stickied": False, "subreddit": room, "subreddit_id": "t5_2qhze",
            "total_awards_received": 0,
        }, separators=(",", ":"))  # fmt: skip


def write(path: Path, count: int) -> int:
    """Write the file; returns its bytes before packing."""
    size = 0
    with path.open("wb") as file, zstandard.ZstdCompressor(3).stream_writer(file) as packed:
        for line in comments(count):
            size += packed.write(line.encode() + b"\n")
    return path.stat().st_size and size


def copy(path: Path) -> None:
    """What is raced against: DuckDB reads the file and writes Parquet."""
    import duckdb

    target = path.with_suffix(".parquet")
    duckdb.execute("SET threads = 2")
    duckdb.execute(
        f"COPY (SELECT * FROM read_json('{path}', format = 'newline_delimited')) "
        f"TO '{target}' (FORMAT parquet)"
    )
    target.unlink()


def lake(path: Path) -> None:
    """All steps: count, read, archive and seal, map, pseudonyms, anti-join, append, flush."""
    from folkmoot.ingest import ingest
    from folkmoot.project import init_project
    from folkmoot.sources import source

    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        project = init_project(Path(folder) / "project")
        (result,) = ingest(project, path, source("reddit"))
        project.close()
    assert result.total("kept") == result.total("read")


def timed(task: Callable[[Path], None], path: Path) -> dict[str, float]:
    """Run a task here; its seconds, CPU-seconds and peak of memory in MiB."""
    began, cpu = time.perf_counter(), time.process_time()
    task(path)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"wall": time.perf_counter() - began, "cpu": time.process_time() - cpu, "peak": peak}


class _NoPandas(MetaPathFinder):
    """Keeps pandas out, as where folkmoot alone is installed.

    The tests bring it, and PyArrow imports whatever pandas it finds: 0.25 CPU-seconds.
    """

    def find_spec(self, fullname: str, *_: object) -> None:
        """Say that it is not there."""
        if fullname == "pandas":
            raise ModuleNotFoundError(fullname, name=fullname)


def apart(name: str, path: Path) -> dict[str, float]:
    """Run a task in a process of its own."""
    command = [sys.executable, __file__, name, str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def race(folder: Path) -> None:
    """Both by turns, then the ratios of the better turn of each."""
    path = folder / "RC_2020-01.zst"
    size = write(path, ROWS)
    packed = path.stat().st_size
    print(f"simulated: {ROWS:,} comments, {size / 1e6:,.0f} MB, packed {packed / 1e6:,.0f} MB")
    turns = [(apart("copy", path), apart("lake", path)) for _ in range(TURNS)]
    for name, place in (("DuckDB COPY", 0), ("to the lake", 1)):
        for turn in turns:
            one = turn[place]
            print(
                f"{name}: {one['wall']:.2f} s, {one['cpu']:.2f} CPU-seconds, {one['peak']:,.0f} MiB"
            )
    for unit, word in (("wall", "seconds"), ("cpu", "CPU-seconds")):
        best = [min(turn[place][unit] for turn in turns) for place in (0, 1)]
        print(f"speed of the lake over COPY, in {word}: {best[0] / best[1]:.2f} (bar 0.6)")
    print(f"peak memory {max(turn[1]['peak'] for turn in turns):,.0f} MiB (bar 1,024)")


def slow_path(folder: Path) -> None:
    """Rows per CPU-second of sources that read record by record: fetch and map alone."""
    from folkmoot.sources import source

    hits = [{"objectID": str(n), "author": f"user{n % 99}", "created_at_i": 1_600_000_000 + n,
             "title": "A title", "points": 3, "_tags": ["story"]}
            for n in range(20_000)]  # fmt: skip
    messages = [
        {"id": n, "type": "message", "date": "2024-01-01T00:00:00", "date_unixtime": str(
            1_704_067_200 + n), "from": f"Ann {n % 99}", "from_id": f"user{n % 99}",
         "text": "hello there", "text_entities": [{"type": "plain", "text": "hello there"}]}
        for n in range(20_000)
    ]  # fmt: skip
    chat = {"name": "Coffee", "type": "public_supergroup", "id": 1, "messages": messages}
    things: dict[str, tuple[str, Any]] = {
        "hackernews": ("hits.json", {"hits": hits}), "telegram": ("result.json", chat),
    }  # fmt: skip
    for name, (file, content) in things.items():
        path = folder / file
        path.write_text(json.dumps(content), "utf-8")
        reader = source(name)
        options = reader.settle(path, {})
        began, rows = time.process_time(), 0
        for page in reader.fetch(path, options):
            rows += sum(table.num_rows for table in reader.map(page, options).tables.values())
        speed = rows / (time.process_time() - began)
        print(f"{name}, record by record: {speed:,.0f} rows per CPU-second")


def main() -> None:
    """Race, then tell of the slow path."""
    with tempfile.TemporaryDirectory() as folder:
        race(Path(folder))
        slow_path(Path(folder))


if __name__ == "__main__":
    if len(sys.argv) == 3:
        sys.meta_path.insert(0, _NoPandas())
        print(json.dumps(timed({"copy": copy, "lake": lake}[sys.argv[1]], Path(sys.argv[2]))))
    else:
        main()
