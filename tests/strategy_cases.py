"""Small cases for the tests of strategies, plans and help: counts in, real intervals out.

The people and places are made up; the intervals are those of the product.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pyarrow as pa

from folkmoot.brief import Brief
from folkmoot.estimate import (
    Estimate,
    EstimateTable,
    Evidence,
    Row,
    count,
    disclose,
    index,
    ratio,
    share,
)
from folkmoot.strategies import Case

AS_OF = datetime(2026, 3, 4, 12, tzinfo=UTC)
EVIDENCE = {"e": Evidence("What do the made-up counts say?", rows=1)}


@dataclass(frozen=True)
class Place:
    """A place by its counts, of a target of ``people``.

    ``concentration`` is what the target and what all 2,000 members ask there.
    """

    name: str
    here: int
    adds: int
    questions: int
    answered: int
    people: int = 200
    concentration: tuple[int, int] = (60, 100)
    parent: str = "travel"


@dataclass(frozen=True)
class Asked:
    """A need by its counts; ``met`` says whether the product meets it."""

    name: str
    questions: int
    unanswered: int
    unsettled: int
    met: bool = True
    everything: int = 400


def brief(**changes: Any) -> Brief:
    """A card for mobile data that serves many countries, without a local number."""
    document: dict[str, Any] = {
        "product": {
            "name": "Roamcard",
            "summary": "One card with mobile data in forty countries.",
            "url": "https://example.org/roamcard",
            "price": {"amount": 19.0, "currency": "EUR", "per": "card of 5 GB for 30 days"},
            "markets": ["DE", "JP"],
            "languages": ["en"],
        },
        "needs": [
            {"id": "data-abroad", "title": "mobile data abroad", "phrases": ["data abroad"]},
            {"id": "two-countries", "title": "one card in two countries", "phrases": ["one card"]},
        ],
        "limits": [{"id": "calls", "title": "calls to landlines", "phrases": ["call a landline"]}],
        "alternatives": [{"id": "nothing", "name": "doing without", "kind": "do-nothing"}],
        "objectives": [],
        "capacity": {"hours_per_week": 5.0},
        "conduct": {"disclosure": {"en": "I work for the maker of Roamcard."}},
    }
    return Brief.model_validate(document | changes)


def table(
    name: str, about: Mapping[str, pa.DataType], rows: Sequence[tuple[dict[str, Any], Estimate]]
) -> EstimateTable:
    """Build a table of estimates, disclosed as every table is."""
    fields = [pa.field(column, kind) for column, kind in about.items()]
    made = [Row(dims, disclose(estimate), "e") for dims, estimate in rows]
    return EstimateTable.build(name, name, fields, made, EVIDENCE, AS_OF)


def participation(
    rungs: Mapping[str, tuple[int, int]], active: int = 150, known: int = 200, base: int = 2000
) -> EstimateTable:
    """Build it from ``rung -> (of the target's active, of all active)``."""
    columns = ("segment_kind", "segment", "definition", "denominator", "rung", "measure")
    rows: list[tuple[dict[str, Any], Estimate]] = []
    for rung, (cases, all_cases) in rungs.items():
        for denominator, size in (("active", active), ("known", known)):
            dims = {"segment_kind": "group", "segment": "target", "definition": "point",
                    "denominator": denominator, "rung": rung}  # fmt: skip
            label = f"members {denominator}"
            rows.append(({**dims, "measure": "share"}, share(min(cases, size), size, label)))
            if denominator == "active":
                rows.append(
                    ({**dims, "measure": "index"}, index(cases, size, all_cases, base, label))
                )
    return table("participation", dict.fromkeys(columns, pa.string()), rows)


def communities(places: Sequence[Place]) -> EstimateTable:
    """Build it from places, in their rank."""
    about = {
        "community_id": pa.int64(), "community": pa.string(), "parent": pa.string(),
        "basis": pa.string(), "rank": pa.int64(), "measure": pa.string(),
    }  # fmt: skip
    rows: list[tuple[dict[str, Any], Estimate]] = []
    for rank, place in enumerate(places, 1):
        dims = {"community_id": rank, "community": place.name, "parent": place.parent,
                "basis": "exported", "rank": rank}  # fmt: skip
        whose, what = "people with the need", "questions there"
        asked = count(place.questions, place.questions, what)
        answered = share(place.answered, place.questions, what)
        cases, all_cases = place.concentration
        concentration = index(cases, place.people, all_cases, 2000, whose)
        rows += [
            ({**dims, "measure": "reach"}, share(place.here, place.people, whose)),
            ({**dims, "measure": "marginal_reach"}, share(place.adds, place.people, whose)),
            ({**dims, "measure": "concentration"}, concentration),
            ({**dims, "measure": "questions"}, asked),
            ({**dims, "measure": "answered_share"}, answered),
        ]
    return table("communities", about, rows)


def needs(asked: Sequence[Asked]) -> EstimateTable:
    """Build it from needs."""
    about = {
        "need_id": pa.string(), "need": pa.string(), "kind": pa.string(), "met": pa.bool_(),
        "phrases": pa.list_(pa.string()), "measure": pa.string(),
    }  # fmt: skip
    rows: list[tuple[dict[str, Any], Estimate]] = []
    for each in asked:
        dims = {"need_id": each.name.replace(" ", "-"), "need": each.name, "kind": "brief",
                "met": each.met, "phrases": []}  # fmt: skip
        n, label = each.questions, "questions"
        rows += [
            ({**dims, "measure": "importance"}, share(n, each.everything, "of their questions")),
            ({**dims, "measure": "questions"}, count(n, n, label)),
            ({**dims, "measure": "unanswered_share"}, share(each.unanswered, n, label)),
            ({**dims, "measure": "no_accepted_share"}, share(each.unsettled, n, label)),
        ]
    return table("needs", about, rows)


def trends(terms: Mapping[str, tuple[int, int, str]]) -> EstimateTable:
    """Build it from ``term -> (now, before, verdict)``."""
    about = {
        "term": pa.string(), "bucket": pa.timestamp("us", tz="UTC"),
        "first_seen_at": pa.timestamp("us", tz="UTC"), "verdict": pa.string(),
        "reason": pa.string(), "examples": pa.list_(pa.string()), "measure": pa.string(),
    }  # fmt: skip
    rows: list[tuple[dict[str, Any], Estimate]] = []
    for term, (now, before, verdict) in terms.items():
        dims = {"term": term, "bucket": AS_OF, "first_seen_at": AS_OF, "verdict": verdict,
                "reason": "it removes the need", "examples": []}  # fmt: skip
        rows.append(({**dims, "measure": "growth"}, ratio(now, 1.0, before, 1.0, "posts")))
    return table("trends", about, rows)


#: A segment that asks and answers, with many open questions.
ASKERS = {
    "creator": (3, 40), "critic": (110, 1400), "collector": (60, 820), "joiner": (20, 300),
}  # fmt: skip

#: A segment that judges and answers more than its community, and is helped well.
JUDGES = {
    "creator": (3, 40), "critic": (142, 1500), "collector": (60, 820), "joiner": (20, 300),
}  # fmt: skip

PLACES = (
    Place("sim-cards", 90, 90, 160, 100),
    Place("mobile-phones", 60, 40, 120, 80),
    Place("internet", 40, 25, 100, 70),
    Place("trains", 30, 10, 90, 60),
)

OPEN_NEEDS = (
    Asked("mobile data abroad", 96, 40, 60),
    Asked("one card in two countries", 58, 30, 40),
    Asked("calls to landlines", 40, 5, 10, met=False),
)

HELPED_NEEDS = (
    Asked("mobile data abroad", 96, 4, 30),
    Asked("one card in two countries", 58, 3, 15),
)


def case(**changes: Any) -> Case:
    """A case in which help is asked for and lacking."""
    given: dict[str, Any] = {
        "brief": brief(),
        "as_of": AS_OF,
        "participation": participation(ASKERS),
        "communities": communities(PLACES),
        "needs": needs(OPEN_NEEDS),
        "trends": trends({"roaming abolished": (31, 5, "abstain")}),
    }
    return Case(**(given | changes))


def conversations(rows: Sequence[tuple[str, int | None, str]]) -> EstimateTable:
    """Build it from ``(title, actor_id, need_type)``, all in sim-cards."""
    about = {
        "rank": pa.int64(), "object_id": pa.int64(), "actor_id": pa.int64(),
        "title": pa.string(), "url": pa.string(), "community": pa.string(),
        "need_id": pa.string(), "need": pa.string(), "need_type": pa.string(),
        "published_at": pa.timestamp("us", tz="UTC"), "why": pa.list_(pa.string()),
        "measure": pa.string(),
    }  # fmt: skip
    made = []
    for rank, (title, actor_id, need_type) in enumerate(rows, 1):
        dims: dict[str, Any] = {
            "rank": rank, "object_id": 1000 + rank, "actor_id": actor_id, "title": title,
            "url": f"https://travel.stackexchange.com/q/{rank}", "community": "sim-cards",
            "need_id": "data-abroad", "need": "mobile data abroad", "need_type": need_type,
            "published_at": AS_OF, "why": [], "measure": "relevance",
        }  # fmt: skip
        made.append((dims, share(9, 10, "features", people=1000)))
    return table("conversations", about, made)
