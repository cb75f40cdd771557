"""What a reader of small-area estimates must know, in plain sentences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from folkmoot.survey.responses import Responses
from folkmoot.survey.smallarea.cells import Cells
from folkmoot.survey.smallarea.sample import Sample

__all__ = ["FEWEST_CASES", "FEWEST_RESPONDENTS", "Gain", "about_sample", "sentences"]

#: Below this many of either answer a rung is not modelled: the likelihood says too little.
FEWEST_CASES: Final = 5

#: Below this many respondents in all the model mostly hands back the overall share.
FEWEST_RESPONDENTS: Final = 200


@dataclass(frozen=True, slots=True)
class Gain:
    """What the model is worth beside one share for all.

    Parameters
    ----------
    log_odds
        Logarithm of how much likelier the answers are if cells differ.
    model, overall
        Error (0 to 1, root mean square over cells) to be expected of the cells' estimates, and of
        the overall share in their place, if they do differ.
    """

    log_odds: float
    model: float
    overall: float

    @property
    def is_worth_it(self) -> bool:
        """Whether the answers speak for cells that differ."""
        return self.log_odds > 0


def sentences(
    responses: Responses,
    sample: Sample,
    population: str,
    gains: Mapping[str, Gain],
    refused: Mapping[str, str],
    checks: Sequence[Mapping[str, Any]],
) -> Iterator[str]:
    """Say whom the estimates speak of, when the overall share will do, and when not to use them."""
    yield from about_sample(responses, sample, population)
    if sample.placed < FEWEST_RESPONDENTS:
        yield (
            f"Do not use this for single cells: {sample.placed} respondents are fewer than "
            f"{FEWEST_RESPONDENTS}, and the cells mostly repeat the overall share."
        )
    yield from _unseen(sample)
    for rung, reason in refused.items():
        yield f"{rung}: not estimated, {reason}."
    for rung, gain in gains.items():
        yield _gain(rung, gain)
    yield from _checked(checks)


def about_sample(responses: Responses, sample: Sample, population: str) -> Iterator[str]:
    """Say whom estimates speak of, on whom they rest, who is left out, and what no model mends."""
    if responses.is_simulated:
        yield "The answers are simulated."
    yield _base(responses, sample, population)
    if sample.left_out:
        named = ", ".join(f"{category} ({count:,})" for category, count in sample.left_out.items())
        yield f"Left out, since the population's table does not count them: {named}."
    if responses.sample_kind == "non-probability":
        yield (
            "This is no probability sample: weighting and the model mend how many of each segment "
            "answered, not who of a segment did. The intervals do not cover that."
        )


def _base(responses: Responses, sample: Sample, population: str) -> str:
    lost = len(responses) - sample.placed
    left_out = f"; {lost:,} without a cell are left out" if lost else ""
    names = ", ".join(sample.cells.names)
    return (
        f"Shares speak of {population}. They rest on {sample.placed:,} respondents by {names}"
        f"{left_out}, and on a model that lets like cells learn from each other."
    )


def _unseen(sample: Sample) -> Iterator[str]:
    cells: Cells = sample.cells
    asked = np.bincount(sample.places[sample.places >= 0], minlength=len(cells.people)) > 0
    for at, (name, levels) in enumerate(zip(cells.names, cells.levels, strict=True)):
        seen = set(cells.codes[asked, at])
        absent = [level for code, level in enumerate(levels) if code not in seen]
        if absent:
            yield (
                f"Nobody with {name} {', '.join(absent)} answered: their cells are told by the "
                f"other characteristics alone. Do not use them for a decision."
            )


def _gain(rung: str, gain: Gain) -> str:
    error, other = (f"{100 * each:.1f}" for each in (gain.model, gain.overall))
    if gain.is_worth_it:
        return (
            f"{rung}: cells differ. Their estimates are expected to be off by {error} points, the "
            f"overall share in their place by {other}."
        )
    return (
        f"{rung}: the overall share would do as well. The answers do not show that cells differ, "
        f"and the estimates are expected to be off by {error} points even if they do."
    )


def _checked(checks: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    told = {
        check: [row["is_inside"] for row in checks if row["check"] == check]
        for check in ("posterior-predictive", "leave-one-group-out")
    }
    if checks:
        fit, unseen = told.values()
        yield (
            f"Checked on {len(fit):,} shares of single categories: {sum(fit):,} fit the model, and "
            f"{sum(unseen):,} are foretold by a model without their answers (95 % intervals: about "
            "one in twenty lies outside by chance)."
        )
    for check, words in (
        ("posterior-predictive", "do not fit the model"),
        ("leave-one-group-out", "lie outside what the model foretells without their answers"),
    ):
        held = [row for row in checks if row["check"] == check]
        off = [row for row in held if not row["is_inside"]]
        if len(off) > _expected_by_chance(len(held)):
            named = ", ".join(f"{row['category']} ({row['rung']})" for row in off[:5])
            yield (
                f"{len(off)} of {len(held)} categories {words}, more than chance explains: "
                f"{named}. Read their cells with care."
            )


def _expected_by_chance(count: int) -> int:
    """Number of 5 % misses that independent checks exceed one time in a hundred."""
    from scipy.stats import binom

    return int(binom.ppf(0.99, count, 0.05)) if count else 0
