"""A number with its interval, base and evidence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal

import pyarrow as pa

__all__ = ["ESTIMATE_FIELDS", "UNITS", "Estimate", "Evidence", "Reliability", "Unit"]

Unit = Literal["share", "index", "count", "ratio", "hours", "score", "difference"]
Reliability = Literal["normal", "low base", "hidden", "suppressed"]

#: Units an estimate may have. ``share`` runs from 0 to 1; an ``index`` has 100 as its base.
UNITS: Final = ("share", "index", "count", "ratio", "hours", "score", "difference")


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where a number comes from, so that it can be opened and computed again.

    Parameters
    ----------
    question
        What was asked of the data, in one sentence.
    sql
        The statement that answered it, as run; empty when none was.
    parameters
        Values bound to the statement.
    rows
        How many activities (or members) the answer rests on.
    samples
        A few public addresses or identifiers of them, never people.
    """

    question: str
    sql: str = ""
    parameters: Mapping[str, str] = field(default_factory=dict)
    rows: int = 0
    samples: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Return the evidence as a plain mapping, for JSON."""
        return {
            "question": self.question,
            "sql": self.sql,
            "parameters": dict(self.parameters),
            "rows": self.rows,
            "samples": list(self.samples),
        }


@dataclass(frozen=True, slots=True)
class Estimate:
    """One number that says how sure it is and whom it speaks of.

    Parameters
    ----------
    value, low, high
        The estimate and its interval, in ``unit``; ``None`` when withheld.
    se
        Standard error in ``unit``; ``None`` where the interval is not symmetric by nature.
    cases
        How many of the base show the property (numerator).
    base
        How many people or posts the estimate speaks of (denominator).
    base_label
        Who the base is, in words: ``members active in the last 90 days``.
    level
        Confidence level of the interval.
    method
        Name of the estimator, as in the methods document.
    people
        How many distinct people stand behind the base, for disclosure control; ``None`` where
        the base are not people.
    reliability
        ``normal``, ``low base`` (30 to 99), ``hidden`` (10 to 29), ``suppressed`` (under 10).
    """

    value: float | None
    low: float | None
    high: float | None
    cases: int
    base: int
    base_label: str
    unit: Unit
    method: str
    se: float | None = None
    level: float = 0.95
    people: int | None = None
    reliability: Reliability = "normal"

    @property
    def is_shown(self) -> bool:
        """Whether the value may be shown."""
        return self.value is not None

    def as_dict(self) -> dict[str, Any]:
        """Return the estimate's columns, in the order of ``ESTIMATE_FIELDS`` (no evidence)."""
        return {
            "value": self.value,
            "low": self.low,
            "high": self.high,
            "se": self.se,
            "cases": self.cases if self.is_shown else None,
            "base": self.base if self.reliability != "suppressed" else None,
            "base_label": self.base_label,
            "unit": self.unit,
            "level": self.level,
            "method": self.method,
            "reliability": self.reliability,
        }


#: Columns that every table of estimates ends with.
ESTIMATE_FIELDS: Final = (
    pa.field("value", pa.float64()),
    pa.field("low", pa.float64()),
    pa.field("high", pa.float64()),
    pa.field("se", pa.float64()),
    pa.field("cases", pa.int64()),
    pa.field("base", pa.int64()),
    pa.field("base_label", pa.string()),
    pa.field("unit", pa.string()),
    pa.field("level", pa.float64()),
    pa.field("method", pa.string()),
    pa.field("reliability", pa.string()),
    pa.field("evidence_id", pa.string()),
)
