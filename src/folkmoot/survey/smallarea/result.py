"""What a small-area estimate hands back: cells beside their raw values, checks, sentences."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import pyarrow as pa

__all__ = ["AREA_FIELDS", "CHECK_FIELDS", "SCALE_FIELDS", "SmallArea"]

#: Columns of `SmallArea.table` after those of the segments. ``raw_value`` and ``raw_n`` are null
#: where too few answered to show them; ``people`` is the size of the cell in the population.
AREA_FIELDS: Final = (
    pa.field("rung", pa.string()),
    pa.field("value", pa.float64()),
    pa.field("low", pa.float64()),
    pa.field("high", pa.float64()),
    pa.field("se", pa.float64()),
    pa.field("level", pa.float64()),
    pa.field("raw_value", pa.float64()),
    pa.field("raw_n", pa.int64()),
    pa.field("raw_reliability", pa.string()),
    pa.field("overall_value", pa.float64()),
    pa.field("overall_low", pa.float64()),
    pa.field("overall_high", pa.float64()),
    pa.field("people", pa.float64()),
)

#: Columns of `SmallArea.checks`. ``check`` is ``posterior-predictive`` or ``leave-one-group-out``;
#: ``observed`` is the sample's share of the group, ``expected`` with its interval the model's.
CHECK_FIELDS: Final = (
    pa.field("check", pa.string()),
    pa.field("rung", pa.string()),
    pa.field("characteristic", pa.string()),
    pa.field("category", pa.string()),
    pa.field("n", pa.int64()),
    pa.field("observed", pa.float64()),
    pa.field("expected", pa.float64()),
    pa.field("low", pa.float64()),
    pa.field("high", pa.float64()),
    pa.field("overall", pa.float64()),
    pa.field("is_inside", pa.bool_()),
)

#: Columns of `SmallArea.scales`: how far the effects of each term spread, on the logit scale.
SCALE_FIELDS: Final = (
    pa.field("rung", pa.string()),
    pa.field("term", pa.string()),
    pa.field("scale", pa.float64()),
    pa.field("low", pa.float64()),
    pa.field("high", pa.float64()),
)


@dataclass(frozen=True)
class SmallArea:
    """Shares of every cell of a crossing, for each rung.

    Parameters
    ----------
    name
        The survey.
    by
        Characteristics that are crossed in the table.
    table
        Segment columns, then `AREA_FIELDS`; one row a cell and rung.
    checks
        `CHECK_FIELDS`: how the model fits each category, and how it foretells one that it has
        not seen.
    scales
        `SCALE_FIELDS`: how much each characteristic and pair matters.
    sentences
        What a reader needs: of whom it speaks, where the overall share would do as well, when
        not to use it.
    population
        Whom the population's table counts, in words.
    respondents
        How many of them have a cell.
    is_simulated
        Made from simulated answers.
    """

    name: str
    by: tuple[str, ...]
    table: pa.Table
    checks: pa.Table
    scales: pa.Table
    sentences: tuple[str, ...]
    population: str
    respondents: int
    is_simulated: bool = False

    def __len__(self) -> int:
        return int(self.table.num_rows)

    def rows(self, **where: object) -> list[dict[str, Any]]:
        """Return the rows of the table whose columns equal all of ``where``."""
        found: list[dict[str, Any]] = self.table.to_pylist()
        return [row for row in found if all(row[name] == value for name, value in where.items())]
