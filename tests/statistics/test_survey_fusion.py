"""A log and a questionnaire joined, against known truths. Everything here is simulated.

``FOLKMOOT_STUDY=full`` draws 200 worlds, and ``--log-cli-level=INFO`` prints the table that
docs/methods-small-segments.md shows.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
import pytest
from numpy.typing import NDArray
from tests.smallarea_truths import Truth, responses_of, truth_of

from folkmoot.survey.fusion import STATES, Claims, LogNormal, Priors, Totals
from folkmoot.survey.fusion.combine import Draws, Surveyed, combine
from folkmoot.survey.fusion.fused import seen_of, surveyed_of
from folkmoot.survey.smallarea.cells import Cells
from folkmoot.survey.smallarea.sample import sample_of
from folkmoot.survey.smallarea.summaries import interval_of

FULL = os.environ.get("FOLKMOOT_STUDY") == "full"
WORLDS = 200 if FULL else 24
LOG = logging.getLogger(__name__)
SHAPE = {"age": 6, "gender": 2, "education": 3}
SIZE = 500
PRIORS = Priors()


@dataclass(frozen=True)
class World:
    """What is true, what 500 people claim, and what the log counts."""

    part: Truth
    post: NDArray[np.float64]
    place: NDArray[np.int64]
    claims: Claims
    posters: Totals
    visitors: Totals

    def truth(self, state: str) -> NDArray[np.float64]:
        reads = self.part.share * (1 - self.post)
        return {"none": 1 - self.part.share, "read only": reads}.get(
            state, self.part.share * self.post
        )


def drawn_from(random: np.random.Generator, belief: LogNormal) -> float:
    return belief.median * float(np.exp(belief.sigma * random.standard_normal()))


def claimed(share: NDArray[np.float64], odds: float) -> NDArray[np.float64]:
    return np.asarray(odds * share / (1 - share + odds * share))


def world(seed: int, priors: Priors = PRIORS) -> World:
    random = np.random.default_rng(seed)
    part, post = truth_of(random, SHAPE), truth_of(random, SHAPE).share
    part = replace(part, share=claimed(part.share, 6.0))
    place = random.choice(len(part.people), SIZE, p=part.people / part.people.sum())
    said = claimed(part.share, drawn_from(random, priors.claims_part))[place]
    takes = (random.random(SIZE) < said).astype(float)
    posts = random.random(SIZE) < claimed(post, drawn_from(random, priors.claims_post))[place]
    factors = (
        drawn_from(random, priors.accounts_per_poster)
        * drawn_from(random, priors.bots_among_posters),
        drawn_from(random, priors.devices_per_visitor)
        * drawn_from(random, priors.bots_among_visitors),
    )
    ages = part.codes[:, 0]
    posters = np.bincount(ages, part.people * part.share * post) * factors[0]
    posters *= np.exp(priors.noise * random.standard_normal(6))
    visitors = (part.people @ part.share) * factors[1] * np.exp(priors.noise * random.normal())
    return World(
        part, post, place, Claims(takes, np.where(takes == 1, posts.astype(float), np.nan)),
        Totals("posters", pa.table({"age": [f"age{at}" for at in range(6)], "accounts": posters}),
               declared=("age",)),
        Totals("visitors", pa.table({"accounts": [visitors]})),
    )  # fmt: skip


def surveyed(one: World) -> tuple[Surveyed, Cells]:
    sample = sample_of(responses_of(one.part.columns(one.place)), one.part.table())
    return surveyed_of(sample, one.claims, 0), sample.cells


def of(drawn: Draws, state: str) -> NDArray[np.float64]:
    return {"none": drawn.none, "read only": drawn.reads, "post": drawn.posts}[state]


def raw(one: World, state: str) -> NDArray[np.float64]:
    """Shares of the sample; the overall one where nobody was asked."""
    size = len(one.part.people)
    answers = one.claims.of(state)
    asked = np.bincount(one.place, minlength=size)
    yes = np.bincount(one.place, answers, size)
    return np.asarray(
        np.divide(yes, asked, out=np.full(size, answers.mean()), where=asked > 0), dtype=float
    )


@dataclass(frozen=True)
class Judged:
    """By state: root mean squared error in points, coverage, mean width in points."""

    error: dict[str, float]
    coverage: dict[str, float]
    width: dict[str, float]


def judged(name: str, found: Sequence[tuple[World, Draws]]) -> Judged:
    error, coverage, width = {}, {}, {}
    for state in STATES:
        off, holds, wide = [], [], []
        for one, drawn in found:
            value, _, low, high = interval_of(of(drawn, state), drawn.weight, 0.95)
            truth = one.truth(state)
            off.append((value - truth) ** 2)
            holds.append((low <= truth) & (truth <= high))
            wide.append(high - low)
        error[state] = 100 * float(np.sqrt(np.mean(off)))
        coverage[state] = float(np.mean(holds))
        width[state] = 100 * float(np.mean(wide))
    LOG.info("| %s | %s |", name, " | ".join(
        f"{error[state]:.1f} ({coverage[state]:.2f})" for state in STATES
    ))  # fmt: skip
    return Judged(error, coverage, width)


@pytest.fixture(scope="module")
def worlds() -> list[tuple[World, Surveyed, Cells]]:
    made = [world(seed) for seed in range(WORLDS)]
    return [(one, *surveyed(one)) for one in made]


Worlds = list[tuple[World, Surveyed, Cells]]


def joined(worlds: Worlds, *kinds: str, priors: Priors = PRIORS) -> list[tuple[World, Draws]]:
    return [
        (one, combine(said, seen_of([getattr(one, kind) for kind in kinds], cells), priors))
        for one, said, cells in worlds
    ]


def raw_errors(worlds: Worlds) -> dict[str, float]:
    errors = {
        state: 100
        * float(
            np.sqrt(np.mean([(raw(one, state) - one.truth(state)) ** 2 for one, _, _ in worlds]))
        )
        for state in STATES
    }
    LOG.info("| the survey alone, raw | %s |", " | ".join(f"{errors[s]:.1f}" for s in STATES))
    return errors


def test_every_state_is_held_as_often_as_said_and_nearer_than_the_survey(worlds: Worlds) -> None:
    plain = raw_errors(worlds)
    for name, kinds in (
        ("questionnaire and priors", ()),
        ("and posters by age", ("posters",)),
        ("and posters by age, and visitors", ("posters", "visitors")),
    ):
        found = judged(name, joined(worlds, *kinds))
        for state in STATES:
            assert 0.90 <= found.coverage[state] <= 0.99
            assert found.error[state] < 0.8 * plain[state]


def test_a_log_of_posters_tells_of_posters_and_hardly_of_readers(worlds: Worlds) -> None:
    """Readers leave nothing in a log: their width stays, only a count of visitors bears on it."""
    without, posters = (
        judged(name, joined(worlds, *kinds))
        for name, kinds in (("without a log", ()), ("with posters", ("posters",)))
    )
    assert posters.error["post"] < 0.9 * without.error["post"]
    assert posters.width["post"] < 0.85 * without.width["post"]
    assert posters.width["read only"] > 0.93 * without.width["read only"]
    assert posters.width["none"] > 0.95 * without.width["none"]


def test_intervals_widen_with_the_prior(worlds: Worlds) -> None:
    widths = []
    for sigma in (0.0, 0.25, 0.5):
        belief = LogNormal(1.25, sigma)
        priors = replace(PRIORS, claims_part=belief, claims_post=belief)
        widths.append(judged(f"claims, sigma {sigma}", joined(worlds[:8], priors=priors)).width)
    for state in STATES:
        first, second, third = (width[state] for width in widths)
        assert first < second < third


def test_claims_taken_at_their_word_are_wrong_more_often_than_said(worlds: Worlds) -> None:
    """The prior is what makes the intervals honest: without it too few hold."""
    word = LogNormal(1.0, 0.0)
    priors = replace(PRIORS, claims_part=word, claims_post=word)
    naive, honest = (
        judged("claims at their word", joined(worlds, priors=priors)),
        judged("claims as believed", joined(worlds)),
    )
    assert max(naive.coverage[state] for state in ("none", "post")) < 0.94
    assert all(naive.coverage[state] < honest.coverage[state] for state in STATES)
