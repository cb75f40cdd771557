"""A mapping is read whole, or all that is wrong with it is told, in the order of the document."""

from __future__ import annotations

from pathlib import Path

import pytest

from folkmoot.errors import ProblemGroup
from folkmoot.survey.reading import mapping_schema_text, read_mapping

ROOT = Path(__file__).resolve().parents[2]

GOOD = """\
name = "readers-2026"
population = "online adults of Germany"
sample_kind = "non-probability"

[design]
weight = "wt"
replicates = ["rw1", "rw2"]

[segments]
country = "land"
[segments.age_band]
column = "alter"
categories = { "bis 24" = "18-24", "egal" = "" }

[items]
comment = "Q3_9"
read = ["Q4_1", "Q4_2"]
watch = { columns = ["Q5"], chosen = 4 }

[scale]
"Every week" = 4
"Never" = 0.0

[missing]
refused = ["-99"]

[choices.seek]
column = "Q9"
separator = "; "
options = { "Advice" = "advice" }
"""


def told(tmp_path: Path, text: str) -> list[tuple[str, str]]:
    path = tmp_path / "survey.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ProblemGroup) as caught:
        read_mapping(path)
    assert all(problem.got and problem.expected for problem in caught.value.problems)
    return [(problem.where, problem.code) for problem in caught.value.problems]


def test_short_forms_mean_what_they_say(tmp_path: Path) -> None:
    path = tmp_path / "survey.toml"
    path.write_text(GOOD, encoding="utf-8")
    mapping = read_mapping(path)
    assert mapping.segments["country"].column == "land"
    assert mapping.items["comment"].columns == ("Q3_9",)
    assert mapping.items["read"].columns == ("Q4_1", "Q4_2")
    assert mapping.items["watch"].chosen == 4
    assert mapping.columns == (
        "wt", "rw1", "rw2", "land", "alter", "Q3_9", "Q4_1", "Q4_2", "Q5", "Q9",
    )  # fmt: skip


def test_all_faults_come_together_in_the_order_of_the_document(tmp_path: Path) -> None:
    text = (
        GOOD.replace('"online adults of Germany"', '""')
        .replace('"non-probability"', '"panel"')
        .replace('"18-24"', '"18-25"')
        .replace('comment = "Q3_9"', 'coment = "Q4_1"')
        .replace('"Never" = 0.0', '"Never" = "0"')
        .replace('refused = ["-99"]', 'refused = ["-99"]\ndont_know = ["-99"]')
    )
    assert told(tmp_path, text) == [
        ("population", "string-too-short"),
        ("sample_kind", "literal-error"),
        ("segments.age_band.categories.bis 24", "unknown-category"),
        ("items.coment", "unknown-item"),
        ("items.read", "column-twice"),
        ("scale.Never", "float-type"),
        ("missing.dont_know[0]", "two-meanings"),
    ]


def test_a_misspelt_key_is_told_once_with_the_right_one(tmp_path: Path) -> None:
    path = tmp_path / "survey.toml"
    path.write_text(GOOD.replace("population", "popluation"), encoding="utf-8")
    with pytest.raises(ProblemGroup) as caught:
        read_mapping(path)
    (problem,) = caught.value.problems
    assert (problem.where, problem.hint) == ("popluation", 'did you mean "population"?')


def test_columns_that_tell_who_people_are_cannot_be_mapped(tmp_path: Path) -> None:
    text = (
        GOOD.replace('country = "land"', 'region = "IPAddress"')
        .replace('column = "Q9"', 'column = "E-Mail"')
        .replace('comment = "Q3_9"', 'comment = "Your name"')
    )
    assert told(tmp_path, text) == [
        ("segments.region", "private-column"),
        ("items.comment", "private-column"),
        ("choices.seek", "private-column"),
    ]


def test_items_without_a_scale_are_told(tmp_path: Path) -> None:
    text = GOOD.replace('"Every week" = 4\n"Never" = 0.0\n', "")
    assert told(tmp_path, text) == [("items.comment", "no-scale"), ("items.read", "no-scale")]


@pytest.mark.parametrize(
    ("old", "new", "where", "code"),
    [
        ('"alter"', '"alter"\nvalue = "18-24"', "segments.age_band", "no-column"),
        ('column = "Q9"', "", "choices.seek", "no-column"),
        ("[design]", 'blocks = [["comment", "vote"]]\n[design]', "blocks[0][1]", "unknown-item"),
        ("[design]", 'blank = "never"\n[design]', "blank", "literal-error"),
        ('"Every week" = 4', '"Every week" = -1', "scale.Every week", "greater-than-equal"),
        ("chosen = 4", "chosen = 4, option = 3", "items.watch.option", "string-type"),
        ('"readers-2026"', '"Readers 2026"', "name", "string-pattern-mismatch"),
    ],
)
def test_single_faults_are_told_at_their_place(
    tmp_path: Path, old: str, new: str, where: str, code: str
) -> None:
    assert told(tmp_path, GOOD.replace(old, new)) == [(where, code)]


def test_the_published_schema_is_the_model_s() -> None:
    committed = (ROOT / "docs" / "survey.schema.json").read_text(encoding="utf-8")
    assert committed == mapping_schema_text(), "run tools/write_survey_schema.py"


@pytest.mark.parametrize(
    ("section", "where", "code"),
    [
        ('[file]\nencoding = "utf-9"', "file.encoding", "unknown-encoding"),
        ('[file]\nlayout = "qualtrix"', "file.layout", "unknown-layout"),
        ('[people]\ntime_style = "european"', "people.time_style", "unknown-style"),
        ('[people]\nzone = "Berlin"', "people.zone", "unknown-zone"),
    ],
)
def test_how_a_file_is_written_is_checked(
    tmp_path: Path, section: str, where: str, code: str
) -> None:
    assert told(tmp_path, GOOD + section) == [(where, code)]
