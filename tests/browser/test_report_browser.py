"""The report in a real browser: silent, offline, accessible, readable on a phone, printable."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests import report_samples
from tests.browser_pages import PHONE, opened

from folkmoot.plan import make_plan
from folkmoot.report import write_report
from folkmoot.strategies import Case

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module", params=["plain", "hostile"])
def path(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A report on disk; the hostile one has markup in every text that comes from outside."""
    text = report_samples.HOSTILE if request.param == "hostile" else ""
    folder = tmp_path_factory.mktemp("report")
    inp = report_samples.report_input(text, text)
    return write_report(folder / "report.html", inp, quotes=True)


@pytest.fixture
def report(page: Page, path: Path) -> Iterator[Page]:
    """The report, opened; whatever else it asks for and whatever it complains of fails."""
    with opened(page, path) as shown:
        yield shown


def _violations(page: Page) -> list[str]:
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page).response["violations"]
    return [
        f"{each['id']}: {node['html'][:120]} {node['failureSummary']}"
        for each in found
        for node in each["nodes"]
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, PHONE])
def test_axe_finds_nothing(report: Page, scheme: str, width: int) -> None:
    report.set_viewport_size({"width": width, "height": 800})
    report.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    report.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    assert _violations(report) == []


def test_nothing_runs_over_the_edge_of_a_phone(report: Page) -> None:
    report.set_viewport_size({"width": PHONE, "height": 740})
    report.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    assert report.evaluate("document.scrollingElement.scrollWidth") == PHONE
    over = report.evaluate(
        """width => [...document.querySelectorAll('main *')]
            .filter(each => each.getClientRects().length && !each.closest('pre')
                && !each.closest('thead') && each.getBoundingClientRect().right > width + 1)
            .map(each => each.outerHTML.slice(0, 100))""",
        PHONE,
    )
    assert over == []


def test_charts_are_drawn_for_the_width_at_hand(report: Page) -> None:
    shown = "each => getComputedStyle(each).display != 'none'"
    for width, layout in ((1280, "wide"), (PHONE, "narrow")):
        report.set_viewport_size({"width": width, "height": 800})
        first = report.locator("#summary svg.chart")
        assert [chart.evaluate(shown) for chart in first.all()] == [
            layout == "wide", layout == "narrow",
        ]  # fmt: skip
        # Text is at least as large as in the drawing itself: nothing is scaled down.
        (visible,) = [chart for chart in first.all() if chart.evaluate(shown)]
        box = visible.bounding_box()
        assert box is not None
        assert box["width"] == pytest.approx(float(visible.get_attribute("width") or 0), abs=1)


def test_colours_follow_the_reader(report: Page) -> None:
    ground = "getComputedStyle(document.body).backgroundColor"
    ink = "getComputedStyle(document.querySelector('svg.chart text')).fill"
    report.emulate_media(color_scheme="light")
    assert (report.evaluate(ground), report.evaluate(ink)) == (
        "rgb(255, 255, 255)",
        "rgb(92, 92, 88)",
    )
    report.emulate_media(color_scheme="dark")
    assert (report.evaluate(ground), report.evaluate(ink)) == (
        "rgb(22, 22, 21)",
        "rgb(173, 173, 166)",
    )


def test_a_keyboard_skips_to_the_report_and_opens_the_evidence(report: Page) -> None:
    report.keyboard.press("Tab")
    assert report.evaluate("document.activeElement.textContent") == "Skip to the report"
    report.keyboard.press("Enter")
    report.wait_for_url("**#main")
    fold = report.locator("#where details")
    assert not fold.locator("code").is_visible()
    fold.locator("summary").press("Enter")
    assert fold.locator("code").is_visible()


def test_it_prints_on_a_few_pages_on_white(report: Page) -> None:
    report.emulate_media(color_scheme="dark")
    pdf = report.pdf(prefer_css_page_size=True, print_background=True)
    pages = len(re.findall(rb"/Type\s*/Page\b", pdf))
    assert 3 <= pages <= 12
    # A4 in points, as the style asks for.
    (size,) = {match.group(1) for match in re.finditer(rb"/MediaBox\s*\[([^\]]*)\]", pdf)}
    assert [round(float(number)) for number in size.split()] == [0, 0, 595, 842]
    report.emulate_media(media="print", color_scheme="dark")
    assert report.evaluate("getComputedStyle(document.body).color") == "rgb(28, 28, 26)"
    report.emulate_media(media="screen")


def test_the_first_page_of_paper_is_the_summary(page: Page, tmp_path: Path) -> None:
    tables = report_samples.tables()
    case = Case(
        report_samples.brief(), report_samples.AS_OF,
        participation=tables["participation"], communities=tables["communities"],
        needs=tables["needs"], trends=tables["trends"],
    )  # fmt: skip
    inp = replace(report_samples.report_input(), plan=make_plan(case))
    page.goto(write_report(tmp_path / "report.html", inp).as_uri())
    page.emulate_media(media="print")
    # A4 less the margins of the style is 180 by 270 millimetres.
    page.set_viewport_size({"width": round(180 / 25.4 * 96), "height": round(270 / 25.4 * 96)})
    top = page.locator("#who").bounding_box()
    assert top is not None
    assert top["y"] <= 270 / 25.4 * 96
    # What follows starts on a page of its own.
    assert page.evaluate("getComputedStyle(document.querySelector('#who')).breakBefore") == "page"
