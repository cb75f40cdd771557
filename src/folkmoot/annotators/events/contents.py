"""What the posts of events say: which rising terms and which events are one story."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from folkmoot.annotators.events.buckets import Bucket

if TYPE_CHECKING:
    from scipy.sparse import csr_array

__all__ = ["ALIKE", "Contents", "Said"]

_Floats = NDArray[np.float64]
_Ints = NDArray[np.int64]

#: Two are one story when the cosine of what their posts say is at least this.
ALIKE: Final = 0.4
#: Digits in which sums are compared: later ones differ with the order of their terms.
_DIGITS: Final = 9


@dataclass(frozen=True, slots=True)
class Said:
    """Terms of posts with their weights: each post is of length 1, a rare term weighs more.

    ``usual`` is the part of all people who used a term before it was said here.
    """

    terms: _Ints
    weights: _Floats
    usual: _Floats

    def __add__(self, other: Said) -> Said:
        terms, places = np.unique(np.append(self.terms, other.terms), return_inverse=True)
        usual = np.full(len(terms), np.inf)
        np.minimum.at(usual, places, np.append(self.usual, other.usual))
        return Said(terms, _summed(places, np.append(self.weights, other.weights)), usual)

    def telling(self, names: Sequence[str], most: int) -> tuple[_Ints, _Floats]:
        """The terms that weigh most, of equals the first by name, and what was usual of each.

        Their numbers hang on how the posts were handed in, and so does the last digit of a weight.
        """
        weights = self.weights.round(_DIGITS)
        least = np.partition(weights, -most)[-most] if len(weights) > most else 0.0
        found = np.flatnonzero(weights >= least).tolist()
        found.sort(key=lambda place: (-weights[place], names[int(self.terms[place])]))
        return self.terms[found[:most]], self.usual[found[:most]]


class Contents:
    """What was said in the posts of live events, in terms weighed by how rare they were before.

    The weights are the inverse frequencies of the stream so far, by people (after K. Spärck Jones,
    *Journal of Documentation* 28, 1972), and likeness is the cosine, as in the detection of first
    stories (J. Allan et al., *SIGIR* 1998).

    Parameters
    ----------
    alike
        Cosine from which on two are one story; more keeps more apart.
    """

    def __init__(self, alike: float = ALIKE) -> None:
        self._alike = alike
        self._met = np.zeros(0)
        self._people = 0
        self._said: dict[str, Said] = {}
        self._bucket: Bucket | None = None
        self._rows: tuple[_Ints, _Ints, _Floats] | None = None

    def read(self, bucket: Bucket) -> None:
        """Turn to a bucket, whose terms are weighed by what was counted before it."""
        self._bucket, self._rows = bucket, None

    def count(self, terms: _Ints, people: _Floats, whole: int) -> None:
        """Count the terms of the bucket that was read, once all of it was asked.

        Parameters
        ----------
        terms
            Numbers of its terms, each once.
        people
            How many people used each.
        whole
            How many people there were.
        """
        self._make_room(terms)
        self._met[terms] += people
        self._people += whole

    def of(self, posts: Iterable[int]) -> Said:
        """What posts of the bucket that was read say, by their places in it."""
        if self._rows is None:
            self._rows = self._weighed()
        post, term, weight = self._rows
        chosen = np.isin(post, np.fromiter(posts, dtype=np.int64))
        terms, places = np.unique(term[chosen], return_inverse=True)
        usual = self._met[terms] / max(self._people, 1)
        return Said(terms, _summed(places, weight[chosen]), usual)

    def _weighed(self) -> tuple[_Ints, _Ints, _Floats]:
        """Post, term and weight; each post is of length 1."""
        if self._bucket is None:
            raise ValueError("no bucket was read")
        bucket = self._bucket
        self._make_room(bucket.terms)
        size = len(self._met)
        post, term = np.divmod(np.unique(bucket.owners * size + bucket.terms), size)
        weight = np.log((self._people + 2) / (self._met[term] + 1))
        length = np.sqrt(np.bincount(post, weight**2, len(bucket.ids)))
        return post, term, weight / length[post]

    def _make_room(self, terms: _Ints) -> None:
        missing = int(terms.max(initial=-1)) + 1 - len(self._met)
        if missing > 0:
            self._met = np.append(self._met, np.zeros(max(missing, len(self._met))))

    def learn(self, event_id: str, posts: Iterable[int]) -> None:
        """Take in what posts of the bucket say of an event."""
        said = self.of(posts)
        before = self._said.get(event_id)
        self._said[event_id] = said if before is None else before + said

    def telling(self, event_id: str, names: Sequence[str], most: int) -> tuple[_Ints, _Floats]:
        """Terms that say most of what an event is about, and the part of all who used each before.

        They are told by their numbers; ``names`` are those of all terms.
        """
        return self._said[event_id].telling(names, most)

    def continued(self, groups: Sequence[Iterable[int]]) -> list[str]:
        """Which event each group of posts goes on with; an empty name for none."""
        names = list(self._said)
        if not names or not groups:
            return [""] * len(groups)
        alike = _cosines([self.of(posts) for posts in groups], list(self._said.values()))
        best = alike.argmax(axis=1)
        return [names[place] if alike[row, place] >= self._alike else ""
                for row, place in enumerate(best.tolist())]  # fmt: skip

    def joined(self) -> list[tuple[str, str]]:
        """Events that have become one story: the one that goes on, and the one that it takes in.

        The one of which more was said goes on.
        """
        much = {name: float(said.weights.sum().round(_DIGITS)) for name, said in self._said.items()}
        names = sorted(much, key=lambda name: (-much[name], name))
        if len(names) < 2:
            return []
        said = [self._said[name] for name in names]
        alike = _cosines(said, said)
        kept: list[int] = []
        found = []
        for place, name in enumerate(names):
            best = kept[int(alike[place, kept].argmax())] if kept else place
            if best != place and alike[place, best] >= self._alike:
                found.append((names[best], name))
                self._said[names[best]] += self._said.pop(name)
            else:
                kept.append(place)
        return found

    def state(self) -> tuple[dict[str, Any], dict[str, NDArray[Any]]]:
        """What it goes on from: plain values, and arrays by name."""
        said = list(self._said.values())
        values = {"events": list(self._said), "people": self._people, "alike": self._alike,
                  "terms": [len(each.terms) for each in said]}  # fmt: skip
        return values, {
            "contents_met": self._met,
            "contents_terms": np.concatenate([np.zeros(0, np.int64), *(one.terms for one in said)]),
            "contents_weights": np.concatenate([np.zeros(0), *(one.weights for one in said)]),
            "contents_usual": np.concatenate([np.zeros(0), *(one.usual for one in said)]),
        }

    @classmethod
    def from_state(cls, values: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]]) -> Contents:
        """Go on from what `state` gave.

        Raises
        ------
        KeyError, TypeError, ValueError
            When something is missing, or does not belong together.
        """
        contents = cls(values["alike"])
        contents._met, contents._people = np.array(arrays["contents_met"]), values["people"]
        columns = [arrays[f"contents_{name}"] for name in Said.__slots__]
        if any(len(column) != sum(values["terms"]) for column in columns):
            raise ValueError(f"{[len(column) for column in columns]} terms of events")
        edges = np.cumsum(values["terms"])[:-1]
        parts = zip(*(np.split(column, edges) for column in columns), strict=True)
        said = [Said(*part) for part in parts] if values["events"] else []
        contents._said = dict(zip(values["events"], said, strict=True))
        return contents

    def forget(self, ended: Iterable[str]) -> None:
        """Let go of events that have ended."""
        for name in ended:
            del self._said[name]


def _summed(places: _Ints, weights: _Floats) -> _Floats:
    found: _Floats = np.bincount(places, weights).astype(np.float64)
    return found


def _cosines(some: Sequence[Said], others: Sequence[Said]) -> _Floats:
    """One row for each of ``some``; rounded, since sums differ with the order of their terms."""
    width = 1 + max(int(said.terms.max(initial=0)) for said in (*some, *others))
    found: _Floats = (_rows(some, width) @ _rows(others, width).T).toarray()
    return found.round(_DIGITS)


def _rows(said: Sequence[Said], width: int) -> csr_array:
    from scipy.sparse import csr_array

    lengths = [len(each.terms) for each in said]
    unit = [each.weights / max(float(np.linalg.norm(each.weights)), 1e-12) for each in said]
    return csr_array(
        (np.concatenate(unit), np.concatenate([each.terms for each in said]),
         np.concatenate([[0], np.cumsum(lengths)])),
        shape=(len(said), width),
    )  # fmt: skip
