"""Who the target are, what sets them apart, and whether the brief guessed right."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from folkmoot.estimate import amount
from folkmoot.report.blocks import (
    Block,
    Entry,
    Head,
    Item,
    Items,
    Paragraph,
    Said,
    Section,
    Table,
    evidences,
    measure_table,
    text_cell,
)
from folkmoot.report.model import ReportInput
from folkmoot.report.words import number, with_interval

__all__ = ["said", "section", "target_size"]

_Rows = Mapping[str, Mapping[str, Any]]

#: A difference is called clear when at most 5 % of all that are called so may be chance.
_CLEAR: Final = 0.05
_MOST_CATEGORIES: Final = 6

#: Characteristics counted by mention, whose base is not a number of people.
_BY_MENTION: Final = ("community", "topic")

_COLUMNS: Final = (
    ("share", "Target", ""),
    ("base_share", "Community", ""),
    ("index", "Index", "100 = as in the community"),
)

_CHARACTERISTICS: Final = {
    "age_band": "age", "country": "country", "community": "place", "gender": "gender",
    "rung": "rung of the ladder", "tenure": "time since joining", "hour": "hour of the day",
    "language": "language", "topic": "topic",
}  # fmt: skip


def section(inp: ReportInput) -> Section:
    """Make the section."""
    line = said(inp)
    table = inp.table("audience")
    if table is None:
        return Section("who", "Who they are", line.answer, ())
    blocks: list[Block] = []
    groups = _groups(inp)
    blocks += [_table(name, groups) for name in dict.fromkeys(key[0] for key in groups)]
    blocks += _hypotheses(inp)
    blocks += [Paragraph(note, "note") for note in table.notes]
    blocks.append(evidences("Where these numbers come from", table))
    return Section("who", "Who they are", f"{line.answer} {line.detail}", tuple(blocks))


def said(inp: ReportInput) -> Said:
    """Say who the target are and what sets them apart most, for the summary."""
    size = target_size(inp)
    if size is None:
        return Said("Who", "Nobody in this data states a need of the brief, as far as we can see.")
    answer = f"{size:,} people ask about what {inp.brief.product.name} does."
    groups = _groups(inp)
    clear = [rows for rows in groups.values() if _is_clear(rows)]
    if not clear:
        return Said("Who", answer, "Nothing measured sets them clearly apart from the rest of the "
                    "community; what differences there are could be chance.", "who")  # fmt: skip
    most = max(clear, key=lambda rows: abs(rows["index"]["value"] - 100))
    index = most["index"]
    often = "more" if index["value"] > 100 else "less"
    what = f"{_characteristic(index['characteristic'])} {index['label']}"
    detail = f"{often.capitalize()} often than the community: {what}, index {number(index)}."
    return Said("Who", answer, detail, "who")


def target_size(inp: ReportInput) -> int | None:
    """Count the target: the largest base that the audience table names."""
    table = inp.table("audience")
    rows = [] if table is None else table.rows(measure="share")
    bases = [row["base"] for row in rows if row["characteristic"] not in _BY_MENTION]
    return max((base for base in bases if base is not None), default=None)


def _groups(inp: ReportInput) -> dict[tuple[str, str], _Rows]:
    table = inp.table("audience")
    found: dict[tuple[str, str], dict[str, Mapping[str, Any]]] = {}
    for row in table.rows() if table else []:
        found.setdefault((row["characteristic"], row["category"]), {})[row["measure"]] = row
    return dict(found)


def _is_clear(rows: _Rows) -> bool:
    index = rows.get("index")
    if index is None or index["value"] is None or index["q_value"] is None:
        return False
    return bool(index["q_value"] < _CLEAR)


def _characteristic(name: str) -> str:
    return _CHARACTERISTICS.get(name, name.replace("_", " "))


def _table(characteristic: str, groups: Mapping[tuple[str, str], _Rows]) -> Table:
    members = [rows for key, rows in groups.items() if key[0] == characteristic]
    shown = members[:_MOST_CATEGORIES]
    entries = [
        Entry(text_cell(next(iter(rows.values()))["label"]), rows, (text_cell(_chance(rows)),))
        for rows in shown
    ]
    left = len(members) - len(shown)
    name = _characteristic(characteristic)
    return measure_table(
        f"By {name}", name.capitalize(), _COLUMNS, entries, after=(Head("Is it chance?"),),
        small=f"{left} more in the exported table" if left else "",
    )  # fmt: skip


def _chance(rows: _Rows) -> str:
    if rows.get("index", {"value": None})["value"] is None:
        return ""
    return "a clear difference" if _is_clear(rows) else "could be chance"


def _hypotheses(inp: ReportInput) -> list[Block]:
    table = inp.table("hypotheses")
    if table is None:
        return []
    items = [
        Item(row["statement"], f"index {with_interval(row)}" if row["value"] is not None
             else amount(row), badge=row["verdict"])
        for row in table.rows()
    ]  # fmt: skip
    return [
        Items("What the brief expected", tuple(items)),
        *(Paragraph(note, "note") for note in table.notes),
        evidences("Where these verdicts come from", table),
    ]
