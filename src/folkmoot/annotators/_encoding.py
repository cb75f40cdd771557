"""Encoding many texts: in chunks that hang on the texts alone, on one process or on several."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final, TypeVar

import numpy as np

from folkmoot.annotators._distilled import DISTILLED
from folkmoot.annotators._encoder import Encoder, quick_encoder, sentence_encoder
from folkmoot.annotators._exact import EXACT
from folkmoot.annotators._processes import sharing

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Remembered", "encode_all", "over_vectors"]

#: A vector hangs in its seventh digit on the batch it was made in, so batches are always these.
_CHUNK: Final = 1024
#: With fewer texts, starting processes takes longer than they save.
_WORTH_A_POOL: Final = 8 * _CHUNK
#: Encoders that a process of the pool can make for itself, by name.
_MADE: Final[Mapping[str, Callable[[], Encoder]]] = {
    EXACT: sentence_encoder,
    DISTILLED: quick_encoder,
}

_Read = TypeVar("_Read")


def over_vectors(
    texts: Sequence[str],
    read: Callable[[NDArray[np.float32]], _Read],
    encoder: Encoder,
    processes: int = 1,
) -> Iterator[_Read]:
    """What is read off the vectors of each chunk of texts, in order; vectors are not kept.

    Parameters
    ----------
    texts
        In an order that hangs on themselves, where the last digit matters.
    read
        What is done with the vectors of a chunk, in the process that made them.
    encoder
        Makes the vectors.
    processes
        More than 1 share the work of the encoders that ship; the result is the same.
    """
    make = _MADE.get(encoder.name)
    if make is None or len(texts) < _WORTH_A_POOL:
        make, processes = partial(_itself, encoder), 1
    chunks = (texts[start : start + _CHUNK] for start in range(0, len(texts), _CHUNK))
    with sharing(partial(_reading, make, read), processes) as over:
        yield from over(chunks)


def _itself(encoder: Encoder) -> Encoder:
    return encoder


def _reading(
    make: Callable[[], Encoder], read: Callable[[NDArray[np.float32]], _Read]
) -> Callable[[Sequence[str]], _Read]:
    encoder = make()
    return lambda chunk: read(encoder.encode(chunk))


def encode_all(texts: Sequence[str], encoder: Encoder, processes: int = 1) -> NDArray[np.float32]:
    """One row a text; parameters as of `over_vectors`."""
    found = np.zeros((0, 1), np.float32)
    at = 0
    for part in over_vectors(texts, np.asarray, encoder, processes):
        if not at:
            found = np.empty((len(texts), part.shape[1]), np.float32)
        found[at : at + len(part)] = part
        at += len(part)
    return found


@dataclass(frozen=True)
class Remembered:
    """An encoder of texts that were encoded before; others are unknown to it."""

    name: str
    rows: dict[str, int]
    encodings: NDArray[np.float32]

    @classmethod
    def of(cls, texts: Sequence[str], encoder: Encoder, processes: int = 1) -> Remembered:
        """Encode each distinct text once, in the order of the alphabet."""
        distinct = sorted(set(texts))
        rows = {text: row for row, text in enumerate(distinct)}
        return cls(encoder.name, rows, encode_all(distinct, encoder, processes))

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One row a text."""
        return self.encodings[[self.rows[text] for text in texts]]
