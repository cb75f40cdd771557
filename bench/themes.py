"""Themes of many short posts: seconds, CPU-seconds by step, and memory, as a user has them learned.

The posts are simulated by resampling: the first words of one title and the last of another, drawn
from the titles of clinc150, banking77 and 29 communities of Reddit (``FOLKMOOT_SHARED``), or from
those of the bundled community where these are absent; no two are alike. They are written over two
years, and handed to what ``folkmoot themes learn`` calls, with two processes: encoding a sample and
finding its themes, placing every post, writing the book. ``BENCH_ROWS`` of them (100,000 by custom;
the bar is a million within 15 minutes and 6 GiB). ``BENCH_ENCODER`` is ``exact`` or ``quick``.

Memory is the sum over this process and those it begins, what they share counted once (PSS), at its
peak: the posts themselves and everything loaded are in it.
"""

from __future__ import annotations

import csv
import io
import json
import os
import resource
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pyarrow as pa
import zstandard

from bench._memory import watched
from folkmoot.annotators._encoder import quick_encoder, sentence_encoder
from folkmoot.annotators._questions import QUESTIONS, Questions
from folkmoot.annotators._theme_files import read_placed
from folkmoot.annotators.lasting import learn_themes
from folkmoot.estimate import Evidence

ROWS = int(os.environ.get("BENCH_ROWS", "100000"))
ENCODER = os.environ.get("BENCH_ENCODER", "exact")
PROCESSES = 2
MOMENT = datetime(2026, 1, 1, tzinfo=UTC)
DEMO = Path(__file__).parents[1] / "src" / "folkmoot" / "demo_data" / "Posts.csv.zst"


def titles() -> list[str]:
    """Real short posts that the simulated ones are made of."""
    data = Path(os.environ.get("FOLKMOOT_SHARED", "")) / "data"
    if not (data / "clinc150").is_dir():
        with zstandard.open(DEMO, "rt", encoding="utf-8", newline="") as file:
            rows = csv.DictReader(io.StringIO(file.read()))
            return sorted({row["Title"] for row in rows if row["Title"]})
    parts = json.loads((data / "clinc150" / "data_full.json").read_text(encoding="utf-8"))
    found = {text for rows in parts.values() for text, _ in rows}
    lines = (data / "text_licensed" / "banking77_train.tsv").read_text(encoding="utf-8")
    found |= {line.split("\t")[0] for line in lines.splitlines()[1:]}
    for path in sorted((data / "reddit_top_subset").glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            found |= {row["title"] for row in csv.DictReader(file)}
    return sorted(found)


def simulated(count: int) -> list[str]:
    """Posts no two of which are alike: the beginning of one title, the end of another."""
    real = [title.split() for title in titles()]
    rng = np.random.default_rng(0)
    posts: dict[str, None] = {}
    while len(posts) < count:
        for first, second in rng.integers(0, len(real), (count, 2)):
            one, other = real[first], real[second]
            posts[" ".join(one[: (len(one) + 1) // 2] + other[len(other) // 2 :])] = None
            if len(posts) == count:
                break
    return list(posts)


def questions(titles: list[str]) -> Questions:
    """Posts of two years, evenly."""
    count = len(titles)
    ids = pa.array(np.arange(count, dtype=np.int64))
    nothing = pa.nulls(count, pa.string())
    end = int(MOMENT.timestamp() * 1e6)
    begin = int((MOMENT - timedelta(days=729)).timestamp() * 1e6)
    times = pa.array(np.linspace(begin, end, count).astype(np.int64))
    when = times.cast(QUESTIONS.field("published_at").type)
    table = pa.table([ids, ids, ids, pa.array(titles), nothing, when], schema=QUESTIONS)
    return Questions(table, Evidence("", "", {}, count))


def used() -> float:
    """CPU-seconds of this process and of those it began that have ended."""
    spent = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in spent)


class Clock:
    """Seconds and CPU-seconds of each step."""

    def __init__(self) -> None:
        self.steps: list[tuple[str, float, float]] = []

    def begin(self, name: str) -> None:
        """Begin a step; the one before has ended."""
        self.steps.append((name, time.perf_counter(), used()))

    def told(self) -> list[str]:
        """A line a step."""
        pairs = zip(self.steps, self.steps[1:], strict=False)
        return [
            f"{name}: {after - began:.0f} s, {then - spent:.0f} CPU-seconds"
            for (name, began, spent), (_, after, then) in pairs
        ]


def main() -> None:
    """Print the time of each step and the memory at its peak."""
    asked = questions(simulated(ROWS))
    encoder = quick_encoder() if ENCODER == "quick" else sentence_encoder()
    clock = Clock()
    with TemporaryDirectory() as name, watched() as peak:
        folder = Path(name)
        book = learn_themes(folder, asked, MOMENT, encoder=encoder, processes=PROCESSES,
                            begin=clock.begin)  # fmt: skip
        clock.begin("end")
        placed = read_placed(folder, book)["place"].to_numpy()
    (_, began, spent), (_, ended, all_spent) = clock.steps[0], clock.steps[-1]
    print(f"{len(placed):,} simulated posts, encoder {ENCODER}, {PROCESSES} processes")
    print(
        f"  {ended - began:.0f} s, {all_spent - spent:.0f} CPU-seconds from posts to "
        f"{len(book.themes)} themes that hold {(placed >= 0).mean():.0%} of them"
    )
    for line in clock.told():
        print(f"    {line}")
    print(
        f"  memory of all processes at its peak: {peak.mebibytes:,.0f} MiB (PSS, "
        f"{peak.looks} looks)"
    )


if __name__ == "__main__":
    main()
