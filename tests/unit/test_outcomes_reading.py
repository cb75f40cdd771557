"""Outcomes as they are told: tables by hand, exports of Matomo and Plausible, and bad input."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pytest

from folkmoot.adjust.allocation import ArmsFile, Budget, allocate, arms_text, make_arms, read_arms
from folkmoot.adjust.outcomes import (
    Link,
    Outcome,
    known_link,
    make_link,
    read_outcomes,
    weekly,
)
from folkmoot.errors import FolkmootError, ProblemGroup

TODAY = date(2026, 6, 1)
FIRST = date(2026, 3, 2)
HEAD = "date,community,strategy,hours,conversions,clicks\n"
PLAUSIBLE = ("date,source,referrer,utm_source,utm_medium,utm_campaign,utm_content,utm_term,"
             "pageviews,visitors,visits,visit_duration,bounces\n")  # fmt: skip


def link(community: str = "Travel forum", on: date = FIRST, others: tuple[Link, ...] = ()) -> Link:
    return make_link("https://example.org/g", community, "answers", on, 0.5, "you", others)


def written(tmp_path: Path, text: str, encoding: str = "utf-8") -> Path:
    path = tmp_path / "told.csv"
    path.write_bytes(text.encode(encoding))
    return path


def codes(path: Path, *links: Link) -> list[tuple[str, str]]:
    with pytest.raises(ProblemGroup) as raised:
        read_outcomes(path, links, today=TODAY)
    return [(each.where, each.code) for each in raised.value.problems]


def test_a_table_by_hand_keeps_what_is_not_told_apart_from_0(tmp_path: Path) -> None:
    found = read_outcomes(written(tmp_path, HEAD + "2026-03-02,trains,answers,1.5,0,\n"),
                          today=TODAY)  # fmt: skip
    assert found.outcomes == (
        Outcome("table", FIRST, "trains", "answers", hours=1.5, conversions=0.0),
    )


def test_a_tag_names_the_arm_and_the_day_of_the_action(tmp_path: Path) -> None:
    made = link()
    found = read_outcomes(written(tmp_path, f"date,tag,conversions\n2026-03-20,{made.tag},1\n"),
                          [made], today=TODAY)  # fmt: skip
    assert found.outcomes == (
        Outcome("table", date(2026, 3, 20), "Travel forum", "answers", made.tag, FIRST,
                conversions=1.0),
    )  # fmt: skip


def test_all_faults_of_a_table_are_told_together(tmp_path: Path) -> None:
    lines = [
        "2026-03-02,trains,answers,-1,0,0", "2026-03-02,Trains,answers,1,0,0",
        "soon,trains,answers,1,0,0", "2062-03-02,trains,answers,1,.5,x",
        "2026-03-03,,answers,1,0,0",
    ]  # fmt: skip
    assert codes(written(tmp_path, HEAD + "\n".join(lines))) == [
        ("line 2, hours", "negative"),
        ("line 3, date", "doubled-row"),
        ("line 4, date", "not-a-day"),
        ("line 5, date", "impossible-day"),
        ("line 5, clicks", "not-a-number"),
        ("line 5, conversions", "not-a-number"),
        ("line 6, community", "missing"),
    ]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("date,hours\n2026-03-02,1\n", "missing-column"),
        ("date,community,strategy\n2026-03-02,a,b\n", "missing-column"),
        ("date,community,strategy,hour\n2026-03-02,a,b,1\n", "unknown-column"),
        (HEAD, "no-rows"),
        ("No data available", "no-rows"),
        ("label,nb_visits\nx,1\n", "no-days"),
        ("date,label,visits\n2026-03-02,x,1\n", "missing-column"),
        ("date,tag,hours\n2026-03-02,nothing,1\n", "unknown-tag"),
    ],
)
def test_a_file_that_cannot_be_used_says_why(tmp_path: Path, text: str, code: str) -> None:
    with pytest.raises(FolkmootError) as raised:
        read_outcomes(written(tmp_path, text), today=TODAY)
    assert raised.value.problem.code == code


def test_a_tag_and_an_arm_that_disagree_are_a_fault(tmp_path: Path) -> None:
    made = link()
    text = f"date,tag,community,hours\n2026-03-05,{made.tag},trains,1\n"
    assert codes(written(tmp_path, text), made) == [("line 2, community", "two-arms")]


def test_matomo_of_several_days_is_led_back_by_its_labels(tmp_path: Path) -> None:
    made = link()
    text = (
        "date,label,nb_uniq_visitors,nb_visits,goal_1_nb_conversions,metadata_segment\n"
        f"2026-03-03,{made.tag.upper()},4,5,1,x\n2026-03-04,newsletter,9,11,2,y\n"
    )
    for encoding in ("utf-8", "utf-16"):
        found = read_outcomes(written(tmp_path, text, encoding), [made], today=TODAY)
        assert found.kind == "matomo"
        assert found.outcomes == (
            Outcome("matomo", date(2026, 3, 3), "Travel forum", "answers", made.tag, FIRST,
                    clicks=5.0, conversions=1.0),
        )  # fmt: skip
        assert found.others == {"newsletter": 11}


def test_of_several_goals_one_must_be_named(tmp_path: Path) -> None:
    made = link()
    text = (
        "date,label,nb_visits,goals_idgoal=1_nb_conversions,goals_idgoal=2_nb_conversions\n"
        f"2026-03-03,{made.tag},5,1,3\n"
    )
    path = written(tmp_path, text)
    with pytest.raises(FolkmootError, match="--goal 1"):
        read_outcomes(path, [made], today=TODAY)
    with pytest.raises(FolkmootError, match="goal 9"):
        read_outcomes(path, [made], today=TODAY, goal="9")
    found = read_outcomes(path, [made], today=TODAY, goal="2")
    assert [each.conversions for each in found.outcomes] == [3.0]


def test_plausible_adds_up_the_lines_of_a_campaign(tmp_path: Path) -> None:
    made = link()
    text = PLAUSIBLE + (
        f"2026-03-03,a.org,,t,community,{made.tag},,,3,2,2,9,0\n"
        f"2026-03-03,b.org,,t,community,{made.tag},,,3,2,3,9,0\n"
        "2026-03-03,Google,,,,,,,3,2,7,9,0\n2026-03-03,x,,,,launch,,,3,2,4,9,0\n"
    )
    found = read_outcomes(written(tmp_path, text), [made], today=TODAY)
    assert found.kind == "plausible"
    assert [(each.clicks, each.conversions) for each in found.outcomes] == [(5.0, None)]
    assert found.others == {"launch": 4}
    assert codes(written(tmp_path, text + text.splitlines()[1] + "\n"), made) == [
        ("line 6, utm_campaign", "doubled-row")
    ]


@pytest.mark.parametrize("mark", [";", "\t"])
def test_cells_may_be_parted_as_a_spreadsheet_does_elsewhere(tmp_path: Path, mark: str) -> None:
    text = HEAD + "2026-03-02,trains,answers,1.5,0,\n"
    plain = read_outcomes(written(tmp_path, text), today=TODAY)
    assert read_outcomes(written(tmp_path, text.replace(",", mark)), today=TODAY) == plain


def test_a_week_of_matomo_is_no_day(tmp_path: Path) -> None:
    text = 'date,label,nb_visits\n"2026-03-02,2026-03-08",x,1\n'
    assert codes(written(tmp_path, text)) == [("line 2, date", "not-a-day")]


def test_two_arms_never_share_a_tag() -> None:
    first = link("Travel forum")
    second = link("travel, forum!", others=(first,))
    assert first.tag != second.tag
    assert known_link(second.tag, [first, second]) == second
    assert link("旅行论坛").tag == "answers_旅行论坛_20260302"
    assert known_link("answers_%E6%97%85%E8%A1%8C%E8%AE%BA%E5%9D%9B_20260302",
                      [link("旅行论坛")]) == link("旅行论坛")  # fmt: skip


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("example.org", "not-a-url"),
        ("javascript:alert(1)", "not-a-url"),
        ("https://exa mple.org", "not-a-url"),
        ("http://[", "not-a-url"),
        ("https://example.org/?utm_source=x", "tagged-already"),
        ("https://example.org/" + "a" * 2000, "too-long"),
    ],
)
def test_an_address_that_cannot_be_tagged_is_told(url: str, code: str) -> None:
    with pytest.raises(ProblemGroup) as raised:
        make_link(url, "...", "answers", FIRST, 0, "you")
    assert [each.code for each in raised.value.problems] == [code, "missing", "no-propensity"]


def test_weeks_say_gaps_strangers_and_arms_without_hours() -> None:
    arms = ArmsFile.of([("trains", "answers"), ("boats", "answers")]).as_arms()
    told = [
        Outcome("table", FIRST, "Trains", "answers", hours=2, conversions=1),
        Outcome("matomo", date(2026, 3, 18), "trains", "answers", "t", FIRST, clicks=9,
                conversions=2),
        Outcome("table", date(2026, 3, 18), "trains", "answers", clicks=4),
        Outcome("table", FIRST, "planes", "answers", hours=1),
        Outcome("table", FIRST, "boats", "answers", conversions=3),
    ]  # fmt: skip
    found = weekly(told, arms)
    place = arms.communities.index("trains")
    assert found.first_on == FIRST
    assert found.history.hours[:, place].tolist() == [2, 0, 0]
    assert found.history.conversions[:, place].tolist() == [1, 0, 2]
    assert found.history.signals[:, place, 2].tolist() == [0, 0, 4], "the table is believed"
    assert found.history.lags[0].tolist() == [0, 0, 2]
    assert found.gaps == (date(2026, 3, 9),)
    assert found.strangers == ("answers in planes",)
    assert found.unworked == ("answers in boats",)
    assert found.history.conversions[:, 1 - place].sum() == 0
    assert len(found.notes()) == 3


def test_no_outcomes_make_no_weeks_and_hours_are_shared_alike() -> None:
    arms = ArmsFile.of([("trains", "answers"), ("boats", "answers")]).as_arms()
    found = weekly([], arms)
    assert found.history.weeks == 0
    assert allocate(arms, found.history, Budget(4)).hours == pytest.approx([2, 2])


def test_weeks_end_on_the_day_that_is_asked_about() -> None:
    arms = ArmsFile.of([("trains", "answers")]).as_arms()
    told = [Outcome("table", FIRST, "trains", "answers", hours=2),
            Outcome("table", date(2026, 5, 1), "trains", "answers", hours=9)]  # fmt: skip
    found = weekly(told, arms, until=date(2026, 3, 15))
    assert found.history.hours.tolist() == [[2.0], [0.0]]


def test_arms_come_back_from_their_file_and_faults_are_told_together(tmp_path: Path) -> None:
    held = ArmsFile.of([('a "b"', "answers"), ("旅行", "guide")], {"guide": 3})
    path = tmp_path / "arms.toml"
    path.write_text(arms_text(held), encoding="utf-8")
    assert read_arms(path) == held
    assert [each.cap for each in held.arm] == [5, 3]
    with pytest.raises(ProblemGroup) as raised:
        make_arms("arms", {"hours": -1, "arm": [
            {"community": "a", "strategy": "b", "cap": -1},
            {"community": "a", "strategy": "b", "money": -2, "limit": 3},
        ]})  # fmt: skip
    assert [each.where for each in raised.value.problems] == [
        "hours", "arm[0].cap", "arm[1].money", "arm[1].limit",
    ]  # fmt: skip
    with pytest.raises(ProblemGroup, match="each arm once"):
        make_arms("arms", {"arm": [{"community": "a", "strategy": "b"},
                                   {"community": "A", "strategy": "B"}]})  # fmt: skip


def test_caps_that_exclude_everything_are_named() -> None:
    arms = make_arms("arms", {"arm": [{"community": "a", "strategy": "b", "cap": 0}]}).as_arms()
    with pytest.raises(FolkmootError) as raised:
        allocate(arms, weekly([], arms).history, Budget(4))
    assert raised.value.problem.code == "no-open-arm"
    assert np.isfinite(arms.caps).all()
