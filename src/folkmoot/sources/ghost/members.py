"""Read the list of members that a site exports as CSV, without their addresses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

import pyarrow as pa

from folkmoot.errors import FolkmootError
from folkmoot.files.base import Page
from folkmoot.files.delimited import csv_columns, csv_pages

__all__ = ["is_member_list", "member_pages"]

_KIND: Final = "members"
_COLUMNS: Final = ("id", "name", "created_at", "deleted_at")
#: What the export of members has, and hardly any other table.
_TOLD: Final = {"id", "email", "subscribed_to_emails", "created_at", "labels"}


def is_member_list(path: Path) -> bool:
    """Whether a file is the list of members that Ghost exports."""
    if path.is_dir() or path.suffix != ".csv":
        return False
    try:
        return set(csv_columns(path)) >= _TOLD
    except FolkmootError:
        return False


def member_pages(path: Path) -> Iterator[Page]:
    """Yield the members by their numbers; their addresses and notes are not taken.

    Raises
    ------
    FolkmootError
        As `folkmoot.files.delimited.csv_pages`.
    """
    for page in csv_pages(path, _KIND):
        records = page.records
        names = ["row", "line", *(name for name in _COLUMNS if name in records.schema.names)]
        columns = {name: records[name] for name in names}
        actors = records["id"] if "id" in names else pa.nulls(records.num_rows, pa.string())
        kept = pa.RecordBatch.from_pydict({**columns, "actor": actors})
        # A line that could not be read holds an address all the same.
        faults = tuple(replace(fault, record="") for fault in page.faults)
        yield Page(page.kind, kept, faults)
