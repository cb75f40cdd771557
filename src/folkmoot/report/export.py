"""Every table of estimates as files that other programs open: CSV, JSON and Parquet."""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

import pyarrow as pa

from folkmoot.durable import write_whole
from folkmoot.errors import FolkmootError
from folkmoot.estimate import EstimateTable
from folkmoot.files.plain import plain_cell
from folkmoot.ids import format_id

__all__ = ["FORMATS", "PEOPLE_COLUMNS", "QUOTE_COLUMNS", "export_tables"]

#: Columns that name a person, by pseudonym. Left out unless asked for.
PEOPLE_COLUMNS: Final = ("actor_id",)
#: Columns that repeat what people wrote, word for word. Left out unless asked for: a search
#: engine finds the author of a quoted sentence in seconds.
QUOTE_COLUMNS: Final = ("title", "text", "matched", "examples")


def export_tables(
    folder: Path,
    tables: Mapping[str, EstimateTable],
    formats: Sequence[str] = ("csv", "json"),
    *,
    bom: bool = False,
    people: bool = False,
    quotes: bool = False,
) -> tuple[Path, ...]:
    """Write each table to ``folder`` in each format and return the paths, in order.

    A file appears whole or not at all: it is written beside its place, brought to the disk and
    renamed. Identifiers are 16 hexadecimal digits, since neither JSON nor a spreadsheet holds a
    64-bit integer.

    Parameters
    ----------
    folder
        Made where it is absent.
    tables
        What to write, by name; a table's own name names its files.
    formats
        Of `FORMATS`. CSV has the numbers; JSON has the notes and the evidence too; Parquet has
        the numbers with their types.
    bom
        Start CSV files with a byte order mark, by which Excel knows UTF-8.
    people
        Keep the columns that name a person (`PEOPLE_COLUMNS`).
    quotes
        Keep the columns that repeat people's words (`QUOTE_COLUMNS`).

    Raises
    ------
    FolkmootError
        When a format is not one of `FORMATS`.
    """
    for name in formats:
        if name not in FORMATS:
            raise FolkmootError("unknown-format", "format", repr(name), ", ".join(FORMATS))
    folder.mkdir(parents=True, exist_ok=True)
    dropped = (() if people else PEOPLE_COLUMNS) + (() if quotes else QUOTE_COLUMNS)
    written = []
    for table in tables.values():
        data = _shareable(table.data, dropped)
        for name in formats:
            content = FORMATS[name](table, data)
            if name == "csv" and bom:
                content = b"\xef\xbb\xbf" + content
            written.append(write_whole(folder / f"{table.name}.{name}", content))
    return tuple(written)


def _shareable(data: pa.Table, dropped: Sequence[str]) -> pa.Table:
    """Leave out the columns that are not to be shared; write identifiers as text."""
    data = data.drop_columns([name for name in dropped if name in data.column_names])
    for position, name in enumerate(data.column_names):
        if name.endswith("_id") and pa.types.is_int64(data.schema.field(name).type):
            values = [None if v is None else format_id(v) for v in data[name].to_pylist()]
            data = data.set_column(position, name, pa.array(values, pa.string()))
    return data


def _csv(_table: EstimateTable, data: pa.Table) -> bytes:
    buffer = io.StringIO()
    # RFC 4180 ends a line by both characters; only then does the writer quote either of them.
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(data.column_names)
    for row in data.to_pylist():
        writer.writerow([_csv_cell(value) for value in row.values()])
    return buffer.getvalue().encode("utf-8")


def _csv_cell(value: object) -> str:
    """Say a value as a spreadsheet's cell; text never becomes a formula."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return repr(value)
    text = "; ".join(map(str, value)) if isinstance(value, list) else str(_plain(value))
    return plain_cell(text)


def _json(table: EstimateTable, data: pa.Table) -> bytes:
    document = table.as_dict() | {"rows": [_json_row(row) for row in data.to_pylist()]}
    text = json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False, default=_plain)
    return (text + "\n").encode("utf-8")


def _json_row(row: dict[str, Any]) -> dict[str, Any]:
    """JSON has no infinity: such a value becomes null, and ``unbounded`` names its column."""
    endless = [k for k, v in row.items() if isinstance(v, float) and not math.isfinite(v)]
    if not endless:
        return row
    return row | dict.fromkeys(endless) | {"unbounded": endless}


def _plain(value: object) -> object:
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value)


def _parquet(table: EstimateTable, data: pa.Table) -> bytes:
    import pyarrow.parquet as pq

    about = {"name": table.name, "title": table.title, "as_of": table.as_of.isoformat()}
    buffer = io.BytesIO()
    pq.write_table(data.replace_schema_metadata(about), buffer, compression="zstd")
    return buffer.getvalue()


#: How a table becomes the bytes of a file, by format.
FORMATS: Final[dict[str, Callable[[EstimateTable, pa.Table], bytes]]] = {
    "csv": _csv,
    "json": _json,
    "parquet": _parquet,
}
