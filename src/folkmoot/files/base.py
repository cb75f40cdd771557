"""What readers of files give: pages of raw records, and the records that could not be read."""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa

__all__ = ["Fault", "Page"]


@dataclass(frozen=True, slots=True)
class Fault:
    """One record that was set aside, and the first thing in it that could not be used.

    ``row`` is the number of the record in its file, from 1. ``line`` is the physical line on
    which the record begins, from 1 (equal to ``row`` where a format has no lines). ``column``
    is empty when the record as a whole is at fault. ``record`` is the raw record, shortened; it
    goes to the quarantine file only.
    """

    row: int
    line: int
    column: str
    code: str
    got: str
    expected: str
    record: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """A run of raw records of one kind, at least one readable or faulty.

    ``records`` begins with ``row`` and ``line`` (int64, as in `Fault`); then one column per raw
    field, all strings (lists are JSON text), null where the file has nothing. ``faults`` are the
    records of this stretch of the file that could not even be read, one fault a record. Rows of
    a file are numbered without gaps over its pages, readable or not. Two pages of one file may
    differ in their columns.

    ``from_rest`` are the columns that were read off the column ``rest{}``, where that holds whole
    lines of flat JSON: an archive leaves them out and reads them again. Whoever changes a value in
    one of them clears it.
    """

    kind: str
    records: pa.RecordBatch
    faults: tuple[Fault, ...] = ()
    from_rest: tuple[str, ...] = ()

    @property
    def read_count(self) -> int:
        """Records met in this stretch of the file, readable or not."""
        return int(self.records.num_rows) + len(self.faults)
