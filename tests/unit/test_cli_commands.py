"""Every command on a small simulated community: exit codes, JSON that parses, files written."""

from __future__ import annotations

import csv
import random
from importlib import import_module
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.commands import Run, parsed, runner

from folkmoot.cli import COMMANDS, HEADINGS, cli, main
from folkmoot.cli.benchmarks import BENCHMARK_COMMANDS
from folkmoot.cli.conversing import CONVERSATION_COMMANDS
from folkmoot.cli.experiment import EXPERIMENT_COMMANDS
from folkmoot.cli.outcomes import OUTCOME_COMMANDS
from folkmoot.cli.people import PEOPLE_COMMANDS
from folkmoot.cli.searching import SEARCH_COMMANDS
from folkmoot.cli.survey import SURVEY_COMMANDS

SITE = "simulated.stackexchange.com"
TITLES = (
    "Which grinder for filter coffee?",
    "Is there a quiet grinder for small flats?",
    "Hand grinder or electric for travel?",
    "How to descale a kettle",
    "Paper filters or a metal one",
    "Beans from Ethiopia taste sour",
)
#: Commands that print no table or JSON alone, and the groups, whose own commands do.
WITHOUT_JSON = {"demo", "init", "add", "forget", "doctor", "sources", "export", "survey", "design",
                "benchmarks", "margins", "experiment", "outcomes", "people", "llm",
                "themes", "searches"}  # fmt: skip


