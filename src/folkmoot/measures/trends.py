"""What is rising against its own past, and whether joining it fits the product."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final

import pyarrow as pa

from folkmoot.annotators._questions import read_questions
from folkmoot.annotators.relevance import state_needs
from folkmoot.annotators.veto import vetoed
from folkmoot.brief import Brief
from folkmoot.estimate import Estimate, EstimateTable, Evidence, Row, amount, count, interval, ratio
from folkmoot.measures._rising import RECENT, SMALLEST, Rising, count_terms, rising_terms
from folkmoot.view import View

__all__ = ["LIKELY", "trends"]

#: A term counts as rising while at most this share of the list is expected to be there by
#: chance. One in five: a look costs little, and joining needs a person's word anyway.
LIKELY: Final = 0.2
#: Buckets looked back on: two years of weeks, so that a season has been seen before.
_BUCKETS: Final = 104
#: Joining is thought of when this share of the rising posts states a need of the brief.
_RELEVANT: Final = 0.5
#: Rows shown at most, the sure ones and the next surest.
_MOST: Final = 12
_EXAMPLES: Final = 3
_STATED: Final = pa.schema([("object_id", pa.int64()), ("need_id", pa.string())])
_ABOUT: Final = (
    pa.field("term", pa.string()),
    pa.field("also", pa.list_(pa.string())),
    pa.field("bucket", pa.timestamp("us", tz="UTC")),
    pa.field("first_seen_at", pa.timestamp("us", tz="UTC")),
    pa.field("verdict", pa.string()),
    pa.field("reason", pa.string()),
    pa.field("q_value", pa.float64()),
    pa.field("examples", pa.list_(pa.string())),
    pa.field("measure", pa.string()),
)


@dataclass(frozen=True, slots=True)
class _Posts:
    """Columns of the questions that the verdicts read."""

    titles: Sequence[str]
    urls: Sequence[str | None]
    published_at: Sequence[datetime]
    needs: Sequence[frozenset[str]]


def trends(view: View, brief: Brief, bucket_days: int = 7) -> EstimateTable:
    """Answer which words of questions rise against their own past, and which to join.

    Each author counts once a word and bucket. A level that fades over a quarter gives a
    negative binomial prediction (see `folkmoot.annotators.surprise`); a word has to pass its
    own faded peaks and to have three authors. Verdicts pass gates first: chance, then tragedy,
    harm and politics, then the needs of the brief. Abstaining is the normal answer, and a
    person confirms every joining.

    Parameters
    ----------
    view
        The lake at a moment.
    brief
        Whose needs a rising word must touch.
    bucket_days
        Days of a bucket; more find slow rises and miss quick ones.

    Returns
    -------
    EstimateTable
        By term: ``growth`` (ratio to the year before, per post), ``authors`` (count) and
        ``surprise`` (score: minus the decimal logarithm of the p-value).
    """
    state_needs(view, brief)
    questions = read_questions(view)
    table = questions.table
    stated, _ = view.ask("trends_stated", _STATED, "Which questions state a need of the brief?")
    posts = _posts(table, stated, {need.id: need.title for need in brief.needs})
    found = count_terms(
        questions.tokens, posts.published_at, table["actor_id"].to_pylist(), view.as_of,
        bucket_days, _BUCKETS,
    )  # fmt: skip
    rows: list[Row] = []
    evidence: dict[str, Evidence] = {}
    for rising in rising_terms(found, _MOST):
        evidence[rising.term] = _evidence(questions.evidence, rising, posts)
        rows += _rows(rising, posts, view.as_of, bucket_days)
    notes = [
        (
            f"A term is looked at in the last {RECENT} buckets of {bucket_days} days, from "
            f"{SMALLEST} authors on; {len(found.terms):,} terms were compared with their past."
        ),
        "Where a list of words rules an event out, nothing clears it automatically.",
    ]
    if not any(row.about["q_value"] <= LIKELY for row in rows):
        notes.insert(0, "Nothing is rising beyond its usual ups and downs.")
    return EstimateTable.build(
        "trends", "What is rising", _ABOUT, rows, evidence, view.as_of, notes, _sentence
    )


def _posts(table: pa.Table, stated: pa.Table, titles: Mapping[str, str]) -> _Posts:
    needs: dict[int, set[str]] = {}
    for row in stated.to_pylist():
        needs.setdefault(row["object_id"], set()).add(titles.get(row["need_id"], row["need_id"]))
    return _Posts(
        table["title"].to_pylist(),
        table["url"].to_pylist(),
        table["published_at"].to_pylist(),
        [frozenset(needs.get(object_id, ())) for object_id in table["object_id"].to_pylist()],
    )


def _evidence(asked: Evidence, rising: Rising, posts: _Posts) -> Evidence:
    samples = tuple(url for number in rising.posts[:_EXAMPLES] if (url := posts.urls[number]))
    parameters = {
        **asked.parameters,
        "term": rising.term,
        "authors expected": f"{rising.expected:.2f}",
        "p-value": f"{rising.p_value:.2g}",
        "largest earlier count, faded": f"{rising.faded_peak:.1f}",
    }
    question = f"Who used “{rising.term}” in a question's title, and how often before?"
    return Evidence(question, asked.sql, parameters, len(rising.posts), samples)


def _rows(rising: Rising, posts: _Posts, as_of: datetime, bucket_days: int) -> Iterable[Row]:
    verdict, reason = _verdict(rising, posts)
    begins = as_of - timedelta(days=bucket_days * (_BUCKETS - rising.bucket))
    about = {
        "term": rising.term,
        "also": list(rising.also),
        "bucket": begins,
        "first_seen_at": min(posts.published_at[number] for number in rising.posts),
        "verdict": verdict,
        "reason": reason,
        "q_value": rising.q_value,
        "examples": [url for number in rising.posts[:_EXAMPLES] if (url := posts.urls[number])],
    }
    for measure, estimate in _estimates(rising).items():
        yield Row({**about, "measure": measure}, estimate, rising.term)


def _estimates(rising: Rising) -> dict[str, Estimate]:
    growth = ratio(
        rising.authors, max(rising.now_posts, 1), rising.past_count, max(rising.past_posts, 1),
        "uses by distinct authors, now and in the year before",
    )  # fmt: skip
    authors = count(rising.authors, rising.now_posts, "questions in that week")
    score = -math.log10(max(rising.p_value, 1e-300))
    label = "questions in that week"
    surprising = Estimate(
        score, None, None, rising.authors, rising.now_posts, label, "score", "fading-level"
    )
    return {"growth": growth, "authors": authors, "surprise": replace(surprising, people=None)}


def _verdict(rising: Rising, posts: _Posts) -> tuple[str, str]:
    """Pass the gates in their order; the first that stops gives the reason."""
    if rising.q_value > LIKELY:
        return "abstain", "it could be chance: rises of this size are expected among so many words"
    titles = [posts.titles[number] for number in rising.posts]
    word = vetoed([rising.term, *titles])
    if word is not None:
        return "abstain", f"it touches tragedy, harm or politics (“{word}”)"
    touching = [number for number in rising.posts if posts.needs[number]]
    if len(touching) < _RELEVANT * len(rising.posts):
        return (
            "abstain",
            (
                f"it is not about a need of the brief ({len(touching)} of {len(rising.posts)} "
                "questions state one)"
            ),
        )
    needs = sorted({need for number in touching for need in posts.needs[number]})
    return "join", f"people ask about {', '.join(needs)}; a person has to confirm"


def _sentence(row: Mapping[str, Any]) -> str:
    what = {
        "growth": "used {amount} as often as in the year before",
        "authors": "used by {amount} people in the week from {week}",
        "surprise": "surprise {amount}",
    }[row["measure"]]
    said = what.format(amount=amount(row), week=f"{row['bucket']:%Y-%m-%d}")
    bounds = f" ({interval(row)})" if row["low"] is not None else ""
    left = "Left alone" if row["verdict"] == "abstain" else "May be joined"
    return f"“{row['term']}”: {said}{bounds}. {left}: {row['reason']}."
