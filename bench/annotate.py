"""Types of need: posts a CPU-second in both tiers, beside the rules and the encoder alone.

Read are the labelled posts of ``tests/data/need_labels.csv``: ``short`` their titles, ``posts`` up
to 420 letters. One thread of BLAS; the middle CPU time of three, taken in turn, counts.
Bars on short posts: fast 10,000, full 700.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import pyarrow as pa
from threadpoolctl import threadpool_limits

from folkmoot.annotators._encoder import sentence_encoder
from folkmoot.annotators.needtypes import annotate_need_types

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tools.make_models import read_posts

from bench.need_types import by_rules

REPEATS = 3


def speeds(texts: list[str]) -> dict[str, float]:
    """Posts a CPU-second of each reader."""
    batch = pa.record_batch([pa.array(texts)], names=["text"])
    readers: dict[str, Callable[[], object]] = {
        "fast": lambda: annotate_need_types(batch, "fast"),
        "full": lambda: annotate_need_types(batch, "full"),
        "encoder alone": lambda: sentence_encoder().encode(texts),
        "rules": lambda: by_rules(texts),
    }
    taken: dict[str, list[float]] = {name: [] for name in readers}
    for _ in range(REPEATS):
        for name, read in readers.items():
            began = time.process_time()
            read()
            taken[name].append(time.process_time() - began)
    return {name: len(texts) / median(times) for name, times in taken.items()}


def main() -> None:
    """Print posts a CPU-second."""
    posts = [post["text"] for post in read_posts("train", "validation", "test")]
    short = [text.split(" — ")[0] for text in posts]
    annotate_need_types(pa.record_batch([pa.array(["warm"])], names=["text"]))
    for name, texts in (("short", short), ("posts", posts)):
        letters = sum(map(len, texts)) / len(texts)
        print(f"{name}: {len(texts):,}, {letters:.0f} letters each")
        with threadpool_limits(limits=1, user_api="blas"):
            for reader, speed in speeds(texts).items():
                print(f"  {reader:14} {speed:8,.0f} posts a CPU-second")


if __name__ == "__main__":
    main()
