"""What rises in a quiet community: words and themes of questions, counted by the week."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

import pyarrow as pa

from folkmoot.annotators._questions import Questions, read_questions
from folkmoot.annotators._theme_words import cut_words
from folkmoot.annotators.remaining import remaining_among
from folkmoot.annotators.terms import is_theme
from folkmoot.estimate import Estimate, Evidence, count, ratio
from folkmoot.ids import format_id, hash64
from folkmoot.measures._found import UNKNOWN_LIFE, Found, Life
from folkmoot.measures._rising import RECENT, SMALLEST, Rising, count_terms, rising_terms
from folkmoot.measures._theme_terms import ThemeTerms
from folkmoot.measures._week_lives import lives_of, stays_up
from folkmoot.text import has_ideographs
from folkmoot.view import View

__all__ = ["Weeks", "rising_weeks"]

#: Buckets looked back on: two years of weeks, so that a season has been seen before.
_BUCKETS: Final = 104
_EXAMPLES: Final = 3


@dataclass(frozen=True, slots=True)
class Weeks:
    """What rises, and what was compared."""

    found: list[Found]
    notes: list[str]


@dataclass(frozen=True, slots=True)
class _Posts:
    """Columns of the questions."""

    ids: Sequence[int]
    titles: Sequence[str]
    urls: Sequence[str | None]
    moments: Sequence[datetime]
    authors: Sequence[int | None]


def rising_weeks(view: View, themes: ThemeTerms, bucket_days: int, most: int) -> Weeks:
    """Find words and themes of questions that rise against their own past, the surest first."""
    questions = read_questions(view)
    posts = _posts(questions.table)
    counted = count_terms(
        _tokens(questions), posts.moments, posts.authors, view.as_of, bucket_days, _BUCKETS,
        themes.of_questions(questions, view.as_of - timedelta(days=bucket_days * _BUCKETS)),
    )  # fmt: skip
    rising = rising_terms(counted, most)
    row = {term: place for place, term in enumerate(counted.terms)}
    found = []
    lives = lives_of(counted, bucket_days) if rising else []
    for each in rising:
        counts = counted.counts[row[each.term]]
        evidence = _evidence(questions.evidence, each, themes.told(each.term), posts)
        one = _found(each, themes, posts, view.as_of, bucket_days, int(counts[-1]), evidence)
        age = stays_up(counts, each.bucket, each.expected)
        found.append(one if one.over else _with_life(one, age, each.bucket, lives, bucket_days))
    notes = [
        (
            f"A term is looked at in the last {RECENT} buckets of {bucket_days} days, from "
            f"{SMALLEST} authors on; {len(counted.terms):,} terms were compared with their past."
        )
    ]
    return Weeks(found, notes)


def _tokens(questions: Questions) -> list[list[str]]:
    """Stems of the titles; Chinese ones as words, since a pair of characters may be none."""
    tokens = list(questions.tokens)
    titles = questions.titles
    chinese = [place for place, title in enumerate(titles) if has_ideographs(title)]
    _, cut = cut_words([titles[place] for place in chinese])
    for place, words in zip(chinese, cut, strict=True):
        tokens[place] = words
    return tokens


def _posts(table: pa.Table) -> _Posts:
    names = ("object_id", "title", "url", "published_at", "actor_id")
    return _Posts(*(table[name].to_pylist() for name in names))


def _found(
    rising: Rising, themes: ThemeTerms, posts: _Posts, as_of: datetime, bucket_days: int, now: int,
    evidence: Evidence,
) -> Found:  # fmt: skip
    first = min(rising.posts, key=lambda number: (posts.moments[number], posts.ids[number]))
    used = {0: "nobody", 1: "one person", 2: "two people"}.get(now)
    over = f"it is over: {used} used it in the last {bucket_days} days" if used else ""
    return Found(
        kind="posts",
        grain="week",
        event_id=format_id(hash64("event", rising.term, str(posts.ids[first]))),
        parents=(),
        term=themes.told(rising.term),
        also=tuple(themes.told(term) for term in rising.also),
        bucket_at=as_of - timedelta(days=bucket_days * (_BUCKETS - rising.bucket)),
        first_seen_at=posts.moments[first],
        starter=posts.authors[first],
        texts=tuple(posts.titles[number] for number in rising.posts),
        urls=tuple(url for n in rising.posts[:_EXAMPLES] if (url := posts.urls[n])),
        people=frozenset(who for n in rising.posts if (who := posts.authors[n]) is not None),
        q_value=rising.q_value,
        over=over,
        life=None,
        is_paid=False,
        evidence=evidence,
        estimates=_estimates(rising),
        objects=tuple(posts.ids[number] for number in rising.posts),
        themes=themes.ids((rising.term, *rising.also)),
    )


def _with_life(found: Found, age: int, bucket: int, lives: list[int], bucket_days: int) -> Found:
    """How long it will stay up, as the earlier ones that stayed up as long did."""
    if age < _BUCKETS - bucket:
        return replace(found, unknown="it is near the usual again")
    left = remaining_among(lives, age)
    if left is None:
        return replace(found, unknown=UNKNOWN_LIFE)
    return replace(found, life=Life(*(24 * bucket_days * buckets for buckets in left)))


def _evidence(asked: Evidence, rising: Rising, term: str, posts: _Posts) -> Evidence:
    samples = tuple(url for number in rising.posts[:_EXAMPLES] if (url := posts.urls[number]))
    parameters = {
        **asked.parameters,
        "term": term,
        "authors expected": f"{rising.expected:.2f}",
        "p-value": f"{rising.p_value:.2g}",
        "largest earlier count, faded": f"{rising.faded_peak:.1f}",
    }
    question = f"Who used “{term}” in a question's title, and how often before?"
    if is_theme(rising.term):
        question = f"Who asked about “{term}”, and how often before?"
    return Evidence(question, asked.sql, parameters, len(rising.posts), samples)


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
