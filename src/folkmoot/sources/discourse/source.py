"""The source itself: JSON answers, and accounts' exports."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Final

from folkmoot.errors import FolkmootError
from folkmoot.files.base import Page
from folkmoot.files.delimited import csv_columns
from folkmoot.files.opening import blocks, stem
from folkmoot.sources._archives import archive_kind, open_export
from folkmoot.sources._fields import named_only, record_pages
from folkmoot.sources._html import with_plain_text
from folkmoot.sources._json_files import Form, json_count, json_raws, json_start
from folkmoot.sources._native import map_records
from folkmoot.sources._options import settle_options
from folkmoot.sources.base import Claim, Mapped
from folkmoot.sources.discourse.about import ABOUT, SITE
from folkmoot.sources.discourse.archive import (
    TABLES,
    archive_pages,
    count_archive,
    is_table,
    site_of,
)
from folkmoot.sources.discourse.records import ANSWERS, KINDS, PERSON_COLUMNS, public_records
from folkmoot.sources.discourse.rows import CONVERTERS, new_rows

__all__ = ["Discourse"]

_FORM: Final = Form(ANSWERS, lines=False)
_TOPIC: Final = re.compile(rb'"post_stream"\s*:\s*\{')
_POSTS: Final = re.compile(rb'\A\{\s*"latest_posts"\s*:\s*\[')
_LISTS: Final = re.compile(rb'"(?:topic_list|category_list)"\s*:\s*\{\s*"can_create')


class Discourse:
    """Answers of the API (topics, latest posts, lists), or the export of an account.

    Option: ``site``, the host of the forum; the export of an account tells it by its addresses.
    """

    name = "discourse"
    version = "1"
    about = ABOUT

    def claim(self, path: Path) -> Claim | None:
        """Claim an answer by what only Discourse says, an export by its tables."""
        if archive_kind(path) != "file" or path.suffix == ".csv":
            if not _is_export(path):
                return None
            site = site_of(path)
            options = {"site": site} if site else {}
            return Claim(0.98, "it holds what one wrote on a Discourse forum", options)
        start = json_start(path)
        if _TOPIC.search(start):
            return Claim(0.9, "it is a topic as Discourse's API answers it")
        if _POSTS.match(start) or _LISTS.search(start):
            return Claim(0.9, "it is a list as Discourse's API answers it")
        return None

    def settle(self, path: Path, options: Mapping[str, str]) -> Mapping[str, str]:
        """Check the options; an export of an account tells its site.

        Raises
        ------
        FolkmootError
            As `folkmoot.sources._options.settle_options`.
        """
        told = "" if options.get("site") or not _is_tables(path) else site_of(path)
        return settle_options(path, {**options, **({"site": told} if told else {})}, [SITE])

    def files(self, path: Path) -> Sequence[Path]:
        """The export, the tables of an unpacked one, or the one file.

        Raises
        ------
        FolkmootError
            ``no-file``.
        """
        if not path.is_dir():
            return [path]
        found = [path / f"{name}.csv" for name in TABLES if (path / f"{name}.csv").is_file()]
        if not found:
            raise FolkmootError("no-file", str(path), "no table", "an export with its tables")
        return found

    def count(self, path: Path, options: Mapping[str, str]) -> int:
        """Count values by another parser, or records outside quotes."""
        del options
        if _is_tables(path):
            return count_archive(path)
        return json_count(partial(blocks, path), _FORM)

    def fetch(self, path: Path, options: Mapping[str, str]) -> Iterator[Page]:
        """Yield the records of an answer, or the tables of an export.

        Raises
        ------
        FolkmootError
            As `folkmoot.sources._json.json_records` and
            `folkmoot.sources.discourse.archive.archive_pages`.
        """
        del options
        if _is_tables(path):
            return archive_pages(path)
        return named_only(
            record_pages(public_records(json_raws(partial(blocks, path), _FORM)), KINDS)
        )

    def map(self, page: Page, options: Mapping[str, str]) -> Mapped:
        """Turn one page into native rows."""
        rows = new_rows(options, "community" if page.kind in KINDS else "user")
        return with_plain_text(map_records(page, rows, CONVERTERS[page.kind]))

    def person_columns(self, kind: str, options: Mapping[str, str]) -> Mapping[str, str]:
        """Who wrote, their names, and whom they answer."""
        del options
        return PERSON_COLUMNS if kind in KINDS else {"username": "author"}


def _is_tables(path: Path) -> bool:
    return archive_kind(path) != "file" or Path(stem(path)).suffix == ".csv"


def _is_export(path: Path) -> bool:
    """Whether a table of posts, by its columns, is or lies in what is there."""
    try:
        with open_export(path, is_table) as export:
            name = next((one for one in export.names if one.endswith("user_archive.csv")), None)
            if name is None:
                return False
            with export.local(name) as table:
                return TABLES["user_archive"] <= set(csv_columns(table))
    except FolkmootError:
        return False
