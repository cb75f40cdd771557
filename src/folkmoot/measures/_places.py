"""Names of places, and what the lake says of each: who asks there, who answers, who returns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa

from folkmoot.estimate import Evidence
from folkmoot.estimate.intervals import z_value
from folkmoot.ids import format_id
from folkmoot.measures._cells import LEVEL
from folkmoot.measures._reaching import Reached, frames_of, read_reached
from folkmoot.view import View

if TYPE_CHECKING:
    from folkmoot.engines import Value

__all__ = [
    "OPEN_DAYS", "QUARTER_DAYS", "SETTLE_DAYS", "Place", "Places", "first_places", "names_of",
    "read_places", "samples",
]  # fmt: skip

#: How far back openness is read: two years, so that a room with 15 questions a year can be shown.
OPEN_DAYS: Final = 730

#: Questions younger than this may yet be answered, and are left out: on the travel community 91
#: of 100 first answers came within a week.
SETTLE_DAYS: Final = 7

#: A period after which somebody is expected back.
QUARTER_DAYS: Final = 90

_NAMES: Final = pa.schema(
    [
        pa.field("community_id", pa.int64()),
        pa.field("name", pa.string()),
        pa.field("platform", pa.string()),
        pa.field("parent_id", pa.int64()),
    ]
)
_ANSWERS: Final = pa.schema(
    [pa.field(name, pa.int64()) for name in ("place_id", "questions", "answered")]
    + [pa.field(name, pa.float64()) for name in ("wait", "wait_low", "wait_high")]
)
_RETURNS: Final = pa.schema([pa.field(name, pa.int64()) for name in ("place_id", "people", "back")])
_URLS: Final = pa.schema([pa.field("url", pa.string())])

_MIX: Final = pa.schema(
    [pa.field(name, pa.int64()) for name in ("place_id", "members", "only_ask", "only_reply")]
)

_NO_QUESTIONS: Final[Mapping[str, Any]] = {
    "questions": 0, "answered": 0, "wait": None, "wait_low": None, "wait_high": None,
}  # fmt: skip
_NOBODY: Final[Mapping[str, Any]] = {"people": 0, "back": 0}
_NO_MEMBERS: Final[Mapping[str, Any]] = {"members": 0, "only_ask": 0, "only_reply": 0}


@dataclass(frozen=True, slots=True)
class Place:
    """What was counted of one place.

    Parameters
    ----------
    reached
        Who of the target stated a need there.
    askers
        How many asked there.
    questions, answered
        Of the last two years, and those that somebody else answered.
    wait, wait_low, wait_high
        Hours that the middle question waited for its first answer, and those of the questions
        that bound it; ``None`` where that one still waits.
    people, back
        Who took part in a quarter of the year before the last one, and was back in the next.
    members, only_ask, only_reply
        Who took part in the last two years; of them, who only began conversations, and who only
        took part in those of others.
    """

    place_id: int
    reached: frozenset[int]
    askers: int
    questions: int
    answered: int
    wait: float | None
    wait_low: float | None
    wait_high: float | None
    people: int
    back: int
    members: int
    only_ask: int
    only_reply: int


@dataclass(frozen=True)
class Places:
    """All places where anybody asked, with their names, their frames and the evidence."""

    places: tuple[Place, ...]
    names: Mapping[int, str]
    reached: Reached
    frames: Mapping[int, str]
    evidence: Mapping[str, Evidence]

    def name(self, place_id: int) -> str:
        """Name a place; one that no list names goes by its number."""
        return self.names.get(place_id, format_id(place_id))


def read_places(view: View, since: datetime) -> Places:
    """Read every place; relations ``target``, ``stated_needs`` and ``topics`` are read too."""
    names, parents = names_of(view)
    reached = read_reached(view, since, parents)
    answers, answers_by = _by_place(*_ask_answers(view))
    returns, returns_by = _by_place(*_ask_returns(view))
    mix, mix_by = _by_place(*_ask_mix(view))
    places = tuple(
        Place(
            key, members, reached.askers[key],
            **answers.get(key, _NO_QUESTIONS), **returns.get(key, _NOBODY),
            **mix.get(key, _NO_MEMBERS),
        )
        for key, members in reached.members.items()
    )  # fmt: skip
    whole = [place for place in places if place.place_id not in parents]
    evidence = {
        "reached": replace(
            reached.evidence["reached"], rows=len(set().union(*reached.members.values())),
            samples=samples(view, "need_urls"),
        ),
        "people": replace(reached.evidence["people"], rows=sum(place.askers for place in whole)),
        "answers": replace(answers_by, rows=sum(place.questions for place in whole)),
        "returns": replace(returns_by, rows=sum(place.people for place in whole)),
        "mix": replace(mix_by, rows=sum(place.members for place in whole)),
    }  # fmt: skip
    return Places(places, names, reached, frames_of(view), evidence)


def _ask_answers(view: View) -> tuple[pa.Table, Evidence]:
    return view.ask(
        "communities_answers", _ANSWERS,
        f"How many questions of the last {OPEN_DAYS} days were answered, and how soon?",
        {
            "asked_after": view.as_of - timedelta(days=OPEN_DAYS),
            "asked_before": view.as_of - timedelta(days=SETTLE_DAYS),
            "z": z_value(LEVEL),
        },
    )  # fmt: skip


def _ask_returns(view: View) -> tuple[pa.Table, Evidence]:
    since = view.as_of - timedelta(days=5 * QUARTER_DAYS)
    return view.ask(
        "communities_returns", _RETURNS, "Who came back in the quarter after?",
        {
            "as_of": view.as_of, "since": since, "first_month": f"{since:%Y-%m}",
            "quarter_days": QUARTER_DAYS,
        },
    )  # fmt: skip


def _ask_mix(view: View) -> tuple[pa.Table, Evidence]:
    since = view.as_of - timedelta(days=OPEN_DAYS)
    return view.ask(
        "communities_mix", _MIX, f"Who asked and who replied in the last {OPEN_DAYS} days?",
        {"since": since, "first_month": f"{since:%Y-%m}"},
    )  # fmt: skip


def _by_place(table: pa.Table, evidence: Evidence) -> tuple[dict[int, dict[str, Any]], Evidence]:
    return {row.pop("place_id"): row for row in table.to_pylist()}, evidence


def first_places(view: View, since: datetime, most: int) -> list[int]:
    """The first places of the target, in the order in which each adds most to those before it."""
    _, parents = names_of(view)
    return [key for key, _ in read_reached(view, since, parents).order()[:most]]


def samples(view: View, template: str, **bound: Value) -> tuple[str, ...]:
    """Addresses of a few posts, by a template that chooses them."""
    table, _ = view.ask(template, _URLS, "Which posts stand for it?", bound)
    return tuple(table["url"].to_pylist())


def names_of(view: View) -> tuple[dict[int, str], dict[int, int]]:
    """Names of communities and rooms, and what each is inside of.

    Where two have one name, the platform is added to it.
    """
    table, _ = view.ask("place_names", _NAMES, "What are the places called?")
    rows = table.to_pylist()
    often = Counter(row["name"] for row in rows)
    names = {
        row["community_id"]: (
            row["name"] if often[row["name"]] == 1 else f"{row['name']} ({row['platform']})"
        )
        for row in rows
    }
    return names, {row["community_id"]: row["parent_id"] for row in rows if row["parent_id"]}
