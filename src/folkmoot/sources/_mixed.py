"""Exports whose records are of many kinds, told by their own fields, line by line.

Of each record only the fields that its kind names are kept: what else a site's answers hold (other
people in full, addresses, keys of a session) never goes into a raw page.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, ClassVar, Final

import pyarrow as pa

from folkmoot.files import Fault, Page
from folkmoot.sources._archives import Export
from folkmoot.sources._fields import Raw, record_pages
from folkmoot.sources._inner import gathered, picked
from folkmoot.sources._json import Layout
from folkmoot.sources._json_source import JsonSource
from folkmoot.sources._native import Record, Refused

__all__ = ["OTHER", "MixedSource", "refuse_other"]

#: Kind of the records that no kind recognises.
OTHER: Final = "other"

_Json = Mapping[str, Any]


class MixedSource(JsonSource):
    """Base of the sources of such exports."""

    layouts: ClassVar[tuple[Layout, ...]] = (Layout(OTHER, ()),)
    #: By kind, the fields that are kept.
    fields: ClassVar[Mapping[str, tuple[str, ...]]]
    #: Whether records may hold others inside, so that counting must look into them.
    holds_others: ClassVar[bool] = False

    def apart(self, value: _Json) -> Iterable[tuple[str, _Json]]:
        """The kind of a record and what is read of it; then the same of others inside it."""
        raise NotImplementedError

    def _form(self, export: Export, name: str) -> tuple[Sequence[Layout], bool]:
        """A record may be longer than the look at a file's start, and still have its own line."""
        layouts, lines = super()._form(export, name)
        start = self._head(export, name).lstrip(b" \t\r\n")
        is_long = start.startswith(b"{") and b"\n" not in start and not layouts[0].path
        return layouts, lines or is_long

    def _count(self, export: Export, name: str, encoding: str) -> int:
        count = super()._count(export, name, encoding)
        if self.holds_others and not self.table_kind(name):
            whole = super()._raw(export, [name], encoding, 1)
            inner = (list(self.apart(raw.value)) for raw in whole if isinstance(raw.value, dict))
            count += sum(len(parts) - 1 for parts in inner)
        return count

    def _json_pages(
        self, export: Export, names: Iterable[str], encoding: str, before: int
    ) -> Iterator[Page]:
        fields = {OTHER: ("@what",), **self.fields}
        return record_pages(gathered(self._raw(export, names, encoding, before + 1)), fields)

    def _raw(self, export: Export, names: Iterable[str], encoding: str, row: int) -> Iterator[Raw]:
        for raw in super()._raw(export, names, encoding, row):
            if isinstance(raw.value, Fault):
                # What a broken line holds is not known, so none of it is kept.
                fault = replace(raw.value, row=row, record="")
                yield replace(raw, kind=OTHER, row=row, value=fault)
                row += 1
                continue
            for kind, value in self.apart(raw.value):
                kept = picked(value, self.fields.get(kind, ("@what",)))
                yield Raw(kind, row, raw.line, kept, raw.size)
                row += 1

    def _table_page(self, page: Page, name: str) -> Page:
        """A page of a table, with the columns that its kind names."""
        columns = dict.fromkeys(page.records.schema.names[2:])
        kind, _ = next(iter(self.apart({**columns, "@file": name})))
        kept = [one for one in self.fields.get(kind, ()) if one in columns]
        records = page.records.select(["row", "line", *kept])
        told = name if kind in self.fields else ", ".join(columns)[:200]
        field = "@file" if kind in self.fields else "@what"
        if kind not in self.fields or field in self.fields[kind]:
            records = records.append_column(field, pa.repeat(pa.scalar(told), len(records)))
        faults = tuple(replace(fault, record="") for fault in page.faults)
        return Page(kind, records, faults)


def refuse_other(record: Record, expected: str) -> None:
    """Set aside a record of no known kind, saying what it seems to be.

    Raises
    ------
    Refused
        Always.
    """
    raise Refused("", "unknown-record", record.text("@what") or "a record without a name", expected)
