"""From native rows to canonical rows: check them, name people by keyed pseudonyms."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from folkmoot.activity import AGE_BANDS, CANONICAL, FRAMES, KINDS, NATIVE, VERBS
from folkmoot.ids import hash_column
from folkmoot.sources import Fault

__all__ = ["ACTOR_SCHEMES", "Provenance", "check", "to_canonical"]

#: How a platform names people; pseudonyms of different schemes never meet.
ACTOR_SCHEMES: Final = ("id", "handle", "hash", "none")
_ALLOWED: Final[dict[str, dict[str, tuple[str, ...]]]] = {
    "activities": {
        "verb": VERBS, "kind": KINDS, "sampling_frame": FRAMES, "actor_scheme": ACTOR_SCHEMES,
    },
    "members": {"actor_scheme": ACTOR_SCHEMES, "age_band": AGE_BANDS, "gender": ("f", "m", "x")},
    "communities": {"kind": KINDS},
    "observations": {},
}  # fmt: skip
_EARLIEST: Final = datetime(1970, 1, 2, tzinfo=UTC)
_CLOCK_SKEW: Final = timedelta(days=1)
_PERSON_OBJECTS: Final = pa.array(["Person"])


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where rows come from; the same for all rows of one import."""

    source: str
    source_version: str
    imported_at: datetime


def check(
    name: str, rows: pa.Table, now: datetime, line_of: Callable[[int], int]
) -> tuple[pa.Table, list[Fault]]:
    """Keep the native rows that obey the schema; one fault for each record that does not.

    Parameters
    ----------
    name
        Table, of `folkmoot.activity.NATIVE`.
    rows
        Native rows.
    now
        Nothing may have been published later than a day from here (UTC).
    line_of
        Physical line of a row, for the faults.
    """
    rows = rows.select(NATIVE[name].names).cast(NATIVE[name])
    faults: dict[int, Fault] = {}
    for column, expected, wrong in _checks(name, rows, now):
        for index in pc.indices_nonzero(pc.fill_null(wrong, fill_value=False)).to_pylist():
            row = rows["row"][index].as_py()
            faults.setdefault(
                row,
                Fault(row, line_of(row), column, "not-allowed",
                      _said(rows[column][index].as_py()), expected),
            )  # fmt: skip
    if not faults:
        return rows, []
    bad = pc.is_in(rows["row"], pa.array(list(faults), pa.int64()))
    return rows.filter(pc.invert(bad)), list(faults.values())


def _said(value: object) -> str:
    return f"{value:%Y-%m-%d %H:%M:%S}" if isinstance(value, datetime) else repr(value)


def _checks(name: str, rows: pa.Table, now: datetime) -> Sequence[tuple[str, str, pa.ChunkedArray]]:
    found = [
        (field.name, "a value", pc.is_null(rows[field.name]))
        for field in NATIVE[name]
        if not field.nullable and rows[field.name].null_count
    ]
    for column, allowed in _ALLOWED[name].items():
        known = pc.is_in(rows[column], pa.array(allowed))
        wrong = pc.and_(pc.is_valid(rows[column]), pc.invert(known))
        found.append((column, "one of " + ", ".join(allowed), wrong))
    if name == "activities":
        moment = rows["published_at"]
        late, early = now + _CLOCK_SKEW, _EARLIEST
        outside = pc.or_(
            pc.greater(moment, pa.scalar(late, moment.type)),
            pc.less(moment, pa.scalar(early, moment.type)),
        )
        found.append(("published_at", f"a time from 1970 to {late:%Y-%m-%d}", outside))
    return found


def to_canonical(name: str, rows: pa.Table, provenance: Provenance, person_key: bytes) -> pa.Table:
    """Turn checked native rows into canonical rows.

    The columns are those of `folkmoot.activity.CANONICAL`. No native identifier of a person
    survives; other identifiers become 64-bit hashes of platform and native id.
    """
    columns = {
        column: rows[column] for column in CANONICAL[name].names if column in rows.schema.names
    }
    columns |= _IDENTIFY[name](rows, person_key)
    count = rows.num_rows
    columns["source"] = pa.repeat(provenance.source, count)
    columns["source_version"] = pa.repeat(provenance.source_version, count)
    stamp = pa.scalar(provenance.imported_at, pa.timestamp("us", tz="UTC"))
    columns["imported_at"] = pa.repeat(stamp, count)
    schema = CANONICAL[name]
    return pa.table([columns[column] for column in schema.names], schema=schema)


