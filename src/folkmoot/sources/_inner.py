"""Records inside records: who reacted to a message, who is a member of a room.

Each person who is named in an export needs a record of their own, since forgetting somebody removes
or blanks whole fields of raw records. So that nobody is left in a part that nothing reads, only the
fields that a source names are kept: of what else a record holds, nothing goes into a raw page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, ClassVar, Final

from folkmoot.files.base import Fault, Page
from folkmoot.sources._archives import Export, open_export
from folkmoot.sources._counts import Count, read_count
from folkmoot.sources._documents import found_records
from folkmoot.sources._fields import Raw, record_pages
from folkmoot.sources._json import Layout, count_json
from folkmoot.sources._json_source import JsonSource

__all__ = [
    "Inner",
    "InnerSource",
    "count_inside",
    "gathered",
    "inside",
    "picked",
    "reaction_counts",
    "total",
]

#: Records, and characters of their JSON, that wait until those of one kind stand together.
_WAITING_RECORDS: Final = 20_000
_WAITING_SIZE: Final = 1 << 24

_Chain = tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Inner:
    """Where records of one kind stand inside those of another.

    Parameters
    ----------
    kind
        Of the inner records.
    outer
        Kind of the records that hold them.
    path
        Keys from the outer record to the list, ``*`` for the items of a list between.
    fields
        As of `folkmoot.sources._json.Layout`; ``^.`` is the object that the list stands in, ``^^.``
        the one around that. An item that is no object is the field ``value``.
    """

    kind: str
    outer: str
    path: tuple[str, ...]
    fields: tuple[str, ...]


class InnerSource(JsonSource):
    """Base of the sources of JSON documents that name other people inside their records."""

    inners: ClassVar[tuple[Inner, ...]] = ()

    def lean(self, kind: str, value: Mapping[str, Any], known: dict[str, Any]) -> Mapping[str, Any]:
        """Change a record before its fields are picked.

        ``known`` holds the settled options and lives as long as one export is read.
        """
        del kind, known
        return value

    def mend(self, stream: Iterator[bytes]) -> Iterator[bytes]:
        """Put right what an exporter is known to write wrong, before anything is read."""
        return stream

    def wanted(self, options: Mapping[str, str]) -> Callable[[str], bool]:
        """Which files of an export are read."""
        del options
        return self.reads

    def count(self, path: Path, options: Mapping[str, str]) -> int:
        """Count what a C parser meets where records stand, and the lengths of the lists in them."""
        total = 0
        with open_export(path, self.wanted(options)) as original:
            export = original.through(self.mend)
            for name in export.names:
                opened = partial(export.blocks, name)
                layouts = self.layouts_of(name)
                total += count_json(opened, layouts, lines=False)
                if not any(self._inners(layout.kind) for layout in layouts):
                    continue
                for found in found_records(opened(), [layout.path for layout in layouts]):
                    inners = self._inners(layouts[found.path].kind)
                    total += sum(count_inside(found.value, inner.path) for inner in inners)
        return total

    def fetch(self, path: Path, options: Mapping[str, str]) -> Iterator[Page]:
        """Yield the raw pages of an export: its records, and those inside them.

        Raises
        ------
        FolkmootError
            As `folkmoot.sources._json_source.JsonSource.fetch`.
        """
        fields = {layout.kind: layout.fields for layout in self.layouts}
        fields |= {inner.kind: inner.fields for inner in self.inners}
        with open_export(path, self.wanted(options)) as export:
            raws = self._apart(export.through(self.mend), options, fields)
            yield from record_pages(gathered(raws), fields)

    def _form(self, export: Export, name: str) -> tuple[Sequence[Layout], bool]:
        """Such an export is a document, whatever its first line looks like."""
        del export
        return self.layouts_of(name), False

    def _apart(
        self, export: Export, options: Mapping[str, str], fields: Mapping[str, Sequence[str]]
    ) -> Iterator[Raw]:
        known: dict[str, Any] = dict(options)
        row = 0
        for raw in self._raw(export, self.order(export.names), "", 1):
            row += 1
            if isinstance(raw.value, Fault):
                fault = replace(raw.value, row=row, record="")
                yield replace(raw, row=row, value=fault)
                continue
            kept = picked(self.lean(raw.kind, raw.value, known), fields[raw.kind])
            yield replace(raw, row=row, value=kept)
            for inner in self._inners(raw.kind):
                for item, chain in inside(raw.value, inner.path):
                    row += 1
                    value = self.lean(inner.kind, _with_chain(item, chain), known)
                    yield Raw(inner.kind, row, raw.line, picked(value, inner.fields))

    def _inners(self, kind: str) -> Sequence[Inner]:
        return [inner for inner in self.inners if inner.outer == kind]


def inside(value: Any, path: Sequence[str], chain: _Chain = ()) -> Iterator[tuple[Any, _Chain]]:
    """Items of the lists at a path inside a record, each with the objects around it, nearest first.

    Examples
    --------
    >>> message = {"reactions": [{"emoji": "+", "users": ["ann", "bob"]}]}
    >>> [
    ...     (item, around[0]["emoji"])
    ...     for item, around in inside(message, ("reactions", "*", "users"))
    ... ]
    [('ann', '+'), ('bob', '+')]
    """
    if not path:
        if isinstance(value, list):
            yield from ((item, chain) for item in value)
    elif isinstance(value, dict):
        if path[0] in value:
            yield from inside(value[path[0]], path[1:], (value, *chain))
    elif isinstance(value, list) and path[0] == "*":
        for item in value:
            yield from inside(item, path[1:], chain)


def count_inside(value: Any, path: Sequence[str]) -> int:
    """How many items `inside` gives, by the lengths of the lists.

    Examples
    --------
    >>> count_inside(
    ...     {"reactions": [{"users": [1, 2]}, {"users": 3}, 4]}, ("reactions", "*", "users")
    ... )
    2
    """
    reached = [value]
    for key in path:
        if key == "*":
            reached = [item for one in reached if isinstance(one, list) for item in one]
        else:
            reached = [one[key] for one in reached if isinstance(one, dict) and key in one]
    return sum(len(one) for one in reached if isinstance(one, list))


def picked(value: Mapping[str, Any], fields: Iterable[str]) -> dict[str, Any]:
    """The fields of a record that are named, where each has the form that its name asks for.

    Examples
    --------
    >>> picked({"id": 7, "by": {"id": 1, "phone": "0"}, "tags": ["a"]}, ["id", "by.id", "tags[]"])
    {'id': 7, 'by': {'id': 1}, 'tags': ['a']}
    """
    found: dict[str, Any] = {}
    for field in fields:
        *outer, last = field.removesuffix("[]").split(".")
        inner: Any = value
        for key in (*outer, last):
            inner = inner.get(key) if isinstance(inner, Mapping) else None
        if inner is None or isinstance(inner, dict | list) != field.endswith("[]"):
            continue
        place = found
        for key in outer:
            place = place.setdefault(key, {})
        place[last] = inner
    return found


def reaction_counts(value: Mapping[str, Any]) -> list[Any] | None:
    """The counts of a message's reactions, without who reacted; ``None`` where it has no list."""
    reactions = value.get("reactions")
    if not isinstance(reactions, list):
        return None
    counts = (one.get("count") for one in reactions if isinstance(one, dict))
    return [count for count in counts if isinstance(count, int | float | str)]


def total(counts: Iterable[Any]) -> Count | None:
    """The sum of counts; ``None`` where none of them can be read.

    Examples
    --------
    >>> total([2, "3"]), total([])
    (Count(value=5.0, is_lower_bound=False), None)
    """
    known = [one for one in map(read_count, counts) if one]
    return Count(sum(one.value for one in known)) if known else None


def gathered(records: Iterable[Raw]) -> Iterator[Raw]:
    """Put records of one kind together, some thousands at a time, so that pages are not small."""
    waiting: list[Raw] = []
    size = 0
    for raw in records:
        waiting.append(raw)
        size += raw.size
        if len(waiting) >= _WAITING_RECORDS or size >= _WAITING_SIZE:
            yield from sorted(waiting, key=lambda one: one.kind)
            waiting, size = [], 0
    yield from sorted(waiting, key=lambda one: one.kind)


def _with_chain(item: Any, chain: _Chain) -> dict[str, Any]:
    value = dict(item) if isinstance(item, dict) else {"value": item}
    return value | dict(zip(("^", "^^"), chain, strict=False))
