"""Small segments of a questionnaire in the report: shares by a model, and its checks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from folkmoot.estimate import EstimateTable, amount, interval
from folkmoot.measures._segments import segment_name
from folkmoot.report.blocks import (
    Block,
    Cell,
    Head,
    Notes,
    Paragraph,
    Table,
    evidences,
    number_cell,
    text_cell,
)

__all__ = ["small_segment_blocks"]

#: Cells of one table; more are in the exported one.
_MOST_CELLS: Final = 60
_LEAD: Final = (
    "Where few of a segment answered, a model lets like segments learn from each other. Its shares"
    " stand beside what was answered and beside everybody."
)
_HOW: Final = {
    "posterior-predictive": "asked again",
    "leave-one-group-out": "its answers left out",
}
_CHECKS: Final = (
    "What each category answered, and below it what a model expects: the fitted one asked again"
    " (posterior predictive), and one that has not seen the category's answers (leave one group"
    " out). Of a hundred answers about five lie outside by chance."
)

_Row = Mapping[str, Any]


def small_segment_blocks(
    cells: EstimateTable, checks: EstimateTable | None, heads: Mapping[str, str], more: str = ""
) -> Iterator[Block]:
    """Yield what a model says of small segments, when not to use it, and how far it holds.

    Parameters
    ----------
    cells, checks
        Tables of `folkmoot.measures.modelled.modelled_and_checked`.
    heads
        Head of the column of each rung.
    more
        After each caption: which questionnaire it is, where there are several.
    """
    rungs = {rung: heads[rung] for rung in dict.fromkeys(row["rung"] for row in cells.rows())}
    yield Paragraph(_LEAD)
    yield _cells(cells, rungs, more)
    if checks is not None and len(checks):
        yield _checks(checks, rungs, more)
    yield Notes(cells.notes)
    yield evidences("Where the model's numbers come from", cells)


def _cells(table: EstimateTable, rungs: Mapping[str, str], more: str) -> Table:
    """Lay out a row a cell, a column a rung; everybody comes first."""
    segments: dict[str, dict[str, dict[str, _Row]]] = {}
    for row in table.rows():
        segment = segment_name(row["segment_kind"], row["segment"])
        found = segments.setdefault(segment, {})
        found.setdefault(row["rung"], {})[row["measure"]] = row
    shown = list(segments.items())[:_MOST_CELLS]
    whole = next(iter(segments.values()))
    body = [(
        text_cell("All of them"),
        *(number_cell(whole[rung]["overall_share"], with_base=False) for rung in rungs),
    )]  # fmt: skip
    body += [
        (text_cell(segment, _asked(found)), *(_both(found.get(rung)) for rung in rungs))
        for segment, found in shown
    ]
    left = len(segments) - len(shown)
    small = "By the model, with its interval; below it what those of the cell said, in percent."
    if left:
        small += f" {left:,} more in the exported table."
    return Table(f"{table.title}{more}", _heads("Segment", rungs), tuple(body), small, True)


def _heads(first: str, rungs: Mapping[str, str]) -> tuple[Head, ...]:
    return (Head(first), *(Head(head, is_number=True) for head in rungs.values()))


def _asked(found: Mapping[str, Mapping[str, _Row]]) -> str:
    """Say how many of a cell were asked; few are not counted."""
    asked = [measures["answered_share"] for measures in found.values()]
    known = [row["base"] for row in asked if row["reliability"] != "suppressed"]
    return f"n {max(known):,}" if known else "number withheld"


def _both(measures: Mapping[str, _Row] | None) -> Cell:
    """Put a model's share above what was answered."""
    if measures is None:
        return Cell("not modelled", is_number=True, is_withheld=True)
    model, said = measures["share"], measures["answered_share"]
    answered = f"said {amount(said).removesuffix(' %')}" if said["value"] is not None else "too few"
    parts = (interval(model), answered)
    return Cell(amount(model), "; ".join(_unbroken(part) for part in parts), is_number=True)


def _checks(table: EstimateTable, rungs: Mapping[str, str], more: str) -> Table:
    """Lay out a row a category and check, a column a rung."""
    found: dict[tuple[str, str], dict[str, dict[str, _Row]]] = {}
    for row in table.rows():
        category = segment_name(row["segment_kind"], row["segment"])
        of = found.setdefault((category, row["check"]), {})
        of.setdefault(row["rung"], {})[row["measure"]] = row
    body = [
        (text_cell(segment, _HOW[check]), *(_expected(of.get(rung)) for rung in rungs))
        for (segment, check), of in found.items()
    ]
    return Table(
        f"{table.title}{more}", _heads("Category", rungs), tuple(body), _CHECKS, is_folded=True
    )


def _expected(measures: Mapping[str, _Row] | None) -> Cell:
    if measures is None:
        return Cell("not checked", is_number=True, is_withheld=True)
    seen, expected = measures["answered_share"], measures["expected_share"]
    where = "" if seen["is_inside"] else "outside "
    return Cell(amount(seen), where + _unbroken(interval(expected)), is_number=True)


def _unbroken(text: str) -> str:
    # "under 0.1 to 2" is too wide for a column of its own.
    return text if text.startswith("under") else text.replace(" ", "\N{NO-BREAK SPACE}")
