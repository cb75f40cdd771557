"""The export of an account: a zip of tables, of which those with acts are read.

Its other tables (sessions with their addresses, preferences) are never opened, but for the name of
the account. A private message is kept as a record that says so, and nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from folkmoot.errors import FolkmootError
from folkmoot.files.base import Page
from folkmoot.files.counting import count_csv
from folkmoot.files.delimited import csv_pages
from folkmoot.sources._archives import Export, open_export
from folkmoot.sources._json_files import object_of

__all__ = ["TABLES", "archive_pages", "count_archive", "is_table", "site_of"]

#: Tables with acts, and the columns by which each is told.
TABLES: Final = {
    "user_archive": {"topic_title", "is_pm", "post_raw", "url", "created_at"},
    "likes": {"id", "topic_id", "post_number", "created_at"},
    "bookmarks": {"bookmarkable_id", "bookmarkable_type", "created_at"},
    "badges": {"badge_id", "granted_at"},
    "visits": {"visited_at", "posts_read"},
}  # fmt: skip
_PREFERENCES: Final = "preferences.json"
_NAMED: Final = re.compile(r"user_archive-(.+?)-[0-9]{6}-[0-9]{6}(?:-[0-9]+)?\.zip$")
_ADDRESS: Final = re.compile(rb"https?://([A-Za-z0-9.-]{1,200}(?::[0-9]{1,5})?)/t/")
_NONE: Final = pa.scalar(None, pa.string())
#: "No" of the column that says whether a post is a private message, in the languages that we know.
#: Whatever else stands there may mean yes, so the post is set aside.
_PUBLIC: Final = ["no", "false", "non", "nein", "não", "nee", "nej", "нет", "否", "いいえ"]


def is_table(name: str) -> bool:
    """Whether a file of an export is a table that is read."""
    base = name.rpartition("/")[2]
    return base == _PREFERENCES or (base.removesuffix(".csv") in TABLES and base.endswith(".csv"))


def site_of(path: Path) -> str:
    """Host of the site, which the addresses of the posts tell; empty where there are none."""
    try:
        with open_export(path, is_table) as export:
            name = next((one for one in export.names if one.endswith("user_archive.csv")), None)
            found = _ADDRESS.search(export.head(name, 1 << 20)) if name else None
    except FolkmootError:
        return ""
    return found[1].decode().lower().removeprefix("www.") if found else ""


def count_archive(path: Path) -> int:
    """Count the records of the tables outside quotes."""
    count = 0
    with open_export(path, is_table) as export:
        for name in _tables(export):
            with export.local(name) as table:
                count += count_csv(table)
    return count


def archive_pages(path: Path) -> Iterator[Page]:
    """Yield the tables of an export one after another, with the account's name in each record.

    Raises
    ------
    FolkmootError
        As `folkmoot.sources._archives.open_export` and `folkmoot.files.delimited.csv_pages`.
    """
    row = 0
    with open_export(path, is_table) as export:
        person = _person(path, export)
        for name in _tables(export):
            with export.local(name) as table:
                last = row
                for page in csv_pages(table, name.rpartition("/")[2].removesuffix(".csv")):
                    yield _completed(page, row, person)
                    last += page.read_count
                row = last


def _tables(export: Export) -> list[str]:
    """The tables that are read, in their order. A lone file is opened whatever it is called."""
    order = list(TABLES)
    found = [name for name in export.names if name.endswith(".csv") and is_table(name)]
    return sorted(found, key=lambda name: order.index(name.rpartition("/")[2].removesuffix(".csv")))


def _person(path: Path, export: Export) -> str | None:
    """The account's name, from its preferences; else from the name of the zip."""
    name = next((one for one in export.names if one.endswith(_PREFERENCES)), None)
    beside = path.with_name(_PREFERENCES)
    found: Mapping[str, Any] = {}
    if name:
        found = object_of(export.blocks(name))
    elif beside.is_file() and path.suffix == ".csv":
        with open_export(beside) as other:
            found = object_of(other.blocks(other.names[0]))
    inner = found.get("user")
    told = found.get("username") or (inner.get("username") if isinstance(inner, dict) else None)
    match = _NAMED.search(path.name)
    return told if isinstance(told, str) else (match[1] if match else None)


def _completed(page: Page, before: int, person: str | None) -> Page:
    records = page.records
    columns = {name: records[name] for name in records.schema.names[2:]}
    if page.kind == "user_archive" and "is_pm" in columns:
        columns = _without_private(columns)
    shift = pa.scalar(before, pa.int64())
    numbers = {"row": pc.add(records["row"], shift), "line": records["line"]}
    columns["username"] = pa.repeat(pa.scalar(person, pa.string()), records.num_rows)
    faults = tuple(replace(one, row=one.row + before, record="") for one in page.faults)
    return Page(page.kind, pa.RecordBatch.from_pydict({**numbers, **columns}), faults)


def _without_private(columns: Mapping[str, pa.Array]) -> dict[str, pa.Array]:
    said = pc.utf8_lower(pc.utf8_trim_whitespace(pc.fill_null(columns["is_pm"], "")))
    is_public = pc.is_in(said, value_set=pa.array(_PUBLIC))
    return {
        name: column if name == "is_pm" else pc.if_else(is_public, column, _NONE)
        for name, column in columns.items()
    }
