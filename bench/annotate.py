"""How fast posts are annotated: each annotator and all of them together, in each tier.

The posts are those that were labelled, cut to their titles (short) and as they are; the brief is
that of the demonstration. ``all`` is the whole set over posts that nobody has read, vectors made
once for all of them in the tiers that read meaning (``quick`` is tier ``full`` with the quick
encoder); ``vectors`` are these alone, and each annotator's row is its own work, vectors given, with
its share of the whole. The rows of annotators add up to a little more than the whole, which makes
what several of them read once. The bars of the whole set on short posts are 10,000 a CPU-second for
``fast`` and 700 for ``full``; 5,000 are aimed at for ``quick``.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from typing import Final

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

ROOT: Final = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tools.make_models import read_posts  # noqa: E402

from bench.need_types import by_rules  # noqa: E402
from folkmoot.annotators._encoder import Encoder  # noqa: E402
from folkmoot.annotators._pieces import forget_words  # noqa: E402
from folkmoot.annotators.base import Annotator, Posts  # noqa: E402
from folkmoot.annotators.registry import DEFAULT_ENCODER, make_annotators, make_encoder  # noqa: E402
from folkmoot.brief import read_brief  # noqa: E402

REPEATS: Final = 5
BATCH: Final = 1024
#: Encoder of each tier, as ``folkmoot annotate`` names them; none reads words alone.
ENCODERS: Final = {"fast": None, "quick": "quick", "full": DEFAULT_ENCODER}


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
    for tier, name in ENCODERS.items():
        encoder = make_encoder(name) if name else None
        annotators = make_annotators(
            brief, "full" if name else "fast", encoder=name or DEFAULT_ENCODER
        )
        readers[f"{tier}: all"] = _reading(texts, annotators, encoder)
        if encoder is not None:
            readers[f"{tier}: vectors"] = _reading(texts, (), encoder)
        for each in annotators:
            readers[f"{tier}: {each.name}"] = _reading(texts, (each,), encoder, _known(encoder))
    readers["rules of types alone"] = lambda: by_rules(texts)
    return readers


def _known(encoder: Encoder | None) -> Callable[[Sequence[str]], NDArray[np.float16]] | None:
    """Vectors that cost nothing, for annotators of which the own work is looked at."""
    if encoder is None:
        return None
    columns = encoder.encode(["one"]).shape[1]
    alike = np.full((BATCH, columns), columns**-0.5, np.float16)
    return lambda part: alike[: len(part)]


def _reading(
    texts: Sequence[str],
    annotators: Sequence[Annotator],
    encoder: Encoder | None,
    known: Callable[[Sequence[str]], NDArray[np.float16]] | None = None,
) -> Callable[[], object]:
    def read() -> None:
        for start in range(0, len(texts), BATCH):
            part = list(texts[start : start + BATCH])
            nothing: list[None] = [None] * len(part)
            if encoder is None:
                posts = Posts(part, nothing)
            else:
                posts = Posts(part, nothing, encoder, known(part) if known else None)
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
            found = speeds(texts)
            for reader, speed in found.items():
                whole = found.get(f"{reader.split(':')[0]}: all", speed)
                print(
                    f"  {reader:22} {speed:9,.0f} posts a CPU-second"
                    f" {1e6 / speed:8,.1f} µs a post {whole / speed:6.0%}"
                )


if __name__ == "__main__":
    main()
