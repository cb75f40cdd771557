"""Totals that a log gives, by segment: distinct posters, distinct visitors."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from folkmoot.errors import Problem, ProblemGroup
from folkmoot.survey.smallarea.cells import Cells

__all__ = ["ACCOUNTS", "Totals", "shares_of_cells"]

#: Column that counts accounts (or visitors); the others are segments.
ACCOUNTS: Final = "accounts"

_CLOSE: Final = 1e-6

#: Accounts for one person beyond which the population's table cannot count people.
_MOST_ACCOUNTS: Final = 10


@dataclass(frozen=True)
class Totals:
    """Accounts or visitors counted in a log, by segment.

    Parameters
    ----------
    kind
        ``posters``: distinct accounts that posted. ``visitors``: distinct visitors, whether they
        posted or not.
    table
        Segment columns, maybe none, and ``accounts``. Rows must not overlap.
    declared
        Segment columns that people declared themselves.
    confusion
        For every other segment column, how the guess goes wrong: a table of ``true``,
        ``inferred`` and ``share``, whose shares sum to 1 for each ``true``.
    is_part
        The log covers only part of what the questionnaire asks about, so the totals are lower
        bounds.

    Raises
    ------
    ProblemGroup
        For a column that is neither declared nor has a confusion matrix, and counts that are none.

    Examples
    --------
    >>> Totals("posters", pa.table({"country": ["DE"], "accounts": [1200]}), declared=("country",))
    ... # doctest: +ELLIPSIS
    Totals(kind='posters', ...)
    """

    kind: Literal["posters", "visitors"]
    table: pa.Table
    declared: tuple[str, ...] = ()
    confusion: Mapping[str, pa.Table] = field(default_factory=dict)
    is_part: bool = False

    def __post_init__(self) -> None:
        problems = list(_faults(self))
        if problems:
            raise ProblemGroup(f"totals of {self.kind}", problems)

    @property
    def segments(self) -> tuple[str, ...]:
        """Columns that name the segments."""
        return tuple(name for name in self.table.column_names if name != ACCOUNTS)


def _faults(totals: Totals) -> Iterator[Problem]:
    if ACCOUNTS not in totals.table.column_names:
        found = ", ".join(totals.table.column_names) or "no columns"
        yield Problem("no-column", "columns", found, f"segments, and {ACCOUNTS}")
        return
    for row, count in enumerate(totals.table[ACCOUNTS].to_pylist(), 1):
        if count is None or not count > 0:
            yield Problem("not-a-number", f"row {row}, {ACCOUNTS}", str(count), "a count over 0",
                          "leave a segment without a count out")  # fmt: skip
    for name in totals.segments:
        if name not in totals.declared and name not in totals.confusion:
            yield Problem(
                "inferred-as-true", name, "neither declared nor with a confusion matrix",
                "declared=, or confusion= with how often a guess is right",
                "what is inferred of people enters through its errors only",
            )  # fmt: skip
    for name, matrix in totals.confusion.items():
        yield from _of_matrix(name, matrix)


def _of_matrix(name: str, matrix: pa.Table) -> Iterator[Problem]:
    if set(matrix.column_names) != {"true", "inferred", "share"}:
        found = ", ".join(matrix.column_names)
        yield Problem("no-column", f"confusion, {name}", found, "true, inferred, share")
        return
    sums: dict[str, float] = {}
    for row in matrix.to_pylist():
        sums[row["true"]] = sums.get(row["true"], 0.0) + row["share"]
    for true, total in sums.items():
        if abs(total - 1) > _CLOSE:
            yield Problem(
                "not-a-share", f"confusion, {name}, {true}", f"{total:.4f}", "shares of 1"
            )


def shares_of_cells(totals: Totals, cells: Cells) -> NDArray[np.float64]:
    """Share of each cell's people who would be counted in each row: shape (rows, cells).

    Raises
    ------
    ProblemGroup
        For segments or categories that the population does not have, and for far more accounts
        than people.
    """
    found = np.ones((totals.table.num_rows, len(cells.people)))
    problems: list[Problem] = []
    for name in totals.segments:
        if name not in cells.names:
            known = ", ".join(cells.names)
            problems.append(Problem("no-segment", name, "not in the population", known))
            continue
        at = cells.names.index(name)
        reach = _reach(totals, name, cells.levels[at])
        told = totals.table[name].to_pylist()
        for category in sorted({str(each) for each in told} - set(reach)):
            expected = ", ".join(sorted(reach))
            problems.append(Problem("other-categories", name, f'"{category}"', expected))
        if not problems:
            found *= np.stack([reach[each] for each in told])[:, cells.codes[:, at]]
    problems += [] if problems else _crowds(totals, found @ cells.people)
    if problems:
        raise ProblemGroup(f"totals of {totals.kind}", problems)
    return found


def _crowds(totals: Totals, people: NDArray[np.float64]) -> Iterator[Problem]:
    counts = totals.table[ACCOUNTS].to_pylist()
    for row, (count, reached) in enumerate(zip(counts, people, strict=True), 1):
        if count > _MOST_ACCOUNTS * reached:
            yield Problem(
                "more-accounts-than-people", f"row {row}, {ACCOUNTS}", f"{count:,.0f}",
                f"at most {_MOST_ACCOUNTS} for each of the {reached:,.0f} people of the segment",
                "the population must count people here, not proportions",
            )  # fmt: skip


def _reach(totals: Totals, name: str, levels: tuple[str, ...]) -> dict[str, NDArray[np.float64]]:
    """For each category of a total, the share of each true category's people it counts."""
    matrix = totals.confusion.get(name)
    if matrix is None:
        return dict(zip(levels, np.eye(len(levels)), strict=True))
    reach: dict[str, NDArray[np.float64]] = {}
    for row in matrix.to_pylist():
        if row["true"] in levels:
            shares = reach.setdefault(row["inferred"], np.zeros(len(levels)))
            shares[levels.index(row["true"])] = row["share"]
    return reach
