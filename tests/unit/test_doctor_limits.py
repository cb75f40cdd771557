"""The doctor tells of what is kept longer than a platform allows."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.video_samples import write_answer

from folkmoot.doctor import examine
from folkmoot.ingest import ingest
from folkmoot.project import init_project
from folkmoot.sources import source


@pytest.mark.parametrize(("days", "is_ok"), [(29, True), (31, False)])
def test_answers_of_an_interface_have_their_days(tmp_path: Path, days: int, *, is_ok: bool) -> None:
    project = init_project(tmp_path / "project")
    path = write_answer(tmp_path, "threads")
    ingest(project, path, source("youtube"))
    found = examine(project, datetime.now(UTC) + timedelta(days=days))
    (finding,) = (each for each in found if each.what == "limits of platforms")
    assert finding.is_ok is is_ok
    assert ("youtube (30 days)" in finding.found) is not is_ok
    project.close()
