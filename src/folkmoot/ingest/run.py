"""Bringing files into the lake: fetch, archive, map, check, pseudonymise, append.

An import passes through four states, each written down before the next begins:

``reading``
    Pages are fetched, archived and staged. The lake is untouched; a kill here means that the
    next run starts the file again from the beginning.
``ready``
    Everything is staged and counted. A kill from here on means that the next run appends what
    is still missing; an append carries the import's name, so none is done twice.
``done``
    Appended, and flushed to the disk with its folders.
``failed``
    Given up, with the reason; nothing of it is in the lake.
"""

from __future__ import annotations

import json
import logging
import shutil
from collections import Counter
from collections.abc import Iterable, Mapping
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from folkmoot.errors import FolkmootError
from folkmoot.files.counting import not_conserved
from folkmoot.files.quarantine import FaultGroup, group_faults, write_quarantine
from folkmoot.ingest.archive import read_pages
from folkmoot.ingest.layout import (
    archive_path,
    clear,
    new_import_id,
    overdue,
    quarantine_path,
    staging_path,
    sweep,
)
from folkmoot.ingest.stage import Job, Progress, Reading, stage
from folkmoot.ingest.staging import Staging
from folkmoot.sources import Page, Source
from folkmoot.state import Counts

if TYPE_CHECKING:
    from folkmoot.project import Project

__all__ = ["ImportResult", "finish_interrupted", "ingest", "recover", "replay"]


_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What became of one file.

    For every kind of record ``read_count = kept_count + already_count + refused_count``.
    """

    path: Path
    import_id: str
    source: str
    counts: tuple[Counts, ...]
    faults: tuple[FaultGroup, ...] = ()
    quarantine_path: Path | None = None

    def total(self, name: str) -> int:
        """Sum of one count (``read``, ``kept``, ``already``, ``refused``) over the kinds."""
        return sum(getattr(count, f"{name}_count") for count in self.counts)


def ingest(
    project: Project,
    path: Path,
    source: Source,
    options: Mapping[str, str] | None = None,
    progress: Progress | None = None,
) -> list[ImportResult]:
    """Bring an export into the lake, file by file; importing it again adds nothing.

    Parameters
    ----------
    project
        Where to.
    path
        A file or a folder, as the source takes it.
    source
        Who reads it.
    options
        Options of the source.
    progress
        Told of the records read.

    Raises
    ------
    FolkmootError
        When a file cannot be read whole; nothing of that file is in the lake then.
    """
    settled = source.settle(path, options or {})
    with project.lock():
        finish_interrupted(project)
        for old in overdue(project, datetime.now(UTC)):
            old.unlink()
            _log.info("raw archive %s deleted: its retention has ended", old.name)
        return [
            _import_file(Job(project, new_import_id(), file, source, settled, progress))
            for file in source.files(path)
        ]


def recover(project: Project) -> list[ImportResult]:
    """Finish what a killed run left behind; does nothing when there is nothing to finish."""
    if not project.state.import_records("reading", "ready"):
        return []
    with project.lock():
        return finish_interrupted(project)


def replay(
    project: Project, import_id: str, source: Source, progress: Progress | None = None
) -> ImportResult:
    """Map an import's raw pages again, as after an update of its source; adds what is new."""
    found = [r for r in project.state.import_records("done") if r.import_id == import_id]
    archived = archive_path(project, import_id)
    if not found or not archived.exists():
        raise FolkmootError(
            "no-archive", import_id, "no raw archive of this import", "an import whose raw is kept",
            "import the file again",
        )  # fmt: skip
    record = found[0]
    options: dict[str, str] = json.loads(record.options)
    with project.lock():
        finish_interrupted(project)
        job = Job(
            project, new_import_id(), Path(record.path), source, options, progress, keeps_raw=False
        )
        return _run(job, read_pages(archived, project.keys.archive), None)


