"""Who the target are, what sets them apart, and whether the brief guessed right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

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
    text_cell,
)
from folkmoot.report.charts import audience_chart, ladder_rows
from folkmoot.report.having import group_need_blocks
from folkmoot.report.model import ReportInput
from folkmoot.report.personas import look_alike_blocks, persona_blocks
from folkmoot.report.words import number

__all__ = ["said", "section", "target_size"]

_Rows = Mapping[str, Mapping[str, Any]]

#: A difference is called clear when at most 5 % of all that are called so may be chance.
_CLEAR: Final = 0.05
_MOST_TOPICS: Final = 8
_MOST_GROUPS: Final = 7

_COLUMNS: Final = (
    ("share", "Target", ""),
    ("base_share", "Others", ""),
    ("index", "Index", "others = 100"),
)

#: How one group is said.
_PHRASES: Final = {
    "age_band": "aged {}",
    "country": "from {}",
    "language": "writing {}",
    "tenure": "members for {}",
    "community": "in “{}”",
    "topic": "“{}”",
    "hour": "asking from {}",
    "weekday": "asking on {}",
}

#: How it is said in a chart, where there is less room.
_SHORT: Final = {**_PHRASES, "tenure": "member for {}"}

#: Known only of those who ask anything else.
_ELSEWHERE: Final = ("topic", "community", "room")

#: What tells a person, and not only a habit: said first.
_PERSONAL: Final = ("age_band", "gender", "country", "language", "tenure")


def section(inp: ReportInput) -> Section:
    """Make the section."""
    line = said(inp)
    table = inp.table("audience")
    if table is None:
        return Section("who", "Who they are", line.answer, ())
    groups = _groups(inp)
    people = _for_chart(groups)
    blocks: list[Block] = [Charts((audience_chart(people),))] if people else []
    topics = _topics(groups)
    if topics:
        blocks.append(_table("What else they ask about, clearly more often", topics))
    others = [rows for key, rows in groups.items() if key[0] != "topic"]
    if others:
        blocks.append(_table("All groups with their numbers", others, is_folded=True))
    blocks.append(Notes(table.notes))
    blocks.append(evidences("Where these numbers come from", table))
    blocks += group_need_blocks(inp)
    blocks += persona_blocks(inp)
    blocks += look_alike_blocks(inp)
    blocks += _hypotheses(inp)
    return Section("who", "Who they are", line.answer, tuple(blocks), line.detail)


def said(inp: ReportInput) -> Said:
    """Say who the target are and what sets them apart most, for the summary."""
    size = target_size(inp)
    if size is None:
        return Said("Who", "Nobody in this data states a need of the brief, as far as we can see.")
    answer = f"{size:,} people ask about what {inp.brief.product.name} does."
    groups = _groups(inp)
    clear = {key: rows for key, rows in groups.items() if _is_clear(rows) and key[0] in _PERSONAL}
    if not clear and not any(key[0] in _PERSONAL for key in groups):
        return Said("Who", answer, "What they declare of themselves is not known here.", "who")
    if not clear:
        return Said("Who", answer, "Neither age nor country sets them clearly apart from the "
                    "others; what differences there are could be chance.", "who")  # fmt: skip
    index = min((rows["index"] for rows in clear.values()), key=lambda row: row["q_value"])
    many = "more" if index["value"] > 100 else "fewer"
    what = _one(index["characteristic"], index["category"], {"index": index})
    detail = f"Beside others who ask as often, {many} of them are {what}: index {number(index)}."
    return Said("Who", answer, detail, "who")


def target_size(inp: ReportInput) -> int | None:
    """Count the target: those known, or else the most of whom any characteristic is known."""
    table = inp.table("participation")
    known = ladder_rows(table, "group", denominator="known") if table else {}
    bases = [rows["share"]["base"] for rows in known.values() if "share" in rows]
    if not bases:
        audience = inp.table("audience")
        rows = [] if audience is None else audience.rows(measure="share")
        bases = [row["base"] for row in rows if row["characteristic"] not in _ELSEWHERE]
    return max((base for base in bases if base is not None), default=None)


def _groups(inp: ReportInput) -> dict[tuple[str, str], _Rows]:
    table = inp.table("audience")
    found: dict[tuple[str, str], dict[str, Mapping[str, Any]]] = {}
    for row in table.rows() if table else []:
        found.setdefault((row["characteristic"], row["category"]), {})[row["measure"]] = row
    return dict(found)


def _has_index(rows: _Rows) -> bool:
    return "index" in rows and rows["index"]["value"] is not None


def _is_clear(rows: _Rows) -> bool:
    q_value = rows["index"]["q_value"] if _has_index(rows) else None
    return q_value is not None and q_value < _CLEAR


def _one(
    characteristic: str, category: str, rows: _Rows, phrases: Mapping[str, str] = _PHRASES
) -> str:
    """Say one group: ``aged 35 to 44``."""
    label = next(iter(rows.values()))["label"] or category
    return phrases.get(characteristic, "{}").format(label)


def _for_chart(groups: Mapping[tuple[str, str], _Rows]) -> tuple[tuple[str, _Rows, bool], ...]:
    """Choose what to draw: of a characteristic with many groups, the clear and the largest."""
    chosen = []
    for characteristic in (*_PERSONAL, "rung"):
        found = [(key, rows) for key, rows in groups.items()
                 if key[0] == characteristic and _has_index(rows)]  # fmt: skip
        if len(found) > _MOST_GROUPS:
            found.sort(key=lambda each: (not _is_clear(each[1]), -each[1]["index"]["cases"]))
        chosen += found[:_MOST_GROUPS]
    return tuple((_one(*key, rows, _SHORT), rows, _is_clear(rows)) for key, rows in chosen)


def _topics(groups: Mapping[tuple[str, str], _Rows]) -> list[_Rows]:
    """Topics, of which there are hundreds: the clearly more frequent ones, surest first."""
    found = [rows for key, rows in groups.items() if key[0] == "topic" and _is_clear(rows)]
    more = [rows for rows in found if rows["index"]["value"] > 100]
    return sorted(more, key=lambda rows: float(rows["index"]["q_value"]))[:_MOST_TOPICS]


def _table(caption: str, groups: Sequence[_Rows], *, is_folded: bool = False) -> Table:
    """Lay out groups; the folded table of all of them says which differences are clear."""
    entries = []
    for rows in groups:
        about = next(iter(rows.values()))
        name = _one(about["characteristic"], about["category"], rows)
        chance = (text_cell(_chance(rows)),) if is_folded else ()
        entries.append(Entry(text_cell(name), rows, chance))
    after = (Head("Is it chance?"),) if is_folded else ()
    return measure_table(caption, "Group", _COLUMNS, entries, after=after, is_folded=is_folded)


def _chance(rows: _Rows) -> str:
    if not _has_index(rows):
        return ""
    return "a clear difference" if _is_clear(rows) else "could be chance"


def _hypotheses(inp: ReportInput) -> list[Block]:
    table = inp.table("hypotheses")
    if table is None:
        return []
    entries = [
        Entry(text_cell(row["statement"]), {"index": row}, (text_cell(row["verdict"]),))
        for row in table.rows()
    ]
    columns = (("index", "Index", "others = 100"),)
    return [
        measure_table(
            "What the brief expected", "Expectation", columns, entries, after=(Head("Verdict"),)
        ),
        Notes(table.notes),
        evidences("Where these verdicts come from", table),
    ]
