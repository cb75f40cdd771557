"""Which needs a group of people has more or less than others who ask as often."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from folkmoot.report.blocks import (
    Block,
    Entry,
    Notes,
    evidences,
    measure_table,
    text_cell,
)
from folkmoot.report.model import ReportInput

__all__ = ["group_need_blocks"]

_CLEAR: Final = 0.05
_MOST_READ: Final = 15
_COLUMNS: Final = (
    ("share", "Of the group", ""),
    ("base_share", "Of the others", "who ask as often"),
    ("index", "Index", "others = 100"),
)


def group_need_blocks(inp: ReportInput) -> list[Block]:
    """Lay out what is clear, the surest first; the answer in a sentence where nothing is."""
    table = inp.tables.get("segment_needs")
    if table is None:
        return []
    lines: dict[tuple[str, ...], dict[str, Mapping[str, Any]]] = {}
    for row in table.rows():
        key = (row["characteristic"], row["category"], row["need_id"])
        lines.setdefault(key, {})[row["measure"]] = row
    clear = [
        rows for rows in lines.values()
        if rows["index"]["value"] is not None and rows["index"]["q_value"] < _CLEAR
    ]  # fmt: skip
    if not clear:
        return [Notes(table.notes)]
    clear.sort(key=lambda rows: float(rows["index"]["q_value"]))
    entries = [
        Entry(text_cell(rows["index"]["label"], f"ask about “{rows['index']['need']}”"), rows)
        for rows in clear[:_MOST_READ]
    ]
    caption = "Which needs each group has more or less than others"
    shown = [row for rows in clear[:_MOST_READ] for row in rows.values()]
    return [
        measure_table(caption, "Group", _COLUMNS, entries), Notes(table.notes),
        evidences("Where these needs of groups come from", table, shown),
    ]  # fmt: skip
