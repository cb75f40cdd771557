"""From people by segment and flags to how many did what, in every base."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from folkmoot.activity import AGE_BANDS
from folkmoot.measures._cells import Ints
from folkmoot.measures._masks import FIELDS, Layout
from folkmoot.measures._segments import JOINED, UNDECLARED, is_crossing, is_placed

__all__ = [
    "BASES", "COUNTED", "DEFINITIONS", "TENURES", "Tally", "tally",
]  # fmt: skip

#: What the participation templates return. ``flags`` is null where known members are counted.
COUNTED: Final = pa.schema(
    [
        pa.field("kind", pa.string()),
        pa.field("segment", pa.string()),
        pa.field("place_id", pa.int64()),
        pa.field("flags", pa.int64()),
        pa.field("is_known", pa.bool_()),
        pa.field("people", pa.int64()),
    ]
)

DEFINITIONS: Final = ("habit", "point")
BASES: Final = ("known", "active", "posters")
TENURES: Final = ("under 1 year", "1 to 3 years", "3 years and more")

_ORDER: Final = {name: place for place, name in enumerate((*AGE_BANDS, *TENURES))}


@dataclass(frozen=True)
class Tally:
    """Counts of one kind of segment.

    Parameters
    ----------
    segments
        Names, or for places their number; a crossing with places ends in their number.
    base
        People by segment, definition and base.
    cases
        The same, by field of the mask too: those of the base who did it.
    """

    kind: str
    segments: tuple[str | int, ...]
    base: Ints
    cases: Ints


def tally(counted: pa.Table, kind: str, layout: Layout) -> Tally:
    """Add up the rows of one kind of segment, in the order a reader expects."""
    rows = counted.filter(pc.equal(counted["kind"], kind))
    coded = _names(rows, kind).combine_chunks().dictionary_encode()
    names = coded.dictionary.to_pylist() or (["all"] if kind == "all" else [])
    codes = coded.indices.to_numpy()
    people = rows["people"].to_numpy()
    lists_members = rows["flags"].is_null().to_numpy()
    is_known = rows["is_known"].to_numpy(zero_copy_only=False) & ~lists_members
    parts = _parts(rows["flags"].fill_null(0).to_numpy(), is_known, layout)
    sums = np.stack(
        [
            np.bincount(codes, weights=people * part, minlength=len(names))
            for part in parts.reshape(len(codes), int(np.prod(parts.shape[1:]))).T
        ],
        axis=1,
    ).astype(np.int64)
    sums = sums.reshape(len(names), *parts.shape[1:])
    known = np.bincount(codes, weights=people * lists_members, minlength=len(names))
    sums[:, :, 0, 0] = known[:, None]
    order = sorted(range(len(names)), key=lambda i: _place(names[i], int(sums[i, 0, 1, 0])))
    return Tally(kind, tuple(names[i] for i in order), sums[order, ..., 0], sums[order, ..., 1:])


def _names(rows: pa.Table, kind: str) -> pa.ChunkedArray:
    """What tells the segments apart: their name, the number of a place, or both joined."""
    if is_crossing(kind) and is_placed(kind):
        places = rows["place_id"].cast(pa.string())
        return pc.binary_join_element_wise(rows["segment"], places, JOINED)
    return rows["segment" if rows["place_id"].null_count else "place_id"]


def _parts(flags: Ints, is_known: NDArray[np.bool_], layout: Layout) -> NDArray[np.bool_]:
    """By row, definition and base: is it in the base; and, after it, did it by field."""
    has = {name: (flags & bit) != 0 for name, bit in layout.flags.items()}
    parts = []
    for definition in DEFINITIONS:
        bases = np.stack([is_known, has["active"], has[f"posted {definition}"]], axis=1)[..., None]
        did = np.stack([has[f"{name} {definition}"] for name in FIELDS], axis=1)
        parts.append(np.concatenate([bases, bases & did[:, None, :]], axis=2))
    return np.stack(parts, axis=1)


def _place(name: str | int | None, size: int) -> tuple[list[tuple[bool, int]], int, str]:
    """Bands in their order, everything else from large to small, the undeclared last.

    Equals go by name, since engines return rows in any order.
    """
    values = str(name).split(JOINED)
    ranks = [(value == UNDECLARED, _ORDER.get(value, len(_ORDER))) for value in values]
    return ranks, -size, str(name)
