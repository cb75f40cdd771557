"""A busy simulated community in a project, imported bit by bit, for the tests of kept streams."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

import numpy as np
import pyarrow as pa

from folkmoot.activity import ACTIVITIES
from folkmoot.annotators.events import choose_grain
from folkmoot.brief import template_text
from folkmoot.measures._events import rising_events
from folkmoot.measures._found import Found
from folkmoot.measures._theme_terms import ThemeTerms
from folkmoot.project import Project, init_project

__all__ = ["END", "bring", "burst", "look", "made_project", "post", "question", "talk"]

END: Final = datetime(2024, 12, 20, 12, tzinfo=UTC)
_WORDS: Final = ("kettle", "grinder", "beans", "凉茶", "filter", "water", "recipe", "scale")


def made_project(folder: Path) -> Project:
    """An empty project with the template's brief."""
    project = init_project(folder / "project")
    project.brief_path.write_text(template_text(), encoding="utf-8")
    return project


def post(number: int, author: int | None, text: str, moment: datetime) -> dict[str, Any]:
    """A post of a microblog."""
    return {
        "activity_id": number, "verb": "Create", "object_type": "Note", "object_id": number,
        "actor_id": author, "actor_scheme": "id", "actor_type": "Person", "platform": "example.org",
        "kind": "microblog", "published_at": moment, "time_precision": "second",
        "time_source": "server", "text": text, "url": f"https://example.org/p/{number}",
        "sampling_frame": "community", "source": "test", "source_version": "1",
        "imported_at": END, "month": f"{moment:%Y-%m}",
    }  # fmt: skip


def question(number: int, author: int | None, title: str, moment: datetime) -> dict[str, Any]:
    """A question of a community."""
    return post(number, author, "", moment) | {
        "object_type": "Question", "kind": "qa", "title": title, "text": None,
        "url": f"https://example.org/q/{number}",
    }  # fmt: skip


def talk(days: int = 5, an_hour: int = 5, seed: int = 3) -> list[dict[str, Any]]:
    """Ordinary talk up to the end, and two events: one long ago, one of the last hours."""
    chance = np.random.default_rng(seed)
    hours = days * 24
    rows = [
        post(hour * 100 + n, int(chance.integers(0, 60)), " ".join(chance.choice(_WORDS, 3)),
             END - timedelta(hours=hours - hour, minutes=-10 * n))
        for hour in range(hours)
        for n in range(an_hour)
    ]  # fmt: skip
    rows += burst("a comet over the harbour", range(100, 112), 2, 900_000)
    rows += burst("新款 上市 排队", range(200, 212), 20, 910_000)
    return sorted(rows, key=lambda row: (row["published_at"], row["activity_id"]))


def burst(text: str, authors: Iterable[int], hours_ago: float, first: int) -> list[dict[str, Any]]:
    """People who say one thing, a second apart."""
    at = END - timedelta(hours=hours_ago)
    return [
        post(first + n, author, text, at + timedelta(seconds=n)) for n, author in enumerate(authors)
    ]


def bring(project: Project, rows: Sequence[dict[str, Any]]) -> None:
    """Append rows to the project's lake, as an import does."""
    if rows:
        table = pa.Table.from_pylist(list(rows), schema=ACTIVITIES).sort_by("month")
        project.lake.append("activities", table.to_reader(), f"import/{uuid4()}")


def look(
    project: Project, as_of: datetime | None = None, themes: Any = None, *, is_kept: bool = True
) -> tuple[list[Found], list[str]]:
    """What rises by the hour, with what was kept or without."""
    view = project.view(as_of)
    try:
        terms = ThemeTerms(themes, view.as_of)
        kept = project if is_kept else None
        return rising_events(view, terms, choose_grain(0, "hour"), 12, kept)
    finally:
        view.engine.close()
