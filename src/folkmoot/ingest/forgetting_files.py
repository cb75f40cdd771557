"""Taking a person out of files: raw archives, what was set aside, reports, plans, drafts."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pyarrow as pa
import pyarrow.compute as pc

from folkmoot.durable import write_whole
from folkmoot.files.quarantine import REDACTED, redact_aside
from folkmoot.ingest.archive import read_pages, rewrite_pages
from folkmoot.ingest.layout import archives
from folkmoot.ingest.people import Scrubbed, mentions, scrub
from folkmoot.ingest.stage import platforms
from folkmoot.sources import Page, source
from folkmoot.text import is_telling

if TYPE_CHECKING:
    from folkmoot.project import Project

__all__ = ["forget_in_archives", "names_in_archives", "redact_files", "redact_surveys"]

_TEXT_SUFFIXES: Final = frozenset({".html", ".json", ".csv", ".md", ".txt", ".svg", ".toml"})
_FOLDERS: Final = ("reports", "plans", "drafts")


def names_in_archives(project: Project, platform: str, person: str) -> set[str]:
    """Names a person goes by in their own raw records."""
    found = _scrubbed(project, platform, person)
    return {name for _, pages in found for page in pages for name in page.names}


def forget_in_archives(project: Project, platform: str, person: str, names: Iterable[str]) -> int:
    """Take a person's names out of others' raw records, then their own records; returns how many.

    The names are looked up in their own records, so that these go last: what is interrupted can
    be done again.
    """
    said = mentions(names)
    if said:
        for _, path in archives(project):
            _redact_archive(path, project.keys.archive, said)
    removed = 0
    for path, pages in _scrubbed(project, platform, person):
        removed += sum(len(page.removed) for page in pages)
        if any(page.is_changed for page in pages):
            rewrite_pages(path, [page.page for page in pages], project.keys.archive)
    return removed


def _scrubbed(
    project: Project, platform: str, person: str
) -> Iterator[tuple[Path, list[Scrubbed]]]:
    """Each archive with its pages as they are without the person."""
    held = {record.import_id: record for record in project.state.import_records()}
    for import_id, path in archives(project):
        reader = source(held[import_id].source)
        options = json.loads(held[import_id].options)
        pages = []
        for page in read_pages(path, project.keys.archive):
            told = platforms(reader.map(page, options).tables.values())
            # A page whose records were all set aside does not say its platform.
            columns = (
                reader.person_columns(page.kind, options) if platform in told or not told else {}
            )
            pages.append(scrub(page, columns, lambda native: native == person))
        yield path, pages


def _redact_archive(path: Path, key: bytes, said: list[str]) -> None:
    pages = list(read_pages(path, key))
    redacted = [_redact_page(page, said) for page in pages]
    if any(new is not old for new, old in zip(redacted, pages, strict=True)):
        rewrite_pages(path, redacted, key)


def _redact_page(page: Page, said: list[str]) -> Page:
    """Replace ``@name`` in every text of a page; the same page where there is none."""
    records = page.records
    for number, field in enumerate(records.schema):
        if not pa.types.is_string(field.type):
            continue
        for pattern in said:
            column = records.column(number)
            if pc.any(pc.match_substring_regex(column, pattern)).as_py():
                clean = pc.replace_substring_regex(column, pattern, f"@{REDACTED}")
                records = records.set_column(number, field, clean)
    return page if records is page.records else Page(page.kind, records, page.faults)


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
    told = _told(tokens, person)
    touched += [
        path
        for path in sorted(project.folder("quarantine").glob("*.csv"))
        if _redact_quarantine(path, told)
    ]
    return tuple(touched)


def redact_surveys(
    project: Project, tokens: set[str], platform: str, person: str
) -> tuple[Path, ...]:
    """Blank what tells of a person in the answers that surveys set aside."""
    from folkmoot.survey.store import redact_answers

    survey = platform.removeprefix("survey/") if platform.startswith("survey/") else ""
    line = person.removeprefix("line:") if person.startswith("line:") else ""
    # A short identifier is what others answered: here numbers are answers before all.
    told = _told(tokens, person if is_telling(person) else "")
    return redact_answers(project, told, tokens, survey, line)


def _told(tokens: set[str], person: str) -> re.Pattern[str]:
    """Meet what tells of a person, in any case; an empty person for their tokens alone."""
    # A short identifier is a part of other numbers, unless it stands alone.
    alone = [rf"(?<!\w){re.escape(person)}(?!\w)"] if person else []
    return re.compile("|".join([*alone, *map(re.escape, _forms(tokens))]), re.IGNORECASE)


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
        data = data.replace(form.encode(), REDACTED.encode())
    write_whole(path, data)
    return True


def _redact_quarantine(path: Path, told: re.Pattern[str]) -> bool:
    """Blank the raw record and value of every set-aside record that tells of the person."""

    def blanked(row: Mapping[str, str]) -> tuple[str, ...]:
        is_told = told.search(row["record"]) or told.search(row["got"])
        return ("record", "got") if is_told else ()

    data = redact_aside(path.read_bytes(), blanked)
    if data is not None:
        write_whole(path, data)
    return data is not None
