"""How unmet a need is: its parts counted by hand, read once or as stored, and none invented."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from tests.asked_lakes import Community

import folkmoot
from folkmoot.activity import ANNOTATIONS
from folkmoot.annotators.base import Posts, Setup
from folkmoot.annotators.mentions import Mentions
from folkmoot.annotators.needtypes import NeedTypes
from folkmoot.brief import Brief, read_brief
from folkmoot.estimate import EstimateTable
from folkmoot.measures.needs import needs
from folkmoot.measures.position import position

COMPLAINS = "It keeps crashing and shows an error, it does not work at all. How do I fix it?"
ANGRY = "Data roaming is a terrible rip-off, I hate it."
GLAD = "I love data roaming, it works great and I am very happy with it."


@pytest.fixture(scope="module")
def brief() -> Brief:
    return read_brief(Path(folkmoot.__file__).parent / "demo_data" / "brief.toml")


def made(times: int = 1) -> Community:
    """Sixty questions: 12 open, of them 4 complain; of the answered 6 complain, 6 are angry."""
    community = Community()
    for person in range(60 * times):
        kind = person % 60
        became = "" if kind < 12 else "answered accepted"
        text = ""
        if 8 <= kind < 18:
            text = COMPLAINS
        elif 18 <= kind < 24:
            text = ANGRY
        elif 24 <= kind < 54:
            text = "Is roaming possible there?"
        community.ask("Mobile data in Peru", person, 100 + person, became, text)
    return community


@pytest.fixture(scope="module")
def table(brief: Brief) -> EstimateTable:
    return needs(made().view(brief), brief)


def only(table: EstimateTable, measure: str, need_id: str = "data-abroad") -> dict[str, Any]:
    rows = table.rows(need_id=need_id, measure=measure)
    assert len(rows) == 1
    return rows[0]


def counted(table: EstimateTable, measure: str) -> tuple[int, int]:
    row = only(table, measure)
    return row["cases"], row["base"]


def test_each_part_is_a_share_of_the_same_questions(table: EstimateTable) -> None:
    assert counted(table, "no_accepted_share") == (12, 60)
    assert counted(table, "complaint_share") == (10, 60)
    # Of those alone that name an alternative: 6 angrily, 30 without a feeling.
    assert counted(table, "dissatisfied_share") == (6, 36)


def test_a_question_in_which_two_things_are_wrong_is_unmet_once(table: EstimateTable) -> None:
    assert counted(table, "unmet_share") == (12 + 6 + 6, 60)
    parts = only(table, "importance")["value"] * only(table, "unmet_share")["value"]
    assert only(table, "opportunity")["value"] == pytest.approx(100 * parts)


def test_no_part_is_larger_than_the_whole(table: EstimateTable) -> None:
    whole = only(table, "unmet_share")["value"]
    for measure in ("unanswered_share", "no_accepted_share", "complaint_share"):
        assert only(table, measure)["value"] <= whole


def test_the_title_says_what_kind_of_thing_a_part_is(table: EstimateTable) -> None:
    told = table.explain()
    assert any(said.startswith("Of the questions about “Mobile data in the country visited” 17 % "
                               "are told to be complaints") for said in told)  # fmt: skip
    assert any("name an alternative 17 % do so angrily" in said for said in told)
    assert any(note.startswith("Unmet is what is without an accepted") for note in table.notes)


def test_satisfaction_counts_people_in_the_conversations_of_a_need(brief: Brief) -> None:
    community = made()
    question = community.ask("Mobile data in Chile", 900, 50, "answered accepted")
    for person in range(200, 240):
        community.answer(question, person, 49, GLAD if person < 230 else ANGRY)
        community.answer(question, person, 48, GLAD if person < 230 else ANGRY)
    elsewhere = community.ask("Where to eat in Lima?", 901, 50)
    for person in range(300, 340):
        community.answer(elsewhere, person, 49, GLAD)
    view = community.view(brief)
    table = needs(view, brief)
    found = {
        row["need_id"]: (row["thing_id"], row["cases"], row["base"])
        for row in table.rows(measure="satisfaction")
        if row["value"] is not None
    }
    # 40 beneath the question and 6 who ask; 40 more wrote of something else.
    assert found == {
        "data-abroad": ("home-roaming", 30, 46),
        "all": ("home-roaming", 70, 86),
    }
    (overall,) = position(view, brief).rows(thing_id="home-roaming", measure="satisfaction")
    assert (overall["cases"], overall["base"]) == (70, 86)


def stored(community: Community, brief: Brief, upto: int) -> pa.Table:
    """What `folkmoot annotate` would have left of the first posts."""
    rows: list[dict[str, Any]] = []
    posts = community.activities[:upto]
    batch = Posts([post.get("title") for post in posts], [post.get("text") for post in posts])
    for annotator in (NeedTypes(Setup(brief)), Mentions(Setup(brief))):
        for said in annotator.annotate(batch).to_pylist():
            post = posts[said.pop("row")]
            rows.append({**said, "activity_id": post["activity_id"], "annotator": annotator.name,
                         "version": annotator.version, "month": post["month"]})  # fmt: skip
    return pa.Table.from_pylist(rows, schema=ANNOTATIONS)


@pytest.mark.parametrize("share", [0.5, 1.0])
def test_what_is_stored_is_read_back_and_gives_the_same(brief: Brief, share: float) -> None:
    community = made()
    question = community.ask("Mobile data in Chile", 900, 50, "answered")
    for person in range(200, 240):
        community.answer(question, person, 49, GLAD if person < 230 else ANGRY)
    upto = round(len(community.activities) * share)
    now = community.view(brief)
    before = community.view(brief, stored(community, brief, upto))
    for measure in (needs, position):
        assert measure(before, brief).rows() == measure(now, brief).rows()
    for view, is_stored in ((now, False), (before, True)):
        table = needs(view, brief)
        parameters = table.open(only(table, "complaint_share")).parameters
        for name in ("complaints", "names and feelings"):
            assert (": 0 posts as stored" not in parameters[name]) is is_stored
            assert parameters[name].endswith(" 0 read now") is (is_stored and share == 1)
        told = position(view, brief).evidence["spoken"].parameters["names and feelings"]
        assert told == parameters["names and feelings"]


def test_labels_of_another_model_are_not_taken(brief: Brief) -> None:
    community = made()
    old = stored(community, brief, len(community.activities))
    version = pa.repeat("another-model", old.num_rows)
    label = pa.repeat("problem", old.num_rows)
    wrong = old.set_column(old.schema.get_field_index("version"), "version", version)
    wrong = wrong.set_column(wrong.schema.get_field_index("label"), "label", label)
    assert counted(needs(community.view(brief, wrong), brief), "complaint_share") == (10, 60)


def test_of_a_large_need_some_are_read_and_all_are_counted(brief: Brief) -> None:
    table = needs(made(times=8).view(brief), brief)
    # The first 400 are read, six times all sixty and 40 more: 70 of them complain.
    complaint, unmet = only(table, "complaint_share"), only(table, "unmet_share")
    assert (complaint["cases"], complaint["base"]) == (70, 400)
    assert complaint["base_label"].endswith(", drawn evenly")
    # 18 of 60 are open or angry; of the 274 others that were read 42 complain.
    assert unmet["value"] == pytest.approx(18 / 60 + 42 / 60 * 42 / 274)
    assert unmet["base"] == 480
    assert counted(table, "no_accepted_share") == (96, 480)


def test_nothing_read_gives_no_number_and_no_fault(brief: Brief) -> None:
    table = needs(Community().view(brief), brief)
    for measure in ("complaint_share", "dissatisfied_share", "unmet_share", "opportunity"):
        assert [row["value"] for row in table.rows(measure=measure)] == [None] * len(brief.needs)
    assert table.rows(measure="satisfaction") == []


def test_what_stays_open_is_told_by_questions_and_what_people_feel_by_people(brief: Brief) -> None:
    community = Community()
    for number in range(36):
        community.ask("Mobile data in Peru", number % 25, 100 + number, "accepted answered")
    table = needs(community.view(brief), brief)
    shown = {
        measure: only(table, measure)["reliability"]
        for measure in ("unanswered_share", "no_accepted_share", "complaint_share", "unmet_share")
    }
    assert shown == {
        "unanswered_share": "low base", "no_accepted_share": "low base",
        "complaint_share": "hidden", "unmet_share": "hidden",
    }  # fmt: skip
    assert only(table, "opportunity")["value"] is None
