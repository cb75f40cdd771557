"""Rooms of questions: by tags where they came, by names in titles where they did not."""

from __future__ import annotations

import pytest
from tests.measure_lakes import SITE, question, view_of

from folkmoot.annotators.topics import AMBIGUOUS, TOPICS, RoomFinder, assign_topics
from folkmoot.text import STOP_WORDS

ROOMS = {
    1: "visas", 2: "transit-visas", 3: "sim-cards", 4: "new-york-city", 5: "york", 6: "can",
    7: "food-and-drink", 8: "drink", 9: "usa", 10: "work", 11: "签证", 12: "connecting-flight",
    13: "connecting-flights", 14: "bus",
}  # fmt: skip


@pytest.mark.parametrize(
    ("title", "rooms"),
    [
        ("Do I need a visa?", {1: "visa"}),
        ("Transit Visas for Dubai", {2: "transit visa"}),
        ("A visa, or a transit visa?", {1: "visa", 2: "transit visa"}),
        ("SIM-card or simcards?", {3: "sim card"}),
        ("New York City pass from York", {4: "new york city"}),
        ("Can it work?", {}),
        ("Street food in Bangkok", {7: "food"}),
        ("What to drink, with food and drink at hand", {8: "drink", 7: "food and drink"}),
        ("Why does nobody help us in the US?", {9: "usa"}),
        ("去日本需要签证吗", {11: "签 证"}),
        ("Two connecting flights", {13: "connecting flight"}),
        ("Buses and a bus", {14: "bus"}),
        ("", {}),
    ],
)
def test_names_of_rooms_are_found_as_whole_words_the_longest_first(
    title: str, rooms: dict[int, str]
) -> None:
    assert RoomFinder(ROOMS).find(title) == rooms


def test_every_ambiguous_name_has_a_reason_and_needs_one() -> None:
    assert all(AMBIGUOUS.values())
    assert not set(AMBIGUOUS) & STOP_WORDS


def test_tags_decide_where_they_came_and_titles_where_they_did_not() -> None:
    places = [
        {"community_id": SITE, "name": "site"},
        {"community_id": 8, "name": "other"},
        {"community_id": 71, "name": "trains", "parent_id": SITE},
        {"community_id": 72, "name": "italy", "parent_id": SITE},
        {"community_id": 81, "name": "trains", "parent_id": 8},
    ]
    asked = [
        question(1, 1, "Trains in Italy", 3, tags=["italy", "no such room"]),
        question(2, 1, "Trains in Italy", 2),
        question(3, 1, "Trains in Italy", 1, community_id=8),
        question(4, 1, "Planes", 1),
    ]
    view = view_of(activities=asked, communities=places)
    topics = assign_topics(view)
    assert topics.schema == TOPICS
    assert [tuple(row.values()) for row in topics.to_pylist()] == [
        (1, 72, "italy", False),
        (2, 71, "train", True),
        (2, 72, "italy", True),
        (3, 81, "train", True),
    ]
    assert view.engine.query("SELECT * FROM topics", TOPICS).num_rows == 4
    assert assign_topics(view) is topics, "the same questions are not read twice"


def test_a_community_without_rooms_has_no_topics() -> None:
    assert assign_topics(view_of(activities=[question(1, 1, "Trains", 1)])).num_rows == 0
