"""Whom to help: open conversations, why each was chosen, and what the drafts say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from folkmoot.report.blocks import (
    Block,
    Cell,
    Head,
    Notes,
    Said,
    Section,
    Table,
    evidences,
    number_cell,
    text_cell,
    web_address,
)
from folkmoot.report.model import ReportInput
from folkmoot.report.words import day, plural

__all__ = ["said", "section"]

#: Conversations in the table: more than a week's work; the exported files hold the rest.
_MOST: Final = 20

_WHO_SENDS: Final = (
    "A person reads, changes and sends every answer; folkmoot sends nothing. A draft says whose it "
    "is, and names a rival first where the rival fits better."
)


def section(inp: ReportInput, *, quotes: bool = False) -> Section:
    """Make the section; with ``quotes`` conversations are named by their own titles."""
    line = said(inp)
    table = inp.table("conversations")
    if table is None:
        return Section("help", "Whom to help", line.answer, ())
    found = _rows(inp)
    rows = found[:_MOST]
    more = (f"{len(found) - _MOST} more are in the exported table.",) if rows != found else ()
    # The first note counts them, as the answer does.
    notes = table.notes[1:] if found else table.notes
    blocks: list[Block] = [
        _table(rows, quotes=quotes),
        Notes((*more, _WHO_SENDS, *notes)),
        evidences("How these conversations were found", table, rows),
    ]
    return Section("help", "Whom to help", line.answer, tuple(blocks), line.detail)


def said(inp: ReportInput) -> Said:
    """Say how many conversations are open, and how the drafts stand, for the summary."""
    count = len(_rows(inp))
    if not count:
        return Said("Help", "No open conversation states a need of the brief: nobody to answer.")
    state = "states" if count == 1 else "state"
    answer = f"{plural(count, 'open conversation')} {state} a need of the brief."
    drafts = inp.drafts
    if drafts is None:
        return Said("Help", answer, "No drafts were written yet.", "help")
    detail = (
        f"In {drafts.rival_first:,} of the {drafts.conversations:,} with a draft something else "
        "fits better than our product, and the draft says so first."
    )
    return Said("Help", answer, detail, "help")


def _rows(inp: ReportInput) -> list[dict[str, Any]]:
    table = inp.table("conversations")
    return [] if table is None else table.rows(measure="relevance")


def _table(rows: list[dict[str, Any]], *, quotes: bool) -> Table:
    heads = (
        Head("Conversation"),
        Head("Need"),
        Head("Why it was chosen"),
        Head("Fit", "0 to 1", is_number=True),
    )
    cells = [
        (
            _name(row, quotes=quotes),
            text_cell(row["need"]),
            text_cell("; ".join(row["why"] or [])),
            _fit(row),
        )
        for row in rows
    ]
    return Table("Open conversations, best fit first", heads, tuple(cells))


def _name(row: Mapping[str, Any], *, quotes: bool) -> Cell:
    place = f"in {row['community']}" if row["community"] else ""
    asked = f"Question of {day(row['published_at'])}"
    if quotes and row["title"]:
        return Cell(row["title"], f"{asked} {place}".rstrip(), web_address(row["url"] or ""))
    return Cell(asked, place, web_address(row["url"] or ""))


def _fit(row: Mapping[str, Any]) -> Cell:
    return number_cell(row, with_base=False)
