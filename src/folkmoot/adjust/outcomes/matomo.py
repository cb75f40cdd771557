"""Matomo's report of campaigns by day, as CSV.

Of several days (``period=day``, ``date`` a range) its CSV begins with a column named after the
table's key, ``date``, then ``label, nb_uniq_visitors, nb_visits, ...``; goals are columns
``goal_N_nb_conversions`` or ``goals_idgoal=N_nb_conversions``, all together ``nb_conversions``. It
comes in UTF-16 with a byte-order mark unless told otherwise. Source: Matomo, *Reporting API
Reference*, and the CSV renderer's behaviour (versions 1 to 5).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Final

from folkmoot.adjust.outcomes.links import Link, known_link
from folkmoot.adjust.outcomes.table import check_day, told_number
from folkmoot.adjust.outcomes.tally import Outcome
from folkmoot.adjust.tables import Cells, Record, records_of
from folkmoot.errors import FolkmootError

__all__ = ["MATOMO_VISITS", "read_matomo"]

MATOMO_VISITS: Final = "nb_visits"
_ALL_GOALS: Final = "nb_conversions"
_GOAL: Final = re.compile(r"goals?_(?:idgoal=)?(\w+?)_nb_conversions")
_EXPORT: Final = "export Acquisition > Campaigns with format=CSV, period=day and a range of dates"


def read_matomo(
    title: str,
    text: str,
    links: Sequence[Link],
    today: date,
    goal: str | None,
    others: Counter[str],
) -> tuple[Outcome, ...]:
    """Read visits and conversions by campaign and day; other campaigns' visits go to ``others``.

    Raises
    ------
    FolkmootError, ProblemGroup
        ``no-days`` or ``which-goal``, or all the faults of the table.
    """
    records = records_of(title, text, ("label",), (), has_others=True)
    heads = list(records[0].cells)
    _check_heads(title, heads)
    counted = _conversions_column(title, heads, goal)
    cells = Cells(title)
    found: dict[tuple[str, str], int] = {}
    outcomes = []
    for record in records:
        link = known_link(record.cells["label"], links)
        outcome = _outcome(cells, record, heads[0], link, today, counted)
        key = (record.cells[heads[0]], record.cells["label"])
        if key in found:
            cells.fault(record, "label", "doubled-row",
                        f"a campaign once a day; line {found[key]} has it", "was the file joined"
                        " from two that overlap?")  # fmt: skip
        found.setdefault(key, record.line)
        if link is None:
            others[record.cells["label"]] += int(outcome.clicks or 0)
        else:
            outcomes.append(outcome)
    cells.check()
    return tuple(outcomes)


def _check_heads(title: str, heads: Sequence[str]) -> None:
    where = f"{title}, line 1"
    if MATOMO_VISITS not in heads:
        raise FolkmootError("missing-column", where, ", ".join(heads)[:80], MATOMO_VISITS,
                            "export without translated names of columns")  # fmt: skip
    if heads[0] == "label":
        raise FolkmootError("no-days", where, "no column of days before label",
                            "a line a day and campaign", _EXPORT)  # fmt: skip


def _conversions_column(title: str, heads: Sequence[str], goal: str | None) -> str | None:
    """The column that counts conversions; ``None`` where the export has none."""
    goals = {match[1]: head for head in heads if (match := _GOAL.fullmatch(head))}
    if goal is not None:
        if goal not in goals:
            raise FolkmootError(
                "no-goal",
                title,
                f"goals {', '.join(goals) or 'none'}",
                f"goal {goal}",
                "name a goal of the export by its number",
            )
        return goals[goal]
    if len(goals) == 1:
        return next(iter(goals.values()))
    if _ALL_GOALS in heads:
        return _ALL_GOALS
    if goals:
        raise FolkmootError("which-goal", title, f"goals {', '.join(goals)}",
                            "one goal that is a conversion", "name it: --goal 1")  # fmt: skip
    return None


def _outcome(
    cells: Cells, record: Record, days: str, link: Link | None, today: date, counted: str | None
) -> Outcome:
    day = check_day(cells, record, days, today)
    if "," in record.cells[days]:
        cells.fault(record, days, "not-a-day", "a single day", "export with period=day")
    visits = told_number(cells, record, MATOMO_VISITS)
    converted = None if counted is None else told_number(cells, record, counted) or 0.0
    if link is None:
        return Outcome("matomo", day, "", "", clicks=visits)
    return Outcome("matomo", day, link.community, link.strategy, link.tag, link.acted_on,
                   clicks=visits, conversions=converted)  # fmt: skip
