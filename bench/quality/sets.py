"""The sets that readers of texts are measured on, and the split of each.

Read from ``FOLKMOOT_SHARED/data``. Where a set brings no test part, a text is measured on by its
hash (one in five), so that the same text never stands on both sides, and no order or seed matters.
Nothing that ships learns from these sets: heads are fitted here, on the other part, and dropped.
"""

from __future__ import annotations

import csv
import json
import os
import re
import zipfile
from collections.abc import Iterator, Sequence
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

#: One row in this many is measured on.
PARTS = 5


class Labelled(NamedTuple):
    """Texts with a label each, and which of them are measured on."""

    texts: list[str]
    labels: NDArray[np.str_]
    test: NDArray[np.bool_]


def data() -> Path:
    """The folder of the larger data."""
    return Path(os.environ["FOLKMOOT_SHARED"]) / "data"


def in_test(text: str) -> bool:
    """Whether a text is measured on, by its hash."""
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big") % PARTS == 0


def split(rows: Sequence[tuple[str, str]]) -> Labelled:
    """Tell the parts of texts with labels; a text that comes again is read once."""
    once = list(dict(rows).items())
    return Labelled(
        [text for text, _ in once],
        np.array([label for _, label in once]),
        np.array([in_test(text) for text, _ in once]),
    )


def table(path: Path, delimiter: str = "\t") -> Iterator[dict[str, str]]:
    """Rows of a table with a header; quotes as CSV has them."""
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file, delimiter=delimiter)


def of_table(name: str, label: str, text: str = "text", delimiter: str = "\t") -> Labelled:
    """A table's texts by the column of a label."""
    rows = table(data() / name, delimiter)
    return split([(" ".join(row[text].split()), row[label]) for row in rows])


def clinc() -> Labelled:
    """Requests of 150 intents (Larson et al., EMNLP 2019): its own parts train and test."""
    parts = json.loads((data() / "clinc150" / "data_full.json").read_text("utf-8"))
    rows = [*parts["train"], *parts["test"]]
    test = np.arange(len(rows)) >= len(parts["train"])
    return Labelled([text for text, _ in rows], np.array([label for _, label in rows]), test)


class Ranked(NamedTuple):
    """Questions, the earlier ones found for each, and which of these are of use."""

    questions: list[str]
    of: NDArray[np.int64]
    candidates: list[str]
    useful: NDArray[np.bool_]


def qatar() -> Ranked:
    """250 questions of a forum, each with about ten earlier ones (SemEval 2016, task 3 B)."""
    rows = [
        row
        for part in ("train", "val")
        for row in table(data() / "evaluate_only" / f"qatarliving_subtaskB_{part}.csv", ",")
    ]
    questions = list(dict.fromkeys(row["question"] for row in rows))
    place = {question: at for at, question in enumerate(questions)}
    return Ranked(
        questions,
        np.array([place[row["question"]] for row in rows]),
        [row["rel_question"] for row in rows],
        np.array([row["labels"] != "Irrelevant" for row in rows]),
    )


#: A tag that opens or closes a comparison; the last kind of them may stand several in a row.
_TAG = re.compile("</?cs-[1-4]>")
#: What follows a comparison: who is compared with whom, in which feature (by which word).
_TOLD = re.compile(r"^\s*([123]_|\(|\*)")


def comparisons() -> Labelled:
    """Sentences of reviews and forums, some of them comparisons (Jindal & Liu, SIGIR 2006)."""
    with zipfile.ZipFile(data() / "comparative_sentences" / "comparative_sentences.zip") as packed:
        inside = packed.read("comparative_sentences/labeledSentences.txt").decode("latin-1")
    return split(list(_compared(inside.splitlines())))


def _compared(lines: Sequence[str]) -> Iterator[tuple[str, str]]:
    within = False
    for line in lines:
        tags, text = _TAG.findall(line), " ".join(_TAG.sub(" ", line).split())
        within = within or any(not tag.startswith("</") for tag in tags)
        if len(text) > 1 and not _TOLD.match(line):
            yield text, "yes" if within else "no"
        if any(tag.startswith("</") for tag in tags):
            within = False


def compared_brands() -> Labelled:
    """Sentences that name two things, and whether they compare them (Panchenko et al., 2019)."""
    rows = table(data() / "evaluate_only" / "compsent19_data.csv", ",")
    return split([(row["sentence"], row["most_frequent_label"]) for row in rows])


def chinese_shop_reviews() -> Labelled:
    """Reviews of a shop, positive or negative (FewCLUE eprstmt): its parts, train and dev few."""
    texts, labels, test = [], [], []
    for part in ("train_few_all", "dev_few_all", "test_public"):
        lines = (data() / "fewclue_eprstmt" / f"{part}.json").read_text("utf-8").splitlines()
        for row in map(json.loads, lines):
            texts.append(row["sentence"])
            labels.append(row["label"])
            test.append(part == "test_public")
    return Labelled(texts, np.array(labels), np.array(test))
