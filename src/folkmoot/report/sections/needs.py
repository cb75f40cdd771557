"""What the target needs, how badly, how that changes, and what the product does not do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from folkmoot.estimate import EstimateTable
from folkmoot.report.blocks import (
    Block,
    Charts,
    Entry,
    Head,
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
from folkmoot.report.charts import growth_chart, importance_chart, unmet_chart
from folkmoot.report.model import ReportInput
from folkmoot.report.seen import position_blocks
from folkmoot.report.words import joined, number, with_interval

__all__ = ["first_needs", "limits_said", "said", "section"]

_Rows = Mapping[str, Mapping[str, Any]]

_MOST_THEMES: Final = 12

_COLUMNS: Final = (
    ("questions", "Questions", ""),
    ("importance", "Importance", ""),
    ("people_share", "People", ""),
    ("growth", "Change", "now against before"),
)
#: The parts of how unmet a need is, then what they come to.
_UNMET: Final = (
    ("unanswered_share", "Unanswered", ""),
    ("no_accepted_share", "Not settled", ""),
    ("complaint_share", "Complaints", "as told"),
    ("dissatisfied_share", "Angry at another", "where one is named"),
    ("unmet_share", "Any of these", ""),
    ("opportunity", "Opportunity", "of 100"),
)

_SHORT: Final = {
    "importance": "of their questions",
    "no_accepted_share": "not settled",
}
_OPEN: Final = {
    "unanswered_share": "have no answer",
    "no_accepted_share": "none that the asker accepted",
}


def section(inp: ReportInput) -> Section:
    """Make the section."""
    table = inp.table("needs")
    line = said(inp)
    if table is None:
        return Section("needs", "What they need", line.answer, ())
    brief = _needs(inp, "brief")
    themes = _needs(inp, "theme")[:_MOST_THEMES]
    charts = [draw(table) for draw in (importance_chart, unmet_chart, growth_chart)]
    charts.append(importance_chart(table, "theme"))
    blocks: list[Block] = [Charts(tuple(chart for chart in charts if chart))]
    who = inp.table("who_needs")
    blocks.append(_table("Needs of the brief", brief, who=who))
    if themes:
        blocks.append(_table("What else they ask about", themes, who=who))
    unmet = [need for need in [*brief, *themes] if _has(need, "opportunity")]
    if unmet:
        unmet.sort(key=lambda need: -need["opportunity"]["value"])
        blocks.append(_table("How unmet it is, and what that comes to", unmet, _UNMET))
    blocks += _satisfaction(table)
    blocks.append(Notes(table.notes))
    blocks += position_blocks(inp)
    shown = [row for need in [*brief, *themes] for row in need.values()]
    blocks.append(evidences("Where these numbers come from", table, shown))
    return Section("needs", "What they need", line.answer, tuple(blocks), line.detail)


def said(inp: ReportInput) -> Said:
    """Say the first needs, for the summary."""
    needs = [need for need in _needs(inp, "brief") if _any(need)["met"] is not False]
    if not needs:
        return Said("Needs", "No need was measured: nobody's question states one.")
    names = joined([f"“{_any(need)['need']}”" for need in needs[:3]])
    answer = f"They ask first of all about {names}."
    detail = []
    if needs[0].get("importance", {}).get("value") is not None:
        detail.append(f"The first makes up {number(needs[0]['importance'])}.")
    open_ = [
        f"{with_interval(needs[0][measure])} {words}"
        for measure, words in _OPEN.items()
        if measure in needs[0] and needs[0][measure]["value"] is not None
    ]
    if open_:
        detail.append(f"Of its questions {joined(open_)}.")
    return Said("Needs", answer, " ".join(detail), "needs")


def limits_said(inp: ReportInput) -> Said:
    """Say what is asked for and the product does not do, for the summary."""
    limits = [need for need in _needs(inp, "brief") if _any(need)["met"] is False]
    if not limits:
        return Said("Not met", "Nobody was seen asking for what the brief says is not possible.")
    asked = joined([f"“{_any(need)['need']}”{_asked(need)}" for need in limits[:2]])
    answer = f"They also ask for {asked}."
    return Said("Not met", answer, "The product does not do this; say so.", "needs")


def first_needs(inp: ReportInput) -> Items:
    """Name the first three needs with their numbers, for the summary."""
    items = []
    for need in _needs(inp, "brief")[:3]:
        parts = [f"{with_interval(need[measure])} {words}" for measure, words in _SHORT.items()
                 if measure in need and need[measure]["value"] is not None]  # fmt: skip
        badge = "not met" if _any(need)["met"] is False else ""
        items.append(Item(_any(need)["need"], "; ".join(parts), badge=badge))
    return Items("First needs", tuple(items), is_ordered=True)


def _asked(need: _Rows) -> str:
    row = need.get("questions")
    if row is None or row["value"] is None:
        return ""
    return f" ({row['value']:,.0f} questions)"


def _needs(inp: ReportInput, kind: str) -> list[_Rows]:
    table = inp.table("needs")
    rows = [] if table is None else table.rows(kind=kind)
    return list(
        pivot([row for row in rows if row["measure"] != "satisfaction"], "need_id").values()
    )


def _any(need: _Rows) -> Mapping[str, Any]:
    return next(iter(need.values()))


def _has(need: _Rows, measure: str) -> bool:
    return measure in need and need[measure]["value"] is not None


def _satisfaction(table: EstimateTable) -> list[Block]:
    """Say how glad people are of each alternative, over all and by need, where it may be told."""
    rows = [row for row in table.rows(measure="satisfaction") if row["value"] is not None]
    if not rows:
        return []
    entries = [
        Entry(text_cell(row["thing"]), {"satisfaction": row},
              (text_cell("anything" if row["kind"] == "all" else row["need"]),))
        for row in rows
    ]  # fmt: skip
    caption = "How glad people are of what they name"
    column = ("satisfaction", "Glad", "of those glad or angry of it")
    return [measure_table(caption, "Named", (column,), entries, after=(Head("Writing about"),))]


def _table(
    caption: str,
    needs: Sequence[_Rows],
    columns: Sequence[tuple[str, str, str]] = _COLUMNS,
    who: EstimateTable | None = None,
) -> Table:
    entries = []
    for need in needs:
        about = _any(need)
        # A theme is named by its own words.
        phrases = about["phrases"] or [] if about["kind"] == "brief" and columns is _COLUMNS else []
        words = joined([f"“{phrase}”" for phrase in phrases[:3]])
        if columns is _UNMET:
            # Its phrases stand in the table above.
            words = ""
        if about["met"] is False:
            words = "; ".join(part for part in ("not met by the product", words) if part)
        after = () if who is None else (text_cell(_had(who, about["need_id"])),)
        entries.append(Entry(text_cell(about["need"], words), need, after))
    heads = (
        ()
        if who is None
        else (Head("Asked more by", "than by others who ask as often; see Who they are"),)
    )
    return measure_table(caption, "Need", columns, entries, after=heads)


def _had(who: EstimateTable, need_id: str) -> str:
    from folkmoot.measures.who_needs import had_by

    return had_by(who, need_id)
