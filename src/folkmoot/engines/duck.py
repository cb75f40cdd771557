"""DuckDB, in process: the first engine."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final
from uuid import uuid4

import pyarrow as pa
import pyarrow.compute as pc

from folkmoot.engines.base import EngineSettings, Value, conform

if TYPE_CHECKING:
    from jinja2 import Environment

__all__ = ["DuckDialect", "DuckEngine"]

#: Lines of JSON parsed at once: what is parsed of 2,048, as the engine would have it, is larger
#: than a processor's cache, which cost a fifth of the time.
_LINES: Final = 256


class DuckDialect:
    """DuckDB's way of writing what `folkmoot.engines.base.Dialect` lists."""

    name = "duckdb"

    def parameter(self, name: str) -> str:
        """Return DuckDB's named parameter."""
        return f"${name}"

    def popcount(self, expression: str) -> str:
        """Return ``bit_count``."""
        return f"bit_count({expression})"

    def shift_left(self, expression: str, bits: str) -> str:
        """Return the ``<<`` operator."""
        return f"(({expression}) << ({bits}))"

    def days_between(self, earlier: str, later: str) -> str:
        """Return the floor of the difference in microseconds over those of a day."""
        return f"((epoch_us({later}) - epoch_us({earlier})) // 86400000000)::INTEGER"

    def seconds_between(self, earlier: str, later: str) -> str:
        """Return the difference of the seconds since 1970, which keep their fractions."""
        return f"(epoch({later}) - epoch({earlier}))"

    def truncate(self, unit: str, expression: str) -> str:
        """Return ``date_trunc``."""
        return f"date_trunc('{unit}', {expression})"

    def as_double(self, expression: str) -> str:
        """Return a cast to DOUBLE."""
        return f"CAST({expression} AS DOUBLE)"

    def lookup(self, expression: str, values: Mapping[str, int]) -> str:
        """Return two list functions, which are run once for each distinct value of a block."""
        texts = ", ".join("'" + text.replace("'", "''") + "'" for text in values)
        numbers = ", ".join(str(number) for number in values.values())
        return f"list_extract([{numbers}], list_position([{texts}], {expression}))"

    def unnest(self, expression: str) -> str:
        """Return ``unnest``."""
        return f"unnest({expression})"

    def json_fields(self, expression: str, fields: Sequence[str]) -> str:
        """Return ``from_json`` with a structure of texts."""
        structure = json.dumps(dict.fromkeys(fields, "VARCHAR")).replace("'", "''")
        return f"from_json({expression}, '{structure}')"

    def is_json(self, expression: str) -> str:
        """Return ``json_valid``."""
        return f"json_valid({expression})"


