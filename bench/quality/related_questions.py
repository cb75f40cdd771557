"""Related questions of a forum put in order: words, meaning, and both, side by side.

``FOLKMOOT_SHARED=FOLDER python -m bench.quality.related_questions``, where
``FOLDER/data/evaluate_only`` holds Qatar Living's related questions (SemEval-2016 task 3 B, as
cleaned; for measuring only, nothing that ships is trained on them). To each new question ten older
ones were found by a search engine and judged; relevant are *PerfectMatch* and *Relevant*.

MAP is over the questions to which some older one is relevant; where none is, no order is right or
wrong. *as the engine had them* is the order of the file. *BM25* is the index of folkmoot (tantivy)
over the older questions of the part. *ours* is `folkmoot.talks.rerank` with the quick encoder; its
one weight is the best of seven on the train part. *exact encoder* is the same with the slow one.
*learnt* weighs the signs of `rerank` and four more by a logistic rule that is fitted on the train
part alone. Bar: ours, MAP .86 on the val part. The interval is a bootstrap over questions; val was
looked at while the method was made, with the slow encoder.
"""

from __future__ import annotations

import csv
import os
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from folkmoot.annotators._encoder import quick_encoder, sentence_encoder
from folkmoot.annotators._grams import shown
from folkmoot.talks import MEANING_WEIGHT, OPENERS, TalkIndex, index_words, read_query, rerank
from folkmoot.text import SMALL_WORDS

Floats = NDArray[np.float64]

NOW = datetime(2026, 1, 1, tzinfo=UTC)
RUNS = 2000


@dataclass(frozen=True)
class Asked:
    """A new question with the older ones that were judged for it."""

    title: str
    text: str
    older: tuple[tuple[str, str], ...]
    is_relevant: NDArray[np.bool_]

    @property
    def shown(self) -> str:
        """What is read of it."""
        return shown(self.title, self.text)

    @property
    def texts(self) -> list[str]:
        """What is read of the older ones."""
        return [shown(title, text) for title, text in self.older]


def read_part(folder: Path, name: str) -> list[Asked]:
    """Questions of a part; column ``feature`` is the new subject followed by the older one."""
    rows: dict[str, list[dict[str, str]]] = defaultdict(list)
    path = folder / f"qatarliving_subtaskB_{name}.csv"
    with path.open(encoding="utf-8", errors="replace", newline="") as file:
        for row in csv.DictReader(file):
            rows[row["question"]].append(row)
    found = []
    for text, group in rows.items():
        head = _common_start([row["feature"] for row in group])
        head = head[: head.rfind(" ")] if " " in head else head
        found.append(
            Asked(
                head.strip(),
                text,
                tuple((row["feature"][len(head) :].strip(), row["rel_question"]) for row in group),
                np.array([row["labels"] != "Irrelevant" for row in group]),
            )
        )
    return found


def _common_start(texts: Sequence[str]) -> str:
    """The longest beginning that all texts share."""
    first, last = min(texts), max(texts)
    same = (place for place, (a, b) in enumerate(zip(first, last, strict=False)) if a != b)
    return first[: next(same, min(len(first), len(last)))]


def average_precision(scores: Floats, is_relevant: NDArray[np.bool_]) -> float | None:
    """Mean of the precision at each relevant one; nothing where none is."""
    if not is_relevant.any():
        return None
    found = is_relevant[np.argsort(-scores, kind="stable")]
    precision = found.cumsum() / np.arange(1, len(found) + 1)
    return float(precision[found].mean())


def word_scores(questions: Sequence[Asked]) -> list[Floats]:
    """BM25 of every judged one, in an index of all older questions of the part."""
    index = TalkIndex()
    older = [each for question in questions for each in question.older]
    heads, texts = [each[0] for each in older], [each[1] for each in older]
    columns = [list(range(len(older))), [NOW] * len(older), heads, texts]
    index.add([pa.table(columns, schema=OPENERS)])
    found, start = [], 0
    for question in questions:
        asked = read_query(" ".join(index_words(f"{question.title} {question.text}")))
        scores = dict(index.search(asked, NOW, NOW, len(older)))
        end = start + len(question.older)
        found.append(np.array([scores.get(place, 0.0) for place in range(start, end)]))
        start = end
    return found


