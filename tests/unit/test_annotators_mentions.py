"""What is named in a post, in which sense, and how the sentence that names it speaks of it."""

from __future__ import annotations

import pytest
from tests.measure_lakes import brief as small_brief

from folkmoot.annotators.base import Posts, Setup
from folkmoot.annotators.mentions import PRODUCT, Mentions
from folkmoot.brief import Brief

ALTERNATIVES = [
    {"id": "roaming", "name": "roaming with the operator at home", "kind": "category",
     "phrases": ["roaming", "home operator"]},
    {"id": "notion", "name": "Notion", "kind": "rival", "phrases": ["Notion SIM"]},
    {"id": "xiaomi", "name": "小米", "kind": "rival", "phrases": ["小米随身WiFi"]},
    {"id": "gosim", "name": "GoSIM", "kind": "rival"},
    {"id": "without", "name": "doing without", "kind": "do-nothing"},
]  # fmt: skip


def made_brief() -> Brief:
    made = small_brief().model_dump() | {"alternatives": ALTERNATIVES}
    made["needs"] = [
        {"id": "sim", "title": "data abroad",
         "phrases": ["buy sim card", "mobile data abroad", "国外上网", "随身上网"]},
    ]  # fmt: skip
    return Brief.model_validate(made)


@pytest.fixture(scope="module")
def mentions() -> Mentions:
    return Mentions(Setup(made_brief(), "fast"))


def told(mentions: Mentions, title: str | None, text: str | None = None) -> set[str]:
    rows = mentions.annotate(Posts([title], [text])).to_pylist()
    return {row["about"] for row in rows if row["about"]}


@pytest.mark.parametrize(
    ("text", "things"),
    [
        ("Is Wayfare eSIM any good?", {PRODUCT}),
        ("wayfare esims for the whole family", {PRODUCT}),
        ("Wayfare is an eSIM", set()),
        ("What do roaming charges cost for data?", {"roaming"}),
        ("Roaming the streets of Rome at night", set()),
        ("My home operators want too much", {"roaming"}),
        ("gosim or GoSIM, which is it", {"gosim"}),
        ("Gosimulator is a game", set()),
        ("I had a notion that it would rain", set()),
        ("NOTION, A TOWN IN THE HILLS", set()),
        ("NoTion broke again", {"notion"}),
        ("I moved all of it to Notion last year", {"notion"}),
        ("Notion: worth it?", set()),
        ("Notion: worth it for mobile data?", {"notion"}),
        ("早上喝了小米粥", set()),
        ("小米出国上网好用吗？国外上网", {"xiaomi"}),
        ("小米随身wifi怎么用", {"xiaomi"}),
        ("nothing of the kind", set()),
    ],
)
def test_names_are_whole_words_in_their_sense(
    mentions: Mentions, text: str, things: set[str]
) -> None:
    assert told(mentions, text) == things
    assert told(mentions, None, text) == things


def test_each_sentence_has_its_own_feeling() -> None:
    mentions = Mentions(Setup(made_brief(), "full"))
    text = "I love Wayfare eSIM, it works great. Roaming was awful, the worst data I ever had!"
    rows = mentions.annotate(Posts(["How was it?"], [text])).to_pylist()
    assert {(row["about"], row["label"]) for row in rows} == {(PRODUCT, "pos"), ("roaming", "neg")}
    assert {row["why"] for row in rows} == {"Wayfare eSIM", "roaming"}


def test_a_homonym_says_why_it_does_not_count(mentions: Mentions) -> None:
    (row,) = mentions.annotate(Posts(["Roaming the hills"], [None])).to_pylist()
    assert row["label"] is None
    assert row["why"] == "“roaming” in another sense, as far as the words around it tell"
    (row,) = mentions.annotate(Posts(["Which hills?"], [None])).to_pylist()
    assert row["why"] == "names neither the product nor an alternative"


def test_the_version_hangs_on_the_names(mentions: Mentions) -> None:
    assert Mentions(Setup(small_brief(), "fast")).version != mentions.version
