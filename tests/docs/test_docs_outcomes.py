"""The page on tracking outcomes does what it says, and tells every column of a table."""

from __future__ import annotations

from pathlib import Path

from tests.page_commands import follow

from folkmoot.adjust.outcomes import MEASURES

PAGE = Path(__file__).resolve().parents[2] / "docs" / "track-outcomes.md"


def test_the_page_does_what_it_says(tmp_path: Path) -> None:
    assert follow(PAGE, tmp_path) == 11


def test_every_column_is_told() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert [name for name in MEASURES if f"`{name}`" not in text] == []
