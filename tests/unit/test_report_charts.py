"""Charts: what is drawn, where, and what is said instead of drawn."""

from __future__ import annotations

import math
import re
from xml.etree import ElementTree as ET

import altair as alt
import pytest
from tests import report_samples

from folkmoot.estimate import EstimateTable
from folkmoot.report import charts
from folkmoot.report.dots import Chart, Line, Mark, Scale
from folkmoot.report.drawing import draw, specify
from folkmoot.report.placing import NARROW, place_marks, wide

SVG = "{http://www.w3.org/2000/svg}"
SCALE = Scale("share", 0.0, 0.8, (0.0, 0.2, 0.4, 0.6, 0.8))
SHOWN = Line("Critics", (Mark(0.6, 0.5, 0.7, "60 % (50 to 70)"),), "index 152")
HIDDEN = Line("Creators", (Mark(None, None, None, "under 10 people"),))


def _texts(svg: str) -> list[str]:
    return [element.text or "" for element in ET.fromstring(svg).iter(f"{SVG}text")]


def _ladder() -> Chart:
    chart = charts.ladder_chart(report_samples.participation(), "the target")
    assert chart is not None
    return chart


def test_a_chart_names_and_describes_itself_in_both_layouts() -> None:
    chart = draw("one", "Title & co", "What <is> seen", (SHOWN,), SCALE)
    for layout, svg in zip(("wide", "narrow"), chart.drawings, strict=True):
        root = ET.fromstring(svg)
        title, desc = root[0], root[1]
        assert (root.get("role"), title.text, desc.text) == ("img", "Title & co", "What <is> seen")
        assert root.get("aria-labelledby") == title.get("id") == f"one-{layout}-title"
        assert root.get("aria-describedby") == desc.get("id") == f"one-{layout}-desc"


def test_each_layout_has_the_width_it_is_made_for() -> None:
    chart = draw("one", "T", "S", (SHOWN,), SCALE)
    assert [ET.fromstring(svg).get("width") for svg in chart.drawings] == ["760", "328"]
    small = draw("one", "T", "S", (SHOWN,), SCALE, is_small=True)
    assert [ET.fromstring(svg).get("width") for svg in small.drawings] == ["328"]


def test_numbers_labels_and_remarks_stand_in_the_drawing() -> None:
    chart = draw("one", "T", "S", (SHOWN, HIDDEN), SCALE, ())
    for svg in chart.drawings:
        said = _texts(svg)
        assert {"Critics", "60 % (50 to 70)", "index 152", "Creators"} <= set(said)
        assert "40 %" in said


def test_what_is_withheld_is_said_and_not_drawn() -> None:
    assert place_marks([HIDDEN], SCALE, NARROW) == []
    assert "under 10 people" in _texts(draw("one", "T", "S", (HIDDEN,), SCALE).drawings[0])
    drawn = draw("one", "T", "S", (SHOWN, HIDDEN), SCALE).drawings[0]
    # One dot, and one line for its interval: none of them for the line that is withheld.
    assert len(re.findall(r'<path transform="[^"]*" d="M[^"]*" fill="#0b5c7a"', drawn)) == 1
    assert drawn.count('stroke="#0b5c7a"') == 1


def test_a_dot_stands_where_its_value_is() -> None:
    layout = wide([SHOWN])
    root = ET.fromstring(draw("one", "T", "S", (SHOWN,), SCALE).drawings[0])
    (dot,) = [e for e in root.iter(f"{SVG}path") if e.get("fill") == "#0b5c7a"]
    match = re.match(r"translate\(([\d.]+),", dot.get("transform", ""))
    assert match is not None
    assert float(match[1]) == pytest.approx(0.6 / 0.8 * layout.plot, abs=0.01)


def test_what_lies_beyond_the_scale_stands_at_its_end_as_a_triangle() -> None:
    scale = Scale("ratio", 0.5, 4.0, (0.5, 1.0, 2.0, 4.0), True, 1.0)
    line = Line("new", (Mark(math.inf, 3.0, math.inf, "new (3 to no limit)"),))
    (mark,) = place_marks([line], scale, NARROW)
    assert (mark["low"], mark["value"], mark["high"]) == (3.0, 4.0, 4.0)
    assert mark["shape"] == "triangle-right"
    assert re.search("NaN|Infinity", draw("one", "T", "S", (line,), scale).drawings[0]) is None


def test_the_same_numbers_give_the_same_bytes() -> None:
    first = _ladder()
    draw.cache_clear()
    assert _ladder() == first


