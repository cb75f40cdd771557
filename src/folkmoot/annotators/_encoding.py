"""Encoding many texts: in chunks that hang on the texts alone, on one process or on several."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from folkmoot.annotators._encoder import Encoder, sentence_encoder

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Remembered", "encode_all"]

#: A vector hangs in its seventh digit on the batch it was made in, so batches are always these.
_CHUNK: Final = 1024
#: With fewer texts, starting processes takes longer than they save.
_WORTH_A_POOL: Final = 8 * _CHUNK


def encode_all(
    texts: Sequence[str], encoder: Encoder | None = None, processes: int = 1
) -> NDArray[np.float32]:
    """One row a text.

    Parameters
    ----------
    texts
        In an order that hangs on themselves, where the last digit matters.
    encoder
        The exact one that ships unless given.
    processes
        More than 1 share the work of the exact encoder; the result is the same.
    """
    chunks = [texts[start : start + _CHUNK] for start in range(0, len(texts), _CHUNK)]
    if not chunks:
        return np.zeros((0, 1), np.float32)
    encoder = encoder or sentence_encoder()
    if encoder is sentence_encoder() and processes > 1 and len(texts) >= _WORTH_A_POOL:
        return _pooled(chunks, processes)
    return np.concatenate([encoder.encode(chunk) for chunk in chunks])


def _pooled(chunks: Sequence[Sequence[str]], processes: int) -> NDArray[np.float32]:
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        found = list(pool.map(_encode, chunks))
    return np.concatenate(found)


def _encode(chunk: Sequence[str]) -> NDArray[np.float32]:
    return sentence_encoder().encode(chunk)


@dataclass(frozen=True)
class Remembered:
    """An encoder of texts that were encoded before; others are unknown to it."""

    name: str
    rows: dict[str, int]
    encodings: NDArray[np.float32]

    @classmethod
    def of(cls, texts: Sequence[str], encoder: Encoder | None, processes: int = 1) -> Remembered:
        """Encode each distinct text once, in the order of the alphabet."""
        distinct = sorted(set(texts))
        rows = {text: row for row, text in enumerate(distinct)}
        name = (encoder or sentence_encoder()).name
        return cls(name, rows, encode_all(distinct, encoder, processes))

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One row a text."""
        return self.encodings[[self.rows[text] for text in texts]]
