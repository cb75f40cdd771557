"""Dumps as they are handed out: one archive a site, with the files of the dump inside."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from folkmoot.files import Page
from folkmoot.sources._archives import Export, archive_kind, open_export
from folkmoot.sources._fields import shifted
from folkmoot.sources.stackexchange.layout import KINDS, kind_of

__all__ = ["is_packed", "packed_count", "packed_names", "packed_pages"]


def is_packed(path: Path) -> bool:
    """Whether a path is an archive that is looked into: zip, tar or 7z."""
    return archive_kind(path) in {"zip", "tar", "7z"}


def packed_names(path: Path) -> list[str]:
    """Files of a dump in an archive, in the order of reading.

    Raises
    ------
    FolkmootError
        As `folkmoot.sources._archives.open_export`.
    """
    with _opened(path) as export:
        return _ordered(export)


def packed_count(path: Path, count: Callable[[Path], int]) -> int:
    """Sum a count over the files in an archive."""
    with _opened(path) as export:
        total = 0
        for name in _ordered(export):
            with export.local(name) as file:
                total += count(file)
        return total


def packed_pages(path: Path, fetch: Callable[[Path], Iterator[Page]]) -> Iterator[Page]:
    """Pages of the files in an archive, their records numbered on."""
    with _opened(path) as export:
        before = 0
        for name in _ordered(export):
            count = 0
            with export.local(name) as file:
                for page in fetch(file):
                    count += page.read_count
                    yield shifted(page, before)
            before += count


@contextmanager
def _opened(path: Path) -> Iterator[Export]:
    with open_export(path, lambda name: kind_of(Path(name)) is not None) as export:
        yield export


def _ordered(export: Export) -> list[str]:
    order = list(KINDS)

    def place(name: str) -> int:
        known = kind_of(Path(name))
        return order.index(known[0].name) if known else len(order)

    return sorted(export.names, key=place)
