"""A file of answers as a table of text, before anybody says what its columns mean."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

import pyarrow as pa

from folkmoot.errors import FolkmootError
from folkmoot.files import Fault

__all__ = ["RawTable", "checked_count", "seen"]

#: Letters of a value that are shown; it may be what somebody wrote.
_SHOWN: Final = 40


@dataclass(frozen=True)
class RawTable:
    """Records of a file, each cell as text.

    Parameters
    ----------
    form
        ``csv``, ``xlsx``, ``sav`` or ``dta``.
    table
        A string column a column of the file; null where a cell is empty.
    lines
        int64, a number a record: the line, or the row of the sheet, on which it begins.
    names
        What each column is called in the file, as it stands there; those of ``table`` are made
        unique.
    titles
        Wording of the question behind a column, where the file has it.
    labels
        For each column the words of its codes, where the file has them.
    missing
        For each column the codes that the file itself declares to be no answer.
    faults
        Records that could not be read, one fault each.
    read_count
        Records that the file holds, counted by another way than they were read.
    """

    form: str
    table: pa.Table
    lines: pa.Array
    names: tuple[str, ...]
    titles: Mapping[str, str] = field(default_factory=dict)
    labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    missing: Mapping[str, frozenset[str]] = field(default_factory=dict)
    faults: tuple[Fault, ...] = ()
    read_count: int = 0

    @property
    def columns(self) -> tuple[str, ...]:
        """Unique names of the columns."""
        return tuple(self.table.column_names)

    @property
    def doubled(self) -> frozenset[str]:
        """Names that several columns of the file share."""
        return frozenset(name for name in self.names if name and self.names.count(name) > 1)

    def without_first(self, count: int) -> RawTable:
        """Leave out the first records, which are no answers but further lines of the header."""
        return replace(
            self,
            table=self.table.slice(count),
            lines=self.lines.slice(count),
            read_count=self.read_count - count,
        )

    def renamed(self, names: list[str]) -> RawTable:
        """Give the columns other names."""
        old = self.columns
        moved = dict(zip(old, names, strict=True))
        return replace(
            self,
            table=self.table.rename_columns(names),
            titles={moved[name]: text for name, text in self.titles.items()},
            labels={moved[name]: words for name, words in self.labels.items()},
            missing={moved[name]: codes for name, codes in self.missing.items()},
        )


def seen(text: str, count: int, line: int) -> str:
    """Say of a value how often it stands in a file, and where first.

    Examples
    --------
    >>> seen("Sometimes", 1, 12), seen("Sometimes", 1400, 12)
    ('"Sometimes", once, on line 12', '"Sometimes", 1,400 times, first on line 12')
    """
    shown = f'"{text[:_SHOWN]}"'
    if count == 1:
        return f"{shown}, once, on line {line:,}"
    return f"{shown}, {count:,} times, first on line {line:,}"


def checked_count(name: str, read: int, counted: int) -> int:
    """Give the number of records back, if both ways of counting agree.

    Raises
    ------
    FolkmootError
        ``other-count``: records would be lost, so nothing is read.
    """
    if read != counted:
        got, expected = f"{read:,} records read", f"{counted:,}, which another count finds"
        hint = "export the file again; nothing of it was read"
        raise FolkmootError("other-count", name, got, expected, hint)
    return counted
