"""Bad files of answers at the command line: named faults, exact counts, a project unchanged."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pandas as pd
import pyreadstat
import pytest
from tests.commands import Run, runner

MAPPING = """\
name = "readers"
population = "readers of a made-up forum"
sample_kind = "probability"
is_simulated = true
[people]
id = "id"
[design]
weight = "wt"
[items]
read = "reads"
comment = "comments"
[scale]
"Every day" = 30
"Every week" = 4
"Never" = 0
"1" = 4
[missing]
refused = ["Prefer not to say"]
dont_know = ["Don't know"]
set_aside = ["asdf"]
[segments.gender]
column = "sex"
"""
HEADER = ["id", "wt", "reads", "comments", "sex"]
GOOD = [f"{n},1.5,Every day,Never,female".split(",") for n in range(1, 41)]


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command about questionnaires on a new project."""
    project = tmp_path / "project"
    assert runner(capsys)("init", project)[0] == 0
    on_project = runner(capsys, "--project", project)
    return lambda *arguments: on_project("survey", *arguments)


def write(tmp_path: Path, rows: list[list[str]], header: list[str] | None = None) -> Path:
    path = tmp_path / "answers.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([header or HEADER, *rows])
    return path


def mapping(tmp_path: Path, text: str = MAPPING) -> Path:
    path = tmp_path / "survey.toml"
    path.write_text(text, encoding="utf-8")
    return path


def add(run: Run, tmp_path: Path, path: Path, text: str = MAPPING) -> tuple[int, Any, str]:
    code, out, err = run("add", str(path), "--mapping", str(mapping(tmp_path, text)), "--json")
    if code:
        assert json.loads(run("status", "--json")[1]) == []
        return code, None, err
    told = json.loads(out)
    counts = told["counts"]
    assert counts["read"] == counts["kept"] + counts["records_aside"]
    return code, told, err


def changed(rows: list[list[str]], row: int, column: str, text: str) -> list[list[str]]:
    copy = [list(each) for each in rows]
    copy[row][HEADER.index(column)] = text
    return copy


def test_a_sound_file_is_kept_whole(run: Run, tmp_path: Path) -> None:
    code, told, _ = add(run, tmp_path, write(tmp_path, GOOD))
    assert code == 0
    assert told["counts"]["read"] == told["counts"]["kept"] == 40
    assert told["set_aside"] is None
    assert told["is_simulated"]


def test_negative_and_missing_weights_are_named_by_their_lines(run: Run, tmp_path: Path) -> None:
    rows = changed(changed(changed(GOOD, 0, "wt", "-2"), 4, "wt", ""), 9, "wt", "heavy")
    code, _, err = add(run, tmp_path, write(tmp_path, rows))
    assert code == 1
    assert "answers.csv: 3 problems" in err
    assert 'a negative weight ("-2") on line 2' in err
    assert "an empty cell on line 6" in err
    assert 'no number ("heavy") on line 11' in err


def test_many_bad_weights_are_counted(run: Run, tmp_path: Path) -> None:
    rows = [changed(GOOD, row, "wt", "")[row] for row in range(40)]
    _, _, err = add(run, tmp_path, write(tmp_path, rows))
    assert "on lines 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 and 30 more" in err


def test_weights_of_nought_for_all_are_refused(run: Run, tmp_path: Path) -> None:
    rows = [[each[0], "0", *each[2:]] for each in GOOD]
    code, _, err = add(run, tmp_path, write(tmp_path, rows))
    assert (code, "0 for everybody" in err) == (1, True)


def test_a_missing_stratum_is_named(run: Run, tmp_path: Path) -> None:
    text = MAPPING.replace('weight = "wt"', 'stratum = "wt"')
    code, _, err = add(run, tmp_path, write(tmp_path, changed(GOOD, 2, "wt", "")), text)
    assert code == 1
    assert "column wt (stratum)" in err
    assert "an empty cell on line 4" in err


def test_an_absent_column_is_named_with_the_nearest(run: Run, tmp_path: Path) -> None:
    text = MAPPING.replace('"reads"', '"raeds"').replace('"sex"', '"sexx"')
    code, _, err = add(run, tmp_path, write(tmp_path, GOOD), text)
    assert code == 1
    assert "answers.csv: 2 problems" in err
    assert 'did you mean "reads"?' in err
    assert 'did you mean "sex"?' in err


