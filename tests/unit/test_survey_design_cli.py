"""The command that writes the questionnaire."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from tests.commands import runner

from folkmoot.brief import template_text


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    return runner(capsys)("survey", "design", *arguments)


def test_it_writes_the_form_and_says_what_is_left_to_fill_in(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "questions.lss"
    code, out, _ = run(capsys, "--format", "lss", "-o", str(path))
    assert code == 0
    assert path.read_text(encoding="utf-8").startswith("<?xml")
    assert "in English and 中文" in out
    assert "give --asker and --contact" in out
    code, out, _ = run(
        capsys, "--format", "lss", "-o", str(path), "--asker", "Acme", "--contact", "a@example.org"
    )
    assert (code, len(out.splitlines())) == (0, 1)
    assert "Acme would like to know" in path.read_text(encoding="utf-8")


def test_lists_come_from_the_brief_unless_they_are_given(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    brief = tmp_path / "brief.toml"
    brief.write_text(
        template_text()
        + '[[hypotheses]]\ncharacteristic = "community"\nvalue = "coffee.example.org"\n'
        'expectation = "over"\nwhy = "they grind there"\n',
        encoding="utf-8",
    )
    path = tmp_path / "codes.csv"
    arguments = ["--format", "codebook", "--lang", "en", "-o", str(path), "--brief", str(brief)]

    def named(question: str) -> list[str]:
        with path.open(encoding="utf-8", newline="") as file:
            rows = [row for row in csv.DictReader(file) if row["question"] == question]
        return [row["value"] for row in rows]

    assert run(capsys, *arguments)[0] == 0
    assert named("communities") == ["coffee.example.org", "none", "refused"]
    assert named("country") == ["US", "GB", "other", "refused"]
    assert run(capsys, *arguments, "--communities", "A, B", "--countries", "DE")[0] == 0
    assert named("communities")[:2] == ["A", "B"]
    assert named("country") == ["DE", "other", "refused"]


def test_all_faults_are_told_at_once_and_nothing_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = run(
        capsys, "--format", "word", "--lang", "fr,en,en", "--countries", "UK", "--months", "0",
        "--leave-out", "read", "-o", str(tmp_path / "x.doc"),
    )  # fmt: skip
    assert (code, out) == (1, "")
    assert "6 problems" in err
    assert err.count("expected:") == 6
    assert list(tmp_path.iterdir()) == []
