"""A sample's design: what is refused, with the rows, and what is counted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from folkmoot.errors import FolkmootError, ProblemGroup
from folkmoot.survey.estimation import (
    Answers,
    Replicates,
    against_rest,
    balanced_repeats,
    design_of,
    domains_of,
    indexes,
    jackknife,
    make_design,
    means,
    replicates_of,
    shares,
)
from folkmoot.survey.responses import Responses

NAN = float("nan")


def told(
    call: Callable[[], object], kind: type[FolkmootError] = ProblemGroup
) -> list[tuple[str, str, str]]:
    """Code, place and finding of all problems that a call raises."""
    with pytest.raises(kind) as caught:
        call()
    return [(each.code, each.where, each.got) for each in caught.value.problems]


def test_all_faults_of_a_design_come_together() -> None:
    found = told(
        lambda: make_design(
            [1.0, NAN, -2.0, 0.0, 0.0, 1.0],
            strata=["a", "a", "a", "b", "b", "c"],
            expected_strata=["a", "b", "c", "d"],
        )
    )
    assert found == [
        ("missing-weight", "weights", "none in row 2"),
        ("negative-weight", "weights", "-2.0 in row 3"),
        ("empty-stratum", "stratum d", "nobody"),
        ("empty-stratum", "stratum b", "weight 0 in rows 4, 5"),
        ("one-cluster-stratum", "stratum c", "one cluster, row 6"),
    ]


def test_missing_labels_and_lengths_are_named() -> None:
    labels: dict[str, Any] = {"strata": ["a", None, "a"], "clusters": ["x", "y", None]}
    assert told(lambda: make_design([1.0, 1.0, 1.0], **labels)) == [
        ("missing-stratum", "stratum", "none in row 2"),
        ("missing-cluster", "cluster", "none in row 3"),
    ]
    assert told(lambda: make_design([1.0, 1.0], strata=["a"])) == [
        ("other-length", "strata", "1 rows")
    ]
    assert told(lambda: make_design([0.0, 0.0]))[0] == ("no-weight", "weights", "2 rows, sum 0")


def test_a_correction_that_cannot_be_is_refused() -> None:
    strata = ["a", "a", "b", "b"]
    assert told(lambda: make_design(np.ones(4), strata=strata, fpc=[9, 9, 1.5, 1.5])) == [
        ("other-fpc", "fpc", "1.5 in rows 3, 4")
    ]
    assert told(lambda: make_design(np.ones(4), strata=strata, fpc=[9, 8, 5, 5])) == [
        ("other-fpc", "fpc", "8.0 in row 2")
    ]
    drawn = make_design(np.ones(4), strata=strata, fpc=[8, 8, 0.5, 0.5])
    assert drawn.sampled.tolist() == [0.25, 0.5]


def test_a_lone_cluster_is_an_error_until_somebody_chooses() -> None:
    labels: dict[str, Any] = {"strata": ["a", "a", "b"]}
    assert told(lambda: make_design(np.ones(3), **labels)) == [
        ("one-cluster-stratum", "stratum b", "one cluster, row 3")
    ]
    said = [1.0, 2.0, 6.0]
    spread = [
        float(means(Answers.of(said, make_design(np.ones(3), lonely=policy, **labels))).se[0, 0])
        for policy in ("certainty", "center")
    ]
    # Linearised, the values are -2/3, -1/3 and 1; the first two make a stratum of their own.
    assert spread == pytest.approx([(1 / 9) ** 0.5, (1 / 9 + 1) ** 0.5])


def test_clusters_are_numbered_within_their_stratum() -> None:
    drawn = make_design(np.ones(4), strata=["a", "a", "b", "b"], clusters=[1, 2, 1, 2])
    assert drawn.clusters.tolist() == [0, 1, 2, 3]
    assert drawn.df == 2


def answers(design: pa.Table) -> Responses:
    people = pa.table({"respondent_id": [1, 2, 3, 4]})
    empty = pa.table({})
    return Responses("s", "readers", "probability", people, empty, design, empty, empty)


def test_a_design_is_read_from_the_answers() -> None:
    columns = pa.table(
        {"weight": [1.0, 2.0, 3.0, 4.0], "stratum": ["a", "a", "b", "b"], "cluster": list("wxyz")}
    )
    drawn = design_of(answers(columns))
    assert drawn.weights.tolist() == [1, 2, 3, 4]
    assert drawn.stratum_labels == ("a", "b")
    assert design_of(answers(pa.table({}))).weights.tolist() == [1, 1, 1, 1]


def test_a_missing_weight_in_the_answers_is_named() -> None:
    columns = pa.table({"weight": [1.0, None, 3.0, 4.0]})
    assert told(lambda: design_of(answers(columns))) == [
        ("missing-weight", "weights", "none in row 2")
    ]


def test_replicate_weights_have_to_say_their_kind() -> None:
    columns = pa.table({"weight": np.ones(4), "replicate_1": np.ones(4)})
    assert told(lambda: design_of(answers(columns)))[0][0] == "replicates-of-unknown-kind"
    halves = pa.table({"replicate_1": [2.0, 0.0, 2.0, 0.0], "replicate_2": [0.0, 2.0, 0.0, 2.0]})
    made = replicates_of(answers(halves), "BRR")
    assert (made.weights[:, 1].tolist(), made.scale) == ([0, 2, 0, 2], 0.5)
    assert design_of(answers(halves), replicates=made).df == 1
    assert told(lambda: replicates_of(answers(pa.table({})), "BRR"), FolkmootError) == [
        ("no-replicates", "survey s", "no columns")
    ]


def test_odd_replicate_weights_are_named() -> None:
    made = Replicates(np.array([[1.0], [-1.0], [NAN]]), "JKn", df=1.0)
    assert told(lambda: make_design(np.ones(3), replicates=made)) == [
        ("odd-replicate-weight", "replicates", "rows 2, 3")
    ]
    assert told(lambda: make_design(np.ones(2), replicates=made))[0][0] == "other-length"


def test_balanced_repeats_need_two_clusters_a_stratum() -> None:
    drawn = make_design(np.ones(5), strata=["a", "a", "b", "b", "b"])
    assert told(lambda: balanced_repeats(drawn)) == [
        ("not-two-clusters", "stratum b", "3 clusters")
    ]
    lone = make_design(np.ones(3), strata=["a", "a", "b"], lonely="certainty")
    assert told(lambda: jackknife(lone))[0][0] == "one-cluster-stratum"


def test_a_jackknife_of_everybody_is_refused() -> None:
    assert told(lambda: jackknife(make_design(np.ones(20_000)))) == [
        ("too-many-replicates", "clusters", "20,000 clusters of 20,000 respondents")
    ]


@pytest.mark.parametrize("strata", [1, 2, 3, 4, 7, 11, 12, 19, 35, 60])
def test_balanced_repeats_are_balanced(strata: int) -> None:
    drawn = make_design(np.ones(2 * strata), strata=[f"{n // 2}" for n in range(2 * strata)])
    side = balanced_repeats(drawn).weights[np.unique(drawn.strata, return_index=True)[1]] - 1
    replicates = side.shape[1]
    assert (side @ side.T == replicates * np.eye(strata)).all()
    assert (side.sum(axis=1) == 0).all()
    assert replicates <= 2 * (strata + 4)


def test_segments_that_are_not_there_are_named() -> None:
    segments = {"age": ["a", "b", "b"], "sex": ["f", "f", "m"]}
    assert told(lambda: domains_of(segments, ["age", "town", "land"])) == [
        ("no-segment-column", "town", "no such column"),
        ("no-segment-column", "land", "no such column"),
    ]
    assert told(lambda: domains_of(segments, ["age", "sex"], empty="error")) == [
        ("nobody-in-segment", "age x sex", "a x m")
    ]
    assert told(lambda: domains_of(segments, ["age"], expected={"age": ["a", "c"]})) == [
        ("unexpected-category", "age", "'b'")
    ]


def test_a_segment_that_nobody_is_in_has_a_row_without_a_number() -> None:
    segments = {"age": ["a", "b", None]}
    found = domains_of(segments, ["age"], expected={"age": ["c", "b", "a"]})
    assert found.labels == [("c",), ("b",), ("a",)]
    assert found.counts.tolist() == [0, 1, 1]
    assert found.unknown_count == 1
    asked = Answers.of([1.0, 0.0, 1.0], make_design(np.ones(3)), found)
    made = shares(asked)
    assert made.count[:, 0].tolist() == [0, 1, 1]
    assert np.isnan([made.value[0, 0], made.low[0, 0], made.high[0, 0]]).all()
    assert np.isnan(indexes(asked).value[0, 0])


def test_a_crossing_of_too_many_cells_is_a_slip() -> None:
    names = [str(number) for number in range(400)]
    assert told(lambda: domains_of({"a": names, "b": names}, ["a", "b"])) == [
        ("too-many-cells", "a x b", "160,000 combinations")
    ]


def test_everybody_is_one_domain() -> None:
    for segments in (pa.table({"age": ["a", "b"]}), {"age": ["a", "b"]}, {}):
        found = domains_of(segments, [], rows=None if segments else 2)
        assert (found.shape, found.labels, found.counts.tolist()) == ((), [()], [2])


def test_means_are_compared_by_student() -> None:
    values = np.r_[np.arange(40.0), np.arange(40.0) + 10]
    parts = domains_of({"age": ["a"] * 40 + ["b"] * 40}, ["age"])
    found = against_rest(Answers.of(values, make_design(np.ones(80)), parts))
    assert found.difference[:, 0].tolist() == [-10, 10]
    reach = 2.022691 * found.se[0, 0]
    assert found.low[0, 0] == pytest.approx(-10 - reach, rel=1e-6)
    assert found.high[0, 0] == pytest.approx(-10 + reach, rel=1e-6)
    assert 0 < found.p_value[0, 0] < 0.001


def test_one_cluster_of_a_segment_gives_the_whole_range() -> None:
    found = domains_of({"age": ["a", "b", "b"]}, ["age"])
    asked = Answers.of([1.0, 0.0, 1.0], make_design(np.ones(3)), found)
    made, index, mean = shares(asked), indexes(asked), means(asked)
    assert (made.value[0, 0], made.low[0, 0], made.high[0, 0]) == (1, 0, 1)
    assert (index.low[0, 0], index.high[0, 0]) == (0, 150)
    assert (mean.low[0, 0], mean.high[0, 0]) == (-np.inf, np.inf)


def test_unknown_answers_leave_the_base_and_are_counted() -> None:
    values = np.array([[1.0, NAN], [NAN, NAN], [0.0, 1.0], [1.0, 0.0]])
    made = shares(Answers.of(values, make_design([1.0, 5.0, 1.0, 2.0]), names=["x", "y"]))
    assert made.value[0].tolist() == [0.75, pytest.approx(1 / 3)]
    assert made.count[0].tolist() == [3, 2]
    assert made.unknown[0].tolist() == [1, 2]


def test_answers_of_another_kind_are_refused() -> None:
    drawn = make_design(np.ones(3))
    assert told(lambda: shares(Answers.of([1.0, 0.5, 0.0], drawn, names=["critic"]))) == [
        ("not-yes-or-no", "critic", "0.5 in row 2")
    ]
    assert told(lambda: Answers.of([1.0, np.inf, 0.0], drawn)) == [
        ("not-finite", "values", "row 2")
    ]
    assert told(lambda: Answers.of([1.0, 0.0], drawn))[0][0] == "other-length"
    assert told(lambda: Answers.of([1.0, 0.0, 1.0], drawn, names=["a", "b"]))[0][0] == "other-names"


def test_a_share_of_all_or_nobody_keeps_an_interval() -> None:
    drawn = make_design(np.r_[np.ones(40), 3 * np.ones(10)])
    made = shares(Answers.of(np.column_stack([np.ones(50), np.zeros(50)]), drawn))
    assert made.value[0].tolist() == [1, 0]
    assert made.se[0].tolist() == [0, 0]
    assert made.is_exact.all()
    # 3.7 / n_eff is the rule of three for 97.5 %; n_eff is 70² / 130 by Kish.
    assert made.high[0, 1] == pytest.approx(1 - 0.025 ** (1 / (70**2 / 130)), rel=1e-9)
    assert made.low[0, 0] == pytest.approx(1 - made.high[0, 1])


def test_replicates_tell_the_variance_where_they_are_given() -> None:
    drawn = make_design(np.ones(6))
    said = Answers.of([1.0, 2.0, 4.0, 4.0, 5.0, 8.0], drawn)
    again = Answers.of(said.values, replace(drawn, replicates=jackknife(drawn)))
    assert means(again).se == pytest.approx(means(said).se)
    assert means(again).df == pytest.approx(5)


def test_degrees_of_freedom_of_a_segment_and_of_its_rest() -> None:
    rng = np.random.default_rng(5)
    strata, clusters = rng.integers(0, 4, 60).astype(str), rng.integers(0, 5, 60).astype(str)
    ages, known = rng.choice(list("abc"), 60), rng.random(60) < 0.7
    # A whole stratum and a whole cluster of another are of one age.
    ages[strata == "0"] = "a"
    ages[(strata == "1") & (clusters == "1")] = "b"
    drawn = make_design(np.ones(60), strata=strata, clusters=clusters, lonely="certainty")
    asked = Answers.of(
        np.where(known, 1.0, NAN), drawn, domains_of({"age": ages.tolist()}, ["age"])
    )

    def counted(inside: np.ndarray[Any, np.dtype[np.bool_]]) -> int:
        pairs = {(s, c) for s, c in zip(strata[inside], clusters[inside], strict=True)}
        return len(pairs) - len(set(strata[inside]))

    counts = asked.counts[0]
    assert counts.df.tolist() == [counted(known & (ages == age)) for age in "abc"]
    assert counts.rest_df.tolist() == [counted(known & (ages != age)) for age in "abc"]
