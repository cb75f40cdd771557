"""Equal to R's survey on samples that we simulate: its answers lie beside the script."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Final

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
)

HERE: Final = Path(__file__).resolve().parents[1] / "data" / "survey_r"
SAID: Final = read_answers(HERE / "answers.csv")
STRATA: Final = read_columns(HERE / "simulated_strata.csv")
PAIRS: Final = read_columns(HERE / "simulated_pairs.csv")
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
        "fay": (PAIRS, with_replicates(pairs, balanced_repeats(pairs, rho=0.3))),
    }


@pytest.mark.parametrize("case", cases())
def test_every_number_is_that_of_r(case: str) -> None:
    columns, design = cases()[case]
    wrong, largest = differences(Compared(columns, design, ITEMS, "posts", "hours"), SAID[case])
    assert wrong == []
    assert largest <= 1e-6
    assert len(SAID[case]) > 300
