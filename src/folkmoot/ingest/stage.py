"""Reading a file's pages into the staging: archive, map, check, pseudonymise."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from folkmoot.ids import hash64
from folkmoot.ingest.ahead import ahead
from folkmoot.ingest.archive import write_pages
from folkmoot.ingest.canonical import Provenance, check, to_canonical
from folkmoot.ingest.layout import archive_path, staging_path
from folkmoot.ingest.people import scrub
from folkmoot.ingest.staging import StagingWriter
from folkmoot.sources import Fault, Page, Source

if TYPE_CHECKING:
    from folkmoot.project import Project

__all__ = ["Job", "Progress", "Reading", "platforms", "stage"]

#: Called with the file at hand and the number of its records read so far.
Progress = Callable[[Path, int], None]


@dataclass(frozen=True, slots=True)
class Job:
    """One file on its way into a project; ``keeps_raw`` is off when it comes from the archive."""

    project: Project
    import_id: str
    path: Path
    source: Source
    options: Mapping[str, str]
    progress: Progress | None = None
    keeps_raw: bool = True


@dataclass
class Reading:
    """What is known of a file while its pages go by: records read and set aside, by kind."""

    read: Counter[str] = field(default_factory=Counter)
    faults: list[tuple[str, Fault]] = field(default_factory=list)


def stage(job: Job, pages: Iterable[Page]) -> Reading:
    """Stage every page of a file; returns what was read and what was set aside."""
    project = job.project
    reading = Reading()
    provenance = Provenance(job.source.name, job.source.version, datetime.now(UTC))
    # Asked for here, since the state is this thread's.
    forgotten = project.state.forgotten_digests()
    clean = _without_forgotten(job, pages, reading, forgotten)
    if job.keeps_raw and project.settings.raw.keep:
        clean = write_pages(archive_path(project, job.import_id), clean, project.keys.archive)
    done = 0
    with StagingWriter(staging_path(project, job.import_id)) as staging:
        for page in ahead(clean):
            _stage_page(job, staging, page, provenance, reading)
            done += page.read_count
            if job.progress is not None:
                job.progress(job.path, done)
    # Two threads told of faults; in the order of the file they are the same each time.
    reading.faults.sort(key=lambda told: told[1].row)
    return reading


def _stage_page(
    job: Job, staging: StagingWriter, page: Page, provenance: Provenance, reading: Reading
) -> None:
    mapped = job.source.map(page, job.options)
    faults = {fault.row: fault for fault in mapped.faults}
    tables: dict[str, pa.Table] = {}
    for name, rows in mapped.tables.items():
        tables[name], more = check(name, rows, provenance.imported_at, _lines(page))
        for fault in more:
            faults.setdefault(fault.row, fault)
    bad = pa.array(sorted(faults), pa.int64())
    for name, rows in tables.items():
        kept = rows.filter(pc.invert(pc.is_in(rows["row"], bad))) if faults else rows
        if kept.num_rows:
            canonical = to_canonical(name, kept, provenance, job.project.keys.person)
            staging.write(name, page.kind, canonical, kept["row"])
    reading.faults += [(page.kind, faults[row]) for row in sorted(faults)]


def _lines(page: Page) -> Callable[[int], int]:
    """Physical line of a row of a page."""

    def line(row: int) -> int:
        index = pc.index(page.records["row"], row).as_py()
        return row if index < 0 else int(page.records["line"][index].as_py())

    return line


def _without_forgotten(
    job: Job, pages: Iterable[Page], reading: Reading, forgotten: frozenset[int]
) -> Iterator[Page]:
    """Count pages as they come, and take out people who were forgotten."""
    key = job.project.keys.forgotten
    for page in pages:
        reading.read[page.kind] += page.read_count
        reading.faults += [(page.kind, fault) for fault in page.faults]
        if not forgotten:
            yield page
            continue
        known = platforms(job.source.map(page, job.options).tables.values())
        is_forgotten = partial(_is_forgotten, known, forgotten, key)
        columns = job.source.person_columns(page.kind, job.options)
        scrubbed = scrub(page, columns, is_forgotten)
        reading.faults += [(page.kind, fault) for fault in scrubbed.removed]
        yield scrubbed.page


def _is_forgotten(
    known: frozenset[str], forgotten: frozenset[int], key: bytes, native: str
) -> bool:
    return any(hash64(platform, native, key=key) in forgotten for platform in known)


def platforms(tables: Iterable[pa.Table]) -> frozenset[str]:
    """Platforms that native tables speak of."""
    return frozenset(
        platform for table in tables for platform in pc.unique(table["platform"]).to_pylist()
    )
