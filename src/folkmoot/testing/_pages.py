"""Checks of one raw page of a source, and of what the source makes of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from folkmoot.activity import ANONYMOUS, FRAMES, KINDS, NATIVE, OBJECT_TYPES, VERBS
from folkmoot.sources import Fault, Mapped, Page, Source
from folkmoot.sources.telling import about_of
from folkmoot.testing._needing import need

__all__ = ["SourceReport", "check_page"]

_VOCABULARY: Final = {
    "verb": VERBS,
    "object_type": OBJECT_TYPES,
    "kind": KINDS,
    "sampling_frame": FRAMES,
    "actor_scheme": ("id", "handle", "hash", ANONYMOUS),
    "actor_type": ("Person", "Group", "Organization", "Service", "Application"),
    "time_precision": ("day", "minute", "second"),
    "time_source": ("server", "client", "relative", "local"),
}
_PLANTED: Final = "planted-7f3a@sensitive.example"


@dataclass(slots=True)
class SourceReport:
    """What a check has seen: records, those set aside, and native rows by table."""

    read_count: int = 0
    fault_count: int = 0
    row_counts: dict[str, int] = field(default_factory=dict)


def check_page(
    source: Source, page: Page, options: Mapping[str, str], report: SourceReport
) -> None:
    """Check a page and its rows; counts go into the report."""
    _check_raw(page)
    mapped = source.map(page, options)
    _check_planted(source, page, options)
    rows = pc.cast(page.records["row"], pa.int64()).to_pylist()
    in_tables: set[int] = set()
    for name, table in mapped.tables.items():
        _check_table(name, table)
        in_tables |= set(table["row"].to_pylist())
        report.row_counts[name] = report.row_counts.get(name, 0) + table.num_rows
    refused = [fault.row for fault in mapped.faults]
    need(len(set(refused)) == len(refused), f"{page.kind}: a record has two faults")
    need(not in_tables & set(refused), f"{page.kind}: a refused record gives rows all the same")
    lost = set(rows) - in_tables - set(refused)
    need(not lost, f"{page.kind}: record {min(lost, default=0)} gives neither a row nor a fault")
    need(in_tables | set(refused) <= set(rows), f"{page.kind}: a row of no record of the page")
    for fault in (*page.faults, *mapped.faults):
        _check_fault(fault)
    _check_people(source, page, mapped, options)
    report.fault_count += len(page.faults) + len(refused)


def _check_raw(page: Page) -> None:
    schema = page.records.schema
    need(schema.names[:2] == ["row", "line"], f"{page.kind}: records do not begin with row, line")
    need(len(set(schema.names)) == len(schema.names), f"{page.kind}: two columns of one name")
    for column in schema:
        expected = pa.int64() if column.name in {"row", "line"} else pa.string()
        need(column.type == expected, f"{page.kind}: {column.name} is {column.type}")
    page.records.validate(full=True)
    need(page.read_count > 0, f"{page.kind}: a page without records")


def _check_table(name: str, table: pa.Table) -> None:
    need(name in NATIVE, f"{name} is no native table")
    need(table.schema == NATIVE[name], f"{name}: not the schema of folkmoot.activity.NATIVE")
    need(table.num_rows > 0, f"{name}: a table without rows")
    table.validate(full=True)
    for column in table.schema:
        if not column.nullable:
            need(table[column.name].null_count == 0, f"{name}: null in {column.name}")
        if column.name in _VOCABULARY:
            said = set(pc.unique(table[column.name]).to_pylist()) - {None}
            foreign = said - set(_VOCABULARY[column.name])
            need(not foreign, f"{name}: {column.name} says {foreign}")
    if "actor_scheme" in table.column_names:
        anonymous = pc.equal(table["actor_scheme"], ANONYMOUS)
        unknown = pc.is_null(table["actor_native"])
        need(anonymous.equals(unknown), f"{name}: actor_scheme is none where there is an actor")


def _check_fault(fault: Fault) -> None:
    told = bool(fault.code and fault.got and fault.expected)
    need(told and fault.row > 0 and fault.line > 0, f"a fault that does not tell: {fault}")


def _check_people(source: Source, page: Page, mapped: Mapped, options: Mapping[str, str]) -> None:
    """Whoever acts must stand, word for word, in a raw column that is known to name people."""
    roles = source.person_columns(page.kind, options)
    foreign = set(roles.values()) - {"author", "mention", "name"}
    need(not foreign, f"{page.kind}: {foreign} is no role of a person's column")
    columns = [name for name in roles if name in page.records.schema.names]
    place = {row: index for index, row in enumerate(page.records["row"].to_pylist())}
    texts = [page.records[name].to_pylist() for name in columns]
    for table in mapped.tables.values():
        if "actor_native" not in table.column_names:
            continue
        acting = zip(table["row"].to_pylist(), table["actor_native"].to_pylist(), strict=True)
        for row, actor in acting:
            named = {(text[place[row]] or "").strip() for text in texts}
            need(
                actor is None or actor in named,
                f"{page.kind}: the actor of record {row} stands in no person's column",
            )


def _check_planted(source: Source, page: Page, options: Mapping[str, str]) -> None:
    """What is declared sensitive must not come out of ``map``, whatever stands there."""
    about = about_of(source)
    if about is None or not about.sensitive:
        return
    records = page.records
    planted = pa.repeat(pa.scalar(_PLANTED, pa.string()), records.num_rows)
    for name in about.sensitive:
        place = records.schema.get_field_index(name)
        if place < 0:
            records = records.append_column(name, planted)
        else:
            records = records.set_column(place, name, planted)
    for name, table in source.map(Page(page.kind, records), options).tables.items():
        for column in table.schema:
            told = table[column.name]
            if pa.types.is_list(column.type):
                told = pc.list_flatten(told)
            if pa.types.is_string(told.type):
                shown = pc.any(pc.match_substring(told, _PLANTED)).as_py()
                need(not shown, f"{name}: {column.name} shows what is declared sensitive")
