"""The rulebook: its conditions, its data, and what is refused."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.strategy_cases import Place, case, communities

from folkmoot.errors import ProblemGroup
from folkmoot.strategies import OBJECTIVES
from folkmoot.strategies.facts import CASE_READINGS, Subject, subjects
from folkmoot.strategies.rules import Condition, Rule, Rulebook, fill, read_rules

BOOK = read_rules()
WHOLE = subjects(case())["case"][0]


def condition(**given: object) -> Condition:
    return Condition.model_validate(given)


def test_every_rule_has_a_reason_and_a_source_in_words() -> None:
    assert [rule.id for rule in BOOK.rules if len(rule.reason.split()) < 5] == []
    assert [rule.id for rule in BOOK.rules if not rule.source.strip()] == []
    assert len({rule.id for rule in BOOK.rules}) == len(BOOK.rules)


def test_rules_ask_only_for_readings_that_exist() -> None:
    known = set(CASE_READINGS)
    for found in subjects(case()).values():
        known |= {name for subject in found for name in subject.readings}
    known |= {"place.reach", "trend.growth"}
    asked = {each.reading for rule in BOOK.rules for each in rule.when if each.reading}
    assert asked <= known


def test_nothing_can_be_said_on_a_platform_that_closed() -> None:
    places = communities([Place("weibo", 90, 90, 160, 100), Place("tencentweibo", 60, 40, 120, 80)])
    found = {each.name: each.traits for each in subjects(case(communities=places))["place"]}
    assert (found["weibo"]["can_answer"], found["weibo"]["can_post"]) == (True, True)
    assert (found["tencentweibo"]["can_answer"], found["tencentweibo"]["can_post"]) == (
        False,
        False,
    )


def test_rules_speak_of_the_five_objectives_and_the_wish() -> None:
    named = {rule.objective for rule in BOOK.rules if rule.effect == "objective"}
    assert named == {*OBJECTIVES, "wished"}
    serving = {each for rule in BOOK.rules for each in rule.objectives}
    assert serving == set(OBJECTIVES)


def test_every_tool_is_reached_by_a_rule_of_its_scope() -> None:
    reached = {(rule.tool, rule.scope) for rule in BOOK.rules if rule.effect == "tool"}
    assert reached == {(tool.id, tool.scope) for tool in BOOK.tools}


def test_every_slot_of_a_sentence_is_filled_in_a_full_case() -> None:
    found = subjects(case())
    for rule in BOOK.rules:
        asked = {each.reading for each in rule.when if each.reading}
        for subject in found[rule.scope][:1]:
            if asked <= set(subject.readings):
                assert "not known" not in fill(rule.because, subject)


@pytest.mark.parametrize(
    ("given", "holds"),
    [
        ({"reading": "critic.share", "bound": "low", "at_least": 0.65}, True),
        ({"reading": "critic.share", "bound": "low", "at_least": 0.7}, False),
        ({"reading": "critic.share", "bound": "value", "at_least": 0.7}, True),
        ({"reading": "critic.share", "bound": "high", "at_most": 0.8}, True),
        ({"reading": "spectator.share", "known": False}, True),
        ({"reading": "critic.share", "known": False}, False),
        ({"reading": "spectator.share", "bound": "low", "at_least": 0.0}, False),
        ({"trait": "wishes_supporting", "is": False}, True),
    ],
)
def test_a_condition_holds_at_the_end_of_the_interval_it_names(
    given: dict[str, object], holds: bool
) -> None:
    assert condition(**given).holds(WHOLE) is holds


def test_what_held_stands_until_the_whole_interval_fails() -> None:
    critics = WHOLE.readings["critic.share"]
    assert critics.low is not None
    assert critics.high is not None
    between = condition(reading="critic.share", bound="low", at_least=(critics.low + 0.01))
    beyond = condition(reading="critic.share", bound="low", at_least=(critics.high + 0.01))
    assert (between.holds(WHOLE), between.stands(WHOLE)) == (False, True)
    assert (beyond.holds(WHOLE), beyond.stands(WHOLE)) == (False, False)


def test_a_kept_rule_fires_where_a_new_one_would_not() -> None:
    rule = Rule(
        id="r", scope="case", effect="objective", objective="talking", points=1.0,
        when=(condition(reading="critic.share", bound="low", at_least=0.7),),
        because="b", reason="r", source="s",
    )  # fmt: skip
    book = Rulebook.model_validate({"version": "1", "rule": [rule], "tool": []})
    assert book.fired(WHOLE, "objective") == []
    assert [each.name for each in book.fired(WHOLE, "objective", {"r"})] == ["r"]
    assert book.fired(WHOLE, "objective", {"another"}) == []


def test_a_sentence_takes_the_nearest_subject_and_says_what_it_does_not_know() -> None:
    near = Subject("place", "x", {}, names={"place": "trains"})
    far = Subject("case", "", {}, names={"place": "all", "needs": "data"})
    assert fill("{needs} in {place}, {nothing}", near, far) == "data in trains, not known"


def test_all_faults_of_a_rulebook_are_told_together(tmp_path: Path) -> None:
    path = tmp_path / "rules.toml"
    path.write_text(
        'version = "1"\n[[rule]]\nid = "a"\nscope = "case"\neffect = "shout"\n'
        'when = [{ reading = "x", at_least = 1.0, at_most = 2.0 }]\nbecause = ""\n'
        'reason = "r"\nsource = "s"\n[[tool]]\n',
        encoding="utf-8",
    )
    with pytest.raises(ProblemGroup) as caught:
        read_rules(path)
    where = [problem.where for problem in caught.value.problems]
    assert {"rule.0.effect", "rule.0.when.0", "rule.0.because", "tool.0.id"} <= set(where)


def test_a_rule_for_a_tool_that_is_not_there_is_refused() -> None:
    document = BOOK.model_dump(by_alias=True) | {"tool": []}
    with pytest.raises(ValueError, match="tools that are not there"):
        Rulebook.model_validate(document)


def test_a_file_that_is_no_toml_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "rules.toml"
    path.write_text("version = ", encoding="utf-8")
    with pytest.raises(ProblemGroup, match=re.escape("rules.toml: 1 problem")):
        read_rules(path)