def signs(question: Asked, words: Floats) -> Floats:
    """Older questions by signs: cosines of wholes, titles and crosswise, words, shared share."""
    encode = quick_encoder().encode
    ours = encode([question.shown, question.title or question.text[:80]])
    wholes = encode(question.texts)
    titles = encode([title or text[:80] for title, text in question.older])
    own = set(index_words(question.shown)) - SMALL_WORDS
    shared = [len(own & set(index_words(text))) / max(1, len(own)) for text in question.texts]
    best = words / words.max() if words.max() > 0 else words
    return np.column_stack(
        [wholes @ ours[0], titles @ ours[1], wholes @ ours[1], titles @ ours[0], best, shared]
    ).astype(np.float64)


def slow(question: Asked, words: Floats) -> Floats:
    """What `rerank` gives with the exact encoder."""
    vectors = sentence_encoder().encode([question.shown, *question.texts]).astype(np.float64)
    best = words / words.max() if words.max() > 0 else words
    meaning = np.clip(vectors[1:] @ vectors[0], 0, 1)
    return np.asarray(MEANING_WEIGHT * meaning + (1 - MEANING_WEIGHT) * best, np.float64)


def learnt(train: Sequence[tuple[Floats, NDArray[np.bool_]]]) -> Callable[[Floats], Floats]:
    """A logistic rule over signs, each taken against the mean of its question."""
    from sklearn.linear_model import LogisticRegression

    inside = [(table - table.mean(axis=0), told) for table, told in train]
    model = LogisticRegression(C=1.0)
    model.fit(np.vstack([table for table, _ in inside]), np.hstack([told for _, told in inside]))
    weights = model.coef_[0]
    return lambda table: np.asarray(table @ weights, np.float64)


def report(name: str, scored: Sequence[Floats], questions: Sequence[Asked]) -> None:
    """Print MAP with its interval."""
    values = [average_precision(scores, question.is_relevant)
              for scores, question in zip(scored, questions, strict=True)]  # fmt: skip
    told = np.array([value for value in values if value is not None])
    draws = np.random.default_rng(7).choice(told, (RUNS, len(told))).mean(axis=1)
    low, high = np.quantile(draws, [0.025, 0.975])
    print(f"{name:30} MAP {told.mean():.3f} ({low:.3f} to {high:.3f}; {len(told)} questions)")


def main() -> None:
    """Print MAP of each way on the val part."""
    folder = Path(os.environ["FOLKMOOT_SHARED"]) / "data" / "evaluate_only"
    train, val = (read_part(folder, name) for name in ("train", "val"))
    words = word_scores(val)
    table = [signs(question, score) for question, score in zip(val, words, strict=True)]
    fitted = [signs(question, score) for question, score in
              zip(train, word_scores(train), strict=True)]  # fmt: skip
    rule = learnt([(each, question.is_relevant)
                   for each, question in zip(fitted, train, strict=True)])  # fmt: skip
    ours = [rerank(question.shown, question.texts, list(score))
            for question, score in zip(val, words, strict=True)]  # fmt: skip
    exact = [slow(question, score) for question, score in zip(val, words, strict=True)]
    report("as the engine had them", [-np.arange(len(q.older), dtype=float) for q in val], val)
    report("BM25 (tantivy)", words, val)
    report("meaning alone, quick encoder", [each[:, 0] for each in table], val)
    report(f"ours ({MEANING_WEIGHT:.2f} meaning)", ours, val)
    report("the same, exact encoder", exact, val)
    report("learnt on train", [rule(each) for each in table], val)


if __name__ == "__main__":
    main()
