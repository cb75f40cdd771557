"""The command that reads posts: its answer in one sentence, JSON, and its faults."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from tests.annotate_lakes import TITLES, made_project

from folkmoot.cli import cli
from folkmoot.cli.data import init
from folkmoot.project import Project

POSTS = len(TITLES) + 1


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    project = made_project(tmp_path)
    yield project
    project.close()


def run(project: Path, *arguments: str) -> Result:
    return CliRunner().invoke(cli, ["annotate", "--project", str(project), *arguments])


def test_the_first_line_is_the_answer(project: Project) -> None:
    first = run(project.root, "--tier", "fast")
    assert first.exit_code == 0, first.output
    line = first.output.splitlines()[0]
    assert line == f"Read {POSTS} of {POSTS} posts (tier fast); 0 had been read before."
    again = run(project.root, "--tier", "fast")
    line = again.output.splitlines()[0]
    assert line == f"Read 0 of {POSTS} posts (tier fast); {POSTS} had been read before."


def test_json_counts_labels(project: Project) -> None:
    told = json.loads(run(project.root, "--tier", "fast", "--only", "language", "--json").stdout)
    assert (told["posts"], told["read"]) == (POSTS, POSTS)
    assert list(told["versions"]) == ["language"]
    counted = {row["label"]: row["posts"] for row in told["labels"]}
    assert counted["zh"] == 1
    assert sum(counted.values()) == POSTS


def test_an_unknown_name_is_told_with_the_nearest(project: Project) -> None:
    result = run(project.root, "--only", "langauge")
    assert result.exit_code == 1
    assert "did you mean language?" in str(result.exception)


def test_an_empty_project_says_what_to_do(tmp_path: Path) -> None:
    assert CliRunner().invoke(init, [str(tmp_path / "new")]).exit_code == 0
    result = run(tmp_path / "new", "--tier", "fast")
    assert result.output.splitlines()[0].startswith("Nothing was read: the project holds no post")
