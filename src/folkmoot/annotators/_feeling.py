"""What the sentiment heads say of texts: negative, positive, or neither."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from folkmoot.annotators._heads import Heads, Tier, read_heads

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["FEELINGS", "feelings", "felt", "sentiment_heads"]

#: What a text may be; ``neu`` is whatever neither head tells.
FEELINGS: Final = ("neg", "neu", "pos")
_MODEL: Final = "sentiment"


def sentiment_heads(tier: Tier) -> Heads:
    """Return the heads ``neg`` and ``pos``."""
    return read_heads(_MODEL, tier)


def feelings(texts: Sequence[str], tier: Tier) -> list[tuple[str, float]]:
    """Feeling of each text, and how likely it is."""
    heads = sentiment_heads(tier)
    return felt(heads, heads.probabilities(texts))


def felt(heads: Heads, likely: NDArray[np.float32]) -> list[tuple[str, float]]:
    """Feelings by the probabilities of both heads: the one further above its threshold."""
    above = likely / heads.thresholds
    best = above.argmax(axis=1)
    return [
        (heads.labels[head], float(row[head])) if over[head] >= 1 else ("neu", float(1 - row.max()))
        for head, over, row in zip(best, above, likely, strict=True)
    ]
