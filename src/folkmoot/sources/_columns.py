"""Turn a page's text columns into types, whole columns at a time, one fault a record at most.

The first thing wrong with a record is its fault, and sets the whole record aside: half a record
would be counted as if it were whole.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from folkmoot.files.base import Fault, Page
from folkmoot.files.records import Mask, shorten
from folkmoot.files.times import (
    FIRST_YEAR,
    LAST_YEAR,
    UTC_MICROSECONDS,
    Times,
    iso_times,
    possible,
    read_times,
)

__all__ = ["Columns", "by_distinct", "combined"]

_WHOLE: Final = r"^[+-]?[0-9]{1,18}$"
_SOUND: Final = -1
_LATEST_SECOND: Final = 1 << 40
_EXAMPLES: Final = {
    "year_first": "2017-08-27 04:31",
    "day_first": "27.08.2017 04:31",
    "month_first": "08/27/2017 4:31 PM",
    "unix_seconds": "1503808286",
    "unix_milliseconds": "1503808286000",
}


class Columns:
    """The columns of one page, and which of its records are still sound.

    Parameters
    ----------
    page
        The raw page; columns that it lacks read as null throughout.
    lenient
        Whether a value that is not required and cannot be read is left empty, instead of being
        the fault of its record.

    Examples
    --------
    >>> page = Page(
    ...     "Votes",
    ...     pa.RecordBatch.from_pydict({"row": [1, 2], "line": [2, 3], "Id": ["7", "seven"]}),
    ... )
    >>> columns = Columns(page)
    >>> columns.identifier("Id").to_pylist()
    ['7', None]
    >>> [(fault.line, fault.column, fault.got) for fault in columns.faults()]
    [(3, 'Id', 'seven')]
    """

    def __init__(self, page: Page, *, lenient: bool = False) -> None:
        self._lenient = lenient
        self._records = page.records
        self._first = np.full(page.records.num_rows, _SOUND, dtype=np.int64)
        self._reasons: list[tuple[str, str, str]] = []

    def __len__(self) -> int:
        return len(self._first)

    @property
    def rows(self) -> pa.Array:
        """Numbers of the records in their file."""
        return self._records["row"]

    @property
    def sound(self) -> Mask:
        """Records with nothing wrong so far."""
        return np.equal(self._first, _SOUND)

    def has(self, name: str) -> bool:
        """Whether the page has a column of this name."""
        return name in self._records.schema.names

    def text(self, name: str, *, required: bool = False) -> pa.Array:
        """Text without surrounding blanks; nothing left is null."""
        if self.has(name):
            column = pc.utf8_trim_whitespace(self._records[name])
            column = pc.if_else(pc.equal(column, ""), pa.scalar(None, pa.string()), column)
        else:
            column = pa.nulls(len(self), pa.string())
        if required:
            missing = pc.is_null(column).to_numpy(zero_copy_only=False)
            self.refuse(missing, name, "missing-value", "a value")
        return column

    def identifier(self, name: str, *, required: bool = False) -> pa.Array:
        """Whole numbers, kept as text; null where they are not."""
        column = self.text(name, required=required)
        fits = pc.match_substring_regex(column, _WHOLE)
        return self._fitting(column, name, fits, "not-an-id", required=required)

    def whole(self, name: str) -> pa.Array:
        """Whole numbers."""
        column = self.text(name)
        fits = pc.match_substring_regex(column, _WHOLE)
        return self._fitting(column, name, fits, "not-a-number", required=False).cast(pa.int64())

    def time(self, name: str, *, required: bool = False) -> pa.Array:
        """Moments in UTC, written as ISO 8601 without zone."""
        column = self.text(name, required=required)
        moments = iso_times(column)
        self._impossible(column, moments, name, "2017-08-27T04:31:26", required=required)
        return moments

    def epoch(self, name: str, text: pa.Array, *, required: bool = False) -> pa.Array:
        """Moments in UTC from seconds since 1970; ``text`` is what column ``name`` says.

        Whole numbers, which nearly all are, are cast without a look at their letters.
        """
        if required:
            missing = pc.is_null(text).to_numpy(zero_copy_only=False)
            self.refuse(missing, name, "missing-value", "a value")
        try:
            seconds = text.cast(pa.int64())
        except pa.ArrowInvalid:
            moments = read_times(text, "unix_seconds", "").moments
        else:
            # What would overflow as microseconds is no year of any community.
            small = pc.less(pc.abs(seconds), _LATEST_SECOND)
            kept = pc.if_else(small, seconds, pa.scalar(None, pa.int64()))
            moments = possible(pc.multiply(kept, 1_000_000).cast(UTC_MICROSECONDS))
        self._impossible(text, moments, name, _EXAMPLES["unix_seconds"], required=required)
        return moments

    def times(self, name: str, style: str, zone: str, *, required: bool = False) -> Times:
        """Moments in UTC, written in any way that `folkmoot.files.times.read_times` reads."""
        column = self.text(name, required=required)
        times = read_times(column, style, zone)
        example = _EXAMPLES.get(style, style)
        self._impossible(column, times.moments, name, example, required=required)
        return times

    def coded(self, name: str, codes: Mapping[str, str], *, code: str) -> pa.Array:
        """What a required column's codes stand for; an unknown code is a fault ``code``."""
        column = self.text(name, required=True)
        index = pc.index_in(column, value_set=pa.array(list(codes), pa.string()))
        unknown = pc.is_null(index).to_numpy(zero_copy_only=False)
        self.refuse(unknown, name, code, f"one of {', '.join(codes)}")
        return pa.array(list(codes.values()), pa.string()).take(index)

    def refuse(
        self, wrong: Mask, column: str, code: str, expected: str, *, required: bool = True
    ) -> None:
        """Set aside the records marked, unless something was wrong with them before."""
        if self._lenient and not required:
            return
        new = wrong & self.sound
        if new.any():
            self._first[new] = len(self._reasons)
            self._reasons.append((column, code, expected))

    def faults(self) -> tuple[Fault, ...]:
        """One fault for each record set aside."""
        return tuple(self._fault(index) for index in np.flatnonzero(~self.sound).tolist())

    def table(
        self, schema: pa.Schema, columns: Mapping[str, Any], where: pa.Array | None = None
    ) -> pa.Table:
        """Build a native table from the sound records.

        Parameters
        ----------
        schema
            One of `folkmoot.activity.NATIVE`.
        columns
            Arrays as long as the page, or one value for all rows; others are null.
        where
            Which records give a row; null counts as no.
        """
        mask = pa.array(self.sound)
        if where is not None:
            mask = pc.and_(mask, pc.fill_null(where, False))
        index = np.flatnonzero(mask.to_numpy(zero_copy_only=False))
        whole = len(index) == len(self)
        given: dict[str, Any] = {"row": self.rows, **columns}
        arrays = []
        for field in schema:
            value = given.pop(field.name, None)
            if isinstance(value, pa.Array | pa.ChunkedArray):
                array = value if whole else value.take(pa.array(index))
                arrays.append(array.cast(field.type))
            else:
                arrays.append(pa.repeat(pa.scalar(value, field.type), len(index)))
        if given:
            raise ValueError(f"no such columns: {', '.join(given)}")
        return pa.Table.from_arrays(arrays, schema=schema)

    def _impossible(
        self, column: pa.Array, moments: pa.Array, name: str, example: str, *, required: bool
    ) -> None:
        wrong = pc.and_(pc.is_valid(column), pc.is_null(moments)).to_numpy(zero_copy_only=False)
        expected = f"a date such as {example}, of {FIRST_YEAR} to {LAST_YEAR}"
        self.refuse(wrong, name, "impossible-date", expected, required=required)

    def _fitting(
        self, column: pa.Array, name: str, fits: pa.Array, code: str, *, required: bool
    ) -> pa.Array:
        if not pc.all(fits).as_py():
            wrong = pc.fill_null(pc.invert(fits), False).to_numpy(zero_copy_only=False)
            self.refuse(wrong, name, code, "a whole number", required=required)
            column = pc.if_else(fits, column, pa.scalar(None, pa.string()))
        return column

    def _fault(self, index: int) -> Fault:
        column, code, expected = self._reasons[self._first[index]]
        record = self._records.slice(index, 1).to_pylist()[0]
        row, line = record.pop("row"), record.pop("line")
        got = record.get(column) or "nothing"
        raw = " ".join(f"{name}={value}" for name, value in record.items() if value is not None)
        return Fault(row, line, column, code, shorten(got), expected, shorten(raw))


def by_distinct(column: pa.Array, function: Callable[[Any], str | None]) -> pa.Array:
    """Apply a function of one value to each distinct value of a column; null stays null.

    Examples
    --------
    >>> by_distinct(pa.array([1, 2, 1, None]), lambda n: "one" if n == 1 else None).to_pylist()
    ['one', None, 'one', None]
    """
    encoded = column.dictionary_encode()
    results = [function(value) for value in encoded.dictionary.to_pylist()]
    return pa.array(results, pa.string()).take(encoded.indices)


def combined(tables: Mapping[str, Sequence[pa.Table | None]]) -> dict[str, pa.Table]:
    """Join the tables of each name; those without rows, and those not made, are left out."""
    found = {}
    for name, parts in tables.items():
        filled = [part for part in parts if part is not None and part.num_rows]
        if filled:
            found[name] = pa.concat_tables(filled)
    return found
