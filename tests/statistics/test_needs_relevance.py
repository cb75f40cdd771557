"""How many statements of needs are found, and how many of those found are right.

Truth: 650 titles of the demonstration's community, read by one of the authors; sampling, rules
and limits are told in tests/data/travel_need_labels.SOURCE.md. Sample 1 chose the threshold;
sample 2 was drawn and labelled after the method was settled, and is the honest one.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from tools.pack_need_labels import TITLES
from tools.packed import read_packed

from folkmoot.annotators.relevance import find_needs
from folkmoot.brief import Brief, read_brief
from folkmoot.estimate import share
from folkmoot.text import stems

ROOT = Path(__file__).resolve().parents[2]
DEMO = ROOT / "src" / "folkmoot" / "demo_data"

_log = logging.getLogger(__name__)

#: Titles of each stratum in the community, beside those labelled in sample 1.
STRATA = {"A": 697 / 250, "B": 1085 / 60, "C": 23_564 / 190}


@dataclass(frozen=True)
class Label:
    """One title: what it states, and what a reader could not decide."""

    sample: str
    post_id: str
    stratum: str
    stated: frozenset[str]
    unclear: frozenset[str]


@pytest.fixture(scope="module")
def brief() -> Brief:
    return read_brief(DEMO / "brief.toml")


@pytest.fixture(scope="module")
def labels() -> list[Label]:
    return all_labels()


def all_labels() -> list[Label]:
    """Return what was labelled, a title each."""
    return [
        Label(
            row["sample"],
            row["post_id"],
            row["stratum"],
            frozenset(row["needs"].split()),
            frozenset(row["unclear_needs"].split()),
        )
        for row in read_packed(TITLES)
    ]


@pytest.fixture(scope="module")
def found(brief: Brief) -> Mapping[str, frozenset[str]]:
    """Needs found in every title of the community, by post."""
    posts = [row for row in read_packed(DEMO / "Posts.csv.zst") if row["Title"]]
    stated: dict[str, set[str]] = {}
    for each in find_needs([stems(post["Title"]) for post in posts], brief):
        stated.setdefault(posts[each.row]["Id"], set()).add(each.need_id)
    return {post: frozenset(needs) for post, needs in stated.items()}


def pairs(
    labels: Iterable[Label], found: Mapping[str, frozenset[str]], needs: Sequence[str]
) -> Counter[str]:
    """Right, wrong and missed pairs of a title and a need, those undecided left out."""
    counted: Counter[str] = Counter()
    for label in labels:
        for need in needs:
            if need not in label.unclear:
                has = need in found.get(label.post_id, ())
                counted[_outcome(has, need in label.stated)] += 1
    return counted


def titles(labels: Iterable[Label], found: Mapping[str, frozenset[str]]) -> Counter[str]:
    """Right, wrong and missed titles: does it state any need?"""
    counted: Counter[str] = Counter()
    for label in labels:
        if label.stated or not label.unclear:
            counted[_outcome(bool(found.get(label.post_id)), bool(label.stated))] += 1
    return counted


def _outcome(is_found: bool, is_true: bool) -> str:
    if is_found:
        return "right" if is_true else "wrong"
    return "missed" if is_true else "rest"


def precision(counted: Counter[str]) -> float:
    return counted["right"] / (counted["right"] + counted["wrong"])


def recall(counted: Counter[str]) -> float:
    return counted["right"] / (counted["right"] + counted["missed"])


def told(counted: Counter[str]) -> str:
    """Precision and recall with their intervals, as SOURCE.md tells them."""
    right, wrong, missed = (counted[name] for name in ("right", "wrong", "missed"))
    both = share(right, right + wrong, "found"), share(right, right + missed, "stated")
    return ", ".join(f"{e.value:.2f} ({e.low:.2f} to {e.high:.2f}; {e.base})" for e in both)


def test_the_figures_of_the_source_file_are_these(
    labels: list[Label], found: Mapping[str, frozenset[str]], brief: Brief
) -> None:
    """Run with ``--log-cli-level=INFO`` to see them all; a few are held here."""
    needs = [need.id for need in brief.needs]
    figures = {need: pairs(labels, found, [need]) for need in needs}
    for number in "12":
        sample = [each for each in labels if each.sample == number and each.stratum == "A"]
        figures[f"sample {number}, any need"] = titles(sample, found)
        figures[f"sample {number}, which need"] = pairs(sample, found, needs)
    for name, counted in figures.items():
        _log.info("%s: %s", name, told(counted))
    text = TITLES.with_name("travel_need_labels.SOURCE.md").read_text(encoding="utf-8")
    missing = [name for name, counted in figures.items() if told(counted) not in text]
    assert not missing, "the phrases or the method changed: bring the table up to date"


def test_the_sample_is_large_enough_to_tell(labels: list[Label]) -> None:
    assert Counter(label.sample for label in labels) == {"1": 500, "2": 150}
    assert sum(bool(label.stated) for label in labels) > 200


def test_those_who_state_a_need_are_found(
    labels: list[Label], found: Mapping[str, frozenset[str]]
) -> None:
    fresh = titles([label for label in labels if label.sample == "2"], found)
    right = share(fresh["right"], fresh["right"] + fresh["wrong"], "found")
    assert right.low is not None
    assert right.low > 0.75
    assert precision(fresh) > 0.85
    assert recall(fresh) > 0.75


def test_which_need_they_state_is_found(
    labels: list[Label], found: Mapping[str, frozenset[str]], brief: Brief
) -> None:
    needs = [need.id for need in brief.needs]
    fresh = pairs([label for label in labels if label.sample == "2"], found, needs)
    assert precision(fresh) > 0.75
    assert recall(fresh) > 0.68


def test_the_commonest_need_is_found_well(
    labels: list[Label], found: Mapping[str, frozenset[str]]
) -> None:
    data = pairs(labels, found, ["data-abroad"])
    assert precision(data) > 0.85
    assert recall(data) > 0.75


def test_other_questions_are_left_alone(
    labels: list[Label], found: Mapping[str, frozenset[str]]
) -> None:
    """Of 250 titles with no word of mobile communication none is taken for a need."""
    outside = [label for label in labels if label.stratum != "A"]
    assert len(outside) == 250
    assert not [label.post_id for label in outside if found.get(label.post_id)]


def test_the_whole_community_is_as_the_first_sample_says(
    labels: list[Label], found: Mapping[str, frozenset[str]]
) -> None:
    """The number found agrees with the number that the sample, weighted up, expects."""
    first = [label for label in labels if label.sample == "1"]
    expected = sum(STRATA[label.stratum] for label in first if found.get(label.post_id))
    assert len(found) == pytest.approx(expected, rel=0.25)
