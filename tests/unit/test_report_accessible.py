"""What a screen reader, a keyboard and a printer need, checked in the structure of the page."""

from __future__ import annotations

import re
from importlib.resources import files
from itertools import pairwise

import pytest
from tests import report_samples
from tests.page_outline import Element, read_page

from folkmoot.report import render_report
from folkmoot.report.placing import ACCENT, INK, LINE, MUTED

STYLE = files("folkmoot.report").joinpath("style.css").read_text(encoding="utf-8")


@pytest.fixture(scope="module", params=["plain", "hostile"])
def page(request: pytest.FixtureRequest) -> Element:
    text = report_samples.HOSTILE if request.param == "hostile" else ""
    return read_page(render_report(report_samples.report_input(text, text)))


def test_the_page_says_its_language_title_and_width(page: Element) -> None:
    assert page.all("html")[0].attributes["lang"] == "en"
    assert "audience and community report" in page.all("title")[0].text()
    (viewport,) = [m for m in page.all("meta") if m.attributes.get("name") == "viewport"]
    assert viewport.attributes["content"] == "width=device-width, initial-scale=1"


def test_the_first_link_skips_to_the_report(page: Element) -> None:
    first = page.all("a")[0]
    assert first.attributes["href"] == "#main"
    assert page.all("main")[0].attributes["id"] == "main"


def test_headings_start_at_one_and_skip_no_level(page: Element) -> None:
    levels = [int(heading.tag[1]) for heading in page.all("h1", "h2", "h3", "h4", "h5", "h6")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    steps = [(a, b) for a, b in pairwise(levels) if b > a + 1]
    assert steps == []


def test_identifiers_are_unique_and_every_reference_finds_one(page: Element) -> None:
    names = [each.attributes["id"] for each in page.all() if "id" in each.attributes]
    assert len(names) == len(set(names))
    for each in page.all():
        for kind in ("aria-labelledby", "aria-describedby"):
            for name in each.attributes.get(kind, "").split():
                assert name in names
        if each.attributes.get("href", "").startswith("#"):
            assert each.attributes["href"][1:] in names


def test_every_table_has_a_caption_and_scoped_heads(page: Element) -> None:
    tables = page.all("table")
    assert len(tables) > 5
    for table in tables:
        assert table.children[0].tag == "caption"
        assert table.children[0].text()
        heads = table.all("thead")[0].all("th")
        assert all(head.attributes["scope"] == "col" and head.text() for head in heads)
        for row in table.all("tbody")[0].all("tr"):
            assert [cell.tag for cell in row.children] == ["th"] + ["td"] * (len(heads) - 1)
            assert row.children[0].attributes["scope"] == "row"
            labels = [cell.attributes["data-head"] for cell in row.all("td")]
            assert [head.text().startswith(label) for head, label in zip(heads[1:], labels,
                    strict=True)] == [True] * len(labels)  # fmt: skip


def test_tables_keep_their_roles_when_they_become_cards(page: Element) -> None:
    roles = {"table": "table", "thead": "rowgroup", "tbody": "rowgroup", "tr": "row", "td": "cell"}
    for tag, role in roles.items():
        assert {each.attributes["role"] for each in page.all(tag)} == {role}


def test_what_scrolls_can_be_reached_by_keyboard_and_has_a_name(page: Element) -> None:
    regions = [
        each for each in page.all("div") if "scroll" in each.attributes.get("class", "").split()
    ]
    assert len(regions) == len(page.all("table"))
    for region in regions:
        assert region.attributes["tabindex"] == "0"
        assert region.attributes["aria-labelledby"]


def test_every_chart_has_a_name_and_a_description(page: Element) -> None:
    charts = page.all("svg")
    assert len(charts) >= 10
    for chart in charts:
        assert chart.attributes["role"] == "img"
        assert [child.tag for child in chart.children[:2]] == ["title", "desc"]
        assert all(child.text() for child in chart.children[:2])


def test_every_chart_stands_beside_a_table_of_its_section(page: Element) -> None:
    for section in page.all("section"):
        if section.all("svg") and section.attributes["id"] != "summary":
            assert section.all("table")


def test_every_link_says_where_it_leads(page: Element) -> None:
    for link in page.all("a"):
        assert link.text() or link.attributes.get("aria-label")
    outside = [a for a in page.all("a") if a.attributes["href"].startswith("http")]
    assert outside
    assert all("noopener" in a.attributes["rel"] for a in outside)


def test_every_fold_has_a_summary_first(page: Element) -> None:
    folds = page.all("details")
    assert len(folds) >= 6
    for fold in folds:
        assert fold.children[0].tag == "summary"
        assert fold.children[0].text()


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one: str, other: str) -> float:
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _theme(block: str) -> dict[str, str]:
    return dict(re.findall(r"--(\w+): (#[0-9a-fA-F]{6})", block))


@pytest.mark.parametrize("dark", [False, True])
def test_text_can_be_read_in_both_themes(dark: bool) -> None:
    light_block, dark_block = STYLE.split("prefers-color-scheme: dark", 1)
    theme = _theme(dark_block.split("}", 2)[0] if dark else light_block)
    assert set(theme) == {"paper", "soft", "ink", "muted", "line", "accent"}
    # WCAG 2.2: 4.5 for text (AA), 3 for what is not text.
    for name in ("ink", "muted", "accent"):
        for ground in ("paper", "soft"):
            assert _contrast(theme[name], theme[ground]) >= 4.5, (name, ground)


def test_the_style_maps_every_colour_of_the_drawings() -> None:
    for colour in (ACCENT, MUTED):
        assert f'.chart [fill="{colour}"]' in STYLE
        assert f'.chart [stroke="{colour}"]' in STYLE
    assert f'.chart [fill="{INK}"]' in STYLE
    assert f'.chart [stroke="{LINE}"]' in STYLE
    theme = _theme(STYLE.split("prefers-color-scheme", 1)[0])
    assert (theme["accent"], theme["ink"], theme["muted"], theme["line"]) == (
        ACCENT, INK, MUTED, LINE,
    )  # fmt: skip


def test_the_drawings_use_no_colour_that_the_style_does_not_map(page: Element) -> None:
    used = {
        (kind, each.attributes[kind])
        for svg in page.all("svg")
        for each in svg.all()
        for kind in ("fill", "stroke")
        if each.attributes.get(kind, "none") not in ("none", "transparent")
    }
    mapped = {(k, c) for k, c in re.findall(r'\.chart \[(fill|stroke)="(#\w{6})"\]', STYLE)}
    assert used <= mapped
