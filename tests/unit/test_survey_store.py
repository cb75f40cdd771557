"""Surveys in a project: kept once, replaced whole, forgotten respondents gone for good."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests import survey_files as files

import folkmoot
from folkmoot.doctor import examine
from folkmoot.errors import FolkmootError
from folkmoot.project import Project, init_project
from folkmoot.survey.reading.adding import add_survey
from folkmoot.survey.store import load_survey, remove_survey, survey_names, survey_record


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    made = init_project(tmp_path / "project")
    yield made
    made.close()


def contents(project: Project) -> dict[str, bytes]:
    folder = project.folder("surveys")
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_what_is_kept_is_what_was_read(project: Project, tmp_path: Path) -> None:
    path = files.qualtrics(tmp_path / "readers.csv", files.people())
    added = add_survey(project, path)
    assert added.reading is not None
    said, kept = added.reading.responses, load_survey(project, "readers")
    for part in ("people", "segments", "design", "times", "states", "choices"):
        assert getattr(kept, part) == getattr(said, part), part
    assert kept.about == said.about
    again = folkmoot.read_survey(path, key=project.keys.person)
    assert again.people["respondent_id"] == kept.people["respondent_id"]


def test_the_same_again_changes_nothing(project: Project, tmp_path: Path) -> None:
    path = files.qualtrics(tmp_path / "readers.csv", files.people())
    assert add_survey(project, path).status == "added"
    before = contents(project)
    assert add_survey(project, path).status == "already there"
    assert contents(project) == before
    assert survey_names(project) == ["readers"]


def test_another_file_of_the_name_takes_its_place_whole(project: Project, tmp_path: Path) -> None:
    path = files.qualtrics(tmp_path / "readers.csv", files.people(6))
    add_survey(project, path)
    files.qualtrics(path, files.people(9))
    assert add_survey(project, path).status == "replaced"
    assert len(load_survey(project, "readers")) == 9
    assert len([name for name in contents(project) if name.endswith(".parquet")]) == 1


def test_what_other_rooms_keep_beside_a_survey_stays(project: Project, tmp_path: Path) -> None:
    path = files.qualtrics(tmp_path / "readers.csv", files.people(6))
    add_survey(project, path)
    margins = project.folder("surveys") / "readers" / "margins.json"
    margins.write_text("{}", encoding="utf-8")
    folkmoot.forget(project, "survey/readers", "R_0003")
    files.qualtrics(path, files.people(7))
    assert add_survey(project, path).status == "replaced"
    assert margins.read_text(encoding="utf-8") == "{}"
    remove_survey(project, "readers")
    assert not margins.exists()


def test_a_kill_before_the_last_step_leaves_the_survey_as_it_was(
    project: Project, tmp_path: Path
) -> None:
    path = files.qualtrics(tmp_path / "readers.csv", files.people(6))
    add_survey(project, path)
    folder = project.folder("surveys") / "readers"
    # What a replacement writes first, and is then killed.
    (folder / "answers-0123456789abcdef.parquet").write_bytes(b"half")
    (folder / ".meta.json.1f.part").write_bytes(b"{")
    assert len(load_survey(project, "readers")) == 6
    files.qualtrics(path, files.people(7))
    add_survey(project, path)
    assert len(load_survey(project, "readers")) == 7
    assert {name.partition("/")[2].partition("-")[0] for name in contents(project)} == {
        "answers", "mapping", "meta.json",
    }  # fmt: skip


def test_nothing_that_tells_who_people_are_is_kept(project: Project, tmp_path: Path) -> None:
    someone = files.people(5)
    add_survey(project, files.qualtrics(tmp_path / "q.csv", someone))
    add_survey(project, files.surveymonkey(tmp_path / "s.csv", someone))
    add_survey(project, files.google_forms(tmp_path / "g.csv", someone))
    import pyarrow.parquet as pq

    text = ""
    for path in project.folder("surveys").rglob("*"):
        if path.suffix == ".parquet":
            text += json.dumps(pq.read_table(path).to_pylist(), default=str)
        elif path.is_file():
            text += path.read_text(encoding="utf-8")
    told = ["@example.org", "192.0.2.", "Lovelace", "52.52", "R_0001", "1180000001"]
    assert [each for each in told if each in text] == []
    # The files did hold them.
    assert "p1@example.org" in (tmp_path / "q.csv").read_text(encoding="utf-8-sig")


def test_a_forgotten_respondent_is_gone_and_stays_gone(project: Project, tmp_path: Path) -> None:
    path = files.qualtrics(tmp_path / "readers.csv", files.people(8))
    add_survey(project, path)
    gone = load_survey(project, "readers").people["respondent_id"][2].as_py()
    result = folkmoot.forget(project, "survey/readers", "R_0003")
    assert result.survey_records == 1
    assert result.is_anything
    kept = load_survey(project, "readers")
    assert (len(kept), gone in kept.people["respondent_id"].to_pylist()) == (7, False)
    assert survey_record(project, "readers").counts["forgotten"] == 1
    assert not any(gone.to_bytes(8, "little", signed=True) in each for each in
                   contents(project).values())  # fmt: skip
    # The same file, with one more respondent, does not bring them back.
    files.qualtrics(path, files.people(9))
    added = add_survey(project, path)
    assert added.record.counts["records_aside"] == 1
    assert (added.record.counts["read"], added.record.counts["kept"]) == (9, 8)
    assert gone not in load_survey(project, "readers").people["respondent_id"].to_pylist()


def test_the_doctor_reads_every_survey(project: Project, tmp_path: Path) -> None:
    add_survey(project, files.qualtrics(tmp_path / "readers.csv", files.people(8)))
    found = {finding.what: finding for finding in examine(project)}
    assert found["surveys"].is_ok
    assert found["surveys"].found == "1 kept, 8 respondents readable"
    (answers,) = project.folder("surveys").rglob("*.parquet")
    answers.write_bytes(answers.read_bytes()[:-1] + b"!")
    found = {finding.what: finding for finding in examine(project)}
    assert not found["surveys"].is_ok
    assert "add the file of answers again" in found["surveys"].hint


def test_a_survey_is_removed_with_all_its_files(project: Project, tmp_path: Path) -> None:
    add_survey(project, files.qualtrics(tmp_path / "readers.csv", files.people(3)))
    remove_survey(project, "readers")
    assert contents(project) == {}
    with pytest.raises(FolkmootError, match="no survey of this name"):
        load_survey(project, "readers")


def test_a_survey_without_identifiers_names_people_by_their_lines(
    project: Project, tmp_path: Path
) -> None:
    path = files.google_forms(tmp_path / "g.csv", files.people(4))
    add_survey(project, path)
    assert folkmoot.forget(project, "survey/g", "line:3").survey_records == 1
    assert len(load_survey(project, "g")) == 3


ASIDE = """
name = "notes"
population = "readers of a made-up forum"
sample_kind = "non-probability"
{people}
[items]
read = "reads"
[scale]
"Daily" = 30
[missing]
set_aside = ["see Quirinus", "who knows", "nothing today"]
"""


def aside(project: Project) -> list[dict[str, str]]:
    """What the survey set aside, as its one file has it now."""
    (path,) = project.folder("surveys").glob("notes/set_aside-*.csv")
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def add_notes(project: Project, tmp_path: Path, people: str = '[people]\nid = "id"') -> None:
    """A survey of a hundred records, of which some answered nothing that counts."""
    told = {4: "who knows", 7: "see QUIRINUS", 9: "Nothing today", 11: "4711"}
    rows = [f"R_{number:04},{told.get(number, 'Daily')}" for number in range(1, 100)]
    (tmp_path / "notes.csv").write_text("\n".join(["id,reads", *rows, "R_0100"]), "utf-8")
    (tmp_path / "notes.toml").write_text(ASIDE.format(people=people), "utf-8")
    add_survey(project, tmp_path / "notes.csv", tmp_path / "notes.toml")


def told(rows: list[dict[str, str]]) -> list[tuple[str, str]]:
    return sorted((row["line"], row["got"]) for row in rows)


def test_an_answer_that_was_set_aside_goes_with_its_respondent(
    project: Project, tmp_path: Path
) -> None:
    add_notes(project, tmp_path)
    before = aside(project)
    assert told(before) == [
        ("10", "Nothing today"), ("101", "1 columns"), ("12", "4711"), ("5", "who knows"),
        ("8", "see QUIRINUS"),
    ]  # fmt: skip
    result = folkmoot.forget(project, "survey/notes", "R_0004")
    after = aside(project)
    assert [path.is_file() for path in result.files_redacted] == [True]
    assert told(after) == [
        ("10", "Nothing today"), ("101", "1 columns"), ("12", "4711"), ("8", "see QUIRINUS"),
        ("[forgotten]", "[forgotten]"),
    ]  # fmt: skip
    whose = next(row["respondent_id"] for row in before if row["line"] == "5")
    assert len(whose) == 16
    assert not any(whose.encode() in data for data in contents(project).values())
    assert [row for row in after if row["line"] != "[forgotten]"] == [
        row for row in before if row["line"] != "5"
    ]
    assert not folkmoot.forget(project, "survey/notes", "R_0004").is_anything
    found = {finding.what: finding.is_ok for finding in examine(project)}
    assert found["surveys"]


@pytest.mark.parametrize("name", ["Quirinus", "quirinus", "QUIRINUS"])
def test_an_answer_that_names_a_person_is_blanked_whatever_its_case(
    project: Project, tmp_path: Path, name: str
) -> None:
    add_notes(project, tmp_path)
    result = folkmoot.forget(project, "travel.stackexchange.com", "11", [name])
    assert [path.name for path in result.files_redacted] == [
        path.name for path in project.folder("surveys").glob("notes/set_aside-*.csv")
    ]
    assert told(aside(project)) == [
        ("10", "Nothing today"), ("101", "1 columns"), ("12", "4711"), ("5", "who knows"),
        ("8", "[forgotten]"),
    ]  # fmt: skip


def test_a_number_that_was_answered_goes_only_where_it_can_be_an_identifier(
    project: Project, tmp_path: Path
) -> None:
    add_notes(project, tmp_path)
    folkmoot.forget(project, "travel.stackexchange.com", "1")
    assert ("101", "1 columns") in told(aside(project))
    folkmoot.forget(project, "travel.stackexchange.com", "4711")
    assert ("12", "[forgotten]") in told(aside(project))


def test_who_is_named_by_a_line_is_forgotten_among_what_was_set_aside(
    project: Project, tmp_path: Path
) -> None:
    add_notes(project, tmp_path, people="")
    folkmoot.forget(project, "survey/others", "line:5")
    assert ("5", "who knows") in told(aside(project))
    for line in ("line:5", "line:101"):
        assert folkmoot.forget(project, "survey/notes", line).is_anything
    assert told(aside(project)) == [
        ("10", "Nothing today"), ("12", "4711"), ("8", "see QUIRINUS"),
        ("[forgotten]", "[forgotten]"), ("[forgotten]", "[forgotten]"),
    ]  # fmt: skip
