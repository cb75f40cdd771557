"""From counts on the ladder to rows of a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from folkmoot import ladder
from folkmoot.estimate import (
    ESTIMATE_FIELDS,
    Estimate,
    Row,
    count,
    disclose,
)
from folkmoot.measures._cells import LEVEL, Floats, Ints, index_cells, share_cells
from folkmoot.measures._disclosing import marked, reliability
from folkmoot.measures._ladder_words import Words
from folkmoot.measures._masks import FIELDS
from folkmoot.measures._segments import is_placed
from folkmoot.measures._tally import BASES, DEFINITIONS, Tally

__all__ = ["ABOUT", "cell_table", "refused_rows", "silent_rows"]

#: Columns that say what a row is about.
ABOUT: Final = tuple(
    pa.field(name, pa.string())
    for name in ("segment_kind", "segment", "definition", "denominator", "rung", "measure")
)


_UNSEEN: Final = tuple(rung.name for rung in ladder.RUNGS if not rung.in_posts)
_SEEN: Final = tuple(field for field, name in enumerate(FIELDS) if name not in _UNSEEN)
_MEASURES: Final = ("share", "index")
_READING: Final = FIELDS.index("spectator")


def cell_table(tally: Tally, whole: Tally, words: Words, evidence_id: str) -> tuple[pa.Table, int]:
    """Shares and indexes of one kind of segment, and how many places were too small to list."""
    knows_members = not is_placed(tally.kind) and bool(whole.base[0, 0, 0])
    bases = range(0 if knows_members else 1, len(BASES))
    table = pa.concat_tables(_base_table(tally, whole, words, base) for base in bases)
    ids = pa.array([evidence_id] * table.num_rows, pa.string())
    too_small = (_reliability(tally, 1) == "suppressed").all(axis=1).sum()
    return table.append_column("evidence_id", ids), int(too_small)


def _reliability(tally: Tally, base: int) -> NDArray[np.str_]:
    """What may be shown of each segment and definition."""
    columns = [reliability(tally.kind, tally.segments, p) for p in tally.base[:, :, base].T]
    return np.array(columns, dtype=np.str_).T


def _base_table(tally: Tally, whole: Tally, words: Words, base: int) -> pa.Table:
    """Rows of one base, by segment, definition, rung and measure, in this order."""
    numbers, counts, is_comparable = _arrays(tally, whole, base)
    shape = numbers["value"].shape
    marks = np.broadcast_to(_reliability(tally, base)[:, :, None, None], shape)
    listed = np.stack([np.ones_like(is_comparable), is_comparable], axis=-1)
    if is_placed(tally.kind):
        listed &= marks != "suppressed"
    at = np.nonzero(listed)
    is_shown = np.isin(marks[at], ("normal", "low base"))
    is_counted = marks[at] != "suppressed"
    names = {
        "segment": ([words.segment(name, tally.kind) for name in tally.segments], at[0]),
        "definition": (DEFINITIONS, at[1]),
        "rung": ([FIELDS[field] for field in _SEEN], at[2]),
        "measure": (_MEASURES, at[3]),
        "base_label": ([words.base(name, BASES[base]) for name in DEFINITIONS], at[1]),
        "unit": (_MEASURES, at[3]),
        "method": (("wilson", "delta-log-ratio"), at[3]),
    }
    columns = {name: _named(*text) for name, text in names.items()}
    for name, number in numbers.items():
        shown = np.where(is_shown, number[at], np.nan)
        columns[name] = pa.array(shown, pa.float64(), from_pandas=True)
    for name, is_given in (("cases", is_shown), ("base", is_counted)):
        columns[name] = pa.array(counts[name][at], pa.int64(), mask=~is_given)
    columns["reliability"] = pa.array(marks[at])
    fixed = {"segment_kind": tally.kind, "denominator": BASES[base], "level": LEVEL}
    columns |= {name: pa.array([value] * len(at[0])) for name, value in fixed.items()}
    schema = pa.schema([*ABOUT, *ESTIMATE_FIELDS[:-1]])
    return pa.table([columns[name] for name in schema.names], schema=schema)


def _arrays(
    tally: Tally, whole: Tally, base: int
) -> tuple[dict[str, Floats], dict[str, Ints], NDArray[np.bool_]]:
    """Numbers and counts by segment, definition, rung and measure; where an index makes sense."""
    cases, people = tally.cases[:, :, base, _SEEN], tally.base[:, :, base, None]
    all_cases, all_people = whole.cases[:, :, base, _SEEN], whole.base[:, :, base, None]
    shares = share_cells(cases, people)
    indexes = index_cells(cases, people, all_cases, all_people)
    numbers = {
        part: np.stack([getattr(shares, part), getattr(indexes, part)], axis=-1)
        for part in ("value", "low", "high", "se")
    }
    shape = numbers["value"].shape
    counts = {
        "cases": np.broadcast_to(cases[..., None], shape),
        "base": np.broadcast_to(people[..., None], shape),
    }
    is_comparable = np.broadcast_to((all_cases > 0) & (tally.kind != "all"), cases.shape)
    return numbers, counts, is_comparable


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
    marks = reliability(tally.kind, tally.segments, tally.base[:, 0, 0])
    shown = [marked(cell, mark) for cell, mark in zip(cells, marks, strict=True)]
    about = {"segment_kind": tally.kind, "denominator": "known", "measure": "silent_members"}
    return [
        Row({**about, "segment": name}, cell, evidence_id)
        for name, cell in zip(names, shown, strict=True)
    ]
