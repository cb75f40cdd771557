"""One moment at a time, in all the ways that exports write it, with precision and source.

`folkmoot.files.times` reads whole columns of one style; this reads single values whose style
the export does not say. Years that no community can have (before 1979, after 2099) are no moments.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from email.utils import parsedate_to_datetime
from typing import Any, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from folkmoot.errors import FolkmootError
from folkmoot.files.times import FIRST_YEAR, LAST_YEAR

__all__ = ["Moment", "read_epoch", "read_moment", "read_relative", "zone_of"]


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment in UTC: how fine it is (``day``, ``minute``, ``second``), and what set it.

    ``source`` is ``server``, ``client``, ``local`` (no zone was told, so it was taken for UTC) or
    ``relative`` (told as so long before another moment).
    """

    at: datetime
    precision: str = "second"
    source: str = "server"


_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
#: Digits before the point that tell seconds from milli- and microseconds: 1e10 s is the year 2286.
_SCALES: Final = ((1e10, 1), (1e13, 1_000), (1e16, 1_000_000), (1e19, 1_000_000_000))
_EPOCH_TEXT: Final = re.compile(r"-?[0-9]{1,19}(?:\.[0-9]{1,9})?")
_DATE: Final = re.compile(
    r"([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?"
    r"(?:[T ,]*([0-9]{1,2})[:时]([0-9]{2})(?:[:分]([0-9]{2})秒?(?:[.,]([0-9]{1,9}))?)?分?)?"
    r"\s*(Z|UTC|GMT|[+-][0-9]{2}:?[0-9]{2})?",
    re.IGNORECASE,
)


def zone_of(name: str) -> tzinfo:
    """Zone of a name such as ``Asia/Shanghai`` or ``UTC``.

    Raises
    ------
    FolkmootError
        ``unknown-zone``.
    """
    try:
        return ZoneInfo(name) if name not in {"", "UTC"} else UTC
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise FolkmootError(
            "unknown-zone", "zone", name, "a zone such as Europe/Berlin, Asia/Shanghai or UTC"
        ) from error


def read_epoch(value: Any) -> Moment | None:
    """Read seconds, milliseconds, microseconds or nanoseconds since 1970, told by their size.

    Examples
    --------
    >>> str(read_epoch("1503808286").at), str(read_epoch(1503808286000).at)
    ('2017-08-27 04:31:26+00:00', '2017-08-27 04:31:26+00:00')
    >>> read_epoch(-1), read_epoch(0), str(read_epoch(2**31).at)
    (None, None, '2038-01-19 03:14:08+00:00')
    """
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    text = str(value).strip()
    if "e" in text.lower() and isinstance(value, float) and abs(value) < _SCALES[-1][0]:
        text = f"{value:.6f}"
    if not _EPOCH_TEXT.fullmatch(text):
        return None
    number = float(text)
    scale = next((scale for most, scale in _SCALES if abs(number) < most), 0)
    if not scale:
        return None
    # Whole parts by whole numbers: a float of microseconds is off by some of them.
    whole, _, fraction = text.partition(".")
    micros = (int(whole) * 1_000_000) // scale + int((fraction + "000000")[:6]) // scale
    return _checked(_EPOCH + timedelta(microseconds=micros), "second", "server")


