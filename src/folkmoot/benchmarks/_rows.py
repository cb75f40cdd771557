"""The figures of a table of one's own: rows of a CSV, checked with all their faults together."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from folkmoot.errors import Problem
from folkmoot.ladder import RUNGS

__all__ = ["COLUMNS", "Row", "read_rows"]

COLUMNS: Final = ("variable", "category", "share", "percent", "place", "year", "segment", "people")
_REQUIRED: Final = ("variable", "category")
_MOST_FAULTS: Final = 50
_RUNG_NAMES: Final = tuple(rung.name for rung in RUNGS)


@dataclass(frozen=True, slots=True)
class Row:
    """One checked row; ``year`` and ``people`` are 0 and ``place`` is empty where not given."""

    variable: str
    category: str
    share: float
    place: str
    year: int
    segment: str
    people: int
    is_approximate: bool


def read_rows(text: str) -> tuple[list[Row], list[Problem]]:
    r"""Read the rows of a CSV with a header; a share may be written with ``~`` before it.

    Returns
    -------
    tuple
        The rows, and the faults; with any fault the rows are of no use.

    Examples
    --------
    >>> rows, faults = read_rows("variable,category,percent\nrung,creator,~24\n")
    >>> rows[0].share, rows[0].is_approximate, faults
    (0.24, True, [])
    """
    reader = csv.DictReader(io.StringIO(text, newline=""), restkey="(more)", strict=True)
    try:
        heads = [head.strip().casefold() for head in reader.fieldnames or ()]
        reader.fieldnames = heads
        problems = _head_faults(heads)
        if problems:
            return [], problems
        rows = [(reader.line_num, dict(row)) for row in reader]
    except csv.Error as error:
        return [], [Problem("not-csv", f"line {reader.reader.line_num}", str(error), "CSV")]
    if not rows:
        return [], [Problem("no-rows", "", "a header alone", "a row a figure")]
    made: list[Row] = []
    for line, row in rows:
        found = _row(line, row, problems)
        if found is not None:
            made.append(found)
    problems += _doubled(made, [line for line, _ in rows]) if not problems else []
    return made, problems[:_MOST_FAULTS]


def _head_faults(heads: list[str]) -> list[Problem]:
    listed = ", ".join(COLUMNS)
    problems = [
        Problem("unknown-column", "line 1", f'"{head}"', f"columns among {listed}")
        for head in heads if head not in COLUMNS
    ]  # fmt: skip
    problems += [
        Problem("doubled-column", "line 1", f'"{head}" twice', "each column once")
        for head in sorted({head for head in heads if heads.count(head) > 1})
    ]
    problems += [
        Problem("missing-column", "line 1", ", ".join(heads) or "nothing", f"a column {name}")
        for name in _REQUIRED if name not in heads
    ]  # fmt: skip
    if ("share" in heads) == ("percent" in heads):
        got = "both share and percent" if "share" in heads else "neither share nor percent"
        problems.append(Problem("missing-column", "line 1", got, "share (0 to 1) or percent"))
    return problems


def _row(line: int, row: Mapping[str | None, object], problems: list[Problem]) -> Row | None:
    """Check one row; its faults are added to ``problems``."""
    before = len(problems)
    cell = {str(name): str(value or "").strip() for name, value in row.items()}

    def fault(code: str, name: str, expected: str, hint: str = "") -> None:
        got = f'"{cell.get(name, "")}"'
        problems.append(Problem(code, f"line {line}, {name}", got, expected, hint))

    if "(more)" in cell:
        problems.append(Problem("too-many-cells", f"line {line}", "more cells than the header",
                                "a cell a column", "quote texts that hold a comma"))  # fmt: skip
    for name in _REQUIRED:
        if not cell[name]:
            fault("missing", name, "a text")
    if cell["variable"] == "rung" and cell["category"] not in ("", *_RUNG_NAMES):
        fault("unknown-rung", "category", f"one of {', '.join(_RUNG_NAMES)}")
    unit = "share" if "share" in cell else "percent"
    most = 1 if unit == "share" else 100
    written = cell[unit].removeprefix("~").strip()
    share = _number(written)
    if share is None or not 0 <= share <= most:
        hint = "name the column percent" if unit == "share" and share is not None else ""
        fault("no-share", unit, f"a number from 0 to {most}", hint)
    if cell.get("year") and not re.fullmatch(r"(19|20)\d\d", cell["year"]):
        fault("no-year", "year", "a year such as 2024")
    if cell.get("people") and not re.fullmatch(r"[1-9]\d{0,9}", cell["people"]):
        fault("no-people", "people", "how many were asked, such as 1200")
    if len(problems) > before or share is None:
        return None
    return Row(
        cell["variable"], cell["category"], share / most, cell.get("place", ""),
        int(cell.get("year") or 0), cell.get("segment") or "all", int(cell.get("people") or 0),
        cell[unit].startswith("~"),
    )  # fmt: skip


def _number(text: str) -> float | None:
    return float(text) if re.fullmatch(r"\d{1,9}(\.\d{1,9})?|\.\d{1,9}", text) else None


def _doubled(rows: list[Row], lines: list[int]) -> list[Problem]:
    seen: dict[tuple[str, ...], int] = {}
    problems = []
    for line, row in zip(lines, rows, strict=True):
        key = (row.variable, row.category, row.place, str(row.year), row.segment)
        if key in seen:
            got = f"{row.variable} {row.category}, as on line {seen[key]}"
            problems.append(Problem("doubled-row", f"line {line}", got, "each figure once"))
        seen.setdefault(key, line)
    return problems
