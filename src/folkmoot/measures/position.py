"""How people see the product and its alternatives: what they say of each, and the picture of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import atan2, degrees, sqrt
from typing import Any, Final

import numpy as np
import pyarrow as pa

from folkmoot.brief import Brief
from folkmoot.estimate import (
    Estimate,
    EstimateTable,
    Row,
    amount,
    difference,
    disclose,
    false_discovery,
    interval,
    share,
    withheld,
)
from folkmoot.estimate.disclosure import MINIMUM_BASE, MINIMUM_PEOPLE
from folkmoot.estimate.intervals import z_value
from folkmoot.measures._cells import Floats
from folkmoot.measures._named import Named, Thing, read_named, satisfaction
from folkmoot.measures._perceptual import chance as chance_of
from folkmoot.measures._perceptual import picture
from folkmoot.measures._spoken import Aspect, Spoken, aspects_of, read_spoken
from folkmoot.view import View

__all__ = ["Place", "apart", "places", "position"]

#: Two axes need three things and three aspects.
_FEWEST: Final = 3
_LEVEL: Final = 0.05
_TOLD: Final = 4
_PICTURE: Final = ("x", "y", "tilt")
_READING: Final = (
    "Spoken of in the same post: not whether it was praised. What stands out does so after"
    " correction for all that was looked at (Benjamini-Hochberg, 5 in 100)."
)
#: Of the axes of a normal ellipse that holds 95 of 100: the root of chi-square's quantile, 2 df.
_REACH: Final = 2.4477

_ABOUT: Final = (
    pa.field("thing_id", pa.string()),
    pa.field("thing", pa.string()),
    pa.field("kind", pa.string()),
    pa.field("aspect_id", pa.string()),
    pa.field("aspect", pa.string()),
    pa.field("measure", pa.string()),
    pa.field("stands_out", pa.bool_()),
)


@dataclass(frozen=True, slots=True)
class Place:
    """One point of the picture: a thing with its ellipse, or an aspect without.

    ``long`` and ``short`` are the half axes of the 95 % ellipse, ``turned`` the angle of the long
    one in degrees, counted from the first axis towards the second.
    """

    id: str
    name: str
    kind: str
    x: float
    y: float
    long: float = 0.0
    short: float = 0.0
    turned: float = 0.0


def position(view: View, brief: Brief) -> EstimateTable:
    """Answer what people connect with the product and with each alternative.

    A post counts for each thing that it names and each aspect that it speaks of, and each person
    once, however often they write.

    Returns
    -------
    EstimateTable
        For each thing and aspect ``share`` (of those who name the thing, who speak of the aspect
        in the same post) and ``difference`` (from those who name other things only;
        ``stands_out`` after correction for all), and for each thing ``satisfaction`` (of those who
        name it gladly or angrily, who do so gladly more often). Then the picture, a
        correspondence analysis of the counts of people (`folkmoot.measures._perceptual`): ``x``
        and ``y`` of each thing and aspect, and ``tilt`` of each thing's ellipse, the correlation
        of its two errors; `places` reads them. There is a picture where three things have the
        thirty people that any share needs, three aspects have ten, and a permutation test says
        that what is said of the things differs beyond chance (p under .05); else a note says why
        not.
    """
    aspects, named = aspects_of(brief), read_named(view, brief)
    things, spoken = list(named.things), read_spoken(named, aspects)
    points, refused = _points(things, aspects, spoken)
    people, posts = len(spoken.named), int((named.people >= 0).sum())
    notes = [
        f"{people:,} people named the product or an alternative, in {posts:,} posts.",
        _READING,
    ]
    silent = [
        thing.name
        for place, thing in enumerate(things)
        if spoken.named[:, place].sum() < MINIMUM_BASE
    ]
    if silent:
        notes.append(f"Named by fewer than {MINIMUM_BASE} people: {', '.join(silent)}.")
    notes.append(refused)
    return EstimateTable.build(
        "position", "What they connect with each", _ABOUT,
        [*_rows(things, aspects, spoken), *_liked(named), *points],
        {"spoken": named.evidence}, view.as_of, notes, _sentence,
    )  # fmt: skip


def places(table: EstimateTable) -> list[Place]:
    """Read the picture off a table of `position`: things, then aspects; empty where there is none.

    An ellipse holds the place of the whole population 95 times in 100.
    """
    points: dict[tuple[str, str, str], dict[str, Mapping[str, Any]]] = {}
    for row in table.rows():
        if row["measure"] in _PICTURE:
            key = (row["thing_id"] or row["aspect_id"], row["thing"] or row["aspect"], row["kind"])
            points.setdefault(key, {})[row["measure"]] = row
    return [_place(*key, found) for key, found in points.items()]


def apart(table: EstimateTable) -> str:
    """Say in one sentence what sets the things apart, the largest differences first."""
    found = [row for row in table.rows(measure="difference") if row["stands_out"]]
    if not found:
        return "Nothing said of the product or an alternative stands out beyond chance."
    found.sort(key=lambda row: -abs(row["value"]))
    named = [
        f"“{row['thing']}” by “{row['aspect']}” ({amount(row)}, {interval(row)})"
        for row in found[:_TOLD]
    ]
    return f"What sets them apart: {'; '.join(named)}, beside people who name others only."


def _place(name: str, title: str, kind: str, found: Mapping[str, Mapping[str, Any]]) -> Place:
    x, y = found["x"]["value"], found["y"]["value"]
    if "tilt" not in found:
        return Place(name, title, kind, x, y)
    errors = found["x"]["se"], found["y"]["se"]
    across = found["tilt"]["value"] * errors[0] * errors[1]
    spread = np.array([[errors[0] ** 2, across], [across, errors[1] ** 2]])
    values, vectors = np.linalg.eigh(spread)
    return Place(
        name, title, kind, x, y,
        _REACH * sqrt(max(values[1], 0.0)), _REACH * sqrt(max(values[0], 0.0)),
        degrees(atan2(vectors[1, 1], vectors[0, 1])),
    )  # fmt: skip


def _rows(things: list[Thing], aspects: list[Aspect], spoken: Spoken) -> Iterator[Row]:
    cells = [
        (thing, aspect, *_cell(place, number, spoken))
        for place, thing in enumerate(things)
        for number, aspect in enumerate(aspects)
    ]
    adjusted = iter(false_discovery([_p_value(gap) for *_, gap in cells if gap.is_shown]))
    for thing, aspect, shown, gap in cells:
        stands = next(adjusted) <= _LEVEL if gap.is_shown else None
        about = {
            "thing_id": thing.id, "thing": thing.name, "kind": thing.kind,
            "aspect_id": aspect.id, "aspect": aspect.name, "stands_out": stands,
        }  # fmt: skip
        yield Row({**about, "measure": "share"}, shown, "spoken")
        yield Row({**about, "measure": "difference"}, gap, "spoken")


def _liked(named: Named) -> Iterator[Row]:
    for place, thing in enumerate(named.things):
        about = {"thing_id": thing.id, "thing": thing.name, "kind": thing.kind}
        yield Row({**about, "measure": "satisfaction"}, satisfaction(named, place), "spoken")


def _cell(place: int, number: int, spoken: Spoken) -> tuple[Estimate, Estimate]:
    """Share among those who name a thing, and how it differs from those who name others alone."""
    named = spoken.named[:, place]
    said = spoken.together[:, place, number]
    others = ~named & spoken.named.any(axis=1)
    other_said = spoken.together[:, :, number].any(axis=1)
    cases, base = int((said & named).sum()), int(named.sum())
    label = "people who named it"
    gap = difference(cases, base, int((other_said & others).sum()), int(others.sum()), label)
    if min(base, int(others.sum())) < MINIMUM_PEOPLE:
        gap = difference(0, 0, 0, 0, label)
    return disclose(share(cases, base, label)), disclose(gap)


def _p_value(gap: Estimate) -> float:
    from scipy.stats import norm

    if gap.value is None or not gap.se:
        return 1.0
    return float(2 * norm.sf(abs(gap.value) / gap.se))


def _points(things: list[Thing], aspects: list[Aspect], spoken: Spoken) -> tuple[list[Row], str]:
    """Rows of the picture, and what to say of it."""
    together = spoken.together
    named = spoken.named.sum(axis=0)
    rows = np.flatnonzero((named >= MINIMUM_BASE) & together.any(axis=(0, 2)))
    columns = np.flatnonzero(together[:, rows].any(axis=1).sum(axis=0) >= MINIMUM_PEOPLE)
    if len(rows) < _FEWEST:
        return [], f"No picture: fewer than {_FEWEST} are named by {MINIMUM_BASE} people."
    if len(columns) < _FEWEST:
        return [], f"No picture: too few people speak of {_FEWEST} attributes of them."
    used = together[:, rows][:, :, columns]
    likely = chance_of(used)
    if likely > _LEVEL:
        return [], f"No picture: what is said of each may differ by chance (p = {likely:.2f})."
    found = picture(used)
    turn = _turn(found.rows, [things[row].kind for row in rows])
    points = [
        row
        for at, number in enumerate(rows)
        for row in _thing(things[number], int(named[number]), found.rows[at] * turn,
                          found.spread[at] * np.outer(turn, turn))
    ]  # fmt: skip
    for at, number in enumerate(columns):
        cases = int(used[:, :, at].any(axis=1).sum())
        points += _aspect(aspects[number], cases, found.columns[at] * turn)
    shown = " and ".join(f"{100 * share:.0f}" for share in found.inertia)
    return points, f"The picture's two axes show {shown} of 100 of what sets them apart."


def _turn(rows: Floats, kinds: list[str]) -> Floats:
    """Signs by which the product, or else the farthest thing, stands to the right and above."""
    first = kinds.index("product") if "product" in kinds else int(np.abs(rows).sum(axis=1).argmax())
    return np.where(rows[first] < 0, -1.0, 1.0)


def _thing(thing: Thing, people: int, point: Floats, spread: Floats) -> Iterator[Row]:
    about = {"thing_id": thing.id, "thing": thing.name, "kind": thing.kind}
    errors = np.sqrt(np.diag(spread))
    for name, value, error in zip("xy", point, errors, strict=True):
        yield Row({**about, "measure": name}, _coordinate(value, people, float(error)), "spoken")
    tilt = spread[0, 1] / (errors[0] * errors[1]) if errors.all() else 0.0
    yield Row({**about, "measure": "tilt"}, _coordinate(tilt, people, None), "spoken")


def _aspect(aspect: Aspect, people: int, point: Floats) -> Iterator[Row]:
    about = {"aspect_id": aspect.id, "aspect": aspect.name, "kind": "aspect"}
    for name, value in zip("xy", point, strict=True):
        yield Row({**about, "measure": name}, _coordinate(value, people, None), "spoken")


def _coordinate(value: float, people: int, error: float | None) -> Estimate:
    reach = None if error is None else z_value() * error
    low, high = (None, None) if reach is None else (float(value - reach), float(value + reach))
    return Estimate(
        float(value), low, high, people, people, "people who speak of it", "score",
        "correspondence-analysis", error,
    )  # fmt: skip


def _sentence(row: Mapping[str, Any]) -> str:
    what = " and ".join(f"“{name}”" for name in (row["thing"], row["aspect"]) if name)
    if row["value"] is None:
        return f"{what}, {row['measure']}: {withheld(row)}."
    low = " Low base." if row["reliability"] == "low base" else ""
    if row["measure"] in _PICTURE:
        return f"{what} in the picture, {row['measure']}: {row['value']:+.2f}."
    if row["measure"] == "satisfaction":
        return (
            f"Of those who name “{row['thing']}” gladly or angrily, {amount(row)} do so gladly"
            f" ({interval(row)}; {row['base']:,} people).{low}"
        )
    if row["measure"] == "share":
        return (
            f"Of those who speak of “{row['thing']}” {amount(row)} speak of “{row['aspect']}” in"
            f" the same post ({interval(row)}; {row['base']:,} {row['base_label']}).{low}"
        )  # fmt: skip
    verdict = "" if row["stands_out"] else " This could be chance."
    return (
        f"{what}: {amount(row)} beside those who speak of others ({interval(row)}).{verdict}{low}"
    )
