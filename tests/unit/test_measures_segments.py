"""Segments and personas: found where they are there, none where not, and only counted facts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from tests.measure_lakes import SITE, ago, brief, question, reply, view_of

from folkmoot.brief import Brief
from folkmoot.estimate import EstimateTable
from folkmoot.measures._latent import STABLE
from folkmoot.measures._sensitive import sensitive_kind
from folkmoot.measures.audience import audience, hypotheses
from folkmoot.measures.personas import personas
from folkmoot.measures.segments import segments
from folkmoot.view import View

SIM, WIFI = "Where to buy a SIM card?", "Free wifi in the hostel"
ROOMS = [
    {"community_id": SITE, "name": "site"},
    {"community_id": 71, "name": "trains", "parent_id": SITE},
    {"community_id": 74, "name": "hotels", "parent_id": SITE},
    {"community_id": 72, "name": "islam", "parent_id": SITE},
    {"community_id": 73, "name": "vaccination", "parent_id": SITE},
]


def two_needs() -> Brief:
    """A SIM card abroad, or Wi-Fi on the way."""
    made = brief().model_dump()
    made["needs"] = [
        {"id": "sim", "title": "a SIM card abroad", "phrases": ["buy sim card"]},
        {"id": "wifi", "title": "Wi-Fi on the way", "phrases": ["free wifi"]},
    ]
    return Brief.model_validate(made)


def target_of(people: int, helpers: int) -> list[dict[str, Any]]:
    """Some of the people answer and ask more, and want Wi-Fi; the rest ask for a SIM card once."""
    acts = []
    for actor in range(1, people + 1):
        helps = actor <= helpers
        # One in ten of each behaves as the other kind does.
        odd = actor % 10 == 0
        acts.append(question(10 * actor, actor, WIFI if helps != odd else SIM, 70))
        if helps != odd:
            acts.append(question(10 * actor + 1, actor, "Trains in June", 60))
            acts.append(question(10 * actor + 2, actor, "Islam, vaccination, hotels", 50))
        if helps != (actor % 10 == 1):
            acts.append(reply(90_000, actor, 9_999, 45))
    others = [question(50_000 + n, 5_000 + n, "Trains in May", 20 + n / 50) for n in range(300)]
    return [*acts, *others]


@pytest.fixture(scope="module")
def view() -> Iterator[View]:
    members = [
        {"actor_id": n, "joined_at": ago(500), "country": "DE" if n <= 100 else "FR"}
        for n in (*range(1, 241), *range(5_000, 5_300))
    ]
    made = view_of(activities=target_of(240, 140), members=members, communities=ROOMS)
    yield made
    made.engine.close()


@pytest.fixture(scope="module")
def found(view: View) -> EstimateTable:
    return segments(view, two_needs())


def test_kinds_are_found_and_named_by_what_sets_them_apart(found: EstimateTable) -> None:
    sizes = {r["segment"]: r["cases"] for r in found.rows(part="size", measure="share")}
    assert len(sizes) == 2
    assert sum(sizes.values()) == 240
    helpers, visitors = sizes
    assert "answer or comment" in helpers or "ask about other things" in helpers
    assert "hardly answer" in visitors or "ask nothing else" in visitors
    assert all(row["value"] >= STABLE for row in found.rows(measure="stability"))
    asked = found.rows(segment=helpers, category="asks", measure="index")[0]
    assert asked["low"] > 100
    assert found.notes[0].startswith("2 kinds among 240 people with the need: ")


def test_rows_are_said_as_sentences(found: EstimateTable) -> None:
    said = found.explain()
    assert len(said) == len(found)
    assert said[0].startswith("57 of 100 people with the need are those who ")


def test_needs_alone_make_no_kinds() -> None:
    """Most state one need once; that some state this and others that is no segment yet."""
    acts = [question(n, n, WIFI if n % 3 else SIM, 40) for n in range(1, 201)]
    acts += [reply(90_000, n, 9_999, 45) for n in range(1, 201) if n % 2]
    table = segments(view_of(activities=acts), two_needs())
    assert len(table) == 0
    assert table.notes[0].startswith("No segments: the 200 people with the need do not fall into")


@pytest.mark.parametrize("people", [1, 59])
def test_few_people_are_not_split(people: int) -> None:
    acts = [question(n, n, WIFI, 40) for n in range(1, people + 1)]
    table = segments(view_of(activities=acts), two_needs())
    assert len(table) == 0
    assert table.notes == (f"No segments: {people} people with the need are too few to be split.",)


def test_a_need_that_nobody_states_has_neither_segments_nor_personas() -> None:
    empty = view_of(activities=[question(1, 1, "Trains", 3)])
    assert segments(empty, brief()).notes == (
        "Nobody in this data states a need of the brief, so there are no segments.",
    )
    told = personas(empty, brief())
    assert len(told) == 0
    assert told.notes == (
        "Nobody in this data states a need of the brief, so there is nobody to describe.",
    )


def test_when_everybody_has_the_need_nobody_is_left_to_compare_with() -> None:
    acts = [question(n, n, SIM, 40) for n in range(1, 41)]
    people = [{"actor_id": n, "country": "DE" if n % 2 else "FR"} for n in range(1, 41)]
    everybody = view_of(activities=acts, members=people)
    table = audience(everybody, brief())
    assert {row["value"] for row in table.rows(measure="index")} == {None}
    assert table.notes[0].startswith("40 people stated a need. Nothing sets them apart beyond")
    facts = personas(everybody, brief()).rows(characteristic="country")
    assert {row["label"]: row["cases"] for row in facts if row["measure"] == "share"} == {
        "Germany": 20, "France": 20,
    }  # fmt: skip


def test_personas_tell_counted_facts_of_the_whole_and_of_each_segment(
    view: View, found: EstimateTable
) -> None:
    told = personas(view, two_needs())
    names = list(dict.fromkeys(row["persona"] for row in told.rows()))
    assert names == ["all with the need", *dict.fromkeys(row["segment"] for row in found.rows())]
    for name in names:
        size = told.rows(persona=name, characteristic="size")[0]
        countries = told.rows(persona=name, characteristic="country", measure="share")
        assert sum(row["cases"] for row in countries) == size["cases"]
    helpers = told.rows(persona=names[1], characteristic="country", category="DE")
    assert {row["measure"] for row in helpers} == {"share", "index"}
    assert all(row["q_value"] < 0.05 for row in helpers), "more of the helpers are from Germany"
    assert len(told.explain()) == len(told)


def test_what_is_sensitive_is_never_inferred(view: View, found: EstimateTable) -> None:
    """The helpers alone ask about a faith and a vaccine: no table may say so."""
    hypothesis = {
        "characteristic": "topic", "value": "islam", "expectation": "over", "why": "so",
    }  # fmt: skip
    tables = [found, personas(view, two_needs()), audience(view, brief(hypothesis))]
    for table in tables:
        told = json.dumps([table.as_dict()["rows"], table.explain()]).casefold()
        assert "islam" not in told
        assert "vaccination" not in told
    assert any("2 places were left out" in note for note in tables[1].notes)
    topics = {row["category"] for row in tables[2].rows(characteristic="topic")}
    assert topics == {"trains", "hotels"}, "what is harmless is compared"
    guess = hypotheses(view, brief(hypothesis)).rows()[0]
    assert (guess["value"], guess["verdict"]) == (None, "undecided")


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("hiv-support", "health"), ("Pregnancies", "health"), ("糖尿病互助", "health"),
        ("US Politics", "politics"), ("refugees", "politics"), ("kosher-food", "religion"),
        ("LGBT travel", "sexuality"), ("同性恋", "sexuality"), ("indigenous-peoples", "ethnicity"),
        ("trains", None), ("jewellery", None), ("romania", None), ("union-square", None),
        ("trans-siberian", None), ("churchill", None), ("买SIM卡", None), ("", None),
    ],
)  # fmt: skip
def test_names_of_places_that_speak_of_sensitive_matters(name: str, kind: str | None) -> None:
    assert sensitive_kind(name) == kind
