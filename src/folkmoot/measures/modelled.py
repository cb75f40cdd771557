"""Small segments of a questionnaire: a model's share beside what was answered, and the whole's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

import pyarrow as pa
from numpy.typing import NDArray

from folkmoot.errors import FolkmootError
from folkmoot.estimate import Estimate, EstimateTable, Evidence, Reliability, Row
from folkmoot.measures._segments import CROSS, JOINED
from folkmoot.survey.population import PEOPLE, with_words
from folkmoot.survey.population_tables import joint_population
from folkmoot.survey.responses import Responses
from folkmoot.survey.smallarea import SmallArea, mrp

__all__ = ["modelled", "population_of"]

_ABOUT: Final = tuple(
    pa.field(name, pa.string()) for name in ("segment_kind", "segment", "rung", "measure")
)
#: Beside each other in every row: the model's share, the respondents' own, everybody's.
_RAW, _ALL = "answered_share", "overall_share"


def modelled(
    responses: Responses,
    by: Sequence[str],
    population: pa.Table,
    *,
    weights: NDArray[Any] | None = None,
    rungs: Sequence[str] | None = None,
    seed: int = 0,
) -> EstimateTable:
    """Answer how large each group of the ladder is in every cell of a crossing, however small.

    Parameters
    ----------
    responses
        The answers.
    by
        Characteristics to cross.
    population
        People of every cell, from `population_of` or `folkmoot.survey.population`.
    weights
        One a respondent, in place of the design's.
    rungs
        Groups of the ladder; all by default.
    seed
        Of the model's draws.

    Returns
    -------
    EstimateTable
        By segment_kind, segment and rung: ``share`` by the model, ``answered_share`` as the
        respondents of the cell gave it (withheld under 30 of them), ``overall_share`` by the
        model of everybody. The notes say when the model should not be used.

    Raises
    ------
    ProblemGroup
        As `folkmoot.survey.smallarea.mrp`.
    """
    area = mrp(responses, by, population, rungs=rungs, weights=weights, seed=seed)
    title = "Small segments by a model, beside what was answered"
    evidence = {
        "mrp": Evidence(
            f"Which share of each {' x '.join(by)} cell is on each rung?",
            parameters={"survey": area.name, "population": area.population, "model": "mrp"},
            rows=area.respondents,
        )
    }
    return EstimateTable.build(
        "modelled", f"{title} (simulated)" if area.is_simulated else title, _ABOUT,
        _rows(area), evidence, datetime.now(UTC), area.sentences,
    )  # fmt: skip


def population_of(margins: Mapping[Any, Mapping[Any, float]], words: str) -> pa.Table:
    """People of every cell, from margins that a survey is held to.

    What no margin says (how two of them go together) is taken as unrelated.

    Raises
    ------
    FolkmootError
        ``no-margins`` where there are none; ``margins-contradict``.

    Examples
    --------
    >>> found = population_of({"age": {"a": 0.4, "b": 0.6}, "sex": {"f": 0.5, "m": 0.5}}, "us")
    >>> found["people"].to_pylist()
    [0.2, 0.2, 0.3, 0.3]
    """
    if not margins:
        raise FolkmootError(
            "no-margins", "population", "no margins", "margins of the population",
            "run: folkmoot survey weight",
        )  # fmt: skip
    tables = []
    for variable, cells in margins.items():
        names = [variable] if isinstance(variable, str) else list(variable)
        keys = [(key,) if isinstance(key, str) else tuple(key) for key in cells]
        columns = dict(zip(names, map(list, zip(*keys, strict=True)), strict=True))
        tables.append(pa.table({**columns, PEOPLE: [float(n) for n in cells.values()]}))
    return with_words(joint_population(tables), words)


def _rows(area: SmallArea) -> Iterator[Row]:
    label = f"of {area.population}"
    for row in area.rows():
        about = {
            "segment_kind": CROSS.join(area.by),
            "segment": JOINED.join(row[name] for name in area.by),
            "rung": row["rung"],
        }
        for measure, estimate in _estimates(row, label).items():
            yield Row({**about, "measure": measure}, estimate, "mrp")


def _estimates(row: Mapping[str, Any], label: str) -> Mapping[str, Estimate]:
    answered = row["raw_n"] or 0
    cases = round((row["raw_value"] or 0.0) * answered)
    mark: Reliability = row["raw_reliability"]
    return {
        "share": Estimate(
            row["value"], row["low"], row["high"], cases, answered, label, "share", "mrp",
            row["se"], row["level"],
        ),
        _RAW: Estimate(
            row["raw_value"], None, None, cases, answered, "respondents of the cell", "share",
            "survey-share", None, row["level"], answered, mark,
        ),
        _ALL: Estimate(
            row["overall_value"], row["overall_low"], row["overall_high"], cases, answered, label,
            "share", "mrp", None, row["level"],
        ),
    }  # fmt: skip
