"""Themes that were learned rise like words: by the week, by the hour, as of a moment."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from tests.theme_worlds import known_book
from tests.trend_lakes import END, question

from folkmoot.activity import ACTIVITIES
from folkmoot.annotators._theme_files import write_book
from folkmoot.annotators.lasting import LearnedThemes, learned_themes
from folkmoot.annotators.veto import Veto
from folkmoot.brief import read_brief, template_text
from folkmoot.brief.model import Brief
from folkmoot.cli.risen import print_trends
from folkmoot.engines import DuckEngine
from folkmoot.errors import FolkmootError
from folkmoot.estimate import EstimateTable
from folkmoot.measures._rising import count_terms
from folkmoot.measures.trends import trends
from folkmoot.view import View, view_of_tables

LEARNED_AT = END - timedelta(days=30)
SIM = "Which prepaid SIM card works in {}?"
TRAIN = "How early should I be at the station of {} for a night train?"
BEANS = "Roasting coffee at home: beans like those of {}"
TOWNS = (
    "Paris", "Rome", "Lyon", "Oslo", "Bern", "Wien", "Prague", "Lisbon", "Porto", "Madrid",
    "Dublin", "Krakow", "Athens", "Zagreb", "Vilnius", "Riga", "Tallinn", "Turin", "Genoa",
)  # fmt: skip
QUIET = Veto(examples=False)


@pytest.fixture(scope="module")
def brief(tmp_path_factory: pytest.TempPathFactory) -> Brief:
    path = tmp_path_factory.mktemp("brief") / "brief.toml"
    path.write_text(template_text(), encoding="utf-8")
    return read_brief(path)


def ordinary(count: int = 1400, days: float = 700) -> list[dict[str, Any]]:
    """Questions of three kinds, evenly spread up to the moment; the third lies in no theme."""
    step = timedelta(days=days) / count
    kinds = (SIM, TRAIN, *[BEANS] * 6)
    return [
        question(number, 1000 + number, kinds[number % 8].format(TOWNS[number // 8 % 19]),
                 END - (count - number) * step)
        for number in range(count)
    ]  # fmt: skip


def burst(title: str, authors: Iterable[int], ago: timedelta) -> list[dict[str, Any]]:
    return [
        question(50_000 + place, who, title.format(TOWNS[place % 19]),
                 END - ago + timedelta(seconds=place))
        for place, who in enumerate(authors)
    ]  # fmt: skip


def view_of(rows: Sequence[dict[str, Any]], as_of: datetime = END) -> View:
    table = pa.Table.from_pylist(list(rows), schema=ACTIVITIES)
    return view_of_tables(DuckEngine(), {"activities": table}, as_of)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Themes of a month before the moment."""
    made = tmp_path_factory.mktemp("project") / "themes"
    kinds = {
        name: [title.format(town) for town in TOWNS]
        for name, title in (("SIM card", SIM), ("night train, station", TRAIN))
    }
    write_book(made, known_book(kinds, LEARNED_AT))
    return made


@pytest.fixture(scope="module")
def themes(folder: Path) -> LearnedThemes:
    found = learned_themes(folder, END)
    assert found is not None
    return found


def rows_with(table: EstimateTable, theme_id: str) -> dict[str, dict[str, Any]]:
    return {row["measure"]: row for row in table.rows() if theme_id in row["themes"]}


def test_a_theme_rises_by_the_week(
    brief: Brief, themes: LearnedThemes, capsys: pytest.CaptureFixture[str]
) -> None:
    view = view_of(ordinary() + burst(TRAIN, range(60), timedelta(days=2)))
    table = trends(view, brief, veto=QUIET, themes=themes)
    row = rows_with(table, "theme-2")["authors"]
    assert "theme: night train, station" in {row["term"], *row["also"]}
    assert (row["value"], row["verdict"]) == (61, "abstain")
    assert "Themes are counted like words: 2, learned up to 2024-11-20" in " ".join(table.notes)
    print_trends(table)
    assert "\n  Its questions: folkmoot themes show theme-2\n" in capsys.readouterr().out


def test_a_theme_rises_by_the_hour(brief: Brief, themes: LearnedThemes) -> None:
    view = view_of(ordinary(1400, 20) + burst(TRAIN, range(30), timedelta(hours=2)))
    table = trends(view, brief, grain="hour", veto=QUIET, themes=themes)
    row = rows_with(table, "theme-2")["authors"]
    assert "theme: night train, station" in {row["term"], *row["also"]}
    assert row["value"] >= 30
    assert any("learned up to 2024-11-20" in note for note in table.notes)


def test_words_stay_as_they_are_where_themes_are_counted(
    brief: Brief, themes: LearnedThemes
) -> None:
    rows = ordinary() + burst("Is there a quiet grinder", range(9), timedelta(days=2))
    without, counted = (
        trends(view_of(rows), brief, veto=QUIET, themes=each) for each in (None, themes)
    )
    for measure in ("authors", "surprise", "growth"):
        first, second = (
            {row["term"]: row["value"] for row in table.rows(measure=measure)}
            for table in (without, counted)
        )
        assert "quiet grinder" in first
        assert {term: second.get(term) for term in first if " train" not in term} == {
            term: value for term, value in first.items() if " train" not in term
        }
    assert any("no themes were learned up to 2024-12-20" in note for note in without.notes)


@pytest.mark.parametrize("grain", ["week", "hour"])
def test_without_themes_one_note_says_so(brief: Brief, grain: str) -> None:
    table = trends(view_of(ordinary()), brief, grain=grain, veto=QUIET)
    said = [note for note in table.notes if "themes" in note]
    assert said == [
        "Words alone are counted: no themes were learned up to 2024-12-20 (folkmoot themes learn)."
    ]
    assert all(row["themes"] == [] for row in table.rows())


def test_a_theme_of_later_does_not_leak(brief: Brief, folder: Path, themes: LearnedThemes) -> None:
    before = LEARNED_AT - timedelta(days=1)
    assert learned_themes(folder, before) is None
    with pytest.raises(FolkmootError) as caught:
        trends(view_of(ordinary(), before), brief, veto=QUIET, themes=themes)
    assert (caught.value.problem.code, caught.value.problem.got) == (
        "themes-of-later", "learned up to 2024-11-20 12:00",
    )  # fmt: skip


def test_a_theme_counts_people_once_a_week_and_needs_ten_of_them() -> None:
    moments = [END - timedelta(days=1)] * 12
    authors: list[int | None] = [-1, -1, *range(2, 9), None, None, None]
    counted = count_terms([["tea"]] * 12, moments, authors, END, 7, 4, ["theme-1"] * 12)
    # Eight people are known: the theme is left out, the word is not.
    assert counted.terms == ["tea"]
    more = count_terms(
        [["tea"]] * 14, [*moments, *moments[:2]], [*authors, 20, 21], END, 7, 4, ["theme-1"] * 14
    )
    assert more.terms == ["tea", "theme-1"]
    assert more.counts[:, -1].tolist() == [13, 13]
