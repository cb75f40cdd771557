"""What people connect with the product and its alternatives, in a terminal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from folkmoot.cli.output import print_rows, tell, tell_notes

if TYPE_CHECKING:
    from folkmoot.estimate import EstimateTable

__all__ = ["print_position"]


def print_position(table: EstimateTable) -> None:
    """Print what sets the things apart, then the share of each aspect, a column a thing."""
    from folkmoot.estimate import amount, interval
    from folkmoot.measures.position import apart

    tell(apart(table))
    shares = [row for row in table.rows(measure="share") if row["value"] is not None]
    things = list(dict.fromkeys(row["thing"] for row in shares))
    cells: dict[str, dict[str, Mapping[str, Any]]] = {}
    for row in shares:
        cells.setdefault(row["aspect"], {})[row["thing"]] = row

    def cell(row: Mapping[str, Any] | None) -> str:
        return "" if row is None else f"{amount(row)} ({interval(row)})"

    if things:
        print_rows(
            f"Of those who name it, who speak of ...  (as of {table.as_of:%Y-%m-%d})",
            ["", *(f"{name} (n={_base(shares, name):,})" for name in things)],
            [[aspect, *(cell(found.get(name)) for name in things)]
             for aspect, found in cells.items()],
        )  # fmt: skip
    tell_notes(table.notes)


def _base(shares: list[dict[str, Any]], thing: str) -> int:
    return next(int(row["base"]) for row in shares if row["thing"] == thing)
