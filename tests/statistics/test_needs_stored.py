"""How many statements of needs are found off single posts, by words and by vectors.

Truth: the titles that `test_needs_relevance` measures on; here each is read by itself.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import pytest
from tests.statistics.test_needs_relevance import (
    DEMO,
    ROOT,
    Label,
    all_labels,
    pairs,
    precision,
    recall,
)
from tests.statistics.test_needs_relevance import titles as by_title
from tools.pack_need_labels import TITLES
from tools.packed import read_packed

from folkmoot.annotators._heads import TIERS, Tier
from folkmoot.annotators.base import Posts, Setup
from folkmoot.annotators.stated import StatedNeeds
from folkmoot.brief import Brief, read_brief

Found = Mapping[Tier, Mapping[str, frozenset[str]]]


@pytest.fixture(scope="module")
def brief() -> Brief:
    return read_brief(DEMO / "brief.toml")


@pytest.fixture(scope="module")
def labels() -> list[Label]:
    return all_labels()


@pytest.fixture(scope="module")
def found(brief: Brief) -> Found:
    rows = read_packed(TITLES)
    posts = Posts([row["title"] for row in rows], [None] * len(rows))
    told: dict[Tier, dict[str, frozenset[str]]] = {}
    for tier in TIERS:
        stated: dict[str, set[str]] = {}
        for row in StatedNeeds(Setup(brief, tier)).annotate(posts).to_pylist():
            if row["label"]:
                stated.setdefault(rows[row["row"]]["post_id"], set()).add(row["label"])
        told[tier] = {post: frozenset(needs) for post, needs in stated.items()}
    return told


def of_sample(labels: list[Label], number: str) -> list[Label]:
    return [each for each in labels if each.sample == number and each.stratum == "A"]


@pytest.mark.parametrize("number", ["1", "2"])
def test_vectors_find_more_at_like_precision(
    number: str, labels: list[Label], found: Found
) -> None:
    fast, full = (by_title(of_sample(labels, number), found[tier]) for tier in TIERS)
    assert recall(full) > recall(fast) + 0.04
    assert precision(full) > precision(fast) - 0.03


def test_the_figures_of_the_page_are_these(labels: list[Label], found: Found, brief: Brief) -> None:
    page = (ROOT / "docs" / "methods.md").read_text(encoding="utf-8")
    needs = [need.id for need in brief.needs]
    for number in "12":
        for tier in TIERS:
            sample = of_sample(labels, number)
            counts = (by_title(sample, found[tier]), pairs(sample, found[tier], needs))
            told = " | ".join(f"{precision(c):.2f}, {recall(c):.2f}" for c in counts)
            assert f"| {number} | {told} |" in page


def test_other_questions_are_left_alone(labels: list[Label], found: Found) -> None:
    outside = [label for label in labels if label.stratum != "A"]
    assert not [each.post_id for each in outside if found["full"].get(each.post_id)]
    assert Counter(each.stratum for each in outside) == {"B": 60, "C": 190}
