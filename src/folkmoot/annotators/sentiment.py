"""Whether a post is written in anger, in praise, or in neither.

``docs/model-card-sentiment.md`` tells what the heads were trained on, how right they are in each
language, and where they fail.
"""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa

from folkmoot.annotators._feeling import feelings, felt, sentiment_heads
from folkmoot.annotators._grams import READ_LETTERS, has_words
from folkmoot.annotators._heads import Tier
from folkmoot.annotators.base import NO_WORDS, Label, Posts, Setup, labelled

__all__ = ["Sentiment", "sentiments"]


def sentiments(texts: Sequence[str], tier: Tier = "full") -> list[str | None]:
    """Feeling of each text, ``neg``, ``neu`` or ``pos``; null where there is no letter to read.

    Examples
    --------
    >>> sentiments(["I love it, works great", "It broke after a day, awful", "🙂"], tier="fast")
    ['pos', 'neg', None]
    """
    places = [place for place, text in enumerate(texts) if has_words(text)]
    told: list[str | None] = [None] * len(texts)
    found = feelings([texts[place][:READ_LETTERS] for place in places], tier) if places else []
    for place, (feeling, _) in zip(places, found, strict=True):
        told[place] = feeling
    return told


class Sentiment:
    """The feeling as an annotator: one label a post, none where there is nothing to read."""

    name = "sentiment"

    def __init__(self, setup: Setup) -> None:
        self._heads = sentiment_heads(setup.tier)
        self.version = self._heads.model

    def annotate(self, posts: Posts) -> pa.Table:
        """Return `folkmoot.annotators.base.LABELS`."""
        heads = self._heads
        vectors = None if heads.encodings is None else posts.vectors
        told = felt(heads, heads.of(posts.grams, vectors))
        rows: list[list[Label]] = [[(None, None, None, NO_WORDS)]] * len(posts)
        for place in posts.readable:
            rows[place] = [(*told[place], None, None)]
        return labelled(rows)
