"""The page on the ladder from answers runs, on a copy of the simulated survey."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.page_commands import follow

ROOT = Path(__file__).resolve().parents[2]


def test_the_page_does_what_it_says(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "examples" / "simulated_survey", tmp_path / "simulated_survey")
    assert follow(ROOT / "docs" / "who-reads.md", tmp_path) == 6
