"""Which needs of the brief a post states, told off that post alone.

A need is stated where one of its phrases is met in the title (the beginning of the text, where
there is no title), and none of its excluded ones. Tier ``full`` adds titles that lie near the
middle of a need's phrases and share a word that several phrases hold. Measures of a whole
community use `folkmoot.annotators.relevance`, which knows also which words are common in it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from hashlib import blake2b
from typing import TYPE_CHECKING, Final

import pyarrow as pa

from folkmoot.annotators._encoder import sentence_encoder
from folkmoot.annotators.base import NO_WORDS, Label, Posts, Setup, labelled
from folkmoot.brief import Need
from folkmoot.text import STOP_WORDS, PhraseFinder, stems

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["NEAR", "StatedNeeds"]

#: Cosine with the middle of a need's phrases from which a title states it. On the labelled travel
#: titles .50 finds 6 to 7 in 100 more of those who state a need, and of those found 2 in 100 more
#: are wrong; .55 finds 0 to 5 more, .45 is wrong about the need more often (docs/methods.md).
NEAR: Final = 0.5
_TITLE: Final = 300
_RULES: Final = "1"
_NONE: Final = "states no need of the brief"


class StatedNeeds:
    """The needs of the brief as an annotator: a label a need, its identifier.

    The score is 0.6 to 1 where a phrase is met, which ``why`` names, and the cosine elsewhere.
    """

    name = "needs"

    def __init__(self, setup: Setup) -> None:
        needs = setup.brief.needs
        self._needs = needs
        self._listed = [(place, text) for place, need in enumerate(needs) for text in need.phrases]
        self._finder = PhraseFinder([phrase for _, phrase in self._listed])
        self._excluded = [PhraseFinder(need.exclude) for need in needs]
        self._typical = _shared_words([phrase for _, phrase in self._listed])
        self._middles = _middles(needs) if setup.tier == "full" else None
        encoder = f"-{sentence_encoder().name}" if setup.tier == "full" else ""
        self.version = f"needs-{_RULES}-{_digest(needs)}-{setup.tier}{encoder}"

    def annotate(self, posts: Posts) -> pa.Table:
        """Return `folkmoot.annotators.base.LABELS`."""
        vectors = None if self._middles is None else posts.vectors
        rows: list[list[Label]] = [[(None, None, None, NO_WORDS)]] * len(posts)
        for place in posts.readable:
            title = posts.titles[place] or (posts.texts[place] or "")[:_TITLE]
            tokens = stems(title)
            rows[place] = (
                self._met(tokens)
                or (self._near(tokens, vectors[place]) if vectors is not None else [])
                or [(None, None, None, _NONE)]
            )
        return labelled(rows)

    def _met(self, tokens: Sequence[str]) -> list[Label]:
        best: dict[int, tuple[float, str]] = {}
        for found in self._finder.find(tokens):
            need, phrase = self._listed[found.phrase]
            if found.closeness > best.get(need, (0.0, ""))[0]:
                best[need] = (found.closeness, phrase)
        return [
            (self._needs[need].id, closeness, None, phrase)
            for need, (closeness, phrase) in sorted(best.items())
            if not self._excluded[need].find(tokens)
        ]

    def _near(self, tokens: Sequence[str], vector: NDArray[np.float16]) -> list[Label]:
        import numpy as np

        if self._middles is None or not self._typical.intersection(tokens):
            return []
        # To three digits: a vector's last ones hang on the batch that it was made in.
        cosines = (self._middles @ vector.astype(np.float32)).round(3)
        need = int(cosines.argmax())
        if cosines[need] < NEAR or self._excluded[need].find(tokens):
            return []
        return [(self._needs[need].id, float(cosines[need]), None, "like its phrases")]


def _shared_words(phrases: Sequence[str]) -> frozenset[str]:
    """Words that two phrases or more hold."""
    held = Counter(word for phrase in phrases for word in set(stems(phrase)) - STOP_WORDS)
    return frozenset(word for word, times in held.items() if times > 1)


def _middles(needs: Sequence[Need]) -> NDArray[np.float32]:
    """The mean direction of each need's phrases."""
    import numpy as np

    encoder = sentence_encoder()
    middles = np.stack([encoder.encode(list(need.phrases)).mean(axis=0) for need in needs])
    found: NDArray[np.float32] = middles / np.linalg.norm(middles, axis=1, keepdims=True)
    return found


def _digest(needs: Sequence[Need]) -> str:
    text = "\n".join(need.model_dump_json(include={"id", "phrases", "exclude"}) for need in needs)
    return blake2b(text.encode(), digest_size=4).hexdigest()
