"""Kinds of people with the need side by side, as counted facts, and who resembles them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from folkmoot.report.blocks import (
    Block,
    Entry,
    Head,
    Notes,
    Paragraph,
    Table,
    evidences,
    measure_table,
    text_cell,
)
from folkmoot.report.model import ReportInput

__all__ = ["look_alike_blocks", "persona_blocks"]

#: Told openly; what they declared and when they write opens under its caption.
_OPEN: Final = ("size", "need", "takes part")
_MOST_READ: Final = 10


def persona_blocks(inp: ReportInput) -> list[Block]:
    """Say whether there are segments, and lay out what was counted of each, a column each."""
    found = inp.tables.get("segments")
    said: list[Block] = [Paragraph(found.notes[0])] if found is not None and found.notes else []
    table = inp.table("personas")
    if table is None:
        return said
    rows = table.rows(measure="share")
    opened = [row for row in rows if row["characteristic"] in _OPEN]
    rest = [row for row in rows if row["characteristic"] not in _OPEN]
    said.append(_side_by_side("What was counted of them, in 100", opened))
    if rest:
        said.append(_side_by_side("What they declared, when they write", rest, is_folded=True))
    return [*said, Notes(table.notes[1:]), evidences("Where these facts come from", table)]


def _side_by_side(
    caption: str, rows: Sequence[Mapping[str, Any]], *, is_folded: bool = False
) -> Table:
    personas = list(dict.fromkeys(row["persona"] for row in rows))
    facts: dict[tuple[str, str], dict[str, Mapping[str, Any]]] = {}
    for row in rows:
        facts.setdefault((row["characteristic"], row["label"]), {})[row["persona"]] = row
    entries = [
        Entry(text_cell(label, part.replace("_", " ")), numbers)
        for (part, label), numbers in facts.items()
    ]
    columns = [(name, name[:1].upper() + name[1:], "") for name in personas]
    return measure_table(caption, "Fact", columns, entries, is_folded=is_folded)


def look_alike_blocks(inp: ReportInput) -> list[Block]:
    """Say how well others who resemble them can be told, and what the score reads."""
    found = inp.tables.get("look_alike")
    if found is None or not found.notes:
        return []
    said: list[Block] = [Paragraph(found.notes[0])]
    reads = [row for row in found.rows(part="reads") if row["value"] is not None][:_MOST_READ]
    if not reads:
        return said
    entries = [
        Entry(text_cell(row["label"], row["characteristic"].replace("_", " ")),
              {"odds_ratio": row}, (text_cell(f"{row['cases']:,}"),))
        for row in reads
    ]  # fmt: skip
    said.append(measure_table(
        "What the look-alike score reads, surest first", "Feature",
        (("odds_ratio", "Odds", "pulled towards 1"),), entries, after=(Head("People"),),
        with_base=False, is_folded=True,
    ))  # fmt: skip
    return [*said, Notes(found.notes[1:]), evidences("Where the score comes from", found)]
