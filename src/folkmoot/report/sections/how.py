"""How people take part: the ladder, by segment, and what posts cannot show."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

from folkmoot.estimate import EstimateTable
from folkmoot.ladder import RUNGS
from folkmoot.measures._segments import segment_name
from folkmoot.report.asking import inequality_blocks, sensitivity_blocks
from folkmoot.report.blocks import (
    Block,
    Charts,
    Entry,
    Notes,
    Paragraph,
    Said,
    Section,
    Table,
    Tables,
    Terms,
    evidences,
    measure_table,
    text_cell,
)
from folkmoot.report.charts import ladder_chart, ladder_rows
from folkmoot.report.dots import Chart
from folkmoot.report.model import ReportInput
from folkmoot.report.published import own_figures, published_ladders
from folkmoot.report.sections import asked
from folkmoot.report.words import number, with_interval

__all__ = ["chart", "said", "section"]

_KINDS: Final = {
    "age_band": "age", "country": "country", "community": "place", "tenure": "time since joining",
    "gender": "gender",
}  # fmt: skip
_MOST_SEGMENTS: Final = 8


def section(inp: ReportInput) -> Section:
    """Make the section."""
    table = inp.table("participation")
    line = said(inp)
    if table is None:
        return Section("how", "How they take part", line.answer, tuple(asked.blocks(inp)))
    # The first page shows the last month; here stands what is a habit.
    drawn = ladder_chart(table, "the target", definition="habit")
    blocks: list[Block] = [Charts((drawn,))] if drawn else []
    blocks += [Paragraph(text) for text in _silent(table)]
    tables = tuple(each for kind in _kinds(table) if (each := _segments(table, kind)) is not None)
    blocks += [Tables(tables)] if tables else []
    blocks += sensitivity_blocks(inp.table("sensitivity"))
    blocks += inequality_blocks(inp.table("inequality"))
    blocks += [published_ladders(), *_own(inp)]
    unseen = [
        (f"{r.name}s", f"{r.meaning}. Posts cannot show them.") for r in RUNGS if not r.in_posts
    ]
    seen = [(f"{r.name}s", f"{r.meaning}.") for r in RUNGS if r.in_posts]
    blocks.append(Terms("The rungs of the ladder", tuple(seen + unseen)))
    blocks.append(Notes(table.notes))
    blocks.append(evidences("Where these numbers come from", table))
    blocks += asked.blocks(inp)
    return Section("how", "How they take part", line.answer, tuple(blocks), line.detail)


def chart(inp: ReportInput) -> Chart | None:
    """Draw the target's ladder against its community's."""
    table = inp.table("participation")
    return None if table is None else ladder_chart(table, "the target", is_short=True)


def said(inp: ReportInput) -> Said:
    """Say how the target takes part, for the summary."""
    table = inp.table("participation")
    if table is None:
        return Said("How", "Participation was not measured.")
    group = ladder_rows(table, "group")
    rungs = group or ladder_rows(table, "all")
    shown = [(name, rows) for name, rows in rungs.items() if rows["share"]["value"] is not None]
    if not shown:
        return Said("How", "Too few of them were active lately to show any share.", "", "how")
    name, rows = max(shown, key=lambda pair: pair[1]["share"]["value"])
    who = "they" if group else "members"
    meaning = next(rung.meaning for rung in RUNGS if rung.name == name)
    answer = f"When {who} take part, it is most often as {name}s: they {meaning}."
    detail = [f"{number(rows['share'])} are {name}s{_index(rows)}."]
    creator = rungs.get("creator", {}).get("share")
    if creator is not None and creator["value"] is not None and name != "creator":
        detail.append(f"{with_interval(creator)} are creators.")
    detail.append("Who only reads cannot be seen in posts: ask them.")
    return Said("How", answer, " ".join(detail), "how")


def _silent(table: EstimateTable) -> list[str]:
    """Say how many known members never took part: the one thing known of who is silent."""
    return [
        f"{row['cases']:,} of {row['base']:,} known members never took part, as far as we can see, "
        "and nothing is known of what they read."
        for row in table.rows(segment_kind="all", measure="silent_members")
        if row["value"] is not None and row["base"] is not None
    ]


def _own(inp: ReportInput) -> list[Block]:
    own = own_figures(inp.benchmarks)
    return [own] if own is not None else []


def _index(rows: Mapping[str, Mapping[str, Any]]) -> str:
    index = rows.get("index")
    if index is None or index["value"] is None:
        return ""
    return f", index {with_interval(index)}"


def _kinds(table: EstimateTable) -> Sequence[str]:
    kinds = dict.fromkeys(row["segment_kind"] for row in table.rows(definition="point"))
    return [kind for kind in kinds if kind not in ("all", "group")]


def _left(kind: str, segments: Collection[str], shown: Collection[str]) -> str:
    """Say which segments have too few people, and how many more the exported table has."""
    few = [segment_name(kind, segment) for segment in segments if segment not in shown]
    named = few[:_MOST_SEGMENTS]
    more = f" and {len(few) - len(named)} more" if len(few) > len(named) else ""
    said = f" {len(shown) - _MOST_SEGMENTS} more are in the exported table." * (
        len(shown) > _MOST_SEGMENTS
    )
    return said + (f" Too few people to show: {', '.join(named)}{more}." if few else "")


def _segments(table: EstimateTable, kind: str) -> Table | None:
    """Lay out the shares of the segments of one kind; rungs that nobody stands on are left out.

    Nothing where nobody declared it; segments that may not be shown are counted.
    """
    rows = [
        row
        for row in table.rows(segment_kind=kind, definition="point", denominator="active")
        if row["measure"] == "share"
    ]
    seen = {row["rung"] for row in rows if row["value"]}
    rungs = [rung.name for rung in RUNGS if rung.name in seen]
    segments: dict[str, dict[str, Mapping[str, Any]]] = {}
    for row in rows:
        segments.setdefault(row["segment"], {})[row["rung"]] = row
    shown = {
        segment: found
        for segment, found in segments.items()
        if any(row["value"] is not None for row in found.values())
    }
    if not set(shown) - {"not declared"}:
        return None
    entries = []
    for segment, found in list(shown.items())[:_MOST_SEGMENTS]:
        base = next(row["base"] for row in found.values() if row["base"] is not None)
        entries.append(Entry(text_cell(segment_name(kind, segment), f"{base:,} active"), found))
    title = _KINDS.get(kind, kind.replace("_", " "))
    columns = [(rung, f"{rung.capitalize()}s", "") for rung in rungs]
    small = f"Who did it in the last 30 days.{_left(kind, segments, shown)}"
    return measure_table(
        f"The ladder by {title}", title.capitalize(), columns, entries, small=small,
        with_base=False,
    )  # fmt: skip
