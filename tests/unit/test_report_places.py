"""The report on places: pictures with their numbers, the shortlist, rules and proposals."""

from __future__ import annotations

import dataclasses
import re

import pytest
from tests.measure_lakes import brief, question, reply, view_of
from tests.report_samples import report_input
from tests.unit.test_measures_places import asked, places, posts_at

from folkmoot.measures.overlap import overlap
from folkmoot.measures.proposed import proposed
from folkmoot.measures.retention import retention
from folkmoot.measures.shortlist import shortlist
from folkmoot.measures.tempo import tempo
from folkmoot.report import ReportInput
from folkmoot.report.arcs import overlap_chart, overlap_pairs
from folkmoot.report.blocks import Charts, Items, Table
from folkmoot.report.charts import retention_chart
from folkmoot.report.clock import tempo_chart, tempo_communities
from folkmoot.report.sections.around import around


@pytest.fixture(scope="module")
def material() -> ReportInput:
    """Places 1 and 2 share people beyond chance; the largest is awake from 6 to 22 UTC."""
    rows = [row for key in range(1, 31) for row in asked(key, range(10), days=20 + key)]
    rows += asked(1, range(100, 160)) + asked(2, range(120, 180), "Trains")
    for key in range(3, 31):
        rows += asked(key, range(1000 * key, 1000 * key + 60), "Trains")
    rows += posts_at(range(6, 22), 40)
    rows += [question(90_000 + n, 90_000 + n, "See r/onebag", 5, community_id=1) for n in range(35)]
    view = view_of(activities=rows, communities=places(*range(1, 31), 40))
    found = (shortlist(view, brief(), 3), overlap(view, brief(), 1), tempo(view),
             proposed(view, brief()))  # fmt: skip
    view.engine.close()
    sample = report_input()
    tables = {**sample.tables, **{table.name: table for table in found}}
    return dataclasses.replace(sample, tables=tables)


def texts_of(svg: str) -> list[str]:
    return re.findall(r">([^<>]+)</text>", svg)


def test_pairs_are_drawn_as_arcs_with_their_numbers(material: ReportInput) -> None:
    table = material.tables["overlap"]
    chart = overlap_chart(table)
    assert chart is not None
    (drawing,) = chart.drawings
    assert {"place 1", "place 2"} <= set(texts_of(drawing))
    (pair,) = overlap_pairs(table)
    assert f"×{pair['lift']['value']:.1f} place 1" in texts_of(drawing)
    assert 'width="328"' in drawing
    assert chart.sentence in drawing.replace("&amp;", "&")


def test_nothing_is_drawn_where_nothing_is_shared(material: ReportInput) -> None:
    table = material.tables["overlap"]
    assert overlap_chart(table.where(measure="none")) is None


def test_a_week_is_drawn_in_its_zone(material: ReportInput) -> None:
    table = material.tables["tempo"]
    assert tempo_communities(table) == ["place 40"]
    chart = tempo_chart(table, "place 40")
    assert "UTC+02:00 time: guessed from the quietest hours" in chart.sentence
    words = texts_of(chart.drawings[0])
    assert words[:7] == ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"] or "Mon" in words
    assert {"00", "03", "21"} <= set(words)


def test_the_section_has_every_picture_beside_its_numbers(material: ReportInput) -> None:
    blocks = around(material)
    (charts,) = [block for block in blocks if isinstance(block, Charts)]
    assert [chart.name for chart in charts.charts] == ["overlap", "tempo-1"]
    captions = [block.caption for block in blocks if isinstance(block, Table)]
    assert captions == [
        "The fewest places that reach the most", "Places that share their people, in numbers",
        "When “place 40” posts, in numbers",
    ]  # fmt: skip
    (found,) = [b for b in blocks if isinstance(b, Items) and b.title.startswith("Places without")]
    (item,) = found.items
    assert (item.text, item.badge) == ("r/onebag", "unproven")


def test_who_stays_is_drawn_of_all_cohorts_with_its_intervals() -> None:
    """50 newcomers; 20 of them were back in the next quarter, 10 in the one after."""
    rows = asked(1, range(50), days=260)
    rows += [reply(1, who, 99, 170, community_id=1) for who in range(20)]
    rows += [reply(1, who, 99, 80, community_id=1) for who in range(15, 25)]
    view = view_of(activities=rows, communities=places(1))
    table = retention(view, brief())
    view.engine.close()
    chart = retention_chart(table)
    assert chart is not None
    assert "Next quarter: 40 % (28 to 54)" in chart.sentence
    assert {"40 % (28 to 54)", "20 % (11 to 33)"} <= set(texts_of(chart.drawings[0]))
    sample = report_input()
    blocks = around(dataclasses.replace(sample, tables={**sample.tables, "retention": table}))
    (charts,) = [block for block in blocks if isinstance(block, Charts)]
    assert [each.name for each in charts.charts] == ["retention"]
    (numbers,) = [block for block in blocks if isinstance(block, Table)]
    assert numbers.caption == "Who stays, in numbers"
    assert [head.text for head in numbers.heads][:3] == ["Place", "1 quarter on", "2 quarters on"]
    assert [cell.text for cell in numbers.rows[0]][:3] == ["place 1", "40 %", "20 %"]


def test_without_these_tables_the_section_is_as_it_was() -> None:
    assert around(report_input()) == ()
