"""Who has each need: counted by hand, fair to those who ask seldom, silent about few people."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from tests.measure_lakes import SITE, ago, brief, question, view_of

from folkmoot.brief import Brief
from folkmoot.cli.who_output import (
    of_need,
    print_segment_needs,
    print_who_needs,
    who_notes,
)
from folkmoot.errors import FolkmootError
from folkmoot.estimate import EstimateTable
from folkmoot.measures.who_needs import had_by, segment_needs, who_needs
from folkmoot.view import View

SIM, WIFI = "Where to buy a SIM card?", "Free wifi in the hostel"
ROOMS = [
    {"community_id": SITE, "name": "site"},
    {"community_id": 71, "name": "trains", "parent_id": SITE},
    {"community_id": 72, "name": "islam", "parent_id": SITE},
]


def needing(*needs: tuple[str, str, str]) -> Brief:
    made = brief().model_dump()
    made["needs"] = [{"id": i, "title": title, "phrases": [phrase]} for i, title, phrase in needs]
    return Brief.model_validate(made)


TWO = needing(
    ("sim", "a SIM card abroad", "buy sim card"), ("wifi", "Wi-Fi on the way", "free wifi")
)


@pytest.fixture(scope="module")
def view() -> Iterator[View]:
    """100 ask for a SIM card, of them 80 from Germany; 60 for Wi-Fi and 500 for neither.

    Of these a fifth is German. Those who want Wi-Fi ask four times, and so do 200 of the others;
    whoever asks four times is a member of long standing.
    """
    acts: list[dict[str, Any]] = []
    members = []

    def add(actor: int, country: str, titles: list[str]) -> None:
        acts.extend(
            question(100 * actor + n, actor, title, 50 - n) for n, title in enumerate(titles)
        )
        often = len(titles) > 1
        members.append({"actor_id": actor, "country": country,
                        "joined_at": ago(1_500 if often else 100)})  # fmt: skip

    for n in range(100):
        add(1 + n, "DE" if n < 80 else "FR", [SIM])
    for n in range(60):
        kinds = ["Trains in June", "Islam in June", "Hotels in June"]
        add(201 + n, "DE" if n < 12 else "FR", [WIFI, *kinds])
    for n in range(500):
        titles = ["Hotels in May"] * (4 if n < 200 else 1)
        add(301 + n, "DE" if n % 5 == 0 else "FR", titles)
    made = view_of(activities=acts, members=members, communities=ROOMS)
    yield made
    made.engine.close()


@pytest.fixture(scope="module")
def table(view: View) -> EstimateTable:
    return who_needs(view, TWO)


def rows(table: EstimateTable, **where: object) -> dict[str, dict[str, Any]]:
    return {row["measure"]: row for row in table.rows(**where)}


def test_a_need_is_had_by_those_who_ask_about_it_more_than_others_do(table: EstimateTable) -> None:
    found = rows(table, need_id="sim", characteristic="country", category="DE")
    assert (found["share"]["cases"], found["share"]["base"]) == (80, 100)
    # Those with the need asked once; of the 300 others who did, a fifth is German.
    assert found["base_share"]["value"] == pytest.approx(0.2)
    assert found["base_share"]["base"] == 560
    assert found["index"]["value"] == pytest.approx(400)
    assert found["index"]["low"] > 100
    assert found["index"]["q_value"] < 0.001
    assert had_by(table, "sim").startswith("people from Germany (index 400, ")


def test_who_asks_much_is_not_taken_for_who_has_the_need(table: EstimateTable) -> None:
    found = rows(table, need_id="wifi", characteristic="tenure", category="3 years and more")
    # All 60 are of long standing, and so are all others who ask four times; of all only 200 of 600.
    assert (found["share"]["value"], found["base_share"]["value"]) == (1.0, 1.0)
    assert found["index"]["value"] == pytest.approx(100)
    assert found["index"]["q_value"] == 1.0
    assert "members" not in had_by(table, "wifi")


def test_where_else_they_ask_is_told_of_other_questions_alone(table: EstimateTable) -> None:
    found = rows(table, need_id="wifi", characteristic="topic", category="trains")
    assert (found["share"]["cases"], found["share"]["base"]) == (60, 60)
    assert found["base_share"]["value"] == 0.0
    assert had_by(table, "wifi").startswith("those who also ask about “trains”")


def test_what_is_sensitive_is_never_inferred(view: View, table: EstimateTable) -> None:
    for each in (table, segment_needs(view, TWO)):
        assert "islam" not in json.dumps([each.as_dict(), each.explain()]).casefold()
        assert any("1 place was left out" in note for note in each.notes)


def test_the_other_way_round_it_is_the_same_people(view: View, table: EstimateTable) -> None:
    turned = segment_needs(view, TWO)
    found = rows(turned, need_id="sim", characteristic="country", category="DE")
    assert (found["share"]["cases"], found["share"]["base"]) == (80, 80 + 12 + 100)
    assert (
        found["index"]["q_value"]
        == table.rows(need_id="sim", characteristic="country", category="DE", measure="index")[0][
            "q_value"
        ]
    )
    # Of the 140 Germans who asked once 80 have the need, of 260 others 20; of the rest nobody.
    once, other_once = 80 + 60, 20 + 240
    expected = once * 20 / other_once
    assert found["index"]["value"] == pytest.approx(100 * 80 / expected)
    assert not turned.rows(characteristic="topic")
    assert turned.notes[0].startswith("2 groups ask about some need")


def test_needs_of_few_people_are_named_and_not_compared(view: View) -> None:
    few = needing(("sim", "a SIM card abroad", "buy sim card"), ("car", "a car", "rent a car"))
    table = who_needs(view, few)
    assert {row["need_id"] for row in table.rows(kind="brief")} == {"sim"}
    assert any(note == "Asked about by fewer than 30 people: “a car”." for note in table.notes)
    assert had_by(table, "car") == "too few people to tell"


def test_a_category_of_few_people_is_not_told() -> None:
    acts = [question(n, n, SIM if n <= 60 else "Hotels", 40) for n in range(1, 301)]
    members = [
        {"actor_id": n, "country": "IS" if n <= 9 else "DE", "joined_at": ago(100)}
        for n in range(1, 301)
    ]
    table = who_needs(view_of(activities=acts, members=members, communities=ROOMS), brief())
    assert "IS" not in {row["category"] for row in table.rows()}


def test_nobody_with_a_need_gives_no_number_and_no_fault() -> None:
    empty = view_of(activities=[question(1, 1, "Hotels in June", 4)], communities=ROOMS)
    for measure in (who_needs, segment_needs):
        table = measure(empty, TWO)
        assert len(table) == 0
        assert table.notes == ("Nobody in this data states a need of the brief.",)


def test_every_row_says_a_sentence_and_can_be_opened(view: View, table: EstimateTable) -> None:
    assert (
        "“a SIM card abroad”: 80 % are people from Germany (71 to 87; 100 people who ask about it "
        in (table.explain()[0])
    )
    for each in (table, segment_needs(view, TWO)):
        assert len(each.explain()) == len(each)
        assert all("SELECT" in each.open(row).sql for row in each.rows())


@pytest.mark.parametrize("name", ["sim", "1", "SIM card"])
def test_one_need_is_asked_for_by_id_number_or_name(table: EstimateTable, name: str) -> None:
    one = of_need(table, TWO, name)
    assert {row["need_id"] for row in one.rows()} == {"sim"}
    assert one.notes[0].startswith("“a SIM card abroad”: more by people from Germany")
    assert of_need(table, TWO, "all") is table


@pytest.mark.parametrize(
    ("name", "code"), [("trams", "no-need"), ("3", "no-need"), ("a", "several-needs")]
)
def test_a_need_that_is_none_is_refused_with_those_there_are(
    table: EstimateTable, name: str, code: str
) -> None:
    with pytest.raises(FolkmootError, match="Wi-Fi on the way") as refused:
        of_need(table, TWO, name)
    assert refused.value.problem.code == code


def test_the_terminal_tells_what_is_clear_first(
    view: View, table: EstimateTable, capsys: pytest.CaptureFixture[str]
) -> None:
    print_who_needs(table)
    said = capsys.readouterr().out
    assert all(len(line) <= 140 for line in said.splitlines() if not line.startswith("Note: "))
    verdicts = [line.rstrip().split("  ")[-1].strip() for line in said.splitlines()
                if line.rstrip().endswith(("clear", "could be chance"))]  # fmt: skip
    assert verdicts[0] == "clear"
    print_segment_needs(segment_needs(view, TWO))
    assert "a SIM card abroad" in capsys.readouterr().out
    notes = who_notes(table)
    assert notes[0].startswith("“a SIM card abroad” is asked about more by people from Germany")
    assert notes[-1].startswith("Index: 100 is as often as among others who ask as often.")
    nobody = who_needs(view_of(activities=[question(1, 1, SIM, 4)], communities=ROOMS), TWO)
    assert who_notes(nobody) == ("No need is asked about by 30 people of whom something is known.",)
