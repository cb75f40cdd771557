"""How many people show each category, by need and by how often they ask."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import numpy as np
import pyarrow as pa

from folkmoot import ladder
from folkmoot.estimate import Evidence
from folkmoot.ids import format_id
from folkmoot.measures._cells import Ints
from folkmoot.measures._masks import Layout, make_layout
from folkmoot.measures._places import names_of
from folkmoot.measures._segments import years_before
from folkmoot.measures._sensitive import sensitive_kind
from folkmoot.measures._strata import Strata
from folkmoot.view import View

__all__ = ["NEEDERS", "OFTEN", "PLACES", "SPREAD", "Counted", "read_counted"]

#: Characteristics that tell where else people ask.
PLACES: Final = ("community", "topic")
#: Whoever asks much has more chances to ask about each need, and shows more of everything, so
#: people are compared with others who ask as often: once, twice, 3 times, 4 times, 5 or 6 times,
#: ..., the last stratum is of all who ask more.
OFTEN: Final = (1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128)
#: Said of the others whose share is standardised.
SPREAD: Final = ", spread over how often they ask as these are"

#: Whose needs are told: who has which, and whether it is a need of the brief.
NEEDERS: Final = pa.schema(
    [
        pa.field("need_id", pa.string()),
        pa.field("actor_id", pa.int64()),
        pa.field("is_stated", pa.bool_()),
    ]
)
_COUNTED: Final = pa.schema(
    [
        pa.field("need_id", pa.string()),
        pa.field("characteristic", pa.string()),
        pa.field("category", pa.string()),
        pa.field("number", pa.int64()),
        pa.field("stratum", pa.int64()),
        pa.field("people", pa.int64()),
    ]
)


@dataclass(frozen=True)
class Counted:
    """What was counted of everybody who asks, and of the people with each need.

    Parameters
    ----------
    counts
        People by stratum, by need (nothing for everybody), characteristic and category; under no
        category stand all of whom the characteristic is known.
    left_out
        Places not counted, since they speak of what is never inferred of people.
    """

    counts: Mapping[tuple[str | None, str, str], Ints]
    left_out: int
    evidence: Evidence

    def parts(self) -> Iterator[tuple[str, str]]:
        """Every characteristic with each of its categories."""
        for need_id, name, category in self.counts:
            if need_id is None and category:
                yield name, category

    def strata(self, need_id: str, name: str, category: str) -> Strata:
        """Part all of whom a characteristic is known into those with a need and the others."""
        nobody = np.zeros(len(OFTEN) + 1, np.int64)
        mine = self.counts.get((need_id, name, category), nobody)
        base = self.counts.get((need_id, name, ""), nobody)
        return Strata(
            mine, base, self.counts[None, name, category] - mine, self.counts[None, name, ""] - base
        )


def read_counted(view: View, since: datetime, needers: pa.Table) -> Counted:
    """Count all who ask, and those of ``needers``, since a moment, where the needs are stated.

    Relations ``stated_needs``, ``target`` and ``topics`` are read.
    """
    view.engine.register("needers", needers)
    layout = make_layout()
    table, evidence = view.ask(
        "asker_counts", _COUNTED,
        "What is known of the people with each need, and of all others who ask as often?",
        {"since": since, **years_before(view.as_of), **layout.parameters(view.as_of)},
        often=OFTEN, **layout.context(),
    )  # fmt: skip
    names, _ = names_of(view)
    counts: dict[tuple[str | None, str, str], Ints] = {}
    hidden = set()

    def add(row: Mapping[str, Any], name: str, category: str) -> None:
        key = (row["need_id"], name, category)
        into = counts.setdefault(key, np.zeros(len(OFTEN) + 1, np.int64))
        into[row["stratum"]] += row["people"]

    for row in table.to_pylist():
        name, number = row["characteristic"], row["number"]
        if name == "all":
            for place in PLACES:
                add(row, place, "")
        elif name == "rung":
            for category in _rungs(layout, number):
                add(row, name, category)
        elif name in PLACES:
            label = names.get(number, format_id(number))
            if sensitive_kind(label) is None:
                add(row, name, label)
            else:
                hidden.add(number)
        else:
            add(row, name, row["category"])
            add(row, name, "")
    return Counted(counts, len(hidden), evidence)


def _rungs(layout: Layout, flags: int) -> Iterator[str]:
    """The rungs of somebody active lately, and nothing else, for the base; of others nothing."""
    if flags & layout.flags["active"]:
        yield ""
        for rung in ladder.RUNGS:
            if rung.in_posts and flags & layout.flags[f"{rung.name} habit"]:
                yield rung.name
