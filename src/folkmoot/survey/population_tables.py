"""Populations by segments of your own: a census or desk research as CSV, and several joined."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from folkmoot.errors import FolkmootError, Problem, ProblemGroup
from folkmoot.survey.population import PEOPLE, population_words, with_words

__all__ = ["joint_population", "read_population"]

#: Rounds of fitting after which margins that contradict each other are given up.
_ROUNDS: Final = 500
_CLOSE: Final = 1e-9


def read_population(path: Path) -> pa.Table:
    r"""Read a table of people by segment: CSV, a column a characteristic, and ``people``.

    Parameters
    ----------
    path
        The file, in UTF-8. Each row is a cell, each cell stands once. ``people`` may have any
        unit, since weights and small-area estimates need proportions only; `fuse` needs people.

    Raises
    ------
    ProblemGroup
        Every fault with its line: no column ``people``, no other column, an empty name, a number
        that is none or negative, a cell told twice, nobody at all.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder, "census.csv")
    ...     _ = path.write_text("education,people\nlow,300\nhigh,120\n")
    ...     read_population(path).to_pylist()
    [{'education': 'low', 'people': 300.0}, {'education': 'high', 'people': 120.0}]
    """
    reader = csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline=""))
    names = [name for name in reader.fieldnames or [] if name != PEOPLE]
    if PEOPLE not in (reader.fieldnames or []) or not names:
        found = ", ".join(reader.fieldnames or []) or "nothing"
        raise FolkmootError(
            "no-column", f"{path.name}, line 1", found, "segments, and a column people"
        )
    seen: dict[tuple[str, ...], int] = {}
    problems: list[Problem] = []
    people: list[float] = []
    for row in reader:
        cell = tuple((row[name] or "").strip() for name in names)
        where = f"line {reader.line_num}"
        problems += _faults(where, cell, row[PEOPLE], seen)
        seen.setdefault(cell, reader.line_num)
        people.append(_number(row[PEOPLE]))
    if not problems and not sum(people) > 0:
        problems.append(Problem("nobody", PEOPLE, "no people at all", "at least one cell of some"))
    if problems:
        raise ProblemGroup(path.name, problems)
    columns = {name: [cell[at] for cell in seen] for at, name in enumerate(names)}
    return with_words(pa.table(columns | {PEOPLE: people}), f"the people of {path.name}")


def _number(text: str | None) -> float:
    try:
        return float(text or "")
    except ValueError:
        return math.nan


def _faults(
    where: str, cell: tuple[str, ...], people: str | None, seen: Mapping[tuple[str, ...], int]
) -> Iterator[Problem]:
    if not all(cell):
        yield Problem("empty-name", where, "an empty segment", "a name in every column")
    if not 0 <= _number(people) < math.inf:
        yield Problem("not-a-number", f"{where}, {PEOPLE}", f'"{people}"', "a number from 0")
    if cell in seen:
        yield Problem(
            "told-twice", where, ", ".join(cell), f"each cell once; it stands in line {seen[cell]}"
        )


def joint_population(tables: Sequence[pa.Table]) -> pa.Table:
    """Join populations by different characteristics into one table of all their crossings.

    The tables may share columns (country by age, and country by education). What no table says
    (how age and education go together) is taken as unrelated: iterative proportional fitting
    from an even start (Deming & Stephan, Annals of Mathematical Statistics 11, 1940), which adds
    nothing to what is known. The first table sets the total; of the others the proportions count.

    Raises
    ------
    FolkmootError
        If the tables contradict each other, or name different categories of one column.

    Examples
    --------
    >>> ages = pa.table({"age": ["young", "old"], "people": [40.0, 60.0]})
    >>> taught = pa.table({"education": ["low", "high"], "people": [3.0, 1.0]})
    >>> joint_population([ages, taught])["people"].to_pylist()
    [30.0, 10.0, 45.0, 15.0]
    """
    names = list(dict.fromkeys(n for t in tables for n in t.column_names if n != PEOPLE))
    levels = {name: _levels(name, tables) for name in names}
    targets = [_cube(table, names, levels) for table in tables]
    total = float(targets[0].sum())
    targets = [target * (total / target.sum()) for target in targets]
    cube = np.full([len(levels[name]) for name in names], 1.0)
    for _ in range(_ROUNDS):
        cube = _fitted(cube, targets)
        if _worst(cube, targets) <= _CLOSE * total:
            break
    else:
        raise FolkmootError(
            "margins-contradict", ", ".join(names),
            f"{_worst(cube, targets):,.0f} people apart after {_ROUNDS} rounds",
            "tables whose shared columns have the same proportions",
        )  # fmt: skip
    grid = np.meshgrid(*(np.array(levels[name]) for name in names), indexing="ij")
    columns = {name: each.ravel().tolist() for name, each in zip(names, grid, strict=True)}
    words = "; ".join(dict.fromkeys(population_words(table) for table in tables))
    return with_words(pa.table(columns | {PEOPLE: cube.ravel()}), words)


def _levels(name: str, tables: Sequence[pa.Table]) -> list[str]:
    sets = [dict.fromkeys(t[name].to_pylist()) for t in tables if name in t.column_names]
    for other in sets[1:]:
        if set(other) != set(sets[0]):
            odd = ", ".join(sorted(set(other) ^ set(sets[0])))
            raise FolkmootError("other-categories", name, odd, "the same in every table")
    return list(sets[0])


def _cube(
    table: pa.Table, names: Sequence[str], levels: Mapping[str, list[str]]
) -> NDArray[np.float64]:
    """Lay a table out as an array, an axis a name; of length 1 where it does not speak of it."""
    held = [name for name in names if name in table.column_names]
    cube = np.zeros([len(levels[name]) if name in held else 1 for name in names])
    places = [
        np.array([levels[name].index(each) for each in table[name].to_pylist()])
        if name in held
        else np.zeros(table.num_rows, dtype=int)
        for name in names
    ]
    np.add.at(cube, tuple(places), table[PEOPLE].to_numpy().astype(float))
    return cube


def _onto(cube: NDArray[np.float64], target: NDArray[np.float64]) -> NDArray[np.float64]:
    axes = tuple(axis for axis, length in enumerate(target.shape) if length != cube.shape[axis])
    return np.asarray(cube.sum(axis=axes, keepdims=True))


def _fitted(
    cube: NDArray[np.float64], targets: Sequence[NDArray[np.float64]]
) -> NDArray[np.float64]:
    for target in targets:
        now = _onto(cube, target)
        cube = cube * np.divide(target, now, out=np.zeros_like(now), where=now > 0)
    return cube


def _worst(cube: NDArray[np.float64], targets: Sequence[NDArray[np.float64]]) -> float:
    return max(float(np.abs(_onto(cube, target) - target).max()) for target in targets)
