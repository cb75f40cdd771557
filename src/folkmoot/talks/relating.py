"""How plainly a post states each need of a brief: by phrases, by words, by meaning.

The index gives the posts that share words with a need; here each is read again, and the parts are
weighed into one number between 0 and 1 by a logistic rule.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from folkmoot.annotators._encoder import quick_encoder
from folkmoot.annotators._grams import shown
from folkmoot.talks.queries import MOST_WORDS, Asked
from folkmoot.talks.words import index_words
from folkmoot.text import SMALL_WORDS, PhraseFinder, stems

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from folkmoot.brief import Need
    from folkmoot.talks.index import TalkIndex

__all__ = ["CANDIDATES", "LEAST_RELEVANCE", "PERHAPS_RELEVANCE", "RELATION_PARTS", "Relation",
           "found_for", "relate", "relation_parts"]  # fmt: skip

#: Posts of a need that are read again: a list that a person reads holds a tenth of them.
CANDIDATES: Final = 200
#: What each part adds to the logit, and the constant. Fitted on the first labelled sample of
#: ``tests/data/travel_need_labels.csv.bz2`` by ``python -m bench.quality.talk_relevance``.
RELATION_PARTS: Final = {"said": 2.5, "like": 1.7, "meaning": 2.7, "words": 4.2}
_CONSTANT: Final = -6.3
#: A post in which no phrase is met is taken from here on: of such one in four states this very
#: need, below one in eight and fewer (same command).
LEAST_RELEVANCE: Final = 0.25
#: From here on it perhaps states one: such posts are listed when they are asked for, to learn from.
PERHAPS_RELEVANCE: Final = 0.05
#: A vector hangs in its seventh digit on the batch that it was made in; this does not.
_DIGITS: Final = 4
#: Of what is met only below a title: there people tell their story, and seldom ask.
_BELOW_TITLE: Final = 0.35


@dataclass(frozen=True, slots=True)
class Relation:
    """How a post relates to a need.

    Parameters
    ----------
    need_id
        The need.
    relevance
        0 to 1: how likely a reader takes the post to state the need.
    matched
        The phrase met, or ``like: ...`` and the phrase that it resembles most.
    parts
        ``said`` (a phrase is met: 0.6 to 1), ``like`` (its title resembles one), ``meaning``
        (cosine with the nearest phrase), ``words`` (share of a phrase's rare words that it holds).
    """

    need_id: str
    relevance: float
    matched: str
    parts: Mapping[str, float]

    @property
    def is_stated(self) -> bool:
        """Whether a phrase is met in the title, or the title resembles one."""
        return self.parts["said"] > _BELOW_TITLE or self.parts["like"] > 0


def found_for(
    index: TalkIndex, needs: Sequence[Need], since: datetime, until: datetime
) -> dict[int, float]:
    """Posts of a span that share words with some need, with their best BM25 score."""
    best: dict[int, float] = {}
    for need in needs:
        for object_id, score in index.search(_asked(need), since, until, CANDIDATES):
            best[object_id] = max(score, best.get(object_id, 0.0))
    return best


def relate(
    posts: Sequence[Mapping[str, Any]],
    needs: Sequence[Need],
    index: TalkIndex,
    stated: Mapping[tuple[int, str], tuple[float, str]],
    least: float = LEAST_RELEVANCE,
) -> list[list[Relation]]:
    """Relate posts to needs.

    Parameters
    ----------
    posts
        With ``object_id``, ``title`` and ``text``.
    needs
        Of the brief.
    index
        Knows how rare words are.
    stated
        Score and phrase of the statements found in titles
        (`folkmoot.annotators.relevance.state_needs`), by post and need.
    least
        Relevance from which on a need that is not stated outright is taken.

    Returns
    -------
    list
        For each post its relations, the most relevant first: needs that are stated, and those
        whose relevance is ``least`` at least; none where one of a need's excluded phrases
        is met.
    """
    found = relation_parts(posts, needs, index, stated)
    return [
        sorted(
            (each for each in row if each.is_stated or each.relevance >= least),
            key=lambda each: -each.relevance,
        )
        for row in found
    ]


def relation_parts(
    posts: Sequence[Mapping[str, Any]],
    needs: Sequence[Need],
    index: TalkIndex,
    stated: Mapping[tuple[int, str], tuple[float, str]],
) -> list[list[Relation]]:
    """Relations of every post to every need that is not excluded, as `relate` weighs them."""
    texts = [shown(post["title"], post["text"]) for post in posts]
    if not texts:
        return []
    vectors = quick_encoder().encode(texts)
    tokens = [stems(text) for text in texts]
    # Of a post without a title all counts as one.
    heads = [stems(post["title"] or "") or tokens[place] for place, post in enumerate(posts)]
    found: list[list[Relation]] = [[] for _ in posts]
    for need in needs:
        reader = _Reader(need, index)
        cosines = vectors @ quick_encoder().encode(need.phrases).T
        for place, post in enumerate(posts):
            told = stated.get((post["object_id"], need.id))
            relation = reader.read(heads[place], tokens[place], cosines[place], told)
            if relation is not None:
                found[place].append(relation)
    return found


class _Reader:
    """One need, ready to be looked for in many posts."""

    def __init__(self, need: Need, index: TalkIndex) -> None:
        self._need = need
        self._finder = PhraseFinder(need.phrases)
        self._excluded = PhraseFinder(need.exclude)
        parts = [_content(phrase) for phrase in need.phrases]
        weights = index.rarity({word for part in parts for word in part})
        self._phrases = [{word: weights.get(word, 0.0) for word in part} for part in parts]

    def read(
        self,
        head: Sequence[str],
        tokens: Sequence[str],
        cosines: NDArray[np.float32],
        told: tuple[float, str] | None,
    ) -> Relation | None:
        if self._excluded.find(head):
            return None
        said, phrase = self._said(head, tokens)
        like = 0.0
        if told is not None:
            score, matched = told
            if matched.startswith("like: "):
                like = score
            elif score >= said:
                said, phrase = score, matched
        parts = {
            "said": said,
            "like": like,
            "meaning": round(max(0.0, float(cosines.max())), _DIGITS),
            "words": max(self._held(head), _BELOW_TITLE * self._held(tokens)),
        }
        nearest = self._need.phrases[int(cosines.argmax())]
        matched = phrase if said else told[1] if told and like else f"like: {nearest}"
        return Relation(self._need.id, _weighed(parts), matched, parts)

    def _said(self, head: Sequence[str], tokens: Sequence[str]) -> tuple[float, str]:
        """The phrase met most plainly, in the title or below it."""
        met = [(each.closeness, each.phrase) for each in self._finder.find(head)]
        met += [(_BELOW_TITLE * each.closeness, each.phrase) for each in self._finder.find(tokens)]
        score, number = max(met, default=(0.0, 0))
        return score, self._need.phrases[number]

    def _held(self, tokens: Sequence[str]) -> float:
        """Share of a phrase's words that stand in a text, each by its rarity; of the best one."""
        here = set(tokens)
        shares = [
            sum(weight for word, weight in phrase.items() if word in here) / sum(phrase.values())
            for phrase in self._phrases
            if sum(phrase.values()) > 0
        ]
        return max(shares, default=0.0)


def _weighed(parts: Mapping[str, float]) -> float:
    from math import exp

    logit = _CONSTANT + sum(weight * parts[name] for name, weight in RELATION_PARTS.items())
    return 1 / (1 + exp(-logit))


def _content(phrase: str) -> set[str]:
    tokens = stems(phrase)
    return {token for token in tokens if token not in SMALL_WORDS} or set(tokens)


def _asked(need: Need) -> Asked:
    """A need as a query: the words of its phrases, those that stand in most of them first."""
    told = (*need.phrases, *need.terms, need.title)
    counted = Counter(word for phrase in told for word in dict.fromkeys(index_words(phrase)))
    telling = [word for word, _ in counted.most_common() if word not in SMALL_WORDS]
    return Asked(tuple(telling[:MOST_WORDS]))
