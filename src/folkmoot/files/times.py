"""Read moments written in many ways, whole columns at a time, refusing what no calendar has.

Arrow's own ``strptime`` takes 30 February for 2 March, so the parts are found here and put into
ISO form, whose cast is strict.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

__all__ = [
    "FIRST_YEAR",
    "LAST_YEAR",
    "STYLES",
    "UTC_MICROSECONDS",
    "Times",
    "iso_times",
    "possible",
    "read_times",
]

#: Years that a community's history can have: Usenet began in 1979.
FIRST_YEAR, LAST_YEAR = 1979, 2099

UTC_MICROSECONDS: Final = pa.timestamp("us", tz="UTC")

_ISO: Final = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}([T ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?)?$"
_YEAR: Final = r"(?P<year>[0-9]{4})"
_ANY_YEAR: Final = r"(?P<year>[0-9]{4}|[0-9]{2})"
_MONTH, _DAY = r"(?P<month>[0-9]{1,2})", r"(?P<day>[0-9]{1,2})"
_CLOCK: Final = (
    r"(?:[T ]*(?P<hour>[0-9]{1,2})[:时](?P<minute>[0-9]{1,2})"
    r"(?:[:分](?P<second>[0-9]{1,2})秒?(?P<fraction>\.[0-9]+)?)?分?"
    r" ?(?P<half>[AaPp]\.?[Mm]\.?)?)?"
    r" ?(?P<zone>Z|UTC|[+-][0-9]{2}:?[0-9]{2})?$"
)
#: Ways of writing a moment that need no pattern; a pattern is told by its percent sign.
STYLES: Final = {
    "year_first": rf"^{_YEAR}[-/.年]{_MONTH}[-/.月]{_DAY}日?,?{_CLOCK}",
    "day_first": rf"^{_DAY}[-/.]{_MONTH}[-/.]{_ANY_YEAR},?{_CLOCK}",
    "month_first": rf"^{_MONTH}[-/.]{_DAY}[-/.]{_ANY_YEAR},?{_CLOCK}",
    "unix_seconds": r"^(?P<number>-?[0-9]{1,11}(?:\.[0-9]+)?)$",
    "unix_milliseconds": r"^(?P<number>-?[0-9]{1,14}(?:\.[0-9]+)?)$",
}
_UNIX: Final = {"unix_seconds": 1e6, "unix_milliseconds": 1e3}
_NONE: Final = pa.scalar(None, pa.string())


@dataclass(frozen=True, slots=True)
class Times:
    """Moments in UTC, for each how fine it is (``day``, ``minute``, ``second``) and what set it.

    ``source`` is ``server`` where the zone is known, and ``local`` where it had to be taken for
    UTC. All are null where the text is no moment.
    """

    moments: pa.Array
    precision: pa.Array
    source: pa.Array


def iso_times(column: pa.Array) -> pa.Array:
    """Moments in UTC from ISO 8601 text without zone; null for what is no possible moment.

    Examples
    --------
    >>> times = iso_times(pa.array(["2011-06-21T20:19:34.730", "2011-02-30", None]))
    >>> times.cast(pa.int64()).to_pylist()
    [1308687574730000, None, None]
    """
    return possible(_cast(column).cast(UTC_MICROSECONDS))


def read_times(column: pa.Array, style: str, zone: str = "") -> Times:
    """Read a column of moments.

    Parameters
    ----------
    column
        Text without surrounding blanks.
    style
        One of `STYLES`, or a pattern as of `datetime.datetime.strptime`. Years of two digits
        are of this century.
    zone
        Zone of the times that carry none, such as ``Asia/Shanghai``; empty if nobody knows.

    Examples
    --------
    >>> texts = pa.array(
    ...     ["2017/8/27 4:31", "2017年8月27日", "2017-08-27T04:31:00+08:00", "2017-2-30"]
    ... )
    >>> times = read_times(texts, "year_first", "Asia/Shanghai")
    >>> [str(moment)[:16] for moment in times.moments.to_pylist()]
    ['2017-08-26 20:31', '2017-08-26 16:00', '2017-08-26 20:31', 'None']
    >>> times.precision.to_pylist()
    ['minute', 'day', 'second', None]
    """
    if style in _UNIX:
        return _unix(column, style)
    if "%" in style:
        return _patterned(column, style, zone)
    parts = _parts(column, STYLES[style])
    naive = _cast(_joined(parts))
    has_zone = pc.is_valid(parts["zone"])
    shift = pc.subtract(naive, _offset(parts["zone"])).cast(UTC_MICROSECONDS)
    moments = possible(pc.if_else(has_zone, shift, _localised(naive, zone)))
    fine = pc.if_else(pc.is_valid(parts["second"]), "second", "minute")
    precision = pc.if_else(pc.is_valid(parts["hour"]), fine, "day")
    source = pc.if_else(has_zone, "server", "server" if zone else "local")
    return _where_valid(moments, precision, source)


def _parts(column: pa.Array, pattern: str) -> dict[str, pa.Array]:
    found = pc.extract_regex(column, pattern)
    if isinstance(found, pa.ChunkedArray):
        found = found.combine_chunks()
    fields = {}
    for name in re.findall(r"\(\?P<(\w+)>", pattern):
        part = pc.struct_field(found, name)
        # A group that took no part in the match comes out as an empty text.
        fields[name] = pc.if_else(pc.equal(part, ""), _NONE, part)
    return fields


def _joined(parts: dict[str, pa.Array]) -> pa.Array:
    """The parts in ISO form, which `_cast` judges."""
    year = pc.if_else(
        pc.equal(pc.utf8_length(parts["year"]), 2),
        pc.binary_join_element_wise("20", parts["year"], ""),
        parts["year"],
    )
    day = pc.binary_join_element_wise(year, _two(parts["month"]), _two(parts["day"]), "-")
    second = _two(pc.fill_null(parts["second"], "00"))
    fraction = pc.fill_null(pc.utf8_slice_codeunits(parts["fraction"], 0, 7), "")
    minute = _two(pc.fill_null(parts["minute"], "00"))
    clock = pc.binary_join_element_wise(_hour(parts), minute, second, ":")
    return pc.binary_join_element_wise(pc.binary_join_element_wise(day, clock, "T"), fraction, "")


def _hour(parts: dict[str, pa.Array]) -> pa.Array:
    hour = pc.fill_null(parts["hour"], "0").cast(pa.int64())
    half = pc.utf8_lower(pc.utf8_slice_codeunits(parts["half"], 0, 1))
    twelve = pc.if_else(pc.equal(hour, 12), 0, hour)
    shifted = pc.if_else(pc.equal(half, "p"), pc.add(twelve, 12), twelve)
    return _two(pc.if_else(pc.is_valid(half), shifted, hour).cast(pa.string()))


def _two(column: pa.Array) -> pa.Array:
    return pc.utf8_lpad(column, 2, "0")


def _offset(zone: pa.Array) -> pa.Array:
    digits = pc.replace_substring_regex(zone, "[^0-9]", "")
    digits = pc.if_else(pc.equal(pc.utf8_length(digits), 4), digits, "0000")
    hours = pc.utf8_slice_codeunits(digits, 0, 2).cast(pa.int64())
    minutes = pc.utf8_slice_codeunits(digits, 2, 4).cast(pa.int64())
    seconds = pc.add(pc.multiply(hours, 3600), pc.multiply(minutes, 60))
    sign = pc.if_else(pc.starts_with(zone, "-"), -1, 1)
    return pc.multiply(seconds, sign).cast(pa.duration("s")).cast(pa.duration("us"))


def _localised(naive: pa.Array, zone: str) -> pa.Array:
    if not zone:
        return naive.cast(UTC_MICROSECONDS)
    # An hour that a clock change skips is read as after it, one that it repeats as the first.
    aware = pc.assume_timezone(naive, timezone=zone, ambiguous="earliest", nonexistent="latest")
    return aware.cast(UTC_MICROSECONDS)


def _unix(column: pa.Array, style: str) -> Times:
    number = _parts(column, STYLES[style])["number"].cast(pa.float64())
    micros = pc.round(pc.multiply(number, _UNIX[style])).cast(pa.int64())
    moments = possible(micros.cast(UTC_MICROSECONDS))
    count = len(column)
    return _where_valid(moments, pa.repeat("second", count), pa.repeat("server", count))


def _patterned(column: pa.Array, pattern: str, zone: str) -> Times:
    aware = "%z" in pattern
    encoded = column.dictionary_encode()

    def moment(text: str | None) -> datetime | None:
        try:
            found = datetime.strptime(text or "", pattern)  # noqa: DTZ007 - the zone follows
        except ValueError:
            return None
        return found.astimezone(UTC).replace(tzinfo=None) if aware else found

    distinct = [moment(text) for text in encoded.dictionary.to_pylist()]
    naive = pa.array(distinct, pa.timestamp("us")).take(encoded.indices)
    moments = possible(naive.cast(UTC_MICROSECONDS) if aware else _localised(naive, zone))
    fine = "second" if "%S" in pattern else "minute" if "%M" in pattern else "day"
    known = "server" if aware or zone else "local"
    count = len(column)
    return _where_valid(moments, pa.repeat(fine, count), pa.repeat(known, count))


def _where_valid(moments: pa.Array, precision: pa.Array, source: pa.Array) -> Times:
    known = pc.is_valid(moments)
    return Times(moments, pc.if_else(known, precision, _NONE), pc.if_else(known, source, _NONE))


def _cast(column: pa.Array) -> pa.Array:
    """ISO text as moments without zone; null for what is none."""
    shaped = pc.if_else(pc.match_substring_regex(column, _ISO), column, _NONE)
    try:
        return shaped.cast(pa.timestamp("us"))
    except pa.ArrowInvalid:
        # One impossible date stops the cast of a whole column; then each is tried alone.
        return pa.array([_moment(text) for text in shaped.to_pylist()], pa.timestamp("us"))


def _moment(text: str | None) -> datetime | None:
    try:
        return datetime.fromisoformat(text) if text else None
    except ValueError:
        return None


def possible(moments: pa.Array) -> pa.Array:
    """Moments of years that a community's history can have; the others are null."""
    years = pc.year(moments)
    inside = pc.and_(pc.greater_equal(years, FIRST_YEAR), pc.less_equal(years, LAST_YEAR))
    return pc.if_else(inside, moments, pa.scalar(None, UTC_MICROSECONDS))
