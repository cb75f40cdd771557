"""The ladder by people's own word: golden cases, what is withheld, and what is said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from folkmoot import ladder
from folkmoot.errors import ProblemGroup
from folkmoot.measures.reported import reported
from folkmoot.survey import Responses

ITEMS = tuple(asked.item for asked in ladder.QUESTIONNAIRE)


def said(
    groups: Sequence[tuple[int, Mapping[str, str], Mapping[str, float]]], **more: Any
) -> Responses:
    """Simulated answers: so many people, their segments, and what they do (the rest: never)."""
    people = sum(count for count, _, _ in groups)
    names = list(dict.fromkeys(name for _, segments, _ in groups for name in segments))
    segments = {
        name: [each.get(name) for count, each, _ in groups for _ in range(count)] for name in names
    }
    times = {
        item: [float(does.get(item, 0.0)) for count, _, does in groups for _ in range(count)]
        for item in ITEMS
    }
    day = datetime(2026, 3, 2, tzinfo=UTC)
    return Responses(
        "golden",
        "adults of nowhere",
        "probability",
        pa.table(
            {
                "respondent_id": pa.array(range(people), pa.int64()),
                "completed_at": pa.array([day] * people, pa.timestamp("us", tz="UTC")),
            }
        ),
        pa.table({name: pa.array(column, pa.string()) for name, column in segments.items()}),
        pa.table({}),
        pa.table({item: pa.array(column, pa.float64()) for item, column in times.items()}),
        pa.table({item: pa.array([0] * people, pa.int8()) for item in ITEMS}),
        is_simulated=True,
        **more,
    )


def test_shares_of_40_and_10_give_an_index_of_400() -> None:
    found = reported(
        said(
            [
                (40, {"age_band": "18-24"}, {"comment": 1}),
                (60, {"age_band": "18-24"}, {}),
                (60, {"age_band": "25-34"}, {"comment": 1}),
                (840, {"age_band": "25-34"}, {}),
            ]
        )
    )
    (young,) = found.rows(segment="18-24", rung="critic", measure="share")
    (index,) = found.rows(segment="18-24", rung="critic", measure="index")
    (whole,) = found.rows(segment="all", rung="critic", measure="share")
    assert (young["value"], whole["value"], index["value"]) == (0.4, 0.1, pytest.approx(400))
    assert index["low"] < 400 < index["high"]
    assert index["q_value"] < 0.001
    assert young["base"] == 100


def test_groups_overlap_and_do_not_fall_from_rung_to_rung() -> None:
    everyone = said(
        [
            (50, {}, {"publish_text": 1, "read": 30}),
            (30, {}, {"read": 30}),
            (20, {}, {}),
        ]
    )
    found = {
        row["rung"]: row["value"]
        for row in reported(everyone, ()).rows(segment_kind="all", measure="share")
    }
    assert found == {
        "creator": 0.5, "conversationalist": 0.0, "critic": 0.0, "collector": 0.0,
        "joiner": 0.0, "spectator": 0.8, "inactive": 0.2,
    }  # fmt: skip


def test_a_status_a_fortnight_is_no_conversation() -> None:
    people = said([(60, {}, {"post_status": 2.5}), (40, {}, {"post_status": 4})])
    (row,) = reported(people, ()).rows(rung="conversationalist", measure="share")
    assert row["value"] == 0.4


def test_a_small_segment_is_withheld_and_cannot_be_had_by_subtraction() -> None:
    found = reported(
        said(
            [
                (8, {"country": "LI"}, {"comment": 1}),
                (120, {"country": "AT"}, {"comment": 1}),
                (300, {"country": "DE"}, {}),
                (25, {"country": "CH"}, {}),
            ]
        ),
        ("country",),
    )
    marks = {
        row["segment"]: row["reliability"] for row in found.rows(rung="critic", measure="share")
    }
    # LI has too few; the next smallest goes with it, since the total is known.
    assert marks == {"all": "normal", "LI": "suppressed", "AT": "normal", "DE": "normal",
                     "CH": "suppressed"}  # fmt: skip
    for row in found.rows(segment="LI"):
        assert row["value"] is None
        assert row["base"] is None
        assert row["cases"] is None
        assert row["effective_count"] is None


def test_a_combination_that_nobody_is_in_makes_no_row() -> None:
    people = said(
        [
            (60, {"age_band": "18-24", "gender": "f"}, {}),
            (60, {"age_band": "25-34", "gender": "m"}, {"read": 4}),
        ]
    )
    found = reported(people, ("age_band*gender",))
    assert {row["segment"] for row in found.rows(segment_kind="age_band*gender")} == {
        "18-24 × f", "25-34 × m",
    }  # fmt: skip


def test_a_segment_that_is_not_asked_is_named() -> None:
    with pytest.raises(ProblemGroup) as met:
        reported(said([(60, {"age_band": "18-24"}, {})]), ("country",))
    assert met.value.problem.code == "no-segment-column"
    assert "age_band" in met.value.problem.expected


def test_what_is_simulated_says_so_everywhere() -> None:
    found = reported(said([(200, {"gender": "f"}, {"read": 4})]), ("gender",))
    assert "simulated" in found.title
    assert found.notes[0].startswith("SIMULATED")
    assert all("simulated" in row["base_label"] for row in found.rows())
    assert all("simulated" in sentence for sentence in found.explain() if "n " in sentence)
    assert found.evidence["all"].parameters["simulated"] == "yes"


def test_sentences_say_number_interval_base_and_chance() -> None:
    people = said(
        [
            (90, {"gender": "f"}, {"comment": 1}),
            (110, {"gender": "f"}, {}),
            (85, {"gender": "m"}, {"comment": 1}),
            (115, {"gender": "m"}, {}),
        ]
    )
    found = reported(people, ("gender",)).where(rung="critic", segment_kind="gender")
    share, index = found.explain()[:2]
    assert share == (
        "Women: by their own word 45 of 100 are critics (they answer, comment, rate, review or"
        " edit; 38 to 52; 200 simulated respondents)."
    )
    assert index.startswith("Women: 3 % more likely than all to be critics (index 103, ")
    assert index.endswith("): this could be chance.")


def test_who_answered_by_a_day() -> None:
    people = said([(100, {}, {"read": 4})])
    assert len(people.until(datetime(2026, 3, 1, tzinfo=UTC))) == 0
    assert len(people.until(datetime(2026, 3, 3, tzinfo=UTC))) == 100


def test_open_answers_leave_the_base_and_are_counted() -> None:
    people = said([(100, {}, {"comment": 1})])
    times = people.times.set_column(
        people.items.index("wiki"), "wiki", pa.array([None] * 15 + [0.0] * 85, pa.float64())
    )
    states = people.states.set_column(
        people.items.index("wiki"), "wiki", pa.array([4] * 15 + [0] * 85, pa.int8())
    )
    partly = Responses(
        people.name, people.population, people.sample_kind, people.people, people.segments,
        people.design, times, states, is_simulated=True,
    )  # fmt: skip
    found = reported(partly, ())
    bases = {row["rung"]: row["base"] for row in found.rows(measure="share")}
    assert (bases["critic"], bases["creator"], bases["inactive"]) == (85, 100, 85)
    assert any("critic of 15" in note for note in found.notes)


def test_equal_weights_change_nothing() -> None:
    groups = [(120, {"gender": "f"}, {"comment": 1}), (80, {"gender": "m"}, {})]
    plain = reported(said(groups), ("gender",))
    people = said(groups)
    weighed = Responses(
        people.name, people.population, people.sample_kind, people.people, people.segments,
        pa.table({"weight": np.full(200, 3.5)}), people.times, people.states, is_simulated=True,
    )  # fmt: skip
    again = reported(weighed, ("gender",))
    numbers = ("value", "low", "high", "se")
    for one, other in zip(plain.rows(), again.rows(), strict=True):
        assert [one[n] for n in numbers] == pytest.approx([other[n] for n in numbers])
