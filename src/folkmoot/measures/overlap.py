"""Which places share their people: where else those are who ask about the need.

Places are those of `folkmoot.measures.communities`. Two large places share many people by chance
alone, and so do any two where a few are everywhere; a pair is told by its lift, how many times as
many as by such chance, beside the share of the people in either who are in both.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import timedelta
from typing import Any, Final

import numpy as np
import pyarrow as pa

from folkmoot.brief import Brief
from folkmoot.estimate import (
    Estimate,
    EstimateTable,
    Evidence,
    Row,
    Unit,
    amount,
    disclose,
    false_discovery,
    interval,
)
from folkmoot.measures._cells import LEVEL, Cells
from folkmoot.measures._overlap import (
    LEAST_SHARED,
    Pairs,
    chance_p_values,
    jaccard_cells,
    lift_cells,
    read_pairs,
)
from folkmoot.measures._places import OPEN_DAYS, first_places, names_of
from folkmoot.measures._prepared import prepare
from folkmoot.view import View

__all__ = ["overlap"]

#: Pairs told; each holds one of the first places.
_MOST: Final = 60
#: Pairs that chance would make among those told, of 100.
_FALSE: Final = 0.05
_MEMBERS: Final = pa.schema([pa.field(name, pa.int64()) for name in ("place_id", "actor_id")])
_ABOUT: Final = (
    pa.field("one_id", pa.int64()),
    pa.field("other_id", pa.int64()),
    pa.field("one", pa.string()),
    pa.field("other", pa.string()),
    pa.field("is_first_both", pa.bool_()),
    pa.field("q_value", pa.float64()),
    pa.field("measure", pa.string()),
)


def overlap(view: View, brief: Brief, first: int = 12) -> EstimateTable:
    """Answer which places share people beyond chance with the first places of the target.

    Parameters
    ----------
    view
        The lake at a moment.
    brief
        Its needs choose the target, and so the first places.
    first
        How many of the first places are asked about.

    Returns
    -------
    EstimateTable
        By pair, the surest first: ``lift``, how many times as many people are in both as chance
        would put there, each person in as many places and each place with as many people as now;
        ``jaccard``, the share of the people in either who are in both. A community with rooms is
        left to its rooms. ``q_value`` is the adjusted chance of as many without any tie
        (Benjamini and Hochberg); pairs above .05 are left out.
    """
    target = prepare(view, brief)
    stated = target["first_stated_at"].to_pylist()
    chosen = first_places(view, min(stated), first) if stated else []
    names, parents = names_of(view)
    members, evidence = _read_members(view, set(parents.values()))
    view.engine.register("place_members", members)
    pairs = read_pairs(view.engine)
    found = _near(pairs, chosen)
    tested = len(found)
    q_values = np.array(false_discovery(list(chance_p_values(found))))
    rows = list(_rows(found, q_values, names, frozenset(chosen)))
    return EstimateTable.build(
        "overlap", "Places that share their people", _ABOUT, rows,
        {"members": evidence}, view.as_of, _notes(tested, rows), _say,
    )  # fmt: skip


def _read_members(view: View, wholes: Collection[int]) -> tuple[pa.Table, Evidence]:
    """Who took part in which place; communities that have rooms are left to their rooms."""
    import pyarrow.compute as pc

    since = view.as_of - timedelta(days=OPEN_DAYS)
    found, evidence = view.ask(
        "place_members", _MEMBERS, f"Who took part where in the last {OPEN_DAYS} days?",
        {"since": since, "first_month": f"{since:%Y-%m}"},
    )  # fmt: skip
    with_rooms = pa.array(list(wholes), pa.int64())
    return found.filter(pc.invert(pc.is_in(found["place_id"], value_set=with_rooms))), evidence


def _near(pairs: Pairs, chosen: Collection[int]) -> Pairs:
    """Pairs in which one of the chosen places is."""
    wanted = np.array(sorted(chosen), dtype=np.int64)
    return pairs.take(np.flatnonzero(np.isin(pairs.one, wanted) | np.isin(pairs.other, wanted)))


def _rows(
    pairs: Pairs, q_values: Any, names: Mapping[int, str], chosen: frozenset[int]
) -> Iterator[Row]:
    lift, jaccard = lift_cells(pairs), jaccard_cells(pairs)
    kept = [place for place in np.argsort(-lift.low) if q_values[place] <= _FALSE]
    for place in kept[:_MOST]:
        one, other = int(pairs.one[place]), int(pairs.other[place])
        if one not in chosen:
            one, other = other, one
        about = {
            "one_id": one, "other_id": other, "one": names.get(one, ""),
            "other": names.get(other, ""), "is_first_both": other in chosen,
            "q_value": float(q_values[place]),
        }  # fmt: skip
        either = int(pairs.one_people[place] + pairs.other_people[place] - pairs.both[place])
        for measure, estimate in (
            ("lift", _estimate(lift, place, pairs, either, "ratio", "configuration-log-lift")),
            ("jaccard", _estimate(jaccard, place, pairs, either, "share", "wilson")),
        ):
            yield Row({**about, "measure": measure}, disclose(estimate), "members")


def _estimate(
    cells: Cells, place: int, pairs: Pairs, base: int, unit: Unit, method: str
) -> Estimate:
    return Estimate(
        float(cells.value[place]), float(cells.low[place]), float(cells.high[place]),
        int(pairs.both[place]), base, "people in either", unit, method, float(cells.se[place]),
        LEVEL,
    )  # fmt: skip


def _notes(tested: int, rows: list[Row]) -> list[str]:
    told = f"Of {tested:,} pairs {len(rows) // 2:,} are told, at most {_MOST}"
    return [
        f"People who took part in the last {OPEN_DAYS} days; a pair shares {LEAST_SHARED} or more.",
        f"{told}: those that share more than by chance ({100 * _FALSE:.0f} false in 100).",
        "Chance knows how many people each place has, and in how many places each person is.",
        "Shared people are no invitation: read a place before you say anything in it.",
    ]


def _say(row: Mapping[str, Any]) -> str:
    """Say one row as a marketer would."""
    pair = f'"{row["one"]}" and "{row["other"]}"'
    if row["measure"] == "jaccard":
        return (f"Of the people in {pair} {amount(row).removesuffix(' %')} of 100 are in both"
                f" ({interval(row)}; {row['base']:,} people).")  # fmt: skip
    return (f"{row['cases']:,} people are in both {pair}: {amount(row)} as many as by chance"
            f" ({interval(row)}).")  # fmt: skip
