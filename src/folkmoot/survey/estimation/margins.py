"""What the population is known to look like: margins from a file, a table or a mapping."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

import numpy as np
import pyarrow as pa

from folkmoot.errors import FolkmootError, Problem, ProblemGroup
from folkmoot.survey.estimation._arrays import Bools, Floats, Ints, coded, rows_text

__all__ = ["NOT_KNOWN", "Margin", "Margins", "UnknownPolicy", "fit_margins", "margins_of",
           "read_margins"]  # fmt: skip

#: People or shares by category, by variable; a crossing has tuples for variable and category.
Margins = Mapping[Any, Mapping[Any, float]]

#: Respondents whose category is not known: an error, or a category of their own that keeps the
#: weight it has.
UnknownPolicy = Literal["error", "keep"]

#: Name of that category.
NOT_KNOWN: Final = "not known"

#: Between the columns of a crossing in a file: ``age_band x gender``.
_CROSS: Final = " x "

#: Published shares are rounded; a margin may miss its sum by this much and is scaled to it.
_ROUNDING: Final = 0.005


@dataclass(frozen=True, eq=False)
class Margin:
    """One margin fitted to a sample.

    Parameters
    ----------
    name
        Variable, or variables of a crossing.
    categories
        Names of the categories.
    target
        Weight that each category should have, of shape (categories,).
    codes
        Category of each respondent, of shape (rows,).
    """

    name: str
    categories: tuple[str, ...]
    target: Floats
    codes: Ints


def read_margins(path: Path) -> dict[Any, dict[Any, float]]:
    r"""Read margins from CSV: ``variable``, ``category`` and either ``share`` or ``count``.

    A crossing is written ``age_band x gender`` and ``18-24 x f``.

    Raises
    ------
    ProblemGroup
        Every fault with its line: a missing column, an empty name, a number that is none or
        negative, a category told twice, shares that do not add up to 1.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder, "margins.csv")
    ...     _ = path.write_text("variable,category,share\ngender,f,0.52\ngender,m,0.48\n")
    ...     read_margins(path)
    {'gender': {'f': 0.52, 'm': 0.48}}
    """
    reader = csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline=""))
    names = list(reader.fieldnames or [])
    kinds = [kind for kind in ("share", "count") if kind in names]
    if len(kinds) != 1 or not {"variable", "category"} <= set(names):
        got = ", ".join(names) or "nothing"
        raise FolkmootError(
            "no-column", f"{path.name}, line 1", got, "variable, category, and share or count"
        )
    found: dict[Any, dict[Any, float]] = {}
    problems: list[Problem] = []
    for row in reader:
        variable, category = ((row[name] or "").strip() for name in ("variable", "category"))
        number = _number(row[kinds[0]])
        cells = found.setdefault(_key(variable), {})
        where = f"line {reader.line_num}"
        problems += _faults(where, variable, category, row[kinds[0]], _key(category) in cells)
        cells[_key(category)] = number
    if not problems:
        problems = [
            problem
            for variable, cells in found.items()
            for problem in (_sum_faults(_said(variable), cells) if kinds == ["share"] else ())
        ]
    if problems or not found:
        nothing = Problem("no-margins", path.name, "no rows", "a row a category")
        raise ProblemGroup(path.name, problems or [nothing])
    return found


def margins_of(table: pa.Table, *crossings: str | Sequence[str]) -> dict[Any, dict[Any, float]]:
    """Add up a table of people (column ``people``) to margins by columns, or crossings of them.

    Examples
    --------
    >>> cells = pa.table(
    ...     {"age": ["a", "a", "b"], "sex": ["f", "m", "f"], "people": [1.0, 2.0, 4.0]}
    ... )
    >>> margins_of(cells, "age", ("age", "sex"))["age"]
    {'a': 3.0, 'b': 4.0}
    """
    found: dict[Any, dict[Any, float]] = {}
    for crossing in crossings:
        columns = [crossing] if isinstance(crossing, str) else list(crossing)
        lists = [table[column].to_pylist() for column in columns]
        cells: dict[Any, float] = {}
        for *labels, people in zip(*lists, table["people"].to_pylist(), strict=True):
            key = labels[0] if len(labels) == 1 else tuple(labels)
            cells[key] = cells.get(key, 0.0) + people
        found[columns[0] if len(columns) == 1 else tuple(columns)] = cells
    return found


def fit_margins(
    segments: Any, weights: Floats, margins: Margins, unknown: UnknownPolicy = "error"
) -> list[Margin]:
    """Hold margins against a sample; all that does not match is told at once.

    Parameters
    ----------
    segments
        Columns of labels, a table or a mapping.
    weights
        Weights that the sample has.
    margins
        Shares (adding up to 1) or people, by category, by variable.
    unknown
        What to do about respondents whose category is not known.

    Raises
    ------
    ProblemGroup
        ``no-segment-column``, ``category-not-in-margin``, ``nobody-in-category``,
        ``unknown-category``, ``zero-margin``, ``not-a-number``, ``shares-do-not-add-up``,
        ``margins-disagree``.
    """
    problems: list[Problem] = [] if margins else [
        Problem("no-margins", "margins", "none", "at least one variable")
    ]  # fmt: skip
    total = _total(margins, float(weights.sum()), problems)
    found = []
    for variable, cells in margins.items():
        columns = (variable,) if isinstance(variable, str) else tuple(variable)
        names = segments.column_names if isinstance(segments, pa.Table) else list(segments)
        absent = [column for column in columns if column not in names]
        problems += [
            Problem("no-segment-column", column, "no such column", ", ".join(names) or "columns")
            for column in absent
        ]
        if not absent and cells:
            made = _fit(segments, columns, cells, total, problems)
            found.append(_with_unknown(made, weights, unknown, problems))
    problems += [problem for margin in found for problem in _unmatched(margin, weights)]
    if problems:
        raise ProblemGroup("margins", problems)
    return found


def _total(margins: Margins, weight: float, problems: list[Problem]) -> float:
    """People that all margins add up to; the sample's own weight where only shares are told."""
    counted = {}
    for variable, cells in margins.items():
        name, sums = _said(variable), math.fsum(cells.values())
        odd = [key for key, number in cells.items() if not 0 <= number < math.inf]
        problems += [
            Problem("not-a-number", f"{name}, {_said(key)}", repr(cells[key]), "a number from 0")
            for key in odd
        ]
        if odd or not cells or not sums > 0:
            problems += [] if odd else [Problem("zero-margin", name, "nobody at all", "people")]
        elif max(cells.values()) <= 1:
            problems += _sum_faults(name, cells)
        else:
            counted[name] = sums
    if not counted:
        return weight
    first = next(iter(counted.values()))
    if any(abs(sums - first) > _ROUNDING * first for sums in counted.values()):
        got = ", ".join(f"{name} {sums:,.0f}" for name, sums in counted.items())
        hint = "take margins of one population, or give shares"
        problems.append(Problem("margins-disagree", "margins", got, "one total", hint))
    return first


