"""Simulated worlds of themes: titles whose meaning is known, and the encoder that knows it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from folkmoot.annotators._clusters import axes_of
from folkmoot.annotators._encoder import quick_encoder
from folkmoot.annotators._theme_book import LastingTheme, ThemeBook
from folkmoot.annotators._theme_changes import Groups

__all__ = ["DIMENSIONS", "WORDS", "World", "known_book", "titles_of"]

DIMENSIONS = 64
#: What titles of each simulated theme are made of.
WORDS = {
    "visa": ["visa", "embassy", "refused", "consulate"],
    "train": ["train", "railway", "sleeper", "platform"],
    "sim": ["sim card", "roaming", "prepaid", "hotspot"],
    "luggage": ["luggage", "suitcase", "cabin bag", "weight"],
    "hotel": ["hotel", "hostel", "breakfast", "room"],
    "food": ["street food", "restaurant", "vegan", "menu"],
}
#: Length of a title's own part beside its theme's: cosines with the centre near 0.7.
SPREAD = 1.0


def _direction(*parts: str) -> NDArray[np.float64]:
    seed = int.from_bytes(blake2b("|".join(parts).encode(), digest_size=8).digest(), "little")
    drawn = np.random.default_rng(seed).normal(size=DIMENSIONS)
    found: NDArray[np.float64] = drawn / np.linalg.norm(drawn)
    return found


@dataclass(frozen=True)
class World:
    """An encoder of simulated titles.

    A title is ``kind: words``. Its vector is the centre of its kind and a direction of its own.
    ``between`` puts the centre of a kind between those of two others.
    """

    between: Mapping[str, tuple[str, str, float]]
    name: str = "simulated"

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One row a title."""
        rows = [self.centre(text.split(":")[0]) + SPREAD * _direction(text) for text in texts]
        array = np.array(rows).reshape(len(texts), DIMENSIONS)
        lengths = np.linalg.norm(array, axis=1, keepdims=True)
        found: NDArray[np.float32] = (array / lengths).astype(np.float32)
        return found

    def centre(self, kind: str) -> NDArray[np.float64]:
        """Where titles of a kind gather."""
        if kind not in self.between:
            return _direction("centre", kind)
        first, second, share = self.between[kind]
        mixed = (1 - share) * _direction("centre", first) + share * _direction("centre", second)
        found: NDArray[np.float64] = mixed / np.linalg.norm(mixed)
        return found


def titles_of(kinds: Mapping[str, int], batch: int = 0) -> list[str]:
    """So many titles of each kind; those of another batch are others."""
    found = []
    for kind, count in kinds.items():
        words = WORDS.get(kind.rstrip("0123456789"), ["word"])
        for number in range(count):
            first, second = words[number % len(words)], words[(number // 4) % len(words)]
            found.append(f"{kind}: {first} and {second} {batch}.{number}")
    return found


def known_book(kinds: Mapping[str, Sequence[str]], as_of: datetime) -> ThemeBook:
    """A book of themes whose names and titles are known, read by the quick encoder."""
    encoder = quick_encoder()
    encodings = encoder.encode([title for titles in kinds.values() for title in titles])
    axes = axes_of(encodings)
    ends = np.cumsum([len(titles) for titles in kinds.values()])
    centres = np.stack([part.mean(axis=0) for part in np.split(axes.points(encodings), ends[:-1])])
    centres /= np.linalg.norm(centres, axis=1, keepdims=True)
    themes = tuple(
        LastingTheme(f"theme-{number}", name, (name,), as_of, len(titles))
        for number, (name, titles) in enumerate(kinds.items(), 1)
    )
    # In whole steps, as centres are kept.
    steps = (np.round(centres * 2**18) / 2**18).astype(np.float32)
    groups = Groups(steps, np.full(len(ends), 0.5))
    return ThemeBook(as_of, encoder.name, int(ends[-1]), axes, groups, themes, (), ())
