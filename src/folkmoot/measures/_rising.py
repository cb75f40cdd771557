"""Counting words and themes by week and author, and which of them rise."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from folkmoot.annotators.surprise import Surprise, discoveries, surprise
from folkmoot.annotators.terms import carries_topic, is_theme
from folkmoot.estimate.disclosure import MINIMUM_PEOPLE
from folkmoot.text import unspaced

__all__ = [
    "RECENT",
    "SAME_EVENT",
    "SMALLEST",
    "Rising",
    "TermCounts",
    "count_terms",
    "rising_terms",
]

#: A term needs this many authors in a bucket: two people may well be one story told twice.
SMALLEST: Final = 3
#: Buckets at the end that are looked at: what rose a month ago is no news.
RECENT: Final = 4
#: Two terms are one event when they share this part of the posts of the rarer one.
SAME_EVENT: Final = 0.5


@dataclass(frozen=True)
class TermCounts:
    """Distinct authors by term and bucket, oldest bucket first; words, then themes.

    ``posts`` are, by term, the numbers of the questions that hold it, with their bucket.
    """

    terms: list[str]
    counts: NDArray[np.float64]
    totals: NDArray[np.float64]
    posts: list[list[tuple[int, int]]]


@dataclass(frozen=True, slots=True)
class Rising:
    """A term in the bucket in which it rose most surprisingly.

    ``past_count`` and ``past_posts`` are those of a year before it; ``also`` are terms of the
    same event.
    """

    term: str
    bucket: int
    authors: int
    expected: float
    p_value: float
    q_value: float
    posts: tuple[int, ...]
    past_count: int
    past_posts: int
    now_posts: int
    faded_peak: float
    also: tuple[str, ...] = ()


def count_terms(
    tokens: Sequence[Sequence[str]],
    published_at: Sequence[datetime],
    authors: Sequence[int | None],
    as_of: datetime,
    bucket_days: int,
    buckets: int,
    themes: Sequence[str | None] = (),
) -> TermCounts:
    """Count distinct authors of each word, pair and theme in each bucket before ``as_of``.

    Of one author a term counts once a bucket. A post without a known author counts as one of
    its own. Terms with fewer than `SMALLEST` authors in all are left out, and themes with fewer
    than ten known people: their names would point at them.
    """
    width = timedelta(days=bucket_days)
    totals = np.zeros(buckets)
    seen: dict[str, dict[tuple[int, int], int]] = defaultdict(dict)
    for number, (words, moment) in enumerate(zip(tokens, published_at, strict=True)):
        age = (as_of - moment) // width
        if not 0 <= age < buckets:
            continue
        bucket = buckets - 1 - age
        totals[bucket] += 1
        author = authors[number]
        who = -number - 1 if author is None else author
        theme = themes[number] if themes else None
        for term in _terms(words) | ({theme} if theme else set()):
            seen[term].setdefault((bucket, who), number)
    counted = (term for term, found in seen.items() if _is_counted(term, found, authors))
    terms = sorted(counted, key=lambda term: (is_theme(term), term))
    counts = np.zeros((len(terms), buckets))
    posts = []
    for row, term in enumerate(terms):
        for bucket, _ in seen[term]:
            counts[row, bucket] += 1
        posts.append([(bucket, number) for (bucket, _), number in seen[term].items()])
    return TermCounts(terms, counts, totals, posts)


def _is_counted(
    term: str, found: Mapping[tuple[int, int], int], authors: Sequence[int | None]
) -> bool:
    if not is_theme(term):
        return len(found) >= SMALLEST
    return len({authors[number] for number in found.values()} - {None}) >= MINIMUM_PEOPLE


def _terms(words: Sequence[str]) -> set[str]:
    telling = [carries_topic(word) for word in words]
    single = {word for word, tells in zip(words, telling, strict=True) if tells and len(word) > 1}
    pairs = {
        unspaced(f"{left} {right}")
        for (left, right), both in zip(pairwise(words), pairwise(telling), strict=True)
        if all(both)
    }
    return single | pairs


def rising_terms(found: TermCounts, most: int) -> list[Rising]:
    """Return the most surprising recent terms, one an event, the surest first.

    A term is left out while it stays below its own faded peaks.
    """
    buckets = found.counts.shape[1]
    recent = [bucket for bucket in range(buckets - RECENT, buckets) if bucket > 0]
    if not found.terms or not recent:
        return []
    judged = [_judged(found, bucket) for bucket in recent]
    adjusted = discoveries(judged, SMALLEST)
    rows = [
        _rising(found, int(row), bucket, judged[place].expected[row], judged[place].p_value[row],
                adjusted[place][row], judged[place].faded_peak[row])
        for place, bucket in enumerate(recent)
        for row in np.flatnonzero(adjusted[place] < 1)
        if judged[place].count[row] > judged[place].faded_peak[row]
    ]  # fmt: skip
    rows.sort(key=lambda rising: (rising.p_value, -len(rising.term), rising.term))
    return list(_events(rows, most))


def _judged(found: TermCounts, bucket: int) -> Surprise:
    """Words and themes judged apart: how people cluster around a theme is not how words do."""
    first = sum(not is_theme(term) for term in found.terms)
    parts = [
        surprise(rows, found.totals, bucket)
        for rows in (found.counts[:first], found.counts[first:])
        if len(rows)
    ]
    return Surprise(
        *(np.concatenate([getattr(part, name) for part in parts]) for name in Surprise.__slots__)
    )


def _rising(
    found: TermCounts, row: int, bucket: int, expected: float, p_value: float, q_value: float,
    faded_peak: float,
) -> Rising:  # fmt: skip
    year = slice(max(0, bucket - 52), bucket)
    return Rising(
        found.terms[row], bucket, int(found.counts[row, bucket]), float(expected),
        float(p_value), float(q_value),
        tuple(sorted(number for where, number in found.posts[row] if where == bucket)),
        int(found.counts[row, year].sum()), int(found.totals[year].sum()),
        int(found.totals[bucket]), float(faded_peak),
    )  # fmt: skip


def _events(rows: Sequence[Rising], most: int) -> Iterator[Rising]:
    """Join terms that rise in the same posts to the surest of them."""
    events: list[tuple[Rising, list[str]]] = []
    for row in rows:
        for event, also in events:
            shared = len(set(row.posts) & set(event.posts))
            if shared > SAME_EVENT * min(len(row.posts), len(event.posts)):
                if row.term != event.term and row.term not in also:
                    also.append(row.term)
                break
        else:
            events.append((row, []))
    for event, also in events[:most]:
        yield replace(event, also=tuple(also))
