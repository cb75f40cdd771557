"""What single fields cannot show: that the parts of a brief agree with each other.

The checks read plain data, faulty or not, so that they can be told together with the faults of
single fields; whatever has the wrong shape is passed over here, since it is told there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from folkmoot.documents.faults import Fault, Path, did_you_mean, shown, written

__all__ = ["incoherences"]

_Document = Mapping[str, Any]

#: How a remedy's fact can be held against a value, by the type of the attribute.
_OPS: Final = {
    "bool": ("is",),
    "number": ("is", "at_least", "at_most"),
    "enum": ("is", "one_of"),
    "text": ("is", "one_of"),
}

#: What the value of a hypothesis looks like; characteristics not named here take any text.
_VALUES: Final = {
    "age_band": (r"\d\d-\d\d|\d\d\+", "an age band such as 25-34 or 65+"),
    "country": (r"[A-Z]{2}", "two capital letters of ISO 3166, such as DE"),
    "gender": ("[fmx]", "f, m or x"),
    "hour": (r"[01]?\d|2[0-3]", "an hour of the day, 0 to 23"),
}


def incoherences(document: _Document) -> list[Fault]:
    """Find every contradiction between the parts of a brief, given as plain data.

    Duplicate ids, names of attributes that are not declared, values and comparisons that do not
    suit an attribute's type, attributes that nobody could state, the absence of doing without,
    languages without a disclosure line, and hypotheses that repeat each other or name what no
    figure can show.
    """
    checks = (_duplicates, _attributes, _facts, _must_haves, _limits, _alternatives, _languages)
    return [*(fault for check in checks for fault in check(document)), *_hypotheses(document)]


def _tables(document: _Document, key: str) -> Iterator[tuple[int, _Document]]:
    """Tables of an array of tables, with their numbers; nothing for any other shape."""
    value = document.get(key)
    if isinstance(value, list | tuple):
        yield from ((n, each) for n, each in enumerate(value) if isinstance(each, Mapping))


def _table(document: _Document, key: str) -> _Document:
    value = document.get(key)
    return value if isinstance(value, Mapping) else {}


def _vocabulary(document: _Document) -> dict[str, _Document]:
    return {
        each["id"]: each
        for _, each in _tables(document, "attributes")
        if isinstance(each.get("id"), str)
    }


def _duplicates(document: _Document) -> Iterator[Fault]:
    for group in ("attributes", "needs", "limits", "alternatives"):
        first: dict[str, str] = {}
        for number, each in _tables(document, group):
            name, path = each.get("id"), (group, number, "id")
            if isinstance(name, str) and name in first:
                yield Fault(path, "duplicate-id", f'"{name}", as in {first[name]}', "its own id")
            elif isinstance(name, str):
                first[name] = written(path)


def _attributes(document: _Document) -> Iterator[Fault]:
    for number, each in _tables(document, "attributes"):
        path, kind = ("attributes", number), each.get("type")
        if kind == "enum" and not each.get("values"):
            yield Fault((*path, "values"), "no-values", "none", "the values of the enum")
        elif not any(each.get(key) for key in ("phrases", "values", "units")):
            expected = "at least one phrase by which customers state it"
            yield Fault((*path, "phrases"), "no-phrases", "none", expected)
        for key, owner in (("values", "enum"), ("units", "number")):
            if each.get(key) and kind in _OPS and kind != owner:
                expected = f"{key} only where type is {owner}"
                yield Fault((*path, key), "not-for-this-type", f"type {kind}", expected)
        if "asks" in each:
            yield from _op_fault((*path, "asks"), each["asks"], each)


def _op_fault(path: Path, op: Any, attribute: _Document) -> Iterator[Fault]:
    known = _OPS.get(str(attribute.get("type")))
    every = {each for ops in _OPS.values() for each in ops}
    if known and op in every and op not in known:
        expected = f"{' or '.join(known)}, as {attribute.get('id')} is a {attribute['type']}"
        yield Fault(path, "unsuitable-comparison", shown(op), expected)


def _facts(document: _Document) -> Iterator[Fault]:
    vocabulary = _vocabulary(document)
    holders: list[tuple[Path, _Document]] = [(("facts",), _table(document, "facts"))]
    holders += [
        (("alternatives", number, "facts"), _table(each, "facts"))
        for number, each in _tables(document, "alternatives")
    ]
    for path, facts in holders:
        for name, value in facts.items():
            if name in vocabulary:
                yield from _value_fault((*path, name), value, vocabulary[name])
            else:
                yield _unknown_attribute((*path, name), name, vocabulary)


def _unknown_attribute(path: Path, name: str, vocabulary: Mapping[str, Any]) -> Fault:
    hint = did_you_mean(name, vocabulary)
    return Fault(path, "unknown-attribute", f'"{name}"', "an id from attributes", hint)


def _value_fault(path: Path, value: Any, attribute: _Document) -> Iterator[Fault]:
    kind, values = attribute.get("type"), attribute.get("values")
    each = value if isinstance(value, list | tuple) else [value]
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if kind == "bool" and not isinstance(value, bool):
        yield Fault(path, "wrong-type", shown(value), "true or false")
    elif kind == "number" and not is_number:
        yield Fault(path, "wrong-type", shown(value), "a number")
    elif kind == "text" and not all(isinstance(one, str) for one in each):
        yield Fault(path, "wrong-type", shown(value), "text")
    elif kind == "enum" and isinstance(values, Mapping):
        unknown = [one for one in each if one not in values]
        if unknown:
            hint = did_you_mean(str(unknown[0]), values)
            yield Fault(path, "unknown-value", shown(unknown[0]), "a value of the enum", hint)


def _must_haves(document: _Document) -> Iterator[Fault]:
    vocabulary = _vocabulary(document)
    for number, need in _tables(document, "needs"):
        for place, must in _tables(need, "must_haves"):
            path: Path = ("needs", number, "must_haves", place)
            name = must.get("attribute")
            if isinstance(name, str) and name not in vocabulary:
                yield _unknown_attribute((*path, "attribute"), name, vocabulary)
            elif isinstance(name, str):
                yield from _op_fault((*path, "op"), must.get("op", "is"), vocabulary[name])
                if "value" in must:
                    yield from _value_fault((*path, "value"), must["value"], vocabulary[name])


def _limits(document: _Document) -> Iterator[Fault]:
    vocabulary = _vocabulary(document)
    for number, each in _tables(document, "limits"):
        name = each.get("attribute")
        if isinstance(name, str) and name not in vocabulary:
            yield _unknown_attribute(("limits", number, "attribute"), name, vocabulary)


def _alternatives(document: _Document) -> Iterator[Fault]:
    kinds = {str(each.get("kind")) for _, each in _tables(document, "alternatives")}
    # A kind that is not one of the three is told there; it may be this one, misspelt.
    if kinds and kinds <= {"rival", "category"}:
        names = ", ".join(sorted(kinds))
        yield Fault(
            ("alternatives",), "no-do-nothing", f"only of kind {names}",
            'one of kind "do-nothing"', "what do people do who buy nothing?",
        )  # fmt: skip


def _languages(document: _Document) -> Iterator[Fault]:
    lines = _table(_table(document, "conduct"), "disclosure")
    languages = _table(document, "product").get("languages")
    for language in languages if lines and isinstance(languages, list | tuple) else ():
        if isinstance(language, str) and language not in lines:
            path = ("conduct", "disclosure", language)
            expected = "a line in each of product.languages"
            yield Fault(path, "no-disclosure", "none", expected, "who writes, for whom?")


def _hypotheses(document: _Document) -> Iterator[Fault]:
    seen: set[tuple[str, str]] = set()
    for number, each in _tables(document, "hypotheses"):
        about, value = each.get("characteristic"), each.get("value")
        if not isinstance(about, str) or not isinstance(value, str):
            continue
        path = ("hypotheses", number, "value")
        pattern, expected = _VALUES.get(about, (".*", ""))
        if not re.fullmatch(pattern, value, re.DOTALL):
            yield Fault(path, "unknown-value", shown(value), expected)
        if (about, value) in seen:
            yield Fault(path, "duplicate", shown(value), f"one hypothesis about {about} {value}")
        seen.add((about, value))
