"""From counts on the ladder to rows of a table, and the sentences that say them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from folkmoot import ladder
from folkmoot.estimate import (
    ESTIMATE_FIELDS,
    Estimate,
    Row,
    amount,
    count,
    disclose,
    disclose_partition,
    interval,
    share,
    withheld,
)
from folkmoot.measures._cells import LEVEL, Floats, Ints, index_cells, share_cells
from folkmoot.measures._masks import FIELDS, REACTOR, Layout
from folkmoot.measures._tally import BASES, DEFINITIONS, UNDECLARED, Tally

__all__ = ["ABOUT", "SCHEMA", "Words", "cell_table", "refused_rows", "silent_rows"]

#: Columns that say what a row is about.
ABOUT: Final = tuple(
    pa.field(name, pa.string())
    for name in ("segment_kind", "segment", "definition", "denominator", "rung", "measure")
)

#: The whole table.
SCHEMA: Final = pa.schema([*ABOUT, *ESTIMATE_FIELDS])

_PARTITIONS: Final = ("all", "age_band", "country", "tenure")
_PLACES: Final = ("community", "room")
_UNSEEN: Final = tuple(rung.name for rung in ladder.RUNGS if not rung.in_posts)
_SEEN: Final = tuple(field for field, name in enumerate(FIELDS) if name not in _UNSEEN)
_MEASURES: Final = ("share", "index")
_READING: Final = FIELDS.index("spectator")


@dataclass(frozen=True)
class Words:
    """What the windows and segments are called.

    Parameters
    ----------
    silent
        Known members of whom there is no act; ``None`` where no list of members is known.
    places
        Names of places by their number.
    """

    layout: Layout
    as_of: datetime
    silent: int | None
    places: Mapping[int, str]

    def base(self, definition: str, denominator: str) -> str:
        """Say who a base is."""
        if denominator == "known":
            return f"members known on {self.as_of:%Y-%m-%d}"
        if denominator == "active":
            return f"members active in the last {self.layout.active_days} days"
        months = self.layout.months * ladder.HABIT.bucket_days
        days = months if definition == "habit" else self.layout.point_days
        return f"members who posted in the last {days} days"

    def segment(self, name: str | int) -> str:
        """Name a segment; a place that no list names goes by its number."""
        return name if isinstance(name, str) else self.places.get(name, f"{name:016x}")

    def sentence(self, row: Mapping[str, Any]) -> str:
        """Say one row as a marketer would."""
        if row["method"] == "refused":
            return self._refusal(row["rung"])
        who = _who(row["segment_kind"], row["segment"])
        if row["value"] is None:
            what = row["rung"] or "silent members"
            return f"{who}, {what} among {row['base_label']}: {withheld(row)}."
        if row["measure"] == "silent_members":
            return f"{who}: {amount(row)} known members never took part here."
        if row["measure"] == "seen_reading":
            return f"{who}: {amount(row)} were seen reading; how many more read is not known."
        low = " Low base: a hint, no more." if row["reliability"] == "low base" else ""
        if row["measure"] == "index":
            return f"{who}: {_compared(row)}{low}"
        return f"{who}: {self._share(row)}{low}"

    def _share(self, row: Mapping[str, Any]) -> str:
        of_100 = f"{amount(row).removesuffix(' %')} of 100 {row['base_label']}"
        meaning = ""
        if row["segment_kind"] == "all" and row["rung"] != REACTOR:
            meaning = f" (they {ladder.rung(row['rung']).meaning})"
        bounds = f"{interval(row)}; {row['base']:,} people"
        return f"{of_100} are {_kind(row['rung'])}{meaning}, {self._when(row)} ({bounds})."

    def _when(self, row: Mapping[str, Any]) -> str:
        if row["definition"] == "habit":
            return f"in at least {self.layout.least} of the last {self.layout.months} months"
        return f"in the last {self.layout.point_days_of(row['rung'])} days"

    def _refusal(self, rung: str) -> str:
        what = "who only reads" if rung == "spectator" else "who does nothing at all"
        known = (
            f" We know {self.silent:,} members who never took part here, and nothing about what"
            " they read."
            if self.silent
            else ""
        )
        return (
            f"Posts cannot show {what}.{known} A questionnaire of 400 gives this share to within"
            " 5 points."
        )


def _who(kind: str, segment: str) -> str:
    if kind == "all":
        return "All members"
    if kind in ("age_band", "country", "tenure"):
        names = {"age_band": "Aged", "country": "From", "tenure": "Members for"}
        missing = {"age_band": "Age", "country": "Country", "tenure": "Date of joining"}
        if segment == UNDECLARED:
            return f"{missing[kind]} not declared"
        return f"{names[kind]} {segment}"
    return f'Group "{segment}"' if kind == "group" else f'In "{segment}"'


def _kind(rung: str) -> str:
    return "people who react with one tap, a weak sign," if rung == REACTOR else f"{rung}s"


def _compared(row: Mapping[str, Any]) -> str:
    kind, base = _kind(row["rung"]), f"all {row['base_label']}"
    if not row["cases"]:
        return f"no {kind} among {row['base']:,} people; too few to compare with {base}."
    value = row["value"]
    if value >= 200:
        more = f"{value / 100:.1f} times as likely as"
    else:
        more = f"{abs(value - 100):.0f} % {'more' if value >= 100 else 'less'} likely than"
    bounds = f"index {value:.0f}, {interval(row)}; {row['base']:,} people"
    chance = ": this could be chance." if row["low"] <= 100 <= row["high"] else "."
    return f"{more} {base} to be {kind} ({bounds}){chance}"


def cell_table(tally: Tally, whole: Tally, words: Words, evidence_id: str) -> tuple[pa.Table, int]:
    """Shares and indexes of one kind of segment, and how many places were too small to list."""
    knows_members = tally.kind not in _PLACES and bool(whole.base[0, 0, 0])
    bases = range(0 if knows_members else 1, len(BASES))
    table = pa.concat_tables(_base_table(tally, whole, words, base) for base in bases)
    ids = pa.array([evidence_id] * table.num_rows, pa.string())
    too_small = (_reliability(tally, 1) == "suppressed").all(axis=1).sum()
    return table.append_column("evidence_id", ids), int(too_small)


def _reliability(tally: Tally, base: int) -> NDArray[np.str_]:
    """What may be shown of each segment and definition."""
    columns = []
    for definition in range(len(DEFINITIONS)):
        cells = [share(0, int(people), "") for people in tally.base[:, definition, base]]
        if tally.kind in _PARTITIONS:
            shown = disclose_partition(cells)
        else:
            shown = [disclose(cell) for cell in cells]
        columns.append([cell.reliability for cell in shown])
    return np.array(columns).T


def _base_table(tally: Tally, whole: Tally, words: Words, base: int) -> pa.Table:
    """Rows of one base, by segment, definition, rung and measure, in this order."""
    cases, people = tally.cases[:, :, base, _SEEN], tally.base[:, :, base, None]
    all_cases, all_people = whole.cases[:, :, base, _SEEN], whole.base[:, :, base, None]
    shares, indexes = share_cells(cases, people), index_cells(cases, people, all_cases, all_people)
    reliability = np.broadcast_to(
        _reliability(tally, base)[:, :, None, None], (*cases.shape, len(_MEASURES))
    )
    listed = np.ones(reliability.shape, dtype=bool)
    listed[..., 1] = (tally.kind != "all") & (all_cases > 0)
    if tally.kind in _PLACES:
        listed &= reliability != "suppressed"
    at = np.nonzero(listed)
    is_shown = np.isin(reliability, ("normal", "low base"))[at]
    is_counted = (reliability != "suppressed")[at]

    def numbers(share_part: Floats, index_part: Floats) -> pa.Array:
        both = np.stack([share_part, index_part], axis=-1)[at]
        return pa.array(np.where(is_shown, both, np.nan), pa.float64(), from_pandas=True)

    def counts(part: Ints, is_given: NDArray[np.bool_]) -> pa.Array:
        wide = np.broadcast_to(part[..., None], reliability.shape)[at]
        return pa.array(wide, pa.int64(), mask=~is_given)

    labels = [words.base(definition, BASES[base]) for definition in DEFINITIONS]
    rows = len(at[0])
    columns = {
        "segment_kind": pa.array([tally.kind] * rows),
        "segment": _named([words.segment(name) for name in tally.segments], at[0]),
        "definition": _named(DEFINITIONS, at[1]),
        "denominator": pa.array([BASES[base]] * rows),
        "rung": _named([FIELDS[field] for field in _SEEN], at[2]),
        "measure": _named(_MEASURES, at[3]),
        "value": numbers(shares.value, indexes.value),
        "low": numbers(shares.low, indexes.low),
        "high": numbers(shares.high, indexes.high),
        "se": numbers(shares.se, indexes.se),
        "cases": counts(cases, is_shown),
        "base": counts(np.broadcast_to(people, cases.shape), is_counted),
        "base_label": _named(labels, at[1]),
        "unit": _named(_MEASURES, at[3]),
        "level": pa.array([LEVEL] * rows),
        "method": _named(("wilson", "delta-log-ratio"), at[3]),
        "reliability": pa.array(reliability[at]),
    }
    return pa.table(columns, schema=pa.schema([*ABOUT, *ESTIMATE_FIELDS[:-1]]))


def _named(names: Sequence[str], places: NDArray[np.intp]) -> pa.Array:
    codes = pa.array(places, pa.int32())
    return pa.DictionaryArray.from_arrays(codes, pa.array(names, pa.string())).cast(pa.string())


def refused_rows(whole: Tally, words: Words, evidence_id: str) -> list[Row]:
    """Rows for what traces cannot show; the count of those seen reading, if any were."""
    rows = []
    for d, definition in enumerate(DEFINITIONS):
        for n, denominator in enumerate(BASES):
            people = int(whole.base[0, d, n])
            label = words.base(definition, denominator)
            about = {
                "segment_kind": "all", "segment": "all",
                "definition": definition, "denominator": denominator,
            }  # fmt: skip
            refused = Estimate(None, None, None, 0, people, label, "share", "refused")
            if n or people:
                rows += [
                    Row({**about, "rung": rung, "measure": "refused"}, refused, evidence_id)
                    for rung in _UNSEEN
                ]
            readers = int(whole.cases[0, d, n, _READING])
            if readers and denominator == "active":
                seen = disclose(count(readers, people, label))
                about |= {"rung": "spectator", "measure": "seen_reading"}
                rows.append(Row(about, seen, evidence_id))
    return rows


def silent_rows(
    silent: Mapping[str, int], tally: Tally, words: Words, evidence_id: str
) -> list[Row]:
    """Count the known members of whom there is no act, by segment."""
    label = words.base("habit", "known")
    names = [words.segment(name) for name in tally.segments]
    known = [int(people) for people in tally.base[:, 0, 0]]
    cells = [
        count(silent.get(name, 0), people, label) for name, people in zip(names, known, strict=True)
    ]
    shown = disclose_partition(cells) if tally.kind in _PARTITIONS else [disclose(c) for c in cells]
    about = {"segment_kind": tally.kind, "denominator": "known", "measure": "silent_members"}
    return [
        Row({**about, "segment": name}, cell, evidence_id)
        for name, cell in zip(names, shown, strict=True)
    ]
