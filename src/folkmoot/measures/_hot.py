"""What stands on a hot list now, how it moves, and how long it is likely to stay."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import numpy as np
import pyarrow as pa

from folkmoot.annotators.remaining import remaining_among, remaining_life
from folkmoot.estimate import Estimate, Evidence
from folkmoot.ids import format_id
from folkmoot.measures._found import Found, Life
from folkmoot.view import View

__all__ = ["Stay", "hot_topics", "stays_of"]

_SIGHTINGS: Final = pa.schema(
    [
        pa.field("object_id", pa.int64()),
        pa.field("platform", pa.string()),
        pa.field("published_at", pa.timestamp("us", tz="UTC")),
        pa.field("time_precision", pa.string()),
        pa.field("title", pa.string()),
        pa.field("text", pa.string()),
        pa.field("url", pa.string()),
        pa.field("is_paid", pa.bool_()),
        pa.field("place", pa.float64()),
    ]
)
#: Hours that a topic may be missing from an hourly list and still be on it; days for a daily one.
_BREAK: Final = {"hour": 3, "day": 1}
_PAST_DAYS: Final = {"hour": 14, "day": 90}
#: A list that was last seen so many hours before the moment is no list of now.
_FRESH: Final = {"hour": 3, "day": 36}
#: Hours that the lists' own clock is ahead of UTC; both known lists are Chinese.
_CLOCK: Final = 8


@dataclass(frozen=True, slots=True)
class Stay:
    """One topic while it stood on a list.

    Parameters
    ----------
    first_at, last_at
        When it was first and last seen.
    place, place_before
        Where it stood last, and in the sighting before; ``None`` for none in the same stay.
    before_at
        When that was.
    buckets
        Hours or days from the first to the last.
    """

    topic: dict[str, Any]
    first_at: datetime
    last_at: datetime
    place: int
    place_before: int | None
    before_at: datetime | None
    buckets: int

    @property
    def move(self) -> float:
        """Places risen an hour since the sighting before; NaN without one."""
        if self.place_before is None or self.before_at is None:
            return float("nan")
        return (self.place_before - self.place) / ((self.last_at - self.before_at) / _HOUR)


_HOUR: Final = timedelta(hours=1)


def hot_topics(view: View) -> tuple[list[Found], list[str]]:
    """Topics on the newest lists, the highest place first, and what can be said of the lists."""
    found: list[Found] = []
    notes: list[str] = []
    since = view.as_of - timedelta(days=_PAST_DAYS["day"])
    question = "Which topics stood on hot lists, and where?"
    table, asked = view.ask("hot_list", _SIGHTINGS, question, {"since": since})
    lists: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for row in table.to_pylist():
        grain = "day" if row["time_precision"] == "day" else "hour"
        lists[row["platform"], grain].append(row)
    for (platform, grain), rows in sorted(lists.items()):
        newest = rows[-1]["published_at"]
        if view.as_of - newest > _FRESH[grain] * _HOUR:
            notes.append(f"The hot list of {platform} ends at {newest:%Y-%m-%d %H:%M} UTC.")
            continue
        recent = newest - timedelta(days=_PAST_DAYS[grain])
        stays = stays_of((row for row in rows if row["published_at"] >= recent), grain)
        now = [stay for stay in stays if stay.last_at == newest]
        paid = sum(stay.topic["is_paid"] for stay in now)
        notes.append(
            f"The hot list of {platform} has {len(now)} topics at {newest:%Y-%m-%d %H:%M} UTC, "
            f"{paid} of them paid for."
        )
        over = [stay.buckets for stay in stays if newest - stay.last_at > _BREAK[grain] * _HOUR]
        found += _found(sorted(now, key=lambda stay: stay.place), platform, grain, over, asked)
    return found, notes


def stays_of(rows: Iterable[dict[str, Any]], grain: str) -> list[Stay]:
    """Follow each topic through sightings in the order of time; a break ends its stay."""
    length = _HOUR if grain == "hour" else timedelta(days=1)
    open_stays: dict[int, Stay] = {}
    over: list[Stay] = []
    for row in rows:
        at, place = row["published_at"], int(row["place"])
        before = open_stays.get(row["object_id"])
        if before is not None and at == before.last_at:
            continue
        if before is None or at - before.last_at > _BREAK[grain] * length:
            if before is not None:
                over.append(before)
            open_stays[row["object_id"]] = Stay(row, at, at, place, None, None, 1)
            continue
        buckets = round((at - before.first_at) / length) + 1
        open_stays[row["object_id"]] = Stay(
            row, before.first_at, at, place, before.place, before.last_at, buckets
        )
    return [*over, *open_stays.values()]


def _lives(stays: Sequence[Stay], grain: str, over: Sequence[int]) -> list[Life | None]:
    """How many more hours topics will stay."""
    if grain == "day":
        left = [remaining_among(over, stay.buckets) for stay in stays]
        return [None if one is None else Life(*(24 * days for days in one)) for one in left]
    table = remaining_life(
        np.array([stay.place for stay in stays], dtype=np.int64),
        np.array([stay.move for stay in stays]),
        np.array([(stay.last_at.hour + _CLOCK) % 24 for stay in stays], dtype=np.int64),
    )
    columns = (table.low.tolist(), table.middle.tolist(), table.high.tolist())
    return [Life(*one) for one in zip(*columns, strict=True)]


def _found(
    stays: list[Stay], platform: str, grain: str, over: list[int], asked: Evidence
) -> list[Found]:
    found = []
    for stay, life in zip(stays, _lives(stays, grain, over), strict=True):
        topic = stay.topic
        urls = (topic["url"],) if topic["url"] else ()
        parameters = {**asked.parameters, "topic": topic["title"], "list": platform}
        evidence = Evidence(asked.question, asked.sql, parameters, stay.buckets, urls)
        place = Estimate(float(stay.place), None, None, 1, len(stays), f"topics of {platform}",
                         "score", "place-on-list")  # fmt: skip
        found.append(
            Found(
                kind="hot list",
                grain=grain,
                event_id=format_id(topic["object_id"]),
                parents=(),
                term=topic["title"],
                also=(),
                bucket_at=stay.last_at,
                first_seen_at=stay.first_at,
                starter=None,
                texts=(" ".join(part for part in (topic["title"], topic["text"]) if part),),
                urls=urls,
                people=frozenset(),
                q_value=0.0,
                over="",
                life=life,
                is_paid=topic["is_paid"],
                evidence=evidence,
                estimates={"place": place},
            )
        )
    return found