def test_a_column_that_stands_twice_is_named(run: Run, tmp_path: Path) -> None:
    rows = [[*each, "Never"] for each in GOOD]
    code, _, err = add(run, tmp_path, write(tmp_path, rows, [*HEADER, "reads"]))
    assert code == 1
    assert "column reads" in err
    assert "2 columns of this name" in err


def test_an_unknown_text_refuses_the_file_and_says_where(run: Run, tmp_path: Path) -> None:
    rows = changed(changed(GOOD, 3, "reads", "Now and then"), 5, "reads", "Now and then")
    code, _, err = add(run, tmp_path, write(tmp_path, changed(rows, 7, "comments", "ab")))
    assert code == 1
    assert "answers.csv: 2 problems" in err
    assert '"Now and then", 2 times, first on line 5' in err
    assert '"ab", once, on line 9' in err


def test_a_number_outside_the_scale_is_set_aside_and_the_respondent_stays(
    run: Run, tmp_path: Path
) -> None:
    rows = changed(changed(GOOD, 3, "reads", "7"), 5, "comments", "asdf")
    code, told, _ = add(run, tmp_path, write(tmp_path, rows))
    assert code == 0
    assert told["counts"]["kept"] == 40
    assert told["counts"]["answers_aside"] == 2
    with Path(told["set_aside"]).open(encoding="utf-8", newline="") as file:
        aside = list(csv.DictReader(file))
    assert [(row["kind"], row["line"], row["column"], row["code"]) for row in aside] == [
        ("answer", "5", "reads", "outside-scale"),
        ("answer", "7", "comments", "outside-scale"),
    ]
    states = json.loads(run("status", "readers", "--json")[1])["silences"]
    assert states["read"] == {
        "answered": 39, "not_asked": 0, "refused": 0, "dont_know": 0, "skipped": 1,
    }  # fmt: skip


def test_many_numbers_outside_the_scale_are_the_mapping_s_fault(run: Run, tmp_path: Path) -> None:
    rows = GOOD
    for row in range(3):
        rows = changed(rows, row, "reads", "7")
    code, _, err = add(run, tmp_path, write(tmp_path, rows))
    assert code == 1
    assert '"7", 3 times, first on line 2' in err


def test_unknown_categories_are_told_together(run: Run, tmp_path: Path) -> None:
    rows = changed(changed(GOOD, 0, "sex", "robot"), 1, "sex", "elf")
    code, _, err = add(run, tmp_path, write(tmp_path, rows))
    assert code == 1
    assert '"robot", once, on line 2' in err
    assert '"elf", once, on line 3' in err
    assert "a word for f, m or x" in err


