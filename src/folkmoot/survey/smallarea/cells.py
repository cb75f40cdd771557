"""Cells of a population, who of a sample stands in each, and how much their answers tell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from folkmoot.errors import Problem, ProblemGroup
from folkmoot.survey.population import PEOPLE

__all__ = [
    "NOBODY",
    "Cells",
    "Counts",
    "Places",
    "UnmatchedPolicy",
    "cells_of",
    "check_segments",
    "count_answers",
    "design_effect",
    "places_of",
    "segment_faults",
]

#: What to do with respondents of a category that the population does not count.
UnmatchedPolicy = Literal["error", "leave-out"]

#: Place of a respondent whose cell is not known.
NOBODY: Final = -1


@dataclass(frozen=True)
class Cells:
    """The cells of a population: each crossing of characteristics in which people live.

    Parameters
    ----------
    names
        The characteristics.
    levels
        Their categories, in the order of the population's table.
    codes
        int of shape (cells, characteristics): category of each cell, counted from 0.
    people
        float64 of shape (cells,).
    """

    names: tuple[str, ...]
    levels: tuple[tuple[str, ...], ...]
    codes: NDArray[np.int64]
    people: NDArray[np.float64]

    def grouped(self, by: Sequence[str]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Crossings of fewer characteristics: codes (groups, by), and the group of each cell."""
        if not by:
            return np.zeros((1, 0), dtype=np.int64), np.zeros(len(self.people), dtype=np.int64)
        held = self.codes[:, [self.names.index(name) for name in by]]
        groups, inverse = np.unique(held, axis=0, return_inverse=True)
        return groups, inverse.ravel()

    def labels(self, by: Sequence[str], groups: NDArray[np.int64]) -> list[dict[str, str]]:
        """Names of the categories of each group, by characteristic."""
        levels = [self.levels[self.names.index(name)] for name in by]
        return [
            {name: known[code] for name, known, code in zip(by, levels, group, strict=True)}
            for group in groups
        ]


def segment_faults(by: Sequence[str], names: Sequence[str]) -> list[Problem]:
    """Find what is wrong with what is crossed: not in the population, or there twice."""
    known = f"some of: {', '.join(names)}"
    found = [
        Problem("no-segment", f"by, {name}", "not in the population", known)
        for name in by
        if name not in names
    ]
    if len(set(by)) < len(by):
        once = "each characteristic once"
        found.append(Problem("crossed-with-itself", "by", " x ".join(by), once))
    return found


def check_segments(by: Sequence[str], names: Sequence[str], where: str) -> None:
    """Raise what `segment_faults` finds."""
    problems = segment_faults(by, names)
    if problems:
        raise ProblemGroup(where, problems)


def cells_of(population: pa.Table) -> Cells:
    """Take the cells from a population's table; rows without people are left out.

    Raises
    ------
    ProblemGroup
        For a table without people or characteristics, a null, a number that is none or negative,
        and for a cell that stands twice.
    """
    names = [name for name in population.column_names if name != PEOPLE]
    problems = list(_faults(population, names))
    if problems:
        raise ProblemGroup("population", problems)
    people = population[PEOPLE].to_numpy().astype(float)
    levels, codes = [], []
    for name in names:
        encoded = population[name].combine_chunks().dictionary_encode()
        levels.append(tuple(str(each) for each in encoded.dictionary.to_pylist()))
        codes.append(encoded.indices.to_numpy(zero_copy_only=False).astype(np.int64))
    held = people > 0
    return Cells(tuple(names), tuple(levels), np.column_stack(codes)[held], people[held])


