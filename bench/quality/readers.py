"""How well texts are told apart: ``FOLKMOOT_SHARED=FOLDER python -m bench.quality.readers``.

Each set is read by hashed words and pairs (``words``, the tier *fast*), by the vectors of the exact
encoder (``meaning``), by both (the tier *full*), by the quick encoder and by words with it; beside
them TF-IDF with logistic regression as it is usually set up, and VADER and SnowNLP, which bring
their own lexicon or model, where a set is about feelings. All heads are logistic regressions,
C = 30 and labels weighted alike, fitted on the part of the set that is not measured on; none is
tuned, unless ``--tuned`` asks for the C of 3, 10, 30 and 100 that is best in three folds of that
part (peers are left out then). With many labels (banking77) *both* is the mean of the logarithms of
what words and meaning say. The split of each set is in ``bench.quality.sets``, intervals are of a
bootstrap over rows. The model of SnowNLP learned from reviews of shops, which may well be among
those of ``shop reviews``.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold
from threadpoolctl import threadpool_limits

from bench.quality.scores import Score, accuracy, macro_f1, positive_f1, shown, with_interval
from bench.quality.sets import (
    Labelled,
    chinese_shop_reviews,
    compared_brands,
    comparisons,
    of_table,
)
from folkmoot.annotators._encoder import Encoder, quick_encoder, sentence_encoder
from folkmoot.annotators._grams import grams

#: More labels than this are told by each kind of features for itself.
MANY = 20
LANGUAGES = ("english", "french", "german", "italian", "portuguese", "spanish", "arabic")
Likely = NDArray[np.float64]


@dataclass(frozen=True)
class Bench:
    """A set, how it is scored, what was reached before, and whether peers read feelings in it."""

    name: str
    read: Callable[[], Labelled]
    score: Score
    bar: str = ""
    feelings: str = ""


def benches() -> list[Bench]:
    """All sets, in the order of the table."""
    only, open_ = "evaluate_only", "text_licensed"
    named = [
        Bench("complaints, macro-F1",
              partial(of_table, f"{only}/complaints_twitter.tsv", "complaint"), macro_f1,
              ".829 / .827 / .857", "complaint"),
        Bench("questions (TREC-6), accuracy", partial(of_table, f"{only}/trec6_train.tsv", "label"),
              accuracy, ".888 / .922"),
        Bench("Chinese deliveries, macro-F1", partial(of_table, f"{only}/waimai_zh.tsv", "pos"),
              macro_f1, ".855 / .834 / .873", "chinese"),
        Bench("Chinese reviews of 10 categories, macro-F1",
              partial(of_table, f"{only}/shop10_zh.tsv", "category"), macro_f1, ".893 / .864"),
        Bench("suggestions, F1 of the positive",
              partial(of_table, f"{only}/suggestion_semeval2019_9a_train.tsv", "suggestion"),
              positive_f1, ".597 / .512"),
        Bench("intents (banking77), accuracy",
              partial(of_table, f"{open_}/banking77_train.tsv", "intent"), accuracy, ".911 / .920"),
        Bench("comparisons in reviews, F1 of the positive", comparisons, positive_f1),
        Bench("comparisons of brands, macro-F1", compared_brands, macro_f1),
        Bench("Chinese shop reviews, macro-F1", chinese_shop_reviews, macro_f1, "", "chinese"),
    ]  # fmt: skip
    tweets = [
        Bench(f"tweets, {language}, macro-F1",
              partial(of_table, f"{open_}/umsab_{language}_train.tsv", "sent"), macro_f1, "",
              "english" if language == "english" else "")
        for language in LANGUAGES
    ]  # fmt: skip
    return [*named, *tweets]


def told(bench: Bench, *, is_tuned: bool = False) -> dict[str, NDArray[np.str_]]:
    """What each reader says of the rows that are measured on."""
    rows = bench.read()
    words = grams(rows.texts).astype(np.float64)
    slow, quick = (_vectors(each, rows.texts) for each in (sentence_encoder(), quick_encoder()))
    known, names = ~rows.test, np.unique(rows.labels)
    fit = partial(_likely, labels=rows.labels, known=known, test=rows.test,
                  score=bench.score if is_tuned else None)  # fmt: skip
    if len(names) > MANY:
        single = {name: fit(each) for name, each in _named(words, slow, quick).items()}
        likely = single | {
            "both": np.log(single["words"]) + np.log(single["meaning"]),
            "words, quick": np.log(single["words"]) + np.log(single["quick"]),
        }
    else:
        both = {name: hstack([words, csr_matrix(each)]).tocsr()
                for name, each in (("both", slow), ("words, quick", quick))}  # fmt: skip
        likely = {name: fit(each) for name, each in (_named(words, slow, quick) | both).items()}
    likely["TF-IDF"] = fit(_tfidf(rows.texts, known))
    said = {name: names[each.argmax(axis=1)] for name, each in likely.items()}
    measured = [text for text, held in zip(rows.texts, rows.test, strict=True) if held]
    return said if is_tuned else {**said, **_peers(bench, measured)}


def _named(words: Any, slow: Likely, quick: Likely) -> dict[str, Any]:
    return {"words": words, "meaning": slow, "quick": quick}


def _vectors(encoder: Encoder, texts: Sequence[str]) -> Likely:
    return encoder.encode(texts).astype(np.float64)


def _likely(
    features: Any,
    labels: NDArray[np.str_],
    known: NDArray[np.bool_],
    test: NDArray[np.bool_],
    score: Score | None = None,
) -> Likely:
    """Probabilities of the labels, in the order of their names, for the rows measured on."""
    looseness = 30 if score is None else _chosen(features[known], labels[known], score)
    found: Likely = _fit(features[known], labels[known], looseness).predict_proba(features[test])
    return found


def _fit(features: Any, labels: NDArray[np.str_], looseness: float) -> Any:
    many = len(np.unique(labels)) > 2
    model = LogisticRegression(
        C=looseness, class_weight="balanced", max_iter=300, solver="lbfgs" if many else "liblinear"
    )
    return model.fit(features, labels)


def _chosen(features: Any, labels: NDArray[np.str_], score: Score) -> float:
    """The inverse strength of the penalty that does best in three folds."""
    numbers = np.unique(labels, return_inverse=True)[1]
    found = {}
    for looseness in (3.0, 10.0, 30.0, 100.0):
        said = np.zeros(len(labels), np.int64)
        for seen, unseen in StratifiedKFold(3, shuffle=True, random_state=5).split(
            numbers, numbers
        ):
            model = _fit(features[seen], numbers[seen], looseness)
            said[unseen] = model.predict(features[unseen])
        found[looseness] = score(numbers, said, int(numbers.max()) + 1)
    return max(found, key=found.__getitem__)


def _tfidf(texts: Sequence[str], known: NDArray[np.bool_]) -> Any:
    pattern = "[\u4e00-\u9fff]|[^\\W\u4e00-\u9fff]+"
    vectors = TfidfVectorizer(token_pattern=pattern, ngram_range=(1, 2), sublinear_tf=True)
    vectors.fit([text for text, held in zip(texts, known, strict=True) if held])
    return vectors.transform(texts)


def _peers(bench: Bench, texts: Sequence[str]) -> Mapping[str, NDArray[np.str_]]:
    """What VADER or SnowNLP says, at the borders that their authors give."""
    if bench.feelings == "chinese":
        from snownlp import SnowNLP

        good, bad = ("Positive", "Negative") if "shop" in bench.name else ("1", "0")
        return {
            "SnowNLP": np.array([good if SnowNLP(text).sentiments > 0.5 else bad for text in texts])
        }
    if bench.feelings:
        from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

        reader = SentimentIntensityAnalyzer()
        felt = np.array([reader.polarity_scores(text)["compound"] for text in texts])
        if bench.feelings == "complaint":
            return {"VADER": np.where(felt <= -0.05, "1", "0")}
        return {"VADER": np.select([felt <= -0.05, felt >= 0.05], ["0", "2"], "1")}
    return {}


def main() -> None:
    """Print the table; names on the command line choose sets that begin so."""
    is_tuned, names = "--tuned" in sys.argv, [each for each in sys.argv[1:] if each != "--tuned"]
    chosen = [each for each in benches() if not names or each.name.startswith(tuple(names))]
    readers = ("words", "meaning", "both", "quick", "words, quick", "TF-IDF")
    print(f"| set | measured on | {' | '.join(readers)} | peer | before |")
    print(f"|---|---{'|---' * (len(readers) + 2)}|")
    with threadpool_limits(limits=1, user_api="blas"):
        for bench in chosen:
            print(row(bench, readers, is_tuned=is_tuned), flush=True)


def row(bench: Bench, readers: Sequence[str], *, is_tuned: bool = False) -> str:
    """A set's row."""
    rows = bench.read()
    true, said = rows.labels[rows.test], told(bench, is_tuned=is_tuned)
    score = {name: shown(with_interval(bench.score, true, each)) for name, each in said.items()}
    peer = "; ".join(f"{name} {score[name]}" for name in said if name not in readers)
    cells = [f"{rows.test.sum():,}", *(score[name] for name in readers), peer, bench.bar]
    return f"| {bench.name} | {' | '.join(cells)} |"


if __name__ == "__main__":
    main()
