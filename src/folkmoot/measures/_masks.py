"""How a person's last months fit into one 64-bit mask, and what is read off it.

A mask has one field a rung, and in each field one bit a stretch of days before the moment of
asking. Stretches end wherever a window ends (7, 30, 60 and 90 days, say), so the one bit that an
activity sets answers every window at once, in one pass. Counting distinct months instead costs
several times as much.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from folkmoot import ladder
from folkmoot.errors import FolkmootError

if TYPE_CHECKING:
    from folkmoot.engines import Value

__all__ = ["FIELDS", "REACTOR", "Layout", "make_layout", "rung_context"]

#: Reactions of one tap: shown beside the ladder, never part of it.
REACTOR: Final = "reactor"

_ON_LADDER: Final = {rung.bit: rung for rung in ladder.RUNGS if rung.bit is not None}

#: What has a field of its own, by the number of the field.
FIELDS: Final = (*(_ON_LADDER[bit].name for bit in sorted(_ON_LADDER)), REACTOR)

_BITS: Final = 63  # of a BIGINT; the sign stays free
_MONTH: Final = ladder.HABIT.bucket_days


@dataclass(frozen=True)
class Layout:
    """Where the bits of a mask stand.

    Parameters
    ----------
    days
        Where the stretches end, in days before the moment of asking, ascending.
    months, least
        A habit shows in ``least`` of the last ``months`` months.
    point_days, active_days
        Windows in days. What a rung asks for every week has a window of a week.
    """

    days: tuple[int, ...]
    months: int
    least: int
    point_days: int
    active_days: int

    #: Rungs and the reactor; after them come the field of other acts and the field of posts.
    fields: int = len(FIELDS)
    reactor: int = len(FIELDS) - 1
    other: int = len(FIELDS)

    @property
    def width(self) -> int:
        """Bits of a field."""
        return len(self.days)

    @property
    def post(self) -> int:
        """First bit of the field of posts."""
        return 1 << (self.other + 1) * self.width

    @property
    def flags(self) -> dict[str, int]:
        """Bit of each flag by its name: ``critic habit``, ``critic point``, ..., and the bases."""
        at = self.days.index(self.point_days)
        beside = 0 if at else 1
        places = {f"{name} point": f * self.width + at for f, name in enumerate(FIELDS)}
        places |= {f"{name} habit": f * self.width + beside for f, name in enumerate(FIELDS)}
        first = self.other * self.width
        bases = {"active": first, "posted point": first + 1, "posted habit": first + self.width}
        return {name: 1 << place for name, place in (places | bases).items()}

    @property
    def bases(self) -> dict[str, int]:
        """Bits of a mask by flag: any act in the active window, a post in either other window."""
        active = self._within(self.active_days)
        return {
            "active": sum(active << f * self.width for f in range(self.other + 1)),
            "posted point": self.post * self._within(self.point_days),
            "posted habit": self.post * self._within(self.months * _MONTH),
        }

    @property
    def habits(self) -> dict[str, int]:
        """Bits at the ends of months by flag, of a mask folded to months."""
        ends = [_MONTH * (month + 1) for month in range(self.months)]
        bits = sum(1 << self.days.index(day) for day in ends)
        return {f"{name} habit": bits << f * self.width for f, name in enumerate(FIELDS)}

    def folded_to_months(self, mask: str) -> str:
        """Write a mask in which each month's bits have moved to its end."""
        return self._moved_up(mask, [
            place for place, day in enumerate(self.days)
            if day < self.months * _MONTH and day % _MONTH
        ])  # fmt: skip

    def folded_to_points(self, mask: str) -> str:
        """Write the flags of points: the bits of the point windows, moved to their end."""
        within = sum(
            self._within(self.point_days_of(name)) << f * self.width
            for f, name in enumerate(FIELDS)
        )
        end = self.days.index(self.point_days)
        moved = self._moved_up(f"({mask} & {within})", range(end))
        return f"({moved} & {self._at(end)})"

    def point_days_of(self, name: str) -> int:
        """Days of the point window of a rung."""
        rung = ladder.rung(name) if name != REACTOR else None
        weekly = rung is not None and rung.minimum == "weekly"
        return min(self.point_days, rung.point_days) if rung and weekly else self.point_days

    def parameters(self, as_of: datetime) -> dict[str, Value]:
        """Values to bind: where the stretches end, and the first month that holds any."""
        ends: dict[str, Value] = {f"days_{day}": as_of - timedelta(days=day) for day in self.days}
        first = as_of - timedelta(days=self.days[-1])
        return {**ends, "first_month": f"{first:%Y-%m}"}

    def context(self) -> dict[str, object]:
        """What the template ``participation_masks`` needs."""
        return {"layout": self, **rung_context()}

    def _moved_up(self, mask: str, places: Iterable[int]) -> str:
        for place in places:
            mask = f"({mask} | (({mask} & {self._at(place)}) * 2))"
        return mask

    def _at(self, place: int) -> int:
        return sum(1 << f * self.width + place for f in range(self.fields))

    def _within(self, days: int) -> int:
        return sum(1 << place for place, day in enumerate(self.days) if day <= days)


def rung_context() -> dict[str, object]:
    """Return what the template ``participation_masks`` needs beside a layout: the traces' rule."""
    # In its place the expression is run for the few rows that ask for it, not for each.
    rung = ladder.rung_sql("verb_code").replace("is_reply", ladder.IS_REPLY_SQL)
    return {"rung": rung, "verb_codes": ladder.verb_codes(), "reactor": ladder.reactor_sql()}


def make_layout(
    point_days: int = 30,
    months: int = ladder.HABIT.m,
    least: int = ladder.HABIT.k,
    active_days: int = 90,
) -> Layout:
    """Lay out the masks of some windows.

    Raises
    ------
    FolkmootError
        When a window is not a positive number of days, when a habit asks for more months than
        it looks at, or when the windows need more bits than a mask has: six months, with
        windows that end where a month ends, is the most.
    """
    given = {"point_days": point_days, "habit_months": months, "active_days": active_days}
    for name, value in given.items():
        if value < 1:
            raise FolkmootError("no-window", name, str(value), "at least 1")
    if not 1 <= least <= months:
        raise FolkmootError("no-habit", "habit_k", str(least), f"from 1 to {months} (habit_months)")
    weekly = [rung.point_days for rung in ladder.RUNGS if rung.minimum == "weekly"]
    ends = {_MONTH * (month + 1) for month in range(months)}
    days = tuple(sorted(ends | {min(point_days, *weekly), point_days, active_days}))
    if len(days) * (len(FIELDS) + 2) > _BITS:
        raise FolkmootError(
            "too-many-windows", "habit_months", ", ".join(f"{day} days" for day in days),
            f"at most {_BITS // (len(FIELDS) + 2)} different ends of windows",
            "fewer months, or windows of whole months",
        )  # fmt: skip
    return Layout(days, months, least, point_days, active_days)
