"""How the sample was drawn: weights, strata, clusters, replicate weights, each checked."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from folkmoot.errors import Problem
from folkmoot.survey.reading.mapping import SurveyMapping
from folkmoot.survey.reading.raw import RawTable

__all__ = ["read_design"]

_LINES_SHOWN = 10
_SHOWN = 40


def read_design(raw: RawTable, mapping: SurveyMapping) -> tuple[pa.Table, list[Problem]]:
    """Read weights and groups of the sample.

    A weight that is missing, negative or no number, and a missing stratum or cluster, is a
    fault of the file: whoever had it left out would change every estimate. A weight of 0 leaves
    a record out of the estimates, as those who drew the sample wanted.

    Returns
    -------
    tuple
        The table ``design`` of `folkmoot.survey.Responses`, and what is wrong.
    """
    rule = mapping.design
    columns: dict[str, pa.Array] = {}
    problems: list[Problem] = []
    numbers = {"weight": rule.weight} if rule.weight else {}
    numbers |= {f"replicate_{place}": name for place, name in enumerate(rule.replicates, start=1)}
    for name, column in numbers.items():
        columns[name] = _weights(raw, name, column, problems)
    for name, column in {"stratum": rule.stratum, "cluster": rule.cluster}.items():
        if column:
            texts = raw.table[column].combine_chunks()
            columns[name] = texts
            missing = pc.is_null(texts).to_numpy(zero_copy_only=False)
            if missing.any():
                problems.append(_fault(raw, name, column, missing, "an empty cell", f"a {name}"))
    if rule.weight and not problems and not pc.any(pc.greater(columns["weight"], 0)).as_py():
        got, expected = "0 for everybody", "a weight above 0 for somebody"
        problems.append(Problem("no-weight", f"column {rule.weight} (weight)", got, expected))
    return pa.table(columns), problems


def _weights(raw: RawTable, name: str, column: str, problems: list[Problem]) -> pa.Array:
    encoded = raw.table[column].combine_chunks().dictionary_encode()
    read = [_number(text) for text in encoded.dictionary.to_pylist()]
    values = np.array([*read, np.nan])
    numbers = values[encoded.indices.fill_null(len(read)).to_numpy(zero_copy_only=False)]
    empty = pc.is_null(raw.table[column]).to_numpy()
    checks = (
        ("missing-weight", empty, "an empty cell"),
        ("no-number", ~np.isfinite(numbers) & ~empty, "no number"),
        ("negative-weight", np.nan_to_num(numbers) < 0, "a negative weight"),
    )
    for code, wrong, got in checks:
        if wrong.any():
            found = _fault(raw, name, column, wrong, got, "a number from 0 upwards")
            problems.append(Problem(code, found.where, found.got, found.expected, found.hint))
    return pa.array(numbers, pa.float64())


def _number(text: str) -> float:
    try:
        return float(text.replace(",", ".") if text.count(",") == 1 and "." not in text else text)
    except ValueError:
        return np.nan


def _fault(
    raw: RawTable, name: str, column: str, wrong: np.ndarray[tuple[int], np.dtype[np.bool_]],
    got: str, expected: str,
) -> Problem:  # fmt: skip
    """Name the records at fault by their lines, and one of their values."""
    rows = np.flatnonzero(wrong)
    lines = ", ".join(f"{line:,}" for line in raw.lines.to_numpy()[rows[:_LINES_SHOWN]])
    more = f" and {len(rows) - _LINES_SHOWN:,} more" if len(rows) > _LINES_SHOWN else ""
    value = raw.table[column][int(rows[0])].as_py()
    shown = f' ("{value[:_SHOWN]}")' if value else ""
    return Problem(
        f"missing-{name}", f"column {column} ({name})",
        f"{got}{shown} on line{'s' if len(rows) > 1 else ''} {lines}{more}",
        expected, "mend them in the file, or leave those records out of it: people.only",
    )  # fmt: skip
