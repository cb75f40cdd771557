"""How people say that they take part: what a questionnaire adds to posts."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any, Final

from folkmoot.estimate import EstimateTable
from folkmoot.estimate.table import plain_sentence
from folkmoot.measures._segments import segment_name
from folkmoot.report.blocks import (
    Block,
    Charts,
    Entry,
    Item,
    Items,
    Notes,
    Paragraph,
    Table,
    evidences,
    measure_table,
    pivot,
    text_cell,
)
from folkmoot.report.charts import share_scale
from folkmoot.report.dots import Chart, Line, Mark
from folkmoot.report.drawing import draw
from folkmoot.report.model import ReportInput
from folkmoot.report.small_segments import small_segment_blocks
from folkmoot.report.words import with_interval

__all__ = ["blocks"]

#: Of the name of a table of answers; the name of its questionnaire follows.
_PREFIX: Final = "reported_"
_KINDS: Final = {"age_band": "age", "country": "country", "gender": "gender"}
#: A difference is called clear when at most one in twenty so called is expected to be chance.
_CLEAR: Final = 0.05
_MOST_APART: Final = 6
#: Segments of one table; more are in the exported one.
_MOST_SEGMENTS: Final = 8


def blocks(inp: ReportInput) -> Iterator[Block]:
    """Yield what each questionnaire of the project says; nothing where there is none."""
    found = {
        name.removeprefix(_PREFIX): table
        for name, table in inp.tables.items()
        if name.startswith(_PREFIX) and len(table)
    }
    for name, table in found.items():
        more = f": {name}" if len(found) > 1 else ""
        yield from _one(name, table, more)
        cells = inp.table(f"modelled_{name}")
        if cells is not None:
            heads = {row["rung"]: _head(row["rung"]) for row in cells.rows()}
            checks = inp.table(f"model_checks_{name}")
            yield from small_segment_blocks(cells, checks, heads, more)


def _one(name: str, table: EstimateTable, more: str) -> Iterator[Block]:
    whole = pivot(table.rows(segment_kind="all"), "rung")
    shares = {rung: rows["share"] for rung, rows in whole.items() if "share" in rows}
    yield Paragraph(_said(shares, table))
    yield Charts((_chart(name, shares, table, more),))
    kinds = list(dict.fromkeys(row["segment_kind"] for row in table.rows()))
    apart = _apart(table)
    if apart:
        yield Items(f"What sets segments apart{more}", apart)
    for kind in kinds:
        if kind != "all":
            yield _segments(kind, table, more)
    yield Notes(table.notes)
    yield evidences(f"Where these answers come from{more}", table)


def _said(shares: Mapping[str, Mapping[str, Any]], table: EstimateTable) -> str:
    first = "A program made these answers; nobody said them. " if "simulated" in table.title else ""
    told = []
    reading, idle = shares.get("spectator"), shares.get("inactive")
    if reading is not None and reading["value"] is not None:
        told.append(f"{with_interval(reading)} read, watch or listen")
    if idle is not None and idle["value"] is not None:
        told.append(f"{with_interval(idle)} do none of all this")
    if not told:
        return f"{first}The questionnaire does not tell who reads or who does nothing."
    return f"{first}What posts cannot show, a questionnaire says: {', and '.join(told)}."


def _apart(table: EstimateTable) -> tuple[Item, ...]:
    """Say the clearest differences between a segment and all, one a segment and rung."""
    clear = [
        row
        for row in table.rows(measure="index")
        if row["value"] and row["q_value"] is not None and row["q_value"] < _CLEAR
    ]
    clear.sort(key=_near_end, reverse=True)
    say = table.sentence or plain_sentence
    return tuple(Item(say(row)) for row in clear[:_MOST_APART])


def _near_end(row: Mapping[str, Any]) -> float:
    """How far the interval of an index stays from 100 at the least, in doublings."""
    low, high = (max(row[end] or 0.0, 1.0) / 100 for end in ("low", "high"))
    return max(math.log2(low), -math.log2(high))


def _chart(
    name: str, shares: Mapping[str, Mapping[str, Any]], table: EstimateTable, more: str
) -> Chart:
    lines = [
        Line(_rung(rung), (Mark(row["value"], row["low"], row["high"], with_interval(row)),))
        for rung, row in shares.items()
    ]
    shown = [(rung, row) for rung, row in shares.items() if row["value"] is not None]
    sentence = "Too few people answered to show any share."
    if shown:
        rung, row = max(shown, key=lambda pair: pair[1]["value"])
        sentence = f"Most often they are {_rung(rung).casefold()}: {with_interval(row)}."
    scale = share_scale([row["high"] for _, row in shown if row["high"] is not None])
    return draw(
        f"ladder-reported-{name.replace('_', '-')}", f"{table.title}{more}", sentence,
        tuple(lines), scale,
    )  # fmt: skip


def _segments(kind: str, table: EstimateTable, which: str) -> Table:
    """Lay out one kind of segment: a row a segment, a column a rung, its index below."""
    segments: dict[str, list[Mapping[str, Any]]] = {}
    for row in table.rows(segment_kind=kind):
        segments.setdefault(row["segment"], []).append(row)
    entries = []
    for segment, rows in list(segments.items())[:_MOST_SEGMENTS]:
        shares = {row["rung"]: row for row in rows if row["measure"] == "share"}
        asked = max((row["base"] or 0 for row in shares.values()), default=0)
        entries.append(Entry(text_cell(segment_name(kind, segment), f"n {asked:,}"), shares))
    rungs = list(dict.fromkeys(row["rung"] for row in table.rows(segment_kind=kind)))
    title = _KINDS.get(kind, kind.replace("_", " "))
    left = len(segments) - len(entries)
    more = f"{left} more in the exported table." if left else ""
    return measure_table(
        f"By their own word, by {title}{which}", title.capitalize(),
        [(rung, _head(rung), "") for rung in rungs], entries, small=more, with_base=False,
    )  # fmt: skip


def _head(rung: str) -> str:
    """Name a rung at the head of a column, where a long word may be parted."""
    return _rung(rung).replace("sationalists", "sation\N{SOFT HYPHEN}alists")


def _rung(rung: str) -> str:
    return "Inactive" if rung == "inactive" else f"{rung.capitalize()}s"