@pytest.mark.parametrize("data", [b"", b"\n\n", b"id,wt\n", b"\xef\xbb\xbf"])
def test_an_empty_file_says_so(run: Run, tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "answers.csv"
    path.write_bytes(data)
    code, _, err = add(run, tmp_path, path)
    assert code == 1
    assert "empty" in err or "no answers" in err or "blank lines" in err


def test_ragged_lines_are_set_aside_without_their_text(run: Run, tmp_path: Path) -> None:
    path = write(tmp_path, GOOD)
    with path.open("a", encoding="utf-8") as file:
        file.write("41,1.5,Every day\n42,1.5,Every day,Never,female,ada@example.org\n")
    code, told, _ = add(run, tmp_path, path)
    assert code == 0
    assert told["counts"]["read"] == 42
    assert told["counts"]["records_aside"] == 2
    text = Path(told["set_aside"]).read_text(encoding="utf-8")
    assert "respondent,41,42,,ragged-row,3 columns,5 columns" in text
    assert "ada@example.org" not in text


def test_other_encodings_need_their_name_and_lose_nothing(run: Run, tmp_path: Path) -> None:
    path = write(tmp_path, GOOD)
    path.write_bytes(
        path.read_bytes().replace(b"female", b"weiblich", 1) + b"41,1,Nie,Nie,Caf\xe9\n"
    )
    code, told, _ = add(run, tmp_path, path)
    assert (code, told["counts"]["kept"], told["counts"]["records_aside"]) == (0, 40, 1)


def test_children_are_set_aside_and_nothing_of_theirs_is_kept(run: Run, tmp_path: Path) -> None:
    rows = [[*each[:4], "30"] for each in GOOD]
    text = MAPPING.replace("[segments.gender]", "[segments.age_band]")
    code, told, _ = add(run, tmp_path, write(tmp_path, changed(rows, 6, "sex", "11")), text)
    assert code == 0
    assert (told["counts"]["read"], told["counts"]["kept"]) == (40, 39)
    aside = Path(told["set_aside"]).read_text(encoding="utf-8")
    assert "respondent,7,8,,child" in aside
    assert json.loads(run("status", "readers", "--json")[1])["segments"] == {
        "age_band": {"25-34": 39}
    }


def test_a_sav_with_broken_labels_names_the_variable(run: Run, tmp_path: Path) -> None:
    frame = pd.DataFrame({"reads": [1.0, 2.0], "comments": [1.0, 1.0]})
    words = {"reads": {1.0: "Täglich", 2.0: "Nie"}, "comments": {1.0: "Nie"}}
    path = tmp_path / "answers.sav"
    pyreadstat.write_sav(frame, path, variable_value_labels=words)
    path.write_bytes(path.read_bytes().replace("Täglich".encode(), b"T\xe4glich "))
    code, _, err = add(run, tmp_path, path)
    assert code == 1
    assert "variable reads, label of 1" in err
    assert "encoding" in err
    text = (
        MAPPING.replace('weight = "wt"', "")
        .replace('id = "id"', "")
        .replace('[segments.gender]\ncolumn = "sex"\n', "")
        .replace('"Every day" = 30', '"Täglich" = 30\n"Nie" = 0')
        .replace('"1" = 4\n', "")
        + '[file]\nencoding = "cp1252"\n'
    )
    code, told, _ = add(run, tmp_path, path, text)
    assert (code, told["counts"]["kept"]) == (0, 2)


def test_codes_without_words_are_named_with_their_variable(run: Run, tmp_path: Path) -> None:
    frame = pd.DataFrame({"id": [1.0, 2.0, 3.0], "reads": [1.0, 2.0, 99.0]})
    path = tmp_path / "answers.sav"
    pyreadstat.write_sav(
        frame, path, variable_value_labels={"reads": {1.0: "Never"}}, missing_ranges={"reads": [99]}
    )
    text = (
        MAPPING.replace('weight = "wt"', "")
        .replace('[segments.gender]\ncolumn = "sex"\n', "")
        .replace('comment = "comments"\n', "")
        .replace('"1" = 4\n', "")
    )
    code, _, err = add(run, tmp_path, path, text)
    assert code == 1
    # A code that the file declares missing, and a label that would be a guess: both are asked for.
    assert "column reads (read)" in err
    assert '"99", once, on line 3' in err


def test_a_truncated_sav_is_refused(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "answers.sav"
    pyreadstat.write_sav(pd.DataFrame({"reads": [1.0] * 500}), path)
    path.write_bytes(path.read_bytes()[:-200])
    code, _, err = add(run, tmp_path, path)
    assert (code, "a sound SPSS or Stata file" in err) == (1, True)


def test_a_file_of_another_kind_than_its_name_is_refused(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "answers.xlsx"
    path.write_text("id,reads\n1,Never\n", encoding="utf-8")
    code, _, err = add(run, tmp_path, path)
    assert (code, "a workbook (.xlsx)" in err) == (1, True)


def test_without_a_mapping_only_our_own_questionnaire_is_read(run: Run, tmp_path: Path) -> None:
    code, _, err = run("add", str(write(tmp_path, GOOD)))
    assert code == 1
    assert "--suggest" in err


def test_an_absent_file_and_a_bad_name_are_said(run: Run, tmp_path: Path) -> None:
    assert "no file there" in run("add", str(tmp_path / "none.csv"))[2]
    path, told = write(tmp_path, GOOD), mapping(tmp_path)
    code, _, err = run("add", str(path), "--mapping", str(told), "--name", "../up")
    assert (code, "a name such as readers-2026" in err) == (1, True)
    assert "no survey of this name" in run("status", "nobody")[2]
    assert run("remove", "nobody")[0] == 1
