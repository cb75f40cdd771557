"""Joining a log and a questionnaire: refusals, what totals mean, and what the priors do."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from tests.smallarea_truths import responses_of
from tests.statistics.test_survey_fusion import SIZE, World, world

from folkmoot import ladder
from folkmoot.errors import FolkmootError, ProblemGroup
from folkmoot.survey import Responses
from folkmoot.survey.fusion import STATES, Fusion, LogNormal, Priors, Totals, fuse
from folkmoot.survey.fusion.combine import Seen, Surveyed, combine, nothing_seen
from folkmoot.survey.fusion.states import claims_of
from folkmoot.survey.fusion.totals import shares_of_cells
from folkmoot.survey.smallarea.cells import cells_of

EXACT = LogNormal(1.0, 0.0)
KNOWN = Priors(EXACT, EXACT, EXACT, EXACT, EXACT, EXACT)


def fused(one: World, *totals: Totals, **options: Any) -> Fusion:
    said = responses_of(one.part.columns(one.place))
    return fuse(said, ["age"], one.part.table(), totals, claims=one.claims, **options)


def test_a_log_alone_gives_no_share_of_readers() -> None:
    people = pa.table({"age": ["y"], "people": [10.0]})
    posters = Totals("posters", pa.table({"accounts": [5]}))
    with pytest.raises(FolkmootError) as caught:
        fuse(None, ["age"], people, [posters], silent=32_807)
    problem = caught.value.problem
    assert problem.code == "no-questionnaire"
    assert "posts cannot show who only reads" in problem.got
    assert "of 32,807 members who never posted nothing is known" in problem.got
    assert "A questionnaire of 400".lower() in problem.hint


def test_a_crossing_that_the_population_does_not_have_is_named() -> None:
    one = world(1)
    said = responses_of(one.part.columns(one.place))
    with pytest.raises(ProblemGroup) as caught:
        fuse(said, ["income"], one.part.table(), claims=one.claims)
    assert [(each.code, each.where) for each in caught.value.problems] == [
        ("no-segment", "by, income")
    ]


def test_states_sum_to_one_and_stand_beside_claims_raw_shares_and_people() -> None:
    one = world(1)
    found = fused(one, one.posters)
    assert len(found) == 18
    for age in range(6):
        rows = found.rows(age=f"age{age}")
        assert [row["state"] for row in rows] == list(STATES)
        assert sum(row["value"] for row in rows) == pytest.approx(1)
        assert sum(row["claimed"] for row in rows) == pytest.approx(1)
        people = one.part.people[one.part.codes[:, 0] == age].sum()
        assert sum(row["people"] for row in rows) == pytest.approx(people)
        asked = (one.part.codes[one.place, 0] == age).sum()
        assert {row["raw_n"] for row in rows} == {asked}
        said = one.claims.of("post")[one.part.codes[one.place, 0] == age]
        assert rows[2]["raw_value"] == pytest.approx(said.mean())


def test_the_same_seed_gives_the_same() -> None:
    one = world(1)
    assert fused(one, one.posters).table == fused(one, one.posters).table


def test_the_answer_shows_how_it_moves_with_what_is_believed() -> None:
    found = fused(world(1))
    rows = found.sensitivity.to_pylist()
    posts = {
        (row["claims_median"], row["claims_sigma"]): row for row in rows if row["state"] == "post"
    }
    assert [row["state"] for row in rows if row["is_chosen"]] == list(STATES)
    assert posts[1.0, 0.25]["value"] > posts[1.25, 0.25]["value"] > posts[2.0, 0.25]["value"]
    wide = [posts[1.25, s]["high"] - posts[1.25, s]["low"] for s in (0.0, 0.25, 0.5)]
    assert wide == sorted(wide)
    assert wide[0] < wide[1] < wide[2]


def test_it_says_what_the_log_changed_and_what_it_could_not() -> None:
    one = world(2)
    told = fused(one, one.posters).sentences
    assert any(each.startswith('"read only"') and "told nothing new" in each for each in told)
    assert any(each.startswith('"post"') and "nothing new" not in each for each in told)
    assert any("0.77 to 2.04 times the true ones" in each for each in told)
    assert "The answers are simulated." in told
    alone = fused(one).sentences
    assert any("No totals of a log were given" in each for each in alone)


def test_totals_that_cannot_be_true_are_said_to_be() -> None:
    one = world(1)
    table = one.posters.table
    times = pa.array(np.array([3.0, 0.3] * 3) * table["accounts"].to_numpy())
    odd = replace(one.posters, table=table.set_column(1, "accounts", times))
    assert any("hardly credible" in each for each in fused(one, odd).sentences)
    assert not any("hardly credible" in each for each in fused(one, one.posters).sentences)


def test_without_a_crossing_it_speaks_of_everybody() -> None:
    one = world(1)
    said = responses_of(one.part.columns(one.place))
    found = fuse(said, (), one.part.table(), [one.posters], claims=one.claims)
    assert [row["state"] for row in found.rows()] == list(STATES)
    chosen = [row["value"] for row in found.sensitivity.to_pylist() if row["is_chosen"]]
    assert [row["value"] for row in found.rows()] == pytest.approx(chosen)
    assert {row["raw_n"] for row in found.rows()} == {SIZE}


def test_moved_draws_agree_with_weighing_a_million() -> None:
    """One cell, where plain importance weighting of very many draws is exact."""
    random = np.random.default_rng(0)
    size = 1_000_000
    part, post = random.normal(0.8, 0.4, (size, 1)), random.normal(-0.5, 0.4, (size, 1))
    people = np.array([1000.0])
    priors = replace(KNOWN, claims_post=LogNormal(1.25, 0.25), noise=0.1)
    seen = Seen(np.log([350.0]), np.ones((1, 1)), np.array([True]), np.array([False]))
    true_post = post - np.log(1.25) - 0.25 * random.standard_normal((size, 1))
    shares = 1 / (1 + np.exp(-part)) / (1 + np.exp(-true_post))
    off = np.log(1000 * shares[:, 0]) - np.log(350)
    weight = np.exp(-0.5 * off**2 / (0.01 + 1 / 350))
    weight /= weight.sum()
    mean = weight @ shares[:, 0]
    spread = np.sqrt(weight @ (shares[:, 0] - mean) ** 2)
    drawn = combine(Surveyed(part[:20_000], post[:20_000], people), seen, priors)
    found = drawn.weight @ drawn.posts[:, 0]
    assert found == pytest.approx(mean, abs=0.003)
    assert np.sqrt(drawn.weight @ (drawn.posts[:, 0] - found) ** 2) == pytest.approx(
        spread, rel=0.05
    )
    assert drawn.effective > 5000


def test_without_totals_and_with_claims_believed_nothing_moves() -> None:
    random = np.random.default_rng(0)
    part, post = random.normal(0, 1, (50, 3)), random.normal(0, 1, (50, 3))
    drawn = combine(Surveyed(part, post, np.ones(3)), nothing_seen(3), KNOWN)
    assert drawn.none == pytest.approx(1 - 1 / (1 + np.exp(-part)))
    assert drawn.weight == pytest.approx(np.full(50, 0.02))


def test_a_part_of_the_posters_bounds_from_below() -> None:
    random = np.random.default_rng(0)
    logits = random.normal(0, 0.5, (4000, 1))
    both = Surveyed(logits, random.normal(0, 0.5, (4000, 1)), np.array([1000.0]))

    def mean(accounts: float, *, is_part: bool) -> float:
        seen = Seen(np.log([accounts]), np.ones((1, 1)), np.array([True]), np.array([is_part]))
        drawn = combine(both, seen, KNOWN)
        return float(drawn.weight @ drawn.posts[:, 0])

    alone = combine(both, nothing_seen(1), KNOWN)
    plain = float(alone.weight @ alone.posts[:, 0])
    assert mean(30, is_part=True) == pytest.approx(plain, abs=0.003)
    assert mean(30, is_part=False) < 0.6 * plain
    assert mean(450, is_part=True) > 1.3 * plain


def test_what_is_inferred_enters_through_its_errors_only() -> None:
    cells = cells_of(pa.table({"age": ["y", "o"], "people": [100.0, 300.0]}))
    table = pa.table({"age": ["y", "o"], "accounts": [10, 20]})
    with pytest.raises(ProblemGroup) as caught:
        Totals("posters", table)
    assert [each.code for each in caught.value.problems] == ["inferred-as-true"]
    matrix = pa.table({
        "true": ["y", "y", "o", "o"], "inferred": ["y", "o", "y", "o"],
        "share": [0.9, 0.1, 0.3, 0.7],
    })  # fmt: skip
    guessed = shares_of_cells(Totals("posters", table, confusion={"age": matrix}), cells)
    assert guessed.tolist() == [[0.9, 0.3], [0.1, 0.7]]
    told = shares_of_cells(Totals("posters", table, declared=("age",)), cells)
    assert told.tolist() == [[1, 0], [0, 1]]
    half = matrix.set_column(2, "share", pa.array([0.9, 0.2, 0.3, 0.7]))
    with pytest.raises(ProblemGroup) as caught:
        Totals("posters", table, confusion={"age": half})
    assert [(each.code, each.got) for each in caught.value.problems] == [("not-a-share", "1.1000")]


def test_totals_that_do_not_match_the_population_are_named() -> None:
    cells = cells_of(pa.table({"age": ["y", "o"], "people": [100.0, 300.0]}))
    for table, code in (
        (pa.table({"age": ["z"], "accounts": [10]}), "other-categories"),
        (pa.table({"sex": ["f"], "accounts": [10]}), "no-segment"),
    ):
        with pytest.raises(ProblemGroup) as caught:
            shares_of_cells(Totals("posters", table, declared=("age", "sex")), cells)
        assert [each.code for each in caught.value.problems] == [code]
    shares = cells_of(pa.table({"age": ["y", "o"], "people": [0.25, 0.75]}))
    with pytest.raises(ProblemGroup, match="must count people here, not proportions"):
        shares_of_cells(Totals("posters", pa.table({"accounts": [1200]})), shares)
    with pytest.raises(ProblemGroup) as caught:
        Totals("posters", pa.table({"accounts": [3, 0, None]}))
    assert [each.where for each in caught.value.problems] == ["row 2, accounts", "row 3, accounts"]


def test_a_question_that_nearly_all_answer_alike_is_refused() -> None:
    one = world(1)
    part = np.ones(SIZE)
    part[:3] = 0
    with pytest.raises(FolkmootError) as caught:
        fuse(responses_of(one.part.columns(one.place)), ["age"], one.part.table(),
             claims=replace(one.claims, part=part))  # fmt: skip
    assert (caught.value.problem.code, caught.value.problem.where) == (
        "too-few-answers", "takes part",
    )  # fmt: skip


def answered(*times: dict[str, float | None]) -> Responses:
    """Respondents who do these items so often a month, and nothing else."""
    items = [asked.item for asked in ladder.QUESTIONNAIRE]
    columns = {item: pa.array([each.get(item, 0.0) for each in times], "double") for item in items}
    states = {item: pa.array([0] * len(times), pa.int8()) for item in items}
    empty = responses_of({"age": ["y"] * len(times)})
    return replace(empty, times=pa.table(columns), states=pa.table(states))


def test_states_are_read_from_the_items_of_the_ladder() -> None:
    said = answered({}, {"watch": 9}, {"comment": 2}, {"publish_video": 1}, {"read": None})
    claims = claims_of(said)
    assert claims.part[:4].tolist() == [0, 1, 1, 1]
    assert claims.post[1:4].tolist() == [0, 1, 1]
    assert np.isnan([claims.post[0], claims.part[4], claims.post[4]]).all()
    assert [claims.of(state)[:4].tolist() for state in STATES] == [
        [1, 0, 0, 0],
        [0, 1, 0, 0],
        [0, 0, 1, 1],
    ]


def test_for_some_communities_only_who_names_one_takes_part() -> None:
    said = answered({"comment": 2}, {"comment": 2}, {"watch": 9}, {"comment": 2})
    with pytest.raises(FolkmootError) as caught:
        claims_of(said, ["forum A"])
    assert caught.value.problem.code == "no-question"
    named = pa.array([["forum A", "forum B"], ["forum B"], ["forum A"], None])
    claims = claims_of(replace(said, choices=pa.table({"communities": named})), ["forum A"])
    assert claims.part[:3].tolist() == [1, 0, 1]
    assert [claims.post[0], claims.post[2]] == [1, 0]
    assert np.isnan([claims.part[3], claims.post[1]]).all()


@pytest.mark.parametrize(("median", "sigma"), [(0.0, 0.1), (-1.0, 0.1), (1.0, -0.1)])
def test_a_prior_that_is_none_is_refused(median: float, sigma: float) -> None:
    with pytest.raises(FolkmootError, match="a median over 0"):
        LogNormal(median, sigma)
