"""Settings under which the ladder is told again, all read off one mask a person and rung."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import product
from typing import TYPE_CHECKING, Final, Literal

import numpy as np
from numpy.typing import NDArray

from folkmoot import ladder
from folkmoot.measures._cells import Ints
from folkmoot.measures._masks import FIELDS

if TYPE_CHECKING:
    from folkmoot.engines import Value

__all__ = ["ACTIVE_DAYS", "BACK", "RUNGS", "Setting", "Stretches", "settings"]

_Varied = Literal["window", "habit", "as_of", "reactions", "software"]
_Definition = Literal["point", "habit"]
_Flags = NDArray[np.bool_]
_DEFINITIONS: Final[tuple[_Definition, ...]] = ("point", "habit")

#: Who is active, as on the ladder: did anything in so many days.
ACTIVE_DAYS: Final = 90
_WINDOWS: Final = (7, 14, 30, 60, 90)
#: Days by which the moment is moved back.
BACK: Final = (0, 10, 20, 30)
_MONTH: Final = ladder.HABIT.bucket_days
_MONTHS: Final = ladder.HABIT.m

_SEEN: Final = tuple(rung.name for rung in ladder.RUNGS if rung.in_posts)
_REACTOR: Final = FIELDS.index("reactor")
_COLLECTOR: Final = FIELDS.index("collector")
_OTHER: Final = len(FIELDS)
_ANYTHING, _SAVED_OR_TAPPED, _TOOK_PART, _TOOK_PART_OR_TAPPED = range(_OTHER + 1, _OTHER + 5)

#: What shares are told of, by the field of the query. ``participant`` is on any rung that posts
#: show; the last two count a reaction of one tap as saving, and as taking part.
RUNGS: Final[Mapping[str, int]] = {
    **{name: FIELDS.index(name) for name in _SEEN},
    "participant": _TOOK_PART,
    "collector or reactor": _SAVED_OR_TAPPED,
    "participant or reactor": _TOOK_PART_OR_TAPPED,
}


@dataclass(frozen=True, slots=True)
class Setting:
    """One way to ask.

    Parameters
    ----------
    varied, text
        What differs from the usual way, and its value in words.
    definition
        ``point`` or ``habit``.
    days
        The window of a point.
    least
        Months of a habit, of the last three.
    back
        Days by which the moment is moved back.
    rung
        A name of `RUNGS`.
    is_usual
        Whether the ladder is told so by default.
    without_suspects
        Leave out who posts like software.
    """

    varied: _Varied
    text: str
    definition: _Definition
    rung: str
    is_usual: bool
    days: int = 30
    least: int = ladder.HABIT.k
    back: int = 0
    without_suspects: bool = False


@dataclass(frozen=True)
class Stretches:
    """Where the bits of a mask of days stand; a part of what `Layout` is to the ladder's query.

    Examples
    --------
    >>> Stretches().days[:5], Stretches().width
    ((7, 10, 14, 17, 20), 17)
    """

    days: tuple[int, ...] = tuple(
        sorted({b + end for b in BACK for end in (0, 7, 30, 60, 90)} - {0} | set(_WINDOWS))
    )
    reactor: int = _REACTOR
    other: int = _OTHER

    @property
    def width(self) -> int:
        """Bits of a mask."""
        return len(self.days)

    @property
    def unions(self) -> dict[int, tuple[int, ...]]:
        """Fields that several others make together, by number."""
        rungs = tuple(FIELDS.index(name) for name in _SEEN)
        return {
            _ANYTHING: tuple(range(_OTHER + 1)),
            _SAVED_OR_TAPPED: (_COLLECTOR, _REACTOR),
            _TOOK_PART: rungs,
            _TOOK_PART_OR_TAPPED: (*rungs, _REACTOR),
        }

    def parameters(self, as_of: datetime) -> dict[str, Value]:
        """Values to bind: where the stretches end, and the first month that holds any."""
        ends: dict[str, Value] = {f"days_{day}": as_of - timedelta(days=day) for day in self.days}
        return {**ends, "first_month": f"{as_of - timedelta(days=self.days[-1]):%Y-%m}"}

    def did(self, setting: Setting, fields: Ints, masks: Ints) -> _Flags:
        """Say of each field and mask whether it is of the setting's rung, and did it."""
        back, is_of = setting.back, fields == RUNGS[setting.rung]
        if setting.definition == "point":
            return _both(is_of, self._any(masks, back, back + setting.days))
        months = [
            self._any(masks, back + _MONTH * month, back + _MONTH * (month + 1))
            for month in range(_MONTHS)
        ]
        return _both(is_of, np.sum(months, axis=0) >= setting.least)

    def is_active(self, back: int, fields: Ints, masks: Ints) -> _Flags:
        """Say of each field and mask whether it stands for a person active at the moment."""
        return _both(fields == _ANYTHING, self._any(masks, back, back + ACTIVE_DAYS))

    def _any(self, masks: Ints, after: int, until: int) -> _Flags:
        bits = sum(1 << place for place, day in enumerate(self.days) if after < day <= until)
        return np.asarray((masks & bits) != 0)


def settings(*, has_reactions: bool, has_suspects: bool) -> Iterator[Setting]:
    """List every way to ask, the usual one within each group of what is varied.

    Reactions and software are varied only where there are any.
    """
    for rung in (*_SEEN, "participant"):
        yield from _windows(rung)
        yield from _moments(rung)
        if has_suspects:
            yield from _software(rung)
    if has_reactions:
        for rung, definition in product(("collector", "participant"), _DEFINITIONS):
            yield Setting("reactions", "apart", definition, rung, True)
            yield Setting("reactions", "counted", definition, f"{rung} or reactor", False)


def _windows(rung: str) -> Iterator[Setting]:
    for days in _WINDOWS:
        is_usual = days == _usual_days(rung)
        yield Setting("window", f"last {days} days", "point", rung, is_usual, days)
    for least in range(1, _MONTHS + 1):
        text = f"{least} of {_MONTHS} months"
        yield Setting("habit", text, "habit", rung, least == ladder.HABIT.k, least=least)


def _moments(rung: str) -> Iterator[Setting]:
    for definition, back in product(_DEFINITIONS, BACK):
        text = f"{back} days earlier" if back else "now"
        yield Setting("as_of", text, definition, rung, back == 0, _usual_days(rung), back=back)


def _software(rung: str) -> Iterator[Setting]:
    for definition, without in product(_DEFINITIONS, (False, True)):
        text = "left out" if without else "counted"
        yield Setting("software", text, definition, rung, not without, _usual_days(rung),
                      without_suspects=without)  # fmt: skip


def _usual_days(rung: str) -> int:
    return ladder.rung(rung).point_days if rung in _SEEN else 30


def _both(one: _Flags, other: _Flags) -> _Flags:
    return np.logical_and(one, other)
