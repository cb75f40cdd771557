"""From a page of a mapped table to native rows."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from folkmoot.activity import ANONYMOUS, NATIVE
from folkmoot.files.base import Page
from folkmoot.files.times import Times
from folkmoot.sources._columns import Columns, combined
from folkmoot.sources.base import Mapped
from folkmoot.sources.table.fields import FIELDS, Rule
from folkmoot.sources.table.mapping import Field, TableMapping
from folkmoot.sources.table.values import counted, field_times, field_values

__all__ = ["map_page"]


def map_page(page: Page, mapping: TableMapping) -> Mapped:
    """Native rows of one page, in all the tables that the mapping fills.

    Communities that are only named by activities or members get a row of their own, once a page,
    so that each community has a kind and a name.
    """
    rows = _Rows(Columns(page, lenient=mapping.unreadable == "leave_empty"), mapping)
    values = {table: rows.values(table) for table in mapping.tables}
    counters = rows.counters(values)
    if mapping.counts and not mapping.tables.keys() - {"observations"}:
        rows.refuse_without(counters)
    # Tables are built once every column has been judged: a faulty record gives no row at all.
    tables = {
        table: [rows.table(table, found)]
        for table, found in values.items()
        # Beside counts, that section may say no more than what they count.
        if table != "observations" or "value" in found
    }
    tables.setdefault("observations", [])
    tables["observations"] += [rows.table("observations", found) for found in counters]
    if "communities" not in mapping.tables:
        tables["communities"] = [rows.communities(found) for found in values.values()]
    return Mapped(combined(tables), rows.columns.faults())


class _Rows:
    """One page being mapped."""

    def __init__(self, columns: Columns, mapping: TableMapping) -> None:
        self.columns = columns
        self._mapping = mapping

    def values(self, table: str) -> dict[str, Any]:
        """Values of each native column of a table, before any row is built."""
        found: dict[str, Any] = {"platform": self._mapping.platform}
        times: Times | None = None
        for name, field in self._mapping.tables[table].items():
            rule = FIELDS[table][name]
            if rule.form == "time":
                times = field_times(self.columns, field, rule, self._mapping)
                found[rule.native] = times.moments
            elif (table, name) == ("observations", "value"):
                found |= self._count(field, required=True)
            else:
                found[rule.native] = field_values(self.columns, field, rule)
                if rule.form == "person":
                    found[rule.native] = self._somebody(found[rule.native], field, rule)
        _complete(table, self._mapping, found, times)
        return found

    def counters(self, values: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
        """Values of an observation for each counter of a row's object."""
        given = values.get("observations", values.get("activities", {}))
        found = []
        for metric, field in self._mapping.counts.items():
            shared = {
                "platform": self._mapping.platform,
                "object_native": given["object_native"],
                "metric": metric,
                "observed_at": given.get("observed_at"),
            }
            found.append(shared | self._count(field, required=False))
        return found

    def table(self, table: str, values: dict[str, Any]) -> pa.Table:
        """Build the rows; a counter without a value gives none."""
        where = None
        if table == "observations":
            where = pc.and_(pc.is_valid(values["value"]), pc.is_valid(values["object_native"]))
        elif table == "members":
            where = pc.is_valid(values["actor_native"])
        return self.columns.table(NATIVE[table], values, where)

    def communities(self, values: dict[str, Any]) -> pa.Table:
        """One row for each community that sound records of the page name."""
        named = values.get("community_native")
        if named is None:
            return NATIVE["communities"].empty_table()
        if not isinstance(named, pa.Array):
            named = pa.repeat(named, len(self.columns))
        sound = np.flatnonzero(self.columns.sound)
        encoded = named.take(pa.array(sound)).dictionary_encode().indices
        codes = pc.fill_null(encoded, -1).to_numpy(zero_copy_only=False)
        _, first = np.unique(codes, return_index=True)
        mask = np.zeros(len(self.columns), dtype=np.bool_)
        mask[sound[first]] = True
        where = pc.and_(pa.array(mask), pc.is_valid(named))
        given = {
            "platform": self._mapping.platform,
            "community_native": named,
            "kind": self._mapping.kind,
            "name": named,
        }
        return self.columns.table(NATIVE["communities"], given, where)

    def _somebody(self, people: pa.Array, field: Field, rule: Rule) -> pa.Array:
        """People without those who are nobody; beside activities, a member may be nobody."""
        nobody = pc.is_in(people, value_set=pa.array(self._mapping.nobody, pa.string()))
        known = pc.if_else(nobody, pa.scalar(None, pa.string()), people)
        if rule.required and "activities" not in self._mapping.tables:
            missing = pc.is_null(known).to_numpy(zero_copy_only=False)
            self.columns.refuse(missing, ", ".join(field.columns), "missing-value", "a person")
        return known

    def refuse_without(self, counters: list[dict[str, Any]]) -> None:
        """Set aside the records of a table of counters in which nothing is counted."""
        nothing = np.ones(len(self.columns), dtype=np.bool_)
        for counter in counters:
            nothing &= pc.is_null(counter["value"]).to_numpy(zero_copy_only=False)
        names = ", ".join(field.columns[0] for field in self._mapping.counts.values())
        self.columns.refuse(nothing, "", "missing-value", f"a count in one of {names}")

    def _count(self, field: Field, *, required: bool) -> dict[str, Any]:
        numbers, bounds = counted(self.columns, field.columns[0], required=required)
        return {"value": numbers, "is_lower_bound": bounds}


def _complete(
    table: str, mapping: TableMapping, found: dict[str, Any], times: Times | None
) -> None:
    """Fill what a native row needs and no column gave."""
    if table in {"activities", "members"}:
        actor = found.get("actor_native")
        known = pa.scalar(False) if actor is None else pc.is_valid(actor)
        found["actor_scheme"] = pc.if_else(known, mapping.actor_scheme, ANONYMOUS)
        found["actor_type"] = "Person"
        found.setdefault("community_native", mapping.community)
    if table in {"activities", "communities"}:
        found["kind"] = mapping.kind
    if table == "activities":
        found.setdefault("verb", pa.repeat("Create", len(found["native_id"])))
        found["sampling_frame"] = mapping.sampling_frame
        if times is not None:
            found["time_precision"], found["time_source"] = times.precision, times.source
        if "object_native" not in found:
            # Creating makes the object itself; of other acts the object is not known then.
            made = pc.equal(found["verb"], "Create")
            none = pa.scalar(None, pa.string())
            found["object_native"] = pc.if_else(made, found["native_id"], none)
