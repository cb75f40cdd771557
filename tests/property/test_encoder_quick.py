"""The quick encoder: a vector hangs on its own text, whatever the text and its company."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from tests.odd_texts import TEXTS
from tools.make_encoder import Size

from folkmoot.annotators._encoder import quick_encoder
from folkmoot.annotators._pieces import network, pieces


@given(st.lists(TEXTS, min_size=1, max_size=12), st.integers(0, 11))
def test_a_vector_hangs_on_its_own_text(texts: list[str], at: int) -> None:
    place = at % len(texts)
    together = quick_encoder().encode(texts)
    assert together.shape == (len(texts), Size().dimensions)
    assert np.allclose(np.linalg.norm(together, axis=1), 1, atol=1e-5)
    assert np.allclose(together[place], quick_encoder().encode([texts[place]])[0], atol=1e-6)


@given(st.text(max_size=80))
def test_pieces_are_those_of_the_slow_encoder(text: str) -> None:
    whole = "".join(letter for letter in text if letter.isprintable())
    assert pieces(whole) == network().sp.encode(whole or " ")


def test_the_end_of_a_long_text_is_not_read() -> None:
    long = "word " * 400
    first, second = quick_encoder().encode([long, long + "other " * 100_000])
    assert (first == second).all()


def test_no_texts_give_no_vectors() -> None:
    assert quick_encoder().encode([]).shape == (0, Size().dimensions)
