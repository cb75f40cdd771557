"""What single fields of a mapping cannot show: that its parts agree, and mean what exists.

The checks read plain data, faulty or not; whatever has the wrong shape is told elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from folkmoot import ladder
from folkmoot.activity import AGE_BANDS
from folkmoot.brief.codes import COUNTRIES, country_hint
from folkmoot.documents import Fault, did_you_mean, shown
from folkmoot.errors import FolkmootError
from folkmoot.files.opening import check_encoding
from folkmoot.files.times import STYLES
from folkmoot.survey.reading.layouts import is_zone, layout_names
from folkmoot.survey.reading.words import compared, is_private

__all__ = ["GENDERS", "mapping_faults"]

_Document = Mapping[str, Any]

#: Genders as every table of folkmoot has them: female, male, any other.
GENDERS: Final = ("f", "m", "x")
_KNOWN: Final = {
    "age_band": (frozenset(AGE_BANDS), f"one of {', '.join(AGE_BANDS)}"),
    "gender": (frozenset(GENDERS), "f, m or x"),
    "country": (COUNTRIES, "two capital letters of ISO 3166, such as DE"),
}
_KINDS: Final = ("refused", "dont_know", "not_asked", "skipped", "set_aside")


def mapping_faults(document: _Document) -> list[Fault]:
    """Find every contradiction between the parts of a mapping, given as plain data.

    Items that are not asked, columns that stand for two things, categories that folkmoot does not
    have, texts with two meanings, questions without a scale, columns that would tell who somebody
    is.
    """
    checks = (_file, _people, _items, _columns, _scales, _segments, _choices, _meanings, _blocks)
    return [fault for check in checks for fault in check(document)]


def _table(document: _Document, key: str) -> _Document:
    value = document.get(key)
    return value if isinstance(value, Mapping) else {}


def _item_columns(rule: Any) -> list[str]:
    listed = rule.get("columns", ()) if isinstance(rule, Mapping) else rule
    listed = [listed] if isinstance(listed, str) else listed
    return [each for each in listed if isinstance(each, str)] if isinstance(listed, list) else []


def _file(document: _Document) -> Iterator[Fault]:
    told = _table(document, "file")
    encoding, layout = told.get("encoding"), told.get("layout")
    if isinstance(encoding, str) and encoding:
        try:
            check_encoding(encoding)
        except FolkmootError as error:
            expected = error.problem.expected
            yield Fault(("file", "encoding"), error.problem.code, shown(encoding), expected)
    if isinstance(layout, str) and layout and layout not in layout_names():
        hint = did_you_mean(layout, layout_names())
        yield Fault(("file", "layout"), "unknown-layout", shown(layout), "a known layout", hint)


def _people(document: _Document) -> Iterator[Fault]:
    told = _table(document, "people")
    style, zone = told.get("time_style"), told.get("zone")
    if isinstance(style, str) and style and style not in STYLES and "%" not in style:
        expected = f"one of {', '.join(STYLES)}, or a pattern such as %d %b %Y %H:%M"
        yield Fault(("people", "time_style"), "unknown-style", shown(style), expected)
    if isinstance(zone, str) and zone and not is_zone(zone):
        expected = "a time zone, such as Europe/Berlin"
        yield Fault(("people", "zone"), "unknown-zone", shown(zone), expected)


def _items(document: _Document) -> Iterator[Fault]:
    known = [asked.item for asked in ladder.QUESTIONNAIRE]
    for item in _table(document, "items"):
        if item not in known:
            hint = did_you_mean(item, known)
            yield Fault(("items", item), "unknown-item", shown(item), "a known item", hint)


def _columns(document: _Document) -> Iterator[Fault]:
    """An item's column may serve another item only as one of several ticks in it."""
    seen: dict[str, str] = {}
    for item, rule in _table(document, "items").items():
        option = rule.get("option") if isinstance(rule, Mapping) else None
        for column in _item_columns(rule):
            if is_private(column):
                yield _private(("items", item), column)
            if column in seen and not option:
                expected = f"another column than that of {seen[column]}"
                hint = "each item has answers of its own"
                yield Fault(("items", item), "column-twice", shown(column), expected, hint)
            seen.setdefault(column, item)


