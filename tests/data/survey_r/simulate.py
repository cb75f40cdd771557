"""Write the two simulated samples that R's survey and our estimates are compared on.

python tests/data/survey_r/simulate.py
"""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np

from folkmoot.survey.estimation import balanced_repeats, make_design

HERE = Path(__file__).parent
FIELDS = (
    "stratum", "cluster", "weight", "clusters_in_stratum", "age", "sex", "region", "critic",
    "creator", "spectator", "hours", "posts",
)  # fmt: skip
AGES = ("18-29", "30-44", "45-59", "60+")


def main() -> None:
    """Make both samples anew; the seeds make them the same each time."""
    rng = np.random.default_rng(20261126)
    _write("simulated_strata.csv", rng, [int(number) for number in rng.integers(2, 7, 8)])
    _write("simulated_pairs.csv", rng, [2] * 11)
    _write_signs(11)


def _write_signs(strata: int) -> None:
    """Which cluster of each stratum (row) a balanced replicate (column) doubles: 1 the first."""
    labels = [f"s{number // 2:02d}" for number in range(2 * strata)]
    drawn = make_design(np.ones(2 * strata), strata=labels)
    signs = balanced_repeats(drawn).weights[::2].astype(int) - 1
    np.savetxt(HERE / "signs.csv", signs, "%d", delimiter=",")


def _write(name: str, rng: np.random.Generator, clusters: list[int]) -> None:
    with (HERE / name).open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(FIELDS)
        for stratum, number in enumerate(clusters):
            population = number * int(rng.integers(3, 9))
            for cluster in range(number):
                leaning = rng.normal(0, 0.7)
                for _ in range(int(rng.integers(9, 30))):
                    writer.writerow(
                        [f"s{stratum:02d}", f"c{cluster}", *_person(rng, leaning, population)]
                    )


def _person(rng: np.random.Generator, leaning: float, population: int) -> list[object]:
    age, sex = int(rng.integers(4)), int(rng.integers(2))
    odds = leaning - 1.2 + np.array([0.9, 0.2, -0.3, -1.0])[age] + 0.3 * sex
    critic = rng.random() < 1 / (1 + np.exp(-odds))
    creator = rng.random() < (0.12 if age == 0 else 0.03)
    spectator: object = int(rng.random() < 0.75) if rng.random() > 0.1 else ""
    hours = rng.gamma(2.0, 3.0 + age)
    posts = rng.poisson(hours * (0.4 + 0.5 * critic))
    return [
        f"{rng.lognormal(5, 0.6):.4f}",
        population,
        AGES[age],
        "fm"[sex],
        "nsw"[int(rng.choice(3, p=[0.5, 0.3, 0.2]))],
        int(critic),
        int(creator),
        spectator,
        f"{hours:.3f}",
        posts,
    ]


if __name__ == "__main__":
    main()
