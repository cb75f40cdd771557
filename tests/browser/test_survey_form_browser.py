"""The printed questionnaire in a real browser: silent, accessible, on A4, in both languages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.browser_pages import PHONE, opened

from folkmoot.survey.forms import write_form
from folkmoot.survey.instrument import make_instrument

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module", params=["en", "zh", "en,zh"])
def path(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A questionnaire on disk, with names that would be markup if they were not escaped."""
    asked = make_instrument(
        str(request.param).split(","),
        communities=["<script>alert(1)</script>", "咖啡小组"],
        countries=["CN", "DE", "US"],
        asker="Morning Grinder",
        contact="survey@example.org",
    )
    return write_form(asked, "html", tmp_path_factory.mktemp("form") / "questions.html")


@pytest.fixture
def form(page: Page, path: Path) -> Iterator[Page]:
    """The page, opened; whatever else it asks for and whatever it complains of fails."""
    with opened(page, path) as shown:
        yield shown


@pytest.mark.parametrize("width", [1280, PHONE])
def test_axe_finds_nothing(form: Page, width: int) -> None:
    from axe_playwright_python.sync_playwright import Axe

    form.set_viewport_size({"width": width, "height": 800})
    found = Axe().run(form).response["violations"]
    assert [(each["id"], each["nodes"][0]["html"][:120]) for each in found] == []


def test_only_the_tables_run_over_the_edge_of_a_phone(form: Page) -> None:
    form.set_viewport_size({"width": PHONE, "height": 740})
    assert form.evaluate("document.scrollingElement.scrollWidth") == PHONE
    over = form.evaluate(
        """width => [...document.querySelectorAll('main *')]
            .filter(each => !each.closest('table') && each.getBoundingClientRect().right > width)
            .map(each => each.outerHTML.slice(0, 100))""",
        PHONE,
    )
    assert over == []


def test_a_language_prints_on_three_pages_of_a4(form: Page) -> None:
    articles = form.locator("article").count()
    pdf = form.pdf(prefer_css_page_size=True, print_background=False)
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) <= 3 * articles
    (size,) = {match.group(1) for match in re.finditer(rb"/MediaBox\s*\[([^\]]*)\]", pdf)}
    assert [round(float(number)) for number in size.split()] == [0, 0, 595, 842]


def test_every_box_is_drawn_on_paper_too(form: Page) -> None:
    form.emulate_media(media="print")
    for box in (form.locator(".box").first, form.locator("td .box").last):
        shown = box.bounding_box()
        assert shown is not None
        assert min(shown["width"], shown["height"]) > 10
    assert form.evaluate("getComputedStyle(document.querySelector('.box')).borderTopWidth") != "0px"


def test_the_words_are_those_of_the_page_s_language(form: Page) -> None:
    for article in form.locator("article").all():
        locale = article.get_attribute("lang")
        text = article.inner_text()
        assert "<script>alert(1)</script>" in text
        assert ("您愿意参加吗？" in text) == (locale == "zh-Hans")
        assert ("Do you agree to take part?" in text) == (locale == "en")
