"""The exact encoder says what its network says, whatever it met before."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.odd_texts import TEXTS

from folkmoot.annotators._encoder import sentence_encoder
from folkmoot.annotators._exact import Exact
from folkmoot.annotators._pieces import PieceTable, network

#: Texts that share no piece beyond the commonest, and one that is longer than a batch of pieces.
SAID = [
    "Which grinder for espresso?",
    "申请旅游签证要多久",
    "¿Dónde se compra café verde?",
    "kettle " * 500,
]


@given(st.lists(st.text(max_size=60), min_size=1, max_size=8))
def test_vectors_are_those_of_the_whole_network(texts: list[str]) -> None:
    whole = ["".join(letter for letter in text if letter.isprintable()) for text in texts]
    expected = network().encode([text or " " for text in whole])
    assert np.allclose(sentence_encoder().encode(whole), expected, atol=2e-6)


@given(st.lists(TEXTS, min_size=1, max_size=12), st.integers(0, 11))
def test_a_vector_hangs_on_its_own_text(texts: list[str], at: int) -> None:
    place = at % len(texts)
    together = sentence_encoder().encode(texts)
    assert together.shape == (len(texts), 512)
    assert np.allclose(np.linalg.norm(together, axis=1), 1, atol=1e-5)
    assert np.allclose(together[place], sentence_encoder().encode([texts[place]])[0], atol=2e-6)


@pytest.mark.parametrize("most", [40, 1 << 14], ids=["forgetting", "remembering"])
def test_what_was_met_before_changes_no_digit(most: int) -> None:
    fresh, used = Exact(), Exact(most)
    for text in reversed(SAID):
        used.encode([text])
    assert np.array_equal(used.encode(SAID), fresh.encode(SAID))


def test_rows_that_are_too_many_are_forgotten_and_made_again() -> None:
    made = []

    def work_out(
        new: np.ndarray[tuple[int], np.dtype[np.int64]],
    ) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
        made.append(new.tolist())
        return np.repeat(new[:, None].astype(float), 2, axis=1)

    table = PieceTable(2, work_out, most=4)
    for texts in ([[7, 8]], [[8, 9]], [[9, 7], [10]]):
        table.meet(texts)
        rows, at = table.spread(texts, 2)
        assert rows[at, 0].tolist() == [piece for text in texts for piece in text]
        assert np.delete(rows, at, axis=0).tolist() == [[0.0, 0.0]] * 2 * (len(texts) + 1)
    assert made == [[7, 8], [9], [7, 9, 10]]


def test_no_texts_give_no_vectors() -> None:
    assert sentence_encoder().encode([]).shape == (0, 512)
