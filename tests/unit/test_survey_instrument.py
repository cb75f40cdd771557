"""The questionnaire: one map, one scale, both languages whole, codes that read back."""

from __future__ import annotations

import re
from typing import Any

import pytest

from folkmoot.activity import AGE_BANDS, KINDS
from folkmoot.errors import ProblemGroup
from folkmoot.ladder import QUESTIONNAIRE, RUNGS, rungs_of_answers
from folkmoot.survey._wording import LANGUAGES, structure, words
from folkmoot.survey.instrument import (
    VERSION,
    country_number,
    export_code,
    item_of_code,
    make_instrument,
    option_of_code,
)
from folkmoot.survey.responses import AnswerState

NAMED = make_instrument(communities=["Coffee Forum", "咖啡小组"], countries=["CN", "DE"])


def _keys(table: dict[str, Any], prefix: str = "") -> set[str]:
    found = set()
    for key, value in table.items():
        name = f"{prefix}/{key}"
        found |= _keys(value, name) if isinstance(value, dict) else {name}
    return found


def test_every_word_is_there_in_every_language() -> None:
    first, *others = (_keys(words(language)) for language in LANGUAGES)
    assert [other ^ first for other in others] == [set()]
    for language in LANGUAGES:
        assert [key for key in _keys(words(language)) if not key.strip()] == []


def test_the_items_shown_are_those_of_the_ladder_each_once() -> None:
    shown = [each.id for each in NAMED.questions if each.kind == "frequency"]
    assert sorted(shown) == sorted(asked.item for asked in QUESTIONNAIRE)
    assert len(shown) == len(set(shown))
    assert {asked.rung for asked in QUESTIONNAIRE} == {each.name for each in RUNGS[:-1]}


def test_one_behaviour_belongs_to_one_group() -> None:
    rungs = {asked.behaviour: asked.rung for asked in QUESTIONNAIRE}
    assert all(rungs[asked.behaviour] == asked.rung for asked in QUESTIONNAIRE)


def test_every_question_of_the_structure_is_shown() -> None:
    asked = {each.id for each in NAMED.questions if each.kind != "frequency"}
    assert asked == set(structure()["question"])


def test_the_scale_falls_and_its_last_two_are_no_answers() -> None:
    scale = NAMED.question("read").options
    times = [option.times for option in scale if option.times is not None]
    assert times == sorted(times, reverse=True)
    assert times[-1] == 0
    assert [option.state for option in scale[-2:]] == [
        AnswerState.DONT_KNOW,
        AnswerState.REFUSED,
    ]
    assert all(NAMED.question(item).options == scale for item in ("comment", "publish_page"))


def test_weekly_and_monthly_answers_reach_the_ladders_thresholds() -> None:
    times = {option.value: option.times for option in NAMED.question("read").options}
    assert rungs_of_answers({"post_status": times["weekly"]}) == frozenset({"conversationalist"})
    assert rungs_of_answers({"post_status": times["several_monthly"]}) is None
    assert rungs_of_answers({"comment": times["monthly"]}) == frozenset({"critic"})
    assert rungs_of_answers({"comment": times["rarer"]}) is None


def test_every_kind_of_community_can_be_chosen() -> None:
    values = {option.value for option in NAMED.question("kinds").options}
    assert set(KINDS) | {"wiki", "podcast"} <= values


def test_ages_are_the_bands_of_the_lake_from_18_on() -> None:
    options = NAMED.question("age_band").options
    assert tuple(o.value for o in options if o.state is None) == AGE_BANDS[1:]


def test_codes_are_fit_for_every_tool() -> None:
    codes = [export_code(question.id) for question in NAMED.questions]
    codes += [export_code(section.id) for section in NAMED.sections]
    assert [code for code in codes if not re.fullmatch("[a-z][a-z0-9]{0,19}", code)] == []
    # The section of the consent has the name of its one question, and is no table.
    assert len(codes) == len(set(codes)) + 1
    for question in NAMED.questions:
        numbers = [option.code for option in question.options]
        assert [number for number in numbers if not re.fullmatch("[0-9]{1,5}", number)] == []
        assert len(numbers) == len(set(numbers))


def test_codes_read_back_in_every_tool_s_form() -> None:
    for section in NAMED.sections:
        for question in section.questions:
            code, table = export_code(question.id), export_code(section.id)
            names = [question.id, code, f"{section.id}/{question.id}", f"{table}/{code}"]
            if section.is_scale:
                names += [f"{table}[{code}]", f"{table}_{code}"]
            assert {(item_of_code(name), option_of_code(name)) for name in names} == {
                (question.id, None)
            }
            if question.kind == "multiple":
                several = [f"{code}[3]", f"{code}_3", f"{section.id}/{question.id}/3"]
                assert {(item_of_code(name), option_of_code(name)) for name in several} == {
                    (question.id, "3")
                }


@pytest.mark.parametrize("name", ["", "id", "my_comment", "read_3", "[3]", "3", "kinds[x]", "_"])
def test_other_columns_are_left_alone(name: str) -> None:
    assert (item_of_code(name), option_of_code(name)) == (None, None)


def test_numbers_of_countries_are_their_own() -> None:
    numbers = [country_number(code) for code in ("DE", "CN", "AA", "ZZ")]
    assert numbers == ["405", "314", "101", "2626"]


def test_communities_are_numbered_and_left_out_where_none_is_named() -> None:
    options = NAMED.question("communities").options
    assert [(o.code, o.value) for o in options] == [
        ("1", "Coffee Forum"), ("2", "咖啡小组"), ("97", "none"), ("99", "refused"),
    ]  # fmt: skip
    assert "communities" not in {each.id for each in make_instrument().questions}


def test_countries_are_written_in_words_where_none_is_named() -> None:
    assert make_instrument().question("country").kind == "open"
    labels = [option.label["zh"] for option in NAMED.question("country").options]
    assert labels == ["中国", "德国", "其他国家或地区", "不想回答"]


def test_the_consent_says_who_asks_and_for_how_long() -> None:
    asked = make_instrument(asker="Acme {x}", contact="me@example.org", months=6)
    for language in asked.languages:
        consent = language.words["consent"]
        assert all(part in consent for part in ("Acme {x}", "me@example.org", "6"))
        assert "{months}" not in consent
    assert "[name of the organisation]" in make_instrument(["en"]).languages[0].words["consent"]


def test_it_takes_about_five_minutes() -> None:
    assert NAMED.minutes <= 5.5
    short = make_instrument(leave_out=["kinds", "seek", "help", "receptivity", "education"])
    assert short.minutes < 4
    assert NAMED.version == VERSION


def test_a_locale_names_its_language() -> None:
    asked = make_instrument(["zh-Hans", "EN"])
    assert [language.code for language in asked.languages] == ["zh", "en"]


def test_faults_come_together() -> None:
    with pytest.raises(ProblemGroup) as caught:
        make_instrument(
            ["fr", "en", "en"], communities=["A", " ", "A"], countries=["UK", "DE", "DE"],
            asker=" ", months=0, leave_out=["read", "age_band"],
        )  # fmt: skip
    assert [problem.where for problem in caught.value.problems] == [
        "languages", "languages", "communities", "communities", "countries", "countries",
        "asker", "months", "leave out", "leave out",
    ]  # fmt: skip
    with pytest.raises(ProblemGroup, match="at most 60"):
        make_instrument(communities=[str(number) for number in range(61)])
    with pytest.raises(ProblemGroup, match="at least one of"):
        make_instrument([])
