"""A small community of questions and answers, told line by line, for tests of needs."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pyarrow as pa

from folkmoot.activity import ACTIVITIES, ANNOTATIONS, OBSERVATIONS
from folkmoot.annotators.relevance import state_needs, target_members
from folkmoot.brief import Brief
from folkmoot.engines import DuckEngine
from folkmoot.view import View, view_of_tables

#: As of when it is looked at.
END = datetime(2017, 8, 31, tzinfo=UTC)


class Community:
    """Questions, answers and what became of them, told line by line."""

    def __init__(self) -> None:
        self.activities: list[dict[str, Any]] = []
        self.marks: list[dict[str, Any]] = []

    def ask(
        self, title: str, actor: int | None, days_ago: float, became: str = "", text: str = ""
    ) -> int:
        """Add a question; ``became`` may hold answered, accepted and closed."""
        number = self._act("Question", actor, days_ago)
        self.activities[-1] |= {
            "title": title, "text": text or None, "url": f"https://example.org/q/{number}",
        }  # fmt: skip
        if "answered" in became:
            self._act("Answer", 999, days_ago - 0.1)
            self.activities[-1]["in_reply_to"] = number
        for word, metric in (("accepted", "accepted_answer"), ("closed", "closed")):
            if word in became:
                self.marks.append({
                    "observation_id": len(self.marks), "object_id": number,
                    "platform": "example.org", "metric": metric, "value": 1.0,
                    "is_lower_bound": False, "source": "test", "source_version": "1",
                    "imported_at": END,
                })  # fmt: skip
        return number

    def answer(self, question: int, actor: int, days_ago: float, text: str) -> None:
        """Add an answer to a question."""
        self._act("Answer", actor, days_ago)
        self.activities[-1] |= {"in_reply_to": question, "root_id": question, "text": text}

    def _act(self, kind: str, actor: int | None, days_ago: float) -> int:
        moment = END - timedelta(days=days_ago)
        number = len(self.activities) + 1
        self.activities.append({
            "activity_id": number, "verb": "Create", "object_type": kind, "object_id": number,
            "actor_id": actor, "actor_scheme": "id", "actor_type": "Person",
            "platform": "example.org", "kind": "qa", "published_at": moment,
            "time_precision": "second", "time_source": "server", "sampling_frame": "community",
            "source": "test", "source_version": "1", "imported_at": END,
            "month": f"{moment:%Y-%m}",
        })  # fmt: skip
        return number

    def view(self, brief: Brief, annotations: pa.Table | None = None) -> View:
        """Look at it, with who states a need found, and what was annotated of it."""
        tables = {
            "annotations": ANNOTATIONS.empty_table() if annotations is None else annotations,
            "activities": pa.Table.from_pylist(self.activities, schema=ACTIVITIES),
            "observations": pa.Table.from_pylist(self.marks, schema=OBSERVATIONS),
        }
        view = view_of_tables(DuckEngine(), tables, END)
        state_needs(view, brief)
        target_members(view)
        return view
