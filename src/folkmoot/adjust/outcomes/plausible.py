"""Plausible's export of sources by day, ``imported_sources_*.csv``.

Its columns are ``date, source, referrer, utm_source, utm_medium, utm_campaign, utm_content,
utm_term, pageviews, visitors, visits, visit_duration, bounces`` (older ones have fewer); a campaign
may stand in several lines of a day. Goals are not told by campaign there:
``imported_custom_events`` has day, name, link and path. Source: Plausible, *Import stats from CSV
files* and *Export your stats*.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Final

from folkmoot.adjust.outcomes.links import Link, known_link
from folkmoot.adjust.outcomes.table import check_day, told_number
from folkmoot.adjust.outcomes.tally import Outcome
from folkmoot.adjust.tables import Cells, records_of

__all__ = ["PLAUSIBLE_COLUMNS", "read_plausible"]

PLAUSIBLE_COLUMNS: Final = ("date", "utm_campaign", "visits")
_NAMED_BY: Final = ("date", "source", "referrer", "utm_source", "utm_medium", "utm_campaign",
                    "utm_content", "utm_term")  # fmt: skip


def read_plausible(
    title: str, text: str, links: Sequence[Link], today: date, others: Counter[str]
) -> tuple[Outcome, ...]:
    """Read visits by campaign and day; other campaigns' visits go to ``others``.

    Raises
    ------
    ProblemGroup
        With all the faults of the table.
    """
    records = records_of(title, text, PLAUSIBLE_COLUMNS, (), has_others=True)
    cells = Cells(title)
    lines: dict[tuple[str, ...], int] = {}
    visits: Counter[tuple[date, Link]] = Counter()
    for record in records:
        key = tuple(record.cells.get(name, "") for name in _NAMED_BY)
        if key in lines:
            cells.fault(record, "utm_campaign", "doubled-row",
                        f"a source once a day; line {lines[key]} has it",
                        "was the file joined from two that overlap?")  # fmt: skip
        lines.setdefault(key, record.line)
        day = check_day(cells, record, "date", today)
        count = told_number(cells, record, "visits") or 0.0
        campaign = record.cells["utm_campaign"]
        link = known_link(campaign, links) if campaign else None
        if link is not None:
            visits[day, link] += int(count)
        elif campaign:
            others[campaign] += int(count)
    cells.check()
    return tuple(
        Outcome("plausible", day, link.community, link.strategy, link.tag, link.acted_on,
                clicks=float(count))
        for (day, link), count in visits.items()
    )  # fmt: skip
