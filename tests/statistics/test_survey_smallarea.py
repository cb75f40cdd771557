"""Small-area estimates against known truths: error beside raking, and how often intervals hold.

``FOLKMOOT_STUDY=full`` repeats each design 200 times, and ``--log-cli-level=INFO`` prints the table
that docs/methods-small-segments.md shows. Everything but the travellers is simulated.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pytest
from numpy.typing import NDArray
from tests.smallarea_truths import (
    Drawn,
    Truth,
    draw,
    one_rung,
    responses_of,
    travellers,
    truth_of,
)

from folkmoot.survey.estimation import make_design, margins_of, rake
from folkmoot.survey.smallarea import mrp
from folkmoot.survey.smallarea.marginal import draw_posterior
from folkmoot.survey.smallarea.sample import sample_of
from folkmoot.survey.smallarea.summaries import interval_of

FULL = os.environ.get("FOLKMOOT_STUDY") == "full"
REPEATS = 200 if FULL else 24
LOG = logging.getLogger(__name__)
SHAPE = {"age": 6, "gender": 2, "education": 3}
SIZE = 500
BEHAVIOURS = ("asked", "answered", "commented", "saved")

#: Real members are judged in cells of this many: what all of fewer did is itself half chance.
LARGE = 100


@dataclass(frozen=True)
class Found:
    """Squared errors of the cells that somebody answered in, and which intervals hold."""

    raw: NDArray[np.float64]
    raked: NDArray[np.float64]
    overall: NDArray[np.float64]
    model: NDArray[np.float64]
    holds: NDArray[np.bool_]


def raked(truth: Truth, drawn: Drawn) -> NDArray[np.float64]:
    """Weights that agree with the population on every characteristic."""
    margins = margins_of(truth.table(), *truth.names)
    made = rake(make_design(drawn.weight), truth.columns(drawn.place), margins)
    return made.design.weights


def shares(weight: NDArray[np.float64], drawn: Drawn, size: int) -> NDArray[np.float64]:
    total = np.bincount(drawn.place, weight, size)
    yes = np.bincount(drawn.place, weight * drawn.answers, size)
    return np.asarray(np.divide(yes, total, out=np.full(size, np.nan), where=total > 0))


def tried(truth: Truth, drawn: Drawn, *, with_pairs: bool = True, fewest: int = 0) -> Found:
    said = responses_of(truth.columns(drawn.place), {"weight": drawn.weight})
    sample = sample_of(said, truth.table(), with_pairs=with_pairs)
    posterior = draw_posterior(sample.work(sample.count(drawn.answers)))
    logits = 1 / (1 + np.exp(-posterior.logits))
    value, _, low, high = interval_of(logits, posterior.weight, 0.95)
    weight = raked(truth, drawn)
    size = len(truth.people)
    plain = shares(drawn.weight, drawn, size)
    judged = truth.people >= fewest
    asked = np.isfinite(plain) & judged
    overall = np.average(drawn.answers, weights=weight)
    return Found(
        (plain - truth.share)[asked] ** 2,
        (shares(weight, drawn, size) - truth.share)[asked] ** 2,
        (overall - truth.share)[asked] ** 2,
        (value - truth.share)[asked] ** 2,
        ((low <= truth.share) & (truth.share <= high))[judged],
    )


@dataclass(frozen=True)
class Table:
    raw: float
    raked: float
    overall: float
    model: float
    coverage: float

    @property
    def ratio(self) -> float:
        return self.model / self.raked


def summed(name: str, found: Sequence[Found]) -> Table:
    errors = {
        kind: 100 * float(np.sqrt(np.mean(np.concatenate([getattr(each, kind) for each in found]))))
        for kind in ("raw", "raked", "overall", "model")
    }
    table = Table(**errors, coverage=float(np.mean([each.holds.mean() for each in found])))
    LOG.info(
        "| %s | %.1f | %.1f | %.1f | %.1f | %.2f | %.3f |", name, *errors.values(), table.ratio,
        table.coverage,
    )  # fmt: skip
    return table


def simulated(
    main: float, pair: float, *, with_pairs: bool = True, repeats: int = REPEATS
) -> Table:
    found = []
    for repeat in range(repeats):
        random = np.random.default_rng(repeat)
        truth = truth_of(random, SHAPE, main=main, pair=pair)
        drawn = draw(random, truth, SIZE)
        found.append(tried(truth, drawn, with_pairs=with_pairs))
    named = "" if with_pairs else ", main effects only"
    return summed(f"simulated, scales {main} and {pair}{named}", found)


@pytest.mark.parametrize(("main", "pair"), [(0.5, 0.25), (0.8, 0.4)])
def test_a_simulated_truth_is_found_and_held(main: float, pair: float) -> None:
    table = simulated(main, pair)
    assert table.ratio <= 0.70
    assert 0.92 <= table.coverage <= 0.98
    assert table.model < table.overall


def test_without_pairs_intervals_are_too_narrow() -> None:
    assert simulated(0.5, 0.25, with_pairs=False, repeats=REPEATS // 2).coverage < 0.88


def test_where_cells_do_not_differ_it_says_so_and_does_no_harm() -> None:
    """The overall share is better there; the model says that, and still beats raking by far."""
    table = simulated(0.0, 0.0, repeats=REPEATS // 2)
    assert table.ratio <= 0.45
    assert table.overall < table.model
    told = 0
    for repeat in range(5):
        random = np.random.default_rng(repeat)
        truth = truth_of(random, SHAPE, main=0.0, pair=0.0)
        drawn = draw(random, truth, SIZE)
        found = mrp(responses_of(truth.columns(drawn.place)), ("age",), truth.table(),
                    answers=one_rung(drawn.answers))  # fmt: skip
        told += any("the overall share would do as well" in each for each in found.sentences)
    assert told == 5


def resampled(name: str, truth: Truth, repeats: int) -> Table:
    """Draw 500 of a real population again and again; truth is what all of it did."""
    people = truth.people.astype(int)
    everyone = np.repeat(np.arange(len(people)), people)
    yes = np.concatenate(
        [
            np.arange(size) < round(size * share)
            for size, share in zip(people, truth.share, strict=True)
        ]
    )
    found = []
    for repeat in range(repeats):
        chosen = np.random.default_rng(repeat).choice(len(everyone), SIZE, replace=False)
        drawn = Drawn(everyone[chosen], np.ones(SIZE), yes[chosen].astype(float))
        found.append(tried(truth, drawn, fewest=LARGE))
    return summed(name, found)


def test_real_members_are_found_again_from_samples() -> None:
    """500 of 9,965 real members; 50 samples for each of four things that they did."""
    tables = [
        resampled(f"real members of a community: {name}", truth, max(REPEATS // 4, 10))
        for name, truth in zip(BEHAVIOURS, travellers(), strict=True)
    ]
    assert max(table.ratio for table in tables) <= 0.70
    assert 0.92 <= np.mean([table.coverage for table in tables]) <= 0.98
    # Saving is what few do and all alike: the overall share tells it as well, and it says so.
    assert all(table.model < 1.1 * table.overall for table in tables)
