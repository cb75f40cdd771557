"""The source itself: WXR files, and JSON answers of the REST API."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Final

from folkmoot.errors import FolkmootError
from folkmoot.files.base import Page
from folkmoot.files.opening import blocks, head
from folkmoot.sources._fields import named_only, record_pages
from folkmoot.sources._html import with_plain_text
from folkmoot.sources._json_files import form_of, json_count, json_raws, json_start
from folkmoot.sources._native import map_records
from folkmoot.sources._options import settle_options
from folkmoot.sources.base import Claim, Mapped
from folkmoot.sources.wordpress.about import ABOUT, PLATFORM
from folkmoot.sources.wordpress.records import (
    KINDS,
    LAYOUTS,
    PERSON_COLUMNS,
    rest_records,
    wxr_records,
)
from folkmoot.sources.wordpress.rows import CONVERTERS, new_rows
from folkmoot.sources.wordpress.wxr import count_wxr, is_wxr, read_wxr

__all__ = ["WordPress"]

_HEAD: Final = 1 << 12
_POST: Final = re.compile(rb'"(?:date|modified)_gmt"\s*:.{0,2000}"guid"|"guid"\s*:\s*\{', re.DOTALL)
_COMMENT: Final = re.compile(rb'"author_name"\s*:')
_USERS: Final = re.compile(rb'"avatar_urls"\s*:')


class WordPress:
    """The export of a site (Tools, Export), or answers of its REST API: posts, comments, users.

    Option: ``platform``, the host of the site, read off the file's addresses unless given.
    """

    name = "wordpress"
    version = "1"
    about = ABOUT

    def claim(self, path: Path) -> Claim | None:
        """Claim an RSS file that WordPress exported, or a list as its REST API answers."""
        if path.is_dir():
            return None
        if _is_wxr(path):
            return Claim(0.98, "it is an RSS file with what WordPress adds to its exports")
        start = json_start(path)
        is_answer = b'"date_gmt"' in start and bool(_POST.search(start) or _COMMENT.search(start))
        is_users = b"/wp/v2/users" in start and bool(_USERS.search(start))
        reason = "it holds posts, comments or users as WordPress's REST API answers them"
        return Claim(0.95, reason) if is_answer or is_users else None

    def settle(self, path: Path, options: Mapping[str, str]) -> Mapping[str, str]:
        """Check the options.

        Raises
        ------
        FolkmootError
            As `folkmoot.sources._options.settle_options`.
        """
        return settle_options(path, options, [PLATFORM])

    def files(self, path: Path) -> Sequence[Path]:
        """The one file."""
        return [path]

    def count(self, path: Path, options: Mapping[str, str]) -> int:
        """Count the opening tags outside quoted text, or values by another parser."""
        del options
        if _is_wxr(path):
            return count_wxr(path)
        opened = partial(blocks, path)
        return json_count(opened, form_of(opened, LAYOUTS[0]))

    def fetch(self, path: Path, options: Mapping[str, str]) -> Iterator[Page]:
        """Yield the authors, posts and comments of a file.

        Raises
        ------
        FolkmootError
            As `folkmoot.sources.wordpress.wxr.read_wxr` and
            `folkmoot.sources._json.json_records`.
        """
        del options
        opened = partial(blocks, path)
        records = (
            wxr_records(read_wxr(path))
            if _is_wxr(path)
            else rest_records(json_raws(opened, form_of(opened, LAYOUTS[0])))
        )
        return named_only(record_pages(records, KINDS))

    def map(self, page: Page, options: Mapping[str, str]) -> Mapped:
        """Turn one page into native rows."""
        return with_plain_text(map_records(page, new_rows(options), CONVERTERS[page.kind]))

    def person_columns(self, kind: str, options: Mapping[str, str]) -> Mapping[str, str]:
        """Who acts, and the names, addresses and pages that they gave."""
        del kind, options
        return PERSON_COLUMNS


def _is_wxr(path: Path) -> bool:
    try:
        return is_wxr(head(path, _HEAD))
    except FolkmootError:
        return False
