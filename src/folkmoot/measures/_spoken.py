"""Who speaks of the product or an alternative, and of which attributes in the same post."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from folkmoot.annotators.base import Posts, Setup
from folkmoot.annotators.mentions import PRODUCT, Mentions
from folkmoot.brief import Brief
from folkmoot.engines import Value
from folkmoot.estimate import Evidence
from folkmoot.text import SMALL_WORDS, PhraseFinder, has_ideographs, stems, words
from folkmoot.view import View

__all__ = ["Aspect", "Spoken", "Thing", "aspects_of", "read_spoken", "things_of"]

_POSTS: Final = pa.schema(
    [
        pa.field("object_id", pa.int64()),
        pa.field("actor_id", pa.int64()),
        pa.field("title", pa.string()),
        pa.field("text", pa.string()),
        pa.field("url", pa.string()),
    ]
)
#: What comes later in a long post is seldom about the thing named at its beginning.
_LETTERS: Final = 4_000
#: Enough of a word to find its inflections by.
_STEM_LETTERS: Final = 5
_FEWEST_ATTRIBUTES: Final = 3
_SAMPLES: Final = 3


@dataclass(frozen=True, slots=True)
class Thing:
    """The product or one of its alternatives; ``kind`` is ``product`` or as the brief says."""

    id: str
    name: str
    kind: str
    phrases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Aspect:
    """What can be said of a thing: an attribute of the brief, or a need where it lists few."""

    id: str
    name: str
    phrases: tuple[str, ...]


@dataclass(frozen=True)
class Spoken:
    """People by things by aspects, and how it was read.

    Parameters
    ----------
    named
        Shape (people, things): who named the thing in any post.
    together
        Shape (people, things, aspects): who spoke of both in one post.
    liked, disliked
        Shape (people, things): posts in which a sentence that names it is glad, or angry.
    evidence
        ``rows`` are the posts that name a thing.
    """

    named: NDArray[np.bool_]
    together: NDArray[np.bool_]
    liked: NDArray[np.int64]
    disliked: NDArray[np.int64]
    evidence: Evidence


def things_of(brief: Brief) -> list[Thing]:
    """The product, then its alternatives in the order of the brief; nothing has no name."""
    product = Thing(PRODUCT, brief.product.name, "product", (brief.product.name,))
    others = [
        Thing(each.id, each.name, each.kind, tuple(dict.fromkeys((each.name, *each.phrases))))
        for each in brief.alternatives
    ]
    return [product, *(each for each in others if each.phrases)]


def aspects_of(brief: Brief) -> list[Aspect]:
    """The attributes that customers have words for; needs where there are fewer than three.

    A phrase that names a thing says nothing of it, and is left out.
    """
    names = {tuple(stems(phrase)) for thing in things_of(brief) for phrase in thing.phrases}

    def said(phrases: Iterable[str]) -> tuple[str, ...]:
        return tuple(phrase for phrase in phrases if tuple(stems(phrase)) not in names)

    attributes = [
        Aspect(each.id, each.title,
               said([*each.phrases, *(one for many in each.values.values() for one in many)]))
        for each in brief.attributes
    ]  # fmt: skip
    found = [each for each in attributes if each.phrases]
    if len(found) < _FEWEST_ATTRIBUTES:
        found = [Aspect(each.id, each.title, said(each.phrases)) for each in brief.needs]
    return [each for each in found if each.phrases]


def read_spoken(
    view: View, brief: Brief, things: Sequence[Thing], aspects: Sequence[Aspect]
) -> Spoken:
    """Read all posts that name a thing, up to the view's moment.

    Names and feelings are those of `folkmoot.annotators.mentions`, read here and now.
    """
    fragments = sorted({_fragment(phrase) for thing in things for phrase in thing.phrases} - {""})
    bound: dict[str, Value] = {f"part_{place}": part for place, part in enumerate(fragments)}
    question = "Which posts name the product or an alternative?"
    posts, evidence = view.ask("spoken_posts", _POSTS, question, bound, names=list(bound))
    titles, texts = posts["title"].to_pylist(), posts["text"].to_pylist()
    met = Mentions(Setup(brief)).annotate(Posts(titles, texts)).to_pylist()
    place_of = {thing.id: place for place, thing in enumerate(things)}
    naming = pa.array([row["row"] for row in met if row["about"]], pa.int64())
    numbers = _numbered(posts["actor_id"].take(naming))
    shape = len(numbers), len(things)
    named, together = np.zeros(shape, bool), np.zeros((*shape, len(aspects)), bool)
    liked, disliked = np.zeros(shape, np.int64), np.zeros(shape, np.int64)
    finder = _Finder([aspect.phrases for aspect in aspects])
    said: dict[int, list[int]] = {}
    for row in met:
        post, thing = row["row"], place_of.get(row["about"])
        if thing is None:
            continue
        if post not in said:
            text = f"{titles[post] or ''}. {(texts[post] or '')[:_LETTERS]}"
            said[post] = finder.find(stems(text))
        person = numbers[posts["actor_id"][post].as_py()]
        named[person, thing] = True
        together[person, thing, said[post]] = True
        liked[person, thing] += row["label"] == "pos"
        disliked[person, thing] += row["label"] == "neg"
    urls = [url for post in sorted(said) if (url := posts["url"][post].as_py())]
    told = replace(evidence, rows=len(said), samples=tuple(urls[-_SAMPLES:]))
    return Spoken(named, together, liked, disliked, told)


def _numbered(actors: pa.ChunkedArray) -> dict[int, int]:
    return {actor: number for number, actor in enumerate(dict.fromkeys(actors.to_pylist()))}


class _Finder:
    """Finds which of several lists of phrases a text meets."""

    def __init__(self, lists: Sequence[Sequence[str]]) -> None:
        self._owner = [place for place, phrases in enumerate(lists) for _ in phrases]
        self._finder = PhraseFinder([phrase for phrases in lists for phrase in phrases])

    def find(self, tokens: Sequence[str]) -> list[int]:
        """Places of the lists met, in order."""
        return sorted({self._owner[found.phrase] for found in self._finder.find(tokens)})


def _fragment(phrase: str) -> str:
    """Letters that each text with the phrase holds; none where no word is long enough."""
    content = [word for word in words(phrase) if word not in SMALL_WORDS] or words(phrase)
    if not content:
        return ""
    longest = max(content, key=len)
    return longest if has_ideographs(longest) else longest[:_STEM_LETTERS]