def read_moment(value: Any, zone: tzinfo | None = None, source: str = "server") -> Moment | None:
    """Read a moment as ISO 8601, as RFC 822, with Chinese signs, or as a number since 1970.

    Parameters
    ----------
    value
        Text or number.
    zone
        Of times that carry none; ``None`` where nobody knows, and then they are taken for UTC and
        their source is ``local``.
    source
        What set a time whose zone is known: ``server`` or ``client``.

    Examples
    --------
    >>> moment = read_moment("2017-08-27T04:31:26.5+02:00")
    >>> str(moment.at), moment.precision, moment.source
    ('2017-08-27 02:31:26.500000+00:00', 'second', 'server')
    >>> moment = read_moment("2017年8月27日 4:31")
    >>> str(moment.at), moment.precision, moment.source
    ('2017-08-27 04:31:00+00:00', 'minute', 'local')
    >>> str(read_moment("Sun, 27 Aug 2017 04:31:26 +0000").at)
    '2017-08-27 04:31:26+00:00'
    >>> read_moment("2017-02-30"), read_moment("soon"), read_moment(None)
    (None, None, None)
    """
    if found := read_epoch(value):
        return Moment(found.at, found.precision, source)
    if not isinstance(value, str) or not 6 <= len(value) <= 64:
        return None
    text = unicodedata.normalize("NFKC", value).strip()
    if match := _DATE.fullmatch(text):
        return _from_parts(match, zone, source)
    return _from_mail(text, zone, source)


def _from_parts(match: re.Match[str], zone: tzinfo | None, source: str) -> Moment | None:
    year, month, day, hour, minute, second, fraction, offset = match.groups()
    micros = int(((fraction or "") + "000000")[:6])
    try:
        naive = datetime(  # noqa: DTZ001 - the zone follows
            int(year),
            int(month),
            int(day),
            int(hour or 0),
            int(minute or 0),
            int(second or 0),
            micros,
        )
    except ValueError:
        return None
    precision = "second" if second else "minute" if hour else "day"
    if offset:
        return _shifted(naive, offset.upper(), precision, source)
    return _localised(naive, zone, precision, source)


def _shifted(naive: datetime, offset: str, precision: str, source: str) -> Moment | None:
    digits = re.sub("[^0-9]", "", offset) or "0000"
    shift = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    if abs(shift) > timedelta(hours=15):
        return None
    try:
        moment = naive + shift if offset.startswith("-") else naive - shift
    except OverflowError:
        return None
    return _checked(moment.replace(tzinfo=UTC), precision, source)


def _localised(naive: datetime, zone: tzinfo | None, precision: str, source: str) -> Moment | None:
    if not FIRST_YEAR <= naive.year <= LAST_YEAR:
        return None
    if zone is None:
        return _checked(naive.replace(tzinfo=UTC), precision, "local")
    return _checked(naive.replace(tzinfo=zone).astimezone(UTC), precision, source)


def _from_mail(text: str, zone: tzinfo | None, source: str) -> Moment | None:
    """RFC 822, and ``Sun Aug 27 04:31:26 +0000 2017`` besides."""
    # Weibo and the first API of X write the year last.
    last = re.fullmatch(r"(\w{3}) (\w{3}) (\d{1,2}) ([\d:]{8}) ([+-]\d{4}) (\d{4})", text)
    if last:
        weekday, month, day, clock, offset, year = last.groups()
        text = f"{weekday}, {day} {month} {year} {clock} {offset}"
    try:
        found = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    if found.tzinfo is None:
        return _localised(found, zone, "second", source)
    try:
        return _checked(found.astimezone(UTC), "second", source)
    except (ValueError, OverflowError):
        return None


_UNIT_SECONDS: Final = {
    "second": 1, "minute": 60, "hour": 3_600, "day": 86_400, "week": 604_800,
    "month": 2_629_800, "year": 31_557_600,
}  # fmt: skip
_UNIT_WORDS: Final = {
    "second": "s sec secs second seconds 秒 秒钟 秒前",
    "minute": "m min mins minute minutes 分 分钟 分鐘 分前",
    "hour": "h hr hrs hour hours 小时 小時 个小时 時間 时",
    "day": "d day days 天 日",
    "week": "w wk week weeks 周 星期 个星期 週間",
    "month": "mo mon month months 月 个月 個月 ヶ月",
    "year": "y yr year years 年",
}
_UNITS: Final = {word: unit for unit, words in _UNIT_WORDS.items() for word in words.split()}
_AGO: Final = re.compile(
    r"(?:about |over |almost |约|大约)?(an?|one|[0-9]{1,4}|半)\s*\+?\s*"
    r"([a-z]+|[^\W\d_a-z]{1,3}?)\s*"
    r"(?:ago|前|以前|之前)?",
    re.IGNORECASE,
)
_DAYS: Final = {
    "today": 0, "今天": 0, "今日": 0, "yesterday": 1, "昨天": 1, "昨日": 1, "前天": 2,
}  # fmt: skip
_DAY: Final = re.compile(
    rf"({'|'.join(_DAYS)})(?:\s*(?:at)?\s*([0-9]{{1,2}}):([0-9]{{2}}))?", re.IGNORECASE
)
_MONTH_DAY: Final = re.compile(r"([0-9]{1,2})[-月/]([0-9]{1,2})日?(?:\s+([0-9]{1,2}):([0-9]{2}))?")
_NOW: Final = ("just now", "now", "刚刚", "刚才", "剛剛", "たった今")


