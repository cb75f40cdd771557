"""Raw pages of a table of any format."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from folkmoot.files.base import Page
from folkmoot.files.delimited import csv_pages
from folkmoot.sources._parquet import parquet_pages
from folkmoot.sources.table.layout import form_of
from folkmoot.sources.table.ndjson import ndjson_pages
from folkmoot.sources.table.workbook import workbook_pages

__all__ = ["table_pages"]

_KIND: Final = "table"


def table_pages(path: Path, options: Mapping[str, str]) -> Iterator[Page]:
    """Pages of a table of any format, laid out as ``encoding`` and ``delimiter`` say.

    Raises
    ------
    FolkmootError
        As the readers do.
    """
    form, encoding = form_of(path), options.get("encoding", "")
    if form == "parquet":
        return parquet_pages(path, _KIND)
    if form == "xlsx":
        return workbook_pages(path, _KIND)
    if form == "ndjson":
        return ndjson_pages(path, _KIND, encoding)
    return csv_pages(path, _KIND, options.get("delimiter") or ",", encoding)
