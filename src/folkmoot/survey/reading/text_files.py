"""Read answers from CSV and TSV, by the readers that sources of activities use."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from folkmoot.files import Page
from folkmoot.files.counting import count_csv
from folkmoot.files.delimited import csv_header, csv_pages, field_names
from folkmoot.files.guessing import find_delimiter
from folkmoot.survey.reading.raw import RawTable, checked_count

__all__ = ["read_text_file"]


def read_text_file(path: Path, encoding: str = "", delimiter: str = "") -> RawTable:
    """Read a delimited file; lines with the wrong number of columns are set aside.

    Parameters
    ----------
    path
        The file, compressed or not.
    encoding
        Empty for what the byte order mark says, else UTF-8.
    delimiter
        Empty for the one that cuts the first lines most evenly.

    Raises
    ------
    FolkmootError
        As `folkmoot.files.delimited.csv_pages`.
    """
    sign = delimiter or find_delimiter(path, encoding)
    names = csv_header(path, sign, encoding)
    columns = field_names(names)
    pages = list(csv_pages(path, "respondent", sign, encoding))
    counted = count_csv(path, sign, encoding)
    checked_count(path.name, sum(page.read_count for page in pages), counted)
    return RawTable(
        "csv",
        pa.table({name: _column(pages, name) for name in columns}),
        _joined([page.records["line"] for page in pages], pa.int64()),
        tuple(name.strip() for name in names),
        faults=tuple(fault for page in pages for fault in page.faults),
        read_count=counted,
    )


def _column(pages: list[Page], name: str) -> pa.ChunkedArray:
    texts = _joined([page.records[name] for page in pages], pa.string())
    trimmed = pc.utf8_trim_whitespace(texts)
    return pc.if_else(pc.equal(trimmed, ""), pa.scalar(None, pa.string()), trimmed)


def _joined(parts: list[pa.Array], kind: pa.DataType) -> pa.Array:
    return pa.concat_arrays(parts) if parts else pa.array([], kind)