def read_relative(text: str, reference: datetime, zone: tzinfo | None = None) -> Moment | None:
    """Read what is told as before another moment: ``18h ago``, ``3天前``, ``昨天 12:30``, ``刚刚``.

    Parameters
    ----------
    text
        As the site showed it.
    reference
        When it was shown, with its zone.
    zone
        In which the site counts its days; UTC unless given.

    Returns
    -------
    Moment or None
        Its precision is that of the unit told, a day for all longer ones. A day of a month without
        a year is the last such day before the reference.

    Examples
    --------
    >>> shown = datetime(2024, 3, 5, 10, 0, tzinfo=UTC)
    >>> [str(read_relative(text, shown).at)[:16] for text in ("18h ago", "3天前", "昨天 12:30")]
    ['2024-03-04 16:00', '2024-03-02 10:00', '2024-03-04 12:30']
    >>> read_relative("刚刚", shown).precision, str(read_relative("12-31", shown).at)[:10]
    ('minute', '2023-12-31')
    """
    plain = unicodedata.normalize("NFKC", text).strip().lower()
    if not plain or len(plain) > 40:
        return None
    if plain in _NOW:
        return _checked(reference.astimezone(UTC), "minute", "relative")
    here = reference.astimezone(zone or UTC)
    if match := _DAY.fullmatch(plain):
        day = here - timedelta(days=_DAYS[match[1]])
        return _at_clock(day, match[2], match[3])
    if match := _MONTH_DAY.fullmatch(plain):
        return _last_such_day(here, match)
    return _ago(plain, reference)


def _ago(plain: str, reference: datetime) -> Moment | None:
    match = _AGO.fullmatch(plain)
    unit = _UNITS.get(match[2].lower()) if match else None
    if not match or unit is None:
        return None
    number = {"a": 1.0, "an": 1.0, "one": 1.0, "半": 0.5}.get(match[1]) or float(match[1])
    precision = {"second": "second", "minute": "minute"}.get(unit, "day")
    if unit == "hour":
        precision = "minute"
    try:
        moment = reference.astimezone(UTC) - timedelta(seconds=number * _UNIT_SECONDS[unit])
    except OverflowError:
        return None
    return _checked(moment, precision, "relative")


def _last_such_day(here: datetime, match: re.Match[str]) -> Moment | None:
    # A 29 February may lie eight years back.
    for year in range(here.year, here.year - 9, -1):
        try:
            day = here.replace(year=year, month=int(match[1]), day=int(match[2]))
        except ValueError:
            continue
        if day <= here:
            return _at_clock(day, match[3], match[4])
    return None


def _at_clock(day: datetime, hour: str | None, minute: str | None) -> Moment | None:
    try:
        moment = day.replace(hour=int(hour or 0), minute=int(minute or 0), second=0, microsecond=0)
    except ValueError:
        return None
    return _checked(moment.astimezone(UTC), "minute" if hour else "day", "relative")


def _checked(moment: datetime, precision: str, source: str) -> Moment | None:
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        return None
    return Moment(moment, precision, source)
