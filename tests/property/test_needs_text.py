"""Any text has words; a phrase is found in itself, and wherever it stands whole."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from folkmoot.text import PhraseFinder, spelled, stems, words

ANY = st.text(max_size=80)
WORD = st.text(st.characters(categories=("Ll", "Lu", "Lo", "Nd")), min_size=1, max_size=12)
PHRASE = st.lists(WORD, min_size=1, max_size=5).map(" ".join)


@given(ANY)
def test_words_spellings_and_stems_stand_side_by_side(text: str) -> None:
    assert len(words(text)) == len(spelled(text)) == len(stems(text))


@given(ANY)
def test_words_hold_no_space_and_no_capital(text: str) -> None:
    for word in words(text):
        assert word
        assert word == "".join(word.split())
        assert not word.isascii() or word == word.lower()


@given(PHRASE)
def test_a_phrase_is_found_in_itself(phrase: str) -> None:
    found = PhraseFinder([phrase]).find(stems(phrase))
    assert bool(found) == bool(stems(phrase))
    assert all(each.closeness == 1 for each in found)


@given(PHRASE, PHRASE, PHRASE)
def test_a_phrase_is_found_between_others(before: str, phrase: str, after: str) -> None:
    found = PhraseFinder([phrase]).find(stems(f"{before} | {phrase} | {after}"))
    assert bool(found) == bool(stems(phrase))


@given(st.lists(ANY, max_size=5), ANY)
def test_any_phrases_and_any_text_are_read(phrases: list[str], text: str) -> None:
    found = PhraseFinder(phrases).find(stems(text))
    assert all(0.6 <= each.closeness <= 1 for each in found)
    assert [each.phrase for each in found] == sorted({each.phrase for each in found})
