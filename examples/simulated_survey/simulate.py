"""Make a simulated survey whose truth is known: ``python simulate.py``.

Nobody answered this questionnaire. A program made a population of 400,000 online adults of three
countries, drew towns and people from it, and wrote down what they would have answered. So the
true share of every group in every segment is known (``truth.csv``), and what folkmoot estimates
from the answers (``answers.csv``, weighed by ``margins.csv``) can be held against it.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from folkmoot.ladder import QUESTIONNAIRE, RUNGS
from folkmoot.survey.instrument import export_code, make_instrument

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

SEED: Final = 20261126
PEOPLE: Final = 400_000
TOWNS: Final = 120
#: Towns drawn from each country, and people asked in each of them.
DRAWN_TOWNS: Final = 12
ASKED: Final = 55

COUNTRIES: Final = ("DE", "FR", "PL")
AGES: Final = ("18-24", "25-34", "35-44", "45-54", "55-64", "65+")
GENDERS: Final = ("f", "m")
_COUNTRY_SHARES: Final = (0.45, 0.35, 0.20)
_AGE_SHARES: Final = (0.12, 0.18, 0.18, 0.19, 0.17, 0.16)

#: Log-odds of doing each kind of thing often enough, at 35 to 44 in Germany.
_LEVEL: Final = {
    "creator": -2.3, "conversationalist": -1.9, "critic": -1.2, "collector": -1.5,
    "joiner": 0.2, "spectator": 1.3,
}  # fmt: skip
_AGE: Final = (0.9, 0.6, 0.0, -0.4, -0.8, -1.3)
_COUNTRY: Final = {"DE": 0.0, "FR": -0.2, "PL": 0.35}
#: Women of Poland review more, men of Poland less: a difference that no margin shows.
_CROSSED: Final = 0.5

#: Options of the questionnaire's scale that are used here, rarest first.
OPTIONS: Final = ("never", "rarer", "monthly", "weekly", "daily")
#: Shares of answers that are left open, not known, and refused.
_OPEN: Final = {"": 0.003, "dont_know": 0.002, "refused": 0.001}


@dataclass(frozen=True)
class Population:
    """Everybody there is: who they are, where they live, what they do.

    ``does`` has a row a person and a column an item, the place of its option in ``OPTIONS``.
    """

    country: Ints
    age: Ints
    gender: Ints
    town: Ints
    does: Ints


def population(chance: np.random.Generator) -> Population:
    """Make the population; people of one town resemble each other a little."""
    country = chance.choice(len(COUNTRIES), PEOPLE, p=_COUNTRY_SHARES)
    age = chance.choice(len(AGES), PEOPLE, p=_AGE_SHARES)
    gender = chance.choice(len(GENDERS), PEOPLE)
    town = country * TOWNS + (TOWNS * chance.beta(1.0, 2.0, PEOPLE)).astype(np.int64)
    leaning = chance.normal(0.0, 0.25, len(COUNTRIES) * TOWNS)[town]
    # Whoever does one thing is likelier to do another.
    active = chance.normal(0.0, 1.0, PEOPLE)
    base = np.array(_AGE)[age] + np.array([_COUNTRY[c] for c in COUNTRIES])[country] + leaning
    crossed = np.where(country == COUNTRIES.index("PL"), np.where(gender == 0, 1.0, -1.0), 0.0)
    does = np.column_stack(
        [_item(asked.rung, base, active, crossed, chance) for asked in QUESTIONNAIRE]
    )
    return Population(country, age, gender, town, does)


def _item(
    rung: str, base: Floats, active: Floats, crossed: Floats, chance: np.random.Generator
) -> Ints:
    items = sum(asked.rung == rung for asked in QUESTIONNAIRE)
    # Items of a rung share its level: together they reach it about as often as the rung says.
    level = _LEVEL[rung] + base + active - 0.6 * np.log(items)
    level = level + (_CROSSED * crossed if rung == "critic" else 0.0)
    often = level + chance.logistic(0.0, 1.0, len(base))
    return np.digitize(often, (-1.2, 0.0, 0.7, 2.0)).astype(np.int64)


def rungs(does: Ints) -> NDArray[np.bool_]:
    """Say who is on which group of the ladder, inactive last."""
    columns = []
    for rung in RUNGS[:-1]:
        least = OPTIONS.index(rung.minimum)
        items = [place for place, asked in enumerate(QUESTIONNAIRE) if asked.rung == rung.name]
        columns.append((does[:, items] >= least).any(axis=1))
    reached = np.column_stack(columns)
    return np.column_stack([reached, ~reached.any(axis=1)])


def segments(people: Population) -> dict[str, NDArray[np.str_]]:
    """Name everybody's country, age band and gender."""
    return {
        "country": np.array(COUNTRIES)[people.country],
        "age_band": np.array(AGES)[people.age],
        "gender": np.array(GENDERS)[people.gender],
    }


