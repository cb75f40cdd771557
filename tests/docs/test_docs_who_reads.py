"""The page on the ladder from answers runs, on a copy of the simulated survey."""

from __future__ import annotations

import shlex
import shutil
import sys
from pathlib import Path

from tests.docs.test_docs_tutorial import blocks, check, run, steps

ROOT = Path(__file__).resolve().parents[2]


def test_the_page_does_what_it_says(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "examples" / "simulated_survey", tmp_path / "simulated_survey")
    folder, commands = tmp_path, 0
    for language, _, text in blocks(ROOT / "docs" / "who-reads.md"):
        if language == "python":
            run([sys.executable, "-c", text], tmp_path)
            commands += 1
        elif language == "console":
            for step in steps(text):
                words = shlex.split(step.command)
                if words[0] == "cd":
                    folder = (folder / words[1]).resolve()
                    continue
                check(step, run([sys.executable, "-m", *words], folder))
                commands += 1
    assert commands == 7, "the blocks of the page were not found"