def finish_interrupted(project: Project) -> list[ImportResult]:
    """Finish or clear every interrupted import; the caller holds the lock."""
    results = []
    for record in project.state.import_records("ready"):
        import_id, path = record.import_id, Path(record.path)
        with closing(Staging(project, staging_path(project, import_id))) as staging:
            results.append(_finish(project, staging, import_id, path, record.source, is_again=True))
    for record in project.state.import_records("reading"):
        clear(project, record.import_id)
        project.state.fail_import(record.import_id, "interrupted while it was read")
    sweep(project)
    return results


def _import_file(job: Job) -> ImportResult:
    _check_space(job.project, job.path)
    counts_itself = getattr(job.source, "counts_itself", None)
    if counts_itself is not None and counts_itself(job.path, job.options):
        expected = None
    else:
        expected = job.source.count(job.path, job.options)
    return _run(job, job.source.fetch(job.path, job.options), expected)


def _run(job: Job, pages: Iterable[Page], expected_count: int | None) -> ImportResult:
    """Take one file from its pages to the lake."""
    project, import_id = job.project, job.import_id
    project.state.begin_import(
        {
            "import_id": import_id,
            "path": str(job.path.resolve()),
            "source": job.source.name,
            "source_version": job.source.version,
            "options": json.dumps(dict(job.options), sort_keys=True),
        }
    )
    with ExitStack() as stack:
        try:
            reading = stage(job, pages)
            staging = Staging(project, staging_path(project, import_id))
            stack.callback(staging.close)
            counts = _count(job, staging, reading, expected_count)
            if reading.faults:
                write_quarantine(quarantine_path(project, import_id), reading.faults)
        except Exception as error:
            clear(project, import_id)
            project.state.fail_import(import_id, str(error))
            raise
        project.state.ready_import(import_id, counts)
        result = _finish(project, staging, import_id, job.path, job.source.name)
    return replace(result, faults=tuple(group_faults(fault for _, fault in reading.faults)))


def _count(
    job: Job, staging: Staging, reading: Reading, expected_count: int | None
) -> list[Counts]:
    """Count by kind, and hold that nothing was lost between the file and the lake."""
    path, staged = job.path, staging.counts()
    refused = Counter(kind for kind, _ in reading.faults)
    counts = []
    for kind, read in sorted(reading.read.items()):
        found = staged.get(kind)
        kept = found.kept_count if found else 0
        already = found.staged_count - kept if found else 0
        counts.append(Counts(kind, read, kept, already, refused[kind]))
        if read != kept + already + refused[kind]:
            raise not_conserved(path.name, f"{kept + already + refused[kind]:,} of {kind}", read)
    read_count = sum(reading.read.values())
    if expected_count is not None and read_count != expected_count:
        raise not_conserved(path.name, f"{read_count:,} records read", expected_count)
    return counts


def _finish(
    project: Project, staging: Staging, import_id: str, path: Path, source: str,
    *, is_again: bool = False,
) -> ImportResult:  # fmt: skip
    """Append a staged import, flush it, acknowledge it, and tidy up."""
    staging.commit(f"import/{import_id}")
    staging.take_back(is_again=is_again)
    project.state.finish_import(import_id)
    shutil.rmtree(staging_path(project, import_id))
    quarantine = quarantine_path(project, import_id)
    counts = tuple(project.state.counts(import_id))
    found = quarantine if quarantine.exists() else None
    return ImportResult(path, import_id, source, counts, quarantine_path=found)


def _check_space(project: Project, path: Path) -> None:
    """Refuse to begin without room: on a full disk even deleting fails."""
    free = shutil.disk_usage(project.root).free
    wanted = project.settings.imports.minimum_free_mib * 2**20 + 4 * path.stat().st_size
    if free < wanted:
        raise FolkmootError(
            "disk-full", str(project.root), f"{free >> 20:,} MiB free",
            f"at least {wanted >> 20:,} MiB", "make room, then run this again",
        )  # fmt: skip
