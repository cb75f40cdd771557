"""The report on who they are: kinds side by side, counted, and what the look-alike score reads."""

from __future__ import annotations

from dataclasses import replace

from tests import report_samples
from tests.measure_lakes import ago, brief, view_of
from tests.unit.test_measures_look_alike import simulated
from tests.unit.test_measures_segments import ROOMS, target_of, two_needs

from folkmoot.measures.look_alike import look_alike
from folkmoot.measures.personas import personas
from folkmoot.measures.segments import segments
from folkmoot.report.blocks import Paragraph, Table
from folkmoot.report.sections import who


def test_kinds_stand_side_by_side_as_counted_facts() -> None:
    people = [{"actor_id": n, "joined_at": ago(500), "country": "DE"} for n in range(1, 241)]
    view = view_of(activities=target_of(240, 140), members=people, communities=ROOMS)
    made = (segments(view, two_needs()), personas(view, two_needs()))
    view.engine.close()
    whole = report_samples.report_input()
    inp = replace(whole, tables={**whole.tables, **{table.name: table for table in made}})
    blocks = who.section(inp).blocks
    assert any(
        isinstance(block, Paragraph) and block.text.startswith("2 kinds among 240 people")
        for block in blocks
    )
    (facts,) = [
        block for block in blocks
        if isinstance(block, Table) and block.caption.startswith("What was counted")
    ]  # fmt: skip
    heads = [head.text for head in facts.heads]
    assert heads[:2] == ["Fact", "All with the need"]
    assert all(head.startswith("Those who ") for head in heads[2:])
    size = next(row for row in facts.rows if row[0].text == "of all")
    assert [cell.text for cell in size[1:]] == ["100 %", "57 %", "43 %"]


def test_the_score_is_told_with_its_baseline_and_what_it_reads() -> None:
    view = simulated(1500, trains=0.8, hotels=0.2)
    table = look_alike(view, brief())
    view.engine.close()
    whole = report_samples.report_input()
    blocks = who.section(replace(whole, tables={**whole.tables, "look_alike": table})).blocks
    said = [block.text for block in blocks if isinstance(block, Paragraph)]
    assert any("AUC" in text and "by how much people do" in text for text in said)
    (reads,) = [
        block for block in blocks if isinstance(block, Table) and "look-alike" in block.caption
    ]
    assert {"trains", "hotels"} <= {row[0].text for row in reads.rows}


def test_that_there_are_no_segments_is_said() -> None:
    none = segments(view_of(activities=target_of(40, 20)), two_needs())
    whole = report_samples.report_input()
    blocks = who.section(replace(whole, tables={**whole.tables, "segments": none})).blocks
    assert Paragraph("No segments: 40 people with the need are too few to be split.") in blocks
