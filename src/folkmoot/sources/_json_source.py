"""What all sources of JSON exports share: files, folders and archives, fetched, counted, mapped.

A source is a subclass with its layouts, who of its columns are people, what a file of it looks
like (`JsonSource.recognise`), and what a record tells (`JsonSource.tell`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import ClassVar, Final

from folkmoot.errors import FolkmootError
from folkmoot.files import Page
from folkmoot.files.counting import count_csv
from folkmoot.files.delimited import csv_pages
from folkmoot.files.opening import stem
from folkmoot.sources._archives import Export, archive_kind, open_export
from folkmoot.sources._fields import Raw, record_pages, shifted
from folkmoot.sources._json import Layout, count_json, json_records
from folkmoot.sources._json_start import Start
from folkmoot.sources._line_pages import line_pages
from folkmoot.sources._native import Record, Rows, map_records
from folkmoot.sources._options import Option, settle_options
from folkmoot.sources.base import About, Claim, Mapped

__all__ = ["JsonSource"]

#: Files of an export that are looked at before a source says whether it is its own.
_LOOKED_AT: Final = 5
_HEAD: Final = 1 << 16


class JsonSource:
    """Base of the sources of JSON exports; see the module for what a subclass gives."""

    name: ClassVar[str]
    version: ClassVar[str] = "1"
    about: ClassVar[About]
    #: Where records stand, and which of their fields become columns.
    layouts: ClassVar[tuple[Layout, ...]]
    #: By kind, the columns that name people: `folkmoot.sources.base.Source.person_columns`.
    people: ClassVar[Mapping[str, Mapping[str, str]]]
    known_options: ClassVar[tuple[Option, ...]] = ()
    suffixes: ClassVar[tuple[str, ...]] = (".json", ".jsonl", ".ndjson")
    #: Whether a folder is one export, read in one import, or holds an export a file.
    is_one_export: ClassVar[bool] = True
    #: Whether all fields stand at the top of their record: such lines are read by an engine.
    is_flat: ClassVar[bool] = False

    def recognise(self, start: Start) -> Claim | None:
        """Say whether a file that begins so is of this source, and why."""
        raise NotImplementedError

    def tell(self, kind: str, record: Record, rows: Rows, options: Mapping[str, str]) -> None:
        """Add the rows that a record gives; raise `folkmoot.sources._native.Refused` for none."""
        raise NotImplementedError

    def rows(self, options: Mapping[str, str]) -> Rows:
        """A fresh gatherer of rows."""
        raise NotImplementedError

    def reads(self, name: str) -> bool:
        """Whether a file of an export is read, by its name inside it."""
        return Path(stem(Path(name))).suffix.lower() in self.suffixes

    def layouts_of(self, name: str) -> Sequence[Layout]:
        """Where the records of one file stand; all layouts unless a subclass knows better."""
        del name
        return self.layouts

    def table_kind(self, name: str) -> str:
        """Kind of the records of a file of comma-separated values; empty for a JSON file."""
        del name
        return ""

    def order(self, names: Sequence[str]) -> Sequence[str]:
        """Files of an export in the order of reading: people and rooms first."""
        return names

    def claim(self, path: Path) -> Claim | None:
        """Claim a file, or a folder or zip with at least one file, that the source recognises."""
        if archive_kind(path) in {"tar", "7z"}:
            # To look into these means to unpack them.
            return None
        if archive_kind(path) == "file" and not self.reads(path.name):
            return None
        try:
            with open_export(path, self.reads) as export:
                names = self.order(export.names)[:_LOOKED_AT]
                starts = [Start(name, self._head(export, name)) for name in names]
        except FolkmootError:
            return None
        claims = [claim for start in starts if (claim := self.recognise(start))]
        return max(claims, key=lambda claim: claim.confidence, default=None)

    def settle(self, path: Path, options: Mapping[str, str]) -> Mapping[str, str]:
        """Check and complete the options.

        Raises
        ------
        FolkmootError
            As `folkmoot.sources._options.settle_options`.
        """
        return settle_options(path, options, self.known_options)

    def files(self, path: Path) -> Sequence[Path]:
        """The export itself; or the files of a folder by name, where each is an export.

        Raises
        ------
        FolkmootError
            ``no-file``.
        """
        if not path.is_dir():
            return [path]
        inner = sorted(file for file in path.rglob("*") if file.is_file() and self.reads(file.name))
        if not inner:
            expected = f"files that end in {', '.join(self.suffixes)}"
            raise FolkmootError("no-file", str(path), "no file of such an export", expected)
        return [path] if self.is_one_export else inner

    def count(self, path: Path, options: Mapping[str, str]) -> int:
        """Count lines, records outside quotes, or what a C parser meets where records stand."""
        encoding = options.get("encoding", "")
        with open_export(path, self.reads) as export:
            return sum(self._count(export, name, encoding) for name in export.names)

    def counts_itself(self, path: Path, options: Mapping[str, str]) -> bool:
        """Whether all files are flat JSON lines, which are counted while they are read."""
        del options
        with open_export(path, self.reads) as export:
            return all(
                not self.table_kind(name) and self._is_flat(export, name) for name in export.names
            )

    def fetch(self, path: Path, options: Mapping[str, str]) -> Iterator[Page]:
        """Yield the raw pages of an export.

        Raises
        ------
        FolkmootError
            As `folkmoot.sources._archives.open_export` and
            `folkmoot.sources._json.json_records`.
        """
        encoding, before = options.get("encoding", ""), 0
        with open_export(path, self.reads) as export:
            for kind, group in groupby(self.order(export.names), self.table_kind):
                names = list(group)
                found = (
                    self._table_pages(export, names, kind, encoding, before)
                    if kind
                    else self._json_pages(export, names, encoding, before)
                )
                for page in found:
                    before += page.read_count
                    yield page

    def map(self, page: Page, options: Mapping[str, str]) -> Mapped:
        """Turn one raw page into native rows."""

        def each(record: Record, rows: Rows) -> None:
            self.tell(page.kind, record, rows, options)

        return map_records(page, self.rows(options), each)

    def person_columns(self, kind: str, options: Mapping[str, str]) -> Mapping[str, str]:
        """Columns that name people."""
        del options
        return self.people.get(kind, {})

    def _count(self, export: Export, name: str, encoding: str) -> int:
        if self.table_kind(name):
            with export.local(name) as path:
                return count_csv(path, ",", encoding)
        layouts, lines = self._form(export, name)
        return count_json(partial(export.blocks, name, encoding), layouts, lines=lines)

    def _table_pages(
        self, export: Export, names: Iterable[str], kind: str, encoding: str, before: int
    ) -> Iterator[Page]:
        for name in names:
            with export.local(name) as path:
                count = 0
                for page in csv_pages(path, kind, ",", encoding):
                    count += page.read_count
                    yield shifted(self._table_page(page, name), before)
                before += count

    def _table_page(self, page: Page, name: str) -> Page:
        """A page of a file of comma-separated values, as it is kept."""
        del name
        return page

    def _json_pages(
        self, export: Export, names: Iterable[str], encoding: str, before: int
    ) -> Iterator[Page]:
        fields = {layout.kind: layout.fields for layout in self.layouts}
        for is_flat, group in groupby(names, partial(self._is_flat, export)):
            if not is_flat:
                found = record_pages(self._raw(export, group, encoding, before + 1), fields)
                for page in found:
                    before += page.read_count
                    yield page
                continue
            for name in group:
                layout = self._form(export, name)[0][0]
                count = 0
                for page in line_pages(export.blocks(name, encoding), layout, encoding, name):
                    count += page.read_count
                    yield shifted(page, before)
                before += count

    def _is_flat(self, export: Export, name: str) -> bool:
        return self.is_flat and self._form(export, name)[1]

    def _raw(self, export: Export, names: Iterable[str], encoding: str, row: int) -> Iterator[Raw]:
        for name in names:
            layouts, lines = self._form(export, name)
            found = json_records(
                partial(export.blocks, name, encoding),
                layouts,
                lines=lines,
                encoding=encoding,
                first=row,
                file=name,
            )
            for raw in found:
                yield raw
                row = raw.row + 1

    def _head(self, export: Export, name: str) -> bytes:
        return export.head(name, _HEAD)

    def _form(self, export: Export, name: str) -> tuple[Sequence[Layout], bool]:
        """Which layouts a file has, and whether it is in the lines form.

        Where a source reads both lists inside a document and bare records, the keys at the top of
        the file tell which of them it is.
        """
        start = Start(name, self._head(export, name))
        layouts = self.layouts_of(name)
        bare = [layout for layout in layouts if not layout.path]
        inner = [layout for layout in layouts if layout.path]
        if bare and inner:
            is_inner = any(layout.path[0] in {"*", *start.top} for layout in inner)
            layouts = inner if is_inner else bare
        return layouts, start.is_lines and not layouts[0].path
