"""What one person's own export of an account has in common with another's: a takeout.

The person whose account it is alone acts in it. Only the files named by a source are opened:
messages to others, addresses of mail, telephone numbers, places and what advertisers believe are in
files or fields that nothing here reads.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, ClassVar, Final

import pyarrow as pa

from folkmoot.errors import FolkmootError, Problem, ProblemGroup
from folkmoot.files.base import Fault, Page
from folkmoot.files.counting import count_csv
from folkmoot.files.delimited import csv_pages
from folkmoot.sources._archives import Export, open_export
from folkmoot.sources._fields import Raw, record_pages, shifted
from folkmoot.sources._inner import gathered, picked
from folkmoot.sources._json import Layout, count_json, json_records
from folkmoot.sources._json_source import JsonSource
from folkmoot.sources._options import Option, settle_options

__all__ = ["PERSON", "Part", "TakeoutSource"]

#: Column of the person whose account it is, the same in every record.
PERSON: Final = "person"
_PERSON_OPTION: Final = Option(PERSON, "name of the account, where the export does not tell it")


@dataclass(frozen=True, slots=True)
class Part:
    """Files of an export that are read.

    Parameters
    ----------
    pattern
        Of their names inside the export, searched for without regard to case.
    layouts
        Where records stand and which of their fields are kept; those without a path are for files
        that are one list, those with a path for files that are an object. A table has one.
    form
        ``json``, ``csv``, or ``html``.
    """

    pattern: str
    layouts: tuple[Layout, ...]
    form: str = "json"


class TakeoutSource(JsonSource):
    """Base of the sources of takeouts."""

    parts: ClassVar[tuple[Part, ...]]
    #: Of the names of the files in which the account is named, and nothing else is read.
    subject_pattern: ClassVar[str]
    known_options: ClassVar[tuple[Option, ...]] = (_PERSON_OPTION,)

    def subject(self, export: Export) -> str | None:
        """Name of the account; ``export`` has the files of ``subject_pattern``."""
        raise NotImplementedError

    def lean(self, kind: str, value: Mapping[str, Any]) -> Mapping[str, Any]:
        """Change a record before its fields are picked."""
        del kind
        return value

    def lean_table(self, kind: str, records: pa.RecordBatch) -> pa.RecordBatch:
        """Change the kept columns of a table."""
        del kind
        return records

    def html_records(self, export: Export, name: str) -> Iterator[tuple[int, dict[str, Any]]]:
        """Line and fields of each record of a file of the form ``html``."""
        raise NotImplementedError

    def html_count(self, export: Export, name: str) -> int:
        """How many records a file of the form ``html`` has, by another way."""
        raise NotImplementedError

    def reads(self, name: str) -> bool:
        """Whether a file is part of what is read."""
        return self.part_of(name) is not None

    def part_of(self, name: str) -> Part | None:
        """The part that a file belongs to."""
        found = (part for part in self.parts if re.search(part.pattern, name, re.IGNORECASE))
        return next(found, None)

    def order(self, names: Sequence[str]) -> Sequence[str]:
        """In the order of the parts."""
        patterns = {part.pattern: place for place, part in enumerate(self.parts)}

        def place(name: str) -> tuple[int, str]:
            part = self.part_of(name)
            return (patterns[part.pattern] if part else len(patterns), name)

        return sorted(names, key=place)

    def settle(self, path: Path, options: Mapping[str, str]) -> Mapping[str, str]:
        """Check the options, and find whose account it is.

        Raises
        ------
        FolkmootError
            As `folkmoot.sources._options.settle_options`; ``missing-option`` where the export does
            not name the account.
        """
        settled = settle_options(path, options, self.known_options)
        if not settled[PERSON]:
            with open_export(path, self._names_subject) as export:
                settled[PERSON] = self.subject(export) or ""
        if not settled[PERSON]:
            raise ProblemGroup(str(path), [Problem(
                "missing-option", PERSON, "an export that does not name its account", "a name",
                "--option person=NAME, the same for each export of one person",
            )])  # fmt: skip
        return settled

    def count(self, path: Path, options: Mapping[str, str]) -> int:
        """Count what a C parser meets where records stand, or records outside quotes."""
        del options  # none changes what a record is
        with open_export(path, self.reads) as export:
            return sum(self._count_part(export, name) for name in export.names)

    def fetch(self, path: Path, options: Mapping[str, str]) -> Iterator[Page]:
        """Yield the raw pages of an export.

        Raises
        ------
        FolkmootError
            As `folkmoot.sources._archives.open_export`, `folkmoot.sources._json.json_records` and
            `folkmoot.files.delimited.csv_pages`.
        """
        before = 0
        with open_export(path, self.reads) as export:
            for name in self.order(export.names):
                count = 0
                for page in self._pages(export, name, options[PERSON]):
                    count += page.read_count
                    yield shifted(page, before)
                before += count

    def person_columns(self, kind: str, options: Mapping[str, str]) -> Mapping[str, str]:
        """The person whose account it is, and whom they follow."""
        del options
        return {PERSON: "author", **self.people.get(kind, {})}

    def _names_subject(self, name: str) -> bool:
        return re.search(self.subject_pattern, name, re.IGNORECASE) is not None

    def _pages(self, export: Export, name: str, person: str) -> Iterator[Page]:
        part = self._part(name)
        if part.form == "csv":
            for page in _table_pages(export, name, part.layouts[0], person):
                yield replace(page, records=self.lean_table(page.kind, page.records))
            return
        fields = {layout.kind: (*layout.fields, PERSON) for layout in part.layouts}
        raws = self._html_raws(export, name, part) if part.form == "html" else None
        raws = raws or self._json_raws(export, name, part)
        yield from record_pages(gathered(_with_person(raws, person)), fields)

    def _json_raws(self, export: Export, name: str, part: Part) -> Iterator[Raw]:
        layouts = _form(export, name, part)
        fields = {layout.kind: layout.fields for layout in layouts}
        for raw in json_records(partial(export.blocks, name), layouts, lines=False):
            if isinstance(raw.value, Fault):
                yield replace(raw, value=replace(raw.value, record=""))
            else:
                kept = picked(self.lean(raw.kind, raw.value), fields[raw.kind])
                yield replace(raw, value=kept)

    def _html_raws(self, export: Export, name: str, part: Part) -> Iterator[Raw]:
        kind = part.layouts[0].kind
        for row, (line, value) in enumerate(self.html_records(export, name), start=1):
            yield Raw(kind, row, line, value, len(str(value)))

    def _count_part(self, export: Export, name: str) -> int:
        part = self._part(name)
        if part.form == "csv":
            with export.local(name) as path:
                return count_csv(path)
        if part.form == "html":
            return self.html_count(export, name)
        return count_json(partial(export.blocks, name), _form(export, name, part), lines=False)

    def _part(self, name: str) -> Part:
        part = self.part_of(name)
        if part is None:
            known = ", ".join(one.pattern for one in self.parts)
            raise FolkmootError("no-file", name, "a file of another name", f"one of {known}")
        return part


def _with_person(raws: Iterator[Raw], person: str) -> Iterator[Raw]:
    for raw in raws:
        if isinstance(raw.value, Fault):
            yield raw
        else:
            yield replace(raw, value={**raw.value, PERSON: person})


def _form(export: Export, name: str, part: Part) -> list[Layout]:
    """Layouts of a file that is a list, or of one that is an object."""
    start = export.head(name).lstrip()
    is_list = re.match(rb"(?:window\.[\w.$]{1,100}\s*=\s*)?\[", start) is not None
    wanted = [layout for layout in part.layouts if bool(layout.path) != is_list]
    return wanted or list(part.layouts)


def _table_pages(export: Export, name: str, layout: Layout, person: str) -> Iterator[Page]:
    """A table's columns that are kept, by their names in lower case."""
    with export.local(name) as path:
        for page in csv_pages(path, layout.kind):
            records = page.records
            found = {column.strip().lower(): column for column in reversed(records.schema.names)}
            kept = [column for column in layout.fields if column in found]
            columns = [records["row"], records["line"], *(records[found[one]] for one in kept)]
            owner = pa.repeat(pa.scalar(person, pa.string()), records.num_rows)
            names = ["row", "line", *kept, PERSON]
            faults = tuple(replace(fault, record="") for fault in page.faults)
            yield Page(page.kind, pa.RecordBatch.from_arrays([*columns, owner], names), faults)
