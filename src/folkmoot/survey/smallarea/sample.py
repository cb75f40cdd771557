"""A sample laid over the cells of a population, ready to be asked of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from folkmoot.errors import Problem, ProblemGroup
from folkmoot.survey.responses import Responses
from folkmoot.survey.smallarea.cells import (
    NOBODY,
    Cells,
    Counts,
    UnmatchedPolicy,
    cells_of,
    count_answers,
    places_of,
)
from folkmoot.survey.smallarea.model import Terms, Work, terms_of

__all__ = ["MAIN_SCALE", "PAIR_SCALE", "Sample", "sample_of"]

#: Prior scale of the effects of one characteristic, on the logit scale: with 1, two levels differ
#: by a factor of about 4 in their odds; a factor of 50 is still possible.
MAIN_SCALE: Final = 1.0

#: Prior scale of pairs of characteristics and of single cells: seldom as large as what they add to.
PAIR_SCALE: Final = 0.5


@dataclass(frozen=True)
class Sample:
    """Respondents by cell, with their weights.

    Parameters
    ----------
    cells
        The cells of the population.
    terms
        Effects of the model.
    places
        int of shape (respondents,): cell of each, or `NOBODY`.
    weights
        float64 of shape (respondents,).
    clusters
        int of shape (respondents,), or ``None`` where nobody was drawn together with others.
    left_out
        Respondents by category that the population does not count.
    """

    cells: Cells
    terms: Terms
    places: NDArray[np.int64]
    weights: NDArray[np.float64]
    clusters: NDArray[np.int64] | None
    left_out: Mapping[str, int] = field(default_factory=dict)

    @property
    def placed(self) -> int:
        """How many respondents have a cell."""
        return int((self.places != NOBODY).sum())

    def count(self, answers: NDArray[np.float64]) -> Counts:
        """Count the answers to one question (1 yes, 0 no, NaN not known) by cell."""
        size = len(self.cells.people)
        return count_answers(answers, self.weights, self.places, size, self.clusters)

    def work(self, counts: Counts) -> Work:
        """Bring counts and layout together for the model."""
        return Work(self.terms, counts.yes, counts.asked)


def sample_of(
    responses: Responses,
    population: pa.Table,
    *,
    weights: NDArray[np.float64] | None = None,
    with_pairs: bool = True,
    unmatched: UnmatchedPolicy = "error",
) -> Sample:
    """Lay the respondents over the cells of a population.

    Parameters
    ----------
    responses
        The answers; every characteristic of the population must be among their segments.
    population
        A column a characteristic, and ``people``.
    weights
        One a respondent in place of the design's: those of a raking, say.
    with_pairs
        As in `folkmoot.survey.smallarea.model.terms_of`.
    unmatched
        As in `places_of`.

    Raises
    ------
    ProblemGroup
        As `cells_of` and `places_of` do; for weights of another length, missing or negative.
    """
    cells = cells_of(population)
    where = f"survey {responses.name}"
    places = places_of(cells, responses.segments, where, unmatched)
    terms = terms_of(
        cells.names, cells.codes, main_scale=MAIN_SCALE, pair_scale=PAIR_SCALE,
        with_pairs=with_pairs,
    )  # fmt: skip
    return Sample(
        cells,
        terms,
        places.cells,
        _weights(responses, weights, where),
        _clusters(responses),
        places.left_out,
    )


def _weights(
    responses: Responses, given: NDArray[np.float64] | None, where: str
) -> NDArray[np.float64]:
    if given is None and "weight" not in responses.design.column_names:
        return np.ones(len(responses))
    weights = responses.design["weight"].to_numpy() if given is None else given
    if len(weights) != len(responses):
        raise ProblemGroup(where, [
            Problem("other-length", "weights", f"{len(weights):,}", f"{len(responses):,}")
        ])  # fmt: skip
    wrong = np.flatnonzero(~(np.isfinite(weights) & (weights >= 0)))
    if len(wrong):
        raise ProblemGroup(where, [
            Problem("bad-weight", f"row {row + 1}", str(weights[row]), "a weight of 0 or more")
            for row in wrong
        ])  # fmt: skip
    return np.asarray(weights, dtype=float)


def _clusters(responses: Responses) -> NDArray[np.int64] | None:
    if "cluster" not in responses.design.column_names:
        return None
    encoded = responses.design["cluster"].combine_chunks().dictionary_encode("encode")
    return np.asarray(encoded.indices.to_numpy(zero_copy_only=False), dtype=np.int64)
