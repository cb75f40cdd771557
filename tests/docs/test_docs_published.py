"""The page on published figures: its table is read, its commands run, its claims hold."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from folkmoot.cli import cli
from folkmoot.project import init_project

PAGE = Path(__file__).resolve().parents[2] / "docs" / "published-figures.md"
TEXT = PAGE.read_text(encoding="utf-8")


def call(line: str) -> Result:
    found = CliRunner().invoke(cli, shlex.split(line)[1:])
    assert found.exit_code == 0, (line, found.output, found.exception)
    return found


def test_the_commands_of_the_page_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    init_project(tmp_path / "project").close()
    monkeypatch.chdir(tmp_path / "project")
    for name, text in re.findall(r"^```csv file=(\S+)\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL):
        Path(name).write_text(text, encoding="utf-8")
    lines = re.findall(r"^\$ (.+)$", TEXT, re.MULTILINE)
    said = {line: call(line).output for line in lines}
    assert len(said) == 7
    allowed, refused = (said[line] for line in lines if " compare " in line)
    assert "Difference  +0.0 points" in allowed
    assert "the questions of 2011 differ from those of the years before" in refused
    assert sorted(path.name for path in Path("benchmarks").iterdir()) == [
        "online-2025.csv", "online-2025.toml",
    ]  # fmt: skip
    assert '"65+": 0.16' in said[lines[-1]]
    assert "about 18 %" in said[lines[-2]]
