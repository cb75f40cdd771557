"""How often the country of a declared place is found, and found rightly, on real declarations."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from folkmoot.brief.codes import COUNTRIES
from folkmoot.places import country_of, plain

ROOT = Path(__file__).resolve().parents[2]
TABLES = [
    ROOT / "src" / "folkmoot" / "reference" / name for name in ("places.tsv", "places_by_hand.tsv")
]


def _sample() -> list[tuple[str, str | None]]:
    path = Path(__file__).with_name("places_sample.csv")
    with path.open(encoding="utf-8", newline="") as file:
        return [(row["location"], row["country"] or None) for row in csv.DictReader(file)]


def test_precision_and_coverage_on_a_labelled_sample() -> None:
    judged = [(country_of(text), country) for text, country in _sample()]
    answered = [(found, country) for found, country in judged if found]
    right = sum(found == country for found, country in answered)
    answerable = sum(country is not None for _, country in judged)
    assert len(judged) >= 150
    # A wrong country shifts a segment, a missing one only thins it: hence two bars.
    assert right / len(answered) >= 0.97
    assert right / answerable >= 0.93


def test_the_tables_are_light_and_written_plainly() -> None:
    assert sum(path.stat().st_size for path in TABLES) < 250_000
    for path in TABLES:
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.startswith("#"):
                continue
            kind, where, names = line.split("\t")
            each = names.split("|")
            assert each
            assert set(where.split("|")) - {""} <= COUNTRIES
            if kind not in {"iso", "code", "part"}:
                assert [plain(name) for name in each] == each


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("Lebanon, NH", "US"),
        ("Bangalore, IN", "IN"),
        ("Fort Wayne, IN", "US"),
        ("Toronto, CA", "CA"),
        ("Oakland, Ca.", "US"),
        ("Springfield, VA", "US"),
        ("Clackamas, OR", "US"),
        ("Perth, WA", "AU"),
        ("Paris, Texas", "US"),
        ("Tbilisi, Georgia", "GE"),
        ("Atlanta, Georgia", "US"),
        ("Belfast, Northern Ireland", "GB"),
        ("Hong Kong, China", "HK"),
        ("San Juan, Puerto Rico, USA", "PR"),
        ("Brasil, Uberlândia - MG", "BR"),
        ("Tabriz, East Azerbaijan Province, Iran", "IR"),
        ("Trinidad and Tobago", "TT"),
        ("Kinshasa, Democratic Republic of Congo", "CD"),
        ("日本埼玉県", "JP"),
        ("Санкт-Петербург", "RU"),
        ("S. Korea", "KR"),
        ("South America", None),
        ("Penang Island", None),
        ("Eindhoven (NL), Brno (CZ)", None),
        ("Between San Francisco, Paris and Shanghai", None),
        ("Bulgaria, Germany", None),
        ("Not in Germany", None),
        ("CA", None),
        ("Cambridge", None),
        ("127.0.0.1", None),
        ("  \n", None),
        ("far away " * 40 + "in Germany", None),
    ],
)
def test_what_a_place_says(text: str, country: str | None) -> None:
    assert country_of(text) == country
