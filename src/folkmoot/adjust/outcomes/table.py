"""The table of outcomes that people keep by hand: a line a day and arm."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date
from typing import Final

from folkmoot.adjust.outcomes.links import Link, known_link
from folkmoot.adjust.outcomes.tally import COUNTS, MEASURES, Outcome
from folkmoot.adjust.tables import Cells, Record, records_of

__all__ = ["EARLIEST", "check_day", "read_table", "told_number"]

#: Before this nobody counted visits; a day before it is a slip of the pen.
EARLIEST: Final = date(2000, 1, 1)
_NAMES: Final = ("community", "strategy", "tag", "acted_on")


def read_table(title: str, text: str, links: Sequence[Link], today: date) -> tuple[Outcome, ...]:
    """Read ``date, community, strategy`` (or ``tag``) and any of the measures.

    ``acted_on`` is the day of the action, where a conversion is known to be due to one. An empty
    cell is not told.

    Raises
    ------
    ProblemGroup
        With all the faults of the table.
    """
    records = records_of(title, text, ("date",), (*_NAMES, *MEASURES))
    cells = Cells(title)
    _check_heads(cells, records[0])
    cells.check()
    found: dict[tuple[object, ...], int] = {}
    outcomes = []
    for record in records:
        outcome = _outcome(cells, record, links, today)
        key = (outcome.day, outcome.arm, outcome.tag, outcome.acted_on)
        if key in found:
            cells.fault(record, "date", "doubled-row", f"one line a day and arm; line {found[key]}"
                        " tells of the same", "add their numbers up, or delete one")  # fmt: skip
        found.setdefault(key, record.line)
        outcomes.append(outcome)
    cells.check()
    return tuple(outcomes)


def _check_heads(cells: Cells, first: Record) -> None:
    head = Record(1, {name: name for name in first.cells})
    if "tag" not in head.cells and not {"community", "strategy"} <= head.cells.keys():
        cells.fault(head, "community", "missing-column", "columns community and strategy, or tag")
    if not head.cells.keys() & set(MEASURES):
        cells.fault(head, "date", "missing-column", f"one or more of {', '.join(MEASURES)}")


def _outcome(cells: Cells, record: Record, links: Sequence[Link], today: date) -> Outcome:
    day = check_day(cells, record, "date", today)
    tag = record.cells.get("tag", "")
    link = known_link(tag, links) if tag else None
    acted_on = link.acted_on if link else None
    if record.cells.get("acted_on"):
        acted_on = check_day(cells, record, "acted_on", day)
    if tag and link is None:
        cells.fault(record, "tag", "unknown-tag", "a tag of a link made here",
                    "folkmoot outcomes links lists them")  # fmt: skip
        names = ("", "")
    elif link is not None:
        names = _same_arm(cells, record, link)
    else:
        names = (cells.text(record, "community"), cells.text(record, "strategy"))
    told = {name: told_number(cells, record, name) for name in MEASURES}
    row = {"origin": "table", "day": day, "community": names[0], "strategy": names[1],
           "tag": link.tag if link else "", "acted_on": acted_on}  # fmt: skip
    return Outcome.of_row(row | told)


def _same_arm(cells: Cells, record: Record, link: Link) -> tuple[str, str]:
    """The arm of a link; what the line says of it beside must agree."""
    for column, name in (("community", link.community), ("strategy", link.strategy)):
        said = record.cells.get(column, "")
        if said and said.casefold() != name.casefold():
            cells.fault(record, column, "two-arms", f'"{name}", as the link of this tag has it')
    return link.community, link.strategy


def check_day(cells: Cells, record: Record, column: str, latest: date) -> date:
    """A day that can be; a fault for one that has not come, or that is long before any count."""
    has_faults = len(cells.problems)
    day = cells.day(record, column)
    if len(cells.problems) == has_faults and not EARLIEST <= day <= latest:
        cells.fault(record, column, "impossible-day", f"a day from {EARLIEST} to {latest}")
    return day


def told_number(cells: Cells, record: Record, column: str) -> float | None:
    """A number from 0 on, a whole one for counts; ``None`` where the cell is empty."""
    if not record.cells.get(column):
        return None
    number = cells.number(record, column, is_whole=column in COUNTS)
    if math.isnan(number):
        return None
    if number < 0:
        cells.fault(record, column, "negative", "a number from 0 on")
    return number
