"""The page on bringing answers does what it says, and names every field that a mapping has."""

from __future__ import annotations

from pathlib import Path

from tests.page_commands import follow

from folkmoot.survey.reading.layouts import layout_names
from folkmoot.survey.reading.mapping import SurveyMapping

PAGE = Path(__file__).resolve().parents[2] / "docs" / "bring-your-answers.md"
TEXT = PAGE.read_text(encoding="utf-8")


def test_the_page_does_what_it_says(tmp_path: Path) -> None:
    assert follow(PAGE, tmp_path) == 7


def test_every_field_of_a_mapping_is_told() -> None:
    for name, field in SurveyMapping.model_fields.items():
        assert f"`{name}`" in TEXT or f"[{name}" in TEXT, name
        assert field.is_required() or name != "population"


def test_every_layout_has_its_row() -> None:
    rows = [line.casefold() for line in TEXT.splitlines() if line.startswith("|")]
    for name in layout_names():
        shown = "anything else" if name == "plain" else name.replace("_", " ")
        assert any(row.startswith(f"| {shown}") for row in rows), name