def _fit(
    segments: Any,
    columns: tuple[str, ...],
    cells: Mapping[Any, float],
    total: float,
    problems: list[Problem],
) -> Margin:
    codes, labels = _crossed([coded(segments[column]) for column in columns])
    wanted = [(key,) if isinstance(key, str) else tuple(map(str, key)) for key in cells]
    place = {key: number for number, key in enumerate(wanted)}
    name = _CROSS.join(columns)
    for number, label in enumerate(labels):
        if label not in place:
            rows = rows_text(codes == number)
            problems.append(
                Problem(
                    "category-not-in-margin", name, f"{_CROSS.join(label)!r} in {rows}",
                    "a category of the margin: " + ", ".join(map(_CROSS.join, wanted)),
                    "add it to the margin, or give these respondents one of its categories",
                )
            )  # fmt: skip
    new = np.array([*(place.get(label, -2) for label in labels), -1], np.int64)
    target = np.array(list(cells.values()), np.float64)
    sums = target.sum()
    target = target * (total / sums) if sums > 0 else target
    return Margin(name, tuple(map(_CROSS.join, wanted)), target, new[codes])


def _crossed(
    columns: Sequence[tuple[Ints, tuple[str, ...]]],
) -> tuple[Ints, list[tuple[str, ...]]]:
    """Codes of the combinations that occur, and their labels; -1 where a part is not known."""
    codes = columns[0][0]
    labels: list[tuple[str, ...]] = [(label,) for label in columns[0][1]]
    for more, others in columns[1:]:
        joined = np.where((codes < 0) | (more < 0), -1, codes * len(others) + more)
        occur, back = np.unique(joined, return_inverse=True)
        start = int(occur.size > 0 and occur[0] < 0)
        codes = np.asarray(back, np.int64) - start
        labels = [
            (*labels[key // len(others)], others[key % len(others)])
            for key in occur[start:].tolist()
        ]
    return codes, labels


def _with_unknown(
    margin: Margin, weights: Floats, unknown: UnknownPolicy, problems: list[Problem]
) -> Margin:
    absent: Bools = margin.codes == -1
    if not absent.any():
        return margin
    if unknown == "error":
        hint = 'leave these respondents out, or keep them as they are with unknown="keep"'
        problems.append(
            Problem("unknown-category", margin.name, rows_text(absent), "a category a row", hint)
        )
        return margin
    share = float(weights[absent].sum() / weights.sum())
    target = np.append(margin.target * (1 - share), margin.target.sum() * share)
    codes = np.where(absent, len(margin.categories), margin.codes)
    return Margin(margin.name, (*margin.categories, NOT_KNOWN), target, codes)


def _unmatched(margin: Margin, weights: Floats) -> Iterator[Problem]:
    inside = margin.codes >= 0
    size = len(margin.categories)
    held = np.bincount(margin.codes[inside], weights[inside], minlength=size)
    people = np.bincount(margin.codes[inside], minlength=size)
    for number, category in enumerate(margin.categories):
        where = f"{margin.name}, {category}"
        if margin.target[number] > 0 and not held[number] > 0:
            hint = "join it with a like category, in the margin and in the sample"
            yield Problem("nobody-in-category", where, "nobody who weighs", "respondents", hint)
        if margin.target[number] == 0 and people[number] > 0:
            rows = rows_text(margin.codes == number)
            hint = "leave them out, or join the category with another"
            yield Problem("zero-margin", where, f"0 in the margin, {rows}", "people", hint)


def _sum_faults(name: str, cells: Mapping[Any, float]) -> Iterator[Problem]:
    sums = math.fsum(cells.values())
    if abs(sums - 1) > _ROUNDING:
        yield Problem("shares-do-not-add-up", name, f"{sums:.4g} in all", "shares of sum 1")


def _faults(
    where: str, variable: str, category: str, number: str | None, is_second: bool
) -> Iterator[Problem]:
    if not variable or not category:
        yield Problem("empty-name", where, "no variable or category", "both")
    if not 0 <= _number(number) < math.inf:
        yield Problem("not-a-number", where, f'"{number}"', "a number from 0")
    if is_second:
        yield Problem("told-twice", where, f"{variable}, {category}", "each category once")


def _number(text: str | None) -> float:
    try:
        return float(text or "")
    except ValueError:
        return math.nan


def _key(name: str) -> str | tuple[str, ...]:
    parts = tuple(part.strip() for part in name.split(_CROSS))
    return parts if len(parts) > 1 else name


def _said(key: Any) -> str:
    return key if isinstance(key, str) else _CROSS.join(map(str, key))
