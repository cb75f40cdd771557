"""Audience: who is compared with whom, what is tested, and what is said of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from tests.measure_lakes import SITE, ago, brief, question, view_of

from folkmoot.estimate import EstimateTable
from folkmoot.measures.audience import audience, hypotheses
from folkmoot.view import View

NEED = "Where to buy a SIM card?"
GUESSES = [
    ("age_band", "35-44", "over"), ("age_band", "18-24", "over"), ("hour", "9", "under"),
    ("topic", "Trains", "over"), ("country", "FR", "equal"), ("country", "DE", "equal"),
    ("gender", "f", "over"), ("topic", "hotels", "under"),
]  # fmt: skip


def hypothesis(characteristic: str, value: str, expectation: str) -> dict[str, str]:
    return {
        "characteristic": characteristic, "value": value, "expectation": expectation, "why": "so",
    }  # fmt: skip


@pytest.fixture(scope="module")
def view() -> Iterator[View]:
    """200 people state a need, and more of them are 35 to 44 than of 600 others.

    Everybody asks another question: half of the target and a tenth of the others on trains.
    """
    asked, people = [], []
    for actor in range(1, 801):
        is_target = actor <= 200
        has_age = actor % 5 != 0
        older = actor % 10 < 6 if is_target else actor % 10 < 2
        trains = actor % 2 == 0 if is_target else actor % 10 == 0
        title = "Trains in June" if trains else "Hotels in June"
        hour = 2 if is_target else 14  # hours before noon UTC, so 10:00 and 22:00
        asked.append(question(2 * actor + 1, actor, title, 20 + hour / 24))
        # Of the others one question is left out too: that with the smaller identifier.
        chosen = NEED if is_target else "Hotels in May"
        asked.append(question(2 * actor, actor, chosen, (40 if is_target else 25) + hour / 24))
        people.append({
            "actor_id": actor, "joined_at": ago(700),
            "age_band": ("35-44" if older else "18-24") if has_age else None,
            "country": "DE" if actor % 4 else "FR",
        })  # fmt: skip
    early = [question(5000 + n, 2000 + n, "Too early", 900) for n in range(100)]
    elsewhere = [question(6000 + n, 3000 + n, "Hotels", 5, community_id=99) for n in range(100)]
    bots = [question(7000 + n, 4000 + n, "Hotels", 5, actor_type="Service") for n in range(100)]
    rooms = [
        {"community_id": SITE, "name": "site"}, {"community_id": 99, "name": "other"},
        {"community_id": 71, "name": "trains", "parent_id": SITE},
        {"community_id": 72, "name": "hotels", "parent_id": SITE},
    ]  # fmt: skip
    made = view_of(
        activities=[*asked, *early, *elsewhere, *bots], members=people, communities=rooms
    )
    yield made
    made.engine.close()


@pytest.fixture(scope="module")
def table(view: View) -> EstimateTable:
    return audience(view, brief())


def pair(table: EstimateTable, characteristic: str, category: str) -> tuple[int, int, int, int]:
    rows = {
        row["measure"]: row for row in table.rows(characteristic=characteristic, category=category)
    }
    share, base = rows["share"], rows["base_share"]
    return share["cases"], share["base"], base["cases"], base["base"]


def test_the_target_is_compared_with_others_of_the_same_places_and_time(
    table: EstimateTable,
) -> None:
    assert pair(table, "age_band", "35-44") == (80, 160, 60, 480), "of those whose age is known"
    assert pair(table, "country", "DE") == (150, 200, 450, 600)
    assert pair(table, "hour", "06-11")[1] == 200
    assert pair(table, "hour", "18-23") == (0, 200, 600, 600)
    index = table.rows(characteristic="age_band", category="35-44", measure="index")[0]
    assert index["value"] == pytest.approx(100 * (80 / 160) / (60 / 480))
    assert index["label"] == "35 to 44"
    assert table.notes[0].startswith(
        "200 people stated a need. Of 9 categories tested 7 set them apart beyond chance: "
    )


def test_rungs_are_of_those_active_lately(table: EstimateTable) -> None:
    assert pair(table, "rung", "critic") == (200, 200, 0, 600), "two months, against one"
    assert not table.rows(characteristic="rung", category="creator"), "there are none"


def test_what_else_they_ask_leaves_out_the_need_and_counts_a_person_once(
    table: EstimateTable,
) -> None:
    assert pair(table, "topic", "trains") == (100, 200, 60, 600)
    assert pair(table, "topic", "hotels") == (100, 200, 540, 600)
    odds = table.rows(characteristic="topic", category="trains", measure="log_odds")[0]
    assert 0 < odds["low"] < odds["value"] < odds["high"]


def test_a_characteristic_that_all_share_sets_nobody_apart(table: EstimateTable) -> None:
    assert not table.rows(characteristic="tenure")
    assert not table.rows(characteristic="community")


@pytest.mark.parametrize("lift", [1, 2])
def test_who_asks_much_is_compared_with_others_who_ask_much(lift: int) -> None:
    """Most of the target ask six times, most others once; who asks more is older, in both alike.

    In the second world twice as many of the target as of others who ask as often are older.
    """
    asked, people, actor = [], [], 0
    groups = [(True, 6, 160, 64), (True, 1, 40, 6), (False, 6, 80, 32), (False, 1, 320, 48)]
    for is_target, often, size, older in groups:
        for place in range(size):
            actor += 1
            for n in range(often):
                title = NEED if is_target and not n else "Hotels in June"
                asked.append(question(10 * actor + n, actor, title, 20 - n))
            is_older = place < older * (lift if is_target else 1)
            people.append({"actor_id": actor, "age_band": "35-44" if is_older else "18-24"})
    view = view_of(activities=asked, members=people)
    table = audience(view, brief())
    view.engine.close()
    told = {r["measure"]: r for r in table.rows(characteristic="age_band", category="35-44")}
    assert pair(table, "age_band", "35-44") == (70 * lift, 200, 80, 400)
    assert told["share"]["value"] == pytest.approx(0.35 * lift)
    assert told["base_share"]["value"] == pytest.approx(0.35), "of all others it is 0.20"
    assert told["index"]["value"] == pytest.approx(100 * lift)
    assert (told["index"]["q_value"] < 0.05) == (lift > 1)
    assert (told["log_odds"]["low"] > 0) == (lift > 1)


def test_q_values_rise_with_chance(table: EstimateTable) -> None:
    q = {(row["characteristic"], row["category"]): row["q_value"] for row in table.rows()}
    assert q["age_band", "35-44"] < 1e-9
    assert q["country", "DE"] == pytest.approx(1.0, abs=0.05)


def test_sentences_say_what_sets_them_apart_and_what_may_be_chance(table: EstimateTable) -> None:
    said = dict(
        zip(
            ((r["characteristic"], r["category"], r["measure"]) for r in table.rows()),
            table.explain(),
            strict=True,
        )
    )
    assert said["age_band", "35-44", "index"] == (
        "4.0 times as many of them as of the others who ask as often are aged 35 to 44"
        " (index 400, 301 to 531; 160 people). This sets them apart."
    )
    assert said["country", "DE", "index"].endswith("This could be chance.")
    assert said["age_band", "35-44", "share"].startswith(
        "50 of 100 people with the need whose age is known are aged 35 to 44 ("
    )
    assert said["age_band", "35-44", "base_share"].startswith(
        "12 of 100 other askers whose age is known, spread over how often they ask as these are,"
        " are aged 35 to 44 ("
    )
    assert said["topic", "trains", "share"].startswith(
        "50 of 100 people with the need who ask anything else ask about “trains” ("
    )
    assert said["topic", "trains", "index"].startswith(
        "Of those who ask anything else, 5.0 times as many of them as of the others who ask as"
        " often ask about “trains” (index 500, "
    )


def test_hypotheses_are_confirmed_contradicted_or_left_open(view: View) -> None:
    table = hypotheses(view, brief(*(hypothesis(*guess) for guess in GUESSES)))
    verdicts = {
        (row["characteristic"], row["category"], row["expectation"]): row["verdict"]
        for row in table.rows()
    }
    assert verdicts == dict(
        zip(
            GUESSES,
            ["confirmed", "contradicted", "contradicted", "confirmed", "undecided", "confirmed",
             "undecided", "confirmed"],
            strict=True,
        )
    )  # fmt: skip
    women = table.rows(characteristic="gender")[0]
    assert women["value"] is None
    assert table.explain()[0].startswith("They are more often aged 35-44 than")


def test_a_small_target_is_withheld() -> None:
    asked = [question(n, n, NEED, 3) for n in range(1, 10)]
    others = [question(100 + n, 100 + n, "Hotels", 2) for n in range(200)]
    people: list[dict[str, Any]] = [
        {"actor_id": n, "country": "DE" if n % 2 else "FR"}
        for n in (*range(1, 10), *range(100, 300))
    ]
    table = audience(view_of(activities=[*asked, *others], members=people), brief())
    shares = table.rows(characteristic="country", measure="share")
    assert {row["reliability"] for row in shares} == {"suppressed"}
    assert {row["value"] for row in table.rows(characteristic="country", measure="index")} == {None}


def test_nobody_with_the_need_is_said_plainly() -> None:
    view = view_of(activities=[question(1, 1, "Hotels", 1)])
    assert len(audience(view, brief())) == 0
    assert audience(view, brief()).notes == ("Nobody in this data states a need of the brief.",)
    guessed = hypotheses(view, brief(hypothesis("age_band", "35-44", "over")))
    assert [row["verdict"] for row in guessed.rows()] == ["undecided"]
