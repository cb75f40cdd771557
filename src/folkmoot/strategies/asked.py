"""Readings of a questionnaire: how many of a segment only read, and how many do nothing online."""

from __future__ import annotations

from typing import Any, Final

from folkmoot.errors import FolkmootError
from folkmoot.strategies.base import Case, Reading

__all__ = ["asked_rungs"]

#: Rungs that leave no trace, so that only answers can speak of them; the others are read in posts,
#: which speak of a community and not of a population.
_UNSEEN: Final = {"spectator": "who only read", "inactive": "who do nothing online"}
_COLUMNS: Final = ("segment_kind", "segment", "rung", "measure")


def asked_rungs(case: Case) -> list[Reading]:
    """Shares of the segment on the rungs that posts cannot show; nothing without a questionnaire.

    Raises
    ------
    FolkmootError
        ``no-segment`` where the questionnaire has no such segment.
    """
    if case.asked is None:
        return []
    kind, name = case.segment
    rows = case.asked.rows(segment_kind=kind)
    here = [row for row in rows if row["segment"] == name and row["measure"] == "share"]
    if not here:
        known = ", ".join(sorted({f"{row['segment_kind']}={row['segment']}"
                                  for row in case.asked.rows()}))  # fmt: skip
        raise FolkmootError("no-segment", "the questionnaire", f"{kind}={name}",
                            f"one of {known[:300]}", "name one of its segments")  # fmt: skip
    whom = "all who were asked" if kind == "all" else name
    return [_reading(row, whom) for row in here if row["rung"] in _UNSEEN]


def _reading(row: dict[str, Any], whom: str) -> Reading:
    return Reading(
        name=f"{row['rung']}.share", says=f"share of {whom} {_UNSEEN[row['rung']]}, as they say",
        table="reported", key={column: str(row[column]) for column in _COLUMNS},
        value=row["value"], low=row["low"], high=row["high"], base=row["base"],
        base_label=row["base_label"], unit=row["unit"],
    )  # fmt: skip
