"""Who speaks of the product or an alternative, and of which attributes in the same post."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from folkmoot.brief import Brief
from folkmoot.measures._named import Named, things_of
from folkmoot.text import PhraseFinder, stems

__all__ = ["Aspect", "Spoken", "aspects_of", "read_spoken"]

#: What comes later in a long post is seldom about the thing named at its beginning.
_LETTERS: Final = 4_000
_FEWEST_ATTRIBUTES: Final = 3


@dataclass(frozen=True, slots=True)
class Aspect:
    """What can be said of a thing: an attribute of the brief, or a need where it lists few."""

    id: str
    name: str
    phrases: tuple[str, ...]


@dataclass(frozen=True)
class Spoken:
    """People by things by aspects.

    Parameters
    ----------
    named
        Shape (people, things): who named the thing in any post.
    together
        Shape (people, things, aspects): who spoke of both in one post.
    """

    named: NDArray[np.bool_]
    together: NDArray[np.bool_]


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


def read_spoken(named: Named, aspects: Sequence[Aspect]) -> Spoken:
    """Find the aspects in the posts that name a thing; posts whose author is not known are not."""
    people = int(named.people.max(initial=-1)) + 1
    shape = people, len(named.things)
    by_thing, together = np.zeros(shape, bool), np.zeros((*shape, len(aspects)), bool)
    finder = _Finder([aspect.phrases for aspect in aspects])
    columns = (named.posts[column].to_pylist() for column in ("title", "text"))
    said = [
        finder.find(stems(f"{title or ''}. {(text or '')[:_LETTERS]}"))
        for title, text in zip(*columns, strict=True)
    ]
    for post, thing in zip(named.post.tolist(), named.thing.tolist(), strict=True):
        person = named.people[post]
        if person >= 0:
            by_thing[person, thing] = True
            together[person, thing, said[post]] = True
    return Spoken(by_thing, together)


class _Finder:
    """Finds which of several lists of phrases a text meets."""

    def __init__(self, lists: Sequence[Sequence[str]]) -> None:
        self._owner = [place for place, phrases in enumerate(lists) for _ in phrases]
        self._finder = PhraseFinder([phrase for phrases in lists for phrase in phrases])

    def find(self, tokens: Sequence[str]) -> list[int]:
        """Places of the lists met, in order."""
        return sorted({self._owner[found.phrase] for found in self._finder.find(tokens)})
