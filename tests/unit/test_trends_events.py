"""Events of a busy community and topics of hot lists: gates in their order, and what is told."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.trend_lakes import END, burst, post

from folkmoot.activity import ACTIVITIES, ANNOTATIONS, OBSERVATIONS
from folkmoot.annotators.base import Posts, Setup
from folkmoot.annotators.sentiment import Sentiment
from folkmoot.annotators.veto import Veto
from folkmoot.brief import read_brief, template_text
from folkmoot.brief.model import Brief
from folkmoot.engines import DuckEngine
from folkmoot.estimate import EstimateTable
from folkmoot.measures._hot import stays_of
from folkmoot.measures.trends import trends
from folkmoot.view import View, view_of_tables

NEEDED = "Is there a quiet grinder"
ORDINARY = ("Which beans for filter", "How to clean a kettle", "Paper filters or metal")


@pytest.fixture(scope="module")
def brief(tmp_path_factory: pytest.TempPathFactory) -> Brief:
    path = tmp_path_factory.mktemp("brief") / "brief.toml"
    path.write_text(template_text(), encoding="utf-8")
    return read_brief(path)


def talk(days: int = 10, an_hour: int = 6) -> list[dict[str, Any]]:
    """Simulated ordinary talk."""
    chance = np.random.default_rng(3)
    return [
        post(hour * 100 + n, int(chance.integers(0, 60)), ORDINARY[n % 3],
             END - timedelta(hours=days * 24 - hour, minutes=-n))
        for hour in range(days * 24)
        for n in range(an_hour)
    ]  # fmt: skip


def earlier_bursts(count: int = 25, hours: int = 6) -> list[dict[str, Any]]:
    """Simulated events of the days before that each went on for some hours."""
    rows = []
    for number in range(count):
        for hour in range(hours):
            said = f"saga{chr(97 + number)} goes on"
            at, first = 200 - 7 * number - hour, 100_000 + 1_000 * number + 100 * hour
            rows += burst(said, range(300, 312), at, first)
    return rows


def seen(rows: list[dict[str, Any]], counters: list[dict[str, Any]] | None = None) -> View:
    tables = {
        "activities": pa.Table.from_pylist(rows, schema=ACTIVITIES),
        "observations": pa.Table.from_pylist(counters or [], schema=OBSERVATIONS),
    }
    return view_of_tables(DuckEngine(), tables, END)


def first_rows(table: EstimateTable) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for row in table.rows():
        found.setdefault(row["term"], row)
    return found


def test_an_event_of_a_busy_community_that_states_a_need_may_be_joined(brief: Brief) -> None:
    rows = talk() + earlier_bursts() + burst(NEEDED, range(400, 412), 0.5, 900_000)
    table = trends(seen(rows), brief, grain="hour", veto=Veto(examples=False))
    (row,) = [row for row in first_rows(table).values() if row["verdict"] == "join"]
    assert {row["term"], *row["also"]} >= {"quiet", "grinder"}
    assert (row["grain"], row["kind"], row["gate"], row["quote"]) == (
        "hour", "posts", "", "quiet grinder",
    )  # fmt: skip
    assert row["examples"][0] == "https://example.org/p/900000"
    # Events before it went on for six hours.
    assert (row["left_low_hours"], row["left_hours"], row["left_high_hours"]) == (5, 5, 5)
    (authors,) = [r for r in table.rows(measure="authors") if r["term"] == row["term"]]
    assert authors["value"] == 12
    assert row["starter"] == f"{400:016x}"
    overlap = next(r for r in table.rows(measure="overlap") if r["term"] == row["term"])
    assert overlap["reliability"] == "hidden"


ANGRY = "Awful, my grinder broke again, worst purchase ever"
GLAD = "I love my grinder, it works great"


def written(rows: list[dict[str, Any]], labels: Mapping[int, str | None], version: str) -> View:
    """The posts, of which some have a feeling stored."""
    said = [
        {"activity_id": one, "annotator": "sentiment", "version": version, "label": label,
         "score": 0.9, "month": "2024-12"}
        for one, label in labels.items()
    ]  # fmt: skip
    tables = {
        "activities": pa.Table.from_pylist(rows, schema=ACTIVITIES),
        "annotations": pa.Table.from_pylist(said, schema=ANNOTATIONS),
    }
    return view_of_tables(DuckEngine(), tables, END)


def test_how_it_is_written_is_told_as_it_was_annotated(brief: Brief) -> None:
    rows = talk() + burst(NEEDED, range(400, 440), 0.5, 900_000)
    labels = {900_000 + n: "neg" if n < 4 else "neu" for n in range(38)}
    version = Sentiment(Setup(brief)).version
    for stored, share in ((version, 0.1), ("of long ago", 0)):
        view = written(rows, labels, stored)
        table = trends(view, brief, grain="hour", veto=Veto(examples=False))
        (row,) = table.rows(measure="complaints")
        # Two that were not annotated are read now, as all are where an older reader did.
        assert (row["term"], row["value"], row["base"]) == ("grinder", share, 40)
        assert table.open(row).parameters["feelings read by"] == version


def test_how_a_few_people_write_is_withheld(brief: Brief) -> None:
    rows = talk() + burst(NEEDED, range(400, 409), 0.5, 900_000)
    table = trends(seen(rows), brief, grain="hour", veto=Veto(examples=False))
    (row,) = table.rows(measure="complaints")
    assert (row["value"], row["low"], row["reliability"]) == (None, None, "suppressed")
    said = "how many of its posts are written in anger: withheld for privacy. "
    assert any(said in sentence for sentence in table.explain())


@settings(deadline=None, max_examples=8)
@given(stored=st.sets(st.integers(0, 39)))
def test_stored_feelings_and_those_read_now_give_one_table(brief: Brief, stored: set[int]) -> None:
    rows = talk(days=4)
    rows += burst(ANGRY, range(400, 420), 0.5, 900_000)
    rows += burst(GLAD, range(500, 520), 0.4, 900_020)
    reader = Sentiment(Setup(brief))
    labels = reader.annotate(Posts([None] * 40, [ANGRY] * 20 + [GLAD] * 20))["label"].to_pylist()
    kept = {900_000 + one: labels[one] for one in stored}
    without, some = (
        trends(written(rows, each, reader.version), brief, grain="hour", veto=Veto(examples=False))
        for each in ({}, kept)
    )
    assert without.rows() == some.rows()
    (angry,) = without.rows(measure="complaints")
    assert (angry["value"], angry["base"]) == (0.5, 40)


def test_who_began_is_withheld_of_a_few(brief: Brief) -> None:
    rows = talk() + burst(NEEDED, range(400, 406), 0.5, 900_000)
    table = trends(seen(rows), brief, grain="hour", veto=Veto(examples=False))
    row = first_rows(table)["grinder"]
    assert row["starter"] is None
    assert (row["verdict"], row["gate"]) == ("abstain", "life")
    assert "not known" in row["reason"]


def test_what_is_gone_before_one_could_act_is_left_alone(brief: Brief) -> None:
    rows = talk() + earlier_bursts() + burst(NEEDED, range(400, 412), 0.5, 900_000)
    view = seen(rows)
    soon = first_rows(trends(view, brief, grain="hour", hours_to_act=5, veto=Veto(examples=False)))
    (row,) = [row for row in soon.values() if "grinder" in {row["term"], *row["also"]}]
    assert (row["verdict"], row["gate"]) == ("abstain", "life")
    assert "acting takes 5 h" in row["reason"]


def test_the_bucket_follows_how_many_posts_come_in(brief: Brief) -> None:
    quiet = trends(seen(talk(an_hour=1)), brief)
    assert "buckets of 7 days" in " ".join(quiet.notes)
    busier = trends(seen(talk(days=30, an_hour=6)), brief)
    assert "counted by the day" in " ".join(busier.notes)


def sighting(topic: int, title: str, hours_ago: int, place: int, tag: str = "") -> dict[str, Any]:
    at = END - timedelta(hours=hours_ago)
    row = post(topic * 1000 + hours_ago, None, "", at)
    row |= {
        "verb": "Announce", "object_type": "Topic", "object_id": topic, "actor_type": "Service",
        "actor_scheme": "none", "platform": "weibo.com", "title": title, "text": None,
        "time_precision": "minute", "tags": [tag] if tag else [], "place": place,
    }  # fmt: skip
    return row


def listed(*rows: dict[str, Any]) -> View:
    counters = [
        {
            "platform": "weibo.com", "object_id": row["object_id"], "metric": "rank",
            "value": float(row.pop("place")), "is_lower_bound": False,
            "observed_at": row["published_at"], "source": "test", "source_version": "1",
            "imported_at": END,
        }
        for row in rows
    ]  # fmt: skip
    return seen(list(rows), counters)


def test_topics_of_a_hot_list_pass_the_same_gates(brief: Brief) -> None:
    view = listed(
        sighting(1, NEEDED, 1, 5), sighting(1, NEEDED, 0, 2),
        sighting(2, "Quiet grinder week", 0, 3, "ad"),
        sighting(3, "Earthquake near a quiet grinder", 0, 1),
        sighting(4, NEEDED + " at the end of the list", 0, 48),
        sighting(5, "A film begins", 1, 6), sighting(5, "A film begins", 0, 4),
        sighting(6, "Gone", 5, 1),
    )  # fmt: skip
    table = trends(view, brief, hours_to_act=2, veto=Veto(examples=False))
    rows = first_rows(table)
    assert {row["term"]: row["gate"] for row in rows.values()} == {
        NEEDED: "", "Quiet grinder week": "paid", "Earthquake near a quiet grinder": "veto",
        NEEDED + " at the end of the list": "life", "A film begins": "need",
    }  # fmt: skip
    joined = rows[NEEDED]
    assert joined["first_seen_at"] == END - timedelta(hours=1)
    assert joined["left_low_hours"] < joined["left_hours"] < joined["left_high_hours"]
    assert (joined["measure"], joined["value"]) == ("place", 2)
    assert any("5 topics" in note and "1 of them paid" in note for note in table.notes)


def test_an_old_list_is_no_list_of_now(brief: Brief) -> None:
    table = trends(listed(sighting(1, NEEDED, 30, 5)), brief, veto=Veto(examples=False))
    assert len(table) == 0
    assert any("ends at" in note for note in table.notes)


def test_a_stay_ends_with_a_break_and_a_sighting_told_twice_counts_once() -> None:
    at = [END + timedelta(hours=hour) for hour in (0, 1, 1, 4, 9)]
    rows = [
        {"object_id": 1, "published_at": moment, "place": float(place)}
        for place, moment in enumerate(at, 1)
    ]
    first, second = stays_of(rows, "hour")
    assert (first.buckets, first.place, first.place_before) == (5, 4, 2)
    assert first.move == pytest.approx(-2 / 3)
    assert (second.buckets, second.place_before) == (1, None)
