"""Staging: canonical rows of one file on disk, before any of them is in the lake."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from contextlib import ExitStack, closing
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Final, Self

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from folkmoot.activity import CANONICAL, repeating
from folkmoot.durable import flush
from folkmoot.ingest.ahead import ahead
from folkmoot.ingest.layout import drop_derived
from folkmoot.ingest.taking_back import take_back

if TYPE_CHECKING:
    from folkmoot.engines import DuckEngine
    from folkmoot.project import Project

__all__ = ["StagedCounts", "Staging", "StagingWriter"]

#: What tells that a row is already in the lake. Members and communities are kept by state.
_KEYS: Final = {
    "activities": "activity_id",
    "members": "state_id",
    "communities": "state_id",
    "observations": "observation_id",
}
#: Rows handed to the lake at once; its writer holds some dozens of such pieces.
_BATCH: Final = 8_192
#: What the comparison with the lake and the last sort may use before they spill to disk.
_MEMORY: Final = "250MB"
#: Columns of staged rows beyond the canonical ones: which record of the file they came from.
_RECORD: Final = [
    pa.field("record_kind", pa.string()),
    pa.field("record_row", pa.int64()),
    pa.field("ordinal", pa.int64()),
]
_COUNTS: Final = pa.schema(
    [("record_kind", pa.string()), ("staged_count", pa.int64()), ("kept_count", pa.int64())]
)


_MONTHS: Final = pa.schema([("months", pa.int64())])


@dataclass(frozen=True, slots=True)
class StagedCounts:
    """Records of one kind in the staging, and how many brought something new."""

    staged_count: int
    kept_count: int


class StagingWriter:
    """Writes canonical rows to one Parquet file a table; flushed to disk when closed."""

    def __init__(self, folder: Path) -> None:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        self._folder = folder
        self._stack = ExitStack()
        self._writers: dict[str, pq.ParquetWriter] = {}
        self._ordinal = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()
        for path in (*self._folder.iterdir(), self._folder):
            flush(path)

    def write(self, name: str, kind: str, rows: pa.Table, record_rows: pa.ChunkedArray) -> None:
        """Add canonical rows of records of one kind; ``record_rows`` are their row numbers."""
        count = rows.num_rows
        schema = pa.schema([*CANONICAL[name], *_RECORD])
        ordinals = pa.array(np.arange(self._ordinal, self._ordinal + count, dtype=np.int64))
        self._ordinal += count
        columns = [*rows.columns, pa.repeat(kind, count), record_rows, ordinals]
        if name not in self._writers:
            path = self._folder / f"{name}.parquet"
            # Read once and deleted: packing it would take longer than it saves.
            writer = pq.ParquetWriter(
                path, schema, compression="none", use_dictionary=repeating(schema),
                write_statistics=False,
            )  # fmt: skip
            self._writers[name] = self._stack.enter_context(writer)
        self._writers[name].write_table(pa.table(columns, schema=schema))


class Staging:
    """Staged rows of one import beside the lake they are to join.

    Parameters
    ----------
    project
        Whose lake.
    folder
        What `StagingWriter` wrote.
    """

    def __init__(self, project: Project, folder: Path) -> None:
        self._project = project
        #: Tables with staged rows, and whether all of these are new.
        self.names = dict.fromkeys(
            (name for name in CANONICAL if (folder / f"{name}.parquet").exists()), False
        )
        self._engine: DuckEngine = project.engine(_MEMORY)
        for name in self.names:
            schema = pa.schema([*CANONICAL[name], *_RECORD])
            self._register(f"staged_{name}", [str(folder / f"{name}.parquet")], schema)
            self._engine.register_files(f"known_{name}", project.lake.files(name), CANONICAL[name])
            fresh = self._engine.materialize(
                f"fresh_{name}", "ingest_fresh", name=name, key=_KEYS[name]
            )
            self.names[name] = fresh == pq.read_metadata(folder / f"{name}.parquet").num_rows
            self._engine.define(f"new_{name}", "ingest_new", name=name, is_all=self.names[name])

    def _register(self, name: str, files: list[str], schema: pa.Schema) -> None:
        self._engine.register_files(name, files, schema, hive=False)

    def counts(self) -> Mapping[str, StagedCounts]:
        """Records by kind: how many are staged and how many bring something new."""
        if not self.names:
            return {}
        sql = self._engine.render("ingest_counts", names=self.names)
        rows = self._engine.query(sql, _COUNTS).to_pylist()
        return {
            row["record_kind"]: StagedCounts(row["staged_count"], row["kept_count"]) for row in rows
        }

    def commit(self, transaction: str) -> None:
        """Append what is new to the lake, each table once, and flush it to the disk."""
        for name in self.names:
            lake = self._project.lake
            if not lake.has_transaction(name, transaction):
                columns = CANONICAL[name].names
                is_ordered = name == "activities" and self._months() > 1
                sql = self._engine.render(
                    "ingest_rows", name=name, columns=columns, is_ordered=is_ordered
                )
                rows = self._engine.batches(sql, CANONICAL[name], rows=_BATCH)
                # The engine joins the next rows while the last are packed and written.
                with closing(ahead(rows)) as read:
                    # No rows make no version.
                    if first := next((batch for batch in read if batch.num_rows), None):
                        found = chain([first], read)
                        reader = pa.RecordBatchReader.from_batches(CANONICAL[name], found)
                        lake.append(name, reader, transaction)
            lake.sync(name)

    def take_back(self, *, is_again: bool) -> None:
        """Erase the words of posts that were deleted, whichever import told of it."""
        if "activities" in self.names:
            placed = self._project.folder("themes") / "placed"
            months = take_back(self._project.lake, self._engine, placed, is_again=is_again)
            if months or is_again:
                drop_derived(self._project, "index", "trends")

    def _months(self) -> int:
        """Months of the staged activities; a sort of whole rows is spared where there is one."""
        found = self._engine.query(self._engine.render("ingest_months"), _MONTHS)
        return int(found["months"][0].as_py())

    def close(self) -> None:
        """Release the engine; the files stay."""
        self._engine.close()
