"""Segments of a sample as domains: every crossing of segment columns, in codes and labels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from math import prod
from typing import Final, Literal

import numpy as np
import pyarrow as pa

from folkmoot.errors import Problem, ProblemGroup
from folkmoot.survey.estimation._arrays import Ints, coded

__all__ = ["Domains", "domains_of"]

#: More cells than a reader or a screen could take; a crossing of that size is a slip.
_MOST_CELLS: Final = 100_000


@dataclass(frozen=True, eq=False)
class Domains:
    """Parts of a sample that do not overlap: all combinations of the labels of some columns.

    Parameters
    ----------
    columns
        Names of the segment columns crossed; none: one domain, everybody.
    categories
        Labels of each column, in order; the domains run through them as an odometer does.
    codes
        Number of each row's domain, of shape (rows,); -1 where a column is not known.
    counts
        Respondents of each domain, not weighted; 0 for a combination that nobody is in.
    unknown_count
        Respondents in no domain, since a column is not known of them.
    """

    columns: tuple[str, ...]
    categories: tuple[tuple[str, ...], ...]
    codes: Ints
    counts: Ints
    unknown_count: int

    def __len__(self) -> int:
        return len(self.counts)

    @property
    def shape(self) -> tuple[int, ...]:
        """How many labels each column has."""
        return tuple(len(labels) for labels in self.categories)

    @property
    def labels(self) -> list[tuple[str, ...]]:
        """Labels of each domain, one a column."""
        return list(product(*self.categories))


def domains_of(
    segments: pa.Table | Mapping[str, Sequence[str | None]],
    by: Sequence[str],
    *,
    rows: int | None = None,
    expected: Mapping[str, Sequence[str]] | None = None,
    empty: Literal["keep", "error"] = "keep",
) -> Domains:
    """Cross segment columns into domains.

    Parameters
    ----------
    segments
        Columns of labels, a row a respondent; null where not known.
    by
        Columns to cross; none gives one domain with everybody.
    rows
        How many respondents there are; needed only where no column says it.
    expected
        Labels that a column should have, in the order to keep; a label of the answers that is not
        among them is an error.
    empty
        A combination that nobody is in stays as a domain of count 0, or is an error that names it.

    Raises
    ------
    ProblemGroup
        ``no-segment-column``, ``crossed-with-itself``, ``unexpected-category``,
        ``nobody-in-segment``, ``too-many-cells``.

    Examples
    --------
    >>> found = domains_of({"age": ["18-24", "25+", None], "sex": ["f", "m", "f"]}, ["age", "sex"])
    >>> found.labels
    [('18-24', 'f'), ('18-24', 'm'), ('25+', 'f'), ('25+', 'm')]
    >>> found.counts.tolist(), found.unknown_count
    ([1, 0, 0, 1], 1)
    """
    names = segments.column_names if isinstance(segments, pa.Table) else list(segments)
    listed = ", ".join(names) or "no columns"
    problems = [
        Problem("no-segment-column", name, "no such column", listed)
        for name in by
        if name not in names
    ]
    if len(set(by)) < len(by):
        once = "each characteristic once"
        problems.append(Problem("crossed-with-itself", "by", " x ".join(by), once))
    if problems:
        raise ProblemGroup("segments", problems)
    columns = [_column(name, segments[name], expected or {}, problems) for name in by]
    size = rows if rows is not None else len(columns[0][0]) if columns else _rows(segments)
    cells = prod(len(labels) for _, labels in columns)
    if cells > _MOST_CELLS:
        got = f"{cells:,} combinations"
        problems.append(Problem("too-many-cells", " x ".join(by), got, f"at most {_MOST_CELLS:,}"))
    if problems:
        raise ProblemGroup("segments", problems)
    made = _crossed(tuple(by), columns, size)
    if empty == "error":
        _refuse_empty(made)
    return made


def _rows(segments: pa.Table | Mapping[str, Sequence[str | None]]) -> int:
    if isinstance(segments, pa.Table):
        return int(segments.num_rows)
    return max((len(column) for column in segments.values()), default=0)


def _column(
    name: str,
    values: Sequence[str | None],
    expected: Mapping[str, Sequence[str]],
    problems: list[Problem],
) -> tuple[Ints, tuple[str, ...]]:
    codes, labels = coded(values)
    if name not in expected:
        return codes, labels
    wanted = tuple(expected[name])
    odd = [label for label in labels if label not in wanted]
    problems += [
        Problem("unexpected-category", name, repr(label), ", ".join(wanted)) for label in odd
    ]
    places = np.array([*(wanted.index(x) if x in wanted else -1 for x in labels), -1], np.int64)
    return places[codes], wanted


def _crossed(
    by: tuple[str, ...], columns: Sequence[tuple[Ints, tuple[str, ...]]], size: int
) -> Domains:
    codes, known = np.zeros(size, np.int64), np.ones(size, bool)
    for numbers, labels in columns:
        codes = codes * len(labels) + numbers
        known &= numbers >= 0
    codes = np.where(known, codes, -1)
    categories = tuple(labels for _, labels in columns)
    counts = np.bincount(codes[known], minlength=prod(map(len, categories)))
    return Domains(by, categories, codes, counts, int(size - known.sum()))


def _refuse_empty(domains: Domains) -> None:
    problems = [
        Problem("nobody-in-segment", " x ".join(domains.columns), " x ".join(label), "respondents")
        for label, count in zip(domains.labels, domains.counts, strict=True)
        if count == 0
    ]
    if problems:
        raise ProblemGroup("segments", problems)
