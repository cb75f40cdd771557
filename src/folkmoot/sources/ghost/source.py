"""The source itself: JSON exports of sites, and answers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Final

from folkmoot.files.base import Page
from folkmoot.files.counting import count_csv
from folkmoot.files.opening import blocks
from folkmoot.sources._fields import named_only, record_pages
from folkmoot.sources._html import with_plain_text
from folkmoot.sources._json_files import Form, Opened, json_count, json_raws, json_start
from folkmoot.sources._native import map_records
from folkmoot.sources._options import settle_options
from folkmoot.sources.base import Claim, Mapped
from folkmoot.sources.ghost.about import ABOUT, PLATFORM
from folkmoot.sources.ghost.members import is_member_list, member_pages
from folkmoot.sources.ghost.records import (
    ANSWERS,
    KINDS,
    PERSON_COLUMNS,
    RELATIONS,
    TABLES,
    Relations,
    completed,
    expanded,
    replies_of,
)
from folkmoot.sources.ghost.rows import CONVERTERS, new_rows

__all__ = ["Ghost"]

_DATABASE: Final = re.compile(rb'\A\{\s*(?:"db"\s*:\s*\[|"(?:meta|data)"\s*:\s*\{)')
_EXPORTED: Final = b'"exported_on"'
_ANSWER: Final = re.compile(rb'\A\{\s*"(posts|comments|members|events)"\s*:\s*\[')
#: What only Ghost says of a post, a comment, a member, an event.
_MARKS: Final = {
    b"posts": b'"comment_id"', b"comments": b'"in_reply_to_snippet"',
    b"members": b'"subscribed"', b"events": b'_event"',
}  # fmt: skip


class Ghost:
    """The export of a site, its list of members (CSV), or an answer of its APIs.

    Option: ``platform``, the host of the site, which an export does not say.
    """

    name = "ghost"
    version = "1"
    about = ABOUT

    def claim(self, path: Path) -> Claim | None:
        """Claim a database that was exported, or an answer in which Ghost's own fields stand."""
        if is_member_list(path):
            return Claim(0.9, "its columns are those of a list of members that Ghost exports")
        start = json_start(path)
        if _DATABASE.match(start) and _EXPORTED in start:
            return Claim(0.95, "it is a database that Ghost exported")
        answer = _ANSWER.match(start)
        if answer and _MARKS[answer[1]] in start:
            return Claim(0.9, f"it holds {answer[1].decode()} as Ghost's API answers them")
        return None

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
        """Count the rows of the tables by another parser, and the replies inside comments."""
        del options
        if is_member_list(path):
            return count_csv(path)
        opened, form = partial(blocks, path), _form(path)
        count = json_count(opened, form)
        if form.layouts is ANSWERS:
            count += sum(len(replies_of(raw)) for raw in json_raws(opened, form))
        return count

    def fetch(self, path: Path, options: Mapping[str, str]) -> Iterator[Page]:
        """Yield the rows of the tables of an export, or the records of an answer.

        Raises
        ------
        FolkmootError
            As `folkmoot.sources._json.json_records`.
        """
        del options
        if is_member_list(path):
            return member_pages(path)
        opened: Opened = partial(blocks, path)
        form = _form(path)
        relations = Relations()
        if form.layouts is TABLES:
            relations = Relations.read(json_raws(opened, Form(RELATIONS, lines=False)))
        records = completed(expanded(json_raws(opened, form)), relations)
        return named_only(record_pages(records, KINDS))

    def map(self, page: Page, options: Mapping[str, str]) -> Mapped:
        """Turn one page into native rows."""
        return with_plain_text(map_records(page, new_rows(options), CONVERTERS[page.kind]))

    def person_columns(self, kind: str, options: Mapping[str, str]) -> Mapping[str, str]:
        """Who acts, by number, and their names and addresses."""
        del kind, options
        return PERSON_COLUMNS


def _form(path: Path) -> Form:
    is_answer = _ANSWER.match(json_start(path)) is not None
    return Form(ANSWERS if is_answer else TABLES, lines=False)
