"""Conversations: CPU time to index a million short posts, and time of a query with its re-ranking.

Simulated posts: pairs of the titles of the demonstration's questions cut in half and joined anew,
so that words are as rare and posts as short as there (60 letters), and one in fifty in Chinese.
``BENCH_POSTS`` says how many (a million). Queries are 200 titles that are in no post. One thread.
Times by the clock are worth something on a quiet machine alone. Bars: 60 CPU-seconds for the index;
50 ms for 95 of 100 queries, each with the best 200 posts put in order by meaning. Their texts
stand in memory; from the lake they come by one more query.
"""

from __future__ import annotations

import os
import random
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pyarrow as pa
from threadpoolctl import threadpool_limits

from bench.quality.talk_relevance import titles
from folkmoot.talks import CANDIDATES, OPENERS, TalkIndex, read_query, rerank

NOW = datetime(2026, 1, 1, tzinfo=UTC)
PIECE = 50_000
QUERIES = 200
CHINESE = (
    "推荐一款静音磨豆机",
    "去国外怎么上网买什么卡好",
    "手冲咖啡用多少度的水",
    "旅行时用什么电话卡",
)


def posts(count: int, halves: list[tuple[str, str]], chance: random.Random) -> list[str]:
    """Simulated posts."""
    made = []
    for number in range(count):
        if number % 50 == 0:
            made.append(f"{chance.choice(CHINESE)}，{chance.choice(CHINESE)}")
        else:
            made.append(f"{chance.choice(halves)[0]} {chance.choice(halves)[1]}")
    return made


def tables(texts: list[str]) -> Iterator[pa.Table]:
    """Posts as the lake hands them over, in pieces."""
    for start in range(0, len(texts), PIECE):
        piece = texts[start : start + PIECE]
        columns = [range(start, start + len(piece)), [NOW] * len(piece), piece, [None] * len(piece)]
        yield pa.table([pa.array(column) for column in columns[:3]] + [pa.nulls(len(piece))],
                       names=OPENERS.names).cast(OPENERS)  # fmt: skip


def main() -> None:
    """Print both times."""
    chance = random.Random(3)
    real = titles()
    chance.shuffle(real)
    asked, source = real[:QUERIES], real[QUERIES:]
    halves = [(" ".join(w[: len(w) // 2]), " ".join(w[len(w) // 2 :]))
              for w in (title.split() for title in source)]  # fmt: skip
    texts = posts(int(os.environ.get("BENCH_POSTS", "1000000")), halves, chance)
    letters = sum(map(len, texts)) / len(texts)
    pieces = list(tables(texts))
    with tempfile.TemporaryDirectory() as folder, threadpool_limits(limits=1, user_api="blas"):
        began, wall = time.process_time(), time.perf_counter()
        index = TalkIndex(Path(folder))
        index.add(pieces)
        spent, wall = time.process_time() - began, time.perf_counter() - wall
        size = sum(path.stat().st_size for path in Path(folder).iterdir()) / 2**20
        print(f"index of {len(index):,} posts of {letters:.0f} letters: {spent:.1f} CPU-seconds"
              f" ({wall:.1f} s), {size:.0f} MiB; bar 60")  # fmt: skip
        rerank("warm", ["warm"], [1.0])
        report(index, texts, asked)


def report(index: TalkIndex, texts: list[str], asked: list[str]) -> None:
    """Print how long queries take, alone and with their re-ranking."""
    alone, whole, by_clock, read = [], [], [], []
    for title in asked:
        began, at = time.process_time(), time.perf_counter()
        found = index.search(read_query(title), NOW, NOW, CANDIDATES)
        middle = time.process_time()
        rerank(title, [texts[number] for number, _ in found], [score for _, score in found])
        alone.append(middle - began)
        whole.append(time.process_time() - began)
        by_clock.append(time.perf_counter() - at)
        read.append(len(found))
    for name, times in (("the index alone, CPU", alone), ("with re-ranking, CPU", whole),
                        ("with re-ranking, by the clock", by_clock)):  # fmt: skip
        low, high = np.quantile(np.array(times) * 1000, [0.5, 0.95])
        print(f"{len(asked)} queries, {name}: median {low:.0f} ms, p95 {high:.0f} ms")
    print(f"posts put in order a query: median {np.median(read):.0f}; bar p95 50 ms")


if __name__ == "__main__":
    main()
