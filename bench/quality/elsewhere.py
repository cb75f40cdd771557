"""Types of need on real posts of other places: ``python -m bench.quality.elsewhere``.

``FOLKMOOT_SHARED`` says where the sets are. No labelled post of ours has problems or praise in
Chinese, so the heads that ship are shown reviews of deliveries and of a shop, and complaints in
English: which share is told to be of a type, among those that are bad (or complain) and among the
others. A bad review is a ``problem``, or a judgement that the guidelines call ``praise``, good or
bad; a good one should not be a ``problem``. Titles of Zhihu's hot list (part test of our labels),
of which two are told to be either, say how often the types are told where they are not. Nothing is
fitted here. Intervals are exact (Clopper & Pearson 1934).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.stats import beta
from tools.make_models import read_posts

from bench.quality.sets import chinese_shop_reviews, of_table
from folkmoot.annotators._heads import HEADS, Tier
from folkmoot.annotators.needtypes import need_types

SHOWN = ("problem", "praise", "offer")


def places() -> dict[str, tuple[Sequence[str], NDArray[np.bool_]]]:
    """Texts of each place, and which of them are bad or complain."""
    complaints = of_table("evaluate_only/complaints_twitter.tsv", "complaint")
    deliveries = of_table("evaluate_only/waimai_zh.tsv", "pos")
    shop = chinese_shop_reviews()
    return {
        "tweets to firms, English": (complaints.texts, complaints.labels == "1"),
        "deliveries, Chinese": (deliveries.texts, deliveries.labels == "0"),
        "shop reviews, Chinese": (shop.texts, shop.labels == "Negative"),
    }


def share(told: NDArray[np.bool_]) -> str:
    """Share with its interval of 95 %."""
    yes, n = int(told.sum()), len(told)
    low = beta.ppf(0.025, yes, n - yes + 1) if yes else 0.0
    high = beta.ppf(0.975, yes + 1, n - yes) if yes < n else 1.0
    return f"{yes / n:.2f} ({low:.2f} to {high:.2f})"


def row(name: str, texts: Sequence[str], tier: Tier) -> str:
    """Shares of some posts that are told to be of the types."""
    found = need_types(texts, tier)
    told = {kind: np.array([kind in kinds for kinds in found]) for kind in SHOWN}
    either = told["problem"] | told["praise"]
    cells = [f"{len(texts):,}", *(share(each) for each in told.values()), share(either)]
    return f"| {name} | `{tier}` | {' | '.join(cells)} |"


def main() -> None:
    """Print the table."""
    print(f"| posts | tier | n | {' | '.join(SHOWN)} | problem or praise |")
    print("|---|---|---|---|---|---|---|")
    zhihu = [post["text"] for post in read_posts("test") if post["lang"] == "zh"]
    for tier in reversed(HEADS):
        for name, (texts, bad) in places().items():
            for kind, chosen in (("bad", bad), ("not", ~bad)):
                some = [text for text, held in zip(texts, chosen, strict=True) if held]
                print(row(f"{name}: {kind}", some, tier), flush=True)
        print(row("Zhihu titles, Chinese", zhihu, tier), flush=True)


if __name__ == "__main__":
    main()
