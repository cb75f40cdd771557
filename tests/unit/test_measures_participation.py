"""Participation: what is shown, refused, withheld and said."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pytest
from tests.measure_lakes import AS_OF, SITE, ago, question, reply, view_of

from folkmoot.errors import ProblemGroup
from folkmoot.estimate import EstimateTable
from folkmoot.measures.participation import participation
from folkmoot.view import View

KEY = {"definition": "point", "denominator": "active", "measure": "share"}


def members(first: int, last: int, **more: Any) -> list[dict[str, Any]]:
    return [{"actor_id": actor, "joined_at": ago(100), **more} for actor in range(first, last)]


def comments(first: int, last: int, days: float = 1, **more: Any) -> list[dict[str, Any]]:
    return [reply(900, actor, 999, days, **more) for actor in range(first, last)]


@pytest.fixture(scope="module")
def view() -> View:
    """Of 400 known members 150 answer; 40 of them are 18-24; 5 of 7 aged 65+ answer too."""
    declared = [
        *members(1, 101, age_band="18-24"), *members(101, 301, age_band="25-34"),
        *members(301, 308, age_band="65+"), *members(308, 401),
    ]  # fmt: skip
    answers = [*comments(1, 41), *comments(101, 196), *comments(301, 306), *comments(308, 318)]
    likes = [
        {"actor_id": actor, "verb": "Like", "kind": "microblog", "published_at": ago(3)}
        for actor in range(1, 31)
    ]
    bots = comments(500, 560, actor_type="Service")
    awards = [
        {"actor_id": actor, "verb": "Award", "object_type": "Badge", "published_at": ago(2)}
        for actor in range(200, 260)
    ]
    urls = [
        question(1, 999, "Where?", 200, url="https://example.org/old", actor_type="Service"),
        question(2, 999, "When?", 0.5, url="https://example.org/new", actor_type="Service"),
    ]
    names = [{"community_id": SITE, "name": "travel"}]
    return view_of(
        activities=[*answers, *likes, *bots, *awards, *urls], members=declared, communities=names
    )


@pytest.fixture(scope="module")
def table(view: View) -> EstimateTable:
    view.engine.register("chosen", pa.table({"actor_id": list(range(1, 61))}))
    return participation(view, by=("age_band", "tenure", "community"), group="chosen")


def one(table: EstimateTable, **where: Any) -> dict[str, Any]:
    (row,) = table.rows(**where)
    return row


def test_shares_have_their_base_and_its_name(table: EstimateTable) -> None:
    row = one(table, segment_kind="all", rung="critic", **KEY)
    assert (row["cases"], row["base"]) == (150, 150)
    assert row["base_label"] == "members active in the last 90 days"
    known = one(table, segment_kind="all", rung="critic", **{**KEY, "denominator": "known"})
    assert (known["cases"], known["base"]) == (150, 400)
    assert known["base_label"] == "members known on 2020-06-30"
    young = one(table, segment="18-24", rung="critic", **{**KEY, "denominator": "known"})
    assert (young["cases"], young["base"]) == (40, 100)
    index = one(table, segment="18-24", rung="critic",
                **{**KEY, "denominator": "known", "measure": "index"})  # fmt: skip
    assert index["value"] == pytest.approx(100 * (40 / 100) / (150 / 400))


def test_reactions_stand_beside_the_ladder(table: EstimateTable) -> None:
    reactors = one(table, segment_kind="all", rung="reactor", **KEY)
    assert (reactors["cases"], reactors["base"]) == (30, 150)
    assert one(table, segment_kind="all", rung="collector", **KEY)["cases"] == 0


def test_reading_and_doing_nothing_are_refused_with_the_reason(table: EstimateTable) -> None:
    refused = table.rows(measure="refused")
    assert {row["rung"] for row in refused} == {"spectator", "inactive"}
    assert {row["value"] for row in refused} == {None}
    assert not table.rows(measure="share", rung="spectator")
    said = next(s for row, s in zip(table.rows(), table.explain(), strict=True)
                if row["rung"] == "spectator")  # fmt: skip
    assert said == (
        "Posts cannot show who only reads. We know 250 members who never took part here, and"
        " nothing about what they read. A questionnaire of 400 gives this share to within 5 points."
    )


def test_silent_members_are_counted_and_an_award_is_no_act(table: EstimateTable) -> None:
    silent = {row["segment"]: row["cases"] for row in table.rows(measure="silent_members")}
    assert silent["all"] == 250
    assert silent["18-24"] == 60
    assert silent["25-34"] == 105
    assert silent["65+"] is None, "7 known members"
    assert silent["not declared"] is None, "the next smallest, had by subtraction"


def test_a_small_segment_is_withheld_and_so_is_the_next_smallest(table: EstimateTable) -> None:
    rows = {
        row["segment"]: row for row in table.rows(segment_kind="age_band", rung="critic", **KEY)
    }
    assert rows["65+"]["reliability"] == "suppressed"
    assert rows["65+"]["base"] is None
    assert rows["not declared"]["reliability"] == "suppressed", "10, beside 5: by subtraction"
    assert rows["18-24"]["reliability"] == "low base"
    assert rows["25-34"]["cases"] == 95


def test_segments_come_in_the_order_of_their_bands(table: EstimateTable) -> None:
    rows = table.rows(segment_kind="age_band", rung="critic", **KEY)
    assert [row["segment"] for row in rows] == ["18-24", "25-34", "65+", "not declared"]
    tenures = table.rows(segment_kind="tenure", rung="critic", **KEY)
    assert [row["segment"] for row in tenures] == ["under 1 year"]


def test_a_group_stands_beside_all(table: EstimateTable) -> None:
    row = one(table, segment_kind="group", rung="critic", **{**KEY, "denominator": "known"})
    assert (row["segment"], row["cases"], row["base"]) == ("chosen", 40, 60)


def test_a_community_goes_by_its_name(table: EstimateTable) -> None:
    row = one(table, segment_kind="community", rung="critic", **KEY)
    assert (row["segment"], row["base"]) == ("travel", 150)
    assert not table.rows(segment_kind="community", denominator="known")


def test_a_number_opens_to_its_query_and_its_posts(table: EstimateTable, view: View) -> None:
    evidence = table.open(one(table, segment_kind="all", rung="critic", **KEY))
    assert evidence.samples == ("https://example.org/new",)
    assert evidence.parameters["days_30"] == str(ago(30))
    assert evidence.rows == 400
    assert "bit_or" in evidence.sql
    assert table.as_of == AS_OF


def test_sentences_say_who_what_and_how_sure(table: EstimateTable) -> None:
    said = dict(zip((tuple(r.values())[:6] for r in table.rows()), table.explain(), strict=True))
    key = ("point", "active", "critic")
    assert said["all", "all", *key, "share"] == (
        "All members: 100 of 100 members active in the last 90 days are critics (they answer,"
        " comment, rate, review or edit), in the last 30 days (98 to 100; 150 people)."
    )
    assert said["age_band", "65+", *key, "share"] == (
        "Aged 65+, critic among members active in the last 90 days: withheld for privacy."
    )
    weekly = said["all", "all", "point", "active", "conversationalist", "share"]
    assert "in the last 7 days" in weekly
    habit = said["all", "all", "habit", "active", "critic", "share"]
    assert "in at least 2 of the last 3 months" in habit
    young = said["age_band", "18-24", "point", "known", "critic", "index"]
    assert young.startswith(
        "Aged 18-24: 7 % more likely than all members known on 2020-06-30 to be"
    )
    assert young.endswith("this could be chance.")


def test_without_a_list_of_members_nothing_is_said_of_all_known() -> None:
    table = participation(view_of(activities=comments(1, 50)))
    assert not table.rows(denominator="known")
    assert any("No list of members" in note for note in table.notes)
    assert one(table, segment_kind="all", rung="critic", **KEY)["cases"] == 49


def test_people_in_many_places_are_counted_once_in_all_and_once_a_place() -> None:
    acts = [*comments(1, 41), *comments(1, 41, community_id=8), *comments(50, 59, community_id=9)]
    table = participation(view_of(activities=acts), by=("community",))
    assert one(table, segment_kind="all", rung="critic", **KEY)["base"] == 49
    places = table.rows(segment_kind="community", rung="critic", **KEY)
    assert {row["segment"]: row["base"] for row in places} == {f"{7:016x}": 40, f"{8:016x}": 40}
    assert "1 of the community segments, each with under 10 active people, are not listed." in (
        table.notes
    )


def test_rooms_are_those_of_the_questions_that_people_take_part_in() -> None:
    rooms = [{"community_id": SITE, "name": "site"},
             {"community_id": 70, "name": "trains", "parent_id": SITE}]  # fmt: skip
    asked = [question(900, 999, "Trains in Italy?", 2), question(901, 998, "Elsewhere?", 2)]
    acts = [*asked, *comments(1, 36), *(reply(901, actor, 998, 1) for actor in range(100, 200))]
    table = participation(view_of(activities=acts, communities=rooms), by=("room",))
    row = one(table, segment_kind="room", rung="critic", **KEY)
    assert (row["segment"], row["base"]) == ("trains", 36)
    assert table.open(row).question == "Who did what in each room in the last months?"


def test_a_view_without_anybody_gives_bases_of_nobody() -> None:
    table = participation(view_of())
    assert {row["base"] for row in table.rows(measure="share")} == {None}
    assert {row["value"] for row in table.rows()} == {None}


def test_faults_of_the_call_come_together() -> None:
    with pytest.raises(ProblemGroup) as caught:
        participation(view_of(), by=("age", "age_band", "mood"), group="target; DROP")
    assert [problem.where for problem in caught.value.problems] == ["by[0]", "by[2]", "group"]


def test_characteristics_are_crossed_and_no_margin_gives_a_small_cell_away() -> None:
    declared = [
        *members(1, 101, age_band="18-24", country="DE", gender="f"),
        *members(101, 161, age_band="18-24", country="FR", gender="m"),
        *members(161, 201, age_band="25-34", country="DE", gender="m"),
        *members(201, 206, age_band="25-34", country="FR", gender="f"),
    ]
    kinds = ("age_band", "age_band*country", "gender")
    table = participation(view_of(activities=comments(1, 206), members=declared), by=kinds)
    cells = {
        row["segment"]: row
        for row in table.rows(segment_kind="age_band*country", rung="critic", **KEY)
    }
    assert list(cells) == ["18-24 × DE", "18-24 × FR", "25-34 × DE", "25-34 × FR"]
    # The cell of five is 45 - 40 and 65 - 60, so its neighbours go, and then theirs.
    assert {row["base"] for row in cells.values()} == {None}
    assert {row["reliability"] for row in cells.values()} == {"suppressed"}
    silent = table.rows(segment_kind="age_band*country", measure="silent_members")
    assert [row["value"] for row in silent] == [None] * 4
    women = one(table, segment_kind="gender", segment="f", rung="critic", **KEY)
    assert women["base"] == 105
    said = dict(zip((tuple(r.values())[:6] for r in table.rows()), table.explain(), strict=True))
    key = ("point", "active", "critic", "share")
    assert said["gender", "m", *key].startswith("Men: 100 of 100 members")
    assert said["age_band*country", "25-34 × FR", *key].startswith(
        "Aged 25-34, from France, critic"
    )


def test_the_cells_of_a_crossing_add_up_to_its_margins() -> None:
    bands, places = ("18-24", "25-34", None), ("DE", "FR")
    declared = [
        {"actor_id": actor, "age_band": bands[actor % 3], "country": places[actor % 2]}
        for actor in range(600)
    ]
    acts = comments(0, 600)
    table = participation(
        view_of(activities=acts, members=declared), by=("country", "age_band * country")
    )
    cells = table.rows(segment_kind="age_band*country", rung="critic", **KEY)
    assert {row["segment"]: row["cases"] for row in cells} == {
        f"{band or 'not declared'} × {place}": 100 for band in bands for place in places
    }
    assert cells[-1]["segment"].startswith("not declared")


def test_faults_of_a_crossing_are_named() -> None:
    with pytest.raises(ProblemGroup) as caught:
        participation(view_of(), by=("age_band*room", "country*country"))
    assert [(p.code, p.where) for p in caught.value.problems] == [
        ("unknown-segment", "by[0]"), ("crossed-with-itself", "by[1]"),
    ]  # fmt: skip


def test_characteristics_are_crossed_with_communities() -> None:
    declared = [*members(1, 101, age_band="18-24"), *members(101, 201, age_band="25-34")]
    acts = comments(1, 141)
    for place, young, older in ((8, 60, 5), (9, 50, 6)):
        acts += comments(1, 1 + young, community_id=place)
        acts += comments(101, 101 + older, community_id=place)
    names = [{"community_id": SITE, "name": "cats × dogs"}]
    view = view_of(activities=acts, members=declared, communities=names)
    table = participation(view, by=("community * age_band", "community", "age_band"))
    rows = table.rows(segment_kind="age_band*community", rung="critic", **KEY)
    assert {row["segment"]: (row["cases"], row["base"]) for row in rows} == {
        "18-24 × cats × dogs": (100, 100), "25-34 × cats × dogs": (40, 40),
    }  # fmt: skip
    # Of the other places, 5 and 6 are 25-34: the others there go too, as the places are shown.
    places = table.rows(segment_kind="community", rung="critic", **KEY)
    assert [row["base"] for row in places] == [140, 65, 56]
    assert (
        "4 of the age_band*community segments, each with too few active people, are not listed."
        in table.notes
    )
    assert not table.rows(segment_kind="age_band*community", denominator="known")
    said = dict(zip((tuple(r.values())[:6] for r in table.rows()), table.explain(), strict=True))
    key = ("point", "active", "critic", "share")
    assert said["age_band*community", "18-24 × cats × dogs", *key].startswith(
        'Aged 18-24, in "cats × dogs": 100 of 100 members active'
    )


def test_acts_in_no_community_count_among_all_and_in_none() -> None:
    """A microblog has no place: its people are among all members, and no place is made up."""
    acts = [*comments(1, 31), *comments(31, 41, community_id=None)]
    view = view_of(activities=acts, communities=[{"community_id": SITE, "name": "travel"}])
    table = participation(view, by=("community",))
    assert one(table, segment_kind="all", rung="critic", **KEY)["base"] == 40
    places = table.rows(segment_kind="community", rung="critic", **KEY)
    assert [(row["segment"], row["base"]) for row in places] == [("travel", 30)]


def test_acts_that_are_no_sample_of_a_community_are_told() -> None:
    acts = [
        *comments(1, 41),
        *comments(41, 46, sampling_frame="keyword"),
        *comments(46, 47, sampling_frame="user"),
    ]
    first = participation(view_of(activities=acts), by=()).notes[0]
    assert first == (
        "Of 46 acts 5 were found by a search for words, 1 come from one person's own export: no"
        " sample of a community, so shares in which they stand also tell how they were found."
    )
    whole = participation(view_of(activities=comments(1, 41)), by=()).notes
    assert not any("sample of a community" in note for note in whole)
