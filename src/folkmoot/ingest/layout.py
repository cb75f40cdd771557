"""Where an import keeps its files inside a project."""

from __future__ import annotations

import os
import secrets
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

from folkmoot.errors import FolkmootError

if TYPE_CHECKING:
    from folkmoot.project import Project

__all__ = [
    "archive_path",
    "archives",
    "clear",
    "drop_derived",
    "new_import_id",
    "overdue",
    "quarantine_path",
    "staging_path",
    "sweep",
]  # fmt: skip

_ARCHIVE_SUFFIX: Final = ".raw"


def new_import_id() -> str:
    """A name for an import: the day, and eight random digits."""
    return f"{datetime.now(UTC):%Y-%m-%d}-{secrets.token_hex(4)}"


def staging_path(project: Project, import_id: str) -> Path:
    """Folder of an import's staged rows."""
    return project.folder("staging") / import_id


def archive_path(project: Project, import_id: str) -> Path:
    """Raw archive of an import."""
    return project.folder("raw") / f"{import_id}{_ARCHIVE_SUFFIX}"


def quarantine_path(project: Project, import_id: str) -> Path:
    """File of the records that an import set aside."""
    return project.folder("quarantine") / f"{import_id}.csv"


def archives(project: Project) -> list[tuple[str, Path]]:
    """Import ids of a project with their raw archives, oldest first."""
    folder = project.folder("raw")
    return [(path.stem, path) for path in sorted(folder.glob(f"*{_ARCHIVE_SUFFIX}"))]


def clear(project: Project, import_id: str) -> None:
    """Remove what an unfinished import left on disk."""
    shutil.rmtree(staging_path(project, import_id), ignore_errors=True)
    archive = archive_path(project, import_id)
    for path in (archive, archive.with_suffix(archive.suffix + ".part")):
        path.unlink(missing_ok=True)
    quarantine_path(project, import_id).unlink(missing_ok=True)


def overdue(project: Project, now: datetime) -> list[Path]:
    """Raw archives of imports older than the retention that the project's settings give them.

    The time of the file is not asked: forgetting somebody, or a copy of the project, renews it.
    """
    limit = now - timedelta(days=project.settings.raw.retention_days)
    old = {each.import_id for each in project.state.import_records() if each.started_at < limit}
    return [path for import_id, path in archives(project) if import_id in old]


def drop_derived(project: Project, *names: str) -> None:
    """Drop folders of what was made of posts: it holds their words, and is made anew when needed.

    A delete inside the index of conversations would leave the words in its files until these are
    merged.
    """
    for name in names:
        shutil.rmtree(project.folder(name), ignore_errors=True)
        if project.folder(name).exists():
            raise FolkmootError(
                "derived-stays", str(project.folder(name)), "a folder that cannot be deleted",
                "a folder of this user's", "delete it by hand: the person's words are in it",
            )  # fmt: skip


def sweep(project: Project) -> None:
    """Remove staged rows and what killed queries spilled: texts lie in both.

    Nothing staged is needed once no import is unfinished; what a query that still runs has spilled
    stays.
    """
    for path in _inside(project.folder("staging")):
        shutil.rmtree(path, ignore_errors=True)
    for path in _inside(project.folder("spill")):
        owner = path.name.partition("-")[2].partition("-")[0]
        if not (owner.isdecimal() and _is_running(int(owner))):
            shutil.rmtree(path, ignore_errors=True)


def _inside(folder: Path) -> list[Path]:
    return list(folder.iterdir()) if folder.is_dir() else []


def _is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
