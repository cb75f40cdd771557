"""How the ladder depends on how it is asked, inequality and published figures, in the report."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from tests import report_samples
from tests.measure_lakes import ago, reply, view_of
from tests.page_outline import Element, read_page

from folkmoot.benchmarks import About, add_table
from folkmoot.estimate import EstimateTable
from folkmoot.measures.inequality import inequality
from folkmoot.measures.sensitivity import sensitivity
from folkmoot.report import ReportInput, render_report
from folkmoot.report.curves import curve_charts

SVG = "{http://www.w3.org/2000/svg}"


def tables(people: int = 1200) -> dict[str, EstimateTable]:
    """Every other member of two bands answers; a tenth of them many times."""
    bands = ("18-24", "25-34")
    members = [{"actor_id": actor, "age_band": bands[actor % 2]} for actor in range(2 * people)]
    acts = [
        reply(9_000_000, actor, 999_999, 1 + (actor * 7 + n * 11) % 80)
        for actor in range(people) for n in range(12 if actor % 10 == 0 else 1)
    ]  # fmt: skip
    acts += [
        {"actor_id": actor, "verb": "Like", "kind": "sns", "published_at": ago(2)}
        for actor in range(min(people, 100))
    ]
    view = view_of(activities=acts, members=members)
    return {"sensitivity": sensitivity(view), "inequality": inequality(view)}


@pytest.fixture(scope="module")
def inp(tmp_path_factory: pytest.TempPathFactory) -> ReportInput:
    folder = tmp_path_factory.mktemp("benchmarks")
    (folder / "own.csv").write_text("variable,category,percent\nrung,critic,~30\n", "utf-8")
    about = About("pew-2024", "Pew <2024>", "2024", "online adults", "US")
    added = add_table(folder / "kept", folder / "own.csv", about)
    whole = report_samples.report_input()
    return replace(whole, tables={**whole.tables, **tables()}, benchmarks=added.figures)


@pytest.fixture(scope="module")
def how(inp: ReportInput) -> Element:
    return next(each for each in read_page(render_report(inp)).all("section")
                if each.attributes.get("id") == "how")  # fmt: skip


def fold(how: Element, start: str) -> Element:
    (found,) = [each for each in how.all("details") if each.children[0].text().startswith(start)]
    return found


def test_a_sentence_says_how_far_the_main_share_moves(inp: ReportInput, how: Element) -> None:
    table = inp.table("sensitivity")
    assert table is not None
    (said,) = [p.text() for p in how.all("p") if p.text().startswith("How it is asked")]
    assert said.startswith(f"How it is asked matters. {table.notes[0]}")
    assert "By age band, the order of segments by share of critics does not change." in said


def test_the_settings_stand_in_a_folded_table_the_usual_ones_named(how: Element) -> None:
    table = fold(how, "The same shares")
    rows = {row.all("th")[0].text(): row for row in table.all("tbody")[0].all("tr")}
    assert [name for name in rows if "as above" in name] == [
        "last 30 days did it lately; as above",
        "2 of 3 months did it in so many months; as above",
        "now the habit, asked on another day; as above",
        "apart reactions of one tap; as above",
    ]
    assert len(rows) == 5 + 3 + 4 + 2
    assert "Were reactions of one tap counted" in table.text()


def test_the_curves_have_a_sentence_and_a_table_of_the_same_numbers(
    inp: ReportInput, how: Element
) -> None:
    table = inp.table("inequality")
    assert table is not None
    charts = curve_charts(table)
    assert [chart.name for chart in charts] == ["lorenz-active", "lorenz-known"]
    for chart in charts:
        (drawing,) = chart.drawings
        root = ET.fromstring(drawing)
        assert root.get("width") == "328"
        assert (root.get("role"), root[1].text) == ("img", chart.sentence)
        said = [text.text for text in root.iter(f"{SVG}text")]
        assert {"100 %", "of the posts"} <= set(said)
    first = table.rows(segment_kind="all", denominator="active", measure="top_share")[-1]
    twin = fold(how, "How unequally people take part").text()
    assert f"{100 * first['value']:.0f} %" in charts[0].sentence
    assert f"{100 * first['value']:.0f} %" in twin
    assert "Made by the least active 50 %" in twin
    assert table.notes[-1] in how.text()


def test_curves_that_tell_of_too_few_are_not_drawn() -> None:
    small = tables(people=20)["inequality"]
    assert curve_charts(small) == ()
    whole = report_samples.report_input()
    page = render_report(replace(whole, tables={**whole.tables, "inequality": small}))
    assert "lorenz" not in page


def test_ones_own_published_figures_stand_with_date_and_source(how: Element) -> None:
    text = fold(how, "From published tables").text()
    assert "online adults, US, 2024 Pew <2024> about 30 %" in re.sub(r"\s+", " ", text)


def test_without_these_tables_the_section_says_nothing_of_them(tmp_path: Path) -> None:
    page = render_report(report_samples.report_input())
    assert "The same shares, asked" not in page
    assert "90-9-1" not in page
