"""The labelled posts are whole, split by group, and read alike: need_labels.SOURCE.md."""

from __future__ import annotations

import re
from collections import Counter, defaultdict

import numpy as np
import pytest
from tests.need_labels import SENTIMENTS, agreement, labelled
from tools.pack_need_labels import TARGET

TYPES = (
    "recommendation", "how-to", "problem", "comparison", "purchase", "praise", "offer", "other",
)  # fmt: skip
SOURCE = TARGET.with_name("need_labels.SOURCE.md").read_text(encoding="utf-8")
#: With fewer posts that either reading gave a label, its agreement says little.
TELLING = 10


@pytest.fixture(scope="module")
def rows() -> list[dict[str, str]]:
    return labelled()


def test_enough_real_posts_are_labelled(rows: list[dict[str, str]]) -> None:
    assert Counter(row["lang"] for row in rows) == {"en": 2942, "zh": 860}
    drawn = {"words": 1075, "random": 1075, "offers": 208,
             "comparisons": 502, "praise": 262, "problems": 680}  # fmt: skip
    assert Counter(row["stratum"] for row in rows) == drawn
    assert len({row["sample_id"] for row in rows}) == len(rows)


def test_labels_follow_the_guidelines(rows: list[dict[str, str]]) -> None:
    for row in rows:
        for types, sentiment in (
            (row["types"], row["sentiment"]),
            (row["second_types"] or "other", row["second_sentiment"] or "neu"),
        ):
            told = types.split()
            assert set(told) <= set(TYPES), row["sample_id"]
            assert told == ["other"] or (told and "other" not in told), row["sample_id"]
            assert sentiment in SENTIMENTS, row["sample_id"]


def test_a_group_lies_in_one_part_of_the_split(rows: list[dict[str, str]]) -> None:
    parts = defaultdict(set)
    for row in rows:
        parts[row["source"], row["group"]].add(row["split"])
    assert all(len(found) == 1 for found in parts.values())
    for lang in ("en", "zh"):
        counts = Counter(row["split"] for row in rows if row["lang"] == lang)
        assert sorted(counts, key=counts.__getitem__) == ["validation", "test", "train"]


def test_a_fifth_was_read_again_by_somebody_else(rows: list[dict[str, str]]) -> None:
    for lang in ("en", "zh"):
        of_lang = [row for row in rows if row["lang"] == lang]
        again = [row for row in of_lang if row["second_reader"]]
        assert len(again) >= 0.2 * len(of_lang)
        assert all(row["second_reader"] != row["reader"] for row in again)


def told_agreement(rows: list[dict[str, str]], label: str) -> str:
    """The cell of a label in the table of SOURCE.md."""
    column = "sentiment" if label in SENTIMENTS else "types"
    first = [label in row[column].split() for row in rows]
    second = [label in row[f"second_{column}"].split() for row in rows]
    either = sum(a or b for a, b in zip(first, second, strict=True))
    if either < TELLING:
        return f"too few ({either})"
    found = agreement(first, second)
    return f"{found.kappa:.2f} ({found.low:.2f} to {found.high:.2f}; {found.either})"


@pytest.mark.parametrize("label", [*TYPES, *SENTIMENTS])
def test_agreement_is_told_as_computed(label: str, rows: list[dict[str, str]]) -> None:
    again = [row for row in rows if row["second_reader"]]
    cells = [
        told_agreement([row for row in again if row["lang"] == lang], label)
        for lang in ("en", "zh")
    ]
    (line,) = re.findall(rf"^\| {label} \| .*$", SOURCE, re.MULTILINE)
    assert line == f"| {label} | {cells[0]} | {cells[1]} |"


def test_kappa_is_agreement_beyond_chance() -> None:
    # 35 of 50 agree; by chance 0.5 * 0.6 + 0.5 * 0.4 = 0.5 would.
    first = [True] * 25 + [False] * 25
    second = [True] * 20 + [False] * 5 + [True] * 10 + [False] * 15
    assert agreement(first, second).kappa == pytest.approx((0.7 - 0.5) / (1 - 0.5))


@pytest.mark.parametrize(
    ("share", "kappa", "n"), [(0.3, 0.8, 200), (0.1, 0.9, 200), (0.4, 0.6, 80)]
)
def test_the_interval_holds_the_kappa_of_a_population(share: float, kappa: float, n: int) -> None:
    random = np.random.default_rng(1)
    held = 0
    for _ in range(400):
        first = random.random(n) < share
        second = np.where(random.random(n) < kappa, first, random.random(n) < share)
        found = agreement(first.tolist(), second.tolist())
        held += found.low <= kappa <= found.high
    assert held / 400 >= 0.92


def test_full_agreement_of_few_still_has_a_lower_end() -> None:
    found = agreement([True] * 5 + [False] * 45, [True] * 5 + [False] * 45)
    assert found.kappa == found.high == 1.0
    assert 0.4 < found.low < 0.95
