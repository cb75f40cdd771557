"""Characteristics of people: from what a file writes to the categories of every other table."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from folkmoot.activity import AGE_BANDS, age_band
from folkmoot.brief.codes import COUNTRIES
from folkmoot.errors import Problem
from folkmoot.places import country_of
from folkmoot.survey.reading.answers import silences
from folkmoot.survey.reading.mapping import SegmentRule, SurveyMapping
from folkmoot.survey.reading.raw import RawTable, seen
from folkmoot.survey.reading.words import compared, words

__all__ = ["CHILD", "Segments", "band_of", "category_of", "read_segments"]

#: What stands for the age of a child, whose answers are not kept.
CHILD: Final = "child"
#: Below this age nothing is stored (`folkmoot.activity.AGE_BANDS`).
_YOUNGEST, _OLDEST = 13, 120
#: A characteristic with more categories is free text, which is not kept.
_CATEGORIES: Final = 60
_LONGEST: Final = 80
_RANGE: Final = re.compile(r"(\d{1,3})\s*(?:-|–|—|~|to|bis|à|至|到)\s*(\d{1,3})")
_OPEN: Final = re.compile(
    r"(\d{1,3})\s*(?:\+|plus|(?:years? )?(?:and|or) (?:over|older|above|more|up)"
    r"|und (?:älter|mehr)|岁?(?:及)?以上)"
)


@dataclass(frozen=True)
class Segments:
    """Categories of the respondents, who of them are children, and what the mapping lacks."""

    table: pa.Table
    children: pa.Array
    problems: tuple[Problem, ...]


def read_segments(raw: RawTable, mapping: SurveyMapping, years: pa.Array) -> Segments:
    """Read all mapped characteristics.

    Parameters
    ----------
    raw
        The records.
    mapping
        Says where characteristics stand.
    years
        int64, the year in which each answered, null where it is not known: for years of birth.
    """
    columns, problems = {}, list[Problem]()
    children = pa.array([False] * raw.table.num_rows, pa.bool_())
    for name, rule in mapping.segments.items():
        if rule.value:
            columns[name] = pa.array([rule.value] * raw.table.num_rows, pa.string())
            continue
        values = _found(raw, mapping, name, rule, years, problems)
        is_child = pc.fill_null(pc.equal(values, CHILD), fill_value=False)
        if name == "age_band":
            children = pc.or_(children, is_child)
        columns[name] = pc.if_else(is_child, pa.scalar(None, pa.string()), values)
    return Segments(pa.table(columns), children, tuple(problems))


def _found(
    raw: RawTable, mapping: SurveyMapping, name: str, rule: SegmentRule, years: pa.Array,
    problems: list[Problem],
) -> pa.Array:  # fmt: skip
    column = raw.table[rule.column].combine_chunks()
    if rule.reads == "birth_year":
        column = _ages(column, years, rule, problems)
    encoded = column.dictionary_encode()
    texts = encoded.dictionary.to_pylist()
    labels = raw.labels.get(rule.column, {})
    none = silences(mapping.missing)
    found: list[str | None] = []
    unknown: list[str] = []
    for text in texts:
        label = labels.get(text)
        spelt = {compared(each) for each in (text, label) if each}
        category = _mapped(rule, spelt)
        declared = text in raw.missing.get(rule.column, ())
        # 99 may be a code for no answer among the items, and an age here.
        is_age = name == "age_band" and text.isdecimal() and not label and not declared
        is_silent = bool(spelt & (none.states.keys() | none.nothing)) or declared
        if category is None and is_silent and not (is_age and band_of(text)):
            found.append(None)
            continue
        if category is None:
            reads = "age" if rule.reads != "category" else name
            category = category_of(reads, label or text)
        if category is None:
            unknown.append(text)
        found.append(category or None)
    _tell(name, rule, raw, unknown, problems)
    if len(set(found)) > _CATEGORIES and name != "country":
        problems.append(_too_many(name, rule.column, len(set(found))))
    return pa.array(found, pa.string()).take(encoded.indices)


def _mapped(rule: SegmentRule, spelt: set[str]) -> str | None:
    """Category that the mapping names; an empty one means that it is not known."""
    told = {compared(text): category for text, category in rule.categories.items()}
    return next((told[each] for each in spelt if each in told), None)


def category_of(name: str, text: str) -> str | None:
    """Category of one text; ``None`` for one that is not understood.

    Examples
    --------
    >>> category_of("gender", "Female"), category_of("gender", "男"), category_of("gender", "q")
    ('f', 'm', None)
    >>> category_of("country", "Germany"), category_of("country", "US"), category_of("region", "N")
    ('DE', 'US', 'N')
    """
    if name in {"age_band", "age"}:
        return band_of(text)
    if name == "gender":
        spelt = compared(text)
        return next((each for each, listed in words().gender.items() if spelt in listed), None)
    if name == "country":
        code = text.strip().upper()
        return code if code in COUNTRIES else country_of(text)
    return text if len(text) <= _LONGEST else None


def band_of(text: str) -> str | None:
    """Age band of an age or of a band; ``None`` where it is neither, or no band of ours.

    Examples
    --------
    >>> [
    ...     band_of(each)
    ...     for each in ("34", "18 to 24 years", "65 or older", "25岁-34岁", "18-29", "12")
    ... ]
    ['25-34', '18-24', '65+', '25-34', None, 'child']
    """
    plain = re.sub(r"(岁|歲|years?( old)?|yrs?|jahre)", "", text.strip().casefold()).strip()
    if re.fullmatch(r"\d{1,3}(\.0+)?", plain):
        age = int(float(plain))
        return CHILD if age < _YOUNGEST else age_band(age)
    within, beyond = _RANGE.fullmatch(plain), _OPEN.fullmatch(text.strip().casefold())
    if within:
        band = f"{int(within[1])}-{int(within[2])}"
        return band if band in AGE_BANDS else None
    band = f"{int(beyond[1])}+" if beyond else ""
    return band if band in AGE_BANDS else None


def _ages(
    column: pa.Array, years: pa.Array, rule: SegmentRule, problems: list[Problem]
) -> pa.Array:
    """Ages from years of birth: the age reached in the year of answering."""
    if years.null_count == len(years):
        problems.append(
            Problem(
                "no-year", f"column {rule.column} (age_band)", "years of birth",
                "a year in which people answered", "map people.completed_at",
            )
        )  # fmt: skip
    pairs = zip(column.to_pylist(), years.to_pylist(), strict=True)
    return pa.array([_age(text, year) for text, year in pairs], pa.string())


def _age(text: str | None, year: int | None) -> str | None:
    """Age for a year of birth; other texts as they are."""
    if text is None or not re.fullmatch(r"(18|19|20)\d\d", text):
        return text
    # Of whom the year of answering is not known, the age is not known either.
    return None if year is None else str(year - int(text))


def _tell(
    name: str, rule: SegmentRule, raw: RawTable, unknown: list[str], problems: list[Problem]
) -> None:
    values = raw.table[rule.column]
    lines = raw.lines
    for text in unknown:
        same = pc.fill_null(pc.equal(values, text), fill_value=False)
        count = pc.sum(same).as_py() or 0
        first = lines.filter(same.combine_chunks())[0].as_py() if count else 0
        label = raw.labels.get(rule.column, {}).get(text)
        got = seen(f"{text} = {label}" if label else text, count, first)
        near = get_close_matches(text, rule.categories, n=1)
        hint = f'did you mean "{near[0]}"?' if near else f"add it to segments.{name}.categories"
        expected = _EXPECTED.get(name, "a category; free text is not kept")
        where = f"column {rule.column} ({name})"
        problems.append(Problem("unknown-category", where, got, expected, hint))


_EXPECTED: Final[Mapping[str, str]] = {
    "age_band": f"an age, or one of {', '.join(AGE_BANDS)}",
    "gender": "a word for f, m or x",
    "country": "a country",
}


def _too_many(name: str, column: str, count: int) -> Problem:
    return Problem(
        "too-many-categories", f"column {column} ({name})", f"{count:,} categories",
        f"at most {_CATEGORIES}", "free text is not kept; map its texts to categories",
    )  # fmt: skip
