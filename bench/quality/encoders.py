"""What encoders give for a CPU-second: ``FOLKMOOT_SHARED=FOLDER python -m bench.quality.encoders``.

Each encoder is timed on posts that none learned from, titles of Reddit and Zhihu in turn: ``first``
is a cold start on 6,000 of them, ``next`` 6,000 others. Both are posts a CPU-second, tokenising
included, on one thread. Judged are

- ``likeness``: how likenesses of pairs of posts go with those of the slow encoder (correlation);
- ``types``: macro-F1 of types of need, both languages, on the part test of our labelled posts,
  logistic regressions on the vectors alone;
- ``intents``: accuracy on banking77, one text in five by hash, a logistic regression likewise;
- ``themes``: adjusted Rand index of KMeans with 150 centres on the test part of clinc150;
- ``ranking``: mean average precision of earlier questions by likeness (Qatar Living), its interval
  of a bootstrap over questions.

*Pieces* encode each piece of the vocabulary once by the slow encoder and take a text for the mean
of its pieces, weighted by rarity (SIF: Arora et al., ICLR 2017), the first common direction left
out; *words* are TF-IDF. The last rows are the quick encoder in other sizes.
"""

from __future__ import annotations

import csv
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow.parquet as pq
from numpy.typing import NDArray
from sklearn.cluster import KMeans
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import adjusted_rand_score
from threadpoolctl import threadpool_limits
from tools.make_encoder import Size, examples, taught, taught_texts
from tools.make_models import TYPES, read_posts, training_posts, truth

from bench.need_types import TELLING, f1
from bench.quality.scores import average_precision, mean_interval, shown
from bench.quality.sets import Labelled, Ranked, clinc, data, of_table, qatar, table
from folkmoot.annotators._distilled import Distilled
from folkmoot.annotators._encoder import quick_encoder, sentence_encoder
from folkmoot.annotators._grams import READ_LETTERS
from folkmoot.annotators._pieces import forget_words, network, pieces

Floats = NDArray[np.float32]
Encode = Callable[[Sequence[str]], Floats]


class Words:
    """TF-IDF of words, and of single Chinese letters and their pairs, for comparison."""

    def __init__(self, known: Sequence[str]) -> None:
        pattern = "[\u4e00-\u9fff]|[^\\W\u4e00-\u9fff]+"
        self.vectors = TfidfVectorizer(
            token_pattern=pattern, ngram_range=(1, 2), max_features=20_000, dtype=np.float32
        ).fit(known)

    def encode(self, texts: Sequence[str]) -> Floats:
        """One row a text, of length 1 or 0."""
        found: Floats = self.vectors.transform(texts).toarray()
        return found


class Pieces:
    """Each piece of the vocabulary encoded once, and texts as weighted means of pieces."""

    RARITY = 1e-3

    def __init__(self, table: Floats, known: Sequence[str]) -> None:
        scores = np.frombuffer(network().sp._scores, np.float32)  # noqa: SLF001 - it tells them to nobody
        shares = np.exp(scores - np.logaddexp.reduce(scores[np.isfinite(scores)]))
        self.table = table * (self.RARITY / (self.RARITY + shares))[:, None].astype(np.float32)
        self.common = np.zeros(table.shape[1], np.float32)
        means = self._means(known)
        self.common = np.linalg.svd(means, full_matrices=False)[2][0]

    def encode(self, texts: Sequence[str]) -> Floats:
        """One row a text, each of length 1."""
        means = self._means(texts)
        means -= np.outer(means @ self.common, self.common)
        found: Floats = means / np.linalg.norm(means, axis=1, keepdims=True).clip(1e-9)
        return found

    def _means(self, texts: Sequence[str]) -> Floats:
        return np.array([self.table[pieces(text)[1:-1]].mean(axis=0) for text in texts])


def piece_tables() -> dict[str, Floats]:
    """Tables of the pieces: whole, and as they would fit beside other models."""
    vocabulary = network().sp._pieces  # noqa: SLF001 - it tells them to nobody
    names = [piece.replace("\u2581", " ") for piece in vocabulary]
    whole = sentence_encoder().encode(names)
    whole -= whole.mean(axis=0)
    axes = np.linalg.svd(whole[::4], full_matrices=False)[2]
    return {
        "pieces, 512": whole,
        "pieces, 256": whole @ axes[:256].T,
        "pieces, 128, int8": in_bytes(whole @ axes[:128].T),
        "pieces, 64,000 commonest, 256, int8": in_bytes(whole @ axes[:256].T, 64_000),
    }


def in_bytes(table: Floats, kept: int | None = None) -> Floats:
    """What is left of a table kept as one byte a number, and of its first rows alone."""
    step = np.abs(table).max(axis=1, keepdims=True).clip(1e-9) / 127
    coarse: Floats = (table / step).round() * step
    coarse[kept or len(coarse) :] = 0
    return coarse


@dataclass(frozen=True)
class Trials:
    """All that encoders are judged on."""

    fresh: list[str]
    posts: list[dict[str, str]]
    held: list[dict[str, str]]
    intents: Labelled
    themes: Labelled
    ranking: Ranked


def trials() -> Trials:
    """Read the sets."""
    whole = clinc()
    at = np.flatnonzero(whole.test)
    themes = Labelled([whole.texts[i] for i in at], whole.labels[at], whole.test[at])
    intents = of_table("text_licensed/banking77_train.tsv", "intent")
    return Trials(fresh(), training_posts(), read_posts("test"), intents, themes, qatar())


