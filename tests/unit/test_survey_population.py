"""People by segment: bundled figures, bands cut from five-year groups, tables of one's own."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from folkmoot.activity import AGE_BANDS
from folkmoot.brief.codes import COUNTRIES
from folkmoot.errors import FolkmootError, ProblemGroup
from folkmoot.survey import joint_population, population, population_words, read_population
from folkmoot.survey.population import _by_band, _table, single_years

#: United States, census of 2010, both sexes, table QT-P2: groups 0-4 to 25-29, and ages 10 to 19.
COUNTED_GROUPS = np.array([
    20_201_362.0, 20_348_657, 20_677_194, 22_040_343, 21_585_999, 21_101_849,
])  # fmt: skip
COUNTED_AGES = np.array([
    4_172_541.0, 4_114_415, 4_106_243, 4_118_013, 4_165_982,
    4_242_820, 4_316_139, 4_395_295, 4_500_855, 4_585_234,
])  # fmt: skip


def test_every_country_has_both_sexes_in_every_bundled_year() -> None:
    rows = _table()
    codes = {code for code, _, _ in rows}
    assert codes <= COUNTRIES
    assert set(rows) == {(c, g, y) for c in codes for g in "fm" for y in (2010, 2015, 2020)}
    assert len(codes) == 200


def test_totals_are_those_of_the_united_nations() -> None:
    """Germany 2020: 83,783,945 people."""
    groups = [np.array(_table()["DE", gender, 2020]) for gender in "fm"]
    assert sum(each.sum() for each in groups) == pytest.approx(83_783_945, abs=30)
    people = sum(population("DE")["people"].to_pylist())
    children = sum(single_years(each[:5])[:3].sum() + each[:2].sum() for each in groups)
    assert people + children == pytest.approx(83_783_945, abs=30)


def test_bands_add_up_and_years_between_are_on_the_line() -> None:
    ends = [population(["DE", "NG"], year)["people"].to_numpy() for year in (2010, 2015)]
    between = population(["DE", "NG"], 2012)["people"].to_numpy()
    assert between == pytest.approx(0.6 * ends[0] + 0.4 * ends[1], rel=1e-3)
    assert population(["DE", "NG"])["age_band"].to_pylist() == [*AGE_BANDS] * 4


def test_a_steep_pyramid_is_split_right_where_an_even_split_is_not() -> None:
    ages = 1e6 * 0.96 ** np.arange(30.0)
    groups = ages.reshape(6, 5).sum(axis=1)
    split = np.concatenate([single_years(groups[:5]), single_years(groups[1:])])
    assert split == pytest.approx(ages[10:20], rel=1e-3)
    assert abs(groups[2] / 5 * 2 / ages[13:15].sum() - 1) > 0.04


def test_the_united_states_are_split_within_two_in_a_hundred() -> None:
    assert COUNTED_AGES.reshape(2, 5).sum(axis=1).tolist() == COUNTED_GROUPS[2:4].tolist()
    bands = _by_band(np.concatenate([COUNTED_GROUPS, np.ones(8)]))
    counted = COUNTED_AGES[3:8].sum()
    assert counted / 1e6 == pytest.approx(21.24, abs=0.005)
    assert bands["13-17"] / 1e6 == pytest.approx(21.59, abs=0.005)
    assert (0.4 * COUNTED_GROUPS[2] + 0.6 * COUNTED_GROUPS[3]) / 1e6 == pytest.approx(
        21.5, abs=0.01
    )
    young = COUNTED_AGES[8:].sum() + COUNTED_GROUPS[4]
    assert bands["18-24"] == pytest.approx(young, rel=0.01)


@pytest.mark.parametrize("seed", range(20))
def test_single_years_add_up_and_are_never_negative(seed: int) -> None:
    groups = np.random.default_rng(seed).lognormal(0, 2, 5)
    years = single_years(groups)
    assert years.sum() == pytest.approx(groups[2])
    assert (years >= 0).all()


def test_the_online_share_is_taken_by_country_and_by_band_and_said() -> None:
    everyone = population(["DE", "IN"], bands=["18-24", "65+"])
    online = population(
        ["DE", "IN"], bands=["18-24", "65+"], online={"DE": {"18-24": 1.0, "65+": 0.5}, "IN": 0.25}
    )
    parts = online["people"].to_numpy() / everyone["people"].to_numpy()
    assert parts.tolist() == [1, 0.5, 1, 0.5, 0.25, 0.25, 0.25, 0.25]
    assert "more than those who are online" in population_words(everyone)
    assert "who are online" in population_words(online)
    assert "more" not in population_words(online)


@pytest.mark.parametrize(
    ("bands", "words"),
    [
        (AGE_BANDS, "13 and over"),
        (["45-54", "55-64"], "45 to 64"),
        (["65+"], "65 and over"),
        (["18-24", "35-44"], "18-24, 35-44"),
    ],
)
def test_ages_are_said_as_people_say_them(bands: list[str], words: str) -> None:
    assert f"aged {words} (United" in population_words(population("DE", bands=bands))


def test_all_faults_of_a_question_come_together() -> None:
    with pytest.raises(ProblemGroup) as caught:
        population(["DE", "UK"], 2031, bands=["18-24", "18-29"], online={"DE": 2.0})
    found = [(each.code, each.got) for each in caught.value.problems]
    assert found == [
        ("unknown-country", '"UK"'),
        ("year-outside", "2031"),
        ("unknown-band", '"18-29"'),
        ("no-share", "2.0"),
        ("no-share", "2.0"),
        ("no-share", "None"),
        ("no-share", "None"),
    ]


def test_a_table_of_ones_own_is_read_and_its_faults_named(tmp_path: Path) -> None:
    path = tmp_path / "census.csv"
    path.write_text("\ufeffage,education,people\nyoung, low,10\nold,high,20.5\n", encoding="utf-8")
    table = read_population(path)
    assert table.to_pylist() == [
        {"age": "young", "education": "low", "people": 10.0},
        {"age": "old", "education": "high", "people": 20.5},
    ]
    assert population_words(table) == "the people of census.csv"
    path.write_text("age,people\nyoung,1\nyoung,-2\n,3\nold,many\nnew,nan\n", encoding="utf-8")
    with pytest.raises(ProblemGroup) as caught:
        read_population(path)
    assert [(each.code, each.where) for each in caught.value.problems] == [
        ("not-a-number", "line 3, people"),
        ("told-twice", "line 3"),
        ("empty-name", "line 4"),
        ("not-a-number", "line 5, people"),
        ("not-a-number", "line 6, people"),
    ]


@pytest.mark.parametrize(
    ("text", "code"),
    [("", "no-column"), ("people\n3\n", "no-column"), ("a,b\n1,2\n", "no-column"),
     ("a,people\n", "nobody"), ("a,people\nx,0\n", "nobody"), ("a,people\nx\n", "not-a-number")],
)  # fmt: skip
def test_what_is_no_population_is_refused(text: str, code: str, tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(FolkmootError) as caught:
        read_population(path)
    assert caught.value.problem.code == code


def test_tables_that_share_a_column_are_joined_to_all_their_margins() -> None:
    ages = pa.table({
        "country": ["A", "A", "B", "B"], "age": ["y", "o", "y", "o"],
        "people": [10.0, 30.0, 60.0, 20.0],
    })  # fmt: skip
    taught = pa.table({
        "country": ["A", "A", "B", "B"], "education": ["l", "h", "l", "h"],
        "people": [0.3, 0.1, 0.2, 0.6],
    })  # fmt: skip
    joint = joint_population([ages, taught])
    assert joint.num_rows == 8
    for table, scale in ((ages, 1.0), (taught, 100.0)):
        keys = table.column_names[:-1]
        sums = joint.group_by(keys).aggregate([("people", "sum")])
        found = {tuple(row[k] for k in keys): row["people_sum"] for row in sums.to_pylist()}
        told = {tuple(row[k] for k in keys): scale * row["people"] for row in table.to_pylist()}
        assert found == pytest.approx(told)
    one = [row for row in joint.to_pylist() if row["country"] == "A" and row["age"] == "y"]
    assert [row["people"] for row in one] == pytest.approx([7.5, 2.5])


def test_tables_that_contradict_each_other_are_refused() -> None:
    one = pa.table({"c": ["A", "B"], "people": [1.0, 1.0]})
    other = pa.table({"c": ["A", "B"], "people": [1.0, 3.0]})
    with pytest.raises(FolkmootError, match="people apart"):
        joint_population([one, other])
    with pytest.raises(FolkmootError, match="got: C"):
        joint_population([one, pa.table({"c": ["A", "B", "C"], "people": [1.0, 1.0, 1.0]})])
