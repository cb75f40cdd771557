"""The page on tracking outcomes does what it says, and tells every column of a table."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path

from tests.docs.test_docs_tutorial import blocks, check, run, steps

from folkmoot.adjust.outcomes import MEASURES

PAGE = Path(__file__).resolve().parents[2] / "docs" / "track-outcomes.md"


def test_the_page_does_what_it_says(tmp_path: Path) -> None:
    commands = 0
    for language, name, text in blocks(PAGE):
        if name:
            (tmp_path / name).write_text(text, encoding="utf-8")
        elif language == "console":
            for step in steps(text):
                words = shlex.split(step.command)
                assert words[0] == "folkmoot"
                check(step, run([sys.executable, "-m", *words], tmp_path))
                commands += 1
    assert commands == 11


def test_every_column_is_told() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert [name for name in MEASURES if f"`{name}`" not in text] == []
