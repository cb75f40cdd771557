"""Which titles state a need: hard cases, Chinese, and the relations left in the engine."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pytest

import folkmoot
from folkmoot.activity import ACTIVITIES
from folkmoot.annotators.relevance import (
    STATED_NEEDS,
    TARGET,
    find_needs,
    state_needs,
    target_members,
)
from folkmoot.brief import Brief, read_brief
from folkmoot.brief.model import Need
from folkmoot.engines import DuckEngine
from folkmoot.text import stems
from folkmoot.view import View, view_of_tables

END = datetime(2017, 8, 31, tzinfo=UTC)


@pytest.fixture(scope="module")
def brief() -> Brief:
    return read_brief(Path(folkmoot.__file__).parent / "demo_data" / "brief.toml")


@pytest.fixture(scope="module")
def chinese(brief: Brief) -> Brief:
    needs = (
        Need(id="data", title="出国上网", phrases=("国外上网", "境外流量", "出国流量卡", "漫游费")),
        Need(id="number", title="当地号码", phrases=("当地电话号码",), exclude=("紧急电话",)),
    )
    return brief.model_copy(update={"needs": needs})


def found(titles: list[str], brief: Brief) -> list[tuple[int, str]]:
    return [(each.row, each.need_id) for each in find_needs([stems(t) for t in titles], brief)]


def asked(*rows: tuple[int, int | None, str]) -> View:
    records = [
        {
            "activity_id": number, "verb": "Create", "object_type": "Question",
            "object_id": number, "actor_id": actor, "actor_scheme": "id", "actor_type": "Person",
            "platform": "example.org", "kind": "qa", "title": title,
            "published_at": END - timedelta(days=100 - number), "time_precision": "second",
            "time_source": "server", "sampling_frame": "community", "source": "test",
            "source_version": "1", "imported_at": END, "month": "2017-08",
        }
        for number, actor, title in rows
    ]  # fmt: skip
    return view_of_tables(
        DuckEngine(), {"activities": pa.Table.from_pylist(records, schema=ACTIVITIES)}, END
    )


@pytest.mark.parametrize(
    "title",
    [
        "WiFi on board Lufthansa long haul",
        "Car rental promo code found on internet",
        "Are there any prepaid travel cards available in Japanese Yen?",
        "Where can I buy US prepaid credit card outside US?",
        "What is the emergency phone number in different countries?",
        "Historic flight data",
        "Can a WiFi station be hand luggage?",
        "Do I need a SIM?",
        "",
        "???",
    ],
)
def test_what_only_sounds_alike_states_nothing(title: str, brief: Brief) -> None:
    assert found([title], brief) == []


@pytest.mark.parametrize(
    ("title", "need"),
    [
        ("Prepay simcard for data in Australia", "data-abroad"),
        ("Pre-paid data SIM for voip in Egypt", "data-abroad"),
        ("How can I avoid those outrageous data roaming fees?", "no-roaming-bill"),
        ("Is there free wi-fi at Zurich airport?", "wifi-on-the-way"),
        ("A SIM-card on my arrival in Rome", "connected-on-arrival"),
    ],
)
def test_a_phrase_is_met_in_other_spellings_and_order(title: str, need: str, brief: Brief) -> None:
    assert need in [each for _, each in found([title], brief)]


@pytest.mark.parametrize(
    ("title", "needs"),
    [
        ("去国外怎么上网最划算？", ["data"]),
        ("在日本用什么出国流量卡好", ["data"]),
        ("欧洲漫游费太贵了", ["data"]),
        ("在泰国怎么办当地的电话号码", ["number"]),
        ("当地电话号码和紧急电话", []),
        ("外国人能上中国的网站吗", []),
        ("酒店预订", []),
    ],
)
def test_chinese_needs(title: str, needs: list[str], chinese: Brief) -> None:
    assert [need for _, need in found([title], chinese)] == needs


def test_statements_and_people_are_left_in_the_engine(brief: Brief) -> None:
    view = asked(
        (1, 11, "Prepaid SIM card in Peru"),
        (2, 12, "Do I need a visa for Peru?"),
        (3, None, "Prepaid SIM card in Chile"),
        (4, 11, "Is there free wifi in Lima?"),
    )
    stated = state_needs(view, brief)
    assert stated.schema == STATED_NEEDS
    assert stated.select(["object_id", "need_id"]).to_pylist() == [
        {"object_id": 1, "need_id": "data-abroad"},
        {"object_id": 3, "need_id": "data-abroad"},
        {"object_id": 4, "need_id": "wifi-on-the-way"},
    ]
    again = view.engine.query("SELECT * FROM stated_needs ORDER BY object_id", STATED_NEEDS)
    assert again == stated
    people = target_members(view)
    assert people.schema == TARGET
    assert people.to_pylist() == [
        {"actor_id": 11, "first_stated_at": END - timedelta(days=99), "statements": 2}
    ]


def test_nobody_states_anything_where_nobody_asks(brief: Brief) -> None:
    view = asked()
    assert state_needs(view, brief).num_rows == 0
    assert target_members(view).num_rows == 0


def test_a_deleted_question_states_nothing(brief: Brief) -> None:
    rows = asked((1, 11, "Prepaid SIM card in Peru")).engine.query(
        "SELECT * FROM activities", ACTIVITIES
    )
    deleted = rows.to_pylist()[0] | {"activity_id": 2, "verb": "Delete", "title": None}
    both = pa.Table.from_pylist([*rows.to_pylist(), deleted], schema=ACTIVITIES)
    assert state_needs(view_of_tables(DuckEngine(), {"activities": both}), brief).num_rows == 0


def test_likeness_needs_a_word_typical_of_the_brief(brief: Brief) -> None:
    """Where one title in a hundred speaks of phones, an unmet phrase about them is understood."""
    others = [f"Getting from Narita airport to Haneda airport number {n}" for n in range(300)]
    assert found([*others, "Canadian mobile phone plans"], brief) == [(300, "local-number")]
