"""The country of a place that somebody wrote freely: ``Corvallis, OR`` is in the United States.

Only what the text says is used, and only when it leaves one country: a wrong country harms a
segment more than a missing one. Names of countries, cities of 100,000 people and more, and American
states come from GeoNames and the Unicode CLDR (``reference/places.tsv``, made by
``tools/make_places.py``); what people write beside those is kept by hand
(``reference/places_by_hand.tsv``).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib.resources import files
from typing import Final

import pyarrow as pa

__all__ = ["countries_of", "country_of", "plain"]

#: Letters that have no decomposition, as they are written without their marks.
_LETTERS: Final = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe"})

#: Between two places that somebody calls home; parts of one place are separated by `_PARTS`.
_PLACES: Final = re.compile(r"\s*(?:[/&+|;]|->|→|<->|↔|\b(?:and|or|y|und|et)\b)\s*", re.IGNORECASE)
_PARTS: Final = re.compile(r"[,()\[\]{}•·\n]|\s[-–—:]\s")

#: Words around a name that do not change the country.
_BEFORE: Final = frozenset(
    "the a in near around from at of somewhere downtown greater metro inner outer upstate rural"
    " suburban sunny beautiful lovely southern northern eastern western central north south east"
    " west northeast northwest southeast southwest mid city town".split(" ")
)
_AFTER: Final = frozenset(
    "area city region province state county district metro suburbs prefecture".split(" ")
)

#: Words of the longest name of a country or a region.
_LONGEST: Final = 5


@dataclass(frozen=True)
class _Names:
    """Names by what they name; regions may lie in one of several countries."""

    countries: dict[str, str] = field(default_factory=dict)
    regions: dict[str, frozenset[str]] = field(default_factory=dict)
    cities: dict[str, str] = field(default_factory=dict)
    codes: dict[str, frozenset[str]] = field(default_factory=dict)
    parts: dict[str, str] = field(default_factory=dict)
    nowhere: frozenset[str] = frozenset()


def plain(text: str) -> str:
    """Write a name without case, marks and punctuation, so that spellings meet.

    Examples
    --------
    >>> plain("Île-de-France"), plain("St. Gallen"), plain("Saint-Étienne")
    ('ile de france', 'st gallen', 'st etienne')
    """
    letters = unicodedata.normalize("NFKD", text.casefold()).translate(_LETTERS)
    bare = "".join(each for each in letters if unicodedata.category(each) != "Mn")
    bare = re.sub(r"['’ʻ`´]", "", unicodedata.normalize("NFC", bare))
    words = re.sub(r"[\W_]+", " ", bare).split()
    return " ".join("st" if word == "saint" else word for word in words)


@lru_cache(maxsize=1 << 16)
def country_of(text: str | None) -> str | None:
    """Find the country (ISO 3166 alpha-2) that a declared place lies in; ``None`` if unsure.

    Examples
    --------
    >>> [country_of(each) for each in ("Corvallis, OR", "Bangalore, India", "UK", "Moscow")]
    ['US', 'IN', 'GB', 'RU']
    >>> [country_of(each) for each in ("Earth", "Netherlands/Brazil", "Georgia", "", None)]
    [None, None, None, None, None]
    """
    if not text or not text.strip():
        return None
    names = _names()
    whole = names.countries.get(plain(text))
    if whole:
        return whole
    found = {_of_place(place, names) for place in _PLACES.split(text)} - {None}
    return found.pop() if len(found) == 1 else None


def countries_of(texts: pa.Array | pa.ChunkedArray) -> pa.Array:
    """Find the country of every text of a column; each distinct text is looked at once."""
    encoded = pa.chunked_array([texts]) if isinstance(texts, pa.Array) else texts
    distinct = encoded.unique()
    found = pa.array([country_of(each) for each in distinct.to_pylist()], pa.string())
    chunk = encoded.combine_chunks().dictionary_encode()
    return chunk.dictionary.type and found.take(chunk.indices)
