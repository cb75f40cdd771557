"""The brief that ``folkmoot init`` writes is whole."""

from __future__ import annotations

from pathlib import Path

from folkmoot.brief import read_brief, template_text


def test_the_template_is_a_valid_brief(tmp_path: Path) -> None:
    path = tmp_path / "brief.toml"
    path.write_text(template_text(), encoding="utf-8")
    brief = read_brief(path)
    assert brief.product.name == "Morning Grinder"
    assert [need.id for need in brief.needs] == ["grind-at-home", "quiet-mornings"]
