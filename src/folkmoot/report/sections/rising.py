"""What is rising, what to join, what to leave alone and why."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from folkmoot.measures.trends import LIKELY
from folkmoot.report.blocks import (
    Block,
    Charts,
    Entry,
    Head,
    Notes,
    Said,
    Section,
    Table,
    evidences,
    measure_table,
    pivot,
    text_cell,
)
from folkmoot.report.charts import trends_chart
from folkmoot.report.model import ReportInput
from folkmoot.report.words import day, plural, with_interval

__all__ = ["said", "section"]

_Rows = Mapping[str, Mapping[str, Any]]

_MOST: Final = 12

_COLUMNS: Final = (
    ("growth", "Against usual", "times the year before"),
    ("authors", "People", "who wrote of it"),
)


def section(inp: ReportInput) -> Section:
    """Make the section."""
    table = inp.table("trends")
    line = said(inp)
    if table is None:
        return Section("rising", "What is rising", line.answer, ())
    terms = _terms(inp)[:_MOST]
    chart = trends_chart([term["growth"] for term in terms if "growth" in term])
    blocks: list[Block] = [Charts((chart,))] if chart else []
    blocks.append(_table(terms))
    blocks.append(Notes(tuple(note for note in table.notes if not line.answer.startswith(note))))
    shown = [row for term in terms for row in term.values()]
    blocks.append(evidences("Where these numbers come from", table, shown))
    return Section("rising", "What is rising", line.answer, tuple(blocks), line.detail)


def said(inp: ReportInput) -> Said:
    """Say the first rising term and whether to join it, for the summary."""
    terms = [term for term in _terms(inp) if _any(term)["q_value"] <= LIKELY]
    if not terms:
        return Said("Now", "Nothing is rising beyond its usual ups and downs. Nothing to join.")
    joins = [term for term in terms if _any(term)["verdict"] == "join"]
    first = joins[0] if joins else terms[0]
    about = _any(first)
    verb = "Worth joining" if joins else "Left alone"
    answer = f"Rising: “{about['term']}”. {verb}: {_clause(about['reason'])}"
    detail = []
    if "growth" in first and first["growth"]["value"] is not None:
        detail.append(f"Against the year before: {with_interval(first['growth'])}.")
    if "authors" in first and first["authors"]["value"] is not None:
        detail.append(f"{plural(first['authors']['cases'], 'person', 'people')} wrote of it.")
    return Said("Now", answer, " ".join(detail), "rising")


def _clause(reason: str) -> str:
    return reason if reason.endswith(".") else f"{reason}."


def _terms(inp: ReportInput) -> list[_Rows]:
    table = inp.table("trends")
    if table is None:
        return []
    newest: dict[str, Any] = {}
    for row in table.rows():
        newest[row["term"]] = max(row["bucket"], newest.get(row["term"], row["bucket"]))
    rows = [row for row in table.rows() if row["bucket"] == newest[row["term"]] and _is_near(row)]
    return list(pivot(rows, "term").values())


def _is_near(row: Mapping[str, Any]) -> bool:
    """Of a hot list only what touches a need is shown; most of it has nothing to do with it."""
    return row["kind"] == "posts" or bool(row["needs"])


def _any(term: _Rows) -> Mapping[str, Any]:
    return next(iter(term.values()))


def _table(terms: list[_Rows]) -> Table:
    entries = []
    for term in terms:
        about = _any(term)
        verdict = "join" if about["verdict"] == "join" else "leave alone"
        since = f"since {day(about['first_seen_at'])}"
        where = "on a hot list, " if about["kind"] == "hot list" else ""
        name = text_cell(about["term"], f"{where}{since}")
        entries.append(Entry(name, term, (text_cell(verdict, about["reason"]),)))
    caption = "Words and themes that were met more than in their own past, and topics of hot lists"
    return measure_table(caption, "Term", _COLUMNS, entries, after=(Head("Decision"),))
