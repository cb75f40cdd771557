"""The questions of a view with their words, read once for all annotators."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Final
from weakref import WeakKeyDictionary

import pyarrow as pa

from folkmoot.engines import Engine
from folkmoot.estimate import Evidence
from folkmoot.text import stems
from folkmoot.view import View

__all__ = ["QUESTIONS", "Questions", "read_questions"]

#: Columns of the questions; ``title`` is the start of the text where a post has no title.
QUESTIONS: Final = pa.schema(
    [
        pa.field("object_id", pa.int64()),
        pa.field("actor_id", pa.int64()),
        pa.field("community_id", pa.int64()),
        pa.field("title", pa.string()),
        pa.field("url", pa.string()),
        pa.field("published_at", pa.timestamp("us", tz="UTC")),
    ]
)


@dataclass(frozen=True)
class Questions:
    """Posts that ask, oldest first."""

    table: pa.Table
    evidence: Evidence

    @property
    def titles(self) -> list[str]:
        """The titles, in the order of the table."""
        titles: list[str] = self.table["title"].to_pylist()
        return titles

    @cached_property
    def tokens(self) -> list[list[str]]:
        """Stems of the titles in the same order, cut when first asked for."""
        return [stems(title) for title in self.titles]


# The rows are asked for every time (cheap); only the cutting into words is remembered.
_seen: WeakKeyDictionary[Engine, Questions] = WeakKeyDictionary()


def read_questions(view: View) -> Questions:
    """Return the questions asked up to the view's moment, people's only, deleted ones left out."""
    table, evidence = view.ask(
        "question_titles", QUESTIONS, "Which questions did people ask, and in what words?"
    )
    before = _seen.get(view.engine)
    if before is not None and before.table.equals(table):
        return before
    found = Questions(table, evidence)
    _seen[view.engine] = found
    return found
