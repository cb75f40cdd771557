"""Posts that name the product or an alternative, and how glad people are of each."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from folkmoot.annotators.base import Setup
from folkmoot.annotators.mentions import PRODUCT, Mentions
from folkmoot.annotators.stored import annotations_of
from folkmoot.brief import Brief
from folkmoot.engines import Value
from folkmoot.estimate import Estimate, Evidence, disclose, share
from folkmoot.measures._cells import Ints
from folkmoot.text import SMALL_WORDS, has_ideographs, words
from folkmoot.view import View

__all__ = ["Named", "Thing", "read_named", "satisfaction", "things_of"]

_POSTS: Final = pa.schema(
    [
        pa.field("object_id", pa.int64()),
        pa.field("thread_id", pa.int64()),
        pa.field("actor_id", pa.int64()),
        pa.field("title", pa.string()),
        pa.field("text", pa.string()),
        pa.field("url", pa.string()),
    ]
)
_FEELINGS: Final = {"pos": 1, "neg": -1}
#: Enough of a word to find its inflections by.
_STEM_LETTERS: Final = 5
_SAMPLES: Final = 3


@dataclass(frozen=True, slots=True)
class Thing:
    """The product or one of its alternatives; ``kind`` is ``product`` or as the brief says."""

    id: str
    name: str
    kind: str
    phrases: tuple[str, ...]


@dataclass(frozen=True)
class Named:
    """Posts that name a thing, oldest first, and what each names.

    Parameters
    ----------
    things
        What may be named.
    posts
        `_POSTS`, a row a post.
    people
        Number of each post's author from 0 on, -1 where nobody knows who wrote it.
    post, thing, feeling
        A place a mention: which post names which thing, gladly (1), angrily (-1) or neither (0).
        A post that does both has two.
    evidence
        ``rows`` are the posts.
    """

    things: tuple[Thing, ...]
    posts: pa.Table
    people: Ints
    post: Ints
    thing: Ints
    feeling: Ints
    evidence: Evidence


def things_of(brief: Brief) -> list[Thing]:
    """The product, then its alternatives in the order of the brief; nothing has no name."""
    product = Thing(PRODUCT, brief.product.name, "product", (brief.product.name,))
    others = [
        Thing(each.id, each.name, each.kind, tuple(dict.fromkeys((each.name, *each.phrases))))
        for each in brief.alternatives
    ]
    return [product, *(each for each in others if each.phrases)]


def read_named(view: View, brief: Brief) -> Named:
    """Read all posts by people that name the product or an alternative, up to the view's moment.

    Names and feelings are those of `folkmoot.annotators.mentions`: as stored, else read now.
    """
    things = tuple(things_of(brief))
    fragments = sorted({_fragment(phrase) for thing in things for phrase in thing.phrases} - {""})
    bound: dict[str, Value] = {f"part_{place}": part for place, part in enumerate(fragments)}
    question = "Which posts name the product or an alternative?"
    posts, evidence = view.ask("spoken_posts", _POSTS, question, bound, names=list(bound))
    told = annotations_of(
        view, Mentions(Setup(brief)),
        *(posts[column].to_pylist() for column in ("object_id", "title", "text")),
    )  # fmt: skip
    place_of = {thing.id: place for place, thing in enumerate(things)}
    met = [
        (row, place_of[about], _FEELINGS.get(label or "", 0))
        for row, labels in enumerate(told.labels)
        for label, about in labels
        if about in place_of
    ]
    row, thing, feeling = np.array(met, np.int64).reshape(-1, 3).T
    kept, post = np.unique(row, return_inverse=True)
    posts = posts.take(pa.array(kept))
    urls = [url for url in posts["url"].to_pylist() if url]
    evidence = replace(
        evidence, rows=posts.num_rows, samples=tuple(urls[-_SAMPLES:]),
        parameters={**evidence.parameters, "names and feelings": str(told)},
    )  # fmt: skip
    return Named(things, posts, _numbered(posts["actor_id"]), post, thing, feeling, evidence)


def satisfaction(named: Named, thing: int, within: NDArray[np.bool_] | None = None) -> Estimate:
    """Of the people who name a thing gladly or angrily, the share who do so gladly more often.

    A person who does both alike is neither, and counts once however often they write.

    Parameters
    ----------
    named
        Who names what.
    thing
        Its place in ``named.things``.
    within
        Which posts are looked at, a place a post; all, where none are given.
    """
    seen = (named.thing == thing) & (named.people[named.post] >= 0)
    if within is not None:
        seen &= within[named.post]
    gap = np.bincount(named.people[named.post[seen]], weights=named.feeling[seen])
    label = "people who named it gladly or angrily"
    return disclose(share(int((gap > 0).sum()), int((gap != 0).sum()), label))


def _numbered(actors: pa.ChunkedArray) -> Ints:
    known = [actor for actor in actors.to_pylist() if actor is not None]
    numbers = {actor: number for number, actor in enumerate(dict.fromkeys(known))}
    return np.array([numbers.get(actor, -1) for actor in actors.to_pylist()], np.int64)


def _fragment(phrase: str) -> str:
    """Letters that each text with the phrase holds; none where no word is long enough."""
    content = [word for word in words(phrase) if word not in SMALL_WORDS] or words(phrase)
    if not content:
        return ""
    longest = max(content, key=len)
    return longest if has_ideographs(longest) else longest[:_STEM_LETTERS]
