"""Themes of many short posts: seconds and memory from texts to themes, on two processes.

The posts are simulated by resampling: the first words of one title and the last of another, drawn
from the titles of clinc150, banking77 and 29 communities of Reddit (``FOLKMOOT_SHARED``), or from
those of the bundled community where these are absent; no two are alike. ``BENCH_ROWS`` of them
(100,000 by custom; the bar is a million within 15 minutes and 6 GiB). ``BENCH_ENCODER`` is
``exact`` or ``quick``.
"""

from __future__ import annotations

import csv
import io
import json
import os
import resource
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import zstandard
from numpy.typing import NDArray

from folkmoot.annotators._encoder import quick_encoder, sentence_encoder
from folkmoot.annotators._theme_changes import place
from folkmoot.annotators.lasting import learn_book

ROWS = int(os.environ.get("BENCH_ROWS", "100000"))
ENCODER = os.environ.get("BENCH_ENCODER", "exact")
PROCESSES = 2
CHUNK = 8_192
SAMPLE = 100_000
DEMO = Path(__file__).parents[1] / "src" / "folkmoot" / "demo_data" / "Posts.csv.zst"


class Chosen:
    """The encoder that ``BENCH_ENCODER`` names."""

    name = ENCODER

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One row a text."""
        encoder = quick_encoder() if ENCODER == "quick" else sentence_encoder()
        return encoder.encode(texts)


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


def placed(path: str, texts: list[str]) -> NDArray[np.int16]:
    """Place of each text's theme, worked out in a process of its own."""
    from folkmoot.annotators._theme_files import book_moments, read_book

    folder = Path(path)
    book = read_book(folder, book_moments(folder)[-1])
    return place(book.axes.points(Chosen().encode(texts)), book.groups)[0].astype(np.int16)


def main() -> None:
    """Print the time of each step and the memory at its peak."""
    from tempfile import TemporaryDirectory

    from folkmoot.annotators._theme_files import write_book

    posts = simulated(ROWS)
    began, used = time.perf_counter(), time.process_time()
    sample = posts[:: max(1, len(posts) // SAMPLE)]
    book = learn_book(sample, [False] * len(sample), datetime(2026, 1, 1, tzinfo=UTC), None,
                      Chosen())  # fmt: skip
    learned, cpu = time.perf_counter() - began, time.process_time() - used
    with TemporaryDirectory() as folder:
        write_book(Path(folder), book)
        chunks = [posts[start : start + CHUNK] for start in range(0, len(posts), CHUNK)]
        with ProcessPoolExecutor(PROCESSES, mp_context=get_context("spawn")) as pool:
            places = np.concatenate(list(pool.map(partial(placed, folder), chunks)))
    whole = time.perf_counter() - began
    ours = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    theirs = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(f"{len(posts):,} simulated posts, encoder {ENCODER}, {PROCESSES} processes")
    print(
        f"  learned from {len(sample):,}: {len(book.themes)} themes, {learned:.0f} s, "
        f"{cpu:.0f} CPU-seconds"
    )
    print(
        f"  all placed after {whole:.0f} s; CPU-seconds of the processes "
        f"{theirs.ru_utime + theirs.ru_stime:.0f}; {(places >= 0).mean():.0%} in a theme"
    )
    print(
        f"  memory at its peak: {ours / 1024:.0f} MiB here, {theirs.ru_maxrss / 1024:.0f} MiB "
        f"in each of {PROCESSES} processes"
    )


if __name__ == "__main__":
    main()
