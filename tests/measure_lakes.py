"""Small lakes in memory, for the tests of the measures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import pyarrow as pa

from folkmoot.activity import CANONICAL
from folkmoot.brief import Brief
from folkmoot.engines import DuckEngine
from folkmoot.view import View, view_of_tables

__all__ = ["AS_OF", "SITE", "ago", "brief", "question", "reply", "view_of"]

AS_OF: Final = datetime(2020, 6, 30, 12, tzinfo=UTC)

#: The community in which everything happens that does not say otherwise.
SITE: Final = 7

_DEFAULTS: Final[Mapping[str, Mapping[str, Any]]] = {
    "activities": {
        "verb": "Create", "object_type": "Answer", "actor_id": 1, "actor_scheme": "id",
        "actor_type": "Person", "community_id": SITE, "platform": "example.org", "kind": "qa",
        "published_at": AS_OF, "time_precision": "second", "time_source": "server",
        "sampling_frame": "community",
    },
    "members": {"platform": "example.org", "actor_scheme": "id", "actor_type": "Person"},
    "communities": {"platform": "example.org", "kind": "qa"},
    "observations": {"platform": "example.org", "is_lower_bound": False},
}  # fmt: skip
_KEYS: Final = {"activities": "activity_id", "observations": "observation_id"}


def ago(days: float) -> datetime:
    """The moment so many days before `AS_OF`."""
    return AS_OF - timedelta(days=days)


def view_of(**tables: Iterable[Mapping[str, Any]]) -> View:
    """Look at rows, of which only what matters is given."""
    return view_of_tables(
        DuckEngine(), {name: _table(name, list(rows)) for name, rows in tables.items()}, AS_OF
    )


def _table(name: str, rows: Sequence[Mapping[str, Any]]) -> pa.Table:
    key = _KEYS.get(name, "state_id")
    made = []
    for number, row in enumerate(rows, start=1):
        full = {key: number, "source": "test", "source_version": "1", "imported_at": AS_OF}
        full |= {**_DEFAULTS[name], **row}
        if name == "activities":
            full.setdefault("object_id", 1_000_000 + number)
            full["month"] = f"{full['published_at']:%Y-%m}"
        made.append(full)
    return pa.Table.from_pylist(made, schema=CANONICAL[name])


def question(object_id: int, actor_id: int, title: str, days: float, **more: Any) -> dict[str, Any]:
    """A question asked so many days ago."""
    return {
        "object_type": "Question", "object_id": object_id, "root_id": object_id,
        "actor_id": actor_id, "title": title, "published_at": ago(days), **more,
    }  # fmt: skip


def reply(
    root_id: int, actor_id: int | None, asker_id: int | None, days: float, **more: Any
) -> dict[str, Any]:
    """An answer to a question."""
    return {
        "actor_id": actor_id, "in_reply_to": root_id, "root_id": root_id,
        "in_reply_to_actor_id": asker_id, "published_at": ago(days), **more,
    }  # fmt: skip


def brief(*hypotheses: Mapping[str, str]) -> Brief:
    """A brief of one need: a SIM card abroad."""
    return Brief.model_validate({
        "product": {
            "name": "Wayfare eSIM", "summary": "Mobile data for travellers.",
            "url": "https://example.org", "markets": ["DE"], "languages": ["en"],
            "price": {"amount": 19.0, "currency": "EUR", "per": "5 GB"},
        },
        "needs": [{"id": "sim", "title": "a SIM card abroad", "phrases": ["buy sim card"]}],
        "alternatives": [{"id": "without", "name": "doing without", "kind": "do-nothing"}],
        "hypotheses": list(hypotheses),
        "capacity": {"hours_per_week": 5},
        "conduct": {"disclosure": {"en": "I work for the maker."}},
    })  # fmt: skip
