"""The source itself: feed files, one or a folder of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

import pyarrow as pa

from folkmoot.activity import KINDS
from folkmoot.errors import FolkmootError, Problem, ProblemGroup
from folkmoot.files.base import Fault, Page
from folkmoot.files.opening import head, stem
from folkmoot.sources._options import unknown_options
from folkmoot.sources.base import Claim, Mapped
from folkmoot.sources.feed.about import ABOUT
from folkmoot.sources.feed.document import FIELDS, count_entries, is_feed, read_entries
from folkmoot.sources.feed.rows import map_entries

__all__ = ["FeedSource"]

_KIND: Final = "entries"
_OPTIONS: Final = ("kind", "platform")
_SUFFIXES: Final = (".xml", ".rss", ".atom", ".rdf", ".json")


class FeedSource:
    """A file of RSS, Atom or JSON Feed, of posts or of comments; or a folder of such files.

    Options: ``kind`` of the community, ``blog`` unless given; ``platform``, the host that
    identifiers belong to, read off the feed unless given.
    """

    name = "feed"
    version = "2"
    about = ABOUT

    def claim(self, path: Path) -> Claim | None:
        """Claim a file that begins as a feed does, or a folder that holds such files."""
        if path.is_dir():
            count = len(_feeds(path))
            return Claim(0.7, f"{count} of its files are feeds") if count else None
        return Claim(0.9, "it begins as a feed does") if _is_feed(path) else None

    def settle(self, path: Path, options: Mapping[str, str]) -> Mapping[str, str]:
        """Check the options.

        Raises
        ------
        FolkmootError
            ``unknown-option``, ``unknown-value``.
        """
        problems = unknown_options(options, _OPTIONS)
        kind = options.get("kind") or "blog"
        if kind not in KINDS:
            problems.append(Problem("unknown-value", "kind", kind, f"one of {', '.join(KINDS)}"))
        if problems:
            raise ProblemGroup(str(path), problems)
        return {"kind": kind, "platform": options.get("platform", "")}

    def files(self, path: Path) -> Sequence[Path]:
        """List the feeds of a folder by name, or the one file.

        Raises
        ------
        FolkmootError
            ``no-file``.
        """
        found = _feeds(path) if path.is_dir() else [path]
        if not found:
            raise FolkmootError("no-file", str(path), "no feed", "a file of RSS, Atom, JSON Feed")
        return found

    def count(self, path: Path, options: Mapping[str, str]) -> int:
        """Count the entries by their opening tags."""
        del options  # none changes what an entry is
        return count_entries(path)

    def fetch(self, path: Path, options: Mapping[str, str]) -> Iterator[Page]:
        """Yield the feed as one page; feeds are short.

        Raises
        ------
        FolkmootError
            As `folkmoot.sources.feed.document.read_entries`.
        """
        del options
        entries = read_entries(path)
        faults = tuple(
            Fault(row, row, "", "malformed-record", "no object", "an object with an id")
            for row, entry in enumerate(entries, start=1)
            if entry is None
        )
        rows = [row for row, entry in enumerate(entries, start=1) if entry is not None]
        kept = [entry for entry in entries if entry is not None]
        columns = {name: pa.array([entry[name] for entry in kept], pa.string()) for name in FIELDS}
        numbers = pa.array(rows, pa.int64())
        records = pa.RecordBatch.from_pydict({"row": numbers, "line": numbers, **columns})
        if entries:
            yield Page(_KIND, records, faults)

    def map(self, page: Page, options: Mapping[str, str]) -> Mapped:
        """Turn the page into native rows."""
        return map_entries(page, options)

    def person_columns(self, kind: str, options: Mapping[str, str]) -> Mapping[str, str]:
        """The author, and what else an entry says of them."""
        del kind, options  # all entries are alike
        return {"author": "author", "author_email": "name", "author_url": "name"}


def _feeds(folder: Path) -> list[Path]:
    return [path for path in sorted(folder.iterdir()) if path.is_file() and _is_feed(path)]


def _is_feed(path: Path) -> bool:
    if Path(stem(path)).suffix.lower() not in _SUFFIXES:
        return False
    try:
        return is_feed(head(path, 4096))
    except FolkmootError:
        return False
