"""The examination of a project: is everything there, readable, consistent, kept as promised."""

from __future__ import annotations

import stat
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pyarrow as pa

from folkmoot.activity import CANONICAL, DERIVED
from folkmoot.errors import FolkmootError
from folkmoot.platforms import platforms

if TYPE_CHECKING:
    from folkmoot.project import Project

__all__ = ["Finding", "examine"]

_ROWS: Final = pa.schema([("row_count", pa.int64()), ("doubled_count", pa.int64())])


@dataclass(frozen=True, slots=True)
class Finding:
    """What was looked at, what was found, and what to do when it is wrong."""

    what: str
    is_ok: bool
    found: str
    hint: str = ""

    def as_dict(self) -> dict[str, str | bool]:
        """Return the finding as a plain mapping, for JSON."""
        return {"what": self.what, "ok": self.is_ok, "found": self.found, "hint": self.hint}


def examine(project: Project, now: datetime | None = None) -> list[Finding]:
    """Examine a project from its key to its raw archive; every check is made, in order.

    ``now`` is the moment that ages are counted from (UTC), the present one unless told.
    """
    now = now or datetime.now(UTC)
    checks: tuple[Callable[[Project, datetime], Finding], ...] = (
        _key, _brief, _imports, _files, _activities, _conservation, _archives, _retention,
        _platform_limits, _surveys, _index,
    )  # fmt: skip
    findings = []
    for check in checks:
        try:
            findings.append(check(project, now))
        except FolkmootError as error:
            problem = error.problem
            what = check.__name__.removeprefix("_")
            findings.append(Finding(what, is_ok=False, found=str(error), hint=problem.hint))
    return findings


def _key(project: Project, _now: datetime) -> Finding:
    _ = project.keys
    mode = stat.S_IMODE((project.root / "project.key").stat().st_mode)
    is_private = mode & 0o077 == 0
    return Finding(
        "key", is_private, f"there, mode {mode:o}",
        "" if is_private else "others can read it: chmod 600 project.key",
    )  # fmt: skip


def _brief(project: Project, _now: datetime) -> Finding:
    brief = project.brief()
    return Finding("brief", is_ok=True, found=f"{brief.product.name}, {len(brief.needs)} needs")


def _imports(project: Project, _now: datetime) -> Finding:
    unfinished = project.state.import_records("reading", "ready")
    done = len(project.state.import_records("done"))
    return Finding(
        "imports", not unfinished, f"{done} done, {len(unfinished)} unfinished",
        "run folkmoot add again; it finishes or restarts them" if unfinished else "",
    )  # fmt: skip


def _files(project: Project, _now: datetime) -> Finding:
    names = (*CANONICAL, *DERIVED)
    files = [Path(file) for name in names for file in project.lake.files(name)]
    missing = [file for file in files if not file.exists()]
    return Finding(
        "lake files", not missing, f"{len(files)} listed in the logs, {len(missing)} missing",
        f"restore {missing[0].name} from a copy" if missing else "",
    )  # fmt: skip


def _activities(project: Project, _now: datetime) -> Finding:
    view = project.view()
    try:
        row = view.query("doctor_activities", _ROWS).to_pylist()[0]
    finally:
        view.engine.close()
    doubled = row["doubled_count"]
    return Finding(
        "activities", doubled == 0, f"{row['row_count']:,} rows, {doubled:,} doubled",
        "please report this, with the import log" if doubled else "",
    )  # fmt: skip


def _conservation(project: Project, _now: datetime) -> Finding:
    counts = project.state.counts()
    wrong = [
        count.kind
        for count in counts
        if count.read_count != count.kept_count + count.already_count + count.refused_count
    ]
    read = sum(count.read_count for count in counts)
    return Finding(
        "conservation", not wrong,
        f"{read:,} records read = kept + already there + set aside" if not wrong
        else f"does not hold for {', '.join(wrong)}",
        "please report this, with the import log" if wrong else "",
    )  # fmt: skip


def _archives(project: Project, _now: datetime) -> Finding:
    from folkmoot.ingest.archive import read_pages
    from folkmoot.ingest.layout import archives

    records = 0
    found = archives(project)
    for _, path in found:
        records += sum(page.records.num_rows for page in read_pages(path, project.keys.archive))
    return Finding(
        "raw archive", is_ok=True, found=f"{len(found)} files, {records:,} records readable"
    )


def _retention(project: Project, now: datetime) -> Finding:
    from folkmoot.ingest.layout import overdue

    old, days = overdue(project, now), project.settings.raw.retention_days
    return Finding(
        "raw retention", not old, f"{len(old)} files older than {days} days",
        "the next folkmoot add deletes them" if old else "",
    )  # fmt: skip


def _platform_limits(project: Project, now: datetime) -> Finding:
    """Imports that are kept longer than the platform's interface allows."""
    limits = {
        each.id: int(rule.value)
        for each in platforms()
        if (rule := each.rule("retention-cap")) is not None
    }
    overdue = {
        f"{record.source} ({limits[record.source]} days)"
        for record in project.state.import_records("done")
        if record.source in limits
        and now - record.started_at > timedelta(days=limits[record.source])
    }
    return Finding(
        "limits of platforms", not overdue,
        "no import is older than its platform allows" if not overdue
        else f"older than allowed: imports of {', '.join(sorted(overdue))}",
        "ask for the data again, and begin a project anew from it" if overdue else "",
    )  # fmt: skip


def _surveys(project: Project, _now: datetime) -> Finding:
    from folkmoot.survey.store import load_survey, survey_names

    kept = {name: len(load_survey(project, name)) for name in survey_names(project)}
    found = f"{len(kept)} kept, {sum(kept.values()):,} respondents readable"
    return Finding("surveys", is_ok=True, found=found)


def _index(project: Project, _now: datetime) -> Finding:
    from folkmoot.talks import index_fault

    fault = index_fault(project)
    return Finding(
        "index", not fault, fault or "whole, or not made yet",
        "the next folkmoot conversations makes it anew" if fault else "",
    )  # fmt: skip