def fresh() -> list[str]:
    """Short posts that no encoder learned from: titles of Reddit and Zhihu in turn."""
    known = set(taught_texts())
    reddit = [
        " ".join(row["title"].split())
        for path in sorted((data() / "reddit_top_subset").glob("*.csv"))
        for row in table(path, ",")
    ]
    path = next((data() / "zhihu_hot_daily").glob("*.parquet"))
    zhihu = pq.read_table(path, columns=["title"]).column("title").to_pylist()
    new = [
        sorted({text for text in each if text and text not in known}) for each in (reddit, zhihu)
    ]
    random = np.random.default_rng(5)
    chosen = [list(random.permutation(each)[:6000]) for each in new]
    return [str(text) for pair in zip(*chosen, strict=True) for text in pair]


def judged(encode: Encode, trial: Trials, slow: Floats) -> list[str]:
    """Cells of an encoder's row."""
    forget_words()
    half = len(trial.fresh) // 2
    parts, speeds = [], []
    for texts in (trial.fresh[:half], trial.fresh[half:]):
        began = time.process_time()
        parts.append(encode(texts))
        speeds.append(f"{half / (time.process_time() - began):,.0f}")
    vectors = np.concatenate(parts)
    return [
        str(vectors.shape[1]),
        *speeds,
        f"{likeness(vectors, slow):.3f}",
        f"{types(encode, trial):.3f}",
        f"{intents(encode, trial.intents):.3f}",
        f"{themes(encode, trial.themes):.3f}",
        shown(ranking(encode, trial.ranking)),
    ]


def likeness(vectors: Floats, slow: Floats) -> float:
    """Correlation of likenesses of 50,000 pairs with those of the slow encoder."""
    random = np.random.default_rng(5)
    one, other = random.integers(0, len(vectors), (2, 50_000))
    near, slowly = ((each[one] * each[other]).sum(axis=1) for each in (vectors, slow))
    return float(np.corrcoef(near, slowly)[0, 1])


def types(encode: Encode, trial: Trials) -> float:
    """Macro-F1 of the types of need that are there often enough."""
    seen, unseen = (
        encode([post["text"][:READ_LETTERS] for post in posts])
        for posts in (trial.posts, trial.held)
    )
    true = truth(trial.held)
    told = [
        LogisticRegression(C=30, class_weight="balanced", solver="liblinear")
        .fit(seen, yes)
        .predict(unseen)
        for yes in truth(trial.posts).T
    ]
    enough = true.sum(axis=0) >= TELLING
    assert len(enough) == len(TYPES)
    return float(f1(np.column_stack(told), true)[enough].mean())


def intents(encode: Encode, rows: Labelled) -> float:
    """Accuracy of a logistic regression."""
    vectors = encode(rows.texts)
    model = LogisticRegression(C=30, max_iter=300)
    model.fit(vectors[~rows.test], rows.labels[~rows.test])
    return float((model.predict(vectors[rows.test]) == rows.labels[rows.test]).mean())


def themes(encode: Encode, rows: Labelled) -> float:
    """How well 150 centres find the 150 intents."""
    found = KMeans(150, n_init=1, random_state=5, max_iter=50).fit_predict(encode(rows.texts))
    return float(adjusted_rand_score(rows.labels, found))


def ranking(encode: Encode, rows: Ranked) -> tuple[float, float, float]:
    """Mean average precision by likeness alone."""
    asked, found = encode(rows.questions), encode(rows.candidates)
    near = (asked[rows.of] * found).sum(axis=1).astype(np.float64)
    each = [
        average_precision(near[rows.of == at], rows.useful[rows.of == at])
        for at in range(len(rows.questions))
    ]
    return mean_interval(each)


def smaller() -> dict[str, Encode]:
    """The quick encoder in other sizes, and taught by less."""
    texts = taught_texts()
    given, wanted = examples(texts)
    half = len(texts) // 2
    some = np.random.default_rng(5).permutation(len(texts))
    sizes = {
        "quick, least squares alone": (Size(rounds=0), len(texts)),
        "quick, half of the texts": (Size(), half),
        "quick, 128 columns": (Size(dimensions=128), len(texts)),
        "quick, hidden 1,024, 384 columns": (Size(hidden=1024, dimensions=384), len(texts)),
    }
    return {
        name: Distilled(taught(given[some[:held]], wanted[some[:held]], size)).encode
        for name, (size, held) in sizes.items()
    }


def main() -> None:
    """Print the table."""
    csv.field_size_limit(1 << 30)
    trial = trials()
    known = taught_texts()[::8]
    encoders: dict[str, Encode] = {
        "slow": sentence_encoder().encode,
        "**quick**": quick_encoder().encode,
    }
    encoders["words"] = Words(known).encode
    encoders |= {name: Pieces(each, known).encode for name, each in piece_tables().items()}
    print("| encoder | columns | first | next | likeness | types | intents | themes | ranking |")
    print(f"|---{'|---' * 8}|")
    with threadpool_limits(limits=1, user_api="blas"):
        slow = sentence_encoder().encode(trial.fresh)
        for name, encode in (encoders | smaller()).items():
            print(f"| {name} | {' | '.join(judged(encode, trial, slow))} |", flush=True)


if __name__ == "__main__":
    main()
