"""Which questions state which need of the brief, and who stated one.

A question states a need when one of the need's phrases is met in its title: content words near
each other, see `folkmoot.text.PhraseFinder`. A title in which no phrase of any need is met states
the one need whose phrase it resembles most, where it resembles it enough and shares a word with it
that is typical of the brief (``sim``, not ``airport``). Nothing is stated where one of the need's
excluded phrases is met. Likeness is the mean of two cosines: TF-IDF of stems and pairs of stems,
which knows words, and TF-IDF of runs of 2 to 4 letters, which forgives spelling and compounds and
carries Chinese.

What is typical is learnt from the questions themselves: where all of them are about the product
(an export made by a keyword search), no word stands out, and phrases alone decide.

Titles only: what a person adds in the text below the title is not read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final
from weakref import WeakKeyDictionary

import pyarrow as pa

from folkmoot.annotators._questions import Questions, read_questions
from folkmoot.brief import Brief, Need
from folkmoot.engines import Engine
from folkmoot.text import SMALL_WORDS, STOP_WORDS, PhraseFinder, stems
from folkmoot.view import View

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["STATED_NEEDS", "TARGET", "THRESHOLD", "Statement", "find_needs", "state_needs",
           "target_members"]  # fmt: skip

#: Likeness from which a title states a need without holding a phrase. Of those found in the first
#: labelled sample at .36, 98 in 100 had stated one; at .30, 93, for 4 more of 132 to be found: a
#: person wrongly counted as a customer costs more than one missed, for whom others stand.
THRESHOLD: Final = 0.36

# A word is typical of the brief when it stands in two phrases at least and its share of the
# phrases is five times its share of the questions; at three, "country" and "airport" pass.
_TYPICAL_PHRASES: Final = 2
_TYPICAL_TIMES: Final = 5

#: Columns of `state_needs`, also those of the relation ``stated_needs``.
STATED_NEEDS: Final = pa.schema(
    [
        pa.field("object_id", pa.int64()),
        pa.field("actor_id", pa.int64()),
        pa.field("need_id", pa.string()),
        pa.field("score", pa.float64()),
        pa.field("matched", pa.string()),
        pa.field("published_at", pa.timestamp("us", tz="UTC")),
    ]
)

#: Columns of `target_members`, also those of the relation ``target``.
TARGET: Final = pa.schema(
    [
        pa.field("actor_id", pa.int64()),
        pa.field("first_stated_at", pa.timestamp("us", tz="UTC")),
        pa.field("statements", pa.int64()),
    ]
)


# Every measure asks for the same statements; they are found once for a view and a brief.
_seen: WeakKeyDictionary[Engine, tuple[Questions, tuple[Need, ...], pa.Table]] = WeakKeyDictionary()


@dataclass(frozen=True, slots=True)
class Statement:
    """A title that states a need.

    Parameters
    ----------
    row
        Place of the title in the list that was read.
    need_id
        The need.
    score
        0.6 to 1 where a phrase is met (1: its words as near each other as in the phrase itself),
        else the likeness, `THRESHOLD` to 1.
    matched
        The phrase met, or ``like: ...`` and the phrase that it resembles.
    """

    row: int
    need_id: str
    score: float
    matched: str


def state_needs(view: View, brief: Brief) -> pa.Table:
    """Find the questions that state a need of the brief; register them as ``stated_needs``.

    Measured on 650 titles of a travel community with the demonstration's brief, read and labelled
    by one of the authors: ``tests/data/travel_need_labels.SOURCE.md`` tells sampling, rules and
    results, ``tests/statistics/test_needs_relevance.py`` holds the bars.

    Parameters
    ----------
    view
        The lake at a moment.
    brief
        The product brief; ``needs[].phrases`` and ``needs[].exclude`` are used.

    Returns
    -------
    pyarrow.Table
        `STATED_NEEDS`: one row a question and need, oldest question first.
    """
    questions = read_questions(view)
    before = _seen.get(view.engine)
    if before is not None and before[0] is questions and before[1] == brief.needs:
        view.engine.register("stated_needs", before[2])
        return before[2]
    found = find_needs(questions.tokens, brief)
    asked = questions.table.take(pa.array([each.row for each in found], pa.int64()))
    table = pa.table(
        [
            asked["object_id"],
            asked["actor_id"],
            pa.array([each.need_id for each in found], pa.string()),
            pa.array([each.score for each in found], pa.float64()),
            pa.array([each.matched for each in found], pa.string()),
            asked["published_at"],
        ],
        schema=STATED_NEEDS,
    )
    _seen[view.engine] = (questions, brief.needs, table)
    view.engine.register("stated_needs", table)
    return table


def target_members(view: View) -> pa.Table:
    """Register and return ``target``: who stated a need, when first, in how many questions.

    `state_needs` has to be called first. Questions whose author is not known count nobody.
    """
    table, _ = view.ask("need_target", TARGET, "Who stated a need of the brief?")
    view.engine.register("target", table)
    return table


def find_needs(
    tokens: Sequence[Sequence[str]], brief: Brief, threshold: float = THRESHOLD
) -> list[Statement]:
    """Find the stemmed titles that state a need, in their order, needs in the brief's order.

    Examples
    --------
    >>> from pathlib import Path
    >>> import folkmoot
    >>> from folkmoot.brief import read_brief
    >>> from folkmoot.text import stems
    >>> brief = read_brief(Path(folkmoot.__file__).parent / "demo_data" / "brief.toml")
    >>> titles = ["WiFi on board Lufthansa long haul", "Free wifi in Reykjavik"]
    >>> [(s.row, s.need_id, s.matched) for s in find_needs([stems(t) for t in titles], brief)]
    [(1, 'wifi-on-the-way', 'free Wi-Fi')]
    """
    listed = [(need, phrase) for need in brief.needs for phrase in need.phrases]
    phrases = [phrase for _, phrase in listed]
    met = _met(tokens, phrases)
    held = {row for row, _, _ in met}
    typical = _typical_words(tokens, phrases)
    open_rows = [
        row
        for row in _candidates(tokens, phrases)
        if row not in held and typical.intersection(tokens[row])
    ]
    best: dict[tuple[int, str], Statement] = {}
    for row, number, score in sorted(met, key=lambda each: -each[2]):
        need, phrase = listed[number]
        best.setdefault((row, need.id), Statement(row, need.id, score, phrase))
    for row, number, score in _most_alike(tokens, open_rows, phrases):
        need, phrase = listed[number]
        if score >= threshold:
            best[row, need.id] = Statement(row, need.id, score, f"like: {phrase}")
    order = {need.id: place for place, need in enumerate(brief.needs)}
    kept = _without_excluded(tokens, brief.needs, list(best.values()))
    return sorted(kept, key=lambda each: (each.row, order[each.need_id]))


def _met(tokens: Sequence[Sequence[str]], phrases: Sequence[str]) -> list[tuple[int, int, float]]:
    """Title, phrase and closeness of every phrase met."""
    finder = PhraseFinder(phrases)
    return [
        (row, found.phrase, found.closeness)
        for row, title in enumerate(tokens)
        for found in finder.find(title)
    ]


def _typical_words(tokens: Sequence[Sequence[str]], phrases: Sequence[str]) -> set[str]:
    """Words that set the brief's phrases apart from the questions."""
    titles = Counter(word for title in tokens for word in set(title))
    held = Counter(word for phrase in phrases for word in set(stems(phrase)) - STOP_WORDS)
    return {
        word
        for word, times in held.items()
        if times >= _TYPICAL_PHRASES
        and times / len(phrases) > _TYPICAL_TIMES * (titles[word] + 1) / (len(tokens) + 1)
    }


