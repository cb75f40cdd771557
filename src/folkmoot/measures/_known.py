"""What is known of each asker around one question, as a sparse table of people and features."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from folkmoot import ladder
from folkmoot.estimate import Evidence
from folkmoot.ids import format_id
from folkmoot.measures._cells import Floats
from folkmoot.measures._groups import label_of
from folkmoot.measures._masks import rung_context
from folkmoot.measures._places import names_of
from folkmoot.measures._sensitive import sensitive_kind
from folkmoot.view import View

if TYPE_CHECKING:
    from scipy.sparse import csr_array

__all__ = ["AROUND_DAYS", "MOST_FEATURES", "Feature", "Known", "read_known"]

#: How far around the question people are looked at: half a year either side.
AROUND_DAYS: Final = 180

#: Features that the most people share; rarer ones tell of nobody else.
MOST_FEATURES: Final = 200

#: A feature of fewer people cannot be learnt, and would point at them.
_LEAST_PEOPLE: Final = 20

#: Rows that hold a number of a person, not a feature.
_NUMBERS: Final = ("", "acts", "quiet")

_ROWS: Final = pa.schema(
    [
        pa.field("actor_id", pa.int64()),
        pa.field("is_target", pa.bool_()),
        pa.field("is_late", pa.bool_()),
        pa.field("characteristic", pa.string()),
        pa.field("category", pa.string()),
        pa.field("place_id", pa.int64()),
        pa.field("times", pa.int64()),
    ]
)
_BITS: Final = {str(rung.bit): rung.name for rung in ladder.RUNGS if rung.bit is not None}
_RUNGS: Final = {
    "asks": "asks about other things", "critic": "answers or comments",
    "collector": "saves, tags or votes", "joiner": "follows or joins", "creator": "publishes",
    "conversationalist": "posts short updates", "spectator": "is seen to read",
}  # fmt: skip
_Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Feature:
    """One feature, and how many of those learnt from have it."""

    characteristic: str
    category: str
    label: str
    people: int


@dataclass(frozen=True)
class Known:
    """Everybody, in the order of their hashes; every array has one place a person.

    Parameters
    ----------
    is_target, is_late
        Who states the need, and whose question came after the cut.
    days_before
        How long before the cut the question came.
    features, known
        What is known, by person and feature, 0 or 1; the last column is ``activity``.
    activity
        Logarithm of how much they did around the question, apart from it.
    baseline
        How much they did and how near the question, which any score has to beat.
    left_out
        Places not used, for their names.
    """

    is_target: _Mask
    is_late: _Mask
    days_before: Floats
    features: tuple[Feature, ...]
    known: csr_array
    activity: Floats
    baseline: csr_array
    left_out: int
    evidence: Evidence


def read_known(view: View, since: datetime, cut: datetime) -> Known:
    """Read everybody; relations ``stated_needs``, ``target`` and ``topics`` are read.

    Parameters
    ----------
    since
        When the first of the target stated the need.
    cut
        Questions after it are held out; of those before, nothing later is looked at.
    """
    from scipy.sparse import csr_array, hstack

    table, evidence = view.ask(
        "look_alike", _ROWS, "What is known of each asker around one question?",
        {"since": since, "cut": cut}, days=AROUND_DAYS, **rung_context(),
    )  # fmt: skip
    actors, row = np.unique(table["actor_id"].to_numpy(), return_inverse=True)
    name = table["characteristic"].combine_chunks().dictionary_encode()
    kind = name.indices.to_numpy()
    kinds = name.dictionary.to_pylist()
    firsts = np.unique(row, return_index=True)[1]
    is_target, is_late = (table[column].to_numpy()[firsts] for column in ("is_target", "is_late"))
    times = table["times"].to_numpy()
    did, quiet, days = np.zeros((3, len(actors)))
    quiet += AROUND_DAYS
    for part, into in (("acts", did), ("quiet", quiet), ("", days)):
        if part in kinds:
            at = kind == kinds.index(part)
            into[row[at]] = times[at]
    activity = np.log1p(did)
    features, known, left_out = _features(view, table, row, kind, kinds, ~is_late)
    numbers = csr_array(np.column_stack([activity, np.log1p(quiet)]))
    return Known(
        is_target, is_late, days, features, csr_array(hstack([known, numbers[:, [0]]])), activity,
        numbers, left_out, evidence,
    )  # fmt: skip


def _features(
    view: View, table: pa.Table, row: Any, kind: Any, kinds: list[str], learnt: _Mask
) -> tuple[tuple[Feature, ...], Any, int]:
    """The features that enough of those learnt from share, commonest first."""
    from scipy.sparse import csr_array

    names, _ = names_of(view)
    category = table["category"].combine_chunks().dictionary_encode()
    categories = category.dictionary.to_pylist()
    places, place = np.unique(table["place_id"].fill_null(0).to_numpy(), return_inverse=True)
    word = category.indices.fill_null(-1).to_numpy().astype(np.int64) + 1
    parts = (len(categories) + 1) * len(places)
    keys, key = np.unique(
        kind.astype(np.int64) * parts + word * len(places) + place, return_inverse=True
    )
    people = np.bincount(key[learnt[row]], minlength=len(keys))
    told: dict[int, Feature] = {}
    # Of one community alone, taking part in it says that somebody did anything at all.
    unused = {*_NUMBERS, *(() if _is_several(table) else ("community",))}
    left_out = 0
    for at in np.argsort(-people, kind="stable"):
        which = int(keys[at])
        name = kinds[which // parts]
        words = ["", *categories][which % parts // len(places)]
        place_id = int(places[which % len(places)])
        if name in unused or people[at] < _LEAST_PEOPLE:
            continue
        made = _feature(name, words, place_id, names, int(people[at]))
        left_out += made is None
        if made is not None and len(told) < MOST_FEATURES and people[at] < learnt.sum():
            told[int(at)] = made
    column = np.full(len(keys), -1)
    column[list(told)] = np.arange(len(told))
    used = column[key] >= 0
    shape = (len(learnt), len(told))
    ones = np.ones(int(used.sum()))
    return tuple(told.values()), csr_array((ones, (row[used], column[key[used]])), shape), left_out


def _is_several(table: pa.Table) -> bool:
    rows = pc.equal(table["characteristic"], "community")
    return int(pc.count_distinct(table["place_id"].filter(rows)).as_py()) > 1


def _feature(
    name: str, category: str, place_id: int, names: Mapping[int, str], people: int
) -> Feature | None:
    """Name a feature; ``None`` for a place whose name speaks of what is never inferred."""
    if name in ("community", "topic"):
        place = names.get(place_id, format_id(place_id))
        return None if sensitive_kind(place) else Feature(name, place, place, people)
    if name == "rung":
        category = _BITS.get(category, category)
        return Feature(name, category, _RUNGS.get(category, category), people)
    return Feature(name, category, label_of(name, category), people)
