"""Small tables with real intervals, a brief and a report input, for the tests of the report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

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
from folkmoot.report import DraftSummary, ImportCount, LakeSummary, ReportInput

__all__ = ["AS_OF", "HOSTILE", "brief", "report_input", "tables"]

AS_OF: Final = datetime(2017, 8, 31, 12, tzinfo=UTC)
#: Text that would break out of a page, a style or an attribute that did not escape it.
HOSTILE: Final = "</style><script>alert('x')</script>\"><img src=https://example.org/x> &amp; 卡"

_SQL: Final = "SELECT count(*) FROM activities WHERE verb = $verb AND score < 3"
_TEXT: Final = pa.string()
_UTC: Final = pa.timestamp("us", tz="UTC")


def _evidence(question: str) -> dict[str, Evidence]:
    sample = "https://example.org/questions/1"
    return {"e1": Evidence(question, _SQL, {"verb": "Create"}, 1234, (sample,))}


def _table(
    name: str,
    about: Mapping[str, pa.DataType],
    rows: Sequence[tuple[Sequence[Any], Estimate]],
    notes: Sequence[str] = (),
) -> EstimateTable:
    fields = [pa.field(column, kind) for column, kind in about.items()]
    made = [
        Row(dict(zip(about, values, strict=True)), disclose(estimate), "e1")
        for values, estimate in rows
    ]
    question = f"What of {name}?"
    return EstimateTable.build(
        name, name.capitalize(), fields, made, _evidence(question), AS_OF, notes
    )


def participation() -> EstimateTable:
    """The ladder of all, of the target and of three age bands, one of them tiny."""
    columns = ("segment_kind", "segment", "definition", "denominator", "rung", "measure")
    segments = {
        ("all", "all"): (5200, {"creator": 300, "critic": 3100, "collector": 2400, "joiner": 4000}),
        ("group", "target"): (110, {"creator": 3, "critic": 67, "collector": 40, "joiner": 80}),
        ("age_band", "25-34"): (
            900,
            {"creator": 60, "critic": 500, "collector": 400, "joiner": 700},
        ),
        ("age_band", "35-44"): (61, {"creator": 5, "critic": 40, "collector": 22, "joiner": 50}),
        ("age_band", "65+"): (8, {"creator": 0, "critic": 3, "collector": 1, "joiner": 5}),
    }
    whole = segments["all", "all"]
    label = "members active in the last 90 days"
    rows: list[tuple[Sequence[Any], Estimate]] = [
        (("all", "all", "point", "active", rung, "refused"),
         Estimate(None, None, None, 0, whole[0], label, "share", "refused"))
        for rung in ("spectator", "inactive")
    ]  # fmt: skip
    silent = ("all", "all", None, "known", None, "silent_members")
    rows.append((silent, count(21_813, 44_202, "members known")))
    for (kind, segment), (base, rungs) in segments.items():
        for rung, cases in rungs.items():
            about = (kind, segment, "point", "active", rung)
            rows.append(((*about, "share"), share(cases, base, label)))
            if kind != "all":
                made = index(cases, base, whole[1][rung], whole[0], label)
                rows.append(((*about, "index"), made))
    notes = ("Posts cannot show who only reads.",)
    return _table("participation", dict.fromkeys(columns, _TEXT), rows, notes)


def audience() -> EstimateTable:
    """Age and country of the target."""
    about = {"characteristic": _TEXT, "category": _TEXT, "label": _TEXT, "measure": _TEXT,
             "q_value": pa.float64()}  # fmt: skip
    rows: list[tuple[Sequence[Any], Estimate]] = []
    for kind, category, label, cases, all_cases, q in (
        ("age_band", "25-34", "25 to 34", 60, 5300, 0.4),
        ("age_band", "35-44", "35 to 44", 34, 1500, 0.01),
        ("country", "DE", "Germany", 9, 700, 0.7),
    ):
        key = (kind, category, label)
        rows += [
            ((*key, "share", q), share(cases, 110, "of the target with a known age")),
            ((*key, "base_share", q), share(all_cases, 11000, "members with a known age")),
            ((*key, "index", q), index(cases, 110, all_cases, 11000, "of the target")),
        ]
    return _table("audience", about, rows)


def hypotheses() -> EstimateTable:
    """One guess of the brief."""
    about = dict.fromkeys(("hypothesis_id", "statement", "characteristic", "category",
                           "expectation", "verdict", "measure"), _TEXT)  # fmt: skip
    values = ("age_band:35-44", "They are older", "age_band", "35-44", "over", "confirmed", "index")
    return _table("hypotheses", about, [(values, index(34, 110, 1500, 11000, "of the target"))])


def communities(name: str = "sim-cards") -> EstimateTable:
    """Four places, the first under a name of choice."""
    about = {"community_id": pa.int64(), "community": _TEXT, "parent": _TEXT, "basis": _TEXT,
             "rank": pa.int64(), "measure": _TEXT}  # fmt: skip
    rows: list[tuple[Sequence[Any], Estimate]] = []
    for rank, (place, reach, adds, asked, answered) in enumerate(
        ((name, 170, 170, 300, 240), ("mobile-phones", 90, 51, 210, 150),
         ("internet", 60, 33, 180, 170), ("trains", 12, 4, 25, 20)), start=1
    ):  # fmt: skip
        key = (rank, place, "travel", "inferred from titles", rank)
        target = "people who state a need"
        rows += [
            ((*key, "reach"), share(reach, 327, target)),
            ((*key, "marginal_reach"), share(adds, 327, target)),
            ((*key, "concentration"), index(reach, 327, reach + 900, 44000, target)),
            ((*key, "answered_share"), share(answered, asked, "questions")),
            ((*key, "questions"), count(asked, asked, "questions")),
        ]
    return _table("communities", about, rows, ("Places are inferred from titles.",))


def needs(name: str = "a local number abroad") -> EstimateTable:
    """Two needs that are met, one that is not, and a theme."""
    about = {"need_id": _TEXT, "need": _TEXT, "kind": _TEXT, "met": pa.bool_(),
             "phrases": pa.list_(_TEXT), "measure": _TEXT, "thing_id": _TEXT,
             "thing": _TEXT}  # fmt: skip
    rows: list[tuple[Sequence[Any], Estimate]] = []
    for need_id, title, kind, met, asked, open_, before in (
        ("number", name, "brief", True, 96, 39, 60), ("data", "data in two countries", "brief",
        True, 58, 32, 58), ("landline", "calls to landlines", "brief", False, 22, 8, 0),
        ("t1", "visa transit airport", "theme", None, 140, 20, 150),
    ):  # fmt: skip
        key = (need_id, title, kind, met, ["local sim", "prepaid"])
        rows += [
            ((*key, measure, None, None), estimate)
            for measure, estimate in (
                ("importance", share(asked, 330, "questions of the target", people=300)),
                ("questions", count(asked, 330, "questions")),
                ("unanswered_share", share(open_, asked, "questions about it")),
                ("complaint_share", share(open_ // 4, asked, "questions about it")),
                ("unmet_share", share(open_ + 5, asked, "questions about it")),
                ("growth", ratio(asked, 1.0, before, 1.0, "questions")),
                ("opportunity", Estimate(4.0, 2.0, 7.0, open_, asked, "questions about it",
                                         "score", "product-delta-log")),
            )
        ]  # fmt: skip
        glad = share(30, 40, "people who named it gladly or angrily")
        rows.append(((*key, "satisfaction", "roaming", "roaming at home"), glad))
    return _table("needs", about, rows)


def conversations(title: str = "Which SIM for two weeks in Japan?") -> EstimateTable:
    """Two open conversations; the title is verbatim text and not for sharing."""
    numbers = dict.fromkeys(("rank", "object_id", "actor_id"), pa.int64())
    words = dict.fromkeys(("title", "url", "community", "need_id", "need", "need_type"), _TEXT)
    last = {"published_at": _UTC, "why": pa.list_(_TEXT), "measure": _TEXT}
    about = {**numbers, **words, **last}
    rows = []
    for rank, url in ((1, "https://example.org/q/1"), (2, "javascript:alert(1)")):
        key = (rank, rank - 3, -rank, title, url, "sim-cards", "number", "a local number abroad",
               "how-to", AS_OF, ["unanswered for 3 days"], "relevance")  # fmt: skip
        rows.append((key, Estimate(0.9, None, None, 1, 100, "words", "score", "cosine")))
    return _table("conversations", about, rows)


def trends(term: str = "roaming abolished") -> EstimateTable:
    """Two rising terms, one to join."""
    times = dict.fromkeys(("bucket", "first_seen_at"), _UTC)
    words = dict.fromkeys(("verdict", "reason"), _TEXT)
    last = {"q_value": pa.float64(), "examples": pa.list_(_TEXT), "measure": _TEXT}
    seen = {"kind": _TEXT, "needs": pa.list_(_TEXT)}
    about = {"term": _TEXT, **times, **words, **seen, **last}
    rows: list[tuple[Sequence[Any], Estimate]] = []
    why = "it removes the need"
    for name, verdict, now, before in ((term, "abstain", 60, 10), ("esim", "join", 40, 0)):
        key: tuple[Any, ...] = (
            name,
            AS_OF,
            AS_OF,
            verdict,
            why,
            "posts",
            [],
            0.001,
            ["https://example.org/q/9"],
        )
        rows += [
            ((*key, "growth"), ratio(now, 1.0, before, 1.0, "posts")),
            ((*key, "authors"), count(31, 100, "people")),
        ]
    return _table("trends", about, rows)


def tables(name: str = "", title: str = "") -> dict[str, EstimateTable]:
    """Return all tables; ``name`` and ``title`` replace every text that comes from outside."""
    made = [
        participation(), audience(), hypotheses(), *([communities(name), needs(name), trends(name)]
        if name else [communities(), needs(), trends()]),
        conversations(title) if title else conversations(),
    ]  # fmt: skip
    return {table.name: table for table in made}


def brief(name: str = "Wayfare eSIM") -> Brief:
    """A brief with the least that one needs."""
    return Brief.model_validate({
        "product": {
            "name": name, "summary": "Mobile data for travellers.", "url": "https://example.org",
            "price": {"amount": 19.0, "currency": "EUR", "per": "5 GB"},
            "markets": ["DE"], "languages": ["en"],
        },
        "needs": [{"id": "number", "title": "a local number abroad", "phrases": ["local sim"]}],
        "alternatives": [{"id": "without", "name": "doing without", "kind": "do-nothing"}],
        "capacity": {"hours_per_week": 5},
        "conduct": {"disclosure": {"en": "I work for the maker."}},
    })  # fmt: skip


def report_input(name: str = "", title: str = "") -> ReportInput:
    """Return a whole input; ``name`` and ``title`` replace every text that comes from outside."""
    imported = ImportCount(name or "stackexchange travel", "activities", 1000, 950, 40, 10,
                           "CC BY-SA 3.0", "Stack Exchange contributors")  # fmt: skip
    return ReportInput(
        brief(name) if name else brief(),
        AS_OF,
        tables(name, title),
        LakeSummary(231_004, 44_203, datetime(2011, 6, 21, tzinfo=UTC), AS_OF),
        imports=(imported,),
        drafts=DraftSummary(12, 5),
        versions={"folkmoot": "0.1.0", "lake activities": "3"},
    )
