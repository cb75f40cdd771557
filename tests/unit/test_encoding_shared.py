"""Encoding shared among processes: the same to the last digit, and nothing is kept of it."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from folkmoot.annotators._encoder import Encoder, quick_encoder, sentence_encoder
from folkmoot.annotators._encoding import Remembered, encode_all, over_vectors
from folkmoot.annotators._processes import sharing
from folkmoot.errors import FolkmootError

#: Enough that processes are worth their start.
TEXTS = [f"grinder number {number} or kettle {number % 97}" for number in range(8_200)]


def sums(vectors: NDArray[np.float32]) -> tuple[int, list[float]]:
    """What is read off a chunk: in which process, and something of every row."""
    return os.getpid(), vectors.astype(np.float64).sum(axis=1).tolist()


@pytest.mark.parametrize("make", [sentence_encoder, quick_encoder])
def test_processes_change_no_digit(make: Callable[[], Encoder]) -> None:
    alone = list(over_vectors(TEXTS, sums, make()))
    shared = list(over_vectors(TEXTS, sums, make(), processes=2))
    assert [read for _, read in shared] == [read for _, read in alone]
    assert {process for process, _ in alone} == {os.getpid()}
    assert os.getpid() not in {process for process, _ in shared}


def test_copies_are_encoded_once() -> None:
    asked: list[str] = []

    class Asked:
        name = "asked"

        def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
            asked.extend(texts)
            return np.array([[len(text)] for text in texts], np.float32)

    known = Remembered.of(["bb", "a", "bb", "a"], Asked())
    assert asked == ["a", "bb"]
    assert known.encode(["bb", "a", "bb"]).tolist() == [[2.0], [1.0], [2.0]]


def test_no_texts_need_no_encoder() -> None:
    assert encode_all([], quick_encoder()).shape == (0, 1)


def ends() -> Callable[[int], int]:
    """Make a worker that ends its process at the third batch."""
    return lambda batch: batch if batch != 2 else os._exit(3)


def test_a_process_that_ends_is_told() -> None:
    with pytest.raises(FolkmootError) as caught, sharing(ends, 2) as over:
        list(over(range(4)))
    assert caught.value.problem.code == "process-died"
