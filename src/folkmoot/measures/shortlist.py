"""The few places that reach most of the target, under a budget of places.

The order is greedy: each place is the one that adds most people to those before it. That is never
worse than 63 % of the best that as many places could do, and the table says how near it is here.
Chosen and measured on the same people, reach looks larger than it is for others; so each place is
also chosen by four fifths of the people and measured on the rest.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

import numpy as np
import pyarrow as pa

from folkmoot.brief import Brief
from folkmoot.errors import FolkmootError
from folkmoot.estimate import (
    Estimate,
    EstimateTable,
    Row,
    amount,
    disclose,
    interval,
    share,
    withheld,
)
from folkmoot.measures._cells import share_cells
from folkmoot.measures._cover import cover, most_possible
from folkmoot.measures._places import names_of
from folkmoot.measures._prepared import prepare
from folkmoot.measures._reaching import LEAST_REACHED, frames_of, read_reached
from folkmoot.view import View

__all__ = ["cross_fitted", "reach_of_others", "shortlist"]

_TARGET: Final = "people with the need"
#: Parts of the people, each measured with the places that the others chose.
_FOLDS: Final = 5
_ABOUT: Final = (
    pa.field("rank", pa.int64()),
    pa.field("community_id", pa.int64()),
    pa.field("community", pa.string()),
    pa.field("frame", pa.string()),
    pa.field("measure", pa.string()),
)


def shortlist(view: View, brief: Brief, budget: int) -> EstimateTable:
    """Answer which few places reach most of the target, and what each adds.

    Parameters
    ----------
    view
        The lake at a moment.
    brief
        Its needs choose the target.
    budget
        How many places one has the time for; at least one.

    Returns
    -------
    EstimateTable
        By place, in order: ``reach``, the share of the target that stated a need there;
        ``marginal_reach``, what it adds to the places above it; ``reach_together``, of all places
        up to it; ``reach_of_others``, the same for people who had no part in choosing the places.
        Shares in 0 to 1 with Wilson intervals, the last with
        half as many people (`cross_fitted`).

    Raises
    ------
    FolkmootError
        For a budget without a place.
    """
    if budget < 1:
        raise FolkmootError("no-budget", "budget", str(budget), "one place or more")
    target = prepare(view, brief)
    names, parents = names_of(view)
    if not target.num_rows:
        return _table(view, [], {}, ["Nobody in this data states a need of the brief."])
    found = read_reached(view, min(target["first_stated_at"].to_pylist()), parents)
    sets = {key: found.members[key] for key in found.leaves()}
    people = target.num_rows
    rows = list(_rows(sets, names, frames_of(view), budget, people))
    return _table(view, rows, dict(found.evidence), _notes(sets, rows, budget, people))


def _table(
    view: View, rows: Sequence[Row], evidence: Mapping[str, Any], notes: Sequence[str]
) -> EstimateTable:
    return EstimateTable.build(
        "shortlist", "The fewest places that reach the most", _ABOUT, rows, evidence, view.as_of,
        notes, _say,
    )  # fmt: skip


def _rows(
    sets: Mapping[int, frozenset[int]],
    names: Mapping[int, str],
    frames: Mapping[int, str],
    budget: int,
    people: int,
) -> Iterator[Row]:
    order = cover(sets)[:budget]
    others = reach_of_others(sets, len(order))
    together = 0
    for rank, (key, adds) in enumerate(order, start=1):
        together += adds
        about = {"rank": rank, "community_id": key, "community": names.get(key, ""),
                 "frame": frames.get(key, "community")}  # fmt: skip
        for measure, estimate in (
            ("reach", share(len(sets[key]), people, _TARGET)),
            ("marginal_reach", share(adds, people, _TARGET)),
            ("reach_together", share(together, people, _TARGET)),
            ("reach_of_others", cross_fitted(others[rank - 1], people)),
        ):
            yield Row({**about, "measure": measure}, disclose(estimate), "reached")


def cross_fitted(cases: int, people: int) -> Estimate:
    """Share of people reached by places that others chose; its interval heeds the choosing.

    The fifths choose for each other, so a place that is full by chance is chosen by one and fills
    another: the variance is up to twice that of a share, where all places are alike. The interval
    is Wilson's with half as many people.

    Examples
    --------
    >>> estimate = cross_fitted(50, 200)
    >>> round(estimate.value, 2), round(estimate.low, 2), round(estimate.high, 2)
    (0.25, 0.18, 0.34)
    """
    plain = share(cases, people, _TARGET)
    half = np.array([people / 2])
    cell = share_cells(np.array([cases / 2]), half)
    return replace(
        plain, low=float(cell.low[0]), high=float(cell.high[0]), se=float(cell.se[0]),
        method="wilson-cross-fitted",
    )  # fmt: skip


def reach_of_others(sets: Mapping[int, frozenset[int]], budget: int) -> list[int]:
    """People reached by places that others chose, by how many places.

    The people are cut in five by their pseudonyms, which are even. Each fifth is counted in the
    places chosen by the other four; the five counts are added up, so that everybody counts once
    and nobody had a part in choosing the places that they are counted in.

    Examples
    --------
    >>> reach_of_others({1: frozenset(range(0, 40)), 2: frozenset(range(30, 50))}, 2)
    [40, 50]
    """
    counts = [0] * budget
    for fold in range(_FOLDS):
        held = {key: {who for who in members if who % _FOLDS == fold}
                for key, members in sets.items()}  # fmt: skip
        choosing = {key: members - held[key] for key, members in sets.items()}
        reached: set[int] = set()
        for place, (key, _) in enumerate(cover(choosing)[:budget]):
            reached |= held[key]
            counts[place] += len(reached)
    return counts


def _notes(
    sets: Mapping[int, frozenset[int]], rows: Sequence[Row], budget: int, people: int
) -> list[str]:
    notes = [f"A place is listed where {LEAST_REACHED} people or more stated a need."]
    if not rows:
        return ["In no place did enough people state a need.", *notes]
    order = cover(sets)
    here = sum(adds for _, adds in order[:budget])
    most = most_possible(sets, order, budget)
    if most <= here:
        notes.append("No other choice of as many places reaches more of them.")
    else:
        notes.append(f"No choice of as many places can reach more than {most} of them, and this one"
                     f" reaches {here}.")  # fmt: skip
    everywhere = sum(adds for _, adds in order)
    if len(sets) > 1:
        notes.append(f"All {len(sets)} places together reach {everywhere} of {people}.")
    notes.append("Only reach counts here; the table of all places puts those first where the need"
                 " is surely more common than elsewhere.")  # fmt: skip
    notes.append("Reach of others is for people who had no part in choosing the places.")
    return notes


def _say(row: Mapping[str, Any]) -> str:
    """Say one row as a marketer would."""
    place = f'"{row["community"]}"'
    if row["value"] is None:
        return f"{row['rank']}. {place}: {withheld(row)}."
    number, reach = amount(row).removesuffix(" %"), f"({interval(row)}; {row['base']:,} people)"
    said = {
        "reach": f"{place} reaches {number} of 100 {row['base_label']}",
        "marginal_reach": f"{place} adds {number} of 100 whom no place above reaches",
        "reach_together": f"The first {row['rank']} reach {number} of 100 together",
        "reach_of_others": f"Of others, who did not choose them, the first {row['rank']} reach"
        f" {number} of 100",
    }
    return f"{said[row['measure']]} {reach}."
