"""The questionnaire's rule for all respondents at once is the rule for one."""

from __future__ import annotations

import math

import numpy as np
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from folkmoot import ladder
from folkmoot.survey import AnswerState, Responses, membership

ITEMS = tuple(asked.item for asked in ladder.QUESTIONNAIRE)
TIMES = st.sampled_from([None, 0.0, 0.3, 1.0, 2.5, 4.0, 30.0])


def answered(rows: list[dict[str, float | None]], items: tuple[str, ...] = ITEMS) -> Responses:
    columns = {item: [row.get(item) for row in rows] for item in items}
    states = {
        item: [AnswerState.SKIPPED if v is None else AnswerState.ANSWERED for v in values]
        for item, values in columns.items()
    }
    return Responses(
        "simulated",
        "nobody: a test made this",
        "non-probability",
        pa.table({"respondent_id": pa.array(range(len(rows)), pa.int64())}),
        pa.table({}),
        pa.table({}),
        pa.table({item: pa.array(values, pa.float64()) for item, values in columns.items()}),
        pa.table({item: pa.array(values, pa.int8()) for item, values in states.items()}),
        is_simulated=True,
    )


def told(found: list[float], names: tuple[str, ...]) -> tuple[set[str], set[str]]:
    """Groups that a respondent is known to be on, and those nobody knows of."""
    pairs = list(zip(names, found, strict=True))
    return {n for n, v in pairs if v == 1}, {n for n, v in pairs if math.isnan(v)}


@given(st.lists(st.fixed_dictionaries(dict.fromkeys(ITEMS, TIMES)), min_size=1, max_size=8))
def test_all_at_once_is_one_at_a_time(rows: list[dict[str, float | None]]) -> None:
    found = membership(answered(rows))
    for row, known in zip(rows, found.known.tolist(), strict=True):
        on, unknown = told(known, found.rungs)
        alone = ladder.rungs_of_answers(row)
        if alone is None:
            assert not on
            assert "inactive" in unknown
        else:
            assert on == alone
        for asked in ladder.QUESTIONNAIRE:
            if asked.rung in unknown:
                open_items = [a.item for a in ladder.QUESTIONNAIRE if a.rung == asked.rung]
                assert any(row[item] is None for item in open_items)


@given(st.lists(st.fixed_dictionaries(dict.fromkeys(ITEMS, TIMES)), min_size=1, max_size=8))
def test_shares_speak_of_those_who_answered_all_of_a_group(
    rows: list[dict[str, float | None]],
) -> None:
    found = membership(answered(rows))
    for row, belongs, known in zip(rows, found.belongs, found.known, strict=True):
        for rung, value, alone in zip(found.rungs, belongs, known, strict=True):
            asked = [a.item for a in ladder.QUESTIONNAIRE if rung in {a.rung, "inactive"}]
            if any(row[item] is None for item in asked):
                assert math.isnan(value)
            else:
                assert value == alone


def test_answers_left_open_at_random_do_not_move_a_share() -> None:
    """Simulated: one item in ten is open, whoever is asked; three in ten are creators."""
    chance = np.random.default_rng(7)
    people, items = 40_000, [a.item for a in ladder.QUESTIONNAIRE if a.rung == "creator"]
    is_on = chance.random(people) < 0.3
    times = {item: np.where(is_on & (chance.random(people) < 0.7), 2.0, 0.0) for item in items}
    truth = np.mean(np.column_stack(list(times.values())).any(axis=1))
    for item in items:
        times[item][chance.random(people) < 0.1] = np.nan
    rows = [
        {item: None if math.isnan(v) else v for item, v in zip(items, row, strict=True)}
        for row in np.column_stack(list(times.values())).tolist()
    ]
    found = membership(answered(rows, tuple(items)))
    assert abs(np.nanmean(found.of("creator")) - truth) < 0.01
    # Taking whoever is known would be off by many times as much.
    assert np.nanmean(found.known[:, 0]) - truth > 0.05


def test_a_weekly_rule() -> None:
    rows = [{"post_status": times, "comment": 1.0} for times in (3.9, 4.0)]
    found = membership(answered([{**dict.fromkeys(ITEMS, 0.0), **row} for row in rows]))
    assert found.of("conversationalist").tolist() == [0.0, 1.0]
    assert found.of("critic").tolist() == [1.0, 1.0]


def test_groups_overlap_and_need_not_fall_from_rung_to_rung() -> None:
    row: dict[str, float | None] = dict.fromkeys(ITEMS, 0.0)
    row |= {"publish_text": 2.0, "read": 30.0}
    found = membership(answered([row]))
    on, unknown = told(found.belongs[0].tolist(), found.rungs)
    assert (on, unknown) == ({"creator", "spectator"}, set())


def test_a_questionnaire_with_fewer_items_tells_what_it_asked() -> None:
    rows: list[dict[str, float | None]] = [{"comment": 2.0, "read": 0.0}, {"comment": 0.0}]
    found = membership(answered(rows, ("comment", "read")))
    assert found.of("critic").tolist() == [1.0, 0.0]
    assert found.asked["critic"] == ("comment",)
    assert found.asked["creator"] == ()
    assert all(math.isnan(v) for v in found.of("creator"))
    # Somebody did something; of the other nobody can say that they do nothing at all.
    assert found.known[0, -1] == 0.0
    assert math.isnan(found.known[1, -1])
