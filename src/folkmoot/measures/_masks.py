"""How a person's last months fit into one 64-bit mask, and what is read off it.

A mask has one field a rung, and in each field one bit a stretch of days before the moment of
asking. Stretches end wherever a window ends (7, 30, 60 and 90 days, say), so the one bit that an
activity sets answers every window at once, in one pass. Counting distinct months instead costs
several times as much.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from folkmoot import ladder
from folkmoot.errors import FolkmootError

if TYPE_CHECKING:
    from folkmoot.engines import Value

__all__ = ["FIELDS", "REACTOR", "Layout", "make_layout"]

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
    def points(self) -> list[int]:
        """Bits of the point window, by field."""
        return [
            self._within(self.point_days_of(name)) << field * self.width
            for field, name in enumerate(FIELDS)
        ]

    @property
    def bases(self) -> list[int]:
        """Bits that tell who was active, who posted in the point window, who in the months."""
        active = sum(
            self._within(self.active_days) << field * self.width for field in range(self.other + 1)
        )
        habit_days = self.months * _MONTH
        return [
            active, self.post * self._within(self.point_days), self.post * self._within(habit_days)
        ]  # fmt: skip

    def point_days_of(self, name: str) -> int:
        """Days of the point window of a rung."""
        rung = ladder.rung(name) if name != REACTOR else None
        weekly = rung is not None and rung.minimum == "weekly"
        return min(self.point_days, rung.point_days) if rung and weekly else self.point_days

    def months_bits(self, field: int) -> int:
        """Bits at the ends of months, of one field."""
        ends = [_MONTH * (month + 1) for month in range(self.months)]
        return sum(1 << self.days.index(day) for day in ends) << field * self.width

    def folded(self, mask: str) -> str:
        """Write a mask in which each month's bits are moved to its last one."""
        for place, day in enumerate(self.days):
            if day < self.months * _MONTH and day % _MONTH:
                bits = sum(1 << field * self.width + place for field in range(self.fields))
                mask = f"({mask} | (({mask} & {bits}) * 2))"
        return mask

    def parameters(self, as_of: datetime) -> dict[str, Value]:
        """Values to bind: where the stretches end, and the first month that holds any."""
        ends: dict[str, Value] = {f"days_{day}": as_of - timedelta(days=day) for day in self.days}
        first = as_of - timedelta(days=self.days[-1])
        return {**ends, "first_month": f"{first:%Y-%m}"}

    def context(self) -> dict[str, object]:
        """What the template ``participation_masks`` needs."""
        return {
            "layout": self,
            "rung": ladder.rung_sql(),
            "reactor": ladder.reactor_sql(),
            "is_reply": ladder.IS_REPLY_SQL,
        }

    def _within(self, days: int) -> int:
        return sum(1 << place for place, day in enumerate(self.days) if day <= days)


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
