"""Finding a person in pages and texts, so that whoever was forgotten stays forgotten."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from folkmoot.sources import Fault, Page
from folkmoot.text import is_telling

__all__ = ["FORGOTTEN_CODE", "Scrubbed", "mentions", "scrub"]

FORGOTTEN_CODE: Final = "forgotten"


@dataclass(frozen=True, slots=True)
class Scrubbed:
    """A page without the people that were looked for.

    ``removed`` are the rows of records that were theirs, as faults that hold nothing of them;
    ``names`` are the names they went by in those records.
    """

    page: Page
    removed: tuple[Fault, ...]
    names: frozenset[str]
    is_changed: bool


def scrub(page: Page, columns: Mapping[str, str], is_person: Callable[[str], bool]) -> Scrubbed:
    """Remove the records of people from a page and blank where others' records name them.

    Parameters
    ----------
    page
        A raw page.
    columns
        What `folkmoot.sources.Source.person_columns` says of its kind.
    is_person
        Whether a native identifier is one of the people looked for.
    """
    records = page.records
    present = {column: role for column, role in columns.items() if column in records.schema.names}
    own = pa.array([False] * records.num_rows, pa.bool_())
    for column, role in present.items():
        if role == "author":
            own = pc.or_(own, _matches(records[column], is_person))
    removed = tuple(
        Fault(row, line, "", FORGOTTEN_CODE, "a record of a forgotten person", "nothing of theirs")
        for row, line in zip(
            records["row"].filter(own).to_pylist(), records["line"].filter(own).to_pylist(),
            strict=True,
        )
    )  # fmt: skip
    theirs = records.filter(own)
    names = frozenset(
        name
        for column, role in present.items()
        if role == "name"
        for name in theirs[column].to_pylist()
        if name
    )
    rest = records.filter(pc.invert(own))
    is_changed = bool(removed)
    for column, role in present.items():
        if role != "mention":
            continue
        named = _matches(rest[column], is_person)
        if pc.any(named).as_py():
            is_changed = True
            blanked = pc.if_else(named, pa.scalar(None, pa.string()), rest[column])
            rest = rest.set_column(rest.schema.get_field_index(column), column, blanked)
            page = replace(page, from_rest=())
    kept = replace(page, records=rest) if is_changed else page
    return Scrubbed(kept, removed, names, is_changed)


def mentions(names: Iterable[str]) -> list[str]:
    r"""Patterns (RE2) by which others' texts name a person: ``@name``, whatever its case.

    Raw lines of JSON may spell a letter by its number, so that form is a pattern too.

    Examples
    --------
    >>> mentions(["Anna B", "ann", "王伟"])
    ['(?i)@Anna\\ B\\b', '(?i)@\\\\u738b\\\\u4f1f', '(?i)@王伟']
    """
    return sorted(
        f"(?i)@{re.escape(form)}" + (r"\b" if re.match(r"[a-zA-Z0-9_]", name[-1]) else "")
        for name in {name.strip() for name in names}
        if is_telling(name)
        for form in {name, json.dumps(name)[1:-1]}
    )


def _matches(values: pa.Array, is_person: Callable[[str], bool]) -> pa.Array:
    """Mask of the values that name a person looked for; each distinct value is asked once."""
    encoded = pc.utf8_trim_whitespace(pc.fill_null(values, "")).dictionary_encode()
    names = encoded.dictionary.to_pylist()
    hits = pa.array([bool(value) and is_person(value) for value in names], pa.bool_())
    if not len(hits):
        return pa.array([False] * len(values), pa.bool_())
    return hits.take(encoded.indices)
