"""Who reads only, who posts and who does neither, from a questionnaire and the totals of a log."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from folkmoot.errors import FolkmootError
from folkmoot.survey.fusion.combine import Draws, Seen, Surveyed, combine, nothing_seen
from folkmoot.survey.fusion.priors import LogNormal, Priors
from folkmoot.survey.fusion.result import (
    FACTOR_FIELDS,
    FUSION_FIELDS,
    SENSITIVITY_FIELDS,
    Fusion,
)
from folkmoot.survey.fusion.states import STATES, Claims, claims_of
from folkmoot.survey.fusion.totals import ACCOUNTS, Totals, shares_of_cells
from folkmoot.survey.fusion.words import no_questionnaire, sentences
from folkmoot.survey.population import population_words
from folkmoot.survey.responses import Responses
from folkmoot.survey.smallarea.cells import Cells, UnmatchedPolicy, check_segments
from folkmoot.survey.smallarea.marginal import draw_posterior
from folkmoot.survey.smallarea.raw import raw_shares
from folkmoot.survey.smallarea.sample import Sample, sample_of
from folkmoot.survey.smallarea.summaries import grouped_shares, interval_of
from folkmoot.survey.smallarea.threads import one_thread
from folkmoot.survey.smallarea.words import FEWEST_CASES

__all__ = ["fuse", "seen_of", "surveyed_of"]

#: Draws of the questionnaire's models that are moved by the log.
_DRAWS: Final = 4000

#: Other beliefs about claims that the sensitivity table shows: medians at the chosen sigma, and
#: sigmas at the chosen median.
_MEDIANS: Final = (1.0, 1.25, 1.5, 2.0)
_SIGMAS: Final = (0.0, 0.25, 0.5)

_FACTORS: Final = (
    "claims of taking part", "claims of posting", "accounts for one who posts, bots among them",
    "visitors for one who visits, bots among them",
)  # fmt: skip


@one_thread
def fuse(
    responses: Responses | None,
    by: Sequence[str],
    population: pa.Table,
    totals: Sequence[Totals] = (),
    *,
    priors: Priors | None = None,
    communities: Sequence[str] | None = None,
    claims: Claims | None = None,
    weights: NDArray[np.float64] | None = None,
    unmatched: UnmatchedPolicy = "error",
    silent: int | None = None,
    level: float = 0.95,
    seed: int = 0,
) -> Fusion:
    """Estimate who does nothing, reads only or posts in each segment, from answers and a log.

    Two multilevel models of the questionnaire (takes part at all; posts, of those) give the
    claimed shares of every cell. What is true differs from claims by odds that the priors state.
    The people of the cells times the true shares, times accounts and bots, must give the log's
    totals, within noise. All of it is drawn together (`folkmoot.survey.fusion.combine`).

    Parameters
    ----------
    responses
        The answers; ``None`` is refused, since a log alone cannot see who only reads.
    by
        Characteristics to cross in the result; none for everybody.
    population
        A column a characteristic, and ``people``, which must be people here, not proportions.
    totals
        Distinct posters and visitors of the log, by segment; none is allowed.
    priors
        What is believed of claims, accounts and bots; `Priors` by default.
    communities
        Communities that the log covers, as the questionnaire names them; without it taking part
        anywhere is meant, and totals of one community should be marked as a part.
    claims
        What respondents say, in place of the ladder's items.
    weights
        One a respondent, in place of the design's.
    unmatched
        As in `mrp`.
    silent
        Members known to the log who never posted, to be named in a refusal.
    level
        Of the intervals.
    seed
        Of the draws; the same seed gives the same tables.

    Raises
    ------
    FolkmootError
        Without a questionnaire, and where too few say yes or no to model it.
    ProblemGroup
        As `mrp` does, and for totals whose segments do not match the population.
    """
    if responses is None:
        raise no_questionnaire(silent)
    said = claims_of(responses, communities) if claims is None else claims
    sample = sample_of(responses, population, weights=weights, unmatched=unmatched)
    check_segments(by, sample.cells.names, f"survey {responses.name}")
    believed = Priors() if priors is None else priors
    surveyed = surveyed_of(sample, said, seed)
    seen = seen_of(totals, sample.cells)
    drawn = combine(surveyed, seen, believed, seed)
    before = combine(surveyed, nothing_seen(len(sample.cells.people)), believed, seed)
    rows = _Rows(sample, surveyed, tuple(by), level)
    who = population_words(population)
    widths = rows.widths(before, drawn)
    segments = [pa.field(name, pa.string()) for name in by]
    return Fusion(
        responses.name,
        tuple(by),
        _table([*segments, *FUSION_FIELDS], rows.of(drawn, said)),
        _table(SENSITIVITY_FIELDS, rows.sensitivity(seen, believed, seed)),
        _table(FACTOR_FIELDS, _factor_rows(before, drawn, level)),
        tuple(sentences(responses, sample, who, totals, believed, widths, drawn.surprise)),
        who,
        sample.placed,
        responses.is_simulated,
    )


def _table(fields: Sequence[pa.Field], rows: Iterator[dict[str, Any]]) -> pa.Table:
    return pa.Table.from_pylist(list(rows), pa.schema(list(fields)))


def surveyed_of(sample: Sample, claims: Claims, seed: int) -> Surveyed:
    """Model the two questions, and draw as many logits of each with equal weights.

    Raises
    ------
    FolkmootError
        For a question with too few answers of one kind.
    """
    random = np.random.default_rng(seed)
    drawn = []
    for name, answers in (("takes part", claims.part), ("posts", claims.post)):
        counts = sample.count(answers)
        yes, asked = int(counts.raw_yes.sum()), int(counts.raw_asked.sum())
        if min(yes, asked - yes) < FEWEST_CASES:
            raise FolkmootError(
                "too-few-answers", name, f"{yes:,} of {asked:,} say yes",
                f"at least {FEWEST_CASES} who do and {FEWEST_CASES} who do not",
                "ask more people, or use the plain shares of the survey",
            )  # fmt: skip
        posterior = draw_posterior(sample.work(counts), seed)
        drawn.append(
            posterior.logits[random.choice(len(posterior.weight), _DRAWS, p=posterior.weight)]
        )
    return Surveyed(drawn[0], drawn[1], sample.cells.people)


def seen_of(totals: Sequence[Totals], cells: Cells) -> Seen:
    """Lay the totals of a log over the cells."""
    if not totals:
        return nothing_seen(len(cells.people))
    sizes = [each.table.num_rows for each in totals]
    counts = np.concatenate([each.table[ACCOUNTS].to_numpy().astype(float) for each in totals])
    return Seen(
        np.log(counts),
        np.concatenate([shares_of_cells(each, cells) for each in totals]),
        np.repeat([each.kind == "posters" for each in totals], sizes),
        np.repeat([each.is_part for each in totals], sizes),
    )


@dataclass(frozen=True)
class _Rows:
    """Rows of the result's tables, from draws."""

    sample: Sample
    surveyed: Surveyed
    by: tuple[str, ...]
    level: float

    def overall(self, drawn: Draws, state: str) -> tuple[NDArray[np.float64], float]:
        """Mean, deviation and ends of the whole population's share, and the interval's width."""
        people = self.surveyed.people
        share = _of(drawn, state) @ (people / people.sum())
        found = interval_of(share[:, None], drawn.weight, self.level)[:, 0]
        return found, float(found[3] - found[2])

    def widths(self, before: Draws, after: Draws) -> dict[str, tuple[float, float]]:
        """Widths of the whole population's intervals, without and with the log, by state."""
        return {
            state: (self.overall(before, state)[1], self.overall(after, state)[1])
            for state in STATES
        }

    def of(self, drawn: Draws, claims: Claims) -> Iterator[dict[str, Any]]:
        """One row a cell and state."""
        cells = self.sample.cells
        groups, inverse = cells.grouped(self.by)
        people = np.bincount(inverse, cells.people)
        labels = cells.labels(self.by, groups)
        for state in STATES:
            found = self._by_group(_of(drawn, state), drawn.weight, inverse, len(groups))
            claimed = self._claimed(state, inverse, len(groups))
            raw = raw_shares(self.sample.count(claims.of(state)), inverse, groups)
            for at, label in enumerate(labels):
                value, se, low, high = found[:, at].tolist()
                yield {
                    **label, "state": state, "value": value, "low": low, "high": high, "se": se,
                    "level": self.level, "claimed": float(claimed[at]), **raw[at],
                    "people": people[at] * value, "people_low": people[at] * low,
                    "people_high": people[at] * high,
                }  # fmt: skip

    def _claimed(self, state: str, inverse: NDArray[np.int64], groups: int) -> NDArray[np.float64]:
        """The models' shares, before claims are corrected and the log is seen."""
        part, post = (1 / (1 + np.exp(-each)) for each in (self.surveyed.part, self.surveyed.post))
        weight = np.full(len(part), 1 / len(part))
        as_said = Draws(1 - part, part * (1 - post), part * post, weight, part[:, :0])
        return np.asarray(self._by_group(_of(as_said, state), weight, inverse, groups)[0])

    def _by_group(
        self,
        share: NDArray[np.float64],
        weight: NDArray[np.float64],
        inverse: NDArray[np.int64],
        groups: int,
    ) -> NDArray[np.float64]:
        grouped = grouped_shares(share, self.surveyed.people, inverse, groups)
        return interval_of(grouped, weight, self.level)

    def sensitivity(self, seen: Seen, priors: Priors, seed: int) -> Iterator[dict[str, Any]]:
        """Shares of the whole population under other beliefs about both claims."""
        chosen = priors.claims_post
        others = [LogNormal(median, chosen.sigma) for median in _MEDIANS]
        others += [LogNormal(chosen.median, sigma) for sigma in _SIGMAS]
        yield from self._under(seen, priors, seed, chosen, is_chosen=True)
        for other in dict.fromkeys(others):
            if other != chosen or priors.claims_part != chosen:
                both = replace(priors, claims_part=other, claims_post=other)
                yield from self._under(seen, both, seed, other, is_chosen=False)

    def _under(
        self, seen: Seen, priors: Priors, seed: int, claims: LogNormal, *, is_chosen: bool
    ) -> Iterator[dict[str, Any]]:
        drawn = combine(self.surveyed, seen, priors, seed)
        for state in STATES:
            value, _, low, high = self.overall(drawn, state)[0].tolist()
            yield {
                "claims_median": claims.median, "claims_sigma": claims.sigma,
                "is_chosen": is_chosen, "state": state, "value": value, "low": low, "high": high,
            }  # fmt: skip


def _of(drawn: Draws, state: str) -> NDArray[np.float64]:
    return {"none": drawn.none, "read only": drawn.reads, "post": drawn.posts}[state]


def _factor_rows(before: Draws, after: Draws, level: float) -> Iterator[dict[str, Any]]:
    believed = np.exp(interval_of(before.factors, before.weight, level)[[0, 2, 3]])
    found = np.exp(interval_of(after.factors, after.weight, level)[[0, 2, 3]])
    for at, factor in enumerate(_FACTORS):
        prior, prior_low, prior_high = believed[:, at].tolist()
        value, low, high = found[:, at].tolist()
        yield {
            "factor": factor, "prior": prior, "prior_low": prior_low, "prior_high": prior_high,
            "value": value, "low": low, "high": high,
        }  # fmt: skip
