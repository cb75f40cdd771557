"""Posts that a search found, put in order by what they mean as well as by their words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from folkmoot.annotators._encoder import quick_encoder

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["MEANING_WEIGHT", "rerank"]

#: Part of the meaning in the order; the rest is that of the words. Meaning alone would put a post
#: that holds a rare word asked for, a model's name, behind one that speaks of the like.
MEANING_WEIGHT: Final = 0.75


def rerank(query: str, texts: Sequence[str], scores: Sequence[float]) -> NDArray[np.float64]:
    """How well each text fits a query, 0 to 1: cosine of meanings, and the score of its words.

    Parameters
    ----------
    query
        As it was typed.
    texts
        What is read of each post (`folkmoot.annotators._grams.shown`).
    scores
        BM25 of each post for the query; the highest counts as 1.

    Examples
    --------
    >>> found = rerank("quiet coffee grinder", ["A silent mill?", "Best tea?"], [0.0, 0.0])
    >>> bool(found[0] > found[1])
    True
    """
    import numpy as np

    if not texts:
        return np.zeros(0)
    vectors = quick_encoder().encode([query, *texts])
    meaning = np.clip(vectors[1:] @ vectors[0], 0, 1).astype(np.float64)
    words = np.asarray(scores, np.float64)
    words = words / words.max() if words.max() > 0 else words
    fit: NDArray[np.float64] = MEANING_WEIGHT * meaning + (1 - MEANING_WEIGHT) * words
    return fit
