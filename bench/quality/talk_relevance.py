"""Relevance of a post to a need: the weights of its parts, fitted and judged.

``python -m bench.quality.talk_relevance``. Read are the 650 labelled titles of
``tests/data/travel_need_labels.csv.bz2`` and the questions of the demonstration, among which they
stand. A pair of title and need is stated, not stated, or left out where the labels leave it open.
Weights are fitted on sample 1 (each need and title a pair, all six needs); sample 2 judges. They
are those of `folkmoot.talks.RELATION_PARTS` when the line *fitted* agrees with the line *shipped*
to a decimal. *stated* ranks by the statements of titles alone, as before there was an index.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score
from tools.pack_need_labels import TITLES
from tools.packed import read_packed

import folkmoot
from folkmoot.annotators.relevance import find_needs
from folkmoot.brief import read_brief
from folkmoot.sources.stackexchange import StackExchange
from folkmoot.talks import OPENERS, RELATION_PARTS, TalkIndex, relation_parts
from folkmoot.text import stems

DEMO = Path(folkmoot.__file__).parent / "demo_data"
NOW = datetime(2017, 8, 31, tzinfo=UTC)
BANDS = (0.0, 0.05, 0.1, 0.25, 0.5, 0.75, 1.01)


@dataclass(frozen=True)
class Pairs:
    """Pairs of title and need a row: parts, relevance as shipped, stated or not, which sample."""

    parts: NDArray[np.float64]
    relevance: NDArray[np.float64]
    is_stated: NDArray[np.bool_]
    sample: NDArray[np.int64]


def titles() -> list[str]:
    """Titles of the demonstration's questions."""
    source, path = StackExchange(), DEMO / "Posts.csv.zst"
    options = source.settle(DEMO, {"site": "travel.stackexchange.com"})
    found: list[str] = []
    for page in source.fetch(path, options):
        for table in source.map(page, options).tables.values():
            if "title" in table.schema.names:
                found += [title for title in table.column("title").to_pylist() if title]
    return found


def pairs() -> Pairs:
    """Every labelled pair with its parts."""
    brief = read_brief(DEMO / "brief.toml")
    labelled = read_packed(TITLES)
    own = [row["title"] for row in labelled]
    others = [title for title in titles() if title not in set(own)]
    whole = own + others
    index = TalkIndex()
    columns = [list(range(len(whole))), [NOW] * len(whole), whole, [None] * len(whole)]
    index.add([pa.table(columns, schema=OPENERS)])
    stated = {
        (each.row, each.need_id): (each.score, each.matched)
        for each in find_needs([stems(title) for title in whole], brief)
        if each.row < len(own)
    }
    posts = [{"object_id": row, "title": title, "text": None} for row, title in enumerate(own)]
    rows = []
    for label, found in zip(
        labelled, relation_parts(posts, brief.needs, index, stated), strict=True
    ):
        unclear, held = label["unclear_needs"].split(), label["needs"].split()
        for each in found:
            if each.need_id not in unclear:
                parts = [each.parts[name] for name in RELATION_PARTS]
                rows.append((parts, each.relevance, each.need_id in held, int(label["sample"])))
    columns = list(zip(*rows, strict=True))
    return Pairs(*(np.array(column) for column in columns))


def main() -> None:
    """Print the weights, how well they rank, and how many of each band state the need."""
    found = pairs()
    first, second = found.sample == 1, found.sample == 2
    model = LogisticRegression(C=1.0).fit(found.parts[first], found.is_stated[first])
    fitted = dict(zip(RELATION_PARTS, model.coef_[0].round(1).tolist(), strict=True))
    print(f"fitted   {fitted}, constant {model.intercept_[0]:.1f}")
    print(f"shipped  {dict(RELATION_PARTS)}")
    names = list(RELATION_PARTS)
    old = found.parts[:, [names.index("said"), names.index("like")]].max(axis=1)
    for label, score in (("stated", old), ("ours", found.relevance)):
        told = [
            f"sample {number} {average_precision_score(found.is_stated[chosen], score[chosen]):.3f}"
            for number, chosen in ((1, first), (2, second))
        ]
        print(f"{label:8} average precision: {', '.join(told)}")
    print("relevance where no phrase is met: pairs, share that state the need")
    unmet = old == 0
    for low, high in itertools.pairwise(BANDS):
        band = unmet & (found.relevance >= low) & (found.relevance < high)
        share = f"{found.is_stated[band].mean():.2f}" if band.any() else "none"
        print(f"  {low:.2f} to {min(high, 1):.2f}: {band.sum():5,}  {share}")


if __name__ == "__main__":
    main()
