"""What `folkmoot.annotators.watch` promises of many terms at once, on simulated ones.

``python -m bench.quality.watch_terms``: 1,000 seasonal terms of 0.3 to 30 an hour through eight
weeks, each kind drawn five times, with a season of the day and quieter weekends. *Wandering* adds
a level that drifts by about a fifth and back within a day; it and *negative binomial* vary by a
third more than Poisson from hour to hour. Told are false buckets a term-day, over all of them and
since the profile of the week is used, and how many events of eight times the usual, three hours
long, are found. Bars: at most 0.001, at least 0.55.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from folkmoot.annotators.watch import Pace, watch

Floats = NDArray[np.float64]

KINDS = ("poisson", "negative binomial", "wandering")
HOUR = np.arange(24 * 7 * 8)
TERMS = 1000
#: Hours of an event, and how many times the usual it brings.
LASTS, TIMES = 3, 8.0
#: Two days to warm up, or four weeks with the profile.
FROM = {"all": 48, "profile": 24 * 7 * 4}
#: Seeds of quiet terms and of terms with events; the first of each are those of the tests.
QUIET, EVENTFUL = (1, 11, 12, 13, 14), (2, 21, 22, 23, 24)


def means(chance: np.random.Generator, wanders: bool) -> Floats:
    """Expected counts of seasonal terms, 0.3 to 30 an hour, higher by day, lower at weekends."""
    level = 10 ** chance.uniform(-0.5, 1.5, (TERMS, 1))
    day = chance.uniform(0.3, 1.0, (TERMS, 1)) * np.sin(
        2 * np.pi * (HOUR - chance.uniform(6, 12, (TERMS, 1))) / 24
    )
    weekend = np.where(HOUR // 24 % 7 >= 5, chance.uniform(0.5, 1.0, (TERMS, 1)), 1.0)
    wander = np.zeros((TERMS, len(HOUR)))
    if wanders:
        for hour in HOUR[1:]:
            wander[:, hour] = 0.95 * wander[:, hour - 1] + chance.normal(0, 0.06, TERMS)
    return np.asarray(level * np.exp(day + wander) * weekend)


def drawn(seed: int, kind: str) -> tuple[Floats, Floats]:
    """Counts without any event, and their means."""
    chance = np.random.default_rng(seed)
    mean = means(chance, wanders=kind == "wandering")
    if kind != "poisson":
        mean = mean * chance.gamma(8, 1 / 8, mean.shape)
    return chance.poisson(mean).astype(np.float64), mean


def false_rates(seed: int, kind: str) -> dict[str, float]:
    """False buckets a term-day, from each moment of `FROM` on."""
    rises = watch(drawn(seed, kind)[0], 0) >= Pace().surprise
    return {name: float(rises[:, start:].mean()) * 24 for name, start in FROM.items()}


def recall(seed: int, kind: str) -> float:
    """Share of events that are found while they last."""
    counts, mean = drawn(seed, kind)
    chance = np.random.default_rng(seed + 1)
    start = chance.integers(FROM["all"], len(HOUR) - LASTS, TERMS)
    for term, hour in enumerate(start):
        event = slice(hour, hour + LASTS)
        counts[term, event] += chance.poisson((TIMES - 1) * mean[term, event])
    rises = watch(counts, 0) >= Pace().surprise
    found = [rises[term, hour : hour + LASTS].any() for term, hour in enumerate(start)]
    return float(np.mean(found))


def _said(values: Sequence[float], form: str) -> str:
    return f"{np.mean(values):{form}} ({min(values):{form}} to {max(values):{form}})"


def main() -> None:
    """Draw each kind several times: the mean, and the least and most of them."""
    for kind in KINDS:
        rates = [false_rates(seed, kind) for seed in QUIET]
        every, later = ([each[name] for each in rates] for name in FROM)
        found = [recall(seed, kind) for seed in EVENTFUL]
        print(
            f"{kind:18} false a term-day {_said(every, '.5f')}, with the profile "
            f"{_said(later, '.5f')}; events found {_said(found, '.3f')}"
        )


if __name__ == "__main__":
    main()
