"""Values of a mapped column: identifiers, codes, counts as people write them, tags, flags."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass
from hashlib import blake2b
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from folkmoot.activity import age_band
from folkmoot.files.times import Times
from folkmoot.sources._columns import Columns, by_distinct
from folkmoot.sources.table.fields import Rule
from folkmoot.sources.table.mapping import Field, TableMapping

__all__ = ["counted", "counts", "field_times", "field_values"]

_COUNT: Final = (
    r"^(?P<number>[0-9]+(?:,[0-9]{3})*(?:\.[0-9]+)?) ?"
    r"(?P<unit>[kKmMbBwW千万萬亿億])?(?P<more>\+)?$"
)
_UNITS: Final = {
    "k": 1e3, "K": 1e3, "m": 1e6, "M": 1e6, "b": 1e9, "B": 1e9,
    "千": 1e3, "w": 1e4, "W": 1e4, "万": 1e4, "萬": 1e4, "亿": 1e8, "億": 1e8,
}  # fmt: skip
_GENDERS: Final = {
    "f": "f female woman women girl w weiblich frau femme mujer femenino feminino 女 女性 女生",
    "m": "m male man men boy männlich mann homme hombre masculin masculino 男 男性 男生",
    "x": "x other diverse divers nonbinary non-binary autre otro outro 其他 その他",
}
_GENDER_OF: Final = {word: code for code, words in _GENDERS.items() for word in words.split()}
_YES: Final = ("1", "true", "yes", "y", "t", "ja", "oui", "si", "sí", "sim", "是", "はい")
_NO: Final = ("0", "false", "no", "n", "f", "nein", "non", "não", "否", "いいえ")
_SEPARATOR: Final = "\x1f"


def field_values(columns: Columns, field: Field, rule: Rule) -> pa.Array:
    """Values of one field, of any form but ``time``, in the type of its native column."""
    if field.value is not None:
        return pa.repeat(pa.scalar(field.value), len(columns))
    if len(field.columns) > 1:
        return _digests(columns, field)
    name = field.columns[0]
    # Who is nobody is judged later, with the words of the mapping.
    required = rule.required and rule.form != "person" and field.default is None
    text = columns.text(name, required=required)
    if field.codes:
        text = _coded(columns, name, text, field)
    elif field.default is not None:
        text = pc.fill_null(text, field.default)
    return _READERS[rule.form](_Given(columns, name, text, field, rule))


def field_times(columns: Columns, field: Field, rule: Rule, mapping: TableMapping) -> Times:
    """Moments of one field, in its own style and zone or those of the mapping."""
    zone = mapping.zone if field.zone is None else field.zone
    style = field.style or mapping.style
    return columns.times(field.columns[0], style, zone, required=rule.required)


def counted(columns: Columns, name: str, *, required: bool = False) -> tuple[pa.Array, pa.Array]:
    """Numbers of a column of counts, and whether each is a lower bound."""
    text = columns.text(name, required=required)
    numbers, bounds = counts(text)
    wrong = pc.and_(pc.is_valid(text), pc.is_null(numbers)).to_numpy(zero_copy_only=False)
    expected = "a number such as 1204, 1.2k, 1.2万 or 10+"
    columns.refuse(wrong, name, "not-a-count", expected, required=required)
    return numbers, bounds


def counts(column: pa.Array) -> tuple[pa.Array, pa.Array]:
    """Read counts as people and sites write them.

    Examples
    --------
    >>> numbers, bounds = counts(pa.array(["1,204", "1.2万", "10+", "3.5k", "many", None]))
    >>> numbers.to_pylist()
    [1204.0, 12000.0, 10.0, 3500.0, None, None]
    >>> bounds.to_pylist()
    [False, False, True, False, None, None]
    """
    parts = pc.extract_regex(column, _COUNT)
    number = pc.replace_substring(pc.struct_field(parts, "number"), ",", "").cast(pa.float64())
    unit = pc.index_in(pc.struct_field(parts, "unit"), value_set=pa.array(list(_UNITS)))
    factor = pc.fill_null(pa.array(list(_UNITS.values())).take(unit), 1.0)
    # 1.2万 is exact in decimal notation only; a count has no smaller part than a thousandth.
    value = pc.round(pc.multiply(number, factor), 3)
    return value, pc.equal(pc.struct_field(parts, "more"), "+")


@dataclass(frozen=True, slots=True)
class _Given:
    """One column on its way to a field: its text, trimmed and translated."""

    columns: Columns
    name: str
    text: pa.Array
    field: Field
    rule: Rule

    def refuse(self, fits: pa.Array, code: str, expected: str) -> None:
        """Set aside the records whose value does not fit."""
        wrong = pc.and_(pc.is_valid(self.text), pc.invert(pc.fill_null(fits, False)))
        mask = wrong.to_numpy(zero_copy_only=False)
        self.columns.refuse(mask, self.name, code, expected, required=self.rule.required)


def _digests(columns: Columns, field: Field) -> pa.Array:
    """One identifier from several columns, for tables that number nothing."""
    texts = [pc.fill_null(columns.text(name), "") for name in field.columns]
    joined = pc.binary_join_element_wise(*texts, _SEPARATOR).to_pylist()
    digests = [blake2b(text.encode(), digest_size=12).hexdigest() for text in joined]
    return pa.array([f"{field.prefix}{digest}" for digest in digests], pa.string())


def _coded(columns: Columns, name: str, text: pa.Array, field: Field) -> pa.Array:
    index = pc.index_in(text, value_set=pa.array(list(field.codes), pa.string()))
    coded = pa.array(list(field.codes.values()), pa.string()).take(index)
    if field.default is not None:
        return pc.fill_null(coded, field.default)
    unknown = pc.and_(pc.is_valid(text), pc.is_null(coded)).to_numpy(zero_copy_only=False)
    columns.refuse(unknown, name, "unknown-value", f"one of {', '.join(field.codes)}")
    return coded


def _identifier(given: _Given) -> pa.Array:
    field = given.field
    if field.unless is None:
        return _prefixed(field.prefix, given.text)
    other = given.columns.text(field.unless, required=False)
    same = pc.fill_null(pc.equal(given.text, other), False)
    nothing = pa.scalar(None, pa.string())
    twin = nothing if field.otherwise is None else _prefixed(field.otherwise, given.text)
    return pc.if_else(same, twin, _prefixed(field.prefix, given.text))


def _prefixed(prefix: str, text: pa.Array) -> pa.Array:
    return pc.binary_join_element_wise(prefix, text, "") if prefix else text


def _plain(given: _Given) -> pa.Array:
    return given.text


def _choice(given: _Given) -> pa.Array:
    choices = given.rule.choices
    expected = f"one of {', '.join(choices)}; a map in the mapping translates others"
    given.refuse(pc.is_in(given.text, value_set=pa.array(choices)), "unknown-value", expected)
    return given.text


def _count(given: _Given) -> pa.Array:
    numbers, _ = counted(given.columns, given.name, required=given.rule.required)
    return pc.round(numbers)


def _tags(given: _Given) -> pa.Array:
    encoded = given.text.dictionary_encode()
    lists = [_tag_list(one, given.field.separator) for one in encoded.dictionary.to_pylist()]
    return pa.array(lists, pa.list_(pa.string())).take(encoded.indices)


def _tag_list(text: str, separator: str) -> list[str]:
    """Tags of one value: a JSON list, or text cut at the separator."""
    words = text.split(separator)
    if text.startswith("["):
        # Other text may begin so as well.
        with suppress(ValueError, RecursionError):
            words = [str(word) for word in json.loads(text)]
    return [word.strip() for word in words if word.strip()]


def _flag(given: _Given) -> pa.Array:
    lower = pc.utf8_lower(given.text)
    yes, no = (pc.is_in(lower, value_set=pa.array(words)) for words in (_YES, _NO))
    known = pc.or_(yes, no)
    given.refuse(known, "not-yes-or-no", "yes or no")
    return pc.if_else(known, yes, pa.scalar(None, pa.bool_()))


def _age(given: _Given) -> pa.Array:
    return by_distinct(given.columns.whole(given.name), age_band)


def _gender(given: _Given) -> pa.Array:
    return by_distinct(pc.utf8_lower(given.text), _GENDER_OF.get)


def _country(given: _Given) -> pa.Array:
    from folkmoot.places import country_of

    return by_distinct(given.text, country_of)


_READERS: Final = {
    "id": _identifier,
    "person": _plain,
    "text": _plain,
    "choice": _choice,
    "count": _count,
    "tags": _tags,
    "flag": _flag,
    "age": _age,
    "gender": _gender,
    "country": _country,
}
