"""Open conversations: what counts as open, what comes first, and why."""

from __future__ import annotations

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
from folkmoot.measures.conversations import WINDOW_DAYS, conversations
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
