"""What a questionnaire adds to the report: its ladder, its differences, its methods, its label."""

from __future__ import annotations

from dataclasses import replace

from tests.report_samples import report_input
from tests.unit.test_measures_reported import said

from folkmoot.measures.modelled import modelled_and_checked, population_of
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
    assert any(text.startswith("From France: 178 % more likely than all to be inactive") for text in
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


def with_small_segments(women_of_fr: int) -> ReportInput:
    """Two halves that differ, in two countries."""
    people = said(
        [
            (240, {"gender": "f", "country": "DE"}, {"read": 30, "comment": 1}),
            (60, {"gender": "f", "country": "DE"}, {}),
            (women_of_fr, {"gender": "f", "country": "FR"}, {"read": 30}),
            (110, {"gender": "m", "country": "DE"}, {"read": 4}),
            (86, {"gender": "m", "country": "FR"}, {}),
        ]
    )
    margins = {"gender": {"f": 0.5, "m": 0.5}, "country": {"DE": 0.6, "FR": 0.4}}
    by = ("country", "gender")
    cells, checks = modelled_and_checked(people, by, population_of(margins, "adults of nowhere"))
    told = reported(people, ("gender", "country"))
    more = {"reported_s": told, "modelled_s": cells, "model_checks_s": checks}
    return replace(report_input(), tables=more)


def test_small_segments_stand_beside_what_was_said_and_their_checks() -> None:
    tables = [b for b in asked.blocks(with_small_segments(60)) if isinstance(b, Table)]
    cells, checks = tables[-2:]
    assert (cells.is_folded, checks.is_folded) == (True, True)
    assert "simulated" in cells.caption
    rows = {row[0].text: row for row in cells.rows}
    assert list(rows) == [
        "All of them",
        "Germany × women",
        "Germany × men",
        "France × women",
        "France × men",
    ]
    assert [head.text.replace("\u00ad", "") for head in cells.heads] == [
        "Segment", "Critics", "Spectators", "Inactive",
    ]  # fmt: skip
    assert "said\u00a080" in rows["Germany × women"][1].small
    names = [(row[0].text, row[0].small) for row in checks.rows]
    assert names == [
        (name, how) for how in ("asked again", "its answers left out")
        for name in ("women", "men", "Germany", "France")
    ]  # fmt: skip
    assert "leave one group out" in checks.small


def test_no_line_of_small_segments_gives_a_small_one_away() -> None:
    tables = [b for b in asked.blocks(with_small_segments(4)) if isinstance(b, Table)]
    rows = {row[0].text: row for row in tables[-2].rows}
    # Four women of FR: each of the others stands with them in a line or in the same corner.
    assert {rows[name][0].small for name in list(rows)[1:]} == {"number withheld"}
    assert all("too\u00a0few" in rows[name][1].small for name in list(rows)[1:])


def test_of_several_questionnaires_each_says_which_it_is() -> None:
    inp = with_survey()
    both = replace(inp, tables={**inp.tables, "reported_two": inp.tables["reported_golden"]})
    blocks = list(asked.blocks(both))
    captions = [block.caption for block in blocks if isinstance(block, Table)]
    assert captions == [
        f"By their own word, by {kind}: {name}"
        for name in ("golden", "two")
        for kind in ("gender", "country")
    ]
    titles = [block.charts[0].title for block in blocks if isinstance(block, Charts)]
    assert [title.rpartition(": ")[2] for title in titles] == ["golden", "two"]
