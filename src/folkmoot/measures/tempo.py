"""When a community is awake: its posts by weekday and time of day, in its own time.

The zone is what the user tells, else that of the country that most members declare, else a guess
from the quietest hours; where none of these says anything the table is in UTC, and says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa

from folkmoot.estimate import EstimateTable, Row, disclose, interval
from folkmoot.measures._cells import Ints
from folkmoot.measures._clustered import clustered_share
from folkmoot.measures._places import names_of
from folkmoot.measures._zones import Zone, declared_zone, local_hours, quiet_zone
from folkmoot.view import View

if TYPE_CHECKING:
    from folkmoot.engines import Value

__all__ = ["BLOCK_HOURS", "WEEKDAYS", "tempo"]

#: A year, so that every season and holiday is in it once.
_DAYS: Final = 365
#: Hours of a cell: two would need half as many posts again to tell neighbours apart.
BLOCK_HOURS: Final = 3
WEEKDAYS: Final = (
    "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday",
)  # fmt: skip
#: Communities told, the largest first.
_MOST: Final = 12
#: A community with fewer posts a year has five a cell, of which nothing can be told.
_LEAST_POSTS: Final = 300

_HOURS: Final = pa.schema(
    [pa.field(name, pa.int64()) for name in ("place_id", "actor_id", "hour", "posts")]
)
_COUNTRIES: Final = pa.schema(
    [("place_id", pa.int64()), ("country", pa.string()), ("people", pa.int64())]
)
_ABOUT: Final = (
    pa.field("community_id", pa.int64()),
    pa.field("community", pa.string()),
    pa.field("zone", pa.string()),
    pa.field("known_by", pa.string()),
    pa.field("why", pa.string()),
    pa.field("weekday", pa.string()),
    pa.field("from_hour", pa.int64()),
    pa.field("measure", pa.string()),
)


@dataclass(frozen=True)
class _Posts:
    """Posts of one community: who, in which hour (UTC, seconds since 1970), how many."""

    actors: Ints
    hours: Ints
    posts: Ints


def tempo(view: View, zone: Zone | None = None) -> EstimateTable:
    """Answer on which days and at which hours each community posts, in its own time.

    Parameters
    ----------
    view
        The lake at a moment; the year before it is read.
    zone
        The zone of all communities, where the user tells it.

    Returns
    -------
    EstimateTable
        By community, the largest first: ``weekday_share`` (seven), ``hours_share`` (blocks of
        three hours) and ``cell_share`` (both), shares of its posts with intervals that heed that
        one person posts at the same hours. ``zone`` is the zone, ``known_by`` how it is known.
    """
    since = view.as_of - timedelta(days=_DAYS)
    bound: dict[str, Value] = {"since": since, "first_month": f"{since:%Y-%m}"}
    found, evidence = view.ask(
        "tempo_hours", _HOURS, f"When did each community post in the last {_DAYS} days?", bound
    )
    countries, declared_by = view.ask(
        "tempo_countries", _COUNTRIES, "Which countries do those who posted declare?", bound
    )
    declared: dict[int, dict[str, int]] = {}
    for row in countries.to_pylist():
        declared.setdefault(row["place_id"], {})[row["country"]] = row["people"]
    names, _ = names_of(view)
    kept = _communities(found)
    rows = [
        row
        for key, posts in kept.items()
        for row in _rows(
            key, names.get(key, ""), posts, zone or _zone(posts, declared.get(key, {}))
        )
    ]
    return EstimateTable.build(
        "tempo", "When communities post", _ABOUT, rows,
        {"hours": evidence, "countries": declared_by}, view.as_of, _notes(len(rows)), _say,
    )  # fmt: skip


def _communities(found: pa.Table) -> dict[int, _Posts]:
    """Posts by community, the largest first, those with enough of them."""
    columns = {name: found[name].to_numpy() for name in _HOURS.names}
    places, starts = np.unique(columns["place_id"], return_index=True)
    ends = np.append(starts, len(columns["place_id"]))[1:]
    kept = {}
    for place, start, end in zip(places, starts, ends, strict=True):
        posts = _Posts(*(columns[name][start:end] for name in ("actor_id", "hour", "posts")))
        if posts.posts.sum() >= _LEAST_POSTS:
            kept[int(place)] = posts
    largest = sorted(kept, key=lambda key: -int(kept[key].posts.sum()))
    return {key: kept[key] for key in largest[:_MOST]}


def _zone(posts: _Posts, countries: Mapping[str, int]) -> Zone:
    declared = declared_zone(countries)
    if declared is not None:
        return declared
    in_utc = posts.hours // 3600 % 24
    return quiet_zone(np.bincount(in_utc, weights=posts.posts, minlength=24))


def _rows(key: int, name: str, posts: _Posts, zone: Zone) -> Iterator[Row]:
    weekdays, hours = local_hours(posts.hours, zone)
    blocks = hours // BLOCK_HOURS
    _, people = np.unique(posts.actors, return_inverse=True)
    written = posts.posts.astype(np.float64)
    all_posts = np.bincount(people, written).astype(np.float64)
    days, parts = len(WEEKDAYS), 24 // BLOCK_HOURS
    about = {"community_id": key, "community": name, "zone": zone.name, "known_by": zone.known_by,
             "why": zone.why}  # fmt: skip
    label = f"posts there in the last {_DAYS} days"

    def row(chosen: Any, measure: str, day: int | None, block: int | None) -> Row:
        cases = np.bincount(people[chosen], written[chosen], len(all_posts)).astype(np.float64)
        when = {"weekday": None if day is None else WEEKDAYS[day],
                "from_hour": None if block is None else block * BLOCK_HOURS}  # fmt: skip
        estimate = disclose(clustered_share(cases, all_posts, label))
        return Row({**about, **when, "measure": measure}, estimate, "hours")

    for day in range(days):
        yield row(weekdays == day, "weekday_share", day, None)
    for block in range(parts):
        yield row(blocks == block, "hours_share", None, block)
    for day in range(days):
        for block in range(parts):
            yield row((weekdays == day) & (blocks == block), "cell_share", day, block)


def _notes(rows: int) -> list[str]:
    notes = [f"Posts of the last {_DAYS} days; those whose hour is not known are left out."]
    if not rows:
        notes.insert(0, f"No community has {_LEAST_POSTS} posts whose hour is known.")
    return notes


def _say(row: Mapping[str, Any]) -> str:
    """Say one row as a marketer would."""
    hour = row["from_hour"]
    day = f"on {row['weekday']}s" if row["weekday"] else ""
    block = "" if hour is None else f"from {hour:02}:00 to {hour + BLOCK_HOURS:02}:00"
    when = " ".join(part for part in (day, block) if part)
    if row["value"] is None:
        return f'"{row["community"]}", {when}: too few people post there to show it.'
    return (f'In "{row["community"]}" {100 * row["value"]:.1f} of 100 posts are written {when}'
            f" ({interval(row)}; {row['zone']}, {row['why']}).")  # fmt: skip
