"""The country of a place that somebody wrote freely: ``Corvallis, OR`` is in the United States.

Only what the text says is used, and only when it leaves one country: a wrong country harms a
segment more than a missing one. Names of countries, cities of 100,000 people and more, and American
states come from GeoNames and the Unicode CLDR (``reference/places.tsv``, made by
``tools/make_places.py``); what people write beside those is kept by hand
(``reference/places_by_hand.tsv``).
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib.resources import files
from typing import Final, NamedTuple

__all__ = ["country_name", "country_names", "country_of", "plain"]

#: Letters that have no decomposition, as they are written without their marks.
_LETTERS: Final = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe"})

#: Marks on Latin, Greek and Cyrillic letters, and what stands for an apostrophe.
_MARKS: Final = re.compile("[\u0300-\u036f'’ʻʼ`´]")

#: Between two places that somebody calls home; parts of one place are separated by `_PARTS`.
_PLACES: Final = re.compile(r"\s*(?:[/&+|;]|->|→|<->|↔|\b(?:and|or|y|und|et)\b)\s*")
_DIGITS: Final = re.compile(r"\b\d[\d-]*\b")
_PARTS: Final = re.compile(r"[,()\[\]{}•·\n]|\s[-–—:]\s")

#: Characters; a longer text is a story, not a place, and is not worth remembering.
_LONGEST_TEXT: Final = 300

#: Countries that prose names with an article.
_WITH_ARTICLE: Final = frozenset(
    {"AE", "BS", "CF", "CG", "CD", "DO", "GB", "GM", "MV", "NL", "PH", "US"}
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
    codes_of_countries: dict[str, str] = field(default_factory=dict)
    parts: dict[str, str] = field(default_factory=dict)
    nowhere: set[str] = field(default_factory=set)
    around: set[str] = field(default_factory=set)


class _Found(NamedTuple):
    """What a part of a place names: one country, or a region of one or of several."""

    countries: frozenset[str]
    is_country: bool


def plain(text: str) -> str:
    """Write a name without case, marks and punctuation, so that spellings meet.

    Examples
    --------
    >>> plain("Île-de-France"), plain("St. Gallen"), plain("Saint-Étienne")
    ('ile de france', 'st gallen', 'st etienne')
    """
    # Letters such as ᴬ become capitals when they are taken apart, so case is folded after it too.
    apart = unicodedata.normalize("NFKD", text.casefold()).casefold()
    letters = unicodedata.normalize("NFKD", apart).translate(_LETTERS)
    bare = unicodedata.normalize("NFC", _MARKS.sub("", letters))
    # Combining signs of Indian scripts belong to the word, though \w does not count them.
    words = "".join(each if _is_letter(each) else " " for each in bare).split()
    return " ".join("st" if word == "saint" else word for word in words)


def _is_letter(character: str) -> bool:
    return unicodedata.category(character)[0] in "LMN"


def country_of(text: str | None) -> str | None:
    """Find the country (ISO 3166 alpha-2) that a declared place lies in; ``None`` if unsure.

    Examples
    --------
    >>> [country_of(each) for each in ("Corvallis, OR", "Bangalore, India", "UK", "Moscow")]
    ['US', 'IN', 'GB', 'RU']
    >>> [country_of(each) for each in ("Earth", "Netherlands/Brazil", "Georgia", "", None)]
    [None, None, None, None, None]
    """
    return _looked_up(text) if text and len(text) <= _LONGEST_TEXT else None


@lru_cache(maxsize=1 << 16)
def _looked_up(text: str) -> str | None:
    names = _names()
    whole = names.countries.get(plain(text))
    if whole:
        return whole
    found = frozenset().union(*(_of_place(place, names) for place in _PLACES.split(text)))
    return next(iter(found)) if len(found) == 1 else None


@cache
def country_names() -> Mapping[str, Mapping[str, str]]:
    """Names of countries: ISO 3166 alpha-2 code -> language (``en``, ``zh``) -> name."""
    text = (files("folkmoot") / "reference" / "country_names.csv").read_text("utf-8")
    return {row["code"]: row for row in csv.DictReader(text.splitlines())}


def country_name(code: str, *, in_prose: bool = False) -> str:
    """Say a country by its name; what is no code of a country is said as it is.

    Examples
    --------
    >>> country_name("DE"), country_name("US"), country_name("not declared")
    ('Germany', 'United States', 'not declared')
    >>> country_name("DE", in_prose=True), country_name("US", in_prose=True)
    ('Germany', 'the United States')
    """
    names = country_names().get(code)
    if names is None:
        return code
    return f"the {names['en']}" if in_prose and code in _WITH_ARTICLE else names["en"]


def _of_place(place: str, names: _Names) -> frozenset[str]:
    """Find every country that one place may lie in; none where nothing in it is known."""
    parts = [_DIGITS.sub("", part).strip(" .") for part in _PARTS.split(place)]
    parts = [part for part in parts if part]
    if not parts or "not" in plain(place).split():
        return frozenset()
    cities = frozenset(city for part in parts if (city := _city(part, names)))
    named = [found for part in parts if (found := _named(part, names))]
    coded = _by_code(parts, cities, named, names)
    if coded:
        return frozenset({coded})
    if not named:
        return cities
    after = frozenset() if _named(parts[-1], names) else cities
    return _agreed(named, cities, after, names)


def _by_code(
    parts: list[str], cities: frozenset[str], named: list[_Found], names: _Names
) -> str | None:
    """Read a code at the end: ``Austin, TX``, or ``Austin TX`` where the city is one we know."""
    head, _, last = parts[-1].rpartition(" ")
    city = _city(head, names)
    if city:
        return city if city in names.codes.get(last, ()) else None
    if head or len(parts) == 1 or not (last.isupper() or last.istitle()):
        return None
    known = names.codes.get(last.upper(), frozenset())
    states = known - {names.codes_of_countries.get(last.upper())}
    inside = known & cities
    if len(inside) == 1 and (states or inside == cities):
        return next(iter(inside))
    # A code alone: the states of the USA are written so far more often than anything else.
    if "US" in states:
        return "US"
    # Other codes are also words, or regions of countries that are not listed.
    own = known - states
    others = cities.union(*(found.countries for found in named)) - known
    chosen = own or states
    return next(iter(chosen)) if len(chosen) == 1 and not others else None


def _agreed(
    named: list[_Found], cities: frozenset[str], after: frozenset[str], names: _Names
) -> frozenset[str]:
    """Find what all named countries and regions allow; the last one decides."""
    last = named[-1]
    countries = frozenset().union(*(each.countries for each in named if each.is_country))
    dependent = {country for country in countries if country in names.parts}
    whole = {names.parts.get(country, country) for country in countries}
    if len(whole) > 1 or len(dependent) > 1:
        return countries
    if dependent or last.is_country:
        return frozenset(dependent) or countries
    allowed = last.countries
    if countries:
        return allowed & countries or allowed | countries
    if after - allowed:
        return allowed | after
    return allowed & cities or allowed


def _named(part: str, names: _Names) -> _Found | None:
    """Find the country or region that a part of a place names."""
    words = plain(part).split()
    text = " ".join(words)
    exact = _exactly(text, names)
    if exact or text in names.cities or text in names.nowhere:
        return exact
    abroad = re.search(r"\b(USA|UK|UAE)\b", part)
    if abroad:
        return _exactly(plain(abroad[0]), names)
    for length in range(min(_LONGEST, len(words) - 1), 0, -1):
        tail = _exactly(" ".join(words[-length:]), names)
        if tail:
            return tail
    behind, around = _cores(words, names)
    return _exactly(behind, names) or _exactly(around, names) or _in_han(text, names)


def _exactly(text: str, names: _Names) -> _Found | None:
    if text in names.nowhere:
        return None
    if text in names.countries:
        return _Found(frozenset({names.countries[text]}), is_country=True)
    return _Found(names.regions[text], is_country=False) if text in names.regions else None


def _in_han(text: str, names: _Names) -> _Found | None:
    """Chinese and Japanese write the country first, without a space."""
    if not re.match(r"[一-鿿]", text):
        return None
    heads = (_exactly(text[:length], names) for length in range(4, 1, -1))
    return next((head for head in heads if head), None)


def _city(part: str, names: _Names) -> str | None:
    words = plain(part).split()
    text = " ".join(words)
    if text in names.nowhere:
        return None
    return names.cities.get(text) or names.cities.get(_cores(words, names)[1])


def _cores(words: list[str], names: _Names) -> tuple[str, str]:
    """Leave out words that do not change the country: those behind the name, then all around."""
    first, last = 0, len(words)
    while last > first and words[last - 1] in names.around:
        last -= 1
    while first < last and words[first] in names.around:
        first += 1
    return " ".join(words[:last]), " ".join(words[first:last])


@cache
def _names() -> _Names:
    names = _Names()
    folder = files("folkmoot") / "reference"
    for file in ("places.tsv", "places_by_hand.tsv"):
        for line in (folder / file).read_text(encoding="utf-8").splitlines():
            if not line.startswith("#"):
                kind, where, listed = line.split("\t")
                _take(kind, where, listed.split("|"), names)
    return names


def _take(kind: str, where: str, listed: list[str], names: _Names) -> None:
    """Take one line of a table in; lines by hand come last and prevail."""
    if kind in {"none", "around"}:
        (names.nowhere if kind == "none" else names.around).update(listed)
    elif kind in {"region", "code"}:
        table = names.regions if kind == "region" else names.codes
        for name in listed:
            table[name] = table.get(name, frozenset()) | set(where.split("|"))
    else:
        tables = {
            "country": names.countries,
            "iso": names.codes_of_countries,
            "city": names.cities,
            "part": names.parts,
        }
        tables[kind].update(dict.fromkeys(listed, where))
    if kind == "iso":
        _take("code", where, listed, names)
