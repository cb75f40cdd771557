"""What people connect with the product and its alternatives: the picture, its table, its notes."""

from __future__ import annotations

from folkmoot.report.blocks import (
    Block,
    Charts,
    Entry,
    Notes,
    Paragraph,
    evidences,
    measure_table,
    pivot,
    text_cell,
)
from folkmoot.report.model import ReportInput
from folkmoot.report.position_map import position_chart

__all__ = ["position_blocks"]


def position_blocks(inp: ReportInput) -> list[Block]:
    """Make the blocks; none where the table is absent or holds nothing that may be shown."""
    from folkmoot.measures.position import apart

    table = inp.table("position")
    shares = [] if table is None else table.rows(measure="share")
    shown = [row for row in shares if row["value"] is not None]
    if table is None or not shown:
        return []
    chart = position_chart(table)
    first: Block = Paragraph(apart(table)) if chart is None else Charts((chart,))
    things = {row["thing_id"]: row for row in shown}
    columns = tuple((thing, row["thing"], "") for thing, row in things.items())
    by_thing = [{**row, "measure": row["thing_id"]} for row in shown]
    entries = [
        Entry(text_cell(next(iter(found.values()))["aspect"]), found)
        for found in pivot(by_thing, "aspect_id").values()
    ]
    caption = "Of those who name it, who speak of it in the same post"
    # Where no picture is drawn, nothing may stand out: the numbers open under their caption.
    said = measure_table(caption, "Attribute", columns, entries, is_folded=chart is None)
    where = evidences("Where these shares come from", table, shown)
    return [first, said, Notes(table.notes), where]
