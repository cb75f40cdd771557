"""What the plan says of who they are: what stands out beyond chance, or that nothing does."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
from tests.strategy_cases import case, table

from folkmoot.estimate import Estimate, EstimateTable, index
from folkmoot.plan import make_plan

ABOUT = {
    "characteristic": pa.string(), "category": pa.string(), "label": pa.string(),
    "measure": pa.string(), "q_value": pa.float64(),
}  # fmt: skip


def audience(*rows: tuple[str, str, float | None, tuple[int, int, int, int]]) -> EstimateTable:
    made: list[tuple[dict[str, Any], Estimate]] = []
    for characteristic, label, q_value, counts in rows:
        dims = {"characteristic": characteristic, "category": label, "label": label,
                "measure": "index", "q_value": q_value}  # fmt: skip
        made.append((dims, index(*counts, "people whose age is known")))
    return table("audience", ABOUT, made)


def told(*rows: tuple[str, str, float | None, tuple[int, int, int, int]]) -> list[str]:
    return [each for each in make_plan(case(audience=audience(*rows))).people
            if "of the rest" in each or "from the rest" in each]  # fmt: skip


def test_what_stands_out_is_said_surest_first_and_topics_are_left_to_the_places() -> None:
    found = told(
        ("age_band", "35 to 44", 0.02, (45, 110, 317, 1000)),
        ("country", "IN", 0.001, (5, 110, 150, 1000)),
        ("topic", "visas", 0.0001, (50, 110, 200, 1000)),
        ("gender", "f", 0.6, (50, 110, 470, 1000)),
    )
    rest = "them than of the rest who ask as often"
    base = "110 people whose age is known)."
    assert found == [
        f"Country IN: fewer of {rest}, index 30 (13 to 70; {base}",
        f"Age band 35 to 44: more of {rest}, index 129 (105 to 159; {base}",
    ]


def test_it_is_said_when_nothing_stands_out() -> None:
    assert told(
        ("age_band", "35 to 44", 0.4, (34, 110, 317, 1000)),
        ("gender", "f", 0.6, (50, 110, 470, 1000)),
    ) == ["Nothing in age band, gender sets them apart from the rest beyond chance."]


def test_nothing_is_said_of_what_was_not_tested() -> None:
    assert told(("topic", "visas", 0.001, (50, 110, 200, 1000))) == []
    assert told(("age_band", "35 to 44", None, (34, 110, 317, 1000))) == []
