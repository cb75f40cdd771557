"""Surveys in a project: kept once, replaced whole, forgotten respondents gone for good."""

from __future__ import annotations

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
