"""The seam of sentence encoders, and the two that ship behind it: one exact, one quick."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from folkmoot.annotators._distilled import read_distilled
from folkmoot.annotators._exact import Exact

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Encoder", "quick_encoder", "sentence_encoder"]


@runtime_checkable
class Encoder(Protocol):
    """Turns texts into vectors that lie near each other where the texts mean the like.

    Heads fit the encoder they were trained on and no other: ``name`` is written into their file
    and compared when they are read.
    """

    @property
    def name(self) -> str:
        """Which encoder, with its version."""

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One row a text, each of length 1."""


@cache
def sentence_encoder() -> Encoder:
    """Return the encoder that ships, read once: 0.6 s and 100 to 320 MiB; 512 columns.

    Universal Sentence Encoder, multilingual (Yang et al., ACL 2020), by numpy alone.
    """
    return Exact()


@cache
def quick_encoder() -> Encoder:
    """Return the encoder that was taught by `sentence_encoder`: 256 columns, several times as fast.

    Its vectors are not those of the slow one (they are turned and shorter), so that heads and
    centroids fit one or the other. What each costs and gives: ``docs/model-card-encoder.md``.
    """
    return read_distilled()