@cache
def _templates() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    return Environment(
        loader=PackageLoader("folkmoot.engines", "sql"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        autoescape=False,  # noqa: S701 - SQL, not HTML; values are bound, never rendered
    )


class DuckEngine:
    """An in-memory DuckDB that may read only the folders it is given.

    Parameters
    ----------
    settings
        Memory, threads and where to spill.
    readable
        Folders whose Parquet files may be registered. Nothing else on the machine can be
        reached from SQL, and the configuration is locked.
    """

    dialect = DuckDialect()

    def __init__(
        self, settings: EngineSettings | None = None, readable: Sequence[Path] = ()
    ) -> None:
        import duckdb

        settings = settings or EngineSettings()
        parent = settings.spill_path or Path(tempfile.gettempdir())
        parent.mkdir(parents=True, exist_ok=True)
        # Only a name: DuckDB makes the folder when it first spills. Whose it is stands in it, so
        # that what a killed process leaves can be told from what is in use.
        self._spill = str(parent / f"folkmoot-{os.getpid()}-{uuid4().hex}")
        self._connection = duckdb.connect(
            ":memory:",
            config={
                "memory_limit": settings.memory_limit,
                "threads": settings.threads,
                "temp_directory": self._spill,
                "preserve_insertion_order": False,
                "autoinstall_known_extensions": False,
                "autoload_known_extensions": False,
                "python_enable_replacements": False,
            },
        )
        self._connection.execute("SET TimeZone = 'UTC'")
        folders = [str(Path(folder).resolve()) for folder in readable] + [self._spill]
        quoted = ", ".join("'" + folder.replace("'", "''") + "'" for folder in folders)
        self._connection.execute(f"SET allowed_directories = [{quoted}]")
        self._connection.execute("SET enable_external_access = false")
        self._connection.execute("SET lock_configuration = true")

    def register(self, name: str, data: pa.Table | pa.RecordBatchReader) -> None:
        """Make Arrow data readable as relation ``name``, replacing what was there."""
        self._connection.register(name, data)

    def register_files(
        self, name: str, files: Iterable[str], schema: pa.Schema, *, hive: bool | None = None
    ) -> None:
        """Make Parquet files readable as view ``name``; no files make an empty relation."""
        paths = list(files)
        if not paths:
            self.register(name, schema.empty_table())
            return
        listed = ", ".join("'" + path.replace("'", "''") + "'" for path in paths)
        parted = "month" in schema.names if hive is None else hive
        partitions = "true, hive_types = {'month': VARCHAR}" if parted else "false"
        columns = ", ".join(f'"{column}"' for column in schema.names)
        self._connection.execute(
            f'CREATE OR REPLACE VIEW "{name}" AS SELECT {columns} FROM read_parquet('
            f"[{listed}], hive_partitioning = {partitions})"
        )

    def define(self, name: str, template: str, /, **context: object) -> None:
        """Make a view ``name`` from a template."""
        self._connection.execute(
            f'CREATE OR REPLACE VIEW "{name}" AS {self.render(template, **context)}'
        )

    def materialize(self, name: str, template: str, /, **context: object) -> int:
        """Run a template once and keep its rows as ``name``; returns how many."""
        sql = self.render(template, **context)
        made = self._connection.execute(f'CREATE OR REPLACE TEMP TABLE "{name}" AS {sql}')
        return int(made.fetchall()[0][0])

    def render(self, template: str, /, **context: object) -> str:
        """Return the SQL of ``sql/{template}.sql``; ``d`` is the dialect, ``p`` a parameter."""
        text = _templates().get_template(f"{template}.sql")
        return text.render(d=self.dialect, p=self.dialect.parameter, **context)

    def query(
        self, sql: str, schema: pa.Schema, parameters: Mapping[str, Value] | None = None
    ) -> pa.Table:
        """Run one statement and return its rows, cast to ``schema``."""
        result = self._connection.sql(sql, params=dict(parameters or {}))
        return conform(result.to_arrow_table(), schema)

    def json_texts(self, lines: pa.Array, fields: Sequence[str]) -> tuple[pa.Table, list[int]]:
        """Read fields of JSON objects, one a line, as columns of text.

        Returns
        -------
        tuple
            The columns, as long as ``lines``, and the places of lines that are no JSON; there all
            columns are null.
        """
        import duckdb

        schema = pa.schema([("ordinal", pa.int64()), *((field, pa.string()) for field in fields)])
        ordinals = pa.array(range(len(lines)), pa.int64())
        self.register("lines", _numbered(ordinals, lines))
        sql = self.render("json_texts", fields=fields)
        broken: list[int] = []
        try:
            found = self.query(sql, schema)
        except duckdb.InvalidInputException:
            numbers = pa.schema([("ordinal", pa.int64())])
            broken = self.query(self.render("json_broken"), numbers)["ordinal"].to_pylist()
            wrong = pc.is_in(ordinals, value_set=pa.array(broken, pa.int64()))
            sound = pc.if_else(wrong, pa.scalar(None, pa.string()), lines)
            self.register("lines", _numbered(ordinals, sound))
            found = self.query(sql, schema)
        # An engine may hand rows back in any order.
        if not found["ordinal"].combine_chunks().equals(ordinals):
            found = found.sort_by("ordinal")
        return found.drop_columns("ordinal"), broken

    def batches(
        self,
        sql: str,
        schema: pa.Schema,
        parameters: Mapping[str, Value] | None = None,
        rows: int = 100_000,
    ) -> pa.RecordBatchReader:
        """Run one statement and return its rows in batches, for results larger than memory."""
        result = self._connection.sql(sql, params=dict(parameters or {}))
        reader = result.to_arrow_reader(rows)
        names = reader.schema.names
        if names != schema.names:
            raise ValueError(f"the query gave {names}, declared are {schema.names}")
        return pa.RecordBatchReader.from_batches(schema, (b.cast(schema) for b in reader))

    def close(self) -> None:
        """Release memory and spilled files."""
        self._connection.close()
        shutil.rmtree(self._spill, ignore_errors=True)


def _numbered(ordinals: pa.Array, lines: pa.Array) -> pa.Table:
    """Lines with their numbers, in pieces that a parser reads while they are in the cache."""
    table = pa.table({"ordinal": ordinals, "line": lines})
    return pa.Table.from_batches(table.to_batches(_LINES), table.schema)
