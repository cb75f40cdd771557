"""The seam of an engine: SQL templates in, Arrow tables of declared schema out.

Only this package names a database. Everything above it hands over the name of a template
(``sql/*.sql``), the values to bind and the schema it expects back. A `Dialect` holds the few
expressions that differ between engines, as Splink does it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

import pyarrow as pa

__all__ = ["Dialect", "Engine", "EngineSettings", "Value", "conform"]

Value = str | int | float | bool | datetime | None | list[str] | list[int]


@dataclass(frozen=True, slots=True)
class EngineSettings:
    """What an engine may use.

    Parameters
    ----------
    memory_limit
        For example ``2GB``; beyond it the engine spills to ``spill_path``.
    threads
        Cores to use.
    spill_path
        Folder for spilled data; deleted with the engine. ``None`` for no spilling.
    """

    memory_limit: str = "2GB"
    threads: int = 2
    spill_path: Path | None = None


class Dialect(Protocol):
    """Expressions that engines write differently. All arguments and results are SQL text."""

    name: str

    def parameter(self, name: str) -> str:
        """Place where the value bound to ``name`` goes."""
        ...

    def popcount(self, expression: str) -> str:
        """Count the bits set in a BIGINT."""
        ...

    def shift_left(self, expression: str, bits: str) -> str:
        """Shift a BIGINT left by an INTEGER."""
        ...

    def days_between(self, earlier: str, later: str) -> str:
        """Count whole days (24 hours) from one timestamp to a later one, as INTEGER, floored."""
        ...

    def seconds_between(self, earlier: str, later: str) -> str:
        """Count seconds from one timestamp to a later one, as DOUBLE."""
        ...

    def truncate(self, unit: str, expression: str) -> str:
        """First instant of the ``unit`` (hour, day, week, month) that holds a timestamp."""
        ...

    def as_double(self, expression: str) -> str:
        """Cast to DOUBLE; a literal such as 1.0 is DECIMAL in some engines."""
        ...

    def lookup(self, expression: str, values: Mapping[str, int]) -> str:
        """Look a text up in a constant table, as INTEGER; NULL for what is not in it."""
        ...

    def unnest(self, expression: str) -> str:
        """Turn a list column into one row an item, in the select list."""
        ...

    def json_fields(self, expression: str, fields: Sequence[str]) -> str:
        """Read fields of a JSON object as a structure of texts; other values are JSON text."""
        ...

    def is_json(self, expression: str) -> str:
        """Say whether a text is JSON."""
        ...


class Engine(Protocol):
    """Runs templates over registered relations."""

    @property
    def dialect(self) -> Dialect:
        """Return how this engine writes what engines write differently."""
        ...

    def register(self, name: str, data: pa.Table | pa.RecordBatchReader) -> None:
        """Make Arrow data readable as relation ``name``, replacing what was there."""
        ...

    def register_files(
        self, name: str, files: Iterable[str], schema: pa.Schema, *, hive: bool | None = None
    ) -> None:
        """Make Parquet files (one table) readable as ``name``.

        With ``hive`` the column ``month`` is taken from their path (default: where the schema
        has it); without, from the files.
        """
        ...

    def define(self, name: str, template: str, /, **context: object) -> None:
        """Make a view ``name`` from a template."""
        ...

    def materialize(self, name: str, template: str, /, **context: object) -> int:
        """Run a template once and keep its rows as ``name``; returns how many."""
        ...

    def render(self, template: str, /, **context: object) -> str:
        """Return the SQL of a template in this engine's dialect."""
        ...

    def query(
        self, sql: str, schema: pa.Schema, parameters: Mapping[str, Value] | None = None
    ) -> pa.Table:
        """Run one statement and return its rows, cast to ``schema``."""
        ...

    def close(self) -> None:
        """Release memory and spilled files."""
        ...


def conform(table: pa.Table, schema: pa.Schema) -> pa.Table:
    """Cast a result to its declared schema; engines differ in integer widths and null types.

    Raises
    ------
    ValueError
        When the columns are not the declared ones, in their order: a fault of the template.
    """
    if table.column_names != schema.names:
        raise ValueError(f"the query gave {table.column_names}, declared are {schema.names}")
    return table.cast(schema)
