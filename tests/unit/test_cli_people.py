"""The commands of people and communities, on a small simulated community."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.commands import Run, parsed, runner
from tests.unit.test_cli_commands import SITE, write_community

from folkmoot.cli import main

ADA, BEN = f"{SITE} 1", f"{SITE} 2"


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("people")
    write_community(folder / "export")
    for arguments in (
        ["init", str(folder / "project")],
        ["add", str(folder / "export"), "--source", "stackexchange", "-o", f"site={SITE}",
         "--project", str(folder / "project")],
    ):  # fmt: skip
        with pytest.raises(SystemExit):
            main(arguments)
    return folder / "project"


@pytest.fixture
def run(project: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    return runner(capsys, "--project", project)


def test_from_a_note_to_a_parting(run: Run) -> None:
    assert parsed(run, "people", "list")["said"] == "Nobody was helped yet."
    code, _, err = run("people", "join", ADA, BEN)
    assert code == 1
    assert err.count("did not opt in") == 2
    assert run("people", "note", ADA, "asked for a list of grinders", "--by", "Cem",
               "--due", "2020-01-01")[0] == 0  # fmt: skip
    for who in (ADA, BEN):
        assert run("people", "consent", who, "--to", "join", "--words", "in the thread")[0] == 0
    assert run("people", "join", ADA, BEN)[0] == 0
    (person,) = parsed(run, "people", "show", ADA)
    assert len(person["accounts"]) == 2
    assert person["allows"] == ["join"]
    assert person["standing"]["presence"] in {"weekly", "monthly", "now and then", "quiet", "gone"}
    (waiting,) = parsed(run, "people", "due")
    assert (waiting["person"], waiting["why"]) == (person["person"], "asked for a list of grinders")
    code, out, _ = run("people", "due")
    assert out.startswith("1 to come back to within 7 days, 1 of them due now.")
    assert run("people", "note", BEN, "--done")[1].startswith("Noted. 1 thing done.")
    assert parsed(run, "people", "due") == []
    assert run("people", "part", ADA)[0] == 0
    assert len(parsed(run, "people", "show", ADA)[0]["accounts"]) == 1


def test_who_asks_to_be_left_alone_gets_no_draft(run: Run) -> None:
    drafted = parsed(run, "assist", "--list")["drafts"]
    assert drafted
    for number in range(1, 81):
        if number not in (1, 2):
            assert run("people", "stop", f"{SITE} {number}")[0] == 0
    again = parsed(run, "assist", "--list")
    assert len(again["drafts"]) < len(drafted)
    assert any("to be left alone" in reason
               for entry in again["no_draft"] for reason in entry["reasons"])  # fmt: skip
    code, out, _ = run("people", "list")
    assert code == 0
    assert "are to be left alone." in out.splitlines()[0]


def test_people_read_as_they_would_ask_to_see_it(run: Run) -> None:
    code, out, _ = run("people", "show", BEN)
    assert code == 0
    assert "Accounts" in out
    assert "Gives" in out


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["show", f"{SITE} 4711"], 1, "folkmoot people list"),
        (["note", f"{SITE} 4711", "hello"], 1, "whom the data of this project holds"),
        (["note", "nobody", "hello"], 1, "a platform and a person, or a pseudonym"),
        (["note", ADA], 2, "say something"),
        (["note", ADA, "--outcome", "solved", "--due", "2020-01-01"], 2, "why we come back"),
        (["note", ADA, "x", "--due", "soon"], 2, "is not a day"),
        (["consent", ADA, "--to", "contact", "--words", " "], 1, "how and where"),
        (["part", ADA], 1, "stands under no other account"),
        (["join", ADA, ADA], 1, "with itself"),
    ],
)
def test_faults_are_told(run: Run, arguments: list[str], code: int, said: str) -> None:
    found, _, err = run("people", *arguments)
    assert found == code
    assert said in err


def test_forgetting_takes_a_person_out_of_here_too(run: Run) -> None:
    assert run("people", "note", BEN, "prefers mail")[0] == 0
    code, _, err = run("forget", "--platform", SITE, "--person", "2")
    assert code == 0, err
    code, _, err = run("people", "show", BEN)
    assert code == 1


def test_levels_are_a_table_like_any_other(run: Run) -> None:
    table = parsed(run, "people", "levels")
    assert table["name"] == "levels"
    assert {row["measure"] for row in table["rows"]} == {"share", "share_before", "kept"}


@pytest.mark.parametrize(
    ("arguments", "name"),
    [
        (["--shortlist", "2"], "shortlist"),
        (["--overlap"], "overlap"),
        (["--retention"], "retention"),
        (["--tempo"], "tempo"),
        (["--zone", "Europe/Berlin"], "tempo"),
        (["--proposed"], "proposed"),
        ([], "communities"),
    ],
)
def test_communities_answer_other_questions_too(run: Run, arguments: list[str], name: str) -> None:
    assert parsed(run, "communities", *arguments)["name"] == name
    code, out, err = run("communities", *arguments)
    assert code == 0, err
    assert out


def test_a_manifest_is_read_and_its_faults_are_told_together(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "known.csv"
    path.write_text("name,kind\nr/espresso,forum\n", encoding="utf-8")
    code, out, _ = run("communities", "--manifest", str(path))
    assert code == 0
    assert out.startswith("1 community without data proposed, unproven.")
    path.write_text("name,kind\n,forum\nA,forums\n", encoding="utf-8")
    code, _, err = run("communities", "--manifest", str(path))
    assert code == 1
    assert "known.csv: 2 problems" in err


def test_two_questions_at_once_are_a_fault_of_usage(run: Run) -> None:
    code, _, err = run("communities", "--overlap", "--tempo")
    assert code == 2
    assert "ask for one of" in err
