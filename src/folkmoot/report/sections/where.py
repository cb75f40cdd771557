"""Where the target is found, and whether help is welcome there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from folkmoot.estimate import disclose, share
from folkmoot.report.blocks import (
    Block,
    Charts,
    Entry,
    Item,
    Items,
    Notes,
    Said,
    Section,
    Table,
    evidences,
    measure_table,
    pivot,
    text_cell,
)
from folkmoot.report.charts import communities_chart
from folkmoot.report.model import ReportInput
from folkmoot.report.sections.around import around
from folkmoot.report.words import joined, number, with_interval

__all__ = ["first_places", "said", "section"]

_Rows = Mapping[str, Mapping[str, Any]]

#: Places in the table; the exported files hold them all.
_MOST: Final = 12

_COLUMNS: Final = (
    ("reach", "Reach", ""),
    ("marginal_reach", "Adds", ""),
    ("concentration", "Index", ""),
    ("questions", "Questions", ""),
    ("answered_share", "Answered", ""),
    ("first_answer_hours", "First answer", "half come sooner"),
    ("stickiness", "Back", "in the next quarter"),
)


def section(inp: ReportInput) -> Section:
    """Make the section."""
    table = inp.table("communities")
    line = said(inp)
    if table is None:
        return Section("where", "Where to find them", line.answer, ())
    chart = communities_chart(table, "they")
    blocks: list[Block] = [Charts((chart,))] if chart else []
    blocks.append(_table(_places(inp)[:_MOST]))
    blocks.append(Notes(table.notes))
    shown = [row for place in _places(inp)[:_MOST] for row in place.values()]
    blocks.append(evidences("Where these numbers come from", table, shown))
    blocks += around(inp)
    return Section("where", "Where to find them", line.answer, tuple(blocks), line.detail)


def said(inp: ReportInput) -> Said:
    """Say where the target is, for the summary: the first three places and what they reach."""
    places = _places(inp)
    if not places:
        text = "No place was measured: too few people state a need, or the data names no places."
        return Said("Where", text)
    best = places[:3]
    names = joined([f"“{_any(place)['community']}”" for place in best])
    parts = [place["marginal_reach"] for place in best if "marginal_reach" in place]
    shown = [row for row in parts if row["value"] is not None]
    if len(shown) < len(best):
        return Said("Where", f"They are found first of all in {names}.", section="where")
    estimate = share(sum(row["cases"] for row in shown), shown[0]["base"], shown[0]["base_label"])
    reach = disclose(estimate).as_dict()
    if len(places) == 1:
        return Said("Where", f"They are found in {names}, the one place that is known.",
                    f"It reaches {number(reach)}.", "where")  # fmt: skip
    most = "most" if estimate.value is not None and estimate.value > 0.5 else "only part"
    return Said(
        "Where",
        f"The best {len(best)} of {len(places)} places reach {most} of them: {names}.",
        f"Together {number(reach)}.",
        "where",
    )


def first_places(inp: ReportInput) -> Items:
    """Name the first three places with their reach, for the summary."""
    items = []
    for place in _places(inp)[:3]:
        said = [f"reach {with_interval(place['reach'])}"] if "reach" in place else []
        answered = place.get("answered_share")
        if answered is not None and answered["value"] is not None:
            said.append(f"{with_interval(answered)} of its questions answered")
        items.append(Item(_any(place)["community"], "; ".join(said)))
    return Items("First places", tuple(items), is_ordered=True)


def _places(inp: ReportInput) -> list[_Rows]:
    table = inp.table("communities")
    if table is None:
        return []
    places: Sequence[_Rows] = list(pivot(table.rows(), "community_id").values())
    return sorted(places, key=lambda place: _any(place)["rank"])


def _any(place: _Rows) -> Mapping[str, Any]:
    return next(iter(place.values()))


def _table(places: Sequence[_Rows]) -> Table:
    bases = {str(_any(place)["basis"] or "") for place in places}
    same = bases.pop() if len(bases) == 1 else ""
    entries = []
    for place in places:
        about = _any(place)
        basis = "" if same else str(about["basis"] or "")
        if about.get("frame") == "keyword":
            basis = "known by a search alone"
        entries.append(Entry(text_cell(about["community"], basis), place))
    caption = "Places, by what each adds to the reach of those above it"
    small = f"Places are {same}." if same else ""
    return measure_table(caption, "Place", _COLUMNS, entries, small=small)
