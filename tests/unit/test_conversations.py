"""Open conversations: what counts as open, what comes first, and why."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from folkmoot.activity import ACTIVITIES, OBSERVATIONS
from folkmoot.annotators.relevance import state_needs
from folkmoot.brief import Brief, read_brief, template_text
from folkmoot.engines import DuckEngine
from folkmoot.estimate import EstimateTable
from folkmoot.measures._talk_listing import Kept
from folkmoot.measures.conversations import WINDOW_DAYS, conversations
from folkmoot.talks import Known
from folkmoot.view import view_of_tables

END = datetime(2017, 8, 31, tzinfo=UTC)
ASKS = "Which quiet grinder should I buy?"


@pytest.fixture(scope="module")
def brief(tmp_path_factory: pytest.TempPathFactory) -> Brief:
    path: Path = tmp_path_factory.mktemp("brief") / "brief.toml"
    path.write_text(template_text(), encoding="utf-8")
    return read_brief(path)


def question(number: int, days_ago: float, title: str = ASKS) -> dict[str, Any]:
    return _activity(number, "Question", days_ago) | {
        "title": title,
        "url": f"https://example.org/q/{number}",
    }


def answer(number: int, to: int) -> dict[str, Any]:
    return _activity(number, "Answer", 1) | {"in_reply_to": to}


def _activity(number: int, kind: str, days_ago: float) -> dict[str, Any]:
    moment = END - timedelta(days=days_ago)
    return {
        "activity_id": number, "verb": "Create", "object_type": kind, "object_id": number,
        "actor_id": 10_000 + number, "actor_scheme": "id", "actor_type": "Person",
        "platform": "example.org", "kind": "qa", "published_at": moment,
        "time_precision": "second", "time_source": "server", "sampling_frame": "community",
        "source": "test", "source_version": "1", "imported_at": END, "month": f"{moment:%Y-%m}",
    }  # fmt: skip


def mark(number: int, metric: str, value: float) -> dict[str, Any]:
    return {
        "observation_id": hash((number, metric)) % 2**60, "object_id": number,
        "platform": "example.org", "metric": metric, "value": value, "is_lower_bound": False,
        "source": "test", "source_version": "1", "imported_at": END,
    }  # fmt: skip


def found(
    brief: Brief, activities: list[dict[str, Any]], marks: list[dict[str, Any]] | None = None
) -> EstimateTable:
    tables = {
        "activities": pa.Table.from_pylist(activities, schema=ACTIVITIES),
        "observations": pa.Table.from_pylist(marks or [], schema=OBSERVATIONS),
    }
    view = view_of_tables(DuckEngine(), tables, END)
    state_needs(view, brief)
    return conversations(view, brief)


def order(table: EstimateTable) -> list[int]:
    return [row["object_id"] for row in table.rows()]


def test_only_open_questions_that_state_a_need_are_listed(brief: Brief) -> None:
    table = found(
        brief,
        [
            question(1, 5),
            question(2, 5, "Which tea is best in the morning?"),
            question(3, 5),
            question(4, 5),
            question(5, WINDOW_DAYS + 1),
        ],
        [mark(3, "accepted_answer", 1), mark(4, "closed", 1)],
    )
    assert order(table) == [1]
    row = table.rows()[0]
    assert row["need_id"] == "quiet-mornings"
    assert any("nobody has answered" in reason for reason in row["why"])
    assert table.open(row).samples == ("https://example.org/q/1",)


def test_fresh_and_unanswered_come_first(brief: Brief) -> None:
    activities = [question(1, 200), question(2, 3), question(3, 3), question(4, 3)]
    activities += [answer(20, 3), answer(21, 4)]
    table = found(brief, activities, [mark(21, "score", 5)])
    assert order(table) == [2, 3, 4, 1]
    why = {row["object_id"]: row["why"] for row in table.rows()}
    assert "1 answer, none accepted or found good" in why[3]
    assert "1 answer, one found good, none accepted" in why[4]


def test_an_offer_is_nobody_in_need(brief: Brief) -> None:
    table = found(brief, [question(1, 3, "For sale: my quiet grinder, 20% discount")])
    assert all("offer" not in row["need_type"] for row in table.rows())


def test_the_order_does_not_hang_on_the_order_of_rows(brief: Brief) -> None:
    activities = [question(number, number % 7 + 1) for number in range(1, 15)]
    assert order(found(brief, activities)) == order(found(brief, activities[::-1]))


def test_nothing_open_is_an_empty_table_that_says_so(brief: Brief) -> None:
    table = found(brief, [question(1, 3, "Which tea is best?")])
    assert len(table) == 0
    assert table.notes[0].startswith("0 questions")


def reasons(table: EstimateTable) -> dict[int, str]:
    return {row["object_id"]: "; ".join(row["why"]) for row in table.rows()}


def listed(brief: Brief, activities: list[dict[str, Any]], known: Known) -> EstimateTable:
    tables = {"activities": pa.Table.from_pylist(activities, schema=ACTIVITIES)}
    return conversations(view_of_tables(DuckEngine(), tables, END), brief, known=known)


def test_who_may_not_be_met_comes_last_with_the_reason(brief: Brief) -> None:
    known = Known(
        contacted={10_002: END - timedelta(days=7), 10_003: END - timedelta(days=400)},
        answered=frozenset({4}),
        left_alone=frozenset({10_001}),
    )
    table = listed(brief, [question(number, 3) for number in range(1, 6)], known)
    assert order(table)[:2] == [3, 5]
    why = reasons(table)
    assert "to be left alone" in why[1]
    assert "we helped this person 7 days ago" in why[2]
    assert "we helped this person before" in why[3]
    assert "we have answered here" in why[4]


def test_a_community_to_stay_out_of_comes_last_with_the_reason(brief: Brief) -> None:
    barred = brief.model_copy(
        update={
            "conduct": brief.conduct.model_copy(
                update={"communities_not_to_enter": ("closed.example",)}
            )
        }
    )
    there = question(1, 1) | {"platform": "closed.example"}
    table = listed(barred, [there, question(2, 3)], Known())
    assert order(table) == [2, 1]
    assert "the brief stays out of closed.example" in reasons(table)[1]


def test_what_is_no_question_has_to_ask_for_something(brief: Brief) -> None:
    note = question(1, 2) | {"object_type": "Note", "title": None, "text": ASKS}
    idle = question(2, 2) | {"object_type": "Note", "title": None,
                             "text": "My quiet grinder stood here all day."}  # fmt: skip
    reply = question(3, 2) | {"object_type": "Note", "in_reply_to": 1, "text": ASKS}
    said = _activity(4, "Comment", 1) | {"in_reply_to": 1, "root_id": 1, "text": "This one."}
    table = listed(brief, [note, idle, reply, said], Known())
    assert order(table) == [1]
    assert "2 answers" in reasons(table)[1], "what others say below it"


def test_a_need_below_the_title_counts_little(brief: Brief) -> None:
    below = question(1, 1, "Which water for tea?") | {"text": "I have a quiet grinder too."}
    assert order(listed(brief, [below], Known())) == []
    view = view_of_tables(
        DuckEngine(), {"activities": pa.Table.from_pylist([below], schema=ACTIVITIES)}, END
    )
    assert len(conversations(view, brief, perhaps=True)) <= 1


@dataclass(frozen=True)
class Decision:
    object_id: int
    is_kept: bool
    features: dict[str, float]


def test_places_of_the_rule_go_to_what_nobody_has_decided_about(brief: Brief) -> None:
    activities = [question(number, number) for number in range(1, 31)]
    table = listed(brief, activities, Known())
    made = [
        Decision(row["object_id"], row["rank"] % 2 == 0, json.loads(row["features"]))
        for row in table.rows()[:12]
    ]
    again = listed(brief, activities, Known(decided=tuple(made))).rows()
    shown = [row for row in again if row["is_explored"]]
    assert [row["rank"] for row in shown][:3] == [5, 10, 15]
    assert not any(row["is_kept"] for row in shown)
    dropped = {each.object_id for each in made if not each.is_kept}
    assert dropped.isdisjoint(row["object_id"] for row in again)
    assert again[0]["method"] == "logistic-of-decisions"


def test_what_was_kept_stands_below_what_nobody_saw_unless_it_is_asked_for(brief: Brief) -> None:
    activities = [question(number, number) for number in range(1, 7)]
    made = [(1, True), (2, False), (3, True), (3, False), (4, False), (4, True)]
    known = Known(decided=tuple(Decision(number, is_kept, {}) for number, is_kept in made))
    tables = {"activities": pa.Table.from_pylist(activities, schema=ACTIVITIES)}
    view = view_of_tables(DuckEngine(), tables, END)

    def told(kept: Kept, limit: int = 50) -> list[int]:
        return order(conversations(view, brief, limit, known=known, kept=kept))

    assert told("last") == [5, 6, 1, 4], "the last word about each counts"
    assert told("first") == [1, 4, 5, 6]
    assert told("alone") == [1, 4]
    assert told("last", 3) == [5, 6, 1]
    table = conversations(view, brief, known=known)
    assert [row["is_kept"] for row in table.rows()] == [False, False, True, True]
    assert "2 that you kept stand below all others; alone: --kept." in table.notes
    alone = conversations(view, brief, 1, known=known, kept="alone")
    assert alone.notes[0] == (
        "2 questions that you kept of the last 365 days state a need and are open; 1 is listed."
    )


def test_a_need_in_chinese_is_found_without_spaces(tmp_path: Path) -> None:
    text = template_text().replace('"quiet grinder", ', '"静音磨豆机", "quiet grinder", ')
    path = tmp_path / "brief.toml"
    path.write_text(text, encoding="utf-8")
    asked = question(1, 2, "求推荐一款静音的磨豆机，预算五百")
    assert order(listed(read_brief(path), [asked], Known())) == [1]
