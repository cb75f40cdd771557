"""Small-area estimates: what goes in is checked, what comes out says what it is."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from tests.smallarea_truths import Drawn, Truth, draw, one_rung, responses_of, truth_of

from folkmoot.errors import ProblemGroup
from folkmoot.survey import Responses
from folkmoot.survey.smallarea import SmallArea, mrp
from folkmoot.survey.smallarea.cells import cells_of, count_answers
from folkmoot.survey.smallarea.marginal import _posterior_at
from folkmoot.survey.smallarea.sample import sample_of

SHAPE = {"age": 4, "gender": 2, "education": 3}


def surveyed(size: int = 800, seed: int = 3) -> tuple[Truth, Drawn, Responses]:
    random = np.random.default_rng(seed)
    truth = truth_of(random, SHAPE)
    drawn = draw(random, truth, size)
    return truth, drawn, responses_of(truth.columns(drawn.place), {"weight": drawn.weight})


def estimated(by: tuple[str, ...] = ("age", "gender"), **options: object) -> SmallArea:
    truth, drawn, said = surveyed()
    return mrp(said, by, truth.table(), answers=one_rung(drawn.answers), **options)  # type: ignore[arg-type]


def test_each_cell_stands_beside_its_raw_value_and_the_overall_share() -> None:
    truth, drawn, said = surveyed()
    found = mrp(said, ("age", "gender"), truth.table(), answers=one_rung(drawn.answers))
    assert len(found) == 8
    assert found.table.column_names[:3] == ["age", "gender", "rung"]
    row = found.rows(age="age1", gender="gender0")[0]
    held = (truth.codes[drawn.place, 0] == 1) & (truth.codes[drawn.place, 1] == 0)
    weight, answers = drawn.weight[held], drawn.answers[held]
    assert row["raw_n"] == held.sum()
    assert row["raw_value"] == pytest.approx((weight * answers).sum() / weight.sum())
    cell = (truth.codes[:, 0] == 1) & (truth.codes[:, 1] == 0)
    assert row["people"] == pytest.approx(truth.people[cell].sum())
    assert {each["overall_value"] for each in found.rows()} == {row["overall_value"]}
    assert row["overall_low"] < row["overall_value"] < row["overall_high"]
    assert row["low"] < row["value"] < row["high"]


def test_the_same_seed_gives_the_same_and_another_nearly_the_same() -> None:
    first, again, other = estimated(), estimated(), estimated(seed=1)
    assert first.table == again.table
    assert first.checks == again.checks
    apart = np.abs(first.table["value"].to_numpy() - other.table["value"].to_numpy())
    assert 0 < apart.max() < 0.01


def test_raw_values_of_few_people_are_withheld_but_not_the_model() -> None:
    found = estimated(("age", "gender", "education"))
    few = [row for row in found.rows() if row["raw_reliability"] in ("suppressed", "hidden")]
    assert few
    assert all(row["raw_value"] is None and row["value"] is not None for row in few)
    assert all(row["raw_n"] is None for row in few if row["raw_reliability"] == "suppressed")


def test_without_a_crossing_there_is_one_row_and_it_is_the_overall_share() -> None:
    (row,) = estimated(()).rows()
    assert (row["value"], row["low"], row["high"]) == (
        row["overall_value"], row["overall_low"], row["overall_high"],
    )  # fmt: skip
    assert row["raw_n"] == 800


def test_answers_that_nobody_gave_do_not_count() -> None:
    truth, drawn, said = surveyed()
    answers = drawn.answers.copy()
    answers[:100] = np.nan
    row = mrp(said, ("age",), truth.table(), answers=one_rung(answers)).rows(age="age1")[0]
    held = (truth.codes[drawn.place, 0] == 1)[100:]
    assert row["raw_n"] == held.sum()


def test_weights_that_differ_in_a_cell_and_clusters_make_fewer_effective_answers() -> None:
    place = np.repeat([0, 1], 200)
    answers = np.tile([1.0, 0.0], 200)
    even = count_answers(answers, np.ones(400), place, 2)
    between = count_answers(answers, np.repeat([1.0, 9.0], 200), place, 2)
    inside = count_answers(answers, np.tile([1.0, 1.0, 3.0, 3.0], 100), place, 2)
    assert (even.design_effect, between.design_effect) == (1.0, 1.0)
    assert inside.design_effect == pytest.approx(1.25, rel=0.01)
    assert inside.asked.sum() == pytest.approx(320, rel=0.01)
    alike = np.repeat([1.0, 0.0, 0.0, 1.0], 100)
    clustered = count_answers(alike, np.ones(400), place, 2, np.repeat(np.arange(40), 10))
    assert clustered.design_effect == pytest.approx(10, rel=0.05)


def test_the_slope_of_the_posterior_is_that_of_its_values() -> None:
    truth, drawn, said = surveyed()
    sample = sample_of(said, truth.table())
    work = sample.work(sample.count(drawn.answers))
    for numbers in (np.full(7, -0.5), np.linspace(-2, 2, 7)):
        _, slope, _ = _posterior_at(work, numbers, None)
        steps = 1e-4 * np.eye(7)
        rises = [
            (_posterior_at(work, numbers + h, None)[0] - _posterior_at(work, numbers - h, None)[0])
            / 2e-4
            for h in steps
        ]
        assert slope == pytest.approx(np.array(rises), abs=1e-5)


def test_faults_of_the_question_come_together() -> None:
    truth, drawn, said = surveyed()
    with pytest.raises(ProblemGroup) as caught:
        mrp(said, ("age", "income"), truth.table(), rungs=["critic", "lurker"],
            answers=one_rung(drawn.answers[:9]))  # fmt: skip
    codes = [each.code for each in caught.value.problems]
    assert codes == ["no-segment", "unknown-rung", "other-length"]


def test_categories_that_do_not_match_are_named_with_their_rows() -> None:
    said = responses_of({"age": ["young", "old", "ancient", "ancient", None]})
    people = pa.table({"age": ["young", "old"], "people": [1.0, 1.0]})
    with pytest.raises(ProblemGroup) as caught:
        sample_of(said, people)
    (problem,) = caught.value.problems
    assert (problem.code, problem.where) == ("other-categories", "age, 2 rows, first 3")
    assert problem.got == '"ancient"'


def test_those_whom_the_population_does_not_count_can_be_left_out_and_are_told() -> None:
    truth, drawn, _ = surveyed()
    segments = truth.columns(drawn.place)
    segments["gender"][:7] = ["x"] * 7
    found = mrp(responses_of(segments), ("age",), truth.table(), unmatched="leave-out",
                answers=one_rung(drawn.answers))  # fmt: skip
    assert found.respondents == 793
    assert "does not count them: gender x (7)." in words(found)


def test_a_characteristic_nobody_was_asked_for_is_named() -> None:
    people = pa.table({"age": ["young"], "income": ["low"], "people": [1.0]})
    with pytest.raises(ProblemGroup) as caught:
        sample_of(responses_of({"age": ["young"]}), people)
    assert [(each.code, each.where) for each in caught.value.problems] == [("no-segment", "income")]


def test_somebody_where_nobody_lives_is_named() -> None:
    people = pa.table({"age": ["y", "o"], "sex": ["f", "m"], "people": [1.0, 1.0]})
    said = responses_of({"age": ["y", "y"], "sex": ["f", "m"]})
    with pytest.raises(ProblemGroup) as caught:
        sample_of(said, people)
    assert [(each.code, each.got) for each in caught.value.problems] == [("nobody-there", "y, m")]


@pytest.mark.parametrize(
    ("people", "code"),
    [
        (pa.table({"people": [1.0]}), "no-column"),
        (pa.table({"age": ["y"]}), "no-column"),
        (pa.table({"age": ["y", None], "people": [1.0, 1.0]}), "missing"),
        (pa.table({"age": ["y", "o"], "people": [1.0, -1.0]}), "not-a-number"),
        (pa.table({"age": ["y", "o"], "people": [0.0, 0.0]}), "nobody"),
        (pa.table({"age": ["y", "y"], "people": [1.0, 1.0]}), "told-twice"),
    ],
)
def test_a_population_that_is_none_is_refused(people: pa.Table, code: str) -> None:
    with pytest.raises(ProblemGroup) as caught:
        cells_of(people)
    assert [each.code for each in caught.value.problems] == [code]


@pytest.mark.parametrize("bad", [np.nan, -1.0, np.inf])
def test_weights_that_are_none_are_named_with_their_rows(bad: float) -> None:
    truth, _, said = surveyed()
    weights = np.ones(800)
    weights[[4, 7]] = bad
    with pytest.raises(ProblemGroup) as caught:
        sample_of(said, truth.table(), weights=weights)
    assert [each.where for each in caught.value.problems] == ["row 5", "row 8"]


def words(found: SmallArea) -> str:
    return " ".join(found.sentences)


def test_a_non_probability_sample_and_simulated_answers_are_said() -> None:
    truth, drawn, said = surveyed()
    on = one_rung(drawn.answers)
    told = words(mrp(said, ("age",), truth.table(), answers=on))
    assert "The answers are simulated." in told
    assert "no probability sample" not in told
    said = responses_of(truth.columns(drawn.place), sample_kind="volunteers")
    assert "no probability sample" in words(mrp(said, ("age",), truth.table(), answers=on))


def test_it_says_when_the_overall_share_would_do_and_when_it_would_not() -> None:
    random = np.random.default_rng(5)
    for main, expected in ((0.0, "the overall share would do as well"), (1.0, "cells differ")):
        truth = truth_of(random, SHAPE, main=main, pair=main / 2)
        drawn = draw(random, truth, 600)
        said = responses_of(truth.columns(drawn.place))
        found = mrp(said, ("age",), truth.table(), answers=one_rung(drawn.answers))
        assert f"critic: {expected}" in words(found)


def test_few_respondents_unseen_categories_and_rare_rungs_are_said() -> None:
    truth, drawn, _ = surveyed(size=150)
    segments = truth.columns(drawn.place)
    held = [row for row in range(150) if segments["education"][row] != "education2"]
    said = responses_of({name: [each[row] for row in held] for name, each in segments.items()})
    both = np.column_stack([drawn.answers[held], np.eye(1, len(held), 0)[0]])
    found = mrp(
        said,
        ("education",),
        truth.table(),
        answers=dict(zip(("critic", "creator"), both.T, strict=True)),
    )
    told = words(found)
    assert "Do not use this for single cells" in told
    assert "Nobody with education education2 answered" in told
    assert f"creator: not estimated, 1 of {len(held)} say yes" in told
    assert {row["rung"] for row in found.rows()} == {"critic"}
    assert len(found.rows(education="education2")) == 1


def test_checks_see_a_category_that_behaves_unlike_all_others() -> None:
    random = np.random.default_rng(6)
    ages = [f"age{each}" for each in random.integers(0, 8, 2400)]
    answers = np.where(np.array(ages) == "age3", 0.95, 0.2) > random.random(2400)
    said = responses_of({"age": ages})
    people = pa.table({"age": sorted(set(ages)), "people": [1.0] * 8})
    found = mrp(said, ("age",), people, answers=one_rung(answers.astype(float)))
    blind = [row for row in found.checks.to_pylist() if row["check"] == "leave-one-group-out"]
    assert [row["category"] for row in blind if not row["is_inside"]] == ["age3"]
    fitted = [row for row in found.checks.to_pylist() if row["check"] == "posterior-predictive"]
    assert all(row["is_inside"] for row in fitted)
