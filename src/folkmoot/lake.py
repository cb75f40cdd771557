"""The activity lake: Delta tables on disk, appended, read at a version, rewritten to forget.

What was measured and binds here: Delta does not fsync, so `Lake.sync` does; readers take their
files from the log and never from a listing; columns that could name a person are kept out of
the statistics in the log, and no predicate ever holds a value of a person; a full vacuum
happens only under the project's lock.
"""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pyarrow as pa
import pyarrow.compute as pc

from folkmoot.activity import CANONICAL, repeating
from folkmoot.durable import flush

if TYPE_CHECKING:
    import pyarrow.parquet as pq
    from deltalake import DeltaTable, WriterProperties
    from deltalake.transaction import AddAction

__all__ = ["Lake"]

#: Columns whose smallest and largest values may stand in the log: none tells of a person.
_STATISTICS: Final = {
    "activities": "published_at",
    "members": "source",
    "communities": "community_id",
    "observations": "metric",
    "annotations": "annotator",
    "encodings": "encoder",
}
_PARTITIONS: Final = {name: ["month"] for name in ("activities", "annotations", "encodings")}
_RETRIES: Final = 5
#: Rows that a writer holds before it writes them: by default a million, which texts make a GB.
_ROW_GROUP: Final = 61_440
#: A file is closed when it is as large as this, and the next one begun.
_FILE_BYTES: Final = 1 << 27
#: Of zstd. Level 3 made files a tenth smaller and took nearly twice the time.
_LEVEL: Final = 1


class Lake:
    """Delta tables of one project, by the names of `CANONICAL` and `DERIVED` of the activities.

    Parameters
    ----------
    root
        Folder that holds a folder a table.
    """

    def __init__(self, root: Path) -> None:
        self.root = root

    def table_path(self, name: str) -> Path:
        """Folder of a table."""
        return self.root / name

    def _open(self, name: str, version: int | None = None) -> DeltaTable | None:
        from deltalake import DeltaTable

        path = self.table_path(name)
        if not (path / "_delta_log").is_dir():
            return None
        return DeltaTable(path, version=version)

    def version(self, name: str) -> int | None:
        """Newest version of a table; ``None`` while it does not exist."""
        table = self._open(name)
        return None if table is None else table.version()

    def versions(self) -> dict[str, int]:
        """Newest versions of all canonical tables that exist."""
        found = {name: self.version(name) for name in CANONICAL}
        return {name: version for name, version in found.items() if version is not None}

    def files(self, name: str, version: int | None = None) -> list[str]:
        """Parquet files of a table at a version, as paths, taken from the log."""
        table = self._open(name, version)
        if table is None:
            return []
        return sorted(uri.removeprefix("file://") for uri in table.file_uris())

    def has_transaction(self, name: str, transaction: str) -> bool:
        """Whether the append named ``transaction`` is in the table."""
        table = self._open(name)
        return table is not None and table.transaction_version(transaction) is not None

    def append(self, name: str, data: pa.RecordBatchReader, transaction: str) -> None:
        """Append rows once: an append whose ``transaction`` is already there does nothing.

        The name is written in the same commit as the rows (Delta's transaction identifiers),
        so a killed append is either whole or absent.
        """
        from deltalake import CommitProperties, Schema, Transaction
        from deltalake.transaction import create_table_with_add_actions

        if self.has_transaction(name, transaction):
            return
        path, parts = self.table_path(name), _PARTITIONS.get(name)
        path.mkdir(parents=True, exist_ok=True)
        # The files are written here and Delta is told of them: its own writer holds twice as much
        # in memory, and more the longer the import is.
        files = _Files(path, data.schema, parts[0] if parts else None)
        try:
            files.write(data)
            properties = CommitProperties(
                app_transactions=[Transaction(transaction, 1)], max_commit_retries=_RETRIES
            )
            table = self._open(name)
            if table is None:
                create_table_with_add_actions(
                    str(path), Schema.from_arrow(data.schema), files.actions, "append", parts,
                    configuration=_configuration(name), commit_properties=properties,
                )  # fmt: skip
            else:
                table.create_write_transaction(
                    [*files.actions], "append", data.schema, parts, commit_properties=properties
                )
        except BaseException:
            files.remove()
            raise

    def replace(self, name: str, data: pa.RecordBatchReader, month: str | None = None) -> None:
        """Replace a table, or one month of it, leaving no value of a person in the log."""
        from deltalake import write_deltalake

        write_deltalake(
            self.table_path(name),
            data,
            mode="overwrite",
            predicate=None if month is None else f"month = '{month}'",
            writer_properties=_writer_properties(),
        )

    def purge(self, name: str) -> None:
        """Delete files that no longer belong to a table, and the log up to a fresh checkpoint.

        Only under the project's lock: a full vacuum beside a writer loses rows. Older versions
        can no longer be read afterwards; that is the meaning of forgetting.
        """
        table = self._open(name)
        if table is None:
            return
        table.vacuum(retention_hours=0, dry_run=False, enforce_retention_duration=False, full=True)
        table.update_incremental()
        table.create_checkpoint()
        last = table.version()
        log = self.table_path(name) / "_delta_log"
        for entry in log.iterdir():
            number = entry.name.split(".")[0]
            if number.isdigit() and int(number) < last:
                entry.unlink()
        self.sync(name)

    def compact(self, name: str) -> None:
        """Join small files (never beside a writer; the caller holds the lock)."""
        table = self._open(name)
        if table is not None:
            table.optimize.compact()
            self.sync(name)

    def sync(self, name: str) -> None:
        """Flush a table's newest files and its folders to the disk."""
        path = self.table_path(name)
        if not path.is_dir():
            return
        folders = {self.root, path, path / "_delta_log"}
        for file in self._unsynced(name):
            flush(file)
            folders.add(file.parent)
        for folder in folders:
            flush(folder)

    def _unsynced(self, name: str) -> Iterator[Path]:
        """Files of the log, and the data files that the newest version added."""
        from deltalake.exceptions import DeltaError

        log = self.table_path(name) / "_delta_log"
        yield from (entry for entry in log.iterdir() if entry.is_file())
        version = self.version(name) or 0
        before: set[str] = set()
        if version:
            # After a purge the version before cannot be read: then every file counts as new.
            with suppress(DeltaError):
                before = set(self.files(name, version - 1))
        yield from (Path(file) for file in self.files(name) if file not in before)


