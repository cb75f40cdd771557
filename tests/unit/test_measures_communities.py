"""Communities: where the need is asked, in which order, and how open the places are."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.measure_lakes import SITE, brief, question, reply, view_of

from folkmoot.estimate import EstimateTable
from folkmoot.measures._cover import cover
from folkmoot.measures.communities import communities
from folkmoot.view import View

NEED = "Where to buy a SIM card"
SIMS, JAPAN, ITALY, TRAINS, CITY = 71, 72, 73, 74, 75
ROOMS = {SIMS: "sim-cards", JAPAN: "japan", ITALY: "italy", TRAINS: "trains", CITY: "usa"}


def lake() -> list[dict[str, Any]]:
    """60 people ask for SIM cards: 40 name them so, the others name only a country.

    400 others ask about trains in the USA, 100 about Italy. Of the questions on trains three in
    four get an answer, after 1, 2, 3, ... hours; the asker's own answer is none.
    """
    rows = []
    for n in range(60):
        where = "in Japan" if n < 30 else "in Italy" if n < 50 else "in the USA"
        title = f"{NEED} {where}" if n < 40 else f"Buying a prepaid SIM or a card {where}"
        rows.append(question(n, 1000 + n, title, 100 + n / 100))
    for n in range(400):
        asked = question(2000 + n, 2000 + n, "Trains in the USA", 50 + n / 100)
        rows.append(asked)
        rows.append(reply(2000 + n, 2000 + n, 2000 + n, 50 + n / 100))
        if n % 4:
            days = 50 + n / 100 - (1 + n) / 24
            rows.append(reply(2000 + n, 5000 + n % 7, 2000 + n, days))
    rows += [question(3000 + n, 3000 + n, "Hotels in Italy", 30) for n in range(100)]
    return rows


@pytest.fixture(scope="module")
def view() -> Iterator[View]:
    places = [{"community_id": SITE, "name": "site"}]
    places += [
        {"community_id": key, "name": name, "parent_id": SITE} for key, name in ROOMS.items()
    ]
    made = view_of(activities=lake(), communities=places)
    yield made
    made.engine.close()


@pytest.fixture(scope="module")
def table(view: View) -> EstimateTable:
    return communities(view, brief())


def one(table: EstimateTable, community: str, measure: str) -> dict[str, Any]:
    (row,) = table.rows(community=community, measure=measure)
    return row


def test_places_come_in_covering_order_the_apt_ones_first(table: EstimateTable) -> None:
    ranks = {row["community"]: row["rank"] for row in table.rows(measure="reach")}
    order = sorted(ranks, key=ranks.__getitem__)
    assert order == ["sim-cards", "italy", "japan", "usa", "site"]
    reach = {name: one(table, name, "reach")["cases"] for name in order}
    adds = {name: one(table, name, "marginal_reach")["cases"] for name in order[:-1]}
    assert reach == {"sim-cards": 40, "italy": 20, "japan": 30, "usa": 10, "site": 60}
    assert adds == {"sim-cards": 40, "italy": 10, "japan": 0, "usa": 10}
    assert one(table, "italy", "marginal_reach")["base"] == 60


def test_a_place_where_nobody_states_the_need_is_not_listed(table: EstimateTable) -> None:
    assert not table.rows(community="trains")


def test_rooms_say_what_they_are_inside_of_and_how_they_were_found(table: EstimateTable) -> None:
    row = one(table, "japan", "reach")
    assert (row["parent"], row["basis"]) == ("site", "inferred from titles")
    site = one(table, "site", "reach")
    assert (site["parent"], site["basis"]) == (None, "exported")
    assert any("read off titles" in note for note in table.notes)


def test_concentration_and_exclusivity(table: EstimateTable) -> None:
    mentions, all_mentions = 40 + 60, 40 + 30 + 120 + 410 + 400
    row = one(table, "japan", "concentration")
    assert row["value"] == pytest.approx(100 * (30 / mentions) / (30 / all_mentions))
    row = one(table, "italy", "exclusivity")
    assert (row["cases"], row["base"]) == (20, 120)
    assert not table.rows(community="site", measure="concentration"), "there is only one site"


def test_help_is_what_others_give(table: EstimateTable) -> None:
    answered = one(table, "usa", "answered_share")
    assert (answered["cases"], answered["base"]) == (300, 410)
    # Of 410 waits the 205th: 300 are 2, 3, 4, 6, 7, 8, 10, ... hours, three of every four.
    hours = [n + 1 for n in range(400) if n % 4]
    wait = one(table, "usa", "first_answer_hours")
    assert wait["value"] == pytest.approx(hours[204], rel=1e-6)
    assert wait["low"] == pytest.approx(hours[math.floor((410 - 1.959964 * 410**0.5) / 2) - 1])
    assert wait["high"] == pytest.approx(hours[math.ceil(1 + (410 + 1.959964 * 410**0.5) / 2) - 1])
    assert one(table, "usa", "questions")["value"] == 410


def test_who_waits_for_ever_has_no_median(table: EstimateTable) -> None:
    assert one(table, "italy", "answered_share")["cases"] == 0
    assert not table.rows(community="italy", measure="first_answer_hours")


def test_people_are_back_when_they_ask_or_answer_in_the_next_quarter() -> None:
    rows = [question(n, 1000 + n, f"{NEED} in Japan", 100) for n in range(40)]
    rows += [question(100 + n, 1000 + n, "Japan again", 20) for n in range(30)]
    rows += [reply(500, 1030 + n, None, 300) for n in range(10)]
    rows += [question(500, 900, "Japan", 301), question(501, 900, "Japan", 15)]
    places = [{"community_id": SITE, "name": "site"},
              {"community_id": JAPAN, "name": "japan", "parent_id": SITE}]  # fmt: skip
    table = communities(view_of(activities=rows, communities=places), brief())
    row = one(table, "japan", "stickiness")
    # 10 of the 40 took part before, and were not back in the quarter after that; nor was 900.
    assert (row["cases"], row["base"]) == (30, 41)


def test_a_community_without_rooms_is_a_place_of_its_own() -> None:
    rows = [question(n, n, NEED, 3, community_id=8 + n % 2) for n in range(1, 81)]
    rows += [question(500 + n, 500 + n, "Hotels", 3, community_id=8) for n in range(400)]
    places = [{"community_id": 8, "name": "large"}, {"community_id": 9, "name": "small"}]
    table = communities(view_of(activities=rows, communities=places), brief())
    ranks = [(row["community"], row["rank"]) for row in table.rows(measure="marginal_reach")]
    assert ranks == [("small", 1), ("large", 2)]
    assert {row["basis"] for row in table.rows()} == {"exported"}


def test_sentences(table: EstimateTable) -> None:
    said = {
        (row["community"], row["measure"]): sentence
        for row, sentence in zip(table.rows(), table.explain(), strict=True)
    }
    assert said["sim-cards", "reach"] == (
        '67 of 100 people with the need asked about it in "sim-cards" (54 to 77; 60 people).'
        " Low base: a hint, no more."
    )
    assert said["usa", "questions"] == 'In "usa" there are 410 questions in the last 730 days.'
    assert said["usa", "answered_share"].startswith('In "usa" 73 of 100 questions get an answer (')
    assert said["sim-cards", "concentration"].startswith(
        'The need is 10.0 times as common in "sim-cards" as in all that is asked (index 1,000, '
    )


def test_evidence_opens_to_questions_that_state_the_need() -> None:
    rows = [question(n, n, NEED, n, url=f"https://example.org/{n}") for n in range(1, 41)]
    table = communities(
        view_of(activities=rows, communities=[{"community_id": SITE, "name": "site"}]), brief()
    )
    evidence = table.open(one(table, "site", "reach"))
    assert evidence.samples == tuple(f"https://example.org/{n}" for n in (1, 2, 3))
    assert evidence.rows == 40
    # Of the last week's six questions nobody says yet whether they are answered.
    assert table.open(one(table, "site", "questions")).rows == 34


def test_nobody_with_the_need_gives_no_places() -> None:
    table = communities(view_of(activities=[question(1, 1, "Hotels", 1)]), brief())
    assert len(table) == 0
    assert table.notes == ("Nobody in this data states a need of the brief.",)


@given(
    st.dictionaries(st.integers(0, 9), st.frozensets(st.integers(0, 12)), max_size=8),
    st.sets(st.integers(0, 9)),
)
def test_cover_takes_what_adds_most_at_every_step(
    sets: dict[int, frozenset[int]], first: set[int]
) -> None:
    order = cover(sets, first)
    assert sorted(key for key, _ in order) == sorted(sets)
    reached: set[int] = set()
    left = dict(sets)
    for key, adds in order:
        now = {k: v for k, v in left.items() if k in first} or left
        assert key in now
        assert adds == len(sets[key] - reached) == max(len(v - reached) for v in now.values())
        reached |= left.pop(key)
