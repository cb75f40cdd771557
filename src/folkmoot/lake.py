"""The activity lake: Delta tables on disk, appended, read at a version, rewritten to forget.

What was measured and binds here: Delta does not fsync, so `Lake.sync` does; readers take their
files from the log and never from a listing; columns that could name a person are kept out of
the statistics in the log, and no predicate ever holds a value of a person; a full vacuum
happens only under the project's lock.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pyarrow as pa

from folkmoot.activity import CANONICAL
from folkmoot.durable import flush

if TYPE_CHECKING:
    from deltalake import DeltaTable, WriterProperties

__all__ = ["Lake"]

#: Columns whose smallest and largest values may stand in the log: none tells of a person.
_STATISTICS: Final = {
    "activities": "published_at",
    "members": "source",
    "communities": "community_id",
    "observations": "metric",
}
_PARTITIONS: Final = {"activities": ["month"]}
_RETRIES: Final = 5
#: Rows that a writer holds before it writes them: by default a million, which texts make a GB.
_ROW_GROUP: Final = 61_440
#: A file is put together in memory before it is written.
_FILE_BYTES: Final = 1 << 25


class Lake:
    """Delta tables of one project, by the names of `folkmoot.activity.CANONICAL`.

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
        """Newest versions of all tables that exist."""
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
        from deltalake import CommitProperties, Transaction, write_deltalake

        if self.has_transaction(name, transaction):
            return
        path = self.table_path(name)
        path.mkdir(parents=True, exist_ok=True)
        write_deltalake(
            path,
            data,
            mode="append",
            partition_by=_PARTITIONS.get(name),
            configuration=_configuration(name),
            writer_properties=_writer_properties(),
            target_file_size=_FILE_BYTES,
            commit_properties=CommitProperties(
                app_transactions=[Transaction(transaction, 1)], max_commit_retries=_RETRIES
            ),
        )

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


def _writer_properties() -> WriterProperties:
    from deltalake import WriterProperties

    return WriterProperties(compression="ZSTD", compression_level=3, max_row_group_size=_ROW_GROUP)


def _configuration(name: str) -> Mapping[str, str | None]:
    return {
        "delta.dataSkippingStatsColumns": _STATISTICS[name],
        "delta.checkpointInterval": "20",
        "delta.logRetentionDuration": "interval 3650 days",
    }
