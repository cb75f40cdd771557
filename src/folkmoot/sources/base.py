"""The seam of a source: fetch raw pages, and map a page to native rows, apart from each other.

``fetch`` reads a file or an answer and yields pages of raw records, unchanged. ``map`` is pure:
the same page gives the same rows, today and on replay from the raw archive.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol, runtime_checkable

import pyarrow as pa

__all__ = ["Claim", "Fault", "Mapped", "Page", "Source"]


@dataclass(frozen=True, slots=True)
class Fault:
    """One record that was set aside, or one value in it that could not be used.

    ``line`` counts physical lines of the file from 1 (records, where a format has no lines).
    ``record`` is the raw record, shortened; it goes to the quarantine file only.
    """

    line: int
    column: str
    code: str
    got: str
    expected: str
    record: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """A run of raw records of one kind.

    ``records`` has one column per raw field, all strings (lists are JSON text), and ``row``
    (int64): the number of the record in its file, from 1, as `Fault.line`. ``faults`` are the
    records of this stretch of the file that could not even be read, one fault a record.
    """

    kind: str
    records: pa.RecordBatch
    faults: tuple[Fault, ...] = ()

    @property
    def read_count(self) -> int:
        """Records met in this stretch of the file, readable or not."""
        return self.records.num_rows + len(self.faults)


@dataclass(frozen=True, slots=True)
class Mapped:
    """Native tables by name (see `folkmoot.activity.NATIVE`) and the records set aside.

    Each record of a page ends either in at least one table or in exactly one fault, by its
    ``row``. ``table`` names, by row, nothing else: a record may give rows to several tables.
    """

    tables: Mapping[str, pa.Table]
    faults: Sequence[Fault] = ()


@dataclass(frozen=True, slots=True)
class Claim:
    """What a source thinks of a file: how sure (0 to 1), and why, in words."""

    confidence: float
    reason: str
    options: Mapping[str, str] = field(default_factory=dict)


@runtime_checkable
class Source(Protocol):
    """Reads one kind of export. Found by the entry-point group ``folkmoot.sources``."""

    name: str
    version: str

    def claim(self, path: Path) -> Claim | None:
        """Say whether ``path`` looks like this source's export, and why; ``None`` for no."""
        ...

    def files(self, path: Path) -> Sequence[Path]:
        """List the files to read, in order: people and topics first, replies last."""
        ...

    def count(self, path: Path) -> int:
        """Count the records of one file by another way than the reader's, for conservation."""
        ...

    def fetch(self, path: Path, options: Mapping[str, str]) -> Iterator[Page]:
        """Yield the raw pages of one file; faults of the whole file raise `FolkmootError`."""
        ...

    def map(self, page: Page, options: Mapping[str, str]) -> Mapped:
        """Turn one raw page into native rows; pure."""
        ...

    def person_columns(self, kind: str) -> Mapping[str, str]:
        """Raw columns of ``kind`` that name people: column -> ``author`` or ``mention``.

        ``author``: the record is that person's own and goes when the person is forgotten.
        ``mention``: only the value is blanked. ``name``: a name of the author.
        """
        ...
