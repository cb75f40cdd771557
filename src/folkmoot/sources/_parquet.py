"""Read Parquet as pages of strings; nested structures become columns of dotted names."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from folkmoot.errors import FolkmootError
from folkmoot.files.base import Fault, Page
from folkmoot.files.delimited import field_names
from folkmoot.files.opening import unpacked

__all__ = ["count_parquet", "parquet_columns", "parquet_pages"]

#: Rows in one page; text of a page is then some tens of MiB at most in any sane table.
_BATCH: Final = 1 << 14
_DEPTH: Final = 4


def parquet_pages(path: Path, kind: str) -> Iterator[Page]:
    """Yield the rows of a Parquet file as pages; their lines are their numbers.

    Raises
    ------
    FolkmootError
        As `folkmoot.files.opening.unpacked`; ``damaged-file``.
    """
    with _opened(path) as file:
        first = 1
        for batch in file.iter_batches(_BATCH):
            yield _page(kind, batch, first)
            first += batch.num_rows


def count_parquet(path: Path) -> int:
    """Count the rows that the file's own footer states."""
    with _opened(path) as file:
        return int(file.metadata.num_rows)


def parquet_columns(path: Path) -> list[str]:
    """Columns of the pages that `parquet_pages` gives."""
    with _opened(path) as file:
        return field_names(_flat(file.schema_arrow.empty_table()).column_names)


@contextmanager
def _opened(path: Path) -> Iterator[Any]:
    from pyarrow import parquet

    with unpacked(path) as plain:
        try:
            with parquet.ParquetFile(plain, pre_buffer=False, buffer_size=1 << 20) as file:
                yield file
        except (pa.ArrowException, OSError) as error:
            got = str(error).partition("\n")[0]
            hint = "write or copy it again; nothing of it was imported"
            raise FolkmootError(
                "damaged-file", str(path), got, "a sound Parquet file", hint
            ) from error


def _page(kind: str, batch: pa.RecordBatch, first: int) -> Page:
    table = _flat(pa.Table.from_batches([batch]))
    rows = np.arange(first, first + batch.num_rows)
    faults: dict[int, Fault] = {}
    columns = {}
    for name, column in zip(field_names(table.column_names), table.columns, strict=True):
        texts, bad = _text(column.combine_chunks())
        columns[name] = texts
        for index in bad:
            row = int(rows[index])
            fault = Fault(row, row, name, "not-utf-8", "other bytes", "text in UTF-8")
            faults.setdefault(index, fault)
    keep = np.ones(batch.num_rows, dtype=np.bool_)
    keep[list(faults)] = False
    mask = pa.array(keep)
    arrays = [pa.array(rows[keep]), pa.array(rows[keep])]
    arrays += [column.filter(mask) for column in columns.values()]
    records = pa.RecordBatch.from_arrays(arrays, names=["row", "line", *columns])
    return Page(kind, records, tuple(faults[index] for index in sorted(faults)))


def _flat(table: pa.Table) -> pa.Table:
    for _ in range(_DEPTH - 1):
        table = table.flatten()
    return table


def _text(column: pa.Array) -> tuple[pa.Array, list[int]]:
    """A column as text, empty as null, and the places of what is no text."""
    if pa.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    if pa.types.is_nested(column.type):
        whole = [_json(value) for value in column.to_pylist()]
        return pa.array(whole, pa.string()), []
    try:
        texts = column.cast(pa.string())
        texts.validate(full=True)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
        return _decoded(column)
    return pc.if_else(pc.equal(texts, ""), pa.scalar(None, pa.string()), texts), []


def _decoded(column: pa.Array) -> tuple[pa.Array, list[int]]:
    """Text of a column of bytes, one by one."""
    texts: list[str | None] = []
    bad: list[int] = []
    for index, value in enumerate(column.cast(pa.binary()).to_pylist()):
        try:
            texts.append(value.decode() or None if value is not None else None)
        except UnicodeDecodeError:
            texts.append(None)
            bad.append(index)
    return pa.array(texts, pa.string()), bad


def _json(value: Any) -> str | None:
    return None if value is None else json.dumps(value, ensure_ascii=False, default=str)
