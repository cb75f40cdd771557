"""How well the rules tell types of need: see tests/data/travel_need_labels.SOURCE.md."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from folkmoot.annotators.needtypes import NEED_TYPES, OTHER, need_types

LABELS = Path(__file__).resolve().parents[1] / "data" / "travel_need_labels.csv"

# Type: precision and recall at least. Sample 2, which no rule has seen, gives .84/.73, .91/.83,
# .87/.83 and .85/.93; problems and comparisons are too few in it, so both samples are taken.
BARS = {
    "recommendation": (0.75, 0.65),
    "how-to": (0.85, 0.75),
    "problem": (0.75, 0.7),
    "comparison": (0.7, 0.6),
    "purchase": (0.8, 0.75),
    OTHER: (0.8, 0.85),
}


@pytest.fixture(scope="module")
def rows() -> list[dict[str, str]]:
    with LABELS.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def measured(rows: list[dict[str, str]], kind: str) -> tuple[float, float]:
    found = [kind in kinds for kinds in need_types([row["title"] for row in rows])]
    true = [kind in (row["types"].split() or [OTHER]) for row in rows]
    right = sum(a and b for a, b in zip(found, true, strict=True))
    return right / sum(found), right / sum(true)


@pytest.mark.parametrize("kind", BARS)
def test_a_type_is_told(kind: str, rows: list[dict[str, str]]) -> None:
    precision, recall = measured(rows, kind)
    assert precision >= BARS[kind][0]
    assert recall >= BARS[kind][1]


@pytest.mark.parametrize("kind", ["recommendation", "how-to", "purchase", OTHER])
def test_a_type_is_told_in_titles_that_no_rule_has_seen(
    kind: str, rows: list[dict[str, str]]
) -> None:
    precision, recall = measured([row for row in rows if row["sample"] == "2"], kind)
    assert precision >= BARS[kind][0]
    assert recall >= BARS[kind][1]


def test_every_type_has_a_bar_or_a_reason() -> None:
    # Nobody offered anything in 650 titles: that rule is held by examples only.
    assert set(NEED_TYPES) - set(BARS) == {"offer"}


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("Car rental promo code found on the internet", "offer"),
        ("代购日本流量卡，包邮", "offer"),
        ("日本上网卡推荐", "recommendation"),
        ("去泰国怎么上网", "how-to"),
        ("酒店被取消了", "problem"),
        ("随身WiFi和流量卡哪个更划算", "comparison"),
        ("日本电话卡多少钱", "purchase"),
        ("日本的签证", OTHER),
    ],
)
def test_offers_and_chinese_by_example(title: str, kind: str) -> None:
    assert kind in need_types([title])[0]
