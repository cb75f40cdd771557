"""What windows, segments and rungs are called, and the sentences that say a row of the ladder."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from folkmoot import ladder
from folkmoot.estimate import amount, interval, withheld
from folkmoot.ids import format_id
from folkmoot.measures._masks import REACTOR, Layout
from folkmoot.measures._segments import DECLARED, JOINED, is_crossing, is_placed, parts, who

__all__ = ["Words"]


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

    def segment(self, name: str | int, kind: str = "") -> str:
        """Name a segment; a place that no list names goes by its number."""
        if isinstance(name, int):
            return self.places.get(name, format_id(name))
        if not (is_crossing(kind) and is_placed(kind)):
            return name
        people, _, place = name.rpartition(JOINED)
        return f"{people}{JOINED}{self.segment(int(place))}"

    def sentence(self, row: Mapping[str, Any]) -> str:
        """Say one row as a marketer would."""
        if row["method"] == "refused":
            return self._refusal(row["rung"])
        named = _who(row["segment_kind"], row["segment"])
        if row["value"] is None:
            what = row["rung"] or "silent members"
            return f"{named}, {what} among {row['base_label']}: {withheld(row)}."
        if row["measure"] == "silent_members":
            return f"{named}: {amount(row)} known members never took part here."
        if row["measure"] == "seen_reading":
            return f"{named}: {amount(row)} were seen reading; how many more read is not known."
        low = " Low base: a hint, no more." if row["reliability"] == "low base" else ""
        if row["measure"] == "index":
            return f"{named}: {_compared(row)}{low}"
        return f"{named}: {self._share(row)}{low}"

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
    if parts(kind)[0] in DECLARED:
        return who(kind, segment)
    return f'Group "{segment}"' if kind == "group" else f'In "{segment}"'


def _kind(rung: str) -> str:
    return "people who react with one tap (a weak sign)" if rung == REACTOR else f"{rung}s"


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
