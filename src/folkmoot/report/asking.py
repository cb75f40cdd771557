"""How the ladder depends on how it is asked, and how unequally people take part, as blocks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from folkmoot.estimate import EstimateTable
from folkmoot.ladder import RUNGS
from folkmoot.report.blocks import Block, Charts, Entry, Paragraph, Table, measure_table, text_cell
from folkmoot.report.curves import curve_charts

__all__ = ["inequality_blocks", "sensitivity_blocks"]

_VARIED: Final = {
    ("window", "point"): "did it lately",
    ("habit", "habit"): "did it in so many months",
    ("as_of", "habit"): "the habit, asked on another day",
    ("reactions", "point"): "reactions of one tap",
    ("software", "habit"): "accounts that post like software",
}
_BASES: Final = (("active", "Members active"), ("known", "Members known"))


def sensitivity_blocks(table: EstimateTable | None) -> list[Block]:
    """Say in a sentence how far the main share moves; lay out the settings in a folded table."""
    if table is None:
        return []
    rows = table.rows(segment_kind="all", measure="share")
    shown = [row for row in rows if row["value"]]
    names = [rung.name for rung in RUNGS if any(row["rung"] == rung.name for row in shown)]
    if not names:
        return []
    usual = [row for row in shown if row["is_usual"] and row["rung"] in names]
    rung = max(usual or shown, key=lambda row: row["value"])["rung"]
    first = [note for note in table.notes if note.startswith(f"The share of {rung}s")]
    orders = [note for note in table.notes if note.startswith("By ")]
    said = " ".join(["How it is asked matters.", *first, *orders])
    return [Paragraph(said), _settings(table, names)]


def _settings(table: EstimateTable, rungs: list[str]) -> Table:
    found: dict[tuple[str, str, str], dict[str, Mapping[str, Any]]] = {}
    usual: set[tuple[str, str, str]] = set()
    for row in table.rows(segment_kind="all", measure="share"):
        key = (row["varied"], row["definition"], row["setting"])
        if key[:2] in _VARIED:
            found.setdefault(key, {})[row["rung"]] = row
            # Conversationalists alone have a week.
            usual |= {key} if row["is_usual"] and row["rung"] != "conversationalist" else set()
    entries = [
        Entry(text_cell(setting, _VARIED[varied, definition] + (
            "; as above" if (varied, definition, setting) in usual else ""
        )), numbers)
        for (varied, definition, setting), numbers in found.items()
    ]  # fmt: skip
    columns = [(rung, f"{rung.capitalize()}s", "") for rung in rungs]
    rest = [note for note in table.notes if note.startswith(("Were ", "No account"))]
    rest += [note for note in table.notes if "software could, and" in note]
    return measure_table(
        "The same shares, asked in other ways", "Asked so", columns, entries, small=" ".join(rest),
        is_folded=True,
    )  # fmt: skip


def inequality_blocks(table: EstimateTable | None) -> list[Block]:
    """Draw the Lorenz curves, say what is true beside 90-9-1, and fold the numbers."""
    if table is None:
        return []
    charts = curve_charts(table)
    if not charts:
        return []
    return [Charts(charts), Paragraph(table.notes[-1]), _numbers(table)]


def _numbers(table: EstimateTable) -> Table:
    found: dict[tuple[str, float | None], dict[str, Mapping[str, Any]]] = {}
    for row in table.rows(segment_kind="all"):
        found.setdefault((row["measure"], row["people_share"]), {})[row["denominator"]] = row
    order = ("posted_share", "gini", "top_share", "lorenz")
    entries = [
        Entry(text_cell(_name(measure, part)), numbers)
        for (measure, part), numbers in sorted(found.items(), key=lambda e: order.index(e[0][0]))
    ]
    columns = [(base, head, "") for base, head in _BASES]
    return measure_table(
        "How unequally people take part, in numbers", "What", columns, entries,
        small="Posts of the last 90 days. The Gini coefficient is 0 where all make as many, and 1"
        " where one makes all.", is_folded=True,
    )  # fmt: skip


def _name(measure: str, part: float | None) -> str:
    if measure == "posted_share":
        return "Posted at all"
    if measure == "gini":
        return "Gini coefficient of posts"
    which = "most" if measure == "top_share" else "least"
    return f"Made by the {which} active {100 * (part or 0):.0f} %"
