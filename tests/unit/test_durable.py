"""An import is acknowledged only after its files and their folders are flushed to the disk."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from folkmoot.ingest import ingest
from folkmoot.project import Project, init_project
from folkmoot.sources import source

POSTS = """\
Id,PostTypeId,ParentId,CreationDate,OwnerUserId,Title
1,1,,2017-01-01T00:00:00,7,One
2,1,,2017-02-01T00:00:00,8,Two
3,1,,0000-00-00,8,Never
"""


class Flushed:
    """Stands at the edge of the system: lets every flush through, and remembers what and when."""

    def __init__(self, project: Project) -> None:
        self._project, self._fsync = project, os.fsync
        self.before_done: set[Path] = set()

    def __call__(self, descriptor: int) -> None:
        """Flush, and remember the path if nothing was acknowledged yet."""
        self._fsync(descriptor)
        if not self._project.state.import_records("done"):
            self.before_done.add(Path(f"/proc/self/fd/{descriptor}").readlink())


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="paths of descriptors need /proc")
def test_everything_is_flushed_before_the_import_is_acknowledged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    export = tmp_path / "Posts.csv"
    export.write_text(POSTS, encoding="utf-8")
    project = init_project(tmp_path / "project")
    flushed = Flushed(project)
    monkeypatch.setattr(os, "fsync", flushed)
    ingest(project, export, source("stackexchange"), {"site": "example.stackexchange.com"})
    monkeypatch.undo()

    lake = project.folder("lake")
    written = [path for path in lake.rglob("*") if path.is_file() and path.suffix != ".tmp"]
    assert {path.suffix for path in written} == {".parquet", ".json"}
    wanted = {*written, *(path.parent for path in written)}
    wanted |= {lake / name for name in project.lake.versions()}
    wanted |= {lake, project.folder("quarantine"), project.folder("raw")}
    missing = {path.relative_to(project.root) for path in wanted if path not in flushed.before_done}
    assert missing == set()
    # The raw archive and the quarantine are flushed under another name before they get their own.
    names = {path.name for path in flushed.before_done}
    assert any(name.endswith(".raw.part") for name in names)
    assert len(list(project.folder("quarantine").glob("*.csv"))) == 1
    project.close()
