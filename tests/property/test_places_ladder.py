"""The Python and the SQL form of the traces' rule are one rule, and it says what was agreed."""

from __future__ import annotations

from itertools import groupby, product

import duckdb
import pyarrow as pa
import pytest

from folkmoot.activity import KINDS, OBJECT_TYPES, VERBS
from folkmoot.ladder import (
    IS_REPLY_SQL,
    QUESTIONNAIRE,
    RUNGS,
    TRACE_RULES,
    is_reaction,
    reactor_sql,
    rung,
    rung_of,
    rung_sql,
    rungs_of_answers,
    trace_rule,
)

#: Every trace there can be, an unknown verb and missing values among them.
TRACES = [
    {"verb": verb, "object_type": object_type, "is_reply": is_reply, "kind": kind}
    for verb, object_type, is_reply, kind in product(
        (*VERBS, "Invent"), (*OBJECT_TYPES, None), (True, False, None), (*KINDS, "new kind")
    )
]


def _asked_in_sql(expression: str) -> list[object]:
    traces = pa.Table.from_pylist(TRACES)
    with duckdb.connect() as connection:
        connection.register("traces", traces)
        rows = connection.execute(f"SELECT {expression} FROM traces").fetchall()
    return [row[0] for row in rows]


def test_sql_and_python_agree_on_every_trace() -> None:
    names = [rung_of(**trace) for trace in TRACES]  # type: ignore[arg-type]  # mixed values
    assert _asked_in_sql(rung_sql()) == [None if name is None else rung(name).bit for name in names]
    assert {name for name in names if name} == {each.name for each in RUNGS[:-1]}


def test_sql_and_python_agree_on_reactions() -> None:
    expected = [is_reaction(str(trace["verb"]), str(trace["kind"])) for trace in TRACES]
    assert _asked_in_sql(reactor_sql()) == expected
    assert sum(expected) > 0


def test_every_verb_and_every_rule_is_used() -> None:
    used = {trace_rule(**trace) for trace in TRACES}  # type: ignore[arg-type]  # mixed values
    assert used == {None, *TRACE_RULES}
    assert {verb for rule in TRACE_RULES for verb in rule.verbs} == set(VERBS)


def test_rules_of_a_verb_stand_together_and_end_with_one_that_fits_anything() -> None:
    groups = [(verbs, list(rules)) for verbs, rules in groupby(TRACE_RULES, lambda r: r.verbs)]
    verbs = [verb for names, _ in groups for verb in names]
    assert len(verbs) == len(set(verbs))
    for _, rules in groups:
        last = rules[-1]
        assert (last.object_types, last.is_reply, last.kinds) == ((), None, ())


@pytest.mark.parametrize(
    ("verb", "object_type", "is_reply", "kind", "expected"),
    [
        ("Create", "Question", False, "qa", "critic"),
        ("Create", "Comment", False, "qa", "critic"),
        ("Create", "Note", False, "forum", "critic"),
        ("Create", "Note", False, "mailing_list", "critic"),
        ("Create", "Article", False, "blog", "creator"),
        ("Create", "Note", False, "blog", "creator"),
        ("Create", "Note", False, "sns", "conversationalist"),
        ("Create", "Question", False, "microblog", "conversationalist"),
        ("Create", "Note", True, "sns", "critic"),
        ("Create", "Review", False, "shopping", "critic"),
        ("Create", "Note", False, "video", "conversationalist"),
        ("Create", "Comment", True, "video", "critic"),
        ("Update", "Question", True, "qa", "critic"),
        ("Update", "Wiki", False, "other", "critic"),
        ("Update", "Question", False, "qa", None),
        ("Announce", "Note", False, "microblog", "collector"),
        ("Announce", "Video", False, "video", "collector"),
        ("Like", "Answer", False, "qa", "collector"),
        ("Like", "Note", False, "microblog", None),
        ("Award", "Badge", False, "qa", None),
        ("Offer", "Question", False, "qa", None),
        ("Join", "Group", False, "chat", "joiner"),
        ("Read", "Article", False, "feed", "spectator"),
    ],
)
def test_what_was_agreed(
    verb: str, object_type: str, is_reply: bool, kind: str, expected: str | None
) -> None:
    assert rung_of(verb, object_type, is_reply, kind) == expected


def test_who_counts_as_replying_to_somebody_else() -> None:
    rows = pa.Table.from_pylist(
        [
            {"in_reply_to": 9, "actor_id": 1, "in_reply_to_actor_id": 2},
            {"in_reply_to": 9, "actor_id": 1, "in_reply_to_actor_id": 1},
            {"in_reply_to": 9, "actor_id": 1, "in_reply_to_actor_id": None},
            {"in_reply_to": 9, "actor_id": None, "in_reply_to_actor_id": 1},
            {"in_reply_to": None, "actor_id": 1, "in_reply_to_actor_id": 2},
        ]
    )
    with duckdb.connect() as connection:
        connection.register("rows", rows)
        asked = connection.execute(f"SELECT {IS_REPLY_SQL} FROM rows").fetchall()
    assert [row[0] for row in asked] == [True, False, True, True, False]


def test_bits_are_numbered_down_the_ladder() -> None:
    assert [each.bit for each in RUNGS] == [0, 1, 2, 3, 4, 5, None]


def test_the_questionnaire_asks_about_every_group_but_the_inactive() -> None:
    assert {asked.rung for asked in QUESTIONNAIRE} == {each.name for each in RUNGS[:-1]}
    assert len({asked.item for asked in QUESTIONNAIRE}) == len(QUESTIONNAIRE)


def test_conversationalists_need_a_post_a_week() -> None:
    assert rungs_of_answers({"post_status": 4, "read": 0}) == frozenset({"conversationalist"})
    assert rungs_of_answers({"post_status": 3.5, "read": 1}) == frozenset({"spectator"})


def test_inactive_only_when_everything_was_asked_and_answered() -> None:
    nothing: dict[str, float | None] = {asked.item: 0 for asked in QUESTIONNAIRE}
    assert rungs_of_answers(nothing) == frozenset({"inactive"})
    assert rungs_of_answers(nothing | {"read": None}) is None
    assert rungs_of_answers(nothing | {"read": 1}) == frozenset({"spectator"})
