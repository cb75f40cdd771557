"""Every program's export of the same answers is read to the same table, without a mapping."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from tests import survey_files as files

from folkmoot.errors import ProblemGroup
from folkmoot.survey.instrument import make_instrument
from folkmoot.survey.reading.api import own_mapping
from folkmoot.survey.reading.files import read_file
from folkmoot.survey.reading.layouts import lay_out
from folkmoot.survey.reading.read import Reading, open_answers, read_answers
from folkmoot.survey.reading.recognise import ITEMS

KEY = b"k" * 32
Writer = Callable[[Path, list[files.Person]], Path]

TOOLS: dict[str, tuple[Writer, str, str]] = {
    "qualtrics": (files.qualtrics, "q.csv", "Qualtrics"),
    "limesurvey": (files.limesurvey, "l.csv", "LimeSurvey"),
    "google_forms": (files.google_forms, "g.csv", "Google Forms"),
    "surveymonkey": (files.surveymonkey, "s.csv", "SurveyMonkey"),
    "kobotoolbox": (files.kobotoolbox, "k.xlsx", "KoboToolbox"),
    "kobotoolbox joined": (
        lambda path, someone: files.kobotoolbox(path, someone, is_split=False),
        "k.xlsx",
        "KoboToolbox",
    ),
    "sav": (files.statistical, "q.sav", "a plain table"),
    "zsav": (files.statistical, "q.zsav", "a plain table"),
    "dta": (files.statistical, "q.dta", "a plain table"),
}


def read(path: Path) -> Reading:
    own = own_mapping(path)
    return read_answers(path, own.mapping, KEY, opened=own.opened)


@pytest.mark.parametrize("tool", TOOLS)
def test_answers_are_the_same_whoever_exported_them(tool: str, tmp_path: Path) -> None:
    write, name, title = TOOLS[tool]
    someone = files.people()
    found = read(write(tmp_path / name, someone))
    times, states = files.expected(someone)
    assert found.responses.times.to_pydict() == times
    assert found.responses.states.to_pydict() == states
    assert found.responses.about["layout"] == title
    assert (found.read_count, len(found.responses), found.records_aside) == (24, 24, ())
    bands = [files.BANDS[person.band].value for person in someone]
    assert found.responses.segments["age_band"].to_pylist() == bands
    genders = [files.GENDERS[person.gender].value for person in someone]
    assert found.responses.segments["gender"].to_pylist() == genders


@pytest.mark.parametrize("tool", [tool for tool in TOOLS if tool not in {"sav", "zsav", "dta"}])
def test_several_answers_in_one_column_or_many(tool: str, tmp_path: Path) -> None:
    write, name, _ = TOOLS[tool]
    someone = files.people()
    found = read(write(tmp_path / name, someone)).responses
    kinds = files.QUESTIONS.question("kinds").options
    told = [sorted(kinds[place].value for place in person.kinds) for person in someone]
    assert found.choices is not None
    assert [sorted(each) for each in found.choices["kinds"].to_pylist()] == told
    assert found.segments["country"].to_pylist() == ["DE"] * len(someone)


@pytest.mark.parametrize("tool", ["qualtrics", "limesurvey", "surveymonkey", "kobotoolbox"])
def test_durations_are_those_that_people_took(tool: str, tmp_path: Path) -> None:
    write, name, _ = TOOLS[tool]
    someone = files.people()
    seconds = read(write(tmp_path / name, someone)).responses.people["duration_seconds"]
    assert [int(each) for each in seconds.to_pylist()] == [person.seconds for person in someone]


def test_moments_take_the_zone_that_the_file_names(tmp_path: Path) -> None:
    someone = files.people(1)
    found = read(files.qualtrics(tmp_path / "q.csv", someone)).responses
    # 10:00 in Denver is 17:00 UTC in winter.
    assert found.people["completed_at"][0].as_py().hour == 17
    told = read(files.google_forms(tmp_path / "g.csv", someone)).responses
    assert str(told.people["completed_at"][0]) == "2026-03-02 13:05:01+00:00"


def test_each_layout_says_what_told_it(tmp_path: Path) -> None:
    someone = files.people(2)
    reasons = {
        tool: open_answers(TOOLS[tool][0](tmp_path / TOOLS[tool][1], someone))[1].reason
        for tool in ("google_forms", "limesurvey", "sav")
    }
    assert reasons["google_forms"] == "its first column is Timestamp"
    assert reasons["limesurvey"].startswith("it has the columns submitdate, lastpage")
    assert reasons["sav"] == "no column is one that a survey program writes about a record"


def test_pseudonyms_are_keyed_and_lasting(tmp_path: Path) -> None:
    path = files.qualtrics(tmp_path / "q.csv", files.people(3))
    mapping = own_mapping(path).mapping
    first, again, other = (
        read_answers(path, mapping, key).responses.people["respondent_id"].to_pylist()
        for key in (KEY, KEY, b"o" * 32)
    )
    assert first == again
    assert set(first).isdisjoint(other)


def test_a_line_of_hxl_tags_is_no_respondent(tmp_path: Path) -> None:
    path = tmp_path / "k.csv"
    names = ["read", "watch", "_uuid", "_submission_time", "_index", "_validation_status"]
    files.write_csv(path, [names, ["#read", "#watch", "", "", "", ""],
                           ["1", "8", "u-1", "2026-03-02T10:00:00", "1", ""]])  # fmt: skip
    raw, layout = open_answers(path)
    assert (layout.name, raw.read_count, raw.table.num_rows) == ("kobotoolbox", 1, 1)


def test_codes_and_wordings_in_one_heading_are_parted(tmp_path: Path) -> None:
    path = tmp_path / "l.csv"
    names = ["id. Response ID", "submitdate. Date submitted", "lastpage. Last page"]
    names += ["startlanguage. Start language", "Q1[read]. How often do you read blogs?"]
    files.write_csv(path, [names, ["1", "2026-03-02 10:00:00", "3", "en", "Never"]])
    raw, layout = lay_out(read_file(path), "limesurvey")
    assert raw.columns == ("id", "submitdate", "lastpage", "startlanguage", "Q1[read]")
    assert raw.titles["Q1[read]"] == "How often do you read blogs?"
    assert layout.roles["id"] == "id"


def test_previews_of_whoever_made_the_survey_are_set_aside(tmp_path: Path) -> None:
    path = files.qualtrics(tmp_path / "q.csv", files.people(4))
    text = path.read_text(encoding="utf-8-sig").split("IP Address")
    # The first is in the header's name of a column, the others are the records' status.
    path.write_text(
        "Survey Preview".join(["IP Address".join(text[:-1]), text[-1]]), encoding="utf-8-sig"
    )
    found = read(path)
    assert (found.read_count, len(found.responses)) == (4, 3)
    assert [(fault.line, fault.code) for fault in found.records_aside] == [(8, "a-try")]


def test_answers_in_chinese_words_need_no_mapping_either(tmp_path: Path) -> None:
    asked = make_instrument(["zh"])
    someone = files.people(6)
    scale = asked.question("read").options
    names = [
        "时间戳记",
        *(f"最近三个月 [{asked.question(item).text['zh']}]" for item in ITEMS),
    ]
    names += [asked.question(name).text["zh"] for name in ("age_band", "gender")]
    rows = [names]
    for person in someone:
        places = [person.items[item] for item in ITEMS]
        told = ["" if place is None else scale[place].label["zh"] for place in places]
        band = asked.question("age_band").options[person.band].label["zh"]
        gender = asked.question("gender").options[person.gender].label["zh"]
        rows.append(["2026/3/2 下午3:05:01", *told, band, gender])
    found = read(files.write_csv(tmp_path / "a.csv", rows)).responses
    times, states = files.expected(someone)
    assert (found.times.to_pydict(), found.states.to_pydict()) == (times, states)
    assert found.people["completed_at"][0].as_py().hour == 15


def test_headers_in_the_owner_s_language_and_older_ones_are_known(tmp_path: Path) -> None:
    names = ["StartDate", "EndDate", "Finished", "ResponseId", "DistributionChannel", "Q1"]
    words = ["Anfangsdatum", "Enddatum", "Beendet", "Antwort-ID", "Verteilungskanal", "Wie oft?"]
    record = ["2026-03-02 10:00:00", "2026-03-02 10:05:00", "1", "R_1", "anonymous", "2"]
    raw, layout = open_answers(files.write_csv(tmp_path / "new.csv", [names, words, record]))
    assert (layout.name, raw.read_count, raw.titles["Q1"]) == ("qualtrics", 1, "Wie oft?")
    older = [f"V{number}" for number in range(1, 7)]
    codes = ["ResponseID", "ResponseSet", "StartDate", "EndDate", "Finished", "IPAddress"]
    answer = ["R_1", "Default", *record[:3], "192.0.2.1", "2"]
    path = files.write_csv(tmp_path / "old.csv", [[*older, "Q1"], [*codes, "How often?"], answer])
    raw, layout = open_answers(path)
    assert (layout.name, raw.read_count) == ("qualtrics", 1)
    assert raw.columns == (*codes, "Q1")
    assert raw.titles["Q1"] == "How often?"
    assert layout.roles["id"] == "ResponseID"


def test_an_answer_that_our_questionnaire_lacks_is_named(tmp_path: Path) -> None:
    path = files.google_forms(tmp_path / "g.csv", files.people(6))
    path.write_text(path.read_text(encoding="utf-8").replace("About once a day", "Daily-ish", 1),
                    encoding="utf-8")  # fmt: skip
    with pytest.raises(ProblemGroup, match='got: "Daily-ish"'):
        own_mapping(path)
