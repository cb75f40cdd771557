"""The report's charts: dots with intervals, each with its sentence.

Numbers stand beside their dots; what may not be shown is said in words, never drawn as zero.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, Final

from folkmoot.estimate import EstimateTable, amount
from folkmoot.ladder import RUNGS
from folkmoot.report.blocks import pivot
from folkmoot.report.dots import Chart, Line, Mark, Scale
from folkmoot.report.drawing import draw
from folkmoot.report.words import joined, number, with_interval

__all__ = [
    "audience_chart",
    "communities_chart",
    "growth_chart",
    "importance_chart",
    "index_scale",
    "ladder_chart",
    "ladder_rows",
    "ratio_scale",
    "retention_chart",
    "share_scale",
    "trends_chart",
    "unmet_chart",
]

_RULES: Final = {
    "point": "at least once in the last 30 days",
    "habit": "in at least two of the last three months",
}
#: Lines of one chart; more are in the table beside it.
_MOST_LINES: Final = 8


def share_scale(highs: Sequence[float]) -> Scale:
    """Choose an axis of shares from 0 to a round number above the highest end, in few steps.

    Examples
    --------
    >>> share_scale([0.07, 0.68]).ticks
    (0.0, 0.2, 0.4, 0.6, 0.8)
    >>> share_scale([]).ticks
    (0.0, 0.02, 0.04)
    """
    most = min(max(highs, default=0.0), 1.0)
    step = next((s for s in (0.02, 0.05, 0.1, 0.2) if most <= 4 * s), 0.25)
    steps = max(math.ceil(round(most / step, 9)), 2)
    return Scale("share", 0.0, steps * step, tuple(round(i * step, 4) for i in range(steps + 1)))


def ratio_scale(ends: Sequence[float]) -> Scale:
    """Choose an axis of ratios: doublings on both sides of 1, from a 16th to 64 times at most.

    Examples
    --------
    >>> ratio_scale([0.6, 3.2]).ticks
    (0.5, 1.0, 2.0, 4.0)
    >>> ratio_scale([1.2, 50.0]).ticks
    (0.5, 1.0, 4.0, 16.0, 64.0)
    """
    logs = [math.log2(end) for end in ends if 0 < end < math.inf]
    low = max(math.floor(min(logs, default=-1.0)), -4)
    high = min(math.ceil(max(logs, default=1.0)), 6)
    low, high = min(low, -1), max(high, 1)
    step = 1 if high - low <= 5 else 2
    powers = sorted({low, *range(0, high + 1, step), *range(0, low - 1, -step)})
    return Scale("ratio", 2.0**low, 2.0**high, tuple(2.0**p for p in powers), True, 1.0)


def ladder_rows(
    table: EstimateTable, segment_kind: str, definition: str = "point", denominator: str = "active"
) -> dict[str, dict[str, Mapping[str, Any]]]:
    """Rows of one segment by rung, then by measure; rungs in the ladder's order.

    A rung that posts cannot show has a ``share`` whose method is ``refused``.

    Examples
    --------
    Of ``participation``: ``ladder_rows(table, "group")["critic"]["index"]``.
    """
    rows = [
        row | ({"measure": "share"} if row["method"] == "refused" else {})
        for row in table.rows(segment_kind=segment_kind, definition=definition)
        if row["denominator"] == denominator and row["rung"]
    ]
    found = pivot(rows, "rung")
    return {rung.name: found[rung.name] for rung in RUNGS if rung.name in found}


def ladder_chart(
    table: EstimateTable,
    target: str,
    definition: str = "point",
    denominator: str = "active",
    *,
    is_short: bool = False,
) -> Chart | None:
    """Draw the ladder: a line a rung, the target's share and the whole community's, the index.

    Without a target group the community stands alone. A short chart leaves out the rungs that
    nobody stands on, which its sentence names, and the inactive.
    """
    base = ladder_rows(table, "all", definition, denominator)
    group = ladder_rows(table, "group", definition, denominator)
    base = {rung: rows for rung, rows in base.items() if "share" in rows}
    if not base:
        return None
    empty = [rung for rung, rows in base.items() if is_short and rows["share"]["value"] == 0]
    if is_short:
        base.pop("inactive", None)
    base = {rung: rows for rung, rows in base.items() if rung not in empty}
    lines = [_ladder_line(rung, rows, group.get(rung)) for rung, rows in base.items()]
    segments = [rows["share"] for rows in base.values()]
    segments += [rows["share"] for rows in group.values() if "share" in rows]
    series = (_people(target, group), _people("whole community", base)) if group else ()
    rule = _RULES.get(definition, definition)
    title = f"What they do: {rule}" if group else f"What the community does: {rule}"
    sentence = _ladder_sentence(group, base)
    if empty:
        sentence += f" Nobody was seen as {joined(empty)}."
    scale = share_scale([row["high"] for row in segments if row["high"] is not None])
    return draw(f"ladder-{definition}", title, sentence, tuple(lines), scale, series)


def _people(who: str, rungs: Mapping[str, Mapping[str, Mapping[str, Any]]]) -> str:
    bases = [rows["share"]["base"] for rows in rungs.values() if "share" in rows]
    return f"{who} ({bases[0]:,} people)" if bases and bases[0] is not None else who


def _ladder_line(
    rung: str,
    base: Mapping[str, Mapping[str, Any]],
    group: Mapping[str, Mapping[str, Any]] | None,
) -> Line:
    name = f"{rung.capitalize()}s"
    if group is None:
        return Line(name, (_mark(base["share"]),))
    index = group.get("index")
    remark = f"index {with_interval(index)}" if index and index["value"] is not None else ""
    return Line(name, (_mark(group.get("share")), _mark(base["share"], 1)), remark)


def _ladder_sentence(
    group: Mapping[str, Mapping[str, Mapping[str, Any]]],
    base: Mapping[str, Mapping[str, Mapping[str, Any]]],
) -> str:
    rungs = group or base
    shown = [(r, rows["share"]) for r, rows in rungs.items() if "share" in rows]
    shown = [(r, row) for r, row in shown if row["value"] is not None]
    if not shown:
        return "Too few people took part to show any share."
    rung, row = max(shown, key=lambda pair: pair[1]["value"])
    said = f"Most often they are {rung}s: {number(row)}."
    if group and base[rung]["share"]["value"] is not None:
        said += f" In the whole community: {with_interval(base[rung]['share'])}."
    return said


def index_scale(ends: Sequence[float]) -> Scale:
    """Choose an axis of indexes: doublings on both sides of 100, from 12.5 to 800 at most.

    Beyond an eighth and eight times the interval is wide in any case, and the rest would be
    pressed together.

    Examples
    --------
    >>> index_scale([60.0, 320.0]).ticks
    (50.0, 100.0, 200.0, 400.0)
    """
    times = ratio_scale([min(max(end / 100, 1 / 8), 8.0) for end in ends])
    ticks = tuple(100 * tick for tick in times.ticks)
    return Scale("index", 100 * times.low, 100 * times.high, ticks, True, 100.0)


def audience_chart(groups: Sequence[tuple[str, Mapping[str, Mapping[str, Any]], bool]]) -> Chart:
    """Draw what sets the target apart: the index of each group against others who ask as often.

    Parameters
    ----------
    groups
        At least one: how it is called, its rows by measure (``index``, ``share``,
        ``base_share``), and whether its difference is clear.
    """
    lines, ends = [], []
    for label, rows, is_clear in groups:
        index = rows["index"]
        ends += [index[end] for end in ("low", "high") if index[end] is not None]
        shares = [rows[name] for name in ("share", "base_share") if name in rows]
        is_said = index["value"] is not None and all(row["value"] is not None for row in shares)
        remark = " against ".join(map(amount, shares)) if is_said else ""
        lines.append(Line(label, (_mark(index, 0 if is_clear else 1),), remark))
    more = [label for label, rows, is_clear in groups if is_clear and rows["index"]["value"] > 100]
    sentence = (
        "Index against others who ask as often (100 is as common, the dashed line), then the share "
        f"of the target against theirs. Clearly more often: {joined(more) if more else 'none'}."
    )
    title = "What sets them apart"
    series = ("a clear difference", "could be chance")
    return draw("audience", title, sentence, tuple(lines), index_scale(ends), series)


def communities_chart(table: EstimateTable, target: str) -> Chart | None:
    """Draw the reach of the first places: which share of the target is found there."""
    rows = table.rows(measure="reach")
    title = f"Where {target} are found"
    return _listed(rows, "community", "reach", title, "Share of them who took part in each place")


def retention_chart(table: EstimateTable) -> Chart | None:
    """Draw how many newcomers of the first place were back in each quarter after their first."""
    rows = table.rows(cohort="all")
    rows = [row for row in rows if row["community_id"] == rows[0]["community_id"]]
    rows = [row | {"later": _later(row["after_quarters"])} for row in rows]
    if not rows or rows[0]["value"] is None:
        return None
    what = "Newcomers of two years who were back in each quarter after their first"
    title = f"Who stays in “{rows[0]['community']}”"
    return _listed(rows, "later", "retention", title, what, is_small=True)


def _later(quarters: int) -> str:
    return "Next quarter" if quarters == 1 else f"{quarters} quarters later"


def importance_chart(table: EstimateTable, kind: str = "brief") -> Chart | None:
    """Draw how often each need is asked about: those of the brief, or the themes beside them."""
    rows = table.rows(measure="importance", kind=kind)
    title = "How often it is asked" if kind == "brief" else "What else they ask about"
    return _listed(
        rows, "need", f"importance-{kind}", title, "Share of their questions", is_small=True
    )


def unmet_chart(table: EstimateTable) -> Chart | None:
    """Draw how often a need stays open: without an accepted answer, or else without any."""
    rows = table.rows(measure="no_accepted_share", kind="brief")
    if any(row["value"] is not None for row in rows):
        what = "Share of its questions without an answer that the asker accepted"
        return _listed(rows, "need", "unmet", "How often it is not settled", what, is_small=True)
    rows = table.rows(measure="unanswered_share", kind="brief")
    what = "Share of its questions without any answer"
    return _listed(rows, "need", "unmet", "How often it stays unanswered", what, is_small=True)


def growth_chart(table: EstimateTable) -> Chart | None:
    """Draw how each need grows or shrinks against the time before."""
    rows = table.rows(measure="growth", kind="brief")
    what = "Questions now against before; right of the dashed line it grows"
    return _listed(rows, "need", "growth", "How it changes", what, is_small=True)


def trends_chart(rows: Sequence[Mapping[str, Any]]) -> Chart | None:
    """Draw how much each term that was looked at exceeds its past, from its row of ``growth``."""
    what = "Times as often as in the year before; the dashed line is as often as then"
    return _listed(rows, "term", "trends", "Against its own past", what)


def _listed(
    rows: Sequence[Mapping[str, Any]],
    label: str,
    name: str,
    title: str,
    what: str,
    *,
    is_small: bool = False,
) -> Chart | None:
    """Draw the first rows, in their order; nothing where fewer than two may be shown.

    Where most are withheld, they are only counted: a chart of refusals shows nothing.
    """
    rows = rows[:_MOST_LINES]
    shown = [row for row in rows if row["value"] is not None]
    if len(shown) < 2:
        return None
    first, hidden = shown[0], len(rows) - len(shown)
    bases = {row["base"] for row in shown}
    base = f"{first['base']:,} {first['base_label']}" if len(bases) == 1 else first["base_label"]
    sentence = f"{what} ({base}). {first[label]}: {with_interval(first)}."
    if hidden > len(shown):
        rows = shown
        sentence += f" {hidden} more rest on too few to show."
    lines = tuple(Line(str(row[label]), (_mark(row),)) for row in rows)
    ends = [row[end] for row in shown for end in ("low", "value", "high") if row[end] is not None]
    scale = ratio_scale(ends) if first["unit"] == "ratio" else share_scale(ends)
    return draw(name, title, sentence, lines, scale, is_small=is_small)


def _mark(row: Mapping[str, Any] | None, series: int = 0) -> Mark:
    if row is None:
        return Mark(None, None, None, "not measured", series)
    return Mark(row["value"], row["low"], row["high"], with_interval(row), series)
