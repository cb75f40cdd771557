"""Records set aside: kept with their reason, counted, and summed up in words."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Final

from folkmoot.durable import put_in_place
from folkmoot.files.base import Fault
from folkmoot.files.plain import plain_cell

__all__ = [
    "COLUMNS",
    "REDACTED",
    "FaultGroup",
    "aside_row",
    "group_faults",
    "redact_aside",
    "write_quarantine",
]

COLUMNS: Final = ("kind", "row", "line", "column", "code", "got", "expected", "record")
#: What stands where something told of a person who was forgotten.
REDACTED: Final = "[forgotten]"


@dataclass(frozen=True, slots=True)
class FaultGroup:
    """Records that share a fault, for one line of the import's summary."""

    count: int
    lines: tuple[int, ...]
    column: str
    code: str
    got: str
    expected: str

    def __str__(self) -> str:
        """Say how often, where, and what was wrong."""
        times = "once" if self.count == 1 else f"{self.count:,} times"
        more = " and others" if self.count > len(self.lines) else ""
        lines = ", ".join(f"{line:,}" for line in self.lines)
        return (
            f"{times}  line {lines}{more}  {self.column}  got {self.got}  expected {self.expected}"
        )


def group_faults(faults: Iterable[Fault], lines_shown: int = 3) -> list[FaultGroup]:
    """Sum faults up by column and code, most frequent first, with their first lines."""
    groups: dict[tuple[str, str], list[Fault]] = {}
    for fault in faults:
        groups.setdefault((fault.column, fault.code), []).append(fault)
    ordered = sorted(groups.items(), key=lambda item: (-len(item[1]), item[0]))
    return [
        FaultGroup(
            len(found), tuple(fault.line for fault in found[:lines_shown]),
            column, code, found[0].got, found[0].expected,
        )
        for (column, code), found in ordered
    ]  # fmt: skip


def aside_row(kind: str, fault: Fault) -> list[str | int]:
    """Cells of `COLUMNS` for one record set aside; what it holds never becomes a formula."""
    return [
        kind, fault.row, fault.line, plain_cell(fault.column), fault.code, plain_cell(fault.got),
        fault.expected, plain_cell(fault.record),
    ]  # fmt: skip


def write_quarantine(path: Path, faults: Sequence[tuple[str, Fault]]) -> None:
    """Write the records set aside as CSV, whole or not at all, flushed to disk.

    ``faults`` pairs the kind of record with its fault.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    with part.open("w", encoding="utf-8", newline="", errors="backslashreplace") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        for kind, fault in faults:
            writer.writerow(aside_row(kind, fault))
    put_in_place(part, path)


def redact_aside(data: bytes, told: Callable[[Mapping[str, str]], Iterable[str]]) -> bytes | None:
    """Blank cells of records set aside that tell of a person; ``None`` where none does.

    The rows stay, so that what was read is still what was kept and what was set aside.

    Parameters
    ----------
    data
        The CSV.
    told
        Gives the columns to blank of a row.
    """
    reader = csv.DictReader(StringIO(data.decode("utf-8"), newline=""))
    rows = list(reader)
    is_hit = False
    for row in rows:
        for column in [*told(row)]:
            row[column] = REDACTED
            is_hit = True
    if not is_hit:
        return None
    file = StringIO(newline="")
    writer = csv.DictWriter(file, reader.fieldnames or COLUMNS)
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue().encode("utf-8")
