"""What a questionnaire adds to the report: its ladder, its differences, its methods, its label."""

from __future__ import annotations

from dataclasses import replace

from tests.report_samples import report_input
from tests.unit.test_measures_reported import said

from folkmoot.measures.reported import reported
from folkmoot.report.blocks import Charts, Items, Notes, Paragraph, Table
from folkmoot.report.model import ReportInput
from folkmoot.report.sections import asked


def with_survey() -> ReportInput:
    people = said(
        [
            (150, {"gender": "f", "country": "DE"}, {"read": 30, "comment": 1}),
            (150, {"gender": "f", "country": "DE"}, {"read": 30}),
            (20, {"gender": "m", "country": "DE"}, {"comment": 1, "read": 4}),
            (180, {"gender": "m", "country": "FR"}, {}),
        ]
    )
    table = reported(people, ("gender", "country"))
    inp = report_input()
    return replace(inp, tables={**inp.tables, "reported_golden": table})


def test_without_a_questionnaire_nothing_is_added() -> None:
    assert list(asked.blocks(report_input())) == []


def test_what_posts_cannot_show_comes_first_and_is_called_simulated() -> None:
    first = next(asked.blocks(with_survey()))
    assert isinstance(first, Paragraph)
    assert first.text == (
        "A program made these answers; nobody said them. What posts cannot show, a questionnaire"
        " says: 64 % (60 to 68) read, watch or listen, and 36 % (32 to 40) do none of all this."
    )


def test_the_ladder_is_drawn_with_every_rung_and_its_interval() -> None:
    blocks = list(asked.blocks(with_survey()))
    (charts,) = [block for block in blocks if isinstance(block, Charts)]
    (chart,) = charts.charts
    assert chart.name == "ladder-reported-golden"
    assert "simulated" in chart.title
    assert chart.sentence == "Most often they are spectators: 64 % (60 to 68)."
    for drawn in chart.drawings:
        assert "34 % (30 to 38)" in drawn
        assert "Inactive" in drawn


def test_clear_differences_are_said_and_chance_is_left_out() -> None:
    (items,) = [block for block in asked.blocks(with_survey()) if isinstance(block, Items)]
    sentences = [item.text for item in items.items]
    assert any(text.startswith("From FR: 178 % more likely than all to be inactive") for text in
               sentences)  # fmt: skip
    assert not any("chance" in text for text in sentences)


def test_a_table_a_kind_of_segment_names_people_in_words() -> None:
    tables = [block for block in asked.blocks(with_survey()) if isinstance(block, Table)]
    assert [table.caption for table in tables] == [
        "By their own word, by gender", "By their own word, by country",
    ]  # fmt: skip
    assert [row[0].text for row in tables[0].rows] == ["women", "men"]
    assert tables[0].small == "Of simulated respondents (adults of nowhere)."
    (notes,) = [block for block in asked.blocks(with_survey()) if isinstance(block, Notes)]
    assert notes.texts[0].startswith("SIMULATED")
