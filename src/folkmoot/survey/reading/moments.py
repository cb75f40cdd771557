"""When people answered and how long they took; who answered twice, and who answered too fast.

Flags only: nobody is dropped. Removing the fast hardly changes what surveys find, and drops more
of the young than of others (Greszki, Meyer & Schoen, *Public Opinion Quarterly* 79, 2015). Nearly
equal answers are not taken for copies: honest people of one mind give them too (Simmons et al.,
*Statistical Journal of the IAOS* 32, 2016, against Kuriakose & Robbins in the same volume).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from folkmoot.errors import Problem
from folkmoot.files.times import STYLES, read_times
from folkmoot.survey.reading.raw import RawTable

__all__ = ["SPEEDER_SHARE", "Moments", "duplicates", "read_moments", "speeders"]

#: Below this share of the median duration a respondent is flagged: the custom of market research.
SPEEDER_SHARE: Final = 1 / 3
#: With fewer durations a median says little.
_ENOUGH: Final = 10
#: LimeSurvey writes this day where it was asked not to store dates.
_NO_DATE: Final = 1980
#: Spellings of moments that programs write, and how the reader of moments knows them.
_SPELLINGS: Final = (
    (r" ?(?:GMT|UTC)([+-])(\d)$", r"\10\2:00"),
    (r" ?(?:GMT|UTC)([+-]\d{2}(?::?\d{2})?)$", r"\1"),
    (r"((?::\d{2}|[AP]M)(?:\.\d+)? ?[+-]\d{2})$", r"\1:00"),
    (r"上午 ?(\d{1,2}:\d{2}(?::\d{2})?)", r"\1 AM"),
    (r"下午 ?(\d{1,2}:\d{2}(?::\d{2})?)", r"\1 PM"),
)
_CLOCK: Final = re.compile(r"(?:(\d+):)?(\d{1,3}):(\d{1,2})(?:\.\d+)?")
_DAY_MICROSECONDS: Final = 86_400_000_000

_Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Moments:
    """When each record was finished (UTC), and the seconds that it took; null where not known."""

    completed_at: pa.Array
    duration_seconds: pa.Array
    style: str
    problems: tuple[Problem, ...]


def read_moments(
    raw: RawTable, roles: Mapping[str, str], style: str = "", zone: str = "", usual: str = ""
) -> Moments:
    """Read moments and durations.

    Parameters
    ----------
    raw
        The records.
    roles
        Columns by role: ``started_at``, ``completed_at``, ``duration_seconds``.
    style
        How moments are written (`folkmoot.files.times.STYLES`, or a pattern); empty for the
        style that reads most of them, where one does so better than the others.
    zone
        Zone of moments that carry none; empty for UTC.
    usual
        Style that is taken where several read as many.
    """
    columns = {role: roles[role] for role in ("completed_at", "started_at") if roles.get(role)}
    texts = {role: _plain(raw.table[name]) for role, name in columns.items()}
    found, problems = style, []
    if texts and not style:
        found, others = _best_style(list(texts.values()))
        if usual in others:
            found, others = usual, []
        if others and found != usual:
            problems.append(_unsure(next(iter(columns.values())), found, others))
    read = {role: _dated(read_times(text, found, zone).moments) for role, text in texts.items()}
    nothing = pa.nulls(raw.table.num_rows, pa.timestamp("us", tz="UTC"))
    completed = read.get("completed_at", nothing)
    duration = roles.get("duration_seconds")
    if duration:
        seconds = _seconds(raw.table[duration])
    else:
        seconds = _between(read.get("started_at", nothing), completed)
    return Moments(completed, seconds, found, tuple(problems))


def speeders(seconds: pa.Array) -> tuple[_Mask, float | None]:
    """Who took less than a third of the median time, and that median in seconds.

    Nobody is flagged where fewer than ten durations are known: the median is then ``None``.

    Examples
    --------
    >>> flags, median = speeders(pa.array([300.0] * 10 + [99.0, 101.0, None]))
    >>> flags.nonzero()[0].tolist(), median
    ([10], 300.0)
    """
    values = seconds.to_numpy(zero_copy_only=False).astype(np.float64)
    known = values[np.isfinite(values)]
    if len(known) < _ENOUGH:
        return np.zeros(len(values), dtype=np.bool_), None
    median = float(np.median(known))
    with np.errstate(invalid="ignore"):
        return values < median * SPEEDER_SHARE, median


def duplicates(
    raw: RawTable, identifier: str, answers: Sequence[str], timed: Sequence[str],
    devices: Sequence[str],
) -> tuple[_Mask, dict[str, int]]:  # fmt: skip
    """Who stands in the file a second time, and how many for which reason.

    ``repeated id``: an identifier that an earlier record has. ``same record``: the same answers at
    the same moments; only where most moments of the file differ, since days alone are shared by
    many. ``same device``: the same answers from the same address or device, whenever they came;
    only where the file tells addresses or devices. The first of each kind is not flagged.

    Parameters
    ----------
    raw
        The records.
    identifier
        Column that numbers them; empty for none.
    answers
        Columns of answers.
    timed
        Columns of moments and durations.
    devices
        Columns that tell an address or a device.
    """
    by_reason = {
        "repeated id": _later(raw, [identifier]) if identifier else _none(raw),
        "same record": _none(raw),
        "same device": _none(raw),
    }
    if timed and 2 * _later(raw, timed).sum() < raw.table.num_rows:
        by_reason["same record"] = _later(raw, [*answers, *timed, *devices])
    if devices:
        told = np.any([pc.is_valid(raw.table[name]).to_numpy() for name in devices], axis=0)
        by_reason["same device"] = told & _later(raw, [*answers, *devices])
    flags = np.logical_or.reduce(list(by_reason.values()))
    return flags, {reason: int(mask.sum()) for reason, mask in by_reason.items() if mask.any()}


def _none(raw: RawTable) -> _Mask:
    return np.zeros(raw.table.num_rows, dtype=np.bool_)


def _later(raw: RawTable, columns: Sequence[str]) -> _Mask:
    """Records whose values in all columns were met before; those without any value never."""
    rows = raw.table.num_rows
    codes = np.zeros(rows, dtype=np.int64)
    told = np.zeros(rows, dtype=np.bool_)
    for column in columns:
        encoded = raw.table[column].combine_chunks().dictionary_encode()
        indices = encoded.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int64)
        told |= indices >= 0
        pairs = codes * (len(encoded.dictionary) + 1) + indices + 1
        codes = np.unique(pairs, return_inverse=True)[1].astype(np.int64)
    _, first = np.unique(codes, return_index=True)
    later = np.ones(rows, dtype=np.bool_)
    later[first] = False
    return later & told


def _plain(column: pa.ChunkedArray) -> pa.Array:
    """Moments as the reader of moments knows them: zones as ``+02:00``, halves of the day last."""
    text = column.combine_chunks()
    for pattern, written in _SPELLINGS:
        text = pc.replace_substring_regex(text, pattern, written)
    return text


def _best_style(texts: Sequence[pa.Array]) -> tuple[str, list[str]]:
    """Style that reads most of the moments, and those that read as many."""
    counts = {
        style: sum(len(text) - _dated(read_times(text, style).moments).null_count for text in texts)
        for style in STYLES
        if not style.startswith("unix")
    }
    best = max(counts, key=lambda style: counts[style])
    same = [style for style in counts if style != best and counts[style] == counts[best] > 0]
    return best, same


def _dated(moments: pa.Array) -> pa.Array:
    """Leave out moments that stand for a date that was not stored."""
    is_none = pc.fill_null(pc.equal(pc.year(moments), _NO_DATE), fill_value=False)
    return pc.if_else(is_none, pa.scalar(None, moments.type), moments)


def _between(started: pa.Array, completed: pa.Array) -> pa.Array:
    micros = pc.subtract(completed.cast(pa.int64()), started.cast(pa.int64()))
    is_sound = pc.and_(pc.greater_equal(micros, 0), pc.less(micros, 7 * _DAY_MICROSECONDS))
    seconds = pc.divide(micros.cast(pa.float64()), 1e6)
    return pc.if_else(is_sound, seconds, pa.scalar(None, pa.float64()))


def _seconds(column: pa.ChunkedArray) -> pa.Array:
    """Seconds from numbers or from clocks such as ``00:07:12``."""
    encoded = column.combine_chunks().dictionary_encode()
    found = [_duration(text) for text in encoded.dictionary.to_pylist()]
    return pa.array(found, pa.float64()).take(encoded.indices)


def _duration(text: str) -> float | None:
    clock = _CLOCK.fullmatch(text)
    if clock:
        hours, minutes, seconds = (int(part or 0) for part in clock.groups())
        return float(hours * 3600 + minutes * 60 + seconds)
    try:
        number = float(text.removesuffix("秒").replace(",", "."))
    except ValueError:
        return None
    return number if 0 <= number < 1e9 else None


def _unsure(column: str, taken: str, others: list[str]) -> Problem:
    return Problem(
        "unsure-times", f"column {column}", f"moments that are {taken} or {' or '.join(others)}",
        "one way to read them", f'choose in the mapping: [people] time_style = "{taken}"',
    )  # fmt: skip