def _by_platform(rows: pa.Table, *columns: str) -> list[pa.Array]:
    """Hashes of platform and native id, column by column; what several columns name is hashed once.

    Rows of one page nearly always share the platform.
    """
    platforms = pc.unique(rows["platform"]).to_pylist()
    prefix = tuple(platforms) if len(platforms) == 1 else ()
    named = [
        rows[column]
        if prefix
        else pc.binary_join_element_wise(rows["platform"], rows[column], "\x00")
        for column in columns
    ]
    chunks = [chunk for column in named for chunk in column.chunks]
    hashes = hash_column(pa.chunked_array(chunks, pa.string()), *prefix)
    count = rows.num_rows
    return [hashes.slice(place * count, count) for place in range(len(columns))]


def _person(rows: pa.Table, column: str, key: bytes) -> pa.Array:
    joined = pc.binary_join_element_wise(
        rows["platform"], rows["actor_scheme"], rows[column], "\x00"
    )
    return hash_column(joined, key=key)


def _activities(rows: pa.Table, key: bytes) -> dict[str, pa.Array]:
    names = ["native_id", "community_native", "in_reply_to_native", "root_native", "object_native"]
    activity_id, community_id, in_reply_to, root_id, objects = _by_platform(rows, *names)
    objects = pc.coalesce(objects, activity_id)
    # Where the object is a person (a follow), it is named as people are.
    is_person = pc.is_in(rows["object_type"], _PERSON_OBJECTS)
    if pc.any(is_person).as_py():
        objects = pc.if_else(is_person, _person(rows, "object_native", key), objects)
    return {
        "activity_id": activity_id,
        "object_id": objects,
        "actor_id": _person(rows, "actor_native", key),
        "community_id": community_id,
        "in_reply_to": in_reply_to,
        "in_reply_to_actor_id": _person(rows, "in_reply_to_actor_native", key),
        "root_id": root_id,
        "month": _month(rows["published_at"]),
    }


def _month(moments: pa.ChunkedArray) -> pa.Array:
    """``2017-08`` of each moment in UTC; each distinct month is written once."""
    first = pc.floor_temporal(pc.local_timestamp(moments), unit="month").combine_chunks()
    encoded = first.dictionary_encode()
    return pc.strftime(encoded.dictionary, format="%Y-%m").take(encoded.indices)


def _members(rows: pa.Table, key: bytes) -> dict[str, pa.Array]:
    found = {
        "actor_id": _person(rows, "actor_native", key),
        "community_id": _by_platform(rows, "community_native")[0],
    }
    return found | {"state_id": _state(rows, found["actor_id"], {"row", "actor_native"})}


def _communities(rows: pa.Table, key: bytes) -> dict[str, pa.Array]:
    del key  # communities are not people
    community_id, parent_id = _by_platform(rows, "community_native", "parent_native")
    return {
        "community_id": community_id,
        "parent_id": parent_id,
        "state_id": _state(rows, community_id, {"row"}),
    }


def _observations(rows: pa.Table, key: bytes) -> dict[str, pa.Array]:
    del key  # counters name no one
    (object_id,) = _by_platform(rows, "object_native")
    return {
        "object_id": object_id,
        "observation_id": _state(rows, object_id, {"row", "object_native"}),
    }


def _state(rows: pa.Table, identity: pa.Array, left_out: set[str]) -> pa.Array:
    """Hash of everything a row says, so that an unchanged state is known again."""
    texts = [pc.cast(identity, pa.string())]
    for column in rows.schema.names:
        if column in left_out:
            continue
        values = rows[column]
        if pa.types.is_timestamp(values.type):
            values = pc.cast(values, pa.int64())
        texts.append(pc.fill_null(pc.cast(values, pa.string()), ""))
    return hash_column(pc.binary_join_element_wise(*texts, "\x1f"))


_IDENTIFY: Final = {
    "activities": _activities,
    "members": _members,
    "communities": _communities,
    "observations": _observations,
}
