"""Shares of small segments from a questionnaire (multilevel regression and poststratification)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from folkmoot.errors import Problem, ProblemGroup
from folkmoot.survey.membership import membership
from folkmoot.survey.population import PEOPLE, population_words
from folkmoot.survey.responses import Responses
from folkmoot.survey.smallarea.cells import Cells, Counts, UnmatchedPolicy, segment_faults
from folkmoot.survey.smallarea.checks import check_rows
from folkmoot.survey.smallarea.marginal import Posterior, draw_posterior
from folkmoot.survey.smallarea.raw import raw_shares
from folkmoot.survey.smallarea.result import AREA_FIELDS, CHECK_FIELDS, SCALE_FIELDS, SmallArea
from folkmoot.survey.smallarea.sample import Sample, sample_of
from folkmoot.survey.smallarea.summaries import grouped_shares, interval_of, quantiles
from folkmoot.survey.smallarea.threads import one_thread
from folkmoot.survey.smallarea.words import FEWEST_CASES, Gain, sentences

__all__ = ["mrp"]


@one_thread
def mrp(
    responses: Responses,
    by: Sequence[str],
    population: pa.Table,
    *,
    rungs: Sequence[str] | None = None,
    answers: Mapping[str, NDArray[np.float64]] | None = None,
    weights: NDArray[np.float64] | None = None,
    with_pairs: bool = True,
    unmatched: UnmatchedPolicy = "error",
    level: float = 0.95,
    seed: int = 0,
) -> SmallArea:
    """Estimate the share of each rung in every cell of a crossing, however few answered there.

    Each rung has a model of its own: the logit of a cell's share is an overall level, plus an
    effect of each characteristic, of each pair of them and of the cell, all drawn towards 0 as
    far as the answers say. Cells of the population are then weighted up by their people to the
    crossing asked for (Gelman & Little, Survey Methodology 23, 1997; Park, Gelman & Bafumi,
    Political Analysis 12, 2004). Prior scales are `MAIN_SCALE` and `PAIR_SCALE` of
    `folkmoot.survey.smallarea.sample`.

    Parameters
    ----------
    responses
        The answers.
    by
        Characteristics to cross in the result, none for everybody; the population may have more,
        which then serve the model alone.
    population
        A column a characteristic, and ``people``: from `population`, `read_population` or
        `joint_population`.
    rungs
        Groups of the ladder; all by default.
    answers
        Any other questions by name, in place of the ladder: 1 for yes, 0 for no, NaN where it is
        not known, one a respondent.
    weights
        One a respondent, in place of the design's (of a raking, say).
    with_pairs
        Whether pairs and cells have effects. Without them intervals are too narrow.
    unmatched
        Respondents of a category that the population does not count (a gender, where it knows
        two): a fault, or ``leave-out``, which the sentences say.
    level
        Of the intervals.
    seed
        Of the draws; the same seed gives the same table.

    Raises
    ------
    ProblemGroup
        For characteristics or rungs that are not there, categories that do not match, cells in
        which nobody lives, weights that are none.

    Examples
    --------
    >>> random = np.random.default_rng(1)
    >>> ages = random.choice(["18-24", "25-34"], 400)
    >>> said = Responses(
    ...     "s",
    ...     "readers",
    ...     "probability",
    ...     pa.table({"respondent_id": np.arange(400)}),
    ...     pa.table({"age_band": ages}),
    ...     pa.table({}),
    ...     pa.table({}),
    ...     pa.table({}),
    ...     is_simulated=True,
    ... )
    >>> yes = random.random(400) < np.where(ages == "18-24", 0.4, 0.2)
    >>> people = pa.table({"age_band": ["18-24", "25-34"], "people": [3.0, 7.0]})
    >>> found = mrp(said, ["age_band"], people, answers={"critic": yes.astype(float)})
    >>> [row["low"] < true < row["high"] for row, true in zip(found.rows(), (0.4, 0.2))]
    [True, True]
    """
    on = _ladder(responses) if answers is None else answers
    wanted = tuple(on if rungs is None else rungs)
    _check(responses, by, population, on, wanted)
    sample = sample_of(
        responses, population, weights=weights, with_pairs=with_pairs, unmatched=unmatched
    )
    found = {rung: _modelled(rung, sample, on[rung], by, level, seed) for rung in wanted}
    done = {rung: each for rung, each in found.items() if isinstance(each, _Rung)}
    refused = {rung: each for rung, each in found.items() if isinstance(each, str)}
    checks = [row for each in done.values() for row in each.checks]
    gains = {rung: each.gain for rung, each in done.items()}
    who = population_words(population)
    segments = [pa.field(name, pa.string()) for name in by]
    return SmallArea(
        responses.name,
        tuple(by),
        _table([*segments, *AREA_FIELDS], [row for each in done.values() for row in each.rows]),
        _table(CHECK_FIELDS, checks),
        _table(SCALE_FIELDS, [row for each in done.values() for row in each.scales]),
        tuple(sentences(responses, sample, who, gains, refused, checks)),
        who,
        sample.placed,
        responses.is_simulated,
    )


def _ladder(responses: Responses) -> dict[str, NDArray[np.float64]]:
    on = membership(responses)
    return {rung: on.of(rung) for rung in on.rungs}


@dataclass(frozen=True)
class _Rung:
    """What one rung adds to the result."""

    rows: list[dict[str, Any]]
    checks: list[dict[str, Any]]
    scales: list[dict[str, Any]]
    gain: Gain


def _table(fields: Sequence[pa.Field], rows: list[dict[str, Any]]) -> pa.Table:
    return pa.Table.from_pylist(rows, pa.schema(list(fields)))


def _modelled(
    rung: str,
    sample: Sample,
    answers: NDArray[np.float64],
    by: Sequence[str],
    level: float,
    seed: int,
) -> _Rung | str:
    """Model one rung, or say why not."""
    counts = sample.count(answers)
    yes, asked = int(counts.raw_yes.sum()), int(counts.raw_asked.sum())
    if min(yes, asked - yes) < FEWEST_CASES:
        return f"{yes:,} of {asked:,} say yes: fewer than {FEWEST_CASES} of one kind"
    work = sample.work(counts)
    posterior = draw_posterior(work, seed)
    rows, gain = _area_rows(rung, sample.cells, counts, posterior, by, level)
    checks = check_rows(rung, work, sample.cells, counts, posterior, seed)
    return _Rung(rows, checks, _scale_rows(rung, sample.terms.names, posterior, level), gain)


def _area_rows(
    rung: str,
    cells: Cells,
    counts: Counts,
    posterior: Posterior,
    by: Sequence[str],
    level: float,
) -> tuple[list[dict[str, Any]], Gain]:
    shares = 1 / (1 + np.exp(-posterior.logits))
    groups, inverse = cells.grouped(by)
    drawn = grouped_shares(shares, cells.people, inverse, len(groups))
    found = interval_of(drawn, posterior.weight, level)
    whole = (shares @ (cells.people / cells.people.sum()))[:, None]
    overall, _, low, high = interval_of(whole, posterior.weight, level)[:, 0].tolist()
    people = np.bincount(inverse, cells.people)
    raw = raw_shares(counts, inverse, groups)
    labels = cells.labels(by, groups)
    rows = [
        {**label, "rung": rung, "level": level, "people": people[at], **raw[at],
         "overall_value": overall, "overall_low": low, "overall_high": high,
         **dict(zip(("value", "se", "low", "high"), found[:, at].tolist(), strict=True))}
        for at, label in enumerate(labels)
    ]  # fmt: skip
    spread, off = found[1], found[0] - overall
    gain = Gain(posterior.log_odds, _typical(spread**2), _typical(spread**2 + off**2))
    return rows, gain


def _typical(squares: NDArray[np.float64]) -> float:
    return float(np.sqrt(squares.mean()))


def _scale_rows(
    rung: str, terms: Sequence[str], posterior: Posterior, level: float
) -> list[dict[str, Any]]:
    ends = ((1 - level) / 2, 0.5, (1 + level) / 2)
    found = np.exp(quantiles(posterior.log_scales, posterior.scale_weight, ends))
    return [
        {"rung": rung, "term": term, "low": low, "scale": middle, "high": high}
        for term, (low, middle, high) in zip(terms, found.T.tolist(), strict=True)
    ]


def _check(
    responses: Responses,
    by: Sequence[str],
    population: pa.Table,
    on: Mapping[str, NDArray[np.float64]],
    rungs: Sequence[str],
) -> None:
    names = [name for name in population.column_names if name != PEOPLE]
    problems = segment_faults(by, names)
    known = ", ".join(on)
    problems += [
        Problem("unknown-rung", "rungs", f'"{each}"', known) for each in rungs if each not in on
    ]
    problems += [
        Problem("other-length", f"answers, {name}", f"{len(each):,}", f"{len(responses):,}")
        for name, each in on.items()
        if len(each) != len(responses)
    ]
    if problems:
        raise ProblemGroup(f"survey {responses.name}", problems)