def _faults(population: pa.Table, names: Sequence[str]) -> Iterator[Problem]:
    if PEOPLE not in population.column_names or not names:
        found = ", ".join(population.column_names) or "no columns"
        yield Problem("no-column", "columns", found, "characteristics, and people")
        return
    empty = [name for name in population.column_names if population[name].null_count]
    if empty:
        yield Problem("missing", ", ".join(empty), "empty fields", "a value in every row")
        return
    people = population[PEOPLE].to_numpy().astype(float)
    wrong = np.flatnonzero(~(np.isfinite(people) & (people >= 0)))
    if len(wrong):
        yield Problem("not-a-number", f"row {wrong[0] + 1}, {PEOPLE}", str(people[wrong[0]]),
                      "people, 0 or more")  # fmt: skip
    elif not people.sum() > 0:
        yield Problem("nobody", PEOPLE, "no people at all", "at least one cell with people")
    told = population.group_by(names).aggregate([(PEOPLE, "count")]).to_pylist()
    for row in told:
        if row[f"{PEOPLE}_count"] > 1:
            cell = ", ".join(str(row[name]) for name in names)
            yield Problem("told-twice", cell, f"{row[f'{PEOPLE}_count']} rows", "each cell once")


def places_of(
    cells: Cells, segments: pa.Table, where: str, unmatched: UnmatchedPolicy = "error"
) -> Places:
    """Find the cell of each respondent.

    Parameters
    ----------
    cells
        Of the population.
    segments
        A column a characteristic, a row a respondent.
    where
        Whose answers they are, for faults.
    unmatched
        What to do with categories that the population does not count (a gender, where a census
        has two): say so and stop, or leave these respondents out and count them.

    Raises
    ------
    ProblemGroup
        For a characteristic that the answers do not have, categories that the population does
        not know, and crossings in which it has nobody: all of them, each with its rows.
    """
    absent = [name for name in cells.names if name not in segments.column_names]
    if absent:
        known = ", ".join(segments.column_names) or "none"
        raise ProblemGroup(where, [
            Problem("no-segment", name, "not among the answers", f"one of: {known}",
                    "leave the column out of the population, or ask for it")
            for name in absent
        ])  # fmt: skip
    problems: list[Problem] = []
    strangers: dict[str, list[int]] = {}
    codes = np.zeros((segments.num_rows, len(cells.names)), dtype=np.int64)
    for at, (name, levels) in enumerate(zip(cells.names, cells.levels, strict=True)):
        found = segments[name].to_pylist()
        index = {level: code for code, level in enumerate(levels)}
        codes[:, at] = [NOBODY if each is None else index.get(each, NOBODY) for each in found]
        rows = _strangers(found, levels)
        strangers |= {f"{name} {category}": at for category, at in rows.items()}
        problems += _unmatched(name, rows, levels)
    if problems and unmatched == "error":
        raise ProblemGroup(where, problems)
    left_out = {category: len(at) for category, at in strangers.items()}
    return Places(_matched(cells, codes, where), left_out)


def _strangers(found: Sequence[str | None], levels: Sequence[str]) -> dict[str, list[int]]:
    """Rows of the categories that the population does not have, counted from 1."""
    rows: dict[str, list[int]] = {}
    for row, each in enumerate(found):
        if each is not None and each not in levels:
            rows.setdefault(each, []).append(row + 1)
    return rows


def _unmatched(
    name: str, rows: Mapping[str, Sequence[int]], levels: Sequence[str]
) -> Iterator[Problem]:
    for category, at in rows.items():
        yield Problem(
            "other-categories", f"{name}, {len(at)} rows, first {at[0]}", f'"{category}"',
            ", ".join(levels), "name categories as the population does, or say unmatched=leave-out",
        )  # fmt: skip


def _matched(cells: Cells, codes: NDArray[np.int64], where: str) -> NDArray[np.int64]:
    shape = tuple(len(levels) for levels in cells.levels)
    lookup = np.full(shape, NOBODY - 1)
    lookup[tuple(cells.codes.T)] = np.arange(len(cells.people))
    is_known = (codes != NOBODY).all(axis=1)
    places = np.full(len(codes), NOBODY)
    places[is_known] = lookup[tuple(codes[is_known].T)]
    lost = np.flatnonzero(places < NOBODY)
    if len(lost):
        cell = ", ".join(
            levels[code] for levels, code in zip(cells.levels, codes[lost[0]], strict=True)
        )
        raise ProblemGroup(where, [
            Problem("nobody-there", f"{len(lost)} rows, first {lost[0] + 1}", cell,
                    "crossings in which the population has people")
        ])  # fmt: skip
    return places


