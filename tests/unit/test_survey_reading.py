"""Silences kept apart, blocks, ticks, several columns, categories, flags."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests import survey_files as files

from folkmoot import read_survey
from folkmoot.errors import ProblemGroup
from folkmoot.survey import AnswerState
from folkmoot.survey.reading import read_answers, suggest_mapping
from folkmoot.survey.reading.api import own_mapping
from folkmoot.survey.reading.mapping import parsed_mapping
from folkmoot.survey.reading.read import Reading

ANSWERED, NOT_ASKED, REFUSED, DONT_KNOW, SKIPPED = (int(state) for state in AnswerState)
BASE: dict[str, Any] = {
    "population": "made-up people",
    "sample_kind": "non-probability",
    "scale": {"Daily": 30, "Never": 0},
}


def read(tmp_path: Path, rows: list[list[str]], **mapping: Any) -> Reading:
    path = files.write_csv(tmp_path / "answers.csv", rows)
    return read_answers(path, parsed_mapping("survey.toml", {**BASE, **mapping}), b"k")


def states(reading: Reading, item: str) -> list[int]:
    return [int(each) for each in reading.responses.states[item].to_pylist()]


def test_four_kinds_of_silence_are_kept_apart(tmp_path: Path) -> None:
    rows = [["a", "b"], ["Daily", "Daily"], ["No answer", "Daily"], ["DK", "Daily"],
            ["", "Daily"], ["", ""], ["N/A", "Daily"]]  # fmt: skip
    found = read(
        tmp_path, rows, items={"read": "a", "watch": "b"},
        missing={"refused": ["no answer"], "dont_know": ["dk"], "not_asked": ["N/A"]},
    )  # fmt: skip
    assert states(found, "read") == [
        ANSWERED, REFUSED, DONT_KNOW, SKIPPED, NOT_ASKED, NOT_ASKED,
    ]  # fmt: skip
    assert found.responses.times["read"].to_pylist() == [30.0, None, None, None, None, None]


def test_blocks_that_routing_passed_over_were_not_asked(tmp_path: Path) -> None:
    rows = [["a", "b", "c"], ["Daily", "", ""], ["Daily", "", "Never"]]
    items = {"read": "a", "publish_page": "b", "publish_text": "c"}
    one = read(tmp_path, rows, items=items)
    assert states(one, "publish_page") == [SKIPPED, SKIPPED]
    two = read(tmp_path, rows, items=items, blocks=[["publish_page", "publish_text"]])
    assert states(two, "publish_page") == [NOT_ASKED, SKIPPED]
    all_skipped = read(tmp_path, rows, items=items, blank="skipped")
    assert states(all_skipped, "publish_text") == [SKIPPED, ANSWERED]


def test_ticks_are_answers_where_the_question_was_seen(tmp_path: Path) -> None:
    rows = [["a", "b"], ["1", "0"], ["0", "0"], ["", "1"], ["", ""]]
    items = {
        "read": {"columns": ["a"], "chosen": 4},
        "watch": {"columns": ["b"], "chosen": 1},
    }
    found = read(tmp_path, rows, items=items)
    assert found.responses.times["read"].to_pylist() == [4.0, 0.0, 0.0, None]
    assert states(found, "read") == [ANSWERED, ANSWERED, ANSWERED, NOT_ASKED]


def test_ticks_joined_in_one_column_are_parted_though_options_hold_commas(tmp_path: Path) -> None:
    rows = [["q"], ["Read blogs, forums, or reviews, Watch videos"], ["Watch videos"], [""]]
    items = {
        "read": {"columns": ["q"], "option": "Read blogs, forums, or reviews", "chosen": 1},
        "watch": {"columns": ["q"], "option": "Watch videos", "chosen": 1},
    }
    found = read(tmp_path, rows, items=items)
    assert found.responses.times["read"].to_pylist() == [1.0, 0.0, None]
    assert found.responses.times["watch"].to_pylist() == [1.0, 1.0, None]


def test_of_several_columns_the_most_frequent_counts(tmp_path: Path) -> None:
    rows = [["a", "b"], ["Never", "Daily"], ["Never", "Never"], ["Daily", ""], ["Never", "DK"]]
    found = read(tmp_path, rows, items={"read": ["a", "b"]}, missing={"dont_know": ["DK"]})
    # With one open, the answer is known where the other already decides the rung.
    assert found.responses.times["read"].to_pylist() == [30.0, 0.0, 30.0, None]
    assert states(found, "read") == [ANSWERED, ANSWERED, ANSWERED, DONT_KNOW]


def test_numbers_can_be_times_themselves(tmp_path: Path) -> None:
    rows = [["a"], ["12"], ["0"], ["2.5"], ["2000"], *[["1"]] * 40]
    found = read(tmp_path, rows, items={"read": "a"}, numbers="times", scale={})
    assert found.responses.times["read"].to_pylist()[:4] == [12.0, 0.0, 2.5, None]
    assert [fault.line for fault in found.answers_aside] == [5]


def test_categories_become_those_of_every_table(tmp_path: Path) -> None:
    rows = [
        ["a", "age", "sex", "land", "edu"],
        ["Daily", "34", "Frau", "Germany", "PhD"],
        ["Daily", "65 or older", "男", "us", ""],
        ["Daily", "DK", "divers", "Prussia", "PhD"],
    ]
    segments = {
        "age_band": "age", "gender": "sex", "education": "edu",
        "country": {"column": "land", "categories": {"Prussia": ""}},
    }  # fmt: skip
    found = read(
        tmp_path, rows, items={"read": "a"}, segments=segments, missing={"dont_know": ["DK"]}
    )
    assert found.responses.segments.to_pydict() == {
        "age_band": ["25-34", "65+", None],
        "gender": ["f", "m", "x"],
        "country": ["DE", "US", None],
        "education": ["PhD", None, "PhD"],
    }  # fmt: skip


def test_years_of_birth_need_a_year_of_answering(tmp_path: Path) -> None:
    rows = [["a", "born", "at"], ["Daily", "1990", "2026-03-02 10:00:00"]]
    segments = {"age_band": {"column": "born", "reads": "birth_year"}}
    with pytest.raises(ProblemGroup, match="years of birth"):
        read(tmp_path, rows, items={"read": "a"}, segments=segments)
    found = read(
        tmp_path, rows, items={"read": "a"}, segments=segments, people={"completed_at": "at"}
    )
    assert found.responses.segments["age_band"].to_pylist() == ["35-44"]


def test_free_text_is_no_characteristic(tmp_path: Path) -> None:
    rows = [["a", "b"], *[["Daily", f"My life, part {n}"] for n in range(70)]]
    with pytest.raises(ProblemGroup, match="70 categories"):
        read(tmp_path, rows, items={"read": "a"}, segments={"region": "b"})


def test_what_is_written_freely_is_kept_only_when_asked_for(tmp_path: Path) -> None:
    rows = [["a", "q"], ["Daily", "News; mail me: ada@example.org"], ["Daily", "None"]]
    rule = {"column": "q", "separator": "; ", "options": {"News": "news", "None": "none"}}
    found = read(tmp_path, rows, items={"read": "a"}, choices={"seek": rule})
    assert found.responses.choices is not None
    assert found.responses.choices["seek"].to_pylist() == [["news", "other"], []]
    found = read(tmp_path, rows, items={"read": "a"}, choices={"seek": rule | {"keep_text": True}})
    assert found.responses.choices is not None
    assert found.responses.choices["seek"].to_pylist()[0] == ["news", "mail me: [left out]"]


def test_records_that_are_not_wanted_are_set_aside(tmp_path: Path) -> None:
    rows = [["a", "Finished"], ["Daily", "True"], ["Daily", "False"], ["Daily", ""]]
    found = read(tmp_path, rows, items={"read": "a"}, people={"only": {"Finished": ["true"]}})
    assert (found.read_count, len(found.responses)) == (3, 1)
    assert [(fault.line, fault.code) for fault in found.records_aside] == [
        (3, "left-out"), (4, "left-out"),
    ]  # fmt: skip


def test_duplicates_are_flagged_with_their_reasons_and_none_is_dropped(tmp_path: Path) -> None:
    header = ["id", "IP Address", "end", "a", "b"]
    rows = [
        ["1", "192.0.2.1", "2026-03-02 10:00:00", "Daily", "Never"],
        ["1", "192.0.2.2", "2026-03-02 11:00:00", "Never", "Never"],  # the id again
        ["3", "192.0.2.1", "2026-03-02 12:00:00", "Daily", "Never"],  # the device again
        ["4", "192.0.2.9", "2026-03-02 13:00:00", "Daily", "Never"],  # only of one mind
        ["5", "192.0.2.9", "2026-03-02 13:00:00", "Daily", "Never"],  # a copied line
    ]
    found = read(
        tmp_path, [header, *rows], items={"read": "a", "watch": "b"},
        people={"id": "id", "completed_at": "end"},
    )  # fmt: skip
    flags = found.responses.people["is_duplicate"].to_pylist()
    assert flags == [False, True, True, False, True]
    assert found.duplicate_reasons == {"repeated id": 1, "same record": 1, "same device": 2}


@pytest.mark.parametrize("write", [files.qualtrics, files.limesurvey, files.surveymonkey])
def test_a_second_answer_from_the_same_device_is_flagged_in_every_layout(
    write: Callable[[Path, list[files.Person]], Path], tmp_path: Path
) -> None:
    someone = files.people(12)
    # Another record of person 3: another number, another moment, the same address and answers.
    again = replace(someone[2], number=99, seconds=someone[2].seconds + 40)
    path = write(tmp_path / "a.csv", [*someone, again])
    text = path.read_text(encoding="utf-8-sig").replace("192.0.2.99", "192.0.2.3")
    path.write_text(text.replace("p99@", "p3@"), encoding="utf-8")
    own = own_mapping(path)
    found = read_answers(path, own.mapping, b"k", opened=own.opened)
    assert found.responses.people["is_duplicate"].to_pylist() == [False] * 12 + [True]
    assert found.duplicate_reasons == {"same device": 1}


def test_equal_answers_on_one_day_or_in_one_town_are_no_duplicates(tmp_path: Path) -> None:
    rows = [["a", "day", "LocationLatitude"], *[["Never", "2026-03-02", "52.5"]] * 20]
    found = read(tmp_path, rows, items={"read": "a"}, people={"completed_at": "day"})
    assert found.duplicate_reasons == {}


def test_equal_answers_alone_are_no_duplicates(tmp_path: Path) -> None:
    rows = [["id", "a", "b"], *[[str(n), "Never", "Never"] for n in range(20)]]
    found = read(tmp_path, rows, items={"read": "a", "watch": "b"}, people={"id": "id"})
    assert sum(found.responses.people["is_duplicate"].to_pylist()) == 0


def test_speeders_are_under_a_third_of_the_median(tmp_path: Path) -> None:
    seconds = [300, 300, 300, 300, 300, 300, 300, 300, 300, 300, 99, 100, 101]
    rows = [["a", "s"], *[["Daily", str(each)] for each in seconds]]
    found = read(tmp_path, rows, items={"read": "a"}, people={"duration_seconds": "s"})
    assert found.median_seconds == 300
    assert [
        int(second)
        for second, fast in zip(
            seconds, found.responses.people["is_speeder"].to_pylist(), strict=True
        )
        if fast
    ] == [99]


def test_days_that_can_be_read_in_two_ways_are_asked_for(tmp_path: Path) -> None:
    rows = [["a", "end"], ["Daily", "03/04/2026 10:00"], ["Daily", "05/06/2026 10:00"]]
    with pytest.raises(ProblemGroup, match="day_first or month_first"):
        read(tmp_path, rows, items={"read": "a"}, people={"completed_at": "end"})
    told = {"completed_at": "end", "time_style": "day_first"}
    found = read(tmp_path, rows, items={"read": "a"}, people=told)
    assert str(found.responses.people["completed_at"][0]).startswith("2026-04-03")


def test_designs_are_read_with_replicates_in_their_order(tmp_path: Path) -> None:
    rows = [["a", "w", "s", "c", "r2", "r1"], ["Daily", "1,5", "north", "7", "2", "0"]]
    design = {"weight": "w", "stratum": "s", "cluster": "c", "replicates": ["r1", "r2"]}
    found = read(tmp_path, rows, items={"read": "a"}, design=design)
    assert found.responses.design.to_pylist() == [
        {"weight": 1.5, "replicate_1": 0.0, "replicate_2": 2.0, "stratum": "north", "cluster": "7"}
    ]


def test_a_suggestion_names_what_it_found_and_what_it_did_not(tmp_path: Path) -> None:
    header = ["Respondent", "How often do you read blogs or forums?", "您多久发一次微博？"]
    header += ["Weight", "What is your age?", "Favourite colour"]
    rows = [[str(n), ["Never", "Daily", "Now and then"][n % 3], ["从不", "每天"][n % 2], "1.0",
             ["18-24", "young"][n % 2], "red"] for n in range(12)]  # fmt: skip
    path = files.write_csv(tmp_path / "My survey.csv", [header, *rows])
    text = suggest_mapping(path)
    assert 'name = "my-survey"' in text
    assert 'read = "How often do you read blogs or forums?"' in text
    assert 'post_microblog = "您多久发一次微博？"' in text
    assert '"每天" = 30' in text
    assert '# "Now and then" = ?' in text
    assert 'weight = "Weight"' in text
    assert '"young" = ""  # which category is it?' in text
    assert 'id = "Respondent"  # what it is called' in text
    assert '# Not used: "Favourite colour"' in text
    assert text == suggest_mapping(path)


def test_questions_with_several_answers_are_suggested_by_their_values(tmp_path: Path) -> None:
    header = ["read", "What for?", "Where? [Reddit]", "Where? [Quora]", "q9/a", "q9/b", "Remarks"]
    rows = [
        ["Daily", "News; Fun", "Reddit", "", "1", "0", "I like it; a lot"],
        ["Never", "News", "", "Quora", "0", "1", "No; never"],
        ["Never", "Fun; News; my own words", "Reddit", "Quora", "1", "1", "Nothing"],
    ]
    path = files.write_csv(tmp_path / "a.csv", [header, *rows])
    told = tmp_path / "survey.toml"
    text = suggest_mapping(path).replace('population = ""', 'population = "them"')
    told.write_text(text, encoding="utf-8")
    said = read_survey(path, told)
    assert said.choices is not None
    assert said.choices.to_pydict() == {
        "where": [["Reddit"], ["Quora"], ["Reddit", "Quora"]],
        "q9": [["a"], ["b"], ["a", "b"]],
        "what_for": [["News", "Fun"], ["News"], ["Fun", "News", "other"]],
    }
    assert '# Not used: "Remarks"' in text


def test_a_corrected_suggestion_reads_the_file(tmp_path: Path) -> None:
    someone = files.people()
    path = files.surveymonkey(tmp_path / "s.csv", someone)
    text = suggest_mapping(path)
    told = tmp_path / "survey.toml"
    told.write_text(text.replace('population = ""', 'population = "them"'), encoding="utf-8")
    said = read_survey(path, told)
    assert said.times.to_pydict() == files.expected(someone)[0]
    assert said.population == "them"


def test_codes_of_a_few_columns_called_like_ours_are_not_taken_for_ours(tmp_path: Path) -> None:
    rows = [["read", "comment"], *[[str(n % 5 + 1), str(n % 5 + 1)] for n in range(10)]]
    text = suggest_mapping(files.write_csv(tmp_path / "a.csv", rows))
    assert '"1" = 90' not in text
    assert 'read = "read"  # its code is our own' in text
    assert '# "1" = ?  # in column ' in text
