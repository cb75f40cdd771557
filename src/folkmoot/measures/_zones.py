"""In which time zone a community lives, and how that is known."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

import numpy as np

from folkmoot.errors import FolkmootError
from folkmoot.measures._cells import Floats, Ints
from folkmoot.places import country_name

__all__ = ["Zone", "declared_zone", "local_hours", "quiet_zone", "zone_named"]

#: A country is the community's when so many of those who declare one are from there; with fewer,
#: as many people may live in other zones as in its own.
_LEAST_FROM: Final = 0.6
#: Fewer declared countries say nothing of the others.
_LEAST_DECLARED: Final = 30
#: The quiet hours, and the middle of the night in them: most people sleep from about 1 to 7.
_NIGHT_HOURS: Final = 6
_NIGHT_MIDDLE: Final = 4
#: The six quietest hours hold a quarter of the posts where nobody sleeps at the same time; the
#: zone is read off them when they hold half of that.
_MOST_AT_NIGHT: Final = 0.125
#: Posts below which the quietest hours are chance.
_LEAST_POSTS: Final = 500
_OFFSET: Final = re.compile(r"(?:UTC|GMT)?([+-])(\d{1,2})(?::?(\d{2}))?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Zone:
    """A time zone.

    Parameters
    ----------
    name
        ``Europe/Berlin``, ``UTC+08:00`` or ``UTC``.
    known_by
        How it is known: ``told``, ``declared``, ``quiet hours`` or ``not known``.
    why
        The same in a clause.
    """

    name: str
    known_by: str
    why: str

    def offset(self) -> tzinfo:
        """Return what turns UTC into local time, summer time included where the zone has it."""
        return _zone(self.name)


def zone_named(name: str) -> Zone:
    """Take the zone that the user tells.

    Raises
    ------
    FolkmootError
        For a name that is no zone, with the nearest one that is.

    Examples
    --------
    >>> zone_named("utc+8").name, zone_named("Europe/Berlin").known_by
    ('UTC+08:00', 'told')
    """
    match = _OFFSET.fullmatch(name.strip())
    if match is not None:
        minutes = (60 * int(match[2]) + int(match[3] or 0)) * (-1 if match[1] == "-" else 1)
        if abs(minutes) <= 14 * 60:
            return Zone(_offset_name(minutes), "told", "as you told")
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise FolkmootError(
            "unknown-zone", "--zone", f'"{name}"',
            "a zone such as Europe/Berlin, Asia/Shanghai, UTC+8 or UTC", _nearest(name),
        ) from error  # fmt: skip
    return Zone(name, "told", "as you told")


def _nearest(name: str) -> str:
    known = {each.rpartition("/")[2].casefold(): each for each in sorted(available_timezones())}
    near = get_close_matches(name.rpartition("/")[2].casefold().replace(" ", "_"), known, n=1)
    return f"did you mean {known[near[0]]}?" if near else ""


def declared_zone(countries: Mapping[str, int]) -> Zone | None:
    """Take the zone of the country that most declare, where it has one time throughout.

    Parameters
    ----------
    countries
        People who posted, by the country that they declare (ISO 3166).

    Examples
    --------
    >>> declared_zone({"DE": 80, "AT": 20}).name
    'Europe/Berlin'
    >>> declared_zone({"US": 80, "DE": 20}) is None, declared_zone({"DE": 9}) is None
    (True, True)
    """
    total = sum(countries.values())
    if total < _LEAST_DECLARED:
        return None
    country, most = max(countries.items(), key=lambda each: (each[1], each[0]))
    zone = _zones().get(country)
    if zone is None or most < _LEAST_FROM * total:
        return None
    name = country_name(country, in_prose=True)
    why = f"{100 * most / total:.0f} of 100 who declare a country are from {name}"
    return Zone(zone, "declared", why)


def quiet_zone(by_hour: Floats | Ints) -> Zone:
    """Guess the zone from the six hours (UTC) that hold the fewest posts: it is night then.

    Parameters
    ----------
    by_hour
        Posts in each of the 24 hours of the day, in UTC.

    Examples
    --------
    >>> day = np.array([0] * 2 + [90] * 16 + [0] * 6)
    >>> quiet_zone(np.roll(day, 2)).name, quiet_zone(np.roll(day, -4)).name
    ('UTC+04:00', 'UTC+10:00')
    >>> quiet_zone(np.full(24, 90)).known_by
    'not known'
    """
    total = float(by_hour.sum())
    quiet = np.array([np.roll(by_hour, -start)[:_NIGHT_HOURS].sum() for start in range(24)])
    least = float(quiet.min())
    if total < _LEAST_POSTS:
        return Zone("UTC", "not known", "too few posts to tell the night by; shown in UTC")
    if least > _MOST_AT_NIGHT * total:
        share = 100 * least / total
        return Zone("UTC", "not known", "there is no common night (the six quietest hours hold"
                    f" {share:.0f} of 100 posts); shown in UTC")  # fmt: skip
    # Several starts are as quiet where the night is longer than six hours: their middle.
    starts = np.flatnonzero(quiet <= least + 0.002 * total)
    angle = np.angle(np.exp(2j * np.pi * (starts + _NIGHT_HOURS / 2) / 24).mean())
    hours = round(_NIGHT_MIDDLE - 24 * angle / (2 * np.pi)) % 24
    offset = hours - 24 if hours > 12 else hours
    return Zone(_offset_name(60 * offset), "quiet hours",
                "guessed from the quietest hours, right to an hour or two")  # fmt: skip


def local_hours(moments: Ints, zone: Zone) -> tuple[Ints, Ints]:
    """Weekday (0 is Monday) and hour of the day, in a zone, of full hours in seconds since 1970.

    Examples
    --------
    >>> monday = int(datetime(2024, 7, 1, 23, tzinfo=UTC).timestamp())
    >>> [part.tolist() for part in local_hours(np.array([monday]), zone_named("Europe/Berlin"))]
    [[1], [1]]
    """
    distinct, places = np.unique(moments, return_inverse=True)
    local = [datetime.fromtimestamp(int(moment), zone.offset()) for moment in distinct]
    weekdays = np.array([moment.weekday() for moment in local], dtype=np.int64)
    hours = np.array([moment.hour for moment in local], dtype=np.int64)
    return weekdays[places], hours[places]


def _offset_name(minutes: int) -> str:
    if not minutes:
        return "UTC"
    sign = "-" if minutes < 0 else "+"
    return f"UTC{sign}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"


def _zone(name: str) -> tzinfo:
    match = _OFFSET.fullmatch(name)
    if match is not None:
        minutes = (60 * int(match[2]) + int(match[3] or 0)) * (-1 if match[1] == "-" else 1)
        return timezone(timedelta(minutes=minutes))
    return UTC if name == "UTC" else ZoneInfo(name)


@cache
def _zones() -> dict[str, str]:
    """Countries that have one time throughout, each with a zone."""
    text = (files("folkmoot") / "reference" / "country_zones.tsv").read_text("utf-8")
    lines = (line.partition("\t") for line in text.splitlines() if not line.startswith("#"))
    return {country: zone for country, _, zone in lines}