class _Files:
    """Parquet files of one append, a month after another, each written as its rows come."""

    def __init__(self, folder: Path, schema: pa.Schema, partition: str | None) -> None:
        self.actions: list[AddAction] = []
        self._folder = folder
        self._partition = partition
        self._schema = pa.schema([field for field in schema if field.name != partition])
        self._value: str | None = None
        self._held: list[pa.RecordBatch] = []
        self._file: tuple[Path, pq.ParquetWriter] | None = None
        self._rows = 0
        self._written: list[Path] = []

    def write(self, data: pa.RecordBatchReader) -> None:
        """Write all rows; ``actions`` then name the files."""
        for batch in data:
            if self._partition is None:
                self._hold(None, batch)
                continue
            values = batch[self._partition]
            found = pc.unique(values).to_pylist()
            for value in found:
                is_all = len(found) == 1
                self._hold(value, batch if is_all else batch.filter(pc.equal(values, value)))
        self._close()

    def remove(self) -> None:
        """Take the files away again: nothing was committed."""
        if self._file is not None:
            self._file[1].close()
        for path in self._written:
            path.unlink(missing_ok=True)

    def _hold(self, value: str | None, batch: pa.RecordBatch) -> None:
        if value != self._value:
            self._close()
            self._value = value
        self._held.append(batch.select(self._schema.names))
        if sum(each.num_rows for each in self._held) >= _ROW_GROUP:
            self._flush()

    def _flush(self) -> None:
        """Write what is held as one row group; close the file when it is large enough."""
        import pyarrow.parquet as pq

        if not self._held:
            return
        table, self._held = pa.Table.from_batches(self._held, self._schema), []
        if self._file is None:
            part = "" if self._value is None else f"{self._partition}={self._value}/"
            path = self._folder / f"{part}part-{uuid.uuid4()}.zstd.parquet"
            path.parent.mkdir(exist_ok=True)
            self._written.append(path)
            self._file = (
                path,
                pq.ParquetWriter(
                    path,
                    self._schema,
                    compression="zstd",
                    compression_level=_LEVEL,
                    use_dictionary=repeating(self._schema),
                    write_statistics=[*repeating(self._schema), "published_at"],
                ),
            )
        path, writer = self._file
        writer.write_table(table, row_group_size=_ROW_GROUP)
        self._rows += table.num_rows
        if path.stat().st_size >= _FILE_BYTES:
            self._close()

    def _close(self) -> None:
        """End the file at hand; the log is told of its rows alone, of no value in them."""
        from deltalake.transaction import AddAction

        self._flush()
        if self._file is None:
            return
        path, writer = self._file
        writer.close()
        self._file = None
        self.actions.append(
            AddAction(
                path.relative_to(self._folder).as_posix(),
                path.stat().st_size,
                {} if self._partition is None else {self._partition: self._value},
                time.time_ns() // 1_000_000,
                True,
                json.dumps({"numRecords": self._rows}),
            )
        )
        self._rows = 0


def _writer_properties() -> WriterProperties:
    from deltalake import WriterProperties

    return WriterProperties(
        compression="ZSTD", compression_level=_LEVEL, max_row_group_size=_ROW_GROUP
    )


def _configuration(name: str) -> Mapping[str, str | None]:
    return {
        "delta.dataSkippingStatsColumns": _STATISTICS[name],
        "delta.checkpointInterval": "20",
        "delta.logRetentionDuration": "interval 3650 days",
    }