def draw(people: Population, chance: np.random.Generator) -> tuple[Ints, Floats]:
    """Draw towns, then people in them; return who was drawn and each one's weight.

    Towns are drawn by country, each with a chance in proportion to how many live there
    (systematically, so that none is drawn twice). Young people answer more readily than old
    ones, so that the margins of age need mending by raking.
    """
    willing = np.array((1.0, 0.9, 0.8, 0.7, 0.55, 0.4))[people.age]
    rows, weights = [], []
    for country in range(len(COUNTRIES)):
        towns, sizes = np.unique(people.town[people.country == country], return_counts=True)
        step = sizes.sum() / DRAWN_TOWNS
        marks = step * (chance.random() + np.arange(DRAWN_TOWNS))
        for town in np.searchsorted(np.cumsum(sizes), marks, side="right"):
            living = np.flatnonzero(people.town == towns[town])
            drawn = chance.choice(
                living, min(ASKED, len(living)), replace=False,
                p=willing[living] / willing[living].sum(),
            )  # fmt: skip
            rows.append(drawn)
            weights.append(np.full(len(drawn), sizes.sum() / (DRAWN_TOWNS * len(drawn))))
    return np.concatenate(rows), np.concatenate(weights)


def write_answers(path: Path, people: Population, rows: Ints, weights: Floats,
                  chance: np.random.Generator) -> None:  # fmt: skip
    """Write the answers of those drawn, in the codes of folkmoot's own questionnaire."""
    asked = make_instrument(["en"], countries=COUNTRIES)
    codes = {
        question.id: {option.value: option.code for option in question.options}
        for question in asked.questions
    }
    named = segments(people)
    items = [each.item for each in QUESTIONNAIRE]
    heads = ["id", "submitdate", "weight", "stratum", "cluster", "country", "ageband", "gender"]
    began = datetime(2026, 3, 2, 8, tzinfo=UTC)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([*heads, *(export_code(item) for item in items)])
        for number, (row, weight) in enumerate(zip(rows, weights, strict=True), 1):
            who = {name: str(column[row]) for name, column in named.items()}
            writer.writerow(
                [
                    f"simulated-{number}",
                    f"{began + timedelta(minutes=7 * number):%Y-%m-%d %H:%M:%S}",
                    f"{weight:.2f}",
                    who["country"],
                    f"town-{people.town[row]}",
                    codes["country"][who["country"]],
                    codes["age_band"][who["age_band"]],
                    codes["gender"][who["gender"]],
                    *(
                        _said(codes[item], OPTIONS[option], chance)
                        for item, option in zip(items, people.does[row], strict=True)
                    ),
                ]
            )


def _said(codes: dict[str, str], option: str, chance: np.random.Generator) -> str:
    kinds, shares = zip(*_OPEN.items(), strict=True)
    told = chance.choice([option, *kinds], p=[1 - sum(shares), *shares])
    return codes[told] if told else ""


def write_truth(path: Path, people: Population) -> None:
    """Write the true share of every group in every segment, and how many people it has."""
    named = segments(people)
    on = rungs(people.does)
    crossed = np.array([" x ".join(each) for each in zip(*named.values(), strict=True)])
    kinds = {"all": np.full(PEOPLE, "all"), **named, " x ".join(named): crossed}
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["segment_kind", "segment", "people", "rung", "share"])
        for kind, column in kinds.items():
            for segment in np.unique(column):
                within = on[column == segment]
                for place, rung in enumerate(RUNGS):
                    share = f"{within[:, place].mean():.4f}"
                    writer.writerow([kind, segment, len(within), rung.name, share])


def write_margins(path: Path, people: Population) -> None:
    """Write how many people there are by country, age band and gender: what a census would say."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["variable", "category", "count"])
        for name, column in segments(people).items():
            for category, count in zip(*np.unique(column, return_counts=True), strict=True):
                writer.writerow([name, category, count])


def main(folder: Path) -> None:
    """Write ``answers.csv``, ``margins.csv`` and ``truth.csv``; the same every time."""
    chance = np.random.default_rng(SEED)
    people = population(chance)
    rows, weights = draw(people, chance)
    write_answers(folder / "answers.csv", people, rows, weights, chance)
    write_margins(folder / "margins.csv", people)
    write_truth(folder / "truth.csv", people)


if __name__ == "__main__":
    main(Path(__file__).resolve().parent)
