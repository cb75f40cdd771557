"""How fast posts are annotated: each annotator and all of them together, in both tiers.

The posts are those that were labelled, cut to their titles (short) and as they are; the brief is
that of the demonstration. ``all`` is the whole set over posts that nobody has read, vectors made
once for all of them in tier ``full``; the rows of single annotators make their own. The bars of
the whole set are 10,000 short posts a CPU-second for ``fast`` and 700 for ``full``.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from typing import Final

from threadpoolctl import threadpool_limits

ROOT: Final = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tools.make_models import read_posts  # noqa: E402

from bench.need_types import by_rules  # noqa: E402
from folkmoot.annotators._heads import HEADS, TIERS, Tier  # noqa: E402
from folkmoot.annotators._pieces import forget_words  # noqa: E402
from folkmoot.annotators.base import Annotator, Posts  # noqa: E402
from folkmoot.annotators.needtypes import need_types  # noqa: E402
from folkmoot.annotators.registry import encoder_names, make_annotators, make_encoder  # noqa: E402
from folkmoot.brief import read_brief  # noqa: E402

REPEATS: Final = 5
BATCH: Final = 1024


def speeds(texts: Sequence[str]) -> dict[str, float]:
    """Posts a CPU-second by reader, the median of some runs that take turns."""
    taken: dict[str, list[float]] = {}
    for _ in range(REPEATS):
        for name, read in _readers(texts).items():
            forget_words()
            began = time.process_time()
            read()
            taken.setdefault(name, []).append(time.process_time() - began)
    return {name: len(texts) / median(times) for name, times in taken.items()}


def _readers(texts: Sequence[str]) -> dict[str, Callable[[], object]]:
    brief = read_brief(ROOT / "src" / "folkmoot" / "demo_data" / "brief.toml")
    readers: dict[str, Callable[[], object]] = {}
    for tier in TIERS:
        annotators = make_annotators(brief, tier)
        readers[f"{tier}: all"] = _reading(texts, annotators, tier)
        if tier == "fast":
            for each in annotators:
                readers[f"{tier}: {each.name}"] = _reading(texts, (each,), tier)
    for tier in HEADS[1:]:
        readers[f"{tier}: need-types"] = lambda tier=tier: need_types(texts, tier)  # type: ignore[misc]  # bound now
    for name in encoder_names():
        encoder = make_encoder(name)
        readers[f"encoder {name}"] = lambda encoder=encoder: encoder.encode(texts)  # type: ignore[misc]  # bound now
    readers["rules of types alone"] = lambda: by_rules(texts)
    return readers


def _reading(
    texts: Sequence[str], annotators: Sequence[Annotator], tier: Tier
) -> Callable[[], object]:
    def read() -> None:
        for start in range(0, len(texts), BATCH):
            part = list(texts[start : start + BATCH])
            posts = Posts(part, [None] * len(part))
            if tier == "full":
                assert len(posts.vectors) == len(part)
            for each in annotators:
                each.annotate(posts)

    return read


def main() -> None:
    """Print posts a CPU-second."""
    posts = [post["text"] for post in read_posts("train", "validation", "test")]
    short = [text.split(" — ")[0] or text[:70] for text in posts]
    with threadpool_limits(limits=1, user_api="blas"):
        speeds(short[:8])
        for name, texts in (("short", short), ("posts", posts)):
            letters = sum(map(len, texts)) / len(texts)
            print(f"{name}: {len(texts):,}, {letters:.0f} letters each")
            for reader, speed in speeds(texts).items():
                print(f"  {reader:26} {speed:8,.0f} posts a CPU-second")


if __name__ == "__main__":
    main()
