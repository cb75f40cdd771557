"""Published figures and the views of participation on the command line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from folkmoot.cli import cli
from folkmoot.errors import FolkmootError, ProblemGroup
from folkmoot.project import init_project

CSV = "variable,category,share\nage_band,18-24,0.4\nage_band,25+,0.6\nrung,critic,0.3\n"
SAID = ("--source", "Pew, American Trends 2024", "--date", "2024", "--base", "online adults",
        "--population", "US", "--mode", "online", "--people", "5000")  # fmt: skip


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    init_project(folder).close()
    (tmp_path / "pew_2024.csv").write_text(CSV, encoding="utf-8")
    return folder


def call(project: Path, *arguments: str) -> Result:
    return CliRunner().invoke(cli, [*arguments, "--project", str(project)])


def parsed(project: Path, *arguments: str) -> Any:
    found = call(project, *arguments)
    assert found.exit_code == 0, found.output
    return json.loads(found.stdout)


def test_without_a_project_the_published_figures_are_listed(tmp_path: Path) -> None:
    (row,) = parsed(tmp_path, "benchmarks", "list", "--json")
    assert (row["table"], row["figures"], row["dates"]) == ("forrester", 126, "2006 to 2016")
    bare = CliRunner().invoke(cli, ["benchmarks"])
    assert bare.exit_code == 0
    assert "forrester" in bare.output


def test_a_table_is_added_listed_shown_and_used_as_margins(project: Path) -> None:
    added = call(project, "benchmarks", "add", str(project.parent / "pew_2024.csv"), *SAID)
    assert added.output == "Added 3 figures as pew-2024: benchmarks/pew-2024.csv\n"
    tables = parsed(project, "benchmarks", "list", "--json")
    assert [row["table"] for row in tables] == ["forrester", "pew-2024"]
    figures = parsed(project, "benchmarks", "show", "pew-2024", "--category", "critic", "--json")
    assert [(each["figure"], each["people"]) for each in figures] == [
        ("pew-2024/us-2024-all-critic", 5000)
    ]
    margins = parsed(project, "benchmarks", "margins", "pew-2024")
    assert margins == {"age_band": {"18-24": 0.4, "25+": 0.6}}
    again = call(project, "benchmarks", "add", str(project.parent / "pew_2024.csv"), *SAID)
    assert isinstance(again.exception, FolkmootError)


def test_comparisons_are_made_or_refused_in_words(project: Path) -> None:
    call(project, "benchmarks", "add", str(project.parent / "pew_2024.csv"), *SAID)
    said = call(project, "benchmarks", "compare", "pew-2024/us-2024-all-critic",
                "forrester/us-2009-all-critic").output  # fmt: skip
    assert "Difference  -7 points" in said
    assert "the questions are in other words" in said
    refused = parsed(project, "benchmarks", "compare", "forrester/us-2010-all-creator",
                     "forrester/us-2011-all-creator", "--json")  # fmt: skip
    assert refused["is_refused"]
    assert refused["refusals"] == ["the questions of 2011 differ from those of the years before"]
    assert refused["difference"]["value"] is None


def test_faults_are_named(project: Path) -> None:
    bad = project.parent / "bad.csv"
    bad.write_text("variable,category,share\nrung,writer,2\n", encoding="utf-8")
    found = call(project, "benchmarks", "add", str(bad), *SAID[:-2], "--people", "-1")
    assert isinstance(found.exception, ProblemGroup)
    assert [p.code for p in found.exception.problems] == ["no-people", "unknown-rung", "no-share"]
    for arguments, code in (
        (["compare", "forrester/us-2010-all-creatr", "x"], "unknown-figure"),
        (["show", "gallup"], "unknown-table"),
    ):
        found = call(project, "benchmarks", *arguments)
        assert isinstance(found.exception, FolkmootError)
        assert found.exception.problem.code == code


EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "simulated_survey"


@pytest.fixture
def asked(project: Path) -> Path:
    """A project with the simulated survey of the examples."""
    added = call(project, "survey", "add", str(EXAMPLE / "answers.csv"), "--mapping",
                 str(EXAMPLE / "survey.toml"))  # fmt: skip
    assert added.exit_code == 0, added.output
    return project


def test_a_survey_is_held_to_a_published_table(asked: Path) -> None:
    folder = asked.parent
    lines = (EXAMPLE / "margins.csv").read_text(encoding="utf-8").splitlines()[1:]
    ages = [line.split(",") for line in lines if line.startswith("age_band,")]
    total = sum(int(number) for _, _, number in ages)
    rows = [f"{kind},{band},{int(number) / total:.6f}" for kind, band, number in ages]
    text = "\n".join(["variable,category,share", *rows])
    (folder / "ages.csv").write_text(text, encoding="utf-8")
    added = call(asked, "benchmarks", "add", str(folder / "ages.csv"), "--name", "census",
                 "--source", "made for this test", "--date", "2026", "--base", "online adults",
                 "--population", "three countries")  # fmt: skip
    assert added.exit_code == 0, added.output
    told = parsed(asked, "survey", "weight", "--benchmark", "census", "--json")
    assert told["margins"] == "online adults in three countries, 2026 (made for this test)"
    assert told["largest_gap"] < 0.001
    for more, code in (
        (["--benchmark", "pew"], "unknown-table"),
        (["--benchmark", "census", "--population", "DE"], "no-margins"),
    ):
        found = call(asked, "survey", "weight", *more)
        assert isinstance(found.exception, FolkmootError)
        assert found.exception.problem.code == code


def test_simulated_answers_are_compared_with_nobody(asked: Path) -> None:
    arguments = ("benchmarks", "beside", "--source", "survey", "--by", "age_band,country")
    found = parsed(asked, *arguments, "--place", "DE", "--json")
    assert {each["one"]["category"] for each in found} >= {"creator", "joiner", "inactive"}
    assert all(each["is_refused"] for each in found)
    assert {reason for each in found for reason in each["refusals"]} >= {
        "one speaks of simulated respondents, the other of online adults"
    }
    said = call(asked, *arguments)
    assert "(simulated), beside published figures" in said.output
