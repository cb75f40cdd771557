"""Checks of the contract of sources, on real files of theirs and on damaged copies."""

from __future__ import annotations

import random
import secrets
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from folkmoot.errors import FolkmootError
from folkmoot.ingest.archive import read_pages, rewrite_pages
from folkmoot.sources import Mapped, Page, Source
from folkmoot.testing._damage import damage
from folkmoot.testing._needing import need
from folkmoot.testing._pages import SourceReport, check_page

__all__ = ["check_broken", "check_source"]

#: Larger files are not damaged and read again: the check should take seconds.
_DAMAGE_LIMIT: Final = 1 << 20


def check_source(
    source: Source,
    path: Path,
    options: Mapping[str, str] | None = None,
    *,
    damage_count: int = 20,
    seed: int = 0,
) -> SourceReport:
    """Check a source on a real export of its kind.

    Parameters
    ----------
    source
        The source.
    path
        A file or folder that it can read.
    options
        As a user would give them.
    damage_count
        How many damaged copies of each file are read as well; any of them must give rows, counted
        faults or a `folkmoot.errors.FolkmootError`.
    seed
        For the damage.

    Returns
    -------
    SourceReport
        Counts over all files, for a test to compare with what the export is known to hold.

    Raises
    ------
    AssertionError
        The first promise of `folkmoot.sources.Source` that is not kept, in words.
    """
    need(isinstance(source, Source), "it lacks methods of folkmoot.sources.Source")
    need(bool(source.name and source.version), "it lacks a name or a version")
    settled = source.settle(path, options or {})
    need(source.settle(path, settled) == settled, "settling settled options changes them")
    files = source.files(path)
    need(bool(files) and list(source.files(path)) == list(files), "its files differ each time")
    report = SourceReport()
    for file in files:
        _check_file(source, file, settled, report)
        if _size(file) <= _DAMAGE_LIMIT:
            _check_damaged(source, file, settled, random.Random(seed), damage_count)  # noqa: S311
    return report


def check_broken(
    source: Source, path: Path, options: Mapping[str, str] | None = None
) -> SourceReport | None:
    """Check that a source takes a broken export as it should.

    Parameters
    ----------
    source, path, options
        As for `check_source`; ``path`` may hold anything.

    Returns
    -------
    SourceReport or None
        What was read of it; ``None`` where it was refused with a `folkmoot.errors.FolkmootError`.

    Raises
    ------
    AssertionError
        As `check_source`; any other error than these two is a fault of the source as well.
    """
    report = SourceReport()
    try:
        settled = source.settle(path, options or {})
        for file in source.files(path):
            _check_file(source, file, settled, report)
    except FolkmootError:
        return None
    return report


def _check_damaged(
    source: Source, file: Path, options: Mapping[str, str], chance: random.Random, count: int
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / file.name
        for number in range(count):
            damage(file, copy, chance)
            try:
                _check_file(source, copy, options, SourceReport())
            except FolkmootError:
                continue
            except AssertionError as error:
                raise AssertionError(f"damaged copy {number} of {file.name}: {error}") from error


def _size(file: Path) -> int:
    inner = file.rglob("*") if file.is_dir() else [file]
    return sum(one.stat().st_size for one in inner if one.is_file())


def _check_file(
    source: Source, file: Path, options: Mapping[str, str], report: SourceReport
) -> None:
    pages = list(source.fetch(file, options))
    again = list(source.fetch(file, options))
    need(_same_pages(pages, again), f"{file.name}: fetched twice, it gives different pages")
    count = source.count(file, options)
    read = sum(page.read_count for page in pages)
    need(read == count, f"{file.name}: {read} records read where {count} were counted")
    numbers = sorted(row for page in pages for row in _rows_of(page))
    need(numbers == list(range(1, read + 1)), f"{file.name}: records are not numbered 1 to {read}")
    report.read_count += read
    for page, archived in zip(pages, _archived(pages), strict=True):
        need(
            _same_mapped(source.map(page, options), source.map(archived, options)),
            f"{page.kind}: the same page from the archive maps to something else",
        )
        check_page(source, page, options, report)


def _rows_of(page: Page) -> Iterator[int]:
    yield from page.records["row"].to_pylist()
    yield from (fault.row for fault in page.faults)


def _archived(pages: Sequence[Page]) -> list[Page]:
    """The pages as they come back from a raw archive, sealed and opened again."""
    key = secrets.token_bytes(32)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "check.raw"
        rewrite_pages(path, pages, key)
        return list(read_pages(path, key))


def _same_pages(ones: Sequence[Page], others: Sequence[Page]) -> bool:
    return len(ones) == len(others) and all(
        one.kind == other.kind and one.records.equals(other.records) and one.faults == other.faults
        for one, other in zip(ones, others, strict=True)
    )


def _same_mapped(one: Mapped, other: Mapped) -> bool:
    return (
        tuple(one.faults) == tuple(other.faults)
        and one.tables.keys() == other.tables.keys()
        and all(table.equals(other.tables[name]) for name, table in one.tables.items())
    )
