"""How many people live in each segment: what a sample is weighted to, and counts are judged by.

The bundled figures count everybody who lives in a country (United Nations, World Population
Prospects 2019). A survey of online adults speaks of fewer people: say which share is online, by
country and if need be by age band. Tables of your own (a census, desk research) are read from CSV.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from folkmoot.activity import AGE_BANDS
from folkmoot.errors import Problem, ProblemGroup

__all__ = [
    "PEOPLE",
    "POPULATION_YEARS",
    "population",
    "population_words",
    "single_years",
    "with_words",
]

#: Column that counts people in every table of a population; the others are segments.
PEOPLE: Final = "people"

#: Years that are bundled; those between them are interpolated along a straight line.
POPULATION_YEARS: Final = (2010, 2015, 2020)

#: The United Nations count women and men.
_GENDERS: Final = ("f", "m")

_WORDS: Final = b"population"

#: Sprague's multipliers for a group with two neighbours on each side: one row a year of age.
#: Source: T. B. Sprague, Journal of the Institute of Actuaries 22 (1881); as tabulated in
#: H. S. Shryock, J. S. Siegel, The Methods and Materials of Demography (1973), appendix C.
_SPRAGUE: Final = np.array(
    [
        [-0.0128, 0.0848, 0.1504, -0.0240, 0.0016],
        [-0.0016, 0.0144, 0.2224, -0.0416, 0.0064],
        [0.0064, -0.0336, 0.2544, -0.0336, 0.0064],
        [0.0064, -0.0416, 0.2224, 0.0144, -0.0016],
        [0.0016, -0.0240, 0.1504, 0.0848, -0.0128],
    ]
)

#: Which five-year groups make up a band, by their place in the table; 2 is 10 to 14.
_WHOLE: Final = {
    "25-34": (5, 6), "35-44": (7, 8), "45-54": (9, 10), "55-64": (11, 12), "65+": (13,),
}  # fmt: skip


def population(
    countries: str | Sequence[str],
    year: int = 2020,
    *,
    bands: Sequence[str] = AGE_BANDS,
    online: Mapping[str, float | Mapping[str, float]] | None = None,
) -> pa.Table:
    """Count the people of countries by age band and sex.

    Parameters
    ----------
    countries
        One or several codes of ISO 3166-1 alpha-2.
    year
        2010 to 2020; between the bundled years a straight line is drawn.
    bands
        Age bands to keep, of `folkmoot.activity.AGE_BANDS`.
    online
        Share of people (0 to 1) who are online by country, or by country and age band. Without
        it all who live there are counted, online or not, and `population_words` says so.

    Returns
    -------
    pa.Table
        ``country``, ``age_band``, ``gender`` (``f``, ``m``) and ``people`` (float64). Groups of
        five years that a band cuts (10 to 14, 15 to 19) are split by `single_years`.

    Raises
    ------
    ProblemGroup
        For countries, a year or bands that are not bundled, and shares outside 0 to 1.

    Examples
    --------
    >>> found = population("DE", 2020, bands=["18-24"])
    >>> [(row["gender"], round(row["people"] / 1e6, 2)) for row in found.to_pylist()]
    [('f', 2.98), ('m', 3.27)]
    >>> population_words(found)
    'all people of DE in 2020, aged 18 to 24 (United Nations 2019): more than those who are online'
    """
    codes = [countries] if isinstance(countries, str) else list(dict.fromkeys(countries))
    problems = [*_unknown(codes, year, bands), *_impossible(online or {}, codes, bands)]
    if problems:
        raise ProblemGroup("population", problems)
    rows = [
        {
            "country": code,
            "age_band": band,
            "gender": gender,
            PEOPLE: people * (1.0 if online is None else _online(online, code, band)),
        }
        for code in codes
        for gender in _GENDERS
        for band, people in _by_band(_five_year_groups(code, gender, year)).items()
        if band in bands
    ]
    return with_words(pa.Table.from_pylist(rows), _said(codes, year, bands, online))


def population_words(table: pa.Table) -> str:
    """Say whom a population table counts, so that nobody takes it for others."""
    words = (table.schema.metadata or {}).get(_WORDS)
    return words.decode() if words else "the people of the population table that was given"


def with_words(table: pa.Table, words: str) -> pa.Table:
    """Attach to a population table whom it counts, for `population_words` to say."""
    return table.replace_schema_metadata({_WORDS: words.encode()})


def single_years(groups: NDArray[np.float64]) -> NDArray[np.float64]:
    """Split the middle one of five five-year age groups into its five years of age.

    Sprague's fifth-difference interpolation: years run smoothly from group to group and add up to
    the group. Where it would give a year fewer than no people (groups that migration has made
    jagged), the group is split evenly. Where groups shrink by 4 % a year of age it is right to
    0.1 %, and an even split is off by 4 %. Real groups are less smooth: of the 21.24 million people
    of 13 to 17 that the United States counted in 2010 it makes 21.59 (an even split 21.50). A test
    holds these figures.

    Examples
    --------
    >>> single_years(np.array([100.0, 90.0, 80.0, 70.0, 60.0])).round(1).tolist()
    [16.8, 16.4, 16.0, 15.6, 15.2]
    """
    years = _SPRAGUE @ groups
    return np.full(5, groups[2] / 5) if (years < 0).any() else np.asarray(years)


def _by_band(groups: NDArray[np.float64]) -> dict[str, float]:
    teens, twenties = single_years(groups[0:5]), single_years(groups[1:6])
    bands = {
        "13-17": float(teens[3:].sum() + twenties[:3].sum()),
        "18-24": float(twenties[3:].sum() + groups[4]),
    }
    return bands | {band: float(groups[list(at)].sum()) for band, at in _WHOLE.items()}


def _five_year_groups(code: str, gender: str, year: int) -> NDArray[np.float64]:
    known = _table()
    columns = [known[code, gender, each] for each in POPULATION_YEARS]
    return np.array(
        [np.interp(year, POPULATION_YEARS, group) for group in zip(*columns, strict=True)]
    )


@cache
def _table() -> dict[tuple[str, str, int], list[float]]:
    import zstandard

    packed = (files("folkmoot") / "reference" / "wpp2019.csv.zst").read_bytes()
    lines = zstandard.ZstdDecompressor().decompress(packed).decode().splitlines()
    return {
        (row[0], row[1], int(row[2])): [float(people) for people in row[3:]]
        for row in csv.reader(lines[1:])
    }


def _online(online: Mapping[str, float | Mapping[str, float]], code: str, band: str) -> float:
    share = online[code]
    return share[band] if isinstance(share, Mapping) else share


def _said(
    codes: Sequence[str],
    year: int,
    bands: Sequence[str],
    online: Mapping[str, float | Mapping[str, float]] | None,
) -> str:
    who = f"{', '.join(codes)} in {year}, aged {_ages(bands)}"
    if online is None:
        return f"all people of {who} (United Nations 2019): more than those who are online"
    return f"people of {who} who are online (United Nations 2019, times the shares given)"


def _ages(bands: Sequence[str]) -> str:
    """Say ``18 to 34`` for bands that follow each other, and list them otherwise."""
    held = [at for at, band in enumerate(AGE_BANDS) if band in bands]
    if held != list(range(held[0], held[-1] + 1)):
        return ", ".join(AGE_BANDS[at] for at in held)
    low, _, _ = AGE_BANDS[held[0]].rstrip("+").partition("-")
    last = AGE_BANDS[held[-1]]
    return f"{low} and over" if last.endswith("+") else f"{low} to {last.partition('-')[2]}"


def _unknown(codes: Sequence[str], year: int, bands: Sequence[str]) -> Iterator[Problem]:
    known = {code for code, _, _ in _table()}
    for code in codes:
        if code not in known:
            yield Problem(
                "unknown-country", "countries", f'"{code}"',
                "a code of ISO 3166-1 such as DE, of a country that the United Nations count",
                "give a table of your own (read_population)",
            )  # fmt: skip
    if not POPULATION_YEARS[0] <= year <= POPULATION_YEARS[-1]:
        expected = f"{POPULATION_YEARS[0]} to {POPULATION_YEARS[-1]}"
        yield Problem(
            "year-outside", "year", str(year), expected, "take the nearest year, and say so"
        )
    for band in bands:
        if band not in AGE_BANDS:
            yield Problem("unknown-band", "bands", f'"{band}"', ", ".join(AGE_BANDS))
    if not codes or not bands:
        yield Problem("nobody", "countries, bands", "none", "at least one of each")


def _impossible(
    online: Mapping[str, float | Mapping[str, float]], codes: Sequence[str], bands: Sequence[str]
) -> Iterator[Problem]:
    for code in codes if online else ():
        given = online.get(code)
        shares = given if isinstance(given, Mapping) else dict.fromkeys(bands, given)
        for band in bands:
            share = shares.get(band)
            if share is None or not 0 <= share <= 1:
                yield Problem(
                    "no-share", f"online, {code}, {band}", str(share), "a share from 0 to 1"
                )
