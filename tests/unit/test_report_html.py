"""The report as a page: its order, its sentences, what it may load, what it must not say."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace
from pathlib import Path

import pytest
from tests import report_samples
from tests.page_outline import Element, read_page

from folkmoot.estimate import EstimateTable
from folkmoot.report import ReportInput, render_report, report_sections, write_report


@pytest.fixture(scope="module")
def html() -> str:
    return render_report(report_samples.report_input())


@pytest.fixture(scope="module")
def page(html: str) -> Element:
    return read_page(html)


@pytest.fixture(scope="module")
def hostile() -> str:
    text = report_samples.HOSTILE
    return render_report(report_samples.report_input(text, text), quotes=True)


def _section(page: Element, name: str) -> Element:
    (found,) = [each for each in page.all("section") if each.attributes["id"] == name]
    return found


def test_the_sections_stand_in_the_order_of_the_method(page: Element) -> None:
    assert [section.attributes["id"] for section in page.all("section")] == [
        "summary", "who", "how", "where", "needs", "rising", "plan", "help", "methods",
    ]  # fmt: skip


def test_the_first_page_answers_in_a_line_each(page: Element) -> None:
    summary = _section(page, "summary")
    lines = summary.all("dl")[0]
    said = {div.children[0].text(): div.children[1].all("p")[0].text() for div in lines.children}
    assert said == {
        "Who": "110 people ask about what Wayfare eSIM does.",
        "How": "When they take part, it is most often as joiners: "
        "they keep a profile, follow or join groups.",
        "Where": "The best 3 of 4 places reach most of them: “sim-cards”, “mobile-phones” and"
        " “internet”.",
        "Needs": "They ask first of all about “a local number abroad” and “data in two countries”.",
        "Not met": "They also ask for “calls to landlines” (22 questions).",
        "Now": "Rising: “esim”. Worth joining: it removes the need.",
        "Plan": "No plan was made from these numbers yet.",
        "Help": "2 open conversations state a need of the brief.",
    }


def test_every_line_that_has_a_section_leads_there(page: Element) -> None:
    links = [a.attributes["href"] for a in _section(page, "summary").all("dl")[0].all("a")]
    assert links == ["#who", "#how", "#where", "#needs", "#needs", "#rising", "#help"]


def test_how_unmet_a_need_is_stands_with_its_parts(page: Element) -> None:
    tables = _section(page, "needs").all("table")
    (unmet,) = [each for each in tables if "How unmet it is" in each.children[0].text()]
    heads = [head.text() for head in unmet.all("thead")[0].all("th")]
    assert heads == [
        "Need",
        "Unanswered",
        "Complaints as told",
        "Any of these",
        "Opportunity of 100",
    ]
    (glad,) = [each for each in tables if "How glad people are" in each.children[0].text()]
    assert "roaming at home" in glad.text()
    assert "75 % 60 to 86" in glad.text()


def test_numbers_come_with_interval_and_base(page: Element) -> None:
    where = _section(page, "where")
    (table,) = where.all("table")
    assert "Reach, adds, index: of people who state a need." in table.children[0].text()
    heads = [head.text() for head in table.all("thead")[0].all("th")]
    assert heads == [
        "Place",
        "Reach of 327",
        "Adds of 327",
        "Index of 327",
        "Questions",
        "Answered",
    ]
    row = table.all("tbody")[0].all("tr")[0]
    assert [cell.text() for cell in row.children] == [
        "sim-cards", "52 % 47 to 57", "52 % 47 to 57", "1,000+", "300 267 to 336",
        "80 % 75 to 84; n 300",
    ]  # fmt: skip


def test_three_places_together_reach_what_each_adds(page: Element) -> None:
    # 170 + 51 + 33 of 327 are met in one of the first three places.
    assert (
        "Together 78 % (73 to 82; 327 people who state a need)." in _section(page, "where").text()
    )


def test_small_cells_are_withheld_in_words(page: Element) -> None:
    how = _section(page, "how")
    names = [row.all("th")[0].text() for row in how.all("tr")]
    assert not any(name.startswith("65+") for name in names)
    (by_age,) = [each.text() for each in how.all("caption") if "by age" in each.text()]
    assert "Too few people to show: 65+." in by_age


def test_evidence_opens_to_question_statement_and_values(page: Element) -> None:
    (details,) = _section(page, "where").all("details")
    assert details.all("p")[0].text() == "What of communities?"
    assert details.all("code")[0].text() == (
        "SELECT count(*) FROM activities WHERE verb = $verb AND score < 3"
    )
    assert details.all("p")[1].text() == "1,234 rows; verb: Create; https://example.org/questions/1"


def test_verbatim_titles_stay_out_unless_asked_for(html: str) -> None:
    assert "Which SIM for two weeks" not in html
    quoting = render_report(report_samples.report_input(), quotes=True)
    assert "Which SIM for two weeks in Japan?" in quoting
    assert "do not pass it on" in quoting
    assert "do not pass it on" not in html


def test_no_person_is_named(html: str) -> None:
    # The sample's actors are -1 and -2.
    assert "f" * 15 not in html
    assert "actor_id" not in html


def test_only_web_addresses_become_links(page: Element) -> None:
    conversations = _section(page, "help").all("tbody")[0].all("a")
    assert [a.attributes["href"] for a in conversations] == ["https://example.org/q/1"]


def test_the_policy_allows_this_style_and_nothing_else(html: str, page: Element) -> None:
    (style,) = re.findall(r"<style>(.*?)</style>", html, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policies = [
        meta.attributes["content"]
        for meta in page.all("meta")
        if meta.attributes.get("http-equiv") == "Content-Security-Policy"
    ]
    assert policies == [
        f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    ]
    assert "url(" not in style
    assert "@import" not in style


def test_the_page_loads_nothing(page: Element) -> None:
    loading = ("src", "srcset", "data", "poster", "background", "xlink:href", "action", "style")
    assert page.all("script", "link", "img", "iframe", "object", "embed", "form", "base") == []
    for element in page.all():
        assert not set(loading) & set(element.attributes)
        assert not [name for name in element.attributes if name.startswith("on")]


def test_hostile_text_stays_text(hostile: str) -> None:
    page = read_page(hostile)
    assert page.all("script", "img") == []
    assert len(page.all("style")) == 1
    assert report_samples.HOSTILE.split(">")[1] in page.all("h1")[0].text()
    (heading,) = page.all("h1")
    assert heading.text() == " ".join(report_samples.HOSTILE.split())
    svg = page.all("svg")
    assert any(
        report_samples.HOSTILE[:8] in text.text() for each in svg for text in each.all("text")
    )


def test_the_same_input_gives_the_same_bytes(html: str, tmp_path: Path) -> None:
    path = write_report(tmp_path / "reports" / "r.html", report_samples.report_input())
    assert path.read_bytes() == html.encode("utf-8")
    assert [each.name for each in path.parent.iterdir()] == ["r.html"]


def test_what_is_to_be_said_of_the_moment_stands_under_the_title() -> None:
    given = report_samples.report_input()
    note = "The last 2 of 202 come 2,378 days after all others."
    told = replace(given, lake=replace(given.lake, note=note))
    (before, after) = (
        next(each.text() for each in read_page(render_report(one)).all("p")
             if each.text().startswith("Rests on"))
        for one in (given, told)
    )  # fmt: skip
    assert after == f"{before} {note}"


def test_the_page_is_small(html: str) -> None:
    assert len(html.encode("utf-8")) < 1_500_000


def _bare() -> ReportInput:
    return replace(report_samples.report_input(), tables={}, imports=(), drafts=None, versions={})


def test_a_report_without_numbers_says_so_in_every_section() -> None:
    page = read_page(render_report(_bare()))
    for name in ("who", "how", "where", "needs", "rising", "plan", "help"):
        section = _section(page, name)
        assert len(section.all("p")[0].text()) > 20
        assert section.all("table", "svg") == []
    assert "Not measured, or without any result" in _section(page, "methods").text()


@pytest.mark.parametrize("name", sorted(report_samples.tables()))
def test_each_table_may_be_absent_or_empty(name: str) -> None:
    whole = report_samples.report_input()
    table = whole.tables[name]
    empty = EstimateTable(name, table.title, table.data.slice(0, 0), {}, table.as_of)
    absent = {key: each for key, each in whole.tables.items() if key != name}
    without = report_sections(replace(whole, tables=absent))
    assert report_sections(replace(whole, tables={**absent, name: empty})) == without
    assert len(without) == 9


def test_what_was_read_adds_up_in_the_table(page: Element) -> None:
    table = _section(page, "methods").all("table")[0]
    row = [cell.text() for cell in table.all("tbody")[0].all("td")]
    read, kept, already_there, set_aside = (int(text.replace(",", "")) for text in row[1:])
    assert (read, kept, already_there, set_aside) == (1000, 950, 40, 10)
    assert "CC BY-SA 3.0" in _section(page, "methods").text()
