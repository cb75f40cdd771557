"""The source itself: repositories (``.car``) and streams (NDJSON of Jetstream)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Final

from folkmoot.errors import FolkmootError
from folkmoot.files.base import Page
from folkmoot.files.counting import count_lines
from folkmoot.files.opening import blocks, head, raw_blocks
from folkmoot.sources._fields import named_only, record_pages
from folkmoot.sources._json import Layout, json_records
from folkmoot.sources._native import map_records
from folkmoot.sources._options import FRAME, settle_options
from folkmoot.sources.base import Claim, Mapped
from folkmoot.sources.bluesky.about import ABOUT
from folkmoot.sources.bluesky.car import count_entries, is_car, read_entries
from folkmoot.sources.bluesky.events import KIND, repository_events, without_mentions
from folkmoot.sources.bluesky.rows import FIELDS, PERSON_COLUMNS, convert, new_rows

__all__ = ["Bluesky"]

_LAYOUT: Final = Layout(KIND, FIELDS)
_KINDS: Final = ("commit", "identity", "account")


class Bluesky:
    """An account's repository as a CAR file, or events of Jetstream as NDJSON.

    Option: ``frame``, how the records came to be in the sample: ``user`` for a repository,
    ``community`` for a stream, unless given; a stream that was filtered by words is ``keyword``.
    """

    name = "bluesky"
    version = "1"
    about = ABOUT

    def claim(self, path: Path) -> Claim | None:
        """Claim a CAR file of version 1, or lines that are events of Jetstream."""
        if path.is_dir():
            return None
        if _is_car(path):
            return Claim(0.95, "it begins as a CAR file does")
        return Claim(0.95, "its lines are events of Jetstream") if _is_stream(path) else None

    def settle(self, path: Path, options: Mapping[str, str]) -> Mapping[str, str]:
        """Check the options.

        Raises
        ------
        FolkmootError
            As `folkmoot.sources._options.settle_options`.
        """
        settled = settle_options(path, options, [FRAME])
        return {"frame": settled["frame"] or ("user" if _is_car(path) else "community")}

    def files(self, path: Path) -> Sequence[Path]:
        """The one file."""
        return [path]

    def count(self, path: Path, options: Mapping[str, str]) -> int:
        """Count the entries of the tree's nodes, or the lines."""
        del options
        return count_entries(path) if _is_car(path) else count_lines(path)

    def fetch(self, path: Path, options: Mapping[str, str]) -> Iterator[Page]:
        """Yield the records of a repository, or the events of a stream.

        Raises
        ------
        FolkmootError
            As `folkmoot.sources.bluesky.car.read_entries` and
            `folkmoot.sources._json.json_records`.
        """
        del options
        records = (
            repository_events(read_entries(path))
            if _is_car(path)
            else json_records(partial(blocks, path), [_LAYOUT], lines=True)
        )
        return named_only(record_pages(without_mentions(records), {KIND: FIELDS}))

    def map(self, page: Page, options: Mapping[str, str]) -> Mapped:
        """Turn one page into native rows."""
        return map_records(page, new_rows(options["frame"]), convert)

    def person_columns(self, kind: str, options: Mapping[str, str]) -> Mapping[str, str]:
        """The account, its names, and whom it follows."""
        del kind, options
        return PERSON_COLUMNS


def _is_car(path: Path) -> bool:
    try:
        return is_car(next(raw_blocks(path), b"")[:64])
    except FolkmootError:
        return False


def _is_stream(path: Path) -> bool:
    try:
        first = head(path).split(b"\n", 1)[0]
        found = json.loads(first)
    except (FolkmootError, ValueError, RecursionError):
        return False
    return isinstance(found, dict) and found.get("kind") in _KINDS and "time_us" in found