def _private(path: tuple[str, ...], column: str) -> Fault:
    expected = "a column that does not tell who somebody is"
    hint = "such a column can be people.id: it is hashed there"
    return Fault(path, "private-column", shown(column), expected, hint)


def _scales(document: _Document) -> Iterator[Fault]:
    if _table(document, "scale") or document.get("numbers") == "times":
        return
    for item, rule in _table(document, "items").items():
        has_own = isinstance(rule, Mapping) and (rule.get("scale") or "chosen" in rule)
        if not has_own:
            hint = 'in [scale]: "Every week" = 4; or numbers = "times"'
            yield Fault(("items", item), "no-scale", "no scale", "times a month by answer", hint)


def _segments(document: _Document) -> Iterator[Fault]:
    for name, rule in _table(document, "segments").items():
        told = {"column": rule} if isinstance(rule, str) else rule
        if not isinstance(told, Mapping):
            continue
        path = ("segments", name)
        if bool(told.get("column")) == bool(told.get("value")):
            yield Fault(path, "no-column", shown(dict(told)), "either a column or a value")
        if isinstance(told.get("column"), str) and is_private(told["column"]):
            yield _private(path, told["column"])
        if told.get("reads", "category") != "category" and name != "age_band":
            got = shown(told["reads"])
            yield Fault((*path, "reads"), "not-an-age", got, "category, but for age_band")
        yield from _categories(name, told)


def _categories(name: str, told: _Document) -> Iterator[Fault]:
    known, expected = _KNOWN.get(name, (None, ""))
    given = told.get("categories")
    pairs = dict(given) if isinstance(given, Mapping) else {}
    paths = {("segments", name, "categories", text): value for text, value in pairs.items()}
    if told.get("value"):
        paths["segments", name, "value", ""] = told["value"]
    for path, value in paths.items():
        if known is not None and isinstance(value, str) and value and value not in known:
            hint = country_hint(value) if name == "country" else did_you_mean(value, known)
            where = tuple(part for part in path if part)
            yield Fault(where, "unknown-category", shown(value), expected, hint)


def _choices(document: _Document) -> Iterator[Fault]:
    for name, rule in _table(document, "choices").items():
        if not isinstance(rule, Mapping):
            continue
        path = ("choices", name)
        if bool(rule.get("column")) == bool(rule.get("columns")):
            expected = "either a column or a table of columns"
            yield Fault(path, "no-column", shown(dict(rule)), expected)
        named = [rule.get("column"), *_table(rule, "columns")]
        for column in named:
            if isinstance(column, str) and is_private(column):
                yield _private(path, column)


def _meanings(document: _Document) -> Iterator[Fault]:
    """A text means one thing: an answer, or one kind of none."""
    missing = _table(document, "missing")
    seen = {compared(str(text)): "scale" for text in _table(document, "scale")}
    for kind in _KINDS:
        listed = missing.get(kind)
        for place, text in enumerate(listed if isinstance(listed, list) else ()):
            other = seen.setdefault(compared(str(text)), f"missing.{kind}")
            if other != f"missing.{kind}":
                path = ("missing", kind, place)
                yield Fault(path, "two-meanings", shown(text), f"one meaning; {other} has it too")


def _blocks(document: _Document) -> Iterator[Fault]:
    items = _table(document, "items")
    seen: set[str] = set()
    blocks = document.get("blocks")
    for place, block in enumerate(blocks if isinstance(blocks, list) else ()):
        for number, item in enumerate(block if isinstance(block, list) else ()):
            path = ("blocks", place, number)
            if not isinstance(item, str):
                continue
            if item not in items:
                yield Fault(path, "unknown-item", shown(item), "an item of [items]")
            elif item in seen:
                yield Fault(path, "item-twice", shown(item), "each item in one block")
            seen.add(item)
