"""A table in which every row is an estimate whose evidence can be opened."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from folkmoot.errors import FolkmootError
from folkmoot.estimate.core import ESTIMATE_FIELDS, Estimate, Evidence

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl

__all__ = ["EstimateTable", "Row", "plain_sentence"]


@dataclass(frozen=True, slots=True)
class Row:
    """One row before it enters a table: what it is about, the number, why it is believed.

    ``about`` holds the dimension and text columns of the table; ``evidence_id`` names an entry
    of the table's evidence.
    """

    about: Mapping[str, Any]
    estimate: Estimate
    evidence_id: str


@dataclass(frozen=True)
class EstimateTable:
    """Estimates in long form: dimension columns, then the columns of ``ESTIMATE_FIELDS``.

    Parameters
    ----------
    name
        Lower-case name, also of the exported file: ``participation``.
    title
        What the table shows, for a reader.
    data
        The Arrow table. Column ``measure`` says what a row's number is.
    evidence
        Evidence by ``evidence_id``.
    as_of
        The moment the data is seen from (UTC).
    notes
        Sentences a reader needs: what cannot be seen, which base, what was set aside.
    """

    name: str
    title: str
    data: pa.Table
    evidence: Mapping[str, Evidence]
    as_of: datetime
    notes: tuple[str, ...] = ()
    sentence: Callable[[Mapping[str, Any]], str] | None = field(default=None, compare=False)

    @classmethod
    def build(
        cls,
        name: str,
        title: str,
        about: Sequence[pa.Field],
        rows: Iterable[Row],
        evidence: Mapping[str, Evidence],
        as_of: datetime,
        notes: Sequence[str] = (),
        sentence: Callable[[Mapping[str, Any]], str] | None = None,
    ) -> EstimateTable:
        """Make a table from rows; ``about`` declares the dimension columns and their types."""
        schema = pa.schema([*about, *ESTIMATE_FIELDS])
        records = []
        for row in rows:
            if row.evidence_id not in evidence:
                raise ValueError(f"no evidence {row.evidence_id!r} for {dict(row.about)}")
            records.append({**row.about, **row.estimate.as_dict(), "evidence_id": row.evidence_id})
        data = pa.Table.from_pylist(records, schema=schema)
        return cls(name, title, data, dict(evidence), as_of, tuple(notes), sentence)

    def __len__(self) -> int:
        return int(self.data.num_rows)

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """Hand the table to any library that reads the Arrow stream interface."""
        return self.data.__arrow_c_stream__(requested_schema)

    def rows(self, **where: object) -> list[dict[str, Any]]:
        """Return the rows as mappings, those whose columns equal all of ``where``."""
        unknown = sorted(set(where) - set(self.data.column_names))
        if unknown:
            raise FolkmootError(
                "unknown-column", self.name, ", ".join(unknown), ", ".join(self.data.column_names)
            )
        found: list[dict[str, Any]] = self.data.to_pylist()
        return [row for row in found if all(row[k] == v for k, v in where.items())]

    def where(self, **where: object) -> EstimateTable:
        """Return the table of the rows whose columns equal all of ``where``."""
        kept = pa.Table.from_pylist(self.rows(**where), schema=self.data.schema)
        return replace(self, data=kept)

    def open(self, row: Mapping[str, Any]) -> Evidence:
        """Return the evidence of a row."""
        return self.evidence[str(row["evidence_id"])]

    def explain(self) -> list[str]:
        """Return a sentence a row, as a marketer would say it."""
        if self.sentence is None:
            return [plain_sentence(row) for row in self.rows()]
        return [self.sentence(row) for row in self.rows()]

    def to_pandas(self) -> pd.DataFrame:
        """Return a pandas data frame (needs pandas)."""
        return self.data.to_pandas()

    def to_polars(self) -> pl.DataFrame:
        """Return a polars data frame (needs polars)."""
        import polars as pl

        frame = pl.from_arrow(self.data)
        if not isinstance(frame, pl.DataFrame):
            raise TypeError("polars did not return a data frame")
        return frame

    def as_dict(self) -> dict[str, Any]:
        """Return the whole table with its evidence, for JSON."""
        return {
            "name": self.name,
            "title": self.title,
            "as_of": self.as_of.isoformat(),
            "notes": list(self.notes),
            "rows": self.rows(),
            "evidence": {key: item.as_dict() for key, item in self.evidence.items()},
        }

    def _repr_html_(self) -> str:
        from html import escape

        names = self.data.column_names
        head = "".join(f"<th>{escape(name)}</th>" for name in names)
        body = "".join(
            "<tr>" + "".join(f"<td>{escape(_cell(row[name]))}</td>" for name in names) + "</tr>"
            for row in self.rows()
        )
        return f"<table><caption>{escape(self.title)}</caption><tr>{head}</tr>{body}</table>"


def _cell(value: object) -> str:
    if value is None:
        return ""
    return f"{value:.3g}" if isinstance(value, float) else str(value)


def plain_sentence(row: Mapping[str, Any]) -> str:
    """Say one row's number, interval and base; a withheld number is said to be withheld."""
    from folkmoot.estimate.words import amount, interval

    if row["value"] is None:
        return f"{row['measure']}: {row['reliability']} (too few to show)"
    low_base = " Low base." if row["reliability"] == "low base" else ""
    return (
        f"{row['measure']}: {amount(row)} ({interval(row)}; "
        f"{row['base']:,} {row['base_label']}).{low_base}"
    )
