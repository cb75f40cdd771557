"""Any text has types, whatever batch it comes in."""

from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from folkmoot.annotators._grams import GRAM_BITS, grams, shown
from folkmoot.annotators._heads import HEADS, Tier
from folkmoot.annotators.needtypes import (
    NEED_TYPE_COLUMNS,
    NEED_TYPES,
    OTHER,
    annotate_need_types,
    need_types,
)

ANY = st.text(max_size=80)
ASKED = st.sampled_from(
    [
        "Which SIM card?",
        "how do I fix it",
        "有哪些好用的电动牙刷？",
        "X or Y?",
        "I love it",
        "怎么办",
    ]
)
TEXTS = st.lists(st.one_of(ANY, ASKED), max_size=6)
#: A bad text, and whether there is anything to read in it.
BAD = {
    "emoji only": ("😀🔥", False),
    "empty": ("", False),
    "blank": (" \n\t", False),
    "control characters": ("\x00\x01\x7f", False),
    "numbers": ("12 345,67", False),
    "a mebibyte": ("which one should I buy? " * 45_000, True),
    "one long word": ("a" * 2**20, True),
    "mixed scripts": ("哪个 best शिम карта مرحبا?", True),
    "right to left": ("\u202eneed a SIM\u202c \u200f؟", True),
    "code": ("def f(x):\n    return {x: [x for x in range(10)]}", True),
    "an address": ("https://example.org/a?b=c#d", True),
    "HTML": ("<p>How do I <b>fix</b> it?</p><script>alert(1)</script>", True),
}


@given(TEXTS)
@pytest.mark.parametrize("tier", HEADS)
def test_every_text_has_types(tier: Tier, texts: list[str]) -> None:
    found = need_types(texts, tier)
    assert len(found) == len(texts)
    for kinds in found:
        assert kinds
        assert [kind for kind in NEED_TYPES if kind in kinds] == list(kinds)
        assert OTHER not in kinds or kinds == (OTHER,)


@given(TEXTS, st.integers(0, 6))
@example(["Which SIM card?", "", "how do I fix it"], 1)
@pytest.mark.parametrize("tier", HEADS)
def test_a_split_never_changes_a_type(tier: Tier, texts: list[str], place: int) -> None:
    assert need_types(texts[:place], tier) + need_types(texts[place:], tier) == need_types(
        texts, tier
    )
    assert need_types(texts[::-1], tier)[::-1] == need_types(texts, tier)


@pytest.mark.parametrize("name", BAD)
@pytest.mark.parametrize("tier", HEADS)
def test_bad_text_is_annotated(tier: Tier, name: str) -> None:
    text, is_read = BAD[name]
    batch = annotate_need_types(pa.record_batch([pa.array([text, None])], names=["text"]), tier)
    assert batch.schema == NEED_TYPE_COLUMNS
    first, second = batch.to_pylist()
    assert second["types"] is None
    assert second["probabilities"] is None
    assert (first["probabilities"] is not None) == is_read
    if not is_read:
        assert first["types"] == [OTHER]
    else:
        assert all(0 <= value <= 1 for value in first["probabilities"].values())


def test_half_a_surrogate_pair_is_read() -> None:
    # Arrow holds no such text, but a list may.
    assert grams(["which \ud83d"]).shape == (1, 1 << GRAM_BITS)


def test_the_version_names_model_and_tier() -> None:
    batch = pa.record_batch([pa.array(["a"])], names=["text"])
    named = [annotate_need_types(batch, tier)["model"][0].as_py() for tier in HEADS]
    version = named[0].removesuffix("-fast")
    assert named == [f"{version}-{tier}" for tier in HEADS]
    assert version.startswith("need_types-")


@given(st.one_of(st.none(), ANY), st.one_of(st.none(), ANY))
def test_a_post_is_shown_on_one_line(title: str | None, text: str | None) -> None:
    found = shown(title, text)
    assert found == " ".join(found.split()) or len(found) == 420
    assert len(found) <= 420


@given(TEXTS)
def test_a_row_of_grams_has_length_one(texts: list[str]) -> None:
    matrix = grams(texts)
    assert matrix.shape == (len(texts), 1 << GRAM_BITS)
    lengths = matrix.multiply(matrix).sum(axis=1)
    assert all(abs(length - 1) < 1e-5 for length in lengths.A1) if len(texts) else True
