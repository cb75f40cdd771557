"""The log of an experiment: counts by day and arm, or a line a unit, with their line numbers."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from folkmoot.adjust.experiments.sequences import Tallied
from folkmoot.adjust.tables import Cells, Record, read_records
from folkmoot.errors import FolkmootError

__all__ = ["Log", "Tally", "read_log"]

_COUNTS: Final = ("date", "arm", "exposures", "conversions")
_UNITS: Final = ("date", "unit", "arm", "conversions")


@dataclass(frozen=True, slots=True)
class Tally:
    """One line: a day, an arm, and its counts; ``unit`` is empty where units are not told."""

    line: int
    day: date
    arm: str
    exposures: int
    conversions: int
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Log:
    """All lines of a log, in the order of the file."""

    title: str
    tallies: tuple[Tally, ...]

    @property
    def has_units(self) -> bool:
        """Whether each line is one unit."""
        return any(tally.unit for tally in self.tallies)

    def total(self, arm: str, until: date = date.max) -> Tallied:
        """Counts of an arm up to a day, that day among them."""
        inside = [each for each in self.tallies if each.arm == arm and each.day <= until]
        return Tallied(sum(each.exposures for each in inside),
                       sum(each.conversions for each in inside))  # fmt: skip

    def days(self) -> list[date]:
        """Days that have a line, in their order."""
        return sorted({tally.day for tally in self.tallies})


def read_log(path: Path) -> Log:
    """Read a log: ``date, arm, exposures, conversions``, or ``date, unit, arm, conversions``.

    In the second each line is a unit with the day it was first exposed, and ``conversions`` is 0
    or 1 (for a rate, any number). What can be read and cannot be true is left to the checks.

    Raises
    ------
    FolkmootError, ProblemGroup
        If the file cannot be read, or with all the values that are no numbers and no days.
    """
    records = read_records(path, ("date", "arm", "conversions"), ("unit", "exposures"))
    heads = records[0].cells
    if ("unit" in heads) == ("exposures" in heads):
        got = "both unit and exposures" if "unit" in heads else "neither unit nor exposures"
        raise FolkmootError(
            "missing-column", f"{path.name}, line 1", got,
            f"{', '.join(_COUNTS)}; or {', '.join(_UNITS)}",
        )  # fmt: skip
    cells = Cells(path.name)
    tallies = _tallies(cells, records, is_unit="unit" in heads)
    cells.check()
    return Log(path.name, tuple(tallies))


def _tallies(cells: Cells, records: Sequence[Record], *, is_unit: bool) -> list[Tally]:
    found = []
    for record in records:
        day, arm = cells.day(record, "date"), cells.text(record, "arm")
        conversions = cells.number(record, "conversions", is_whole=True)
        unit = cells.text(record, "unit") if is_unit else ""
        exposures = 1.0 if is_unit else cells.number(record, "exposures", is_whole=True)
        if math.isfinite(conversions) and math.isfinite(exposures):
            found.append(Tally(record.line, day, arm, int(exposures), int(conversions), unit))
    return found
