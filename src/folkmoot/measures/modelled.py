"""Small segments of a questionnaire: a model's share beside what was answered, and the whole's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import pyarrow as pa
from numpy.typing import NDArray

from folkmoot.errors import FolkmootError
from folkmoot.estimate import (
    Estimate,
    EstimateTable,
    Evidence,
    Reliability,
    Row,
    reliability_of,
)
from folkmoot.measures._reported_words import asked_until
from folkmoot.measures._segments import CROSS, JOINED
from folkmoot.survey.population import PEOPLE, with_words
from folkmoot.survey.population_tables import joint_population
from folkmoot.survey.responses import Responses
from folkmoot.survey.smallarea import SmallArea, mrp

__all__ = ["modelled", "modelled_and_checked", "population_of"]

_ABOUT: Final = tuple(
    pa.field(name, pa.string()) for name in ("segment_kind", "segment", "rung", "measure")
)
#: Beside each other in every row: the model's share, the respondents' own, everybody's.
_RAW, _ALL = "answered_share", "overall_share"

_CHECKED: Final = (
    *(pa.field(name, pa.string()) for name in ("check", "segment_kind", "segment", "rung")),
    pa.field("measure", pa.string()),
    pa.field("is_inside", pa.bool_()),
)
_MODEL: Final = (
    "multilevel logistic regression and poststratification: effects of each characteristic, of each"
    " pair of them and of the cell; Laplace approximation, with draws of their scales"
)
#: Of the checks' intervals.
_CHECK_LEVEL: Final = 0.95
_CHECKS: Final = (
    "posterior-predictive: would the fitted model, asked again, answer as this category did?",
    "leave-one-group-out: does a model without this category's answers foretell them?",
    "About one answered share in twenty lies outside its 95 % interval by chance.",
    "Categories of which fewer than 30 were asked are not checked.",
)


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
    cells, _ = modelled_and_checked(
        responses, by, population, weights=weights, rungs=rungs, seed=seed
    )
    return cells


def modelled_and_checked(
    responses: Responses,
    by: Sequence[str],
    population: pa.Table,
    *,
    weights: NDArray[Any] | None = None,
    rungs: Sequence[str] | None = None,
    seed: int = 0,
) -> tuple[EstimateTable, EstimateTable]:
    """Answer as `modelled`, and how far its models may be believed.

    The second table goes by check (``posterior-predictive``, ``leave-one-group-out``), segment and
    rung: ``answered_share`` as the category gave it, ``expected_share`` as the model foretells it
    for as many answers; ``is_inside`` says whether the one lies in the other's interval.
    """
    area = mrp(responses, by, population, rungs=rungs, weights=weights, seed=seed)
    as_of = asked_until(responses)
    cells = EstimateTable.build(
        "modelled", _title("Small segments by a model, beside what was answered", area), _ABOUT,
        _rows(area), _evidence(area, f"Which share of each {' x '.join(by)} cell is on each rung?"),
        as_of, area.sentences,
    )  # fmt: skip
    checks = EstimateTable.build(
        "model_checks", _title("How far the model of small segments may be believed", area),
        _CHECKED, _check_rows(area),
        _evidence(area, "Does each category answer as its model says that it would?"), as_of,
        _CHECKS,
    )  # fmt: skip
    return cells, checks


def _title(title: str, area: SmallArea) -> str:
    return f"{title} (simulated)" if area.is_simulated else title


def _evidence(area: SmallArea, question: str) -> Mapping[str, Evidence]:
    told = {"survey": area.name, "population": area.population, "model": _MODEL}
    return {"mrp": Evidence(question, parameters=told, rows=area.respondents)}


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
    made = " (simulated answers)" if area.is_simulated else ""
    label, who = f"of {area.population}{made}", f"respondents of the cell{made}"
    for row in area.rows():
        about = {
            "segment_kind": CROSS.join(area.by),
            "segment": JOINED.join(row[name] for name in area.by),
            "rung": row["rung"],
        }
        for measure, estimate in _estimates(row, label, who).items():
            yield Row({**about, "measure": measure}, estimate, "mrp")


def _estimates(row: Mapping[str, Any], label: str, who: str) -> Mapping[str, Estimate]:
    answered = row["raw_n"] or 0
    cases = round((row["raw_value"] or 0.0) * answered)
    mark: Reliability = row["raw_reliability"]
    return {
        "share": Estimate(
            row["value"], row["low"], row["high"], cases, answered, label, "share", "mrp",
            row["se"], row["level"],
        ),
        _RAW: Estimate(
            row["raw_value"], None, None, cases, answered, who, "share",
            "survey-share", None, row["level"], answered, mark,
        ),
        _ALL: Estimate(
            row["overall_value"], row["overall_low"], row["overall_high"], cases, answered, label,
            "share", "mrp", None, row["level"],
        ),
    }  # fmt: skip


def _check_rows(area: SmallArea) -> Iterator[Row]:
    who = f"{'simulated ' if area.is_simulated else ''}respondents of the category"
    for row in area.checks.to_pylist():
        asked, seen = row["n"], row["observed"]
        mark = reliability_of(asked)
        about = {
            "check": row["check"], "segment_kind": row["characteristic"],
            "segment": row["category"], "rung": row["rung"], "is_inside": row["is_inside"],
        }  # fmt: skip
        cases = round(seen * asked)
        answered = Estimate(
            seen, None, None, cases, asked, who, "share", "survey-share", None, _CHECK_LEVEL,
            asked, mark,
        )  # fmt: skip
        expected = Estimate(
            row["expected"], row["low"], row["high"], cases, asked, who, "share", "mrp", None,
            _CHECK_LEVEL, asked, mark,
        )  # fmt: skip
        for measure, estimate in ((_RAW, answered), ("expected_share", expected)):
            yield Row({**about, "measure": measure}, estimate, "mrp")
