"""Weighting: what is refused, what is told of what was done, margins from files."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from tests.unit.test_survey_design import told

from folkmoot.errors import FolkmootError
from folkmoot.survey.estimation import (
    base_weights,
    jackknife,
    make_design,
    margins_of,
    post_stratify,
    rake,
    read_margins,
)
from folkmoot.survey.population import population

SEGMENTS = {
    "age": ["a", "a", "a", "b", "b", None],
    "sex": ["f", "f", "m", "m", "f", "m"],
}
EVEN = {"age": {"a": 0.5, "b": 0.5}, "sex": {"f": 0.4, "m": 0.6}}


def test_margins_that_do_not_match_are_told_all_together() -> None:
    margins: dict[Any, Any] = {
        "age": {"a": 0.5, "c": 0.3, "d": 0.1},
        "sex": {"f": 0.0, "m": 1.0},
        "town": {"x": 1.0},
    }
    assert told(lambda: rake(make_design(np.ones(6)), SEGMENTS, margins)) == [
        ("shares-do-not-add-up", "age", "0.9 in all"),
        ("category-not-in-margin", "age", "'b' in rows 4, 5"),
        ("unknown-category", "age", "row 6"),
        ("no-segment-column", "town", "no such column"),
        ("nobody-in-category", "age, c", "nobody who weighs"),
        ("nobody-in-category", "age, d", "nobody who weighs"),
        ("zero-margin", "sex, f", "0 in the margin, rows 1, 2, 5"),
    ]


def test_counts_of_two_populations_disagree() -> None:
    margins = {"sex": {"f": 100, "m": 110}, "age": {"a": 400, "b": 100}}
    found = told(lambda: rake(make_design(np.ones(6)), SEGMENTS, margins, unknown="keep"))
    assert found == [("margins-disagree", "margins", "sex 210, age 500")]
    odd = {"sex": {"f": -1.0, "m": 2.0}}
    assert told(lambda: rake(make_design(np.ones(6)), SEGMENTS, odd)) == [
        ("not-a-number", "sex, f", "-1.0")
    ]
    assert told(lambda: rake(make_design(np.ones(6)), SEGMENTS, {}))[0][0] == "no-margins"


def test_whom_nobody_knows_the_age_of_keeps_the_weight() -> None:
    made = rake(make_design(np.ones(6)), SEGMENTS, EVEN, unknown="keep")
    after = dict(
        zip(made.balance["category"].to_pylist(), made.balance["after"].to_pylist(), strict=True)
    )
    assert after == pytest.approx(
        {"a": 5 / 12, "b": 5 / 12, "not known": 1 / 6, "f": 0.4, "m": 0.6}
    )


def test_margins_that_no_weights_can_have_do_not_converge() -> None:
    apart = {"age": ["a", "a", "b", "b"], "sex": ["f", "f", "m", "m"]}
    found = told(lambda: rake(make_design(np.ones(4)), apart, EVEN, rounds=50))
    assert sorted(found) == [
        ("no-convergence", "age, a", "20.00% off after 50 rounds"),
        ("no-convergence", "age, b", "20.00% off after 50 rounds"),
    ]


def test_bounds_hold_or_are_said_to_be_too_narrow() -> None:
    rng = np.random.default_rng(4)
    people = {
        "age": rng.choice(["a", "b"], 400, p=[0.8, 0.2]).tolist(),
        "sex": rng.choice(["f", "m"], 400).tolist(),
    }
    drawn = make_design(rng.lognormal(0, 0.8, 400))
    free, held = (rake(drawn, people, EVEN, bounds=bounds) for bounds in (None, (0.2, 3.0)))
    assert free.ratio_range[1] > 3.5
    assert held.ratio_range[0] >= 0.2 * (1 - 1e-5)
    assert held.ratio_range[1] <= 3 * (1 + 1e-5)
    assert held.trimmed_count > 3
    assert held.effect_after < free.effect_after
    np.testing.assert_allclose(held.balance["after"], held.balance["target"], rtol=1e-9)
    narrow = told(lambda: rake(drawn, people, EVEN, bounds=(0.9, 1.1)))
    assert {code for code, *_ in narrow} == {"bounds-too-narrow"}
    assert told(lambda: rake(drawn, people, EVEN, bounds=(1.5, 2.0)))[0][0] == "odd-bounds"


def test_what_was_done_is_told() -> None:
    people = {"age": ["a", "a", "a", "b"]}
    made = rake(make_design([1.0, 1.0, 1.0, 1.0]), people, {"age": {"a": 50, "b": 50}})
    assert made.balance.to_pylist() == [
        {"variable": "age", "category": "a", "respondents": 3, "before": 0.75, "after": 0.5,
         "target": 0.5},
        {"variable": "age", "category": "b", "respondents": 1, "before": 0.25, "after": 0.5,
         "target": 0.5},
    ]  # fmt: skip
    assert made.design.weights == pytest.approx([50 / 3, 50 / 3, 50 / 3, 50])
    assert (made.effect_before, made.kish_before) == (1, 4)
    assert made.effect_after == pytest.approx(4 / 3)
    assert made.kish_after == pytest.approx(3)
    assert made.rounds == 1


def test_replicates_are_raked_one_by_one() -> None:
    drawn = make_design(np.ones(6))
    people = {"age": ["a", "a", "a", "b", "b", "b"]}
    made = rake(replace(drawn, replicates=jackknife(drawn)), people, {"age": {"a": 10, "b": 20}})
    assert made.design.replicates is not None
    sums = made.design.replicates.weights.reshape(2, 3, 6).sum(axis=1)
    np.testing.assert_allclose(sums, [[10] * 6, [20] * 6])
    # Who is left out stays out.
    assert (np.diag(made.design.replicates.weights) == 0).all()


def test_a_crossing_is_post_stratified_from_a_population() -> None:
    cells = population("DE", bands=["18-24", "25-34"])
    people = {"age_band": ["18-24", "25-34"] * 4, "gender": ["f", "f", "m", "m"] * 2}
    margins = margins_of(cells, ("age_band", "gender"))
    made = post_stratify(make_design(np.ones(8)), people, margins)
    assert made.design.weights.sum() == pytest.approx(sum(cells["people"].to_pylist()))
    found = told(
        lambda: post_stratify(
            make_design(np.ones(8)), people, margins_of(cells, "age_band", "gender")
        )
    )
    assert found == [("several-margins", "margins", "2 margins")]


def test_a_file_of_margins(tmp_path: Path) -> None:
    path = tmp_path / "margins.csv"
    path.write_text(
        "variable,category,count\nsex,f,52\nsex,m,48\nage x sex,a x f,30\nage x sex,a x m,30\n"
        "age x sex,b x f,22\nage x sex,b x m,18\n"
    )
    margins = read_margins(path)
    assert margins["sex"] == {"f": 52, "m": 48}
    assert margins["age", "sex"]["b", "m"] == 18
    people = pa.table({"age": list("aabb"), "sex": list("fmfm")})
    made = rake(make_design(np.ones(4)), people, margins)
    assert made.design.weights == pytest.approx([30, 30, 22, 18])
    assert set(made.balance["variable"].to_pylist()) == {"sex", "age x sex"}


def test_a_broken_file_of_margins_names_its_lines(tmp_path: Path) -> None:
    path = tmp_path / "margins.csv"
    path.write_text(
        "variable,category,share\nsex,f,0.5\nsex,f,0.2\nsex,,0.1\nage,a,many\nage,b,-1\n"
    )
    assert told(lambda: read_margins(path)) == [
        ("told-twice", "line 3", "sex, f"),
        ("empty-name", "line 4", "no variable or category"),
        ("not-a-number", "line 5", '"many"'),
        ("not-a-number", "line 6", '"-1"'),
    ]
    path.write_text("variable,category,share\nsex,f,0.5\nsex,m,0.2\n")
    assert told(lambda: read_margins(path)) == [("shares-do-not-add-up", "sex", "0.7 in all")]
    path.write_text("variable,category,share\n")
    assert told(lambda: read_margins(path))[0][0] == "no-margins"
    path.write_text("variable,category,share,count\nsex,f,0.5,2\n")
    with pytest.raises(FolkmootError) as caught:
        read_margins(path)
    assert caught.value.problem.code == "no-column"


def test_chances_become_weights() -> None:
    assert base_weights([0.5, 1.0]).tolist() == [2, 1]
    assert told(lambda: base_weights([0.5, 0.0, 1.5])) == [
        ("not-a-chance", "chances", "0.0 in rows 2, 3")
    ]


def test_many_margins_of_many_categories_do_not_overflow() -> None:
    """Ten margins of a hundred categories have more combinations than 64 bits can number."""
    rng = np.random.default_rng(2)
    columns = {
        f"m{n}": rng.permutation(np.arange(600) % 100).astype(str).tolist() for n in range(10)
    }
    even = {name: {str(n): 0.01 for n in range(100)} for name in columns}
    drawn = make_design(rng.lognormal(0, 0.2, 600))
    found = told(lambda: rake(drawn, columns, even, rounds=2))
    assert {code for code, *_ in found} == {"no-convergence"}
    made = rake(make_design(np.ones(600)), columns, even)
    assert made.design.weights == pytest.approx(np.ones(600))