def write_community(folder: Path) -> None:
    """A simulated community: 80 people, 360 questions over two years, an answer to most."""
    chance = random.Random(5)
    folder.mkdir()
    with (folder / "Users.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["Id", "CreationDate", "LastAccessDate", "Age", "Location"])
        for number in range(1, 81):
            place = ("London, UK", "Berlin, Germany", "")[number % 3]
            joined = f"201{3 + number % 4}-05-01T00:00:00"
            writer.writerow([number, joined, "2017-08-01T00:00:00", 20 + number % 40, place])
    with (folder / "Posts.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(
            ["Id", "PostTypeId", "ParentId", "CreationDate", "OwnerUserId", "Title", "Score"]
        )
        for number in range(1, 361):
            day = f"201{6 + number // 181}-{1 + number % 8:02}-{1 + number % 27:02}"
            author = chance.randint(1, 80)
            writer.writerow(
                [number, 1, "", f"{day}T08:00:00", author, chance.choice(TITLES), number % 5]
            )
            if number % 4:
                other = chance.randint(1, 80)
                writer.writerow(
                    [1000 + number, 2, number, f"{day}T09:30:00", other, "", number % 3]
                )


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cli")
    write_community(folder / "export")
    for arguments in (
        ["init", str(folder / "project")],
        ["add", str(folder / "export"), "--source", "stackexchange", "-o", f"site={SITE}",
         "--project", str(folder / "project")],
    ):  # fmt: skip
        with pytest.raises(SystemExit) as stopped:
            main(arguments)
        assert stopped.value.code == 0
    return folder / "project"


@pytest.fixture
def run(project: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    return runner(capsys, "--project", project)


@pytest.mark.parametrize(
    "command",
    ["participation", "audience", "communities", "needs", "conversations", "trends"],
)
def test_measures_give_tables_with_evidence(run: Run, command: str) -> None:
    table = parsed(run, command)
    assert table["name"] == command
    for row in table["rows"]:
        assert row["evidence_id"] in table["evidence"]
        assert row["value"] is None or row["base"] is not None


@pytest.mark.parametrize("view", ["inequality", "sensitivity"])
def test_participation_has_views_of_its_own(run: Run, view: str) -> None:
    assert parsed(run, "participation", f"--{view}", "--as-of", "2017-06-30")["name"] == view
    code, out, err = run("participation", f"--{view}", "--by", "age*country")
    assert code == 0, err
    assert "Note: " in out


def test_two_views_at_once_are_a_fault_of_usage(run: Run) -> None:
    code, _, err = run("participation", "--inequality", "--sensitivity")
    assert code == 2
    assert "ask for one" in err


def test_published_figures_stand_beside_the_ladder_uncompared(run: Run) -> None:
    found = parsed(run, "benchmarks", "beside", "--by", "country")
    assert found
    assert all(each["is_refused"] for each in found)
    code, out, err = run("benchmarks", "beside", "--by", "age*country")
    assert code == 0, err
    assert "Not compared: one is seen in posts, the other said in a questionnaire." in out


def test_a_table_can_be_read_by_people_too(run: Run) -> None:
    for arguments in (["participation"], ["needs"], ["needs", "--long"], ["needs", "--say"]):
        code, out, err = run(*arguments)
        assert code == 0, err
        assert len(out.splitlines()) > 5


def test_the_evidence_of_a_row_opens(run: Run) -> None:
    opened = parsed(run, "needs", "--evidence", "1")
    assert opened["evidence"]["question"].endswith("?")
    assert "SELECT" in opened["evidence"]["sql"]
    code, _, err = run("needs", "--evidence", "9999")
    assert code == 1
    assert "a row from 1 to" in err


def test_plan_diff_report_and_export(run: Run, project: Path, tmp_path: Path) -> None:
    early = parsed(run, "plan", "--as-of", "2017-03-01")
    late = parsed(run, "plan")
    assert early["as_of"] < late["as_of"]
    change = parsed(run, "plan", "diff", "2017-03-01", late["as_of"][:10])
    assert change["sentences"]
    assert parsed(run, "plan", "diff", "previous", "last") == change
    report = Path(parsed(run, "report")["report"])
    text = report.read_text(encoding="utf-8")
    assert text.startswith(("<!doctype html>", "<!DOCTYPE html>"))
    assert "Morning Grinder" in text
    written = [Path(path) for path in parsed(run, "export", str(tmp_path / "out"))["written"]]
    assert {path.suffix for path in written} == {".csv", ".json"}
    for path in written:
        assert path.stat().st_size > 0


def test_help_is_drafted_and_written_down(run: Run, project: Path) -> None:
    drafted = parsed(run, "assist")
    assert drafted["drafts"], "the simulated community has open questions"
    files = sorted((project / "drafts").glob("*.md"))
    assert len(files) == len(drafted["drafts"])
    code, _, err = run("assist", "--answered", str(files[0]))
    assert code == 2
    assert "named person" in err
    assert run("assist", "--answered", str(files[0]), "--by", "Ada")[0] == 0
    assert run("assist", "--leave-alone", str(files[1]))[0] == 0
    again = parsed(run, "assist", "--list")
    reasons = [reason for entry in again["no_draft"] for reason in entry["reasons"]]
    assert any("contacted 1 of at most 1" in reason for reason in reasons)
    assert any("to be left alone" in reason for reason in reasons)
    assert len(again["drafts"]) < len(drafted["drafts"])


def test_a_file_that_is_no_draft_is_told(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "note.md"
    path.write_text("hello", encoding="utf-8")
    code, _, err = run("assist", "--answered", str(path), "--by", "Ada")
    assert code == 1
    assert "a draft that folkmoot assist wrote" in err


def test_a_plan_that_is_not_there_is_told(run: Run) -> None:
    code, _, err = run("plan", "diff", "1999-01-01", "last")
    assert code == 1
    assert "no such plan" in err


def test_an_empty_lake_is_told(tmp_path: Path) -> None:
    for arguments, code in (
        (["init", str(tmp_path)], 0),
        (["needs", "--project", str(tmp_path)], 1),
        (["init", str(tmp_path)], 1),
    ):
        with pytest.raises(SystemExit) as stopped:
            main(arguments)
        assert stopped.value.code == code


def test_the_list_of_commands_stands_under_headings() -> None:
    shown = CliRunner().invoke(cli, ["--help"])
    lines = [line.strip() for line in shown.output.splitlines()]
    for verb, heading in HEADINGS.items():
        assert lines[lines.index(f"{heading}:") + 1].startswith(f"{verb} ")
    listed = [line.split(" ")[0] for line in lines[lines.index("Begin:") :]]
    assert [name for name in listed if name in COMMANDS] == list(COMMANDS)


def test_the_list_of_commands_says_what_each_says() -> None:
    groups = (SURVEY_COMMANDS, BENCHMARK_COMMANDS, EXPERIMENT_COMMANDS, OUTCOME_COMMANDS,
              PEOPLE_COMMANDS, CONVERSATION_COMMANDS, SEARCH_COMMANDS)  # fmt: skip
    for table in (COMMANDS, *groups):
        for name, (module, attribute, short_help) in table.items():
            command = getattr(import_module(module), attribute)
            assert command.get_short_help_str(limit=200) == short_help
            if name not in WITHOUT_JSON:
                assert "--json" in {o for p in command.params for o in p.opts}, name
