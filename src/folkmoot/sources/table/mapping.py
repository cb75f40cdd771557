"""Read a mapping file: which column of a table is which field. All its faults come together."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from difflib import get_close_matches
from typing import Any, Final
from zoneinfo import ZoneInfo

from folkmoot.activity import FRAMES, KINDS
from folkmoot.errors import FolkmootError, Problem, ProblemGroup
from folkmoot.files.opening import check_encoding
from folkmoot.files.times import STYLES
from folkmoot.sources.table.fields import FIELDS, Rule

__all__ = ["Field", "TableMapping", "check_columns", "read_mapping"]

_SCHEMES: Final = ("id", "handle", "hash")
_UNREADABLE: Final = ("refuse", "leave_empty")
_TOP: Final = (
    "platform", "kind", "community", "sampling_frame", "actor_scheme", "names", "mentions",
    "nobody", "unreadable", "file", "time", "counts", *FIELDS,
)  # fmt: skip
_FIELD_KEYS: Final = (
    "column", "columns", "value", "map", "default", "prefix", "separator", "style", "zone",
    "unless", "otherwise",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Field:
    """Where a field's values come from: one column, several for an identifier, or a constant.

    Where an identifier equals the value of the column ``unless``, ``otherwise`` is its prefix; it
    is left empty where no such prefix is given.
    """

    columns: tuple[str, ...] = ()
    value: str | None = None
    codes: Mapping[str, str] = dataclass_field(default_factory=dict)
    default: str | None = None
    prefix: str = ""
    separator: str = ","
    style: str = ""
    zone: str | None = None
    unless: str | None = None
    otherwise: str | None = None


@dataclass(frozen=True, slots=True)
class TableMapping:
    """A mapping file, checked.

    ``tables`` holds the fields by table, ``counts`` the columns that count something of each
    row's object, by metric. ``names`` and ``mentions`` are columns that name people, beyond those
    that are fields; ``nobody`` are values of a person's field that name none.
    """

    platform: str
    kind: str
    community: str | None
    sampling_frame: str
    actor_scheme: str
    unreadable: str
    names: tuple[str, ...]
    mentions: tuple[str, ...]
    nobody: tuple[str, ...]
    encoding: str
    delimiter: str
    style: str
    zone: str
    tables: Mapping[str, Mapping[str, Field]]
    counts: Mapping[str, Field]

    def columns(self) -> Iterator[tuple[str, str]]:
        """Every column that the mapping names, with the place that names it."""
        for table, fields in self.tables.items():
            for name, field in fields.items():
                yield from ((f"{table}.{name}", column) for column in field.columns)
                if field.unless:
                    yield f"{table}.{name}.unless", field.unless
        for metric, field in self.counts.items():
            yield from ((f"counts.{metric}", column) for column in field.columns)
        yield from (("names", column) for column in self.names)
        yield from (("mentions", column) for column in self.mentions)


def read_mapping(text: str, title: str, columns: Sequence[str] | None = None) -> TableMapping:
    """Read a mapping from its TOML text.

    Parameters
    ----------
    text
        The mapping file's content.
    title
        What to call it in an error.
    columns
        The columns of the table that it is for, if they are known: each that is named must be
        among them.

    Raises
    ------
    FolkmootError
        ``bad-toml``, or a group of all that is wrong.
    """
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise FolkmootError("bad-toml", title, str(error), "a TOML document") from error
    reader = _Reader(document)
    mapping = reader.mapping()
    problems = reader.problems
    if columns is not None:
        problems += check_columns(mapping, columns)
    if problems:
        raise ProblemGroup(title, problems)
    return mapping


def check_columns(mapping: TableMapping, columns: Sequence[str]) -> list[Problem]:
    """Name each column of the mapping that the table lacks, with those that it has."""
    hint = f"the table has {', '.join(columns)}"
    problems = []
    for where, column in mapping.columns():
        if column not in columns:
            near = get_close_matches(column, columns, n=1)
            expected = f"a column of the table, perhaps {near[0]}" if near else "a column of it"
            problems.append(Problem("missing-column", where, f'"{column}"', expected, hint))
    return problems


class _Reader:
    """Goes through a document once and keeps what it finds wrong."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self._document = document
        self.problems: list[Problem] = []

    def mapping(self) -> TableMapping:
        """Read the whole document; faulty parts come out empty, and are in ``problems``."""
        self._known(self._document, _TOP, "")
        file, time = self._section("file"), self._section("time")
        self._known(file, ("encoding", "delimiter"), "file.")
        self._known(time, ("style", "zone"), "time.")
        tables = {name: self._fields(name) for name in FIELDS if name in self._document}
        counts = {
            metric: self._field(f"counts.{metric}", given, Rule("count", "value"))
            for metric, given in self._section("counts").items()
        }
        if not tables and not counts:
            expected = f"at least one of [{'], ['.join([*FIELDS, 'counts'])}]"
            self._add("empty-mapping", "", "no table", expected)
        if counts and not (tables.keys() & {"activities", "observations"}):
            self._add("missing-field", "observations.object", "nothing", "what the counts count")
        return TableMapping(
            platform=self._text("platform", required=True),
            kind=self._one_of("kind", KINDS, ""),
            community=self._text("community") or None,
            sampling_frame=self._one_of("sampling_frame", FRAMES, "community"),
            actor_scheme=self._one_of("actor_scheme", _SCHEMES, "id"),
            unreadable=self._one_of("unreadable", _UNREADABLE, "refuse"),
            names=self._list("names"),
            mentions=self._list("mentions"),
            nobody=self._list("nobody"),
            encoding=self._encoding(file.get("encoding", "")),
            delimiter=self._delimiter(file.get("delimiter", "")),
            style=self._style("time.style", time.get("style", "year_first")),
            zone=self._zone("time.zone", time.get("zone", "")),
            tables=tables,
            counts=counts,
        )

    def _fields(self, table: str) -> dict[str, Field]:
        given, rules = self._section(table), FIELDS[table]
        self._known(given, tuple(rules), f"{table}.")
        has_counts = table == "observations" and bool(self._document.get("counts"))
        for name, rule in rules.items():
            optional = bool(rule.default) or (has_counts and name in {"metric", "value"})
            if rule.required and name not in given and not optional:
                self._add("missing-field", f"{table}.{name}", "nothing", "a column or a value")
        return {
            name: self._field(f"{table}.{name}", value, rules[name])
            for name, value in given.items()
            if name in rules
        }

    def _field(self, where: str, given: Any, rule: Rule) -> Field:
        if isinstance(given, str):
            return Field(columns=(given,))
        if not isinstance(given, dict):
            self._add("bad-field", where, repr(given), 'a column\'s name, or { value = "..." }')
            return Field()
        self._known(given, _FIELD_KEYS, f"{where}.")
        sources = [key for key in ("column", "columns", "value") if key in given]
        if len(sources) != 1:
            got = " and ".join(sources) or "none of them"
            self._add("bad-field", where, got, "one of column, columns, value")
        columns = tuple(given.get("columns", [given["column"]] if "column" in given else []))
        self._check_field(where, given, rule, columns)
        return Field(
            columns=tuple(str(column) for column in columns),
            value=str(given["value"]) if "value" in given else None,
            codes={str(key): str(value) for key, value in dict(given.get("map", {})).items()},
            default=str(given["default"]) if "default" in given else None,
            prefix=str(given.get("prefix", "")),
            separator=str(given.get("separator", ",")),
            style=self._style(f"{where}.style", given["style"]) if "style" in given else "",
            zone=self._zone(f"{where}.zone", given["zone"]) if "zone" in given else None,
            unless=str(given["unless"]) if "unless" in given else None,
            otherwise=str(given["otherwise"]) if "otherwise" in given else None,
        )

    def _check_field(
        self, where: str, given: Mapping[str, Any], rule: Rule, columns: Sequence[str]
    ) -> None:
        if len(columns) > 1 and rule.form != "id":
            self._add("bad-field", where, "several columns", "one column; ids may have several")
        if "unless" in given and (rule.form != "id" or len(columns) != 1):
            self._add("bad-field", where, "unless", "it on an identifier of one column")
        if "value" in given and not rule.may_be_constant:
            self._add("bad-field", where, "one value for all records", "a column")
        if rule.form == "person" and given.keys() & {"map", "prefix", "default"}:
            # Forgetting a person finds the raw records by the very text of this column.
            self._add("bad-field", where, "a changed value", "the column as it is")
        said = [*dict(given.get("map", {})).values(), given.get("value"), given.get("default")]
        for value in said if rule.choices else ():
            if value is not None and value not in rule.choices:
                self._choice(where, str(value), rule.choices)

    def _section(self, name: str) -> Mapping[str, Any]:
        given = self._document.get(name, {})
        if isinstance(given, dict):
            return given
        self._add("bad-section", name, repr(given), f"a section [{name}]")
        return {}

    def _text(self, name: str, *, required: bool = False) -> str:
        given = self._document.get(name, "")
        if not isinstance(given, str) or (required and not given.strip()):
            got = repr(given) if given else "nothing"
            self._add("missing-value", name, got, f"the {name}, such as {_EXAMPLES[name]}")
            return ""
        return given.strip()

    def _one_of(self, name: str, choices: tuple[str, ...], default: str) -> str:
        given = self._document.get(name, default)
        if given not in choices:
            self._choice(name, str(given), choices)
            return choices[0]
        return str(given)

    def _list(self, name: str) -> tuple[str, ...]:
        given = self._document.get(name, [])
        if not isinstance(given, list) or not all(isinstance(one, str) for one in given):
            self._add("bad-field", name, repr(given), 'a list, as in ["..."]')
            return ()
        return tuple(given)

    def _encoding(self, given: Any) -> str:
        try:
            name = check_encoding(str(given) or "utf-8")
        except FolkmootError as error:
            self.problems += [_moved(problem, "file.encoding") for problem in error.problems]
            return ""
        return "" if name == "utf-8" else name

    def _delimiter(self, given: Any) -> str:
        if given == "" or (isinstance(given, str) and len(given) == 1 and given.isascii()):
            return str(given)
        self._add("bad-delimiter", "file.delimiter", repr(given), 'one character, such as ";"')
        return ""

    def _style(self, where: str, given: Any) -> str:
        if given in STYLES or (isinstance(given, str) and "%" in given):
            return str(given)
        known = f"one of {', '.join(STYLES)}, or a pattern such as %d %b %Y %H:%M"
        self._add("unknown-style", where, repr(given), known)
        return "year_first"

    def _zone(self, where: str, given: Any) -> str:
        try:
            return ZoneInfo(given).key if given else ""
        except (OSError, TypeError, ValueError, KeyError):
            self._add("unknown-zone", where, repr(given), "a time zone, such as Asia/Shanghai")
            return ""

    def _known(self, given: Mapping[str, Any], known: Sequence[str], prefix: str) -> None:
        for name in given:
            if name not in known:
                near = get_close_matches(name, known, n=1)
                hint = f"did you mean {near[0]}?" if near else ""
                expected = f"one of {', '.join(known)}"
                self._add("unknown-key", f"{prefix}{name}", name, expected, hint)

    def _choice(self, where: str, got: str, choices: Sequence[str]) -> None:
        near = get_close_matches(got, choices, n=1)
        hint = f"did you mean {near[0]}?" if near else ""
        self._add("unknown-value", where, got or "nothing", f"one of {', '.join(choices)}", hint)

    def _add(self, code: str, where: str, got: str, expected: str, hint: str = "") -> None:
        self.problems.append(Problem(code, where, got, expected, hint))


_EXAMPLES: Final = {"platform": "weibo.com", "community": "weibo.com/group/12"}


def _moved(problem: Problem, where: str) -> Problem:
    return Problem(problem.code, where, problem.got, problem.expected, problem.hint)
