"""Answers to a questionnaire, one row a respondent, as every room of the survey takes them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import IntEnum
from typing import Final, Literal

import pyarrow as pa
import pyarrow.compute as pc

from folkmoot.errors import Problem, ProblemGroup

__all__ = ["ANSWER_STATES", "AnswerState", "Responses", "SampleKind"]

#: How respondents were found. Only of a probability sample is the sampling error known; weighting
#: any other mends its margins, not its cells.
SampleKind = Literal["probability", "non-probability"]


class AnswerState(IntEnum):
    """Why there is an answer, or none: four kinds of silence that mean different things."""

    ANSWERED = 0
    NOT_ASKED = 1
    REFUSED = 2
    DONT_KNOW = 3
    SKIPPED = 4


ANSWER_STATES: Final = tuple(state.name.lower() for state in AnswerState)

_MOMENT: Final = pa.timestamp("us", tz="UTC")
_PEOPLE: Final = {
    "respondent_id": pa.int64(),
    "completed_at": _MOMENT,
    "duration_seconds": pa.float64(),
    "is_duplicate": pa.bool_(),
    "is_speeder": pa.bool_(),
}


@dataclass(frozen=True)
class Responses:
    """One questionnaire's answers; all tables have the same rows in the same order.

    Parameters
    ----------
    name
        Lower-case name of the survey, as in the project's folder.
    population
        Whom the sample speaks of, in words: ``online adults of Germany``.
    sample_kind
        Whether respondents were drawn with known chances.
    people
        ``respondent_id`` (int64, a keyed hash), ``completed_at``, ``duration_seconds``,
        ``is_duplicate`` and ``is_speeder``. The last two are flags: nobody was dropped for them.
    segments
        Strings, one column a characteristic (``age_band``, ``gender``, ``country`` and any
        other); null where it is not known.
    design
        Any of ``weight`` (float64), ``stratum``, ``cluster`` (strings) and replicate weights
        ``replicate_1``, ``replicate_2``, ... (float64). No column: a simple random sample.
    times
        One float64 column an item of the questionnaire: times a month; null where not answered.
    states
        int8, the same columns as ``times``: why there is an answer or none (`AnswerState`).
    choices
        Lists of strings, one column an optional question with several answers (``communities``,
        ``seek``); null where not answered.
    is_simulated
        Made by a program; everything shown of it says so.
    about
        What else is known: questionnaire version, file, its digest, layout, mapping.

    Examples
    --------
    >>> one = pa.table({"respondent_id": [1]})
    >>> said = Responses(
    ...     "s",
    ...     "readers",
    ...     "non-probability",
    ...     one,
    ...     pa.table({"age_band": ["18-24"]}),
    ...     pa.table({"weight": [1.0]}),
    ...     pa.table({"read": [30.0]}),
    ...     pa.table({"read": pa.array([0], pa.int8())}),
    ... )
    >>> len(said), said.items
    (1, ('read',))
    """

    name: str
    population: str
    sample_kind: SampleKind
    people: pa.Table
    segments: pa.Table
    design: pa.Table
    times: pa.Table
    states: pa.Table
    choices: pa.Table | None = None
    is_simulated: bool = False
    about: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        problems = _faults(self)
        if problems:
            raise ProblemGroup(f"survey {self.name}", problems)

    def __len__(self) -> int:
        return int(self.people.num_rows)

    @property
    def items(self) -> tuple[str, ...]:
        """Items of the questionnaire that stand in the answers."""
        return tuple(self.times.column_names)

    def until(self, moment: datetime) -> Responses:
        """Those who answered up to a moment; answers without a date are kept.

        Examples
        --------
        >>> from datetime import UTC, datetime
        >>> days = pa.array([datetime(2026, 3, 2), None, datetime(2026, 3, 9)], _MOMENT)
        >>> one = pa.table({"respondent_id": [1, 2, 3], "completed_at": days})
        >>> said = Responses("s", "readers", "non-probability", one, *4 * (pa.table({}),))
        >>> len(said.until(datetime(2026, 3, 3, tzinfo=UTC)))
        2
        """
        if "completed_at" not in self.people.column_names:
            return self
        at = self.people["completed_at"]
        kept = pc.fill_null(pc.less_equal(at, pa.scalar(moment, at.type)), fill_value=True)
        tables = {
            name: table.filter(kept)
            for name in ("people", "segments", "design", "times", "states", "choices")
            if (table := getattr(self, name)) is not None and table.num_columns
        }
        return replace(self, **tables)

    @property
    def replicates(self) -> tuple[str, ...]:
        """Columns of replicate weights, in their order."""
        return tuple(name for name in self.design.column_names if name.startswith("replicate_"))


def _faults(responses: Responses) -> list[Problem]:
    return [*_shapes(responses), *_types(responses)]


def _shapes(responses: Responses) -> list[Problem]:
    rows = responses.people.num_rows
    problems = [
        Problem("other-length", name, f"{table.num_rows:,} rows", f"{rows:,}, a row a respondent")
        for name, table in _beside(responses)
        # A table without columns cannot say how many rows it has.
        if table.num_columns and table.num_rows != rows
    ]
    if responses.states.column_names != responses.times.column_names:
        problems.append(_differ("states", responses.states.column_names, responses.items))
    if "respondent_id" not in responses.people.column_names:
        problems.append(
            Problem("no-column", "people", "no respondent_id", "a pseudonym a respondent")
        )
    return problems


def _beside(responses: Responses) -> list[tuple[str, pa.Table]]:
    tables = [(name, getattr(responses, name)) for name in ("segments", "design", "times")]
    tables.append(("states", responses.states))
    return [*tables, *([("choices", responses.choices)] if responses.choices is not None else [])]


def _types(responses: Responses) -> list[Problem]:
    expected = {
        ("people", name): kind
        for name, kind in _PEOPLE.items()
        if name in responses.people.column_names
    }
    expected |= {("segments", name): pa.string() for name in responses.segments.column_names}
    expected |= {("times", name): pa.float64() for name in responses.times.column_names}
    expected |= {("states", name): pa.int8() for name in responses.states.column_names}
    for name in responses.design.column_names:
        is_text = name in {"stratum", "cluster"}
        expected["design", name] = pa.string() if is_text else pa.float64()
    problems = []
    for (table, name), kind in expected.items():
        found = getattr(responses, table).schema.field(name).type
        if found != kind:
            problems.append(Problem("other-type", f"{table}.{name}", str(found), str(kind)))
    return problems


def _differ(where: str, found: Sequence[str], expected: Sequence[str]) -> Problem:
    odd = sorted(set(found) ^ set(expected)) or ["another order"]
    return Problem("other-columns", where, ", ".join(odd), "the columns of times, in their order")
