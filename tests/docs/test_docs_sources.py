"""The page of sources says what the sources say, and each of them is on the page of platforms."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from tools.write_sources import PAGE, sources_text

from folkmoot.cli import main
from folkmoot.ladder import RUNGS
from folkmoot.sources import source, source_names
from folkmoot.sources.telling import about_of

DOCS = Path(__file__).resolve().parents[2] / "docs"


def test_the_page_of_sources_is_current() -> None:
    assert PAGE.read_text(encoding="utf-8") == sources_text(), "run: python tools/write_sources.py"


def test_every_source_says_what_it_is() -> None:
    assert [name for name in source_names() if about_of(source(name)) is None] == []


def test_every_source_has_its_row() -> None:
    page = (DOCS / "bring-your-data.md").read_text(encoding="utf-8")
    told = set(re.findall(r"^\|.*?\| `(\w+)` \|", page, re.MULTILINE))
    assert told == set(source_names())


def test_the_command_says_the_same() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "folkmoot", "sources", "--json"], capture_output=True, check=True
    )
    found = {one["name"]: one for one in json.loads(done.stdout)}
    assert set(found) == set(source_names())
    rungs = {rung.name for rung in RUNGS if rung.bit is not None}
    assert all(set(one["rungs"]) == rungs for one in found.values())


def test_the_terminal_tells_of_one_source_what_the_page_tells(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["sources", "whatsapp"])
    assert not stopped.value.code
    out = capsys.readouterr().out
    about = about_of(source("whatsapp"))
    assert about is not None
    for told in (about.export, about.deletes, about.edits, "--option zone=", "no unless you know"):
        assert told in out
    rows = {
        line.split()[0]: line for line in out.splitlines() if line.startswith("  ") and line.strip()
    }
    for rung, tells in about.rungs.items():
        assert rows[rung].split()[1] == tells.answer