def test_the_specification_obeys_its_schema() -> None:
    chart = specify([SHOWN, HIDDEN], SCALE, ("the target",), NARROW)
    rebuilt = alt.Chart.from_dict(chart.to_dict(validate=True), validate=True)
    assert rebuilt.to_dict() == chart.to_dict()


def test_no_drawing_names_an_address_or_a_script() -> None:
    for svg in _ladder().drawings:
        addresses = set(re.findall(r'"(https?://[^"]*)"', svg))
        assert addresses == {"http://www.w3.org/2000/svg"}
        assert "<script" not in svg
        assert "href" not in svg


def test_the_ladder_sets_the_target_against_its_community() -> None:
    chart = _ladder()
    said = _texts(chart.drawings[0])
    assert "the target (110 people)" in said
    assert "whole community (5,200 people)" in said
    assert "61 % (52 to 70)" in said
    assert "60 % (58 to 61)" in said
    assert "index 102 (88 to 118)" in said
    assert chart.sentence == (
        "Most often they are joiners: 73 % (64 to 80; 110 members active in the last 90 days). "
        "In the whole community: 77 % (76 to 78)."
    )


def test_without_a_target_the_community_stands_alone() -> None:
    table = report_samples.participation()
    rows = [row for row in table.rows() if row["segment_kind"] != "group"]
    alone = EstimateTable(table.name, table.title, table.data.schema.empty_table(), {}, table.as_of)
    assert charts.ladder_chart(alone, "the target") is None
    data = table.data.filter([kind != "group" for kind in table.data["segment_kind"].to_pylist()])
    assert data.num_rows == len(rows)
    chart = charts.ladder_chart(
        EstimateTable(table.name, table.title, data, table.evidence, table.as_of), "the target"
    )
    assert chart is not None
    assert "60 % (58 to 61)" in _texts(chart.drawings[0])
    assert not any("people)" in text for text in _texts(chart.drawings[0]))


@pytest.mark.parametrize(
    ("chart", "line"),
    [
        (charts.communities_chart(report_samples.communities(), "they"), "52 % (47 to 57)"),
        (charts.importance_chart(report_samples.needs()), "29 % (24 to 34)"),
        (charts.unmet_chart(report_samples.needs()), "55 % (42 to 67)"),
        (charts.growth_chart(report_samples.needs()), "×1.6 (1.1 to 2.2)"),
        (charts.trends_chart(report_samples.trends().rows(measure="growth")), "×6.0 (3.0 to 13)"),
    ],
)
def test_each_chart_says_its_numbers(chart: Chart | None, line: str) -> None:
    assert chart is not None
    assert all(line in _texts(svg) for svg in chart.drawings)


def test_a_chart_of_refusals_only_counts_them() -> None:
    rows = report_samples.needs().rows(measure="unanswered_share")
    withheld = [row | {"value": None, "reliability": "hidden"} for row in rows]
    chart = charts.trends_chart([row | {"term": row["need"]} for row in [*rows[:2], *withheld]])
    assert chart is not None
    assert chart.sentence.endswith("4 more rest on too few to show.")
    assert not any("hidden" in text for text in _texts(chart.drawings[0]))
    assert charts.trends_chart([row | {"term": "a"} for row in [rows[0], *withheld]]) is None


def test_long_and_wide_labels_are_cut_to_their_room() -> None:
    line = Line("上网卡推荐" * 20, (Mark(0.6, 0.5, 0.7, "60 %"),))
    for svg in draw("one", "T", "S", (line,), SCALE).drawings:
        (label,) = [text for text in _texts(svg) if text.startswith("上")]
        assert label.endswith("…")
        assert len(label) <= 24


@pytest.mark.parametrize("highs", [[0.001], [0.03], [0.09], [0.21], [0.5], [0.99], [1.0]])
def test_a_scale_of_shares_holds_its_numbers_in_few_round_steps(highs: list[float]) -> None:
    scale = charts.share_scale(highs)
    assert scale.high >= max(highs)
    assert scale.ticks[0] == 0.0
    assert scale.ticks[-1] == pytest.approx(scale.high)
    assert 3 <= len(scale.ticks) <= 6


@pytest.mark.parametrize("ends", [[], [0.9, 1.1], [0.001, 3.0], [1.0, math.inf], [20.0, 1e9]])
def test_a_scale_of_ratios_holds_one_and_stays_readable(ends: list[float]) -> None:
    scale = charts.ratio_scale(ends)
    assert scale.low <= 0.5
    assert 2.0 <= scale.high <= 64.0
    assert 1.0 in scale.ticks
    assert 3 <= len(scale.ticks) <= 7
