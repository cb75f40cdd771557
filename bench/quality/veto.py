"""What the veto rules out: tweets of four disasters, harmless talk, and topics of a hot list.

``FOLKMOOT_SHARED=FOLDER python -m bench.quality.veto``, with ``FOLDER/data/crisislex_t6``
(CrisisLexT6, A. Olteanu et al., ICWSM 2014) and ``FOLDER/data/weibo_hot_hourly``. Labels of the
first are on and off the topic of the disaster; off it there is other news too, so what is ruled
out there is not all wrong. Of the second only the category is known. *Words* are the lists alone,
*either* adds the classifier; *ten* judges ten texts together, as an event is judged.
"""

from __future__ import annotations

import csv
import os
from collections import defaultdict
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
from tools.pack_need_labels import TITLES
from tools.packed import read_packed

from folkmoot.annotators.veto import Veto

FOLDER = Path(os.environ["FOLKMOOT_SHARED"]) / "data"
TEXTS, TOGETHER = 500, 10
CATEGORIES = {"时事": "current affairs", "军事": "military", "社会": "society", "明星": "stars",
              "美食": "food", "旅游": "travel"}  # fmt: skip


def drawn(texts: list[str]) -> list[str]:
    """Some of the texts, the same each time."""
    order = np.random.default_rng(5).permutation(len(texts))[:TEXTS]
    return [texts[place] for place in order]


def row(name: str, texts: list[str]) -> None:
    """Print the shares ruled out."""
    both, words = Veto(), Veto(examples=False)
    groups = [texts[at : at + TOGETHER] for at in range(0, len(texts) - TOGETHER + 1, TOGETHER)]
    by_words = np.mean([bool(words.reason([], [text])) for text in texts])
    either = np.mean([bool(both.reason([], [text])) for text in texts])
    ten = np.mean([bool(both.reason([], group)) for group in groups])
    print(f"| {name} | {len(texts)} | {by_words:.2f} | {either:.2f} | {ten:.2f} |")


def main() -> None:
    """Print the table."""
    print("| texts | number | words | either | ten |\n|---|---|---|---|---|")
    for path in sorted((FOLDER / "crisislex_t6").glob("*.csv")):
        labelled: dict[str, list[str]] = defaultdict(list)
        with path.open(encoding="utf-8", newline="") as file:
            for _, text, label in list(csv.reader(file))[1:]:
                labelled[label.strip()].append(text)
        for label in ("on-topic", "off-topic"):
            row(f"{path.name.split('-')[0].replace('_', ' ')}, {label}", drawn(labelled[label]))
    row("questions of travellers", drawn([line["title"] for line in read_packed(TITLES)]))
    listed = pq.read_table(next((FOLDER / "weibo_hot_hourly").glob("*.parquet")),
                           columns=["title", "category"]).to_pylist()  # fmt: skip
    topics = defaultdict(set)
    for topic in listed:
        topics[topic["category"]].add(topic["title"])
    for category, name in CATEGORIES.items():
        row(f"hot list, {name}", drawn(sorted(topics[category])))


if __name__ == "__main__":
    main()
