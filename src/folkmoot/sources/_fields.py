"""Raw pages from nested records: the fields that a source reads become columns, the rest one more.

A field is a dotted path. ``author.id`` takes text, numbers and yes or no; ``mentions[]`` takes a
list or an object, as JSON text. A value of another form than its field's, and whatever no field
names, goes into the column ``rest{}`` as JSON text, so that nothing of a record is lost.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from folkmoot.files import Fault, Page
from folkmoot.files.records import shorten

__all__ = ["AROUND", "REST", "Raw", "named_only", "record_pages", "shifted", "sound_text", "spread"]

#: Column of what no field names.
REST: Final = "rest{}"
#: Keys under which a reader puts what it knows of a record from elsewhere: the objects around it
#: (``^``, ``^^``), the name of its file (``@file``). Without a field they leave no trace.
AROUND: Final = ("^", "^^", "@file")
_NESTED: Final = "[]"
#: Records, and characters of their JSON, in one page at most.
_PAGE_RECORDS: Final = 5_000
_PAGE_SIZE: Final = 1 << 22


@dataclass(frozen=True, slots=True)
class Raw:
    """One record on its way to a page: an object, or why it is none. ``size`` in characters."""

    kind: str
    row: int
    line: int
    value: dict[str, Any] | Fault
    size: int = 0


@dataclass(slots=True)
class _Node:
    """What is read at one place of a record."""

    plain: str = ""
    nested: str = ""
    inner: dict[str, _Node] = field(default_factory=dict)


def record_pages(records: Iterable[Raw], fields: Mapping[str, Sequence[str]]) -> Iterator[Page]:
    """Gather records into pages, a page for each run of one kind.

    Parameters
    ----------
    records
        In the order of the file, numbered without gaps.
    fields
        By kind, the paths of the fields that become columns.

    Examples
    --------
    >>> raw = Raw("posts", 1, 1, {"id": 7, "user": {"name": "ann", "age": 3}, "tags": ["a"]})
    >>> (page,) = record_pages([raw], {"posts": ["id", "user.name", "tags[]"]})
    >>> page.records.to_pylist()[0]["user.name"], page.records.to_pylist()[0]["rest{}"]
    ('ann', '{"user": {"age": 3}}')
    """
    trees = {kind: _tree(paths) for kind, paths in fields.items()}
    waiting: list[Raw] = []
    size = 0
    for record in records:
        if waiting and (
            record.kind != waiting[0].kind or len(waiting) >= _PAGE_RECORDS or size >= _PAGE_SIZE
        ):
            yield _page(waiting, trees[waiting[0].kind])
            waiting, size = [], 0
        waiting.append(record)
        size += record.size
    if waiting:
        yield _page(waiting, trees[waiting[0].kind])


def named_only(pages: Iterable[Page]) -> Iterator[Page]:
    """Pages without the column of what no field names.

    For records in which other people may stand anywhere (whom a post mentions, who answered): what
    is not read is not kept, so that forgetting a person finds them in the columns that name people.
    """
    for page in pages:
        names = [name for name in page.records.schema.names if name != REST]
        yield replace(page, records=page.records.select(names), from_rest=())


def shifted(page: Page, before: int) -> Page:
    """A page of a later file of an export, its records numbered after so many others."""
    if not before:
        return page
    rows = pc.add(page.records["row"], before)
    records = page.records.set_column(0, "row", rows)
    faults = tuple(replace(fault, row=fault.row + before) for fault in page.faults)
    return replace(page, records=records, faults=faults)


def spread(value: Mapping[str, Any], fields: Sequence[str]) -> dict[str, str]:
    """Fields of one object as text by their names, without the rest.

    Examples
    --------
    >>> spread({"id": 7, "user": {"name": "ann"}}, ["id", "user.name"])
    {'id': '7', 'user.name': 'ann'}
    """
    columns: dict[str, str] = {}
    _spread(value, _tree(fields), columns)
    return columns


def sound_text(text: str) -> str:
    """Text in which half a character, which nothing can store, is put as U+FFFD.

    Examples
    --------
    >>> sound_text("a" + chr(0xD83D))
    'a\N{REPLACEMENT CHARACTER}'
    """
    if text.isascii():
        return text
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def _tree(paths: Sequence[str]) -> _Node:
    root = _Node()
    for path in paths:
        node = root
        for key in path.removesuffix(_NESTED).split("."):
            node = node.inner.setdefault(key, _Node())
        if path.endswith(_NESTED):
            node.nested = path
        else:
            node.plain = path
    return root


def _page(records: Sequence[Raw], root: _Node) -> Page:
    rows: list[int] = []
    lines: list[int] = []
    found: list[dict[str, str]] = []
    faults = []
    for record in records:
        if isinstance(record.value, Fault):
            faults.append(record.value)
            continue
        columns: dict[str, str] = {}
        try:
            left = _spread(record.value, root, columns)
            # What stands around a record is another's affair, unless a field asks for it.
            if left := {key: value for key, value in left.items() if key not in AROUND}:
                columns[REST] = sound_text(json.dumps(left, ensure_ascii=False))
        except (RecursionError, ValueError) as error:
            got = str(error) or "too many levels"
            faults.append(_malformed(record, got))
            continue
        rows.append(record.row)
        lines.append(record.line)
        found.append(columns)
    names = sorted({name for columns in found for name in columns})
    arrays = [pa.array([one.get(name) for one in found], pa.string()) for name in names]
    batch = pa.RecordBatch.from_arrays(
        [pa.array(rows, pa.int64()), pa.array(lines, pa.int64()), *arrays],
        names=["row", "line", *names],
    )
    return Page(records[0].kind, batch, tuple(faults))


def _malformed(record: Raw, got: str) -> Fault:
    return Fault(record.row, record.line, "", "malformed-record", shorten(got), "one JSON object")


def _spread(value: Mapping[str, Any], node: _Node, into: dict[str, str]) -> dict[str, Any]:
    """Put the fields of an object into columns; returns what is left of it."""
    left = {}
    for key, inner in value.items():
        place = node.inner.get(key)
        if inner is None:
            continue
        if place is None:
            left[key] = inner
        elif isinstance(inner, dict) and place.inner:
            if rest := _spread(inner, place, into):
                left[key] = rest
        elif isinstance(inner, dict | list):
            if place.nested:
                into[place.nested] = sound_text(json.dumps(inner, ensure_ascii=False))
            else:
                left[key] = inner
        elif not place.plain:
            left[key] = inner
        elif inner != "":
            into[place.plain] = _plain(inner)
    return left


def _plain(value: Any) -> str:
    if isinstance(value, str):
        return sound_text(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
