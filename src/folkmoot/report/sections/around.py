"""More on places: the few that reach most, who shares people, when they post, what is named."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from folkmoot.estimate import EstimateTable
from folkmoot.report.arcs import overlap_chart, overlap_pairs
from folkmoot.report.blocks import (
    Block,
    Cell,
    Charts,
    Entry,
    Evidences,
    Head,
    Item,
    Items,
    Notes,
    Table,
    evidences,
    measure_table,
    number_cell,
    pivot,
    text_cell,
)
from folkmoot.report.charts import retention_chart
from folkmoot.report.clock import tempo_chart, tempo_communities
from folkmoot.report.dots import Chart
from folkmoot.report.model import ReportInput
from folkmoot.report.words import joined, plural

__all__ = ["around"]

#: Communities whose week is drawn.
_CLOCKS: Final = 2
#: Proposals in the report; the exported table has them all.
_PROPOSED: Final = 10
_SHORTLIST: Final = (
    ("reach", "Reach", ""),
    ("marginal_reach", "Adds", ""),
    ("reach_together", "Together", ""),
    ("reach_of_others", "Of others", ""),
)


def around(inp: ReportInput) -> tuple[Block, ...]:
    """Make the blocks that stand below the places, of what was measured."""
    blocks: list[Block] = []
    shortlist = inp.table("shortlist")
    if shortlist is not None:
        blocks += [_shortlist(shortlist), Notes(shortlist.notes[1:])]
    blocks += _pictures(inp.table("overlap"), inp.table("retention"), inp.table("tempo"))
    rules = _rules(inp.table("communities"))
    blocks += [rules] if rules.items else []
    proposed = inp.table("proposed")
    if proposed is not None:
        blocks.append(_proposed(proposed))
    return (*blocks, *_evidences(inp))


def _shortlist(table: EstimateTable) -> Table:
    entries = []
    for rows in pivot(table.rows(), "rank").values():
        about = next(iter(rows.values()))
        small = "known by a search alone" if about["frame"] == "keyword" else ""
        entries.append(Entry(text_cell(about["community"], small), rows))
    return measure_table("The fewest places that reach the most", "Place", _SHORTLIST, entries)


def _pictures(
    overlap: EstimateTable | None, retention: EstimateTable | None, tempo: EstimateTable | None
) -> list[Block]:
    """Pictures side by side, and the tables that say the same in numbers."""
    charts: list[Chart] = []
    tables: list[Block] = []
    chart = overlap_chart(overlap) if overlap is not None else None
    if overlap is not None and chart is not None:
        charts.append(chart)
        tables += [_overlap(overlap), Notes(overlap.notes)]
    stays = retention_chart(retention) if retention is not None else None
    if retention is not None and stays is not None:
        charts.append(stays)
        tables += [_stays(retention), Notes(retention.notes)]
    if tempo is not None:
        for number, place in enumerate(tempo_communities(tempo)[:_CLOCKS], start=1):
            charts.append(tempo_chart(tempo, place, number))
            tables.append(_week(tempo, place))
    return [Charts(tuple(charts)), *tables] if charts else []


def _overlap(table: EstimateTable) -> Table:
    heads = (Head("Place"), Head("And"), Head("People in both", is_number=True),
             Head("Times chance", is_number=True),
             Head("In both", "of those in either", is_number=True))  # fmt: skip
    rows = tuple(
        (
            text_cell(rows["lift"]["one"]), text_cell(rows["lift"]["other"]),
            Cell(f"{rows['lift']['cases']:,}", is_number=True),
            number_cell(rows["lift"], with_base=False), number_cell(rows["jaccard"]),
        )
        for rows in overlap_pairs(table)
    )  # fmt: skip
    return Table("Places that share their people, in numbers", heads, rows, is_folded=True)


def _stays(table: EstimateTable) -> Table:
    rows = [row | {"measure": str(row["after_quarters"])} for row in table.rows(cohort="all")]
    entries = [
        Entry(text_cell(next(iter(found.values()))["community"]), found)
        for found in pivot(rows, "community_id").values()
        if any(row["value"] is not None for row in found.values())
    ]
    columns = [(str(n), f"{n} {'quarter' if n == 1 else 'quarters'} on", "") for n in range(1, 5)]
    return measure_table("Who stays, in numbers", "Place", columns, entries, is_folded=True)


def _week(table: EstimateTable, place: str) -> Table:
    cells = table.rows(community=place, measure="cell_share")
    days = _by_day(cells)
    hours = list(dict.fromkeys(row["from_hour"] for row in cells))
    heads = (Head("Day"), *(Head(f"{hour}–{hour + 3}", is_number=True) for hour in hours))
    rows = tuple(
        (text_cell(day), *(number_cell(of[hour], with_base=False) for hour in hours))
        for day, of in days.items()
    )
    zone = f"Hours in {cells[0]['zone']}: {cells[0]['why']}."
    return Table(f"When “{place}” posts, in numbers", heads, rows, zone, is_folded=True)


def _by_day(cells: Sequence[Mapping[str, Any]]) -> dict[str, dict[int, Mapping[str, Any]]]:
    """Gather the cells of a week by weekday, then by hour."""
    days: dict[str, dict[int, Mapping[str, Any]]] = {}
    for row in cells:
        days.setdefault(row["weekday"], {})[row["from_hour"]] = row
    return days


def _rules(table: EstimateTable | None) -> Items:
    """What the first places say of naming one's own product, each rule once."""
    said: dict[str, list[str]] = {}
    rows = table.rows(measure="reach")[:12] if table is not None else []
    for row in rows:
        if row.get("promotion"):
            said.setdefault(row["promotion"], []).append(row["community"])
    items = tuple(
        Item(rule, "In all of these places." if len(said) == 1 else f"In {joined(names)}.")
        for rule, names in said.items()
    )
    return Items("Naming the product there", items)


def _proposed(table: EstimateTable) -> Items:
    items = []
    places: dict[tuple[str, str], dict[str, Mapping[str, Any]]] = {}
    for row in table.rows():
        places.setdefault((row["community"], row["platform"]), {})[row["measure"]] = row
    for (name, where), rows in list(places.items())[:_PROPOSED]:
        talks = rows["linked_in"]["value"] or 0
        found = f"named in {plural(int(talks), 'conversation')}" if talks else "listed by you"
        kind = rows["linked_in"]["kind"].replace("_", " ")
        items.append(Item(name, f"{kind}, {where}; {found}", badge="unproven"))
    return Items("Places without data that posts point to", tuple(items))


def _evidences(inp: ReportInput) -> list[Evidences]:
    titles = {
        "shortlist": "Where the shortlist comes from",
        "overlap": "Where the shared people come from",
        "retention": "Where the newcomers come from",
        "tempo": "Where the hours come from",
        "proposed": "Where the places without data come from",
    }
    found = []
    for name, title in titles.items():
        table = inp.table(name)
        if table is not None:
            found.append(evidences(title, table))
    return found
