"""How well the sentiment heads that ship tell feelings, beside VADER and SnowNLP, none tuned here.

English: posts of communities (``need_labels.csv.bz2``, part ``test``), tweets and sentences of
reviews put aside. Other languages: tweets put aside. Chinese: three sets of reviews that nothing
that ships has learnt from: 1,200 of each, by a hash of the text; they are praise or blame, so that
a reader is asked which of the two is likelier. All but the posts are read out of
``FOLKMOOT_SHARED/data``, split by ``tools/pack_sentiment.py``.
"""

from __future__ import annotations

import csv
import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from hashlib import blake2b
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import f1_score
from threadpoolctl import threadpool_limits

ROOT: Final = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tools.make_models import read_posts  # noqa: E402
from tools.pack_sentiment import part_of  # noqa: E402

from folkmoot.annotators._feeling import feelings, sentiment_heads  # noqa: E402
from folkmoot.annotators._grams import READ_LETTERS  # noqa: E402
from folkmoot.annotators._heads import HEADS, Tier  # noqa: E402

FOLDER: Final = Path(os.environ.get("FOLKMOOT_SHARED", ROOT.parent / "shared")) / "data"
_MOST: Final = 1200
Rows = Sequence[tuple[str, str]]
#: Texts to their feelings, and to which of praise and blame is likelier.
Reader = tuple[Callable[[Sequence[str]], list[str]], Callable[[Sequence[str]], list[str]]]


def sets() -> dict[str, Rows]:
    """Texts with three feelings, by set; posts alone where the larger data are absent."""
    posts = [row for row in read_posts("test") if row["lang"] == "en"]
    found = {
        "posts en": posts,
        "posts en, drawn at random": [row for row in posts if row["stratum"] == "random"],
    }
    if FOLDER.is_dir():
        aside = part_of(FOLDER, "test")
        found |= {
            "tweets en": [row for row in aside if row["source"] == "umsab_en"],
            "tweets ar de es fr it pt": [row for row in aside if row["lang"] != "en"],
            "reviews en, by sentence": [row for row in aside if row["source"] == "product_reviews"],
        }
    return {
        name: [(row["text"][:READ_LETTERS], row["sentiment"]) for row in rows]
        for name, rows in found.items()
    }


def chinese() -> dict[str, Rows]:
    """Chinese reviews, praise and blame, by set; empty where the larger data are absent."""
    if not FOLDER.is_dir():
        return {}
    found = {name: list(_table(FOLDER / "evaluate_only" / f"{name}_zh.tsv"))
             for name in ("waimai", "shop10")}  # fmt: skip
    with (FOLDER / "fewclue_eprstmt" / "test_public.json").open(encoding="utf-8") as file:
        found["fewclue"] = [
            (row["sentence"], "pos" if row["label"] == "Positive" else "neg")
            for row in map(json.loads, file)
        ]
    return {name: sorted(rows, key=_order)[:_MOST] for name, rows in found.items()}


def ours(tier: Tier) -> Reader:
    """Return the heads that ship."""
    heads = sentiment_heads(tier)

    def two(texts: Sequence[str]) -> list[str]:
        likely = heads.probabilities([text[:READ_LETTERS] for text in texts])
        return [heads.labels[place] for place in likely.argmax(axis=1)]

    return lambda texts: [feeling for feeling, _ in feelings(texts, tier)], two


def macro_f1(told: Sequence[str], rows: Rows) -> float:
    """Mean F1 over the feelings that the set has."""
    true: NDArray[np.str_] = np.array([feeling for _, feeling in rows])
    return float(f1_score(true, told, average="macro", labels=sorted(set(true))))


def angry(told: Sequence[str], rows: Rows) -> str:
    """How many are told to be angry, how many of these rightly, and how many are."""
    pairs = [(said == "neg", true == "neg") for said, (_, true) in zip(told, rows, strict=True)]
    said, right, true = (sum(column) for column in
                         zip(*((a, a and b, b) for a, b in pairs), strict=True))  # fmt: skip
    return f"{said} told, {right} rightly, of {true}"


def _table(path: Path) -> Iterator[tuple[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            yield row["text"], "pos" if row["pos"] == "1" else "neg"


def _order(row: tuple[str, str]) -> bytes:
    return blake2b(row[0].encode(), digest_size=8).digest()


def _vader() -> Reader:
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

    analyzer = SentimentIntensityAnalyzer()

    def score(text: str) -> float:
        return float(analyzer.polarity_scores(text)["compound"])

    # The bounds of .05 are its authors' own.
    return (
        lambda texts: ["pos" if score(t) >= 0.05 else "neg" if score(t) <= -0.05 else "neu"
                       for t in texts],
        lambda texts: ["pos" if score(t) > 0 else "neg" for t in texts],
    )  # fmt: skip


def _snownlp() -> Reader:
    from snownlp import SnowNLP

    def told(texts: Sequence[str]) -> list[str]:
        return ["pos" if SnowNLP(text).sentiments > 0.5 else "neg" for text in texts]

    return told, told


def main() -> None:
    """Print macro-F1 by set and reader."""
    readers = {f"folkmoot {tier}": ours(tier) for tier in HEADS}
    with threadpool_limits(1):
        for name, rows in sets().items():
            for reader, (three, _) in {**readers, "VADER": _vader()}.items():
                if reader != "VADER" or name.split()[1].startswith("en"):
                    told = three([text for text, _ in rows])
                    print(
                        f"{name} ({len(rows):,}): {reader} {macro_f1(told, rows):.3f}, "
                        f"angry {angry(told, rows)}"
                    )
        for name, rows in chinese().items():
            for reader, (_, two) in {**readers, "SnowNLP": _snownlp()}.items():
                told = two([text for text, _ in rows])
                print(f"{name} zh ({len(rows):,}): {reader} {macro_f1(told, rows):.3f}")


if __name__ == "__main__":
    main()
