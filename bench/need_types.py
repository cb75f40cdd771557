"""How well types of need are told, beside rules and TF-IDF with logistic regression.

Read are the posts of ``tests/data/need_labels.csv.bz2`` in its part ``test``: communities, months
and authors that no model and no threshold has seen. Rules are patterns written for travel before
these labels were there (``need_rules.toml``); TF-IDF is scikit-learn's, of words and pairs and of
single Chinese characters and pairs, its threshold at one half. Intervals are of a bootstrap over
groups.
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tools.make_models import TYPES, read_posts, training_posts, truth  # noqa: E402

from folkmoot.annotators._grams import READ_LETTERS  # noqa: E402
from folkmoot.annotators._heads import HEADS, Tier, read_heads  # noqa: E402
from folkmoot.annotators.needtypes import NEED_TYPES, need_types  # noqa: E402

Flags = NDArray[np.bool_]
#: With fewer posts of a type than this its figures say nothing.
TELLING: Final = 10
_DRAWS: Final = 1000
_BINS: Final = 10


class Posts(NamedTuple):
    """Held-out posts: texts, languages, groups, how drawn, and labels with ``other`` last."""

    texts: list[str]
    langs: NDArray[np.str_]
    groups: NDArray[np.int64]
    strata: NDArray[np.str_]
    labels: Flags

    def of(self, lang: str) -> NDArray[np.int64]:
        """Places of the posts of a language."""
        return np.flatnonzero(self.langs == lang)


def with_other(told: Flags) -> Flags:
    """Add ``other``, which is none of the types."""
    return np.column_stack([told, ~told.any(axis=1)])


def held_out() -> Posts:
    """Return the posts of the test part."""
    posts = read_posts("test")
    named = [f"{post['source']}/{post['group']}" for post in posts]
    groups = np.unique(named, return_inverse=True)[1]
    langs, strata = (np.array([post[name] for post in posts]) for name in ("lang", "stratum"))
    texts = [post["text"][:READ_LETTERS] for post in posts]
    return Posts(texts, langs, groups, strata, with_other(truth(posts)))


def by_heads(texts: Sequence[str], tier: Tier) -> Flags:
    """What a tier tells."""
    found = need_types(texts, tier)
    return np.array([[kind in kinds for kind in NEED_TYPES] for kinds in found])


def by_rules(texts: Sequence[str]) -> Flags:
    """What the patterns tell; they know no praise."""
    rules = tomllib.loads((ROOT / "bench" / "need_rules.toml").read_text("utf-8"))
    patterns = [re.compile("|".join(rules.get(kind, ["(?!)"]))) for kind in TYPES]
    folded = [text.casefold().replace("’", "'") for text in texts]
    met = [[bool(pattern.search(text)) for pattern in patterns] for text in folded]
    return with_other(np.array(met))


def by_tfidf(texts: Sequence[str]) -> Flags:
    """What TF-IDF and logistic regression tell after the same posts."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression

    seen = training_posts()
    pattern = "[\u4e00-\u9fff]|[^\\W\u4e00-\u9fff]+"
    vectors = TfidfVectorizer(token_pattern=pattern, ngram_range=(1, 2), sublinear_tf=True)
    known = vectors.fit_transform([post["text"] for post in seen])
    unseen = vectors.transform(texts)
    told = [
        LogisticRegression(C=30, class_weight="balanced", solver="liblinear")
        .fit(known, yes)
        .predict(unseen)
        for yes in truth(seen).T
    ]
    return with_other(np.column_stack(told))


def f1(told: Flags, true: Flags) -> NDArray[np.float64]:
    """F1 by type; 0 where a type is neither told nor true."""
    both = (told & true).sum(axis=0)
    found: NDArray[np.float64] = 2 * both / np.maximum(told.sum(axis=0) + true.sum(axis=0), 1)
    return found


def drawn(posts: Posts, places: NDArray[np.int64]) -> list[NDArray[np.int64]]:
    """Bootstrap draws of whole groups among some posts."""
    random = np.random.default_rng(5)
    held = [places[posts.groups[places] == group] for group in np.unique(posts.groups[places])]
    return [
        np.concatenate([held[g] for g in random.integers(0, len(held), len(held))])
        for _ in range(_DRAWS)
    ]


