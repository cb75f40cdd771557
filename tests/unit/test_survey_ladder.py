"""The ladder from a questionnaire: golden cases, tests of segments, and what is withheld."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pyarrow as pa
import pytest
from tests.unit.test_survey_design import told

from folkmoot import ladder
from folkmoot.errors import FolkmootError
from folkmoot.survey.estimation import (
    Answers,
    against_rest,
    domains_of,
    indexes,
    ladder_estimates,
    make_design,
    q_values,
    shares,
)
from folkmoot.survey.membership import membership
from folkmoot.survey.responses import Responses

ITEMS = [asked.item for asked in ladder.QUESTIONNAIRE]


def questionnaire(
    times: Mapping[str, Sequence[float | None]], **segments: list[str | None] | list[str]
) -> Responses:
    """Answers in which whatever is not told was never done."""
    rows = len(next(iter(times.values())))
    columns = {item: pa.array(times.get(item, [0.0] * rows), pa.float64()) for item in ITEMS}
    states = {
        item: pa.array([3 if x is None else 0 for x in column.to_pylist()], pa.int8())
        for item, column in columns.items()
    }
    return Responses(
        "s",
        "readers",
        "probability",
        pa.table({"respondent_id": list(range(rows))}),
        pa.table({name: pa.array(labels, pa.string()) for name, labels in segments.items()}),
        pa.table({}),
        pa.table(columns),
        pa.table(states),
        is_simulated=True,
    )


def test_shares_40_and_10_give_index_400() -> None:
    parts = domains_of({"age": ["18-24"] * 50 + ["25+"] * 450}, ["age"])
    said = np.repeat([1.0, 0.0, 1.0, 0.0], [20, 30, 30, 420])
    asked = Answers.of(said, make_design(np.ones(500)), parts)
    assert shares(asked).value[0, 0] == 0.4
    assert indexes(asked).value[0, 0] == pytest.approx(400, abs=1e-12)


def test_groups_overlap_and_need_not_fall() -> None:
    """More creators than critics, some both, and the shares do not add up to 1."""
    said = questionnaire(
        {
            "publish_page": [1.0] * 60 + [0.0] * 40,
            "comment": [1.0] * 30 + [0.0] * 70,
            "read": [0.0] * 60 + [4.0] * 20 + [0.0] * 20,
        }
    )
    rows = {row["rung"]: row["share"] for row in ladder_estimates(said).rows()}
    assert rows == {
        "creator": 0.6, "conversationalist": 0, "critic": 0.3, "collector": 0, "joiner": 0,
        "spectator": 0.2, "inactive": 0.2,
    }  # fmt: skip


def test_a_status_a_month_is_not_enough() -> None:
    """Conversationalists are those who do it every week."""
    said = questionnaire({"post_status": [1.0] * 50 + [3.9] * 25 + [4.0] * 25})
    rows = {row["rung"]: row["share"] for row in ladder_estimates(said).rows()}
    assert (rows["conversationalist"], rows["inactive"]) == (0.25, 0.75)


def test_who_left_a_question_open_is_not_in_the_base() -> None:
    said = questionnaire({"comment": [1.0] * 40 + [0.0] * 40 + [None] * 20})
    critic = next(row for row in ladder_estimates(said).rows() if row["rung"] == "critic")
    assert (critic["share"], critic["base"], critic["unknown"]) == (0.5, 80, 20)


def test_all_crossings_come_in_one_call() -> None:
    said = questionnaire(
        {"comment": [1.0, 0.0] * 200}, age=["a", "a", "b", "b"] * 100, sex=["f"] * 200 + ["m"] * 200
    )
    found = ladder_estimates(said, by=["age", "sex"])
    assert [group.domains.columns for group in found.groups] == [
        (), ("age",), ("sex",), ("age", "sex")
    ]  # fmt: skip
    critics = [row for row in found.rows() if row["rung"] == "critic"]
    assert [(row["age"], row["sex"], row["base"]) for row in critics] == [
        (None, None, 400), ("a", None, 200), ("b", None, 200), (None, "f", 200), (None, "m", 200),
        ("a", "f", 100), ("a", "m", 100), ("b", "f", 100), ("b", "m", 100),
    ]  # fmt: skip
    assert {row["share"] for row in critics} == {0.5}
    assert {row["index"] for row in critics} == {100.0}
    assert {row["reliability"] for row in critics} == {"normal"}


def test_a_small_cell_cannot_be_had_by_subtraction() -> None:
    sizes = {("a", "f"): 5, ("a", "m"): 60, ("b", "f"): 40, ("b", "m"): 200}
    ages = [age for (age, _), size in sizes.items() for _ in range(size)]
    sexes = [sex for (_, sex), size in sizes.items() for _ in range(size)]
    said = questionnaire({"comment": [1.0] * len(ages)}, age=ages, sex=sexes)
    rows = ladder_estimates(said, by=["age", "sex"]).rows()
    critics = {(row["age"], row["sex"]): row for row in rows if row["rung"] == "critic"}
    assert {key for key, row in critics.items() if row["reliability"] == "suppressed"} == set(sizes)
    for key in sizes:
        withheld = {k: v for k, v in critics[key].items() if k not in {"age", "sex"}}
        assert {v for k, v in withheld.items() if k not in {"rung", "interval", "reliability"}} == {
            None
        }
    assert critics["a", None]["base"] == 65


def words(rows: list[dict[str, object]], *columns: str) -> dict[tuple[object, ...], object]:
    """How the critics of each segment may be shown."""
    return {
        tuple(row[name] for name in columns): row["reliability"]
        for row in rows
        if row["rung"] == "critic"
    }


def test_people_of_unknown_age_cannot_be_had_by_subtraction() -> None:
    """Everybody less both age bands would leave the five of whom no age is known."""
    for unknown, smaller in ((5, "suppressed"), (12, "low base"), (0, "low base")):
        said = questionnaire(
            {"comment": [1.0] * (260 + unknown)}, age=["a"] * 60 + ["b"] * 200 + [None] * unknown
        )
        found = words(ladder_estimates(said, by=["age"]).rows(), "age")
        assert found == {(None,): "normal", ("a",): smaller, ("b",): "normal"}


def test_a_handful_of_answers_tells_nothing() -> None:
    said = questionnaire({"comment": [1.0, 0.0, 1.0, 0.0, 1.0]}, age=["a", "a", "a", "b", "b"])
    assert words(ladder_estimates(said).rows()) == {(): "suppressed"}
    found = words(ladder_estimates(said, by=["age"]).rows(), "age")
    assert set(found.values()) == {"suppressed"}


def test_who_has_no_weight_is_in_no_base() -> None:
    said = questionnaire({"comment": [1.0] * 40 + [0.0] * 60})
    weights = np.r_[np.ones(90), np.zeros(10)]
    critic = next(
        row for row in ladder_estimates(said, make_design(weights)).rows()
        if row["rung"] == "critic"
    )  # fmt: skip
    assert (critic["base"], critic["cases"], critic["share"]) == (90, 40, pytest.approx(4 / 9))


def test_of_a_hidden_segment_its_size_alone_is_told() -> None:
    said = questionnaire({"comment": [1.0] * 320}, age=["a"] * 20 + ["b"] * 300)
    critic = next(
        row for row in ladder_estimates(said, by=["age"]).rows()
        if row["rung"] == "critic" and row["age"] == "a"
    )  # fmt: skip
    assert critic["reliability"] == "hidden"
    assert (critic["base"], critic["share"], critic["cases"], critic["q_value"]) == (
        20, None, None, None,
    )  # fmt: skip


def test_membership_alone_needs_a_design() -> None:
    who = membership(questionnaire({"comment": [1.0, 0.0]}))
    with pytest.raises(FolkmootError) as caught:
        ladder_estimates(who)
    assert caught.value.problem.code == "no-design"
    assert told(lambda: ladder_estimates(who, make_design(np.ones(2)), ["age"])) == [
        ("no-segment-column", "age", "no such column")
    ]


def test_only_what_could_be_shown_is_tested() -> None:
    parts = domains_of({"age": ["a"] * 29 + ["b"] * 40 + ["c"] * 400}, ["age"])
    said = np.r_[np.ones(29), np.ones(30), np.zeros(10), np.ones(100), np.zeros(300)]
    found = against_rest(Answers.of(said, make_design(np.ones(469)), parts))
    assert np.isnan(found.p_value[:, 0]).tolist() == [True, False, False]
    assert np.isnan(found.q_value[:, 0]).tolist() == [True, False, False]
    parts = domains_of({"age": ["b"] * 40 + ["c"] * 400}, ["age"])
    two = against_rest(Answers.of(said[29:], make_design(np.ones(440)), parts))
    # Of two segments each is the rest of the other.
    assert two.difference[:, 0].tolist() == [0.5, -0.5]
    assert two.p_value[0, 0] == pytest.approx(two.p_value[1, 0], rel=1e-9)


def test_everybody_has_no_rest() -> None:
    found = against_rest(Answers.of(np.r_[np.ones(50), np.zeros(50)], make_design(np.ones(100))))
    assert np.isnan(found.difference).all()
    assert np.isnan(found.p_value).all()


def test_false_discovery_is_held_over_all_arrays_together() -> None:
    apart = q_values([np.array([[0.01, np.nan]]), np.array([0.02, 0.9])])
    assert apart[0][0, 0] == pytest.approx(0.03)
    assert np.isnan(apart[0][0, 1])
    assert apart[1] == pytest.approx([0.03, 0.9])
    assert q_values([]) == []


def test_crossings_that_share_a_margin_withhold_it_together() -> None:
    """Of age by sex a whole band is lost; in age by land it is lost too, and so is a second."""
    sizes = {("a", "f"): 3, ("a", "m"): 4, ("b", "f"): 100, ("b", "m"): 100, ("c", "f"): 300}
    ages = [age for (age, _), size in sizes.items() for _ in range(size)]
    sexes = [sex for (_, sex), size in sizes.items() for _ in range(size)]
    lands = ["x", "y"] * (len(ages) // 2) + ["x"] * (len(ages) % 2)
    said = questionnaire({"comment": [1.0] * len(ages)}, age=ages, sex=sexes, land=lands)
    crossings = [("age",), ("sex", "age"), ("age", "land")]
    made = ladder_estimates(said, crossings=crossings)
    assert [group.domains.columns for group in made.groups] == [(), *crossings]
    assert made.by == ("age", "sex", "land")
    found = words([r for r in made.rows() if r["sex"] is None and r["land"] is None], "age")
    assert found == {
        (None,): "normal",
        ("a",): "suppressed",
        ("b",): "suppressed",
        ("c",): "normal",
    }
    by_land = words([r for r in made.rows() if r["land"] is not None], "age", "land")
    assert {key for key, word in by_land.items() if word != "suppressed"} == {
        ("c", "x"),
        ("c", "y"),
    }


def test_the_order_of_the_columns_of_a_crossing_does_not_matter() -> None:
    rng = np.random.default_rng(3)
    ages, sexes = (rng.choice(list(labels), 300).tolist() for labels in ("abcd", "fm"))
    said = questionnaire({"comment": [1.0] * 300}, age=ages, sex=sexes)
    one, other = (
        ladder_estimates(said, crossings=[crossing])
        for crossing in (("age", "sex"), ("sex", "age"))
    )
    assert words(one.rows(), "age", "sex") == words(other.rows(), "age", "sex")
