"""Populations whose truth is known, and samples from them; all simulated but the travellers.

The travellers are the members of the bundled community who declare age and country: what they did
is real, and they are few enough to know all of them, so samples can be drawn from them again and
again and held against the truth.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import product

import numpy as np
import pyarrow as pa
import zstandard
from numpy.typing import NDArray

from folkmoot.activity import age_band
from folkmoot.places import country_of
from folkmoot.survey import Responses
from folkmoot.survey.smallarea.model import terms_of


@dataclass(frozen=True)
class Truth:
    """A population by cell, and the true share of one property in each."""

    names: tuple[str, ...]
    codes: NDArray[np.int64]
    people: NDArray[np.float64]
    share: NDArray[np.float64]

    def table(self) -> pa.Table:
        columns: Mapping[str, object] = self.columns(np.arange(len(self.people)))
        return pa.table({**columns, "people": self.people})

    def columns(self, place: NDArray[np.int64]) -> dict[str, list[str]]:
        """Segments of the people in these cells."""
        return {
            name: [f"{name}{code}" for code in self.codes[place, at]]
            for at, name in enumerate(self.names)
        }


def truth_of(
    random: np.random.Generator,
    shape: Mapping[str, int],
    *,
    main: float = 0.5,
    pair: float = 0.25,
) -> Truth:
    """A simulated population: effects of each characteristic, each pair and each cell."""
    codes = np.array(list(product(*(range(size) for size in shape.values()))))
    terms = terms_of(tuple(shape), codes, main_scale=1, pair_scale=1)
    scales = np.where(terms.owner < len(shape), main, pair)
    effects = random.normal(0, 1, len(terms.owner)) * scales
    effects[0] = random.uniform(-2.2, 0)
    logits = terms.design @ effects + random.normal(0, pair / 2, len(codes))
    people = random.dirichlet(np.full(len(codes), 4.0))
    return Truth(tuple(shape), codes, people * 1e6, 1 / (1 + np.exp(-logits)))


@dataclass(frozen=True)
class Drawn:
    """A simulated sample: who was asked, with which weight, and what they said."""

    place: NDArray[np.int64]
    weight: NDArray[np.float64]
    answers: NDArray[np.float64]


def draw(random: np.random.Generator, truth: Truth, size: int) -> Drawn:
    """Draw people whose chance to answer differs by the first characteristic; weights mend that."""
    levels = int(truth.codes[:, 0].max()) + 1
    willing = np.exp(random.normal(0, 0.4, levels))[truth.codes[:, 0]]
    chance = truth.people * willing
    place = random.choice(len(truth.people), size, p=chance / chance.sum())
    answers = (random.random(size) < truth.share[place]).astype(float)
    return Drawn(place, (1 / willing)[place], answers)


def responses_of(
    segments: Mapping[str, Sequence[str | None]],
    design: Mapping[str, object] | None = None,
    *,
    sample_kind: str = "probability",
) -> Responses:
    """Respondents of whom only segments and design matter."""
    size = len(next(iter(segments.values())))
    empty = pa.table({})
    return Responses(
        "simulated", "people of a simulated country",
        "probability" if sample_kind == "probability" else "non-probability",
        pa.table({"respondent_id": pa.array(range(size), pa.int64())}),
        pa.table({name: pa.array(values, pa.string()) for name, values in segments.items()}),
        pa.table(dict(design or {})), empty, empty, is_simulated=True,
    )  # fmt: skip


def one_rung(answers: NDArray[np.float64]) -> dict[str, NDArray[np.float64]]:
    """A question named like a rung, and its answers."""
    return {"critic": answers}


@cache
def travellers() -> tuple[Truth, ...]:
    """Real members by age, country and year of joining, and the share of them who did a thing.

    One truth a behaviour: asked, answered, commented, and marked a favourite. Ages under 18 and
    over 54 and countries beside the four most common are pooled, so that the cells are large.
    """
    did = [
        {row["OwnerUserId"] for row in _rows("Posts") if row["PostTypeId"] == kind} for kind in "12"
    ]
    did += [{row["UserId"] for row in _rows(name)} for name in ("Comments", "Votes")]
    people = [(row["Id"], *cell) for row in _rows("Users") if (cell := _cell(row))]
    codes, place = np.unique(np.array([each[1:] for each in people]), axis=0, return_inverse=True)
    size = np.bincount(place.ravel())
    names = ("age", "country", "joined")
    return tuple(
        Truth(names, codes, size.astype(float),
              np.bincount(place.ravel(), [each[0] in doers for each in people]) / size)
        for doers in did
    )  # fmt: skip


_AGES = {"13-17": 0, "18-24": 0, "25-34": 1, "35-44": 2, "45-54": 3, "55-64": 3, "65+": 3}
_COUNTRIES = {"US": 0, "IN": 1, "GB": 2, "DE": 3}


def _cell(row: Mapping[str, str]) -> tuple[int, int, int] | None:
    band = age_band(int(row["Age"])) if row["Age"] else None
    country = country_of(row["Location"])
    if band is None or country is None:
        return None
    return _AGES[band], _COUNTRIES.get(country, 4), int(row["CreationDate"] >= "2015")


def _rows(name: str) -> list[dict[str, str]]:
    packed = (files("folkmoot") / "demo_data" / f"{name}.csv.zst").read_bytes()
    text = zstandard.ZstdDecompressor().stream_reader(packed).read().decode()
    return list(csv.DictReader(io.StringIO(text, newline="")))
