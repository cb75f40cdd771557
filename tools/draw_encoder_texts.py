"""Draw the texts that the quick encoder learns from: ``FOLKMOOT_SHARED=... draw_encoder_texts.py``.

Only sets whose licence lets what ships be trained on them, and of each the texts with the smallest
hash, so that the draw is the same everywhere. No text of a labelled post and no community that
types of need are measured on is among them.
"""

from __future__ import annotations

import bz2
import csv
import os
import sys
from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path
from typing import Final

import pyarrow.parquet as pq

ROOT: Final = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tools.make_encoder import TEXTS  # noqa: E402
from tools.pack_need_labels import TARGET, split_of  # noqa: E402
from tools.packed import read_packed  # noqa: E402

#: Texts of each set.
SIZES: Final = {
    "reddit": 6_500,
    "reddit-text": 1_200,
    "zhihu": 8_000,
    "weibo": 2_000,
    "weibo-text": 1_300,
    "umsab-arabic": 350,
    "umsab-french": 350,
    "umsab-german": 350,
    "umsab-italian": 350,
    "umsab-portuguese": 350,
    "umsab-spanish": 350,
}
_SHORTEST, _LONGEST = 15, 200
_BODY: Final = 300


def main(data: Path) -> None:
    """Write the texts, a line each: set, tab, text."""
    labelled = " ".join(row["text"] for row in read_packed(TARGET))
    lines = [
        f"{name}\t{text}\n"
        for name, size in SIZES.items()
        for text in drawn({each for each in texts(data, name) if each not in labelled}, size)
    ]
    raw = "".join(lines).encode()
    TEXTS.write_bytes(bz2.compress(raw))
    print(f"{len(lines):,} texts, {len(raw):,} bytes, packed {TEXTS.stat().st_size:,}")


def drawn(texts: set[str], size: int) -> list[str]:
    """The texts of smallest hash."""
    return sorted(texts, key=lambda text: blake2b(text.encode(), digest_size=8).digest())[:size]


def texts(data: Path, name: str) -> Iterator[str]:
    """All texts of a set, each on one line."""
    if name.startswith("reddit"):
        yield from _of_reddit(data / "reddit_top_subset", bodies=name == "reddit-text")
    elif name == "zhihu":
        yield from _of_parquet(next((data / "zhihu_hot_daily").glob("*.parquet")), "title")
    elif name.startswith("weibo"):
        column = "description" if name == "weibo-text" else "title"
        yield from _of_parquet(next((data / "weibo_hot_hourly").glob("*.parquet")), column)
    else:
        path = data / "text_licensed" / f"{name.replace('-', '_')}_train.tsv"
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
                yield " ".join(row["text"].split())


def _of_reddit(folder: Path, *, bodies: bool) -> Iterator[str]:
    for path in sorted(folder.glob("*.csv")):
        if split_of("reddit_top_subset", f"r/{path.stem}") == "test":
            continue
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                text = " ".join((row["selftext"] if bodies else row["title"]).split())
                if bodies and len(text) > _BODY:
                    yield text[:_BODY].rsplit(" ", 1)[0]
                elif not bodies and _SHORTEST <= len(text) <= _LONGEST:
                    yield text


def _of_parquet(path: Path, column: str) -> Iterator[str]:
    for text in pq.read_table(path, columns=[column]).column(column).to_pylist():
        shown = " ".join((text or "").split())
        if shown and (column == "title" or len(shown) >= _SHORTEST):
            yield shown[:_BODY]


if __name__ == "__main__":
    csv.field_size_limit(1 << 30)
    main(Path(os.environ["FOLKMOOT_SHARED"]) / "data")
