"""Samples drawn again and again from a simulated population: how often do intervals hold the truth?

``python -m tests.statistics.survey_study`` prints what stands in docs/methods-survey.md.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache

import numpy as np
from numpy.typing import NDArray

from folkmoot.estimate.disclosure import MINIMUM_BASE
from folkmoot.survey.estimation import (
    Answers,
    Design,
    Domains,
    against_rest,
    balanced_repeats,
    domains_of,
    indexes,
    jackknife,
    make_design,
    means,
    q_values,
    rake,
    shares,
    totals,
)

#: Repetitions of the whole study.
FULL = 200
LEVEL = 0.05

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

STRATA, CLUSTERS, SIZE = 30, 40, 50
AGES = ("18-29", "30-44", "45-59", "60+")
REGIONS = ("north", "south", "west")
ITEMS = ("critic", "creator", "collector")

#: Chance to answer when asked, by age and by region: what weighting has to mend.
ANSWERS = (np.array([0.25, 0.45, 0.6, 0.8]), np.array([0.9, 0.6, 0.75]))


@dataclass(frozen=True)
class Population:
    """Everybody, a row a person."""

    stratum: Ints
    cluster: Ints
    age: Ints
    region: Ints
    items: Floats
    hours: Floats

    def rows(self, rows: Ints) -> Population:
        return Population(*(getattr(self, name)[rows] for name in self.__dataclass_fields__))

    @property
    def segments(self) -> dict[str, list[str]]:
        return {
            "age": [AGES[number] for number in self.age],
            "region": [REGIONS[number] for number in self.region],
        }

    @property
    def domains(self) -> Domains:
        expected = {"age": AGES, "region": REGIONS}
        return domains_of(self.segments, ["age", "region"], expected=expected)


@cache
def population(seed: int = 7) -> Population:
    """60,000 people in 30 strata of 40 clusters; clusters lean, ages differ."""
    rng = np.random.default_rng(seed)
    people = STRATA * CLUSTERS * SIZE
    cluster = np.arange(people) // SIZE
    stratum = cluster // CLUSTERS
    leaning = rng.normal(0, 0.4, STRATA * CLUSTERS)[cluster] + rng.normal(0, 0.3, STRATA)[stratum]
    age = (rng.random(people)[:, None] > np.cumsum([0.22, 0.28, 0.26])).sum(axis=1)
    region = (rng.random(people)[:, None] > np.cumsum([0.5, 0.3])).sum(axis=1)
    by_age = np.array([[0.9, 0.1, -0.4, -1.1], [0.9, 0.0, -0.3, -0.9], [0.5, 0.2, -0.2, -0.4]])
    odds = np.array([-0.8, -2.2, -3.7])[:, None] + by_age[:, age] + leaning + 0.3 * (region == 1)
    items = (rng.random(odds.shape) < 1 / (1 + np.exp(-odds))).T.astype(float)
    hours = rng.gamma(2.0, 2.0 + items[:, 0] + 0.3 * age)
    return Population(stratum, cluster, age, region, items, hours)


def drawn(everyone: Population, rng: np.random.Generator, clusters: int) -> tuple[Ints, Floats]:
    """Rows of a sample, some clusters a stratum and about twelve people each, and weights.

    Creators are found more easily, so that a sample without weights is wrong.
    """
    taken = np.concatenate(
        [
            number * CLUSTERS + rng.choice(CLUSTERS, clusters, replace=False)
            for number in range(STRATA)
        ]
    )
    rows = (taken[:, None] * SIZE + np.arange(SIZE)).ravel()
    chance = np.where(everyone.items[rows, 1] == 1, 0.4, 0.2)
    # The first of each cluster is always asked, lest a cluster be empty.
    chance[::SIZE] = 1.0
    found = rng.random(len(rows)) < chance
    return rows[found], CLUSTERS / clusters / chance[found]


def simple(everyone: Population, rng: np.random.Generator) -> tuple[Population, Design]:
    sample = everyone.rows(rng.choice(len(everyone.age), 900, replace=False))
    return sample, make_design(np.full(900, len(everyone.age) / 900))


def clustered(
    everyone: Population, rng: np.random.Generator, clusters: int = 4
) -> tuple[Population, Design]:
    rows, weights = drawn(everyone, rng, clusters)
    sample = everyone.rows(rows)
    return sample, make_design(
        weights, strata=sample.stratum, clusters=sample.cluster, fpc=np.full(len(rows), CLUSTERS)
    )


def with_jackknife(everyone: Population, rng: np.random.Generator) -> tuple[Population, Design]:
    sample, design = clustered(everyone, rng)
    return sample, replace(design, replicates=jackknife(design))


def paired(everyone: Population, rng: np.random.Generator) -> tuple[Population, Design]:
    sample, design = clustered(everyone, rng, 2)
    return sample, replace(design, replicates=balanced_repeats(design))


def answered(everyone: Population, rng: np.random.Generator) -> tuple[Population, Design]:
    """Those of a clustered sample who answered, with the weights of all who were asked."""
    rows, weights = drawn(everyone, rng, 6)
    chance = ANSWERS[0][everyone.age[rows]] * ANSWERS[1][everyone.region[rows]]
    kept = rng.random(len(rows)) < chance
    sample = everyone.rows(rows[kept])
    return sample, make_design(weights[kept], strata=sample.stratum, clusters=sample.cluster)


def raked(everyone: Population, rng: np.random.Generator) -> tuple[Population, Design]:
    sample, design = answered(everyone, rng)
    return sample, rake(design, sample.segments, margins(everyone)).design


def raked_base(everyone: Population, rng: np.random.Generator) -> tuple[Population, Design]:
    sample, design = answered(everyone, rng)
    aims = margins(everyone)
    return sample, rake(design, sample.segments, aims, regression="base").design


def raked_bounded(everyone: Population, rng: np.random.Generator) -> tuple[Population, Design]:
    sample, design = answered(everyone, rng)
    return sample, rake(design, sample.segments, margins(everyone), bounds=(0.2, 4.0)).design


def raked_jackknife(everyone: Population, rng: np.random.Generator) -> tuple[Population, Design]:
    sample, design = answered(everyone, rng)
    with_replicates = replace(design, replicates=jackknife(design))
    return sample, rake(with_replicates, sample.segments, margins(everyone)).design


def margins(everyone: Population) -> dict[str, dict[str, float]]:
    return {
        "age": {label: float((everyone.age == n).sum()) for n, label in enumerate(AGES)},
        "region": {label: float((everyone.region == n).sum()) for n, label in enumerate(REGIONS)},
    }


Drawing = Callable[[Population, np.random.Generator], tuple[Population, Design]]

DESIGNS: dict[str, Drawing] = {
    "simple random, 900": simple,
    "strata and clusters, linearised": clustered,
    "strata and clusters, JKn": with_jackknife,
    "two clusters a stratum, BRR": paired,
    "two fifths answered, weights of all asked": answered,
    "two fifths answered, raked": raked,
    "two fifths answered, raked, base regression": raked_base,
    "two fifths answered, raked and bounded": raked_bounded,
    "two fifths answered, raked, JKn": raked_jackknife,
}


@dataclass(frozen=True)
class Row:
    """One kind of estimate of one variable under one design, over all segments that are shown.

    ``held`` is the share of intervals that hold the truth; ``bias`` the mean error and
    ``se_ratio`` the mean standard error, both over the true spread of the estimate.
    """

    design: str
    kind: str
    name: str
    held: float
    bias: float
    se_ratio: float


Found = tuple[Floats, Floats, Floats, Floats]


def estimates(sample: Population, design: Design) -> Iterator[tuple[str, Found]]:
    """Value, ends of the interval and standard error; NaN where a segment would be hidden."""
    domains = sample.domains
    asked = Answers.of(sample.items, design, domains, names=ITEMS)
    share, index, total = shares(asked), indexes(asked), totals(asked)
    gap = against_rest(asked)
    mean = means(Answers.of(sample.hours, design, domains))
    hidden = (domains.counts < MINIMUM_BASE)[:, None]
    for name, made, value in (
        ("share", share, share.value),
        ("index", index, index.value),
        ("difference", gap, gap.difference),
        ("total", total, total.value),
        ("mean", mean, mean.value),
    ):
        parts = (value, made.low, made.high, made.se)
        yield name, _four([np.where(hidden, np.nan, part) for part in parts])


def _four(parts: list[Floats]) -> Found:
    value, low, high, se = parts
    return value, low, high, se


@cache
def truth() -> dict[str, Floats]:
    """The same of everybody."""
    everyone = population()
    design = make_design(np.ones(len(everyone.age)))
    return {name: found[0] for name, found in estimates(everyone, design)}


def study(repetitions: int, seed: int = 11) -> list[Row]:
    """Draw and estimate, ``repetitions`` times a design."""
    found: dict[tuple[str, str], list[Found]] = defaultdict(list)
    for place, (name, draw) in enumerate(DESIGNS.items()):
        for repetition in range(repetitions):
            rng = np.random.default_rng([seed, place, repetition])
            for kind, made in estimates(*draw(population(), rng)):
                found[name, kind].append(made)
    return [row for (design, kind), made in found.items() for row in _rows(design, kind, made)]


def _rows(design: str, kind: str, made: list[Found]) -> Iterator[Row]:
    true = truth()[kind]
    value, low, high, se = (np.stack(part) for part in zip(*made, strict=True))
    names = ITEMS if value.shape[2] == len(ITEMS) else ("hours",)
    # A segment that is hidden in most samples says little of the few in which it is shown.
    often = (~np.isnan(value[:, :, 0])).mean(axis=0) > 0.5
    for place, name in enumerate(names):
        own, aim = value[:, often, place], true[often, place]
        known = ~np.isnan(own)
        held = (low[:, often, place] <= aim) & (aim <= high[:, often, place])
        spread = np.nanstd(own, axis=0)
        typical = np.sqrt(np.nanmean(se[:, often, place] ** 2, axis=0))
        yield Row(
            design,
            kind,
            name,
            float(held[known].mean()),
            float((np.nanmean(own - aim, axis=0) / spread).mean()),
            float((typical / spread).mean()),
        )


def table(rows: list[Row]) -> str:
    """The rows as the methods page shows them: a line a design and kind, a column a variable."""
    lines = [
        f"| design | estimate | {' | '.join(ITEMS)} | bias / spread | se / spread |",
        "|---|---|---|---|---|---|---|",
    ]
    for design, kind in dict.fromkeys((row.design, row.kind) for row in rows):
        own = [row for row in rows if (row.design, row.kind) == (design, kind)]
        held = [f"{100 * row.held:.1f}" for row in own]
        held += [""] * (len(ITEMS) - len(held))
        bias = max((row.bias for row in own), key=abs)
        ratio = sum(row.se_ratio for row in own) / len(own)
        name = "mean of hours" if kind == "mean" else kind
        lines.append(f"| {design} | {name} | {' | '.join(held)} | {bias:+.2f} | {ratio:.2f} |")
    return "\n".join(lines)


@dataclass(frozen=True)
class Findings:
    """What tests of segments find, over repetitions.

    ``false_share`` is the mean share of false ones among the findings at q = 0.05 (0 where there is
    none), ``found_share`` the share of true differences that are found, ``alarms`` the share of
    p-values under 0.05 where there is no difference.
    """

    false_share: float
    found_share: float
    alarms: float


def findings(repetitions: int, seed: int = 12) -> Findings:
    """Test four age bands, which differ, and thirty segments drawn by lot, which do not."""
    false, found, alarms = [], [], []
    for repetition in range(repetitions):
        rng = np.random.default_rng([seed, repetition])
        sample, design = clustered(population(), rng)
        lots = {f"lot{n}": rng.integers(0, 10, len(sample.age)).astype(str) for n in range(3)}
        columns: dict[str, list[str]] = {name: lot.tolist() for name, lot in lots.items()}
        columns["age"] = sample.segments["age"]
        p = [
            against_rest(Answers.of(sample.items, design, domains_of(columns, [name]))).p_value
            for name in ("age", *lots)
        ]
        real, *others = (part < LEVEL for part in q_values(p))
        wrong = sum(int(part.sum()) for part in others)
        false.append(wrong / max(1, wrong + int(real.sum())))
        found.append(float(real.mean()))
        lot_p = np.concatenate([part.ravel() for part in p[1:]])
        alarms.append(float((lot_p[~np.isnan(lot_p)] < LEVEL).mean()))
    return Findings(*(float(np.mean(part)) for part in (false, found, alarms)))


def sentence(told: Findings) -> str:
    """The findings as the methods page tells them."""
    return (
        f"{100 * told.false_share:.1f} of 100 findings were false, {100 * told.found_share:.0f} of "
        f"100 true differences were found, and {100 * told.alarms:.1f} of 100 p-values without a "
        "difference were under 0.05"
    )


if __name__ == "__main__":
    print(table(study(FULL)))  # noqa: T201 - the table is what it is run for
    print(sentence(findings(FULL)))  # noqa: T201 - as above
