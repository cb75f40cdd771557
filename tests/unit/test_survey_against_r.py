"""Equal to R's survey on samples that we simulate: its answers lie beside the script."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Final

import numpy as np
import pytest
from tests.survey_answers import (
    Compared,
    Floats,
    differences,
    numbers,
    read_answers,
    read_columns,
)

from folkmoot.survey.estimation import (
    Design,
    LonelyPolicy,
    Replicates,
    balanced_repeats,
    jackknife,
    make_design,
    post_stratify,
    rake,
)

HERE: Final = Path(__file__).resolve().parents[1] / "data" / "survey_r"
SAID: Final = read_answers(HERE / "answers.csv")
STRATA: Final = read_columns(HERE / "simulated_strata.csv")
PAIRS: Final = read_columns(HERE / "simulated_pairs.csv")
MARGINS: Final = {
    "age": {"18-29": 21000, "30-44": 27000, "45-59": 26000, "60+": 31000},
    "sex": {"f": 54000, "m": 51000},
    "region": {"n": 50000, "s": 35000, "w": 20000},
}
CELLS: Final = {
    ("age", "sex"): {
        ("18-29", "f"): 10000, ("30-44", "f"): 13000, ("45-59", "f"): 13500, ("60+", "f"): 16500,
        ("18-29", "m"): 11000, ("30-44", "m"): 14000, ("45-59", "m"): 12500, ("60+", "m"): 14500,
    }
}  # fmt: skip
ITEMS: Final = ("critic", "creator", "spectator")

Columns = dict[str, list[str | None]]


def drawn(columns: Columns, fpc: Floats | None = None, lonely: LonelyPolicy = "error") -> Design:
    return make_design(
        numbers(columns["weight"]),
        strata=columns["stratum"],
        clusters=columns["cluster"],
        fpc=fpc,
        lonely=lonely,
    )


def lone() -> Columns:
    kept = [
        not (stratum == "s00" and cluster != "c0")
        for stratum, cluster in zip(STRATA["stratum"], STRATA["cluster"], strict=True)
    ]
    return {
        name: [cell for cell, keep in zip(column, kept, strict=True) if keep]
        for name, column in STRATA.items()
    }


def with_replicates(design: Design, replicates: Replicates) -> Design:
    return replace(design, replicates=replicates)


def cases() -> dict[str, tuple[Columns, Design]]:
    base = drawn(STRATA)
    pairs = drawn(PAIRS)
    return {
        "taylor": (STRATA, base),
        "taylor-fpc": (STRATA, drawn(STRATA, fpc=numbers(STRATA["clusters_in_stratum"]))),
        "taylor-plain": (STRATA, make_design(numbers(STRATA["weight"]))),
        "jkn": (STRATA, with_replicates(base, jackknife(base))),
        "jkn-around-estimate": (STRATA, with_replicates(base, jackknife(base, around="estimate"))),
        "lonely-adjust": (lone(), drawn(lone(), lonely="center")),
        "lonely-certainty": (lone(), drawn(lone(), lonely="certainty")),
        "brr": (PAIRS, with_replicates(pairs, balanced_repeats(pairs))),
        "raked": (STRATA, rake(base, STRATA, MARGINS).design),
        "raked-base": (STRATA, rake(base, STRATA, MARGINS, regression="base").design),
        "raked-jkn": (STRATA, rake(with_replicates(base, jackknife(base)), STRATA, MARGINS).design),
        "post-stratified": (STRATA, post_stratify(base, STRATA, CELLS).design),
        "fay": (PAIRS, with_replicates(pairs, balanced_repeats(pairs, rho=0.3))),
    }


@pytest.mark.parametrize("case", cases())
def test_every_number_is_that_of_r(case: str) -> None:
    columns, design = cases()[case]
    wrong, largest = differences(Compared(columns, design, ITEMS, "posts", "hours"), SAID[case])
    assert wrong == []
    assert largest <= 1e-6
    assert len(SAID[case]) > 300


def test_weights_are_those_of_r() -> None:
    said = read_columns(HERE / "weights.csv")
    base = drawn(STRATA)
    raked = rake(base, STRATA, MARGINS)
    np.testing.assert_allclose(raked.design.weights, numbers(said["raked"]), rtol=1e-8)
    stratified = post_stratify(base, STRATA, CELLS)
    np.testing.assert_allclose(stratified.design.weights, numbers(said["stratified"]), rtol=1e-8)


def test_replicates_made_by_r_give_the_same_totals() -> None:
    """Totals do not move with the matrix that balances the halves, so R may take its own."""
    columns, design = cases()["brr"]
    said = {key: value for key, value in SAID["brr-by-r"].items() if key[0] == "total"}
    wrong, _ = differences(Compared(columns, design, ITEMS, "posts", "hours"), said)
    assert wrong == []
    assert len(said) > 100


def test_signs_of_the_stored_replicates_are_those_made_here() -> None:
    design = drawn(PAIRS)
    signs = np.loadtxt(HERE / "signs.csv", delimiter=",")
    side = np.where([cluster == "c0" for cluster in PAIRS["cluster"]], 1, -1)
    factor = 1 + side[:, None] * signs[design.strata]
    np.testing.assert_array_equal(
        balanced_repeats(design).weights, design.weights[:, None] * factor
    )
