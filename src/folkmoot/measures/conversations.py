"""Open conversations in which the product's makers could help, each with its reasons."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, Final

import pyarrow as pa

from folkmoot.annotators._grams import shown
from folkmoot.annotators.needtypes import need_types
from folkmoot.annotators.relevance import state_needs
from folkmoot.brief import Brief
from folkmoot.estimate import Estimate, EstimateTable, Evidence, Row
from folkmoot.view import View

__all__ = ["HALF_LIFE_DAYS", "WINDOW_DAYS", "conversations"]

#: A question older than this is answered for those who find it by search, not for who asked.
WINDOW_DAYS: Final = 365
#: Days after which a question is worth half: most people have gone on their journey, or bought,
#: a month or two after they asked.
HALF_LIFE_DAYS: Final = 60.0
#: Worth of an open question by how much help it has had: nobody answered; somebody did, without
#: a vote for it; somebody did, and others found it good.
_HELPED: Final = {"none": 1.0, "some": 0.6, "well": 0.25}
#: Worth by what is asked for. Who only praises wants little, and an offer is nobody in need.
_TYPE_WORTH: Final = {
    "recommendation": 1.0, "purchase": 1.0, "comparison": 1.0, "how-to": 0.9, "problem": 0.8,
    "other": 0.7, "praise": 0.3, "offer": 0.0,
}  # fmt: skip
#: An answer with as many points was found good by others than who asked.
_GOOD_POINTS: Final = 2
_MOMENT: Final = pa.timestamp("us", tz="UTC")
_FOUND: Final = pa.schema(
    [
        ("object_id", pa.int64()),
        ("actor_id", pa.int64()),
        ("title", pa.string()),
        ("text", pa.string()),
        ("url", pa.string()),
        ("community", pa.string()),
        ("platform", pa.string()),
        ("kind", pa.string()),
        ("lang_declared", pa.string()),
        ("need_id", pa.string()),
        ("match_score", pa.float64()),
        ("matched", pa.string()),
        ("published_at", _MOMENT),
        ("answers_count", pa.int64()),
        ("best_points", pa.float64()),
        ("views", pa.float64()),
        ("is_indexable", pa.bool_()),
    ]
)
_ABOUT: Final = (
    pa.field("rank", pa.int64()),
    pa.field("object_id", pa.int64()),
    pa.field("actor_id", pa.int64()),
    pa.field("title", pa.string()),
    pa.field("text", pa.string()),
    pa.field("url", pa.string()),
    pa.field("community", pa.string()),
    pa.field("platform", pa.string()),
    pa.field("kind", pa.string()),
    pa.field("lang_declared", pa.string()),
    pa.field("is_indexable", pa.bool_()),
    pa.field("need_id", pa.string()),
    pa.field("need", pa.string()),
    pa.field("need_type", pa.string()),
    pa.field("published_at", _MOMENT),
    pa.field("why", pa.list_(pa.string())),
    pa.field("measure", pa.string()),
)


def conversations(view: View, brief: Brief, limit: int = 50) -> EstimateTable:
    """Answer where help is wanted now: open questions that state a need of the brief.

    A question is open when no answer was accepted and nobody closed it, in the last
    `WINDOW_DAYS`. Its relevance is the product of four parts between 0 and 1, all shown: how
    plainly it states the need, how fresh it is, how little help it has had, and what it asks
    for. The weights are our judgement; the order is a proposal, and a person decides.

    Parameters
    ----------
    view
        The lake at a moment.
    brief
        Whose needs.
    limit
        Rows at most, the most relevant first.

    Returns
    -------
    EstimateTable
        By question: ``relevance`` (score, 0 to 1; a rule's value, so without an interval).
    """
    state_needs(view, brief)
    since = view.as_of - timedelta(days=WINDOW_DAYS)
    question = f"Which questions since {since:%Y-%m-%d} state a need and are still open?"
    table, asked = view.ask("conversations", _FOUND, question, {"since": since})
    rows = table.to_pylist()
    kinds = need_types([shown(row["title"], row["text"]) for row in rows])
    titles = {need.id: need.title for need in brief.needs}
    scored = [
        (_score(row, kind, view.as_of), row, kind) for row, kind in zip(rows, kinds, strict=True)
    ]
    worth = [each for each in scored if _product(each[0]) > 0]
    worth.sort(key=lambda each: (-_product(each[0]), -each[1]["published_at"].timestamp(),
                                 each[1]["object_id"]))  # fmt: skip
    evidence: dict[str, Evidence] = {}
    made = []
    for rank, (parts, row, kind) in enumerate(worth[:limit], 1):
        key = f"question {rank}"
        evidence[key] = _evidence(asked, parts, row)
        made.append(_row(rank, parts, row, kind, titles, view.as_of, key))
    found = f"{len(rows):,} questions of the last {WINDOW_DAYS} days state a need and are open"
    notes = [
        f"{found}; {len(made):,} are listed.",
        "The order follows a rule of our judgement; whether to answer is a person's choice.",
        "Answers and votes are those of the export, also where an earlier day is looked at.",
    ]
    return EstimateTable.build(
        "conversations", "Open questions worth an answer", _ABOUT, made, evidence, view.as_of,
        notes, _sentence,
    )  # fmt: skip


def _score(row: Mapping[str, Any], kinds: Iterable[str], as_of: datetime) -> dict[str, float]:
    age_days = (as_of - row["published_at"]) / timedelta(days=1)
    return {
        "states the need": row["match_score"],
        "fresh": 0.5 ** (age_days / HALF_LIFE_DAYS),
        "not helped yet": _HELPED[_helped(row)],
        "asks for help": max(_TYPE_WORTH[kind] for kind in kinds),
    }


def _helped(row: Mapping[str, Any]) -> str:
    if row["answers_count"] == 0:
        return "none"
    return "well" if (row["best_points"] or 0) >= _GOOD_POINTS else "some"


def _product(parts: Mapping[str, float]) -> float:
    value = 1.0
    for part in parts.values():
        value *= part
    return value


def _evidence(asked: Evidence, parts: Mapping[str, float], row: Mapping[str, Any]) -> Evidence:
    features = {name: f"{value:.2f}" for name, value in parts.items()}
    features |= {
        "answers": str(row["answers_count"]),
        "views": "not known" if row["views"] is None else f"{row['views']:.0f}",
        "phrase met": row["matched"],
    }
    samples = (row["url"],) if row["url"] else ()
    return Evidence(asked.question, asked.sql, {**asked.parameters, **features}, 1, samples)


def _row(
    rank: int, parts: Mapping[str, float], row: Mapping[str, Any], kinds: tuple[str, ...],
    titles: Mapping[str, str], as_of: datetime, key: str,
) -> Row:  # fmt: skip
    about = {field.name: row[field.name] for field in _ABOUT if field.name in _FOUND.names}
    about |= {
        "rank": rank,
        "need": titles.get(row["need_id"], row["need_id"]),
        "need_type": ", ".join(kinds),
        "why": _why(row, kinds, as_of),
        "measure": "relevance",
    }
    estimate = Estimate(
        _product(parts), None, None, 1, 1, "open question", "score", "product-of-parts"
    )
    return Row(about, estimate, key)


def _why(row: Mapping[str, Any], kinds: tuple[str, ...], as_of: datetime) -> list[str]:
    days = (as_of - row["published_at"]).days
    like = row["matched"].removeprefix("like: ")
    said = "is like" if row["matched"].startswith("like: ") else "says"
    helped = {
        "none": "nobody has answered",
        "some": f"{_counted(row['answers_count'])}, none accepted or found good",
        "well": f"{_counted(row['answers_count'])}, one found good, none accepted",
    }[_helped(row)]
    asked = "asked today" if days == 0 else f"asked {days} day{'s' if days > 1 else ''} ago"
    why = [f"{said} “{like}”", asked, helped]
    if row["views"]:
        why.append(f"{row['views']:,.0f} views so far")
    wanted = [kind for kind in kinds if kind != "other"]
    return [*why, f"asks for: {', '.join(wanted)}"] if wanted else why


def _counted(answers: int) -> str:
    return "1 answer" if answers == 1 else f"{answers} answers"


def _sentence(row: Mapping[str, Any]) -> str:
    return f"{row['rank']}. {row['title']} ({row['url']}): {'; '.join(row['why'])}."
