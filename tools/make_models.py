"""Train what ships in ``src/folkmoot/models`` from labelled posts: ``make models``.

Heads are logistic regressions, one a type, on hashed words and (tiers ``full`` and ``quick``) the
vectors of an encoder. The parts ``train`` and ``validation`` of ``need_labels.csv.bz2`` are used,
of the titles labelled earlier (``travel_need_labels.csv.bz2``) sample 1, authors of the part
``test`` left out, and posts written by us (``need_posts_written.csv``). Five folds of whole groups
give each real post a score from heads that have not seen its group: on these scores the
probabilities are calibrated (Platt 1999) and the threshold of best F1 is chosen; a type too seldom
right on them is not told. Posts written by us are learned from and nothing else. Then the heads are
trained on all folds. The same posts and libraries give the same bytes.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold
from threadpoolctl import threadpool_limits

from folkmoot.annotators._encoder import Encoder, quick_encoder, sentence_encoder
from folkmoot.annotators._grams import GRAM_BITS, READ_LETTERS, grams
from folkmoot.annotators._heads import HEADS
from folkmoot.annotators.needtypes import NEED_TYPES, OTHER

ROOT: Final = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tools.pack_need_labels import TARGET, TITLES, TRAVEL, split_of  # noqa: E402
from tools.packed import read_packed  # noqa: E402

MODELS: Final = ROOT / "src" / "folkmoot" / "models"
TYPES: Final = NEED_TYPES[:-1]
#: Posts that we wrote, of kinds that are scarce among the real ones.
WRITTEN: Final = TARGET.with_name("need_posts_written.csv")
#: Inverse strength of the penalty: from 10 to 100 the folds' macro-F1 is the same within 0.01.
_LOOSENESS: Final = 30.0
_FOLDS: Final = 5
#: A type told worse than this on the folds is not told at all: its threshold is out of reach.
_LEAST_F1: Final = 0.3
#: A vector's digits beyond these differ between machines.
_DIGITS: Final = 4

Features = Any  # a sparse matrix of scipy, which ships no types


def main(folder: Path) -> None:
    """Train and write all models into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    # How many threads add up decides the last digits.
    with threadpool_limits(1):
        arrays = trained(training_posts())
    with (folder / "need_types.npz").open("wb") as file:
        np.savez(file, **arrays)  # type: ignore[arg-type]  # its own types leave a mapping out
    print(f"{folder / 'need_types.npz'}: {sum(array.nbytes for array in arrays.values()):,} bytes")


def read_posts(*parts: str) -> list[dict[str, str]]:
    """Return the labelled posts of some parts of the split."""
    return [row for row in read_packed(TARGET) if row["split"] in parts]


def training_posts() -> list[dict[str, str]]:
    """Return all posts that heads are trained on."""
    known = {post["sample_id"] for post in read_posts("train", "validation", "test")}
    titles = [row for row in read_packed(TITLES) if row["sample"] == "1"]
    earlier = [
        {"source": TRAVEL, "group": row["group"], "text": row["title"],
         "types": row["types"] or OTHER}
        for row in titles
        if f"{TRAVEL}/{row['post_id']}" not in known and split_of(TRAVEL, row["group"]) != "test"
    ]  # fmt: skip
    return [*read_posts("train", "validation"), *earlier, *written_posts()]


def written_posts() -> list[dict[str, str]]:
    """Return the posts that we wrote: each a group by itself."""
    with WRITTEN.open(encoding="utf-8", newline="") as file:
        return [
            {"source": "written", "group": row["sample_id"], **row} for row in csv.DictReader(file)
        ]


def truth(posts: Sequence[Mapping[str, str]]) -> NDArray[np.bool_]:
    """Posts by types: whether the label names the type."""
    return np.array([[kind in post["types"].split() for kind in TYPES] for post in posts])


def trained(posts: Sequence[Mapping[str, str]]) -> dict[str, NDArray[Any]]:
    """Return the arrays of all tiers, as `folkmoot.annotators._heads` reads them."""
    texts, yes = [post["text"][:READ_LETTERS] for post in posts], truth(posts)
    words = grams(texts).astype(np.float64)
    meaning = {"quick": quick_encoder(), "full": sentence_encoder()}
    real = np.array([post["source"] != "written" for post in posts])
    groups = [f"{post['source']}/{post['group']}" for post in posts]
    arrays = {
        "labels": np.array(TYPES),
        "encoder": np.array(meaning["full"].name),
        "quick_encoder": np.array(meaning["quick"].name),
    }
    for tier in HEADS:
        features = words if tier == "fast" else with_meaning(words, meaning[tier], texts)
        heads = [_head(features, each, groups, real) for each in yes.T]
        weights = np.stack([weight for weight, _, _ in heads], axis=1)
        arrays[f"{tier}_grams"] = weights[: 1 << GRAM_BITS].astype(np.float16)
        if tier != "fast":
            arrays[f"{tier}_encodings"] = weights[1 << GRAM_BITS :].astype(np.float16)
        arrays[f"{tier}_constants"] = np.array([c for _, c, _ in heads], np.float16)
        arrays[f"{tier}_thresholds"] = np.array([t for _, _, t in heads], np.float16)
    return arrays


def with_meaning(words: Features, encoder: Encoder, texts: Sequence[str]) -> Features:
    """Words and the vectors of an encoder side by side."""
    vectors = encoder.encode(texts).astype(np.float64).round(_DIGITS)
    return hstack([words, csr_matrix(vectors)]).tocsr()


def _head(
    features: Features, yes: NDArray[np.bool_], groups: Sequence[str], real: NDArray[np.bool_]
) -> tuple[NDArray[np.float64], float, float]:
    """Weights and constant that give a calibrated logit, and the threshold of its probability."""
    scores = np.zeros(len(yes))
    for seen, unseen in _folds(groups):
        scores[unseen] = _fit(features[seen], yes[seen]).decision_function(features[unseen])
    steepness, shift = platt(scores[real], yes[real])
    likely = 1 / (1 + np.exp(-(steepness * scores[real] + shift)))
    threshold, f1 = best_threshold(likely, yes[real])
    whole = _fit(features, yes)
    return (
        steepness * whole.coef_[0],
        steepness * float(whole.intercept_[0]) + shift,
        threshold if f1 >= _LEAST_F1 else np.inf,
    )


def _folds(groups: Sequence[str]) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    return iter(GroupKFold(_FOLDS).split(np.zeros(len(groups)), groups=groups))


def _fit(features: Features, yes: NDArray[np.bool_]) -> Any:
    """Fit by coordinate steps, which use one thread and no chance."""
    model = LogisticRegression(C=_LOOSENESS, class_weight="balanced", solver="liblinear")
    return model.fit(features, yes)


def platt(scores: NDArray[np.float64], yes: NDArray[np.bool_]) -> tuple[float, float]:
    """Steepness and shift that turn scores into logits of the label."""
    model = LogisticRegression(C=1e6, tol=1e-10, max_iter=1000).fit(scores[:, None], yes)
    return float(model.coef_[0, 0]), float(model.intercept_[0])


def best_threshold(likely: NDArray[np.float64], yes: NDArray[np.bool_]) -> tuple[float, float]:
    """Middle between the two neighbouring probabilities whose parting has the best F1, and it."""
    order = (-likely).argsort(kind="stable")
    taken = np.arange(1, len(likely) + 1)
    f1 = 2 * yes[order].cumsum() / (taken + yes.sum())
    best = int(f1.argmax())
    below = likely[order[best + 1]] if best + 1 < len(likely) else 0.0
    return float((likely[order[best]] + below) / 2), float(f1[best])


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else MODELS)
