"""The simulated survey of examples/ recovers its known truth, from file to interval.

``FOLKMOOT_STUDY=full`` draws 200 samples in place of 12; ``--log-cli-level=INFO`` prints the table.
"""

from __future__ import annotations

import csv
import importlib.util
import logging
import math
import os
import sys
from collections import Counter
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pyarrow as pa

from folkmoot import ladder
from folkmoot.estimate import EstimateTable
from folkmoot.measures.modelled import modelled, population_of
from folkmoot.measures.reported import reported
from folkmoot.survey import Responses
from folkmoot.survey.estimation import design_of, rake, read_margins
from folkmoot.survey.reading import read_survey

FOLDER = Path(__file__).resolve().parents[2] / "examples" / "simulated_survey"
REPEATS = 200 if os.environ.get("FOLKMOOT_STUDY") == "full" else 12
CROSSED = "country*age_band*gender"

_log = logging.getLogger(__name__)

Truth = dict[tuple[str, str, str], float]


@cache
def simulate() -> ModuleType:
    """The example's own program, which made its files."""
    spec = importlib.util.spec_from_file_location("simulate", FOLDER / "simulate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["simulate"] = module
    spec.loader.exec_module(module)
    return module


@cache
def truth() -> Truth:
    with (FOLDER / "truth.csv").open(encoding="utf-8", newline="") as file:
        return {
            (
                row["segment_kind"].replace(" x ", "*"),
                row["segment"].replace(" x ", " × "),
                row["rung"],
            ): float(row["share"])
            for row in csv.DictReader(file)
        }


def drawn(seed: int) -> Responses:
    """Another sample of the same population, its answers as they would be read."""
    module = simulate()
    people = _population()
    rows, weights = module.draw(people, np.random.default_rng([seed, 1]))
    size = len(rows)
    times = {"never": 0.0, "rarer": 0.3, "monthly": 1.0, "weekly": 4.0, "daily": 30.0}
    scale = np.array([times[option] for option in module.OPTIONS])
    items = [asked.item for asked in ladder.QUESTIONNAIRE]
    named = {name: column[rows].tolist() for name, column in module.segments(people).items()}
    return Responses(
        "drawn", "a simulated population", "probability",
        pa.table({"respondent_id": pa.array(range(size), pa.int64())}),
        pa.table({name: pa.array(column, pa.string()) for name, column in named.items()}),
        pa.table(
            {
                "weight": weights,
                "stratum": pa.array(named["country"], pa.string()),
                "cluster": pa.array([str(town) for town in people.town[rows]], pa.string()),
            }
        ),
        pa.table({item: scale[people.does[rows, place]] for place, item in enumerate(items)}),
        pa.table({item: pa.array(np.zeros(size, np.int8)) for item in items}),
        is_simulated=True,
    )  # fmt: skip


@cache
def _population() -> Any:
    module = simulate()
    return module.population(np.random.default_rng(module.SEED))


def held(table: EstimateTable) -> tuple[Counter[str], Counter[str]]:
    """How many shares are shown, and how many of their intervals hold the truth, by segment."""
    shown, holding = Counter[str](), Counter[str]()
    for row in table.rows(measure="share"):
        true = truth().get((row["segment_kind"], row["segment"], row["rung"]))
        if row["value"] is not None and true is not None:
            shown[row["segment_kind"]] += 1
            holding[row["segment_kind"]] += row["low"] <= true <= row["high"]
    return shown, holding


def test_the_files_are_those_that_the_program_writes(tmp_path: Path) -> None:
    simulate().main(tmp_path)
    for name in ("answers.csv", "margins.csv", "truth.csv"):
        assert (tmp_path / name).read_bytes() == (FOLDER / name).read_bytes(), name


def test_the_example_recovers_its_truth_from_file_to_interval() -> None:
    responses = read_survey(FOLDER / "answers.csv", FOLDER / "survey.toml")
    assert len(responses) == 1980
    assert responses.is_simulated
    margins = read_margins(FOLDER / "margins.csv")
    raked = rake(design_of(responses), responses.segments, margins).design
    table = reported(responses, ("country", "age_band", "gender"), design=raked)
    shown, holding = held(table)
    assert shown == {"all": 7, "country": 21, "age_band": 42, "gender": 14}
    assert holding["all"] == 7
    assert sum(holding.values()) >= 0.9 * sum(shown.values())
    # Without the margins the young are too many, and creators with them.
    (plain,) = reported(responses, ()).rows(rung="creator", measure="share")
    (mended,) = table.rows(segment_kind="all", rung="creator", measure="share")
    assert plain["low"] > truth()["all", "all", "creator"]
    assert mended["low"] < truth()["all", "all", "creator"] < mended["high"]


def test_samples_drawn_anew_hold_the_truth_as_often_as_they_say() -> None:
    """Simulated: shares by country, age and gender, raked, strata and clusters in the variance."""
    margins = read_margins(FOLDER / "margins.csv")
    shown, holding = Counter[str](), Counter[str]()
    for seed in range(REPEATS):
        responses = drawn(seed)
        raked = rake(design_of(responses), responses.segments, margins).design
        found = held(reported(responses, ("country", "age_band", "gender"), design=raked))
        shown += found[0]
        holding += found[1]
    for kind, count in shown.items():
        _log.info("%s: %.3f of %d intervals", kind, holding[kind] / count, count)
    assert 0.92 <= sum(holding.values()) / sum(shown.values()) <= 0.98


def test_the_model_is_closer_to_small_segments_than_their_own_answers() -> None:
    responses = drawn(1)
    margins = read_margins(FOLDER / "margins.csv")
    raked = rake(design_of(responses), responses.segments, margins).design
    people = population_of(margins, "the simulated population")
    table = modelled(responses, CROSSED.split("*"), people, weights=raked.weights,
                     rungs=("critic", "creator"))  # fmt: skip
    off: dict[str, list[float]] = {}
    inside = []
    for row in table.rows():
        true = truth()[row["segment_kind"], row["segment"], row["rung"]]
        if row["value"] is not None:
            off.setdefault(row["measure"], []).append((row["value"] - true) ** 2)
        if row["measure"] == "share":
            inside.append(row["low"] <= true <= row["high"])
    error = {name: math.sqrt(sum(each) / len(each)) for name, each in off.items()}
    _log.info("rmse: %s; %.3f of %d intervals", error, sum(inside) / len(inside), len(inside))
    assert error["share"] < 0.8 * error["answered_share"]
    assert error["share"] < 0.5 * error["overall_share"]
    assert sum(inside) / len(inside) >= 0.9
