"""The source itself: JSON files of events."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Final

from folkmoot.errors import FolkmootError
from folkmoot.files.base import Page
from folkmoot.sources._archives import archive_kind, open_export
from folkmoot.sources._fields import Raw, named_only, record_pages
from folkmoot.sources._json_files import Opened, form_of, json_count, json_raws, json_start
from folkmoot.sources._native import map_records
from folkmoot.sources._options import settle_options
from folkmoot.sources.base import Claim, Mapped
from folkmoot.sources.matrix.about import ABOUT
from folkmoot.sources.matrix.events import (
    DOCUMENTS,
    KIND,
    PERSON_COLUMNS,
    PLAIN,
    RECEIPT,
    numbered_events,
    receipts,
)
from folkmoot.sources.matrix.rows import convert, new_rows

__all__ = ["Matrix"]

_EVENT: Final = re.compile(rb'"origin_server_ts"\s*:\s*[0-9]')


class Matrix:
    """Events of Matrix rooms: an export of Element, packed or not, answers of a server, or lines.

    It has no options.
    """

    name = "matrix"
    version = "1"
    about = ABOUT

    def claim(self, path: Path) -> Claim | None:
        """Claim a JSON file, or a zip that holds one, in whose beginning an event stands."""
        start = _start(path)
        if not _EVENT.search(start):
            return None
        if b'"room_name"' in start and b'"exported_by"' in start:
            return Claim(0.95, "it is an export of Element, with events of a room")
        return Claim(0.9, "it holds events with the time of their server")

    def settle(self, path: Path, options: Mapping[str, str]) -> Mapping[str, str]:
        """Check that there are no options.

        Raises
        ------
        FolkmootError
            ``unknown-option``.
        """
        return settle_options(path, options, [])

    def files(self, path: Path) -> Sequence[Path]:
        """The one file."""
        return [path]

    def count(self, path: Path, options: Mapping[str, str]) -> int:
        """Count the events, and the people of each receipt."""
        del options
        with open_export(path, _is_read) as export:
            return sum(_count(partial(export.blocks, name)) for name in export.names)

    def fetch(self, path: Path, options: Mapping[str, str]) -> Iterator[Page]:
        """Yield the events of a file, or of the JSON files of an export that was packed.

        Raises
        ------
        FolkmootError
            As `folkmoot.sources._json.json_records` and `folkmoot.sources._archives.open_export`.
        """
        del options
        with open_export(path, _is_read) as export:
            records = (
                raw for name in export.names for raw in _records(partial(export.blocks, name))
            )
            yield from named_only(record_pages(numbered_events(records), {KIND: PLAIN.fields}))

    def map(self, page: Page, options: Mapping[str, str]) -> Mapped:
        """Turn one page into native rows."""
        del options
        return map_records(page, new_rows(), convert)

    def person_columns(self, kind: str, options: Mapping[str, str]) -> Mapping[str, str]:
        """The sender, whom a membership is about, and the name that they chose."""
        del kind, options
        return PERSON_COLUMNS


def _is_read(name: str) -> bool:
    return name.endswith((".json", ".ndjson", ".jsonl"))


def _start(path: Path) -> bytes:
    if archive_kind(path) != "zip":
        return json_start(path)
    try:
        with open_export(path, _is_read) as export:
            return export.head(export.names[0]).lstrip() if export.names else b""
    except FolkmootError:
        return b""


def _records(opened: Opened) -> Iterator[Raw]:
    return json_raws(opened, form_of(opened, PLAIN, DOCUMENTS))


def _count(opened: Opened) -> int:
    count = json_count(opened, form_of(opened, PLAIN, DOCUMENTS))
    marker = f'"{RECEIPT}"'.encode()
    # The marker may lie across two blocks, which are long; then it costs one more reading.
    if not any(marker in block or b"m.rec" in block[-len(marker) :] for block in opened()):
        return count
    for raw in _records(opened):
        if isinstance(raw.value, Mapping) and raw.value.get("type") == RECEIPT:
            count += max(len(receipts(raw.value)), 1) - 1
    return count
