"""Who stays: of those who first took part in a quarter, how many were back in the quarters after.

A cohort is followed from its first quarter, so that those who left are counted as gone and not
forgotten. All cohorts together are told beside each one; a person is in one cohort of a place.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any, Final

import pyarrow as pa

from folkmoot.brief import Brief
from folkmoot.estimate import EstimateTable, Row, amount, disclose, interval, share, withheld
from folkmoot.measures._places import QUARTER_DAYS, first_places, names_of
from folkmoot.measures._prepared import prepare
from folkmoot.view import View

__all__ = ["COHORTS", "PERIODS", "retention"]

#: Quarters back in which a cohort may have begun: two years, each followed for a year at most.
COHORTS: Final = 8
PERIODS: Final = 4
#: Of the first places of the target, beside the communities that hold them.
_FIRST: Final = 6

_FOUND: Final = pa.schema(
    [pa.field(name, pa.int64())
     for name in ("place_id", "cohort", "people", "after_quarters", "back")]
)  # fmt: skip
_ABOUT: Final = (
    pa.field("community_id", pa.int64()),
    pa.field("community", pa.string()),
    pa.field("cohort", pa.string()),
    pa.field("after_quarters", pa.int64()),
    pa.field("measure", pa.string()),
)

#: By place and cohort: its people, and those back by quarters after.
_Counts = dict[int, dict[int, tuple[int, dict[int, int]]]]


def retention(view: View, brief: Brief) -> EstimateTable:
    """Answer of how many newcomers each place keeps, quarter by quarter.

    Parameters
    ----------
    view
        The lake at a moment; quarters of 90 days are counted back from it.
    brief
        Its needs choose the first places, which are told beside the communities as a whole.

    Returns
    -------
    EstimateTable
        By place, cohort (its quarter's dates, or ``all``) and quarters after the first:
        ``back``, the share of the cohort who took part in that quarter. Shares in 0 to 1 with
        Wilson intervals; ``all`` holds the cohorts that can have been seen that long.
    """
    target = prepare(view, brief)
    found, evidence = view.ask(
        "retention", _FOUND, "Who was back how long after their first quarter?",
        {"as_of": view.as_of, "quarter_days": QUARTER_DAYS, "cohorts": COHORTS,
         "periods": PERIODS},
    )  # fmt: skip
    names, parents = names_of(view)
    stated = target["first_stated_at"].to_pylist()
    first = first_places(view, min(stated), _FIRST) if stated else []
    counts = _counted(found)
    wholes = [key for key in counts if key not in parents and key not in first]
    rows = [
        row
        for key in (*wholes, *first)
        for row in _rows(key, names.get(key, ""), counts.get(key, {}), view.as_of)
    ]
    notes = [
        f"A quarter is {QUARTER_DAYS} days, counted back from the last activity.",
        "Somebody is back who wrote anything there in that quarter, and may be away in between.",
    ]
    return EstimateTable.build(
        "retention", "Who stays", _ABOUT, rows, {"cohorts": evidence}, view.as_of, notes, _say
    )


def _counted(found: pa.Table) -> _Counts:
    counts: _Counts = {}
    for row in found.to_pylist():
        of_place = counts.setdefault(row["place_id"], {})
        _, back = of_place.setdefault(row["cohort"], (row["people"], {}))
        back[row["after_quarters"]] = row["back"]
    return counts


def _rows(
    key: int, name: str, cohorts: Mapping[int, tuple[int, dict[int, int]]], as_of: datetime
) -> Iterator[Row]:
    def row(cohort: str, after: int, back: int, people: int) -> Row:
        about = {"community_id": key, "community": name, "cohort": cohort,
                 "after_quarters": after, "measure": "back"}  # fmt: skip
        label = "people who first took part there in that quarter"
        return Row(about, disclose(share(back, people, label)), "cohorts")

    for after in range(1, PERIODS + 1):
        # Cohort ``n`` began n quarters before the last one, which is whole: it was seen n more.
        seen = [each for cohort, each in cohorts.items() if cohort >= after]
        yield row("all", after, sum(back.get(after, 0) for _, back in seen),
                  sum(people for people, _ in seen))  # fmt: skip
    for cohort, (people, back) in sorted(cohorts.items(), reverse=True):
        for after in range(1, min(cohort, PERIODS) + 1):
            yield row(_dates(cohort, as_of), after, back.get(after, 0), people)


def _dates(cohort: int, as_of: datetime) -> str:
    """First and last day of a quarter, counted back from the moment."""
    last = as_of - timedelta(days=cohort * QUARTER_DAYS)
    return f"{last - timedelta(days=QUARTER_DAYS - 1):%Y-%m-%d} to {last:%Y-%m-%d}"


def _say(row: Mapping[str, Any]) -> str:
    """Say one row as a marketer would."""
    when = "" if row["cohort"] == "all" else f" of {row['cohort']}"
    after = row["after_quarters"]
    later = "the quarter after" if after == 1 else f"the {after}th quarter after"
    later = {2: "the 2nd quarter after", 3: "the 3rd quarter after"}.get(after, later)
    if row["value"] is None:
        return f'"{row["community"]}", newcomers{when}, {later}: {withheld(row)}.'
    number = amount(row).removesuffix(" %")
    return (f'Of the newcomers{when} to "{row["community"]}" {number} of 100 were back in {later}'
            f" ({interval(row)}; {row['base']:,} people).")  # fmt: skip
