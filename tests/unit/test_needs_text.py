"""Words, stems and phrases of short texts."""

from __future__ import annotations

import pytest

from folkmoot.text import PhraseFinder, spelled, stem, stems, words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Pre-paid WI-FI", ["prepaid", "wifi"]),
        ("Shkodër, Málaga", ["shkoder", "malaga"]),
        ("ＳＩＭ　ｃａｒｄ", ["sim", "card"]),
        ("US or U.S. or USA, not us", ["usa", "or", "usa", "or", "usa", "not", "us"]),
        ("don't, what’s", ["don", "what"]),
        ("3G/4G", ["3g", "4g"]),
        ("日本SIM卡", ["日", "本", "sim", "卡"]),
        ("서울 유심", ["서울", "유심"]),
        ("Straße", ["strasse"]),
        ("", []),
    ],
)
def test_words(text: str, expected: list[str]) -> None:
    assert words(text) == expected
    assert len(spelled(text)) == len(expected)


@pytest.mark.parametrize(
    "family",
    [
        ("charge", "charges", "charged", "charging"),
        ("roam", "roaming", "roamed"),
        ("plan", "plans", "planning", "planned"),
        ("plane", "planes"),
        ("price", "prices", "pricing"),
        ("drive", "drives", "driving"),
        ("visa", "visas"),
        ("city", "cities"),
        ("call", "calls", "calling", "called"),
        ("travel", "travels", "travelling", "traveling", "travelled"),
        ("prepay", "prepaid"),
        ("buy", "buying", "bought"),
    ],
)
def test_forms_of_a_word_have_one_stem(family: tuple[str, ...]) -> None:
    assert len({stem(word) for word in family}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [("plan", "plane"), ("bus", "buy"), ("fly", "flee"), ("sing", "sim"), ("wife", "wifi")],
)
def test_other_words_stay_apart(one: str, other: str) -> None:
    assert stem(one) != stem(other)


def closeness(phrase: str, title: str) -> float:
    found = PhraseFinder([phrase]).find(stems(title))
    return found[0].closeness if found else 0.0


def test_nearer_words_are_closer() -> None:
    near = closeness("buy sim card", "buy a sim card")
    far = closeness("buy sim card", "buy me a very good sim card")
    assert 1 >= near > far >= 0.6


def test_words_of_different_clauses_are_not_met() -> None:
    title = "Buying a ticket for the early bus from Rome while my friend looks for a sim card"
    assert closeness("buy sim card", title) == 0


def test_a_word_written_apart_or_together_is_one() -> None:
    assert closeness("sim card in", "simcards in Peru") == 1
    assert closeness("smartphone plan", "smart phone plan") == 1


def test_a_phrase_with_one_content_word_keeps_its_small_words() -> None:
    assert closeness("is there wifi", "Is there any wifi in Rome?") > 0
    assert closeness("is there wifi", "wifi stole my evening") == 0


def test_ideographs_need_half_of_their_pairs() -> None:
    assert closeness("国外上网", "在国外怎么上网") > 0
    assert closeness("国外上网", "外国人上中国的网") == 0