@dataclass(frozen=True)
class Places:
    """Where respondents stand.

    Parameters
    ----------
    cells
        int of shape (respondents,): cell of each, or `NOBODY`.
    left_out
        Respondents by category that the population does not have.
    """

    cells: NDArray[np.int64]
    left_out: Mapping[str, int]


@dataclass(frozen=True)
class Counts:
    """Answers to one question, by cell.

    Parameters
    ----------
    yes, asked
        Effective counts: what a simple random sample in the cell would need to tell as much.
    raw_yes, raw_asked
        People, unweighted.
    weighted
        Weighted share of yes; NaN where nobody was asked.
    total
        Sum of the weights of those asked.
    design_effect
        Ratio of ``raw_asked`` to ``asked``.
    """

    yes: NDArray[np.float64]
    asked: NDArray[np.float64]
    raw_yes: NDArray[np.int64]
    raw_asked: NDArray[np.int64]
    weighted: NDArray[np.float64]
    total: NDArray[np.float64]
    design_effect: float


def count_answers(
    answers: NDArray[np.float64],
    weights: NDArray[np.float64],
    places: NDArray[np.int64],
    size: int,
    clusters: NDArray[np.int64] | None = None,
) -> Counts:
    """Count the answers in each of ``size`` cells, corrected for weights that differ in a cell.

    Each cell keeps its weighted share; its number of answers is divided by one design effect for
    all cells (Ghitza & Gelman, American Journal of Political Science 57, 2013, there by cell:
    with few answers a cell's own says little). Respondents without an answer (NaN), cell or
    weight are left out.
    """
    held = np.isfinite(answers) & (places != NOBODY) & (weights > 0)
    place, answer, weight = places[held], answers[held], weights[held]
    asked = np.bincount(place, minlength=size).astype(np.int64)
    total = np.bincount(place, weight, size).astype(float)
    with np.errstate(invalid="ignore"):
        share = np.bincount(place, weight * answer, size) / total
    effect = design_effect(
        answer, weight, place, size, None if clusters is None else clusters[held]
    )
    effective = np.asarray(asked / effect, dtype=float)
    return Counts(
        np.nan_to_num(share) * effective,
        effective,
        np.bincount(place, answer, size).astype(np.int64),
        asked,
        share,
        total,
        effect,
    )


def design_effect(
    answer: NDArray[np.float64],
    weight: NDArray[np.float64],
    place: NDArray[np.int64],
    size: int,
    clusters: NDArray[np.int64] | None = None,
) -> float:
    """How many times more answers are needed inside cells than of a simple random sample.

    Weights: 1 + the squared coefficient of variation inside cells, pooled over all (Kish, Survey
    Sampling, 1965). Clusters: the variance of the deviations from the cells' shares, summed by
    cluster, over that of single ones, at least 1.

    Examples
    --------
    >>> place = np.array([0, 0, 1, 1])
    >>> design_effect(np.ones(4), np.array([1.0, 1, 5, 5]), place, 2)
    1.0
    >>> round(design_effect(np.ones(4), np.array([1.0, 3, 1, 3]), place, 2), 3)
    1.5
    """
    asked = np.bincount(place, minlength=size)
    free = float((asked - 1)[asked > 0].sum())
    if not free:
        return 1.0
    total = np.bincount(place, weight, size)
    relative = weight * asked[place] / total[place]
    effect = 1 + float(((relative - 1) ** 2).sum()) / free
    if clusters is None:
        return effect
    share = np.bincount(place, weight * answer, size) / np.maximum(total, 1e-300)
    off = relative * (answer - share[place]) * np.sqrt(asked / np.maximum(asked - 1, 1))[place]
    single = float((off**2).sum())
    together = float((np.bincount(clusters, off) ** 2).sum())
    return effect * max(1.0, together / single) if single else effect
