"""A survey that is being replaced while its command is killed stays the old one, or is the new."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

from tests import survey_files as files

from folkmoot.doctor import examine
from folkmoot.project import init_project, open_project
from folkmoot.survey.reading.adding import add_survey
from folkmoot.survey.store import load_survey

KILLS = 5


def command(project: Path, path: Path) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    words = ["survey", "add", str(path), "--name", "readers", "--project", str(project)]
    return subprocess.Popen(
        [sys.executable, "-m", "folkmoot", *words],
        env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip


def test_a_survey_survives_kills(tmp_path: Path) -> None:
    root = tmp_path / "project"
    project = init_project(root)
    sizes = (6, 9)
    paths = [files.qualtrics(tmp_path / f"{size}.csv", files.people(size)) for size in sizes]
    add_survey(project, paths[0], name="readers")
    project.close()
    started = time.monotonic()
    assert command(root, paths[1]).wait() == 0
    whole = time.monotonic() - started
    draw = random.Random(4)
    killed = 0
    for number in range(KILLS):
        running = command(root, paths[number % 2])
        # Most of a run is its start; what writes stands at its end.
        time.sleep(whole * draw.uniform(0.5, 1.0))
        running.send_signal(signal.SIGKILL)
        killed += running.wait() == -signal.SIGKILL
        opened = open_project(root)
        assert len(load_survey(opened, "readers")) in sizes
        assert next(each for each in examine(opened) if each.what == "surveys").is_ok
        opened.close()
    assert killed
    last = open_project(root)
    add_survey(last, paths[0], name="readers")
    assert len(load_survey(last, "readers")) == sizes[0]
    folder = last.folder("surveys") / "readers"
    assert sorted(path.name.partition("-")[0] for path in folder.iterdir()) == [
        "answers", "mapping", "meta.json",
    ]  # fmt: skip
    last.close()
