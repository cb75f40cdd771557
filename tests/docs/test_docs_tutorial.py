"""The tutorial runs: its commands, its files, its Python, and what it says they print."""

from __future__ import annotations

from pathlib import Path

from tests.page_commands import follow

PAGE = Path(__file__).resolve().parents[2] / "docs" / "tutorial.md"


def test_the_tutorial_does_what_it_says(tmp_path: Path) -> None:
    assert follow(PAGE, tmp_path) >= 15