def interval(values: Sequence[float]) -> str:
    """Middle 95 of 100 draws."""
    low, high = np.quantile(values, [0.025, 0.975])
    return f"{low:.2f} to {high:.2f}"


def type_rows(posts: Posts, told: Flags, lang: str) -> list[str]:
    """A row a type: posts, precision, recall, F1 with its interval."""
    places = posts.of(lang)
    draws = [f1(told[draw], posts.labels[draw]) for draw in drawn(posts, places)]
    rows = []
    for at, kind in enumerate(NEED_TYPES):
        said, true = told[places, at], posts.labels[places, at]
        both, n = int((said & true).sum()), int(true.sum())
        if n < TELLING:
            rows.append(f"| {kind} | {n} | too few | too few | too few |")
            continue
        precision = f"{both / said.sum():.2f}" if said.any() else "not told"
        score = f"{2 * both / (said.sum() + n):.2f} ({interval([draw[at] for draw in draws])})"
        rows.append(f"| {kind} | {n} | {precision} | {both / n:.2f} | {score} |")
    return rows


def macro_row(posts: Posts, name: str, told: Flags) -> str:
    """Macro-F1 over the types with enough posts, in each language."""
    cells = []
    for lang in ("en", "zh"):
        places = posts.of(lang)
        kinds = (posts.labels[places].sum(axis=0) >= TELLING).nonzero()[0]
        value = f1(told[places], posts.labels[places])[kinds].mean()
        draws = [f1(told[d], posts.labels[d])[kinds].mean() for d in drawn(posts, places)]
        cells.append(f"{value:.2f} ({interval(draws)})")
    return f"| {name} | {' | '.join(cells)} |"


def random_rows(posts: Posts, told: dict[Tier, Flags]) -> list[str]:
    """English posts drawn at random: how many have a type, and how many are told and rightly so."""
    places = posts.of("en")
    places = places[posts.strata[places] == "random"]
    true = posts.labels[places]
    rows = [f"| labelled, of {len(places)} | {' | '.join(map(str, true.sum(axis=0)))} |"]
    for tier in reversed(HEADS):
        said = told[tier][places]
        pairs = zip(said.sum(axis=0), (said & true).sum(axis=0), strict=True)
        cells = " | ".join(f"{n} / {right}" for n, right in pairs)
        rows.append(f"| `{tier}`, told / rightly | {cells} |")
    return rows


def calibration_row(posts: Posts, tier: Tier) -> str:
    """Expected calibration error by type: ten bins of equal numbers of posts."""
    likely = read_heads("need_types", tier).probabilities(posts.texts)
    errors = []
    for at in range(len(TYPES)):
        order = likely[:, at].argsort(kind="stable")
        gaps = [
            len(part) * abs(likely[part, at].mean() - posts.labels[part, at].mean())
            for part in np.array_split(order, _BINS)
        ]
        errors.append(f"{sum(gaps) / len(order):.3f}")
    return f"| {tier} | {' | '.join(errors)} |"


def tables() -> str:
    """All tables of the model card."""
    posts = held_out()
    told = {tier: by_heads(posts.texts, tier) for tier in HEADS}
    lines = ["| told by | English | Chinese |", "|---|---|---|"]
    lines += [macro_row(posts, f"`{tier}`", told[tier]) for tier in reversed(HEADS)]
    lines.append(macro_row(posts, "TF-IDF and logistic regression", by_tfidf(posts.texts)))
    lines.append(macro_row(posts, "rules", by_rules(posts.texts)))
    for tier in reversed(HEADS):
        for lang, name in (("en", "English"), ("zh", "Chinese")):
            lines += [
                "",
                f"| `{tier}`, {name} | posts | precision | recall | F1 |",
                "|---|---|---|---|---|",
            ]
            lines += type_rows(posts, told[tier], lang)
    lines += [
        "",
        f"| drawn at random | {' | '.join(NEED_TYPES)} |",
        f"|---|{'---|' * len(NEED_TYPES)}",
    ]
    lines += random_rows(posts, told)
    lines += ["", f"| tier | {' | '.join(TYPES)} |", f"|---|{'---|' * len(TYPES)}"]
    lines += [calibration_row(posts, tier) for tier in reversed(HEADS)]
    return "\n".join(lines)


if __name__ == "__main__":
    print(tables())