def _most_alike(
    tokens: Sequence[Sequence[str]], rows: Sequence[int], phrases: Sequence[str]
) -> list[tuple[int, int, float]]:
    """Title, the phrase that it resembles most, and the likeness."""
    if not rows:
        return []
    likeness = _likeness([tokens[row] for row in rows], phrases)
    nearest = likeness.argmax(axis=1)
    return [
        (row, int(number), float(likeness[place, number]))
        for place, (row, number) in enumerate(zip(rows, nearest, strict=True))
    ]


def _candidates(tokens: Sequence[Sequence[str]], phrases: Sequence[str]) -> list[int]:
    """Titles with two words of one phrase (or its only one): no other is alike enough."""
    parts = [{part for part in stems(phrase) if part not in SMALL_WORDS} for phrase in phrases]
    wanted = [min(2, len(part)) for part in parts]
    holders: dict[str, list[int]] = {}
    for number, part in enumerate(parts):
        for word in part:
            holders.setdefault(word, []).append(number)
    rows = []
    for row, title in enumerate(tokens):
        shared = Counter(number for word in holders.keys() & set(title) for number in holders[word])
        if any(times >= wanted[number] for number, times in shared.items()):
            rows.append(row)
    return rows


def _likeness(titles: Sequence[Sequence[str]], phrases: Sequence[str]) -> NDArray[np.float64]:
    """Mean of the word and the letter cosine of every title with every phrase."""
    import numpy as np
    from sklearn.feature_extraction.text import TfidfVectorizer

    texts = [*titles, *(stems(phrase) for phrase in phrases)]
    total = np.zeros((len(titles), len(phrases)))
    for vectorizer, documents in (
        (TfidfVectorizer(analyzer=_word_grams), texts),
        (
            TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 4), sublinear_tf=True),
            [_letters(text) for text in texts],
        ),
    ):
        matrix = vectorizer.fit_transform(documents)
        total += (matrix[: len(titles)] @ matrix[len(titles) :].T).toarray()
    return total / 2


def _word_grams(tokens: Sequence[str]) -> list[str]:
    single = [token for token in tokens if token not in SMALL_WORDS]
    return single + [
        f"{left} {right}"
        for left, right in pairwise(tokens)
        if left not in SMALL_WORDS and right not in SMALL_WORDS
    ]


def _letters(tokens: Sequence[str]) -> str:
    """Stems with spaces, but none between ideographs, so that letter runs can span them."""
    return "".join(token if len(token) == 1 else f" {token} " for token in tokens)


def _without_excluded(
    tokens: Sequence[Sequence[str]], needs: Sequence[Need], found: Sequence[Statement]
) -> list[Statement]:
    finders = {need.id: PhraseFinder(need.exclude) for need in needs}
    return [each for each in found if not finders[each.need_id].find(tokens[each.row])]
