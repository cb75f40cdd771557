"""What the joining of a log and a questionnaire hands back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import pyarrow as pa

__all__ = ["FACTOR_FIELDS", "FUSION_FIELDS", "SENSITIVITY_FIELDS", "Fusion"]

#: Columns of `Fusion.table` after those of the segments. ``claimed`` is the model's share before
#: priors and log; ``raw_value`` and ``raw_n`` are the sample's, null where too few answered;
#: ``people`` to ``people_high`` are counts.
FUSION_FIELDS: Final = (
    pa.field("state", pa.string()),
    pa.field("value", pa.float64()),
    pa.field("low", pa.float64()),
    pa.field("high", pa.float64()),
    pa.field("se", pa.float64()),
    pa.field("level", pa.float64()),
    pa.field("claimed", pa.float64()),
    pa.field("raw_value", pa.float64()),
    pa.field("raw_n", pa.int64()),
    pa.field("raw_reliability", pa.string()),
    pa.field("people", pa.float64()),
    pa.field("people_low", pa.float64()),
    pa.field("people_high", pa.float64()),
)

#: Columns of `Fusion.sensitivity`: shares of the whole population at other beliefs about claims.
SENSITIVITY_FIELDS: Final = (
    pa.field("claims_median", pa.float64()),
    pa.field("claims_sigma", pa.float64()),
    pa.field("is_chosen", pa.bool_()),
    pa.field("state", pa.string()),
    pa.field("value", pa.float64()),
    pa.field("low", pa.float64()),
    pa.field("high", pa.float64()),
)

#: Columns of `Fusion.factors`: each factor as it was believed, and as it is after the log.
FACTOR_FIELDS: Final = (
    pa.field("factor", pa.string()),
    pa.field("prior", pa.float64()),
    pa.field("prior_low", pa.float64()),
    pa.field("prior_high", pa.float64()),
    pa.field("value", pa.float64()),
    pa.field("low", pa.float64()),
    pa.field("high", pa.float64()),
)


@dataclass(frozen=True)
class Fusion:
    """Shares of who does nothing, reads only and posts, by segment.

    Parameters
    ----------
    name
        The survey.
    by
        Characteristics that are crossed in the table.
    table
        Segment columns, then `FUSION_FIELDS`; one row a cell and state.
    sensitivity
        `SENSITIVITY_FIELDS`: how the answer moves with what is believed of claims.
    factors
        `FACTOR_FIELDS`.
    sentences
        What a reader needs, first of all what the log changed and what it could not.
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
    sensitivity: pa.Table
    factors: pa.Table
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
