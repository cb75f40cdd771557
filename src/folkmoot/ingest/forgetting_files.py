"""Taking a person out of files: raw archives, quarantine, reports, plans, drafts."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pyarrow as pa
import pyarrow.compute as pc

from folkmoot.durable import put_in_place, write_whole
from folkmoot.errors import FolkmootError
from folkmoot.files.quarantine import COLUMNS
from folkmoot.ingest.archive import read_pages, rewrite_pages
from folkmoot.ingest.layout import archives
from folkmoot.ingest.people import scrub
from folkmoot.ingest.stage import platforms
from folkmoot.sources import Page, source

if TYPE_CHECKING:
    from folkmoot.project import Project

__all__ = ["drop_index", "forget_in_archives", "redact_files"]

_REDACTED: Final = "[forgotten]"
_TEXT_SUFFIXES: Final = frozenset({".html", ".json", ".csv", ".md", ".txt", ".svg", ".toml"})
_FOLDERS: Final = ("reports", "plans", "drafts")


def forget_in_archives(project: Project, platform: str, person: str) -> tuple[int, set[str]]:
    """Remove a person's raw records; returns how many, and the names they went by."""
    removed, names = 0, set[str]()
    held = {record.import_id: record for record in project.state.import_records()}
    for import_id, path in archives(project):
        record = held[import_id]
        reader = source(record.source)
        options = json.loads(record.options)
        pages, changed = [], False
        for page in read_pages(path, project.keys.archive):
            pages.append(page)
            told = platforms(reader.map(page, options).tables.values())
            # A page whose records were all set aside does not say its platform.
            if told and platform not in told:
                continue
            columns = reader.person_columns(page.kind, options)
            result = scrub(page, columns, lambda native: native == person)
            pages[-1] = result.page
            removed += len(result.removed)
            names |= result.names
            changed |= result.is_changed
        if changed:
            rewrite_pages(path, pages, project.keys.archive)
    mentions = sorted(f"@{name}" for name in names if len(name) > 2)
    if mentions:
        for _, path in archives(project):
            _redact_archive(path, project.keys.archive, mentions)
    return removed, names


def _redact_archive(path: Path, key: bytes, mentions: list[str]) -> None:
    pages = list(read_pages(path, key))
    redacted = [_redact_page(page, mentions) for page in pages]
    if any(new is not old for new, old in zip(redacted, pages, strict=True)):
        rewrite_pages(path, redacted, key)


def _redact_page(page: Page, mentions: list[str]) -> Page:
    """Replace ``@name`` in every text of a page; the same page where there is none."""
    records = page.records
    for number, field in enumerate(records.schema):
        if not pa.types.is_string(field.type):
            continue
        for mention in mentions:
            column = records.column(number)
            if pc.any(pc.match_substring(column, mention)).as_py():
                clean = pc.replace_substring(column, mention, f"@{_REDACTED}")
                records = records.set_column(number, field, clean)
    return page if records is page.records else Page(page.kind, records, page.faults)


def drop_index(project: Project) -> None:
    """Drop the index of conversations: it holds words of texts, and is made anew when needed.

    A delete inside the index would leave the words in its files until these are merged.
    """
    shutil.rmtree(project.folder("index"), ignore_errors=True)
    if project.folder("index").exists():
        raise FolkmootError(
            "index-stays", str(project.folder("index")), "a folder that cannot be deleted",
            "a folder of this user's", "delete it by hand: the person's words are in it",
        )  # fmt: skip


def redact_files(project: Project, tokens: set[str], person: str) -> tuple[Path, ...]:
    """Blank what could lead to a person in reports, plans, drafts and the quarantine.

    A file that is not text (an export to Parquet) and holds a token is deleted, as is a draft
    for the person's own conversation: both can be made again.
    """
    touched = [
        path
        for folder in _FOLDERS
        for path in sorted(project.folder(folder).rglob("*"))
        if path.is_file() and _redact_file(path, tokens)
    ]
    touched += [
        path
        for path in sorted(project.folder("quarantine").glob("*.csv"))
        if _redact_quarantine(path, tokens | {person})
    ]
    return tuple(touched)


def _forms(tokens: set[str]) -> Iterator[str]:
    """A token as it stands in text, in JSON and in HTML; longest first."""
    from html import escape

    forms = {
        form
        for token in tokens
        for form in (
            token, escape(token), json.dumps(token)[1:-1],
            json.dumps(token, ensure_ascii=False)[1:-1],
        )
    }  # fmt: skip
    yield from sorted(forms, key=lambda form: (-len(form), form))


def _redact_file(path: Path, tokens: set[str]) -> bool:
    if any(token in path.name for token in tokens):
        # A draft is named by the conversation it answers.
        path.unlink()
        return True
    data = path.read_bytes()
    found = [form for form in _forms(tokens) if form.encode() in data]
    if not found:
        return False
    if path.suffix not in _TEXT_SUFFIXES:
        path.unlink()
        return True
    for form in found:
        data = data.replace(form.encode(), _REDACTED.encode())
    write_whole(path, data)
    return True


def _redact_quarantine(path: Path, tokens: set[str]) -> bool:
    """Blank the raw record and value of every set-aside record that holds a token."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    hit = False
    for row in rows:
        if any(token in row["record"] or token in row["got"] for token in tokens):
            row["record"] = row["got"] = _REDACTED
            hit = True
    if hit:
        part = path.with_suffix(".part")
        with part.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, COLUMNS)
            writer.writeheader()
            writer.writerows(rows)
        put_in_place(part, path)
    return hit
