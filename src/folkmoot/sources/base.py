"""The seam of a source: fetch raw pages, and map a page to native rows, apart from each other.

``settle`` completes the options once; ``fetch`` reads a file and yields pages of raw records,
unchanged; ``map`` is pure: the same page and settled options give the same rows, today and on
replay from the raw archive, wherever the file may be by then.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, Protocol, runtime_checkable

import pyarrow as pa

from folkmoot.activity import FRAMES
from folkmoot.files.base import Fault, Page
from folkmoot.ladder import RUNGS

__all__ = ["About", "Claim", "Mapped", "Source", "Tells"]


@dataclass(frozen=True, slots=True)
class Mapped:
    """Native tables by name (see `folkmoot.activity.NATIVE`) and the records set aside.

    Each record of a page ends either in at least one table or in exactly one fault, told by its
    ``row``. One record may give rows to several tables. Tables without rows are left out.
    """

    tables: Mapping[str, pa.Table]
    faults: Sequence[Fault] = ()


@dataclass(frozen=True, slots=True)
class Claim:
    """What a source thinks of a file: how sure (0 to 1), and why, in words.

    ``options`` are those that it could read off the file; `Source.settle` needs no others,
    or says which.
    """

    confidence: float
    reason: str
    options: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Tells:
    """What an export can tell of one rung of the ladder: ``yes``, ``partly``, ``no``; and why."""

    answer: Literal["yes", "partly", "no"]
    reason: str


@dataclass(frozen=True, slots=True)
class About:
    """What a source's exports are, and how far they go. Optional attribute ``about`` of a source.

    Parameters
    ----------
    title
        The export, as people call it.
    platforms
        Hosts of its platforms; empty where any site may be one.
    export
        How a user comes by such a file, in one sentence.
    frame
        Of `folkmoot.activity.FRAMES`: how its rows came to be in the sample.
    actor_scheme
        How people are named: ``id``, ``handle``, ``hash``, ``none``.
    time_source
        What set its times: ``server``, ``client``, ``relative``, ``local``.
    rungs
        What it can tell of each rung of `folkmoot.ladder.RUNGS`, the inactive apart.
    sensitive
        Raw columns that never leave ``map``: addresses, numbers, precise places. The contract
        check plants values there and looks for them in all native rows.
    may_train, may_redistribute
        Whether the terms of the data let one train models on it, or pass texts on; ``None`` where
        it depends on the site, and then it counts as no.
    deletes, edits
        What becomes of deleted and of edited posts, in one sentence each.
    options
        What each option says, by its name.

    Raises
    ------
    ValueError
        When a rung is missing or a word is none of those allowed.
    """

    title: str
    platforms: tuple[str, ...]
    export: str
    frame: str
    actor_scheme: str
    time_source: str
    rungs: Mapping[str, Tells]
    sensitive: tuple[str, ...] = ()
    may_train: bool | None = None
    may_redistribute: bool | None = None
    deletes: str = ""
    edits: str = ""
    options: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        wanted = [rung.name for rung in RUNGS if rung.bit is not None]
        if sorted(self.rungs) != sorted(wanted):
            raise ValueError(f"{self.title}: the rungs are {wanted}, not {list(self.rungs)}")
        if self.frame not in FRAMES:
            raise ValueError(f"{self.title}: {self.frame} is none of {FRAMES}")
        if not (self.title and self.export and self.deletes and self.edits):
            raise ValueError(f"{self.title}: title, export, deletes and edits must be told")
        if any(tells.answer not in {"yes", "partly", "no"} for tells in self.rungs.values()):
            raise ValueError(f"{self.title}: a rung is told by yes, partly or no")


@runtime_checkable
class Source(Protocol):
    """Reads one kind of export. Found by the entry-point group ``folkmoot.sources``.

    An import runs ``settle(path, options)`` once, then for each of ``files(path)``: ``fetch``,
    ``map`` and ``count``, all with the settled options. The settled options are kept with the
    raw archive and are all that a replay needs.

    A source may have one method more, ``counts_itself(path, options)``: whether ``fetch`` counts
    the records by another way as their bytes go by, and refuses a file in which the counts differ.
    Such a file is not opened twice: ``count`` is not called.
    """

    name: str
    version: str

    def claim(self, path: Path) -> Claim | None:
        """Say whether ``path`` looks like this source's export, and why; ``None`` for no."""
        ...

    def settle(self, path: Path, options: Mapping[str, str]) -> Mapping[str, str]:
        """Check and complete the options: defaults set, files that options name read in.

        All faults of the options raise together, as one `folkmoot.errors.FolkmootError`.
        Settling settled options changes nothing.
        """
        ...

    def files(self, path: Path) -> Sequence[Path]:
        """List the files to read, in order: people and topics first, replies last."""
        ...

    def count(self, path: Path, options: Mapping[str, str]) -> int:
        """Count the records of one file by another way than the reader's, for conservation."""
        ...

    def fetch(self, path: Path, options: Mapping[str, str]) -> Iterator[Page]:
        """Yield the raw pages of one file; faults of the whole file raise `FolkmootError`.

        Such an error may come after some pages (a truncated archive is met at its end), so
        nothing is final before the iterator has ended.
        """
        ...

    def map(self, page: Page, options: Mapping[str, str]) -> Mapped:
        """Turn one raw page into native rows; pure. ``page.faults`` are not repeated."""
        ...

    def person_columns(self, kind: str, options: Mapping[str, str]) -> Mapping[str, str]:
        """Raw columns of ``kind`` that name people: column -> ``author``, ``mention``, ``name``.

        ``author``: the record is that person's own and goes when the person is forgotten; the
        column's text, without surrounding blanks, is the ``actor_native`` of the native rows.
        ``mention``: such an identifier of somebody else; only the value is blanked.
        ``name``: a name that the author goes by.
        """
        ...
