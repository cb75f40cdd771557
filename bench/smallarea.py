"""Small-area estimates of 5,000 simulated respondents, a rung, beside the raked estimate.

Country (6), age (6), gender (2) and education (3) make 216 cells and 10 terms of effects, with one
more for the cells. ``one rung`` is all of `mrp`, from labels to table, with its checks; ``model``
the fitting and drawing alone; ``raked`` is raking to four margins and the share of each of the 36
cells of country and age with its interval, as `folkmoot.survey.estimation` makes it. ``fusion``
joins two such models with totals of posters by country. Each runs five times, in turn with the
others; the middle CPU time counts. Bar: 1 s a rung.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from itertools import product
from statistics import median

import numpy as np
import pyarrow as pa

from folkmoot.survey import Claims, Responses, Totals, fuse, mrp
from folkmoot.survey.estimation import Answers, domains_of, make_design, margins_of, rake, shares
from folkmoot.survey.smallarea.marginal import draw_posterior
from folkmoot.survey.smallarea.model import terms_of
from folkmoot.survey.smallarea.sample import sample_of

SHAPE = {"country": 6, "age": 6, "gender": 2, "education": 3}
BY = ["country", "age"]
ROWS = 5_000
REPEATS = 5


class Contest:
    """One simulated survey, and what is asked of it."""

    def __init__(self) -> None:
        random = np.random.default_rng(1)
        codes = np.array(list(product(*(range(size) for size in SHAPE.values()))))
        terms = terms_of(tuple(SHAPE), codes, main_scale=0.6, pair_scale=0.3)
        scales = np.where(terms.owner < len(SHAPE), 0.6, 0.3)
        logits = terms.design @ (random.normal(0, 1, len(scales)) * scales) - 1
        people = 1e6 * random.dirichlet(np.full(len(codes), 4.0))
        place = random.choice(len(codes), ROWS, p=people / people.sum())
        labels = {name: [f"{name}{code}" for code in codes[:, at]] for at, name in enumerate(SHAPE)}
        self.population = pa.table(labels | {"people": people})
        self.weights = random.lognormal(0, 0.3, ROWS)
        self.yes = (random.random(ROWS) < 1 / (1 + np.exp(-logits[place]))).astype(float)
        self.reads = (random.random(ROWS) < 0.8).astype(float)
        self.said = Responses(
            "bench", "simulated people", "probability",
            pa.table({"respondent_id": np.arange(ROWS)}),
            pa.table({name: pa.array(each).take(place) for name, each in labels.items()}),
            pa.table({"weight": self.weights}), pa.table({}), pa.table({}), is_simulated=True,
        )  # fmt: skip

    def whole(self) -> None:
        """One rung with everything that is handed back."""
        mrp(self.said, BY, self.population, answers={"critic": self.yes})

    def model(self) -> None:
        """Fitting and drawing alone."""
        sample = sample_of(self.said, self.population)
        draw_posterior(sample.work(sample.count(self.yes)))

    def raked(self) -> None:
        """Rake, then the weighted share of each cell."""
        margins = margins_of(self.population, *SHAPE)
        made = rake(make_design(self.weights), self.said.segments, margins)
        parts = domains_of(self.said.segments, BY)
        shares(Answers.of(self.yes[:, None], made.design, parts, names=["critic"]))

    def fusion(self) -> None:
        """Two models and the totals of a log."""
        names = [f"country{code}" for code in range(SHAPE["country"])]
        counts = pa.table({"country": names, "accounts": [30_000.0] * len(names)})
        claims = Claims(self.reads, np.where(self.reads == 1, self.yes, np.nan))
        totals = [Totals("posters", counts, declared=("country",))]
        fuse(self.said, BY, self.population, totals, claims=claims)


def timed(contenders: dict[str, Callable[[], None]]) -> dict[str, float]:
    """Middle CPU time of each, taken in turn: one thread works, whatever else the machine does."""
    taken: dict[str, list[float]] = {name: [] for name in contenders}
    for _ in range(REPEATS):
        for name, run in contenders.items():
            began = time.process_time()
            run()
            taken[name].append(time.process_time() - began)
    return {name: median(times) for name, times in taken.items()}


def main() -> None:
    """Time all of them, and print seconds and ratios."""
    contest = Contest()
    times = timed(
        {
            "folkmoot, one rung": contest.whole,
            "model alone": contest.model,
            "raked shares": contest.raked,
            "fusion": contest.fusion,
        }
    )
    print(f"one rung, {ROWS:,} respondents, 216 cells (bar 1 s)")
    for name, seconds in times.items():
        print(f"  {name:20} {seconds:8.3f} s   {seconds / times['raked shares']:6.1f} x raked")


if __name__ == "__main__":
    main()
