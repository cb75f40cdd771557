"""Recognise what a column asks: by the codes of our own questionnaire, or by its wording."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache
from typing import Final

from folkmoot import ladder
from folkmoot.survey.instrument import (
    Instrument,
    Option,
    item_of_code,
    make_instrument,
)
from folkmoot.survey.reading.words import compared, words
from folkmoot.text import stems

__all__ = ["ITEMS", "Known", "known_of", "options_of", "questionnaire", "topic_of"]

#: Items of the ladder that a questionnaire asks about.
ITEMS: Final = tuple(asked.item for asked in ladder.QUESTIONNAIRE)

#: How like a wording must be to one of ours: below it, other behaviours come near.
_LIKE: Final = 0.72
#: Beyond it the wording is ours, but for case and punctuation.
_SAME: Final = 0.97
#: How sure words of a behaviour make it.
_PHRASE: Final = 0.8
#: Words of questions about how often: they say nothing of the behaviour.
_FREQUENCY: Final = re.compile(
    r"\b(how often|in the (last|past)|during the|months?|weeks?|have you|do you|did you|i have|i"
    r"|you|your|the|a|an|to|of|that|on)\b"
)


@dataclass(frozen=True, slots=True)
class Known:
    """A question of ours that a column is about, how sure that is (0 to 1), and why."""

    question: str
    likeness: float
    reason: str

    @property
    def is_ours(self) -> bool:
        """Whether the column's code or its wording is our own."""
        return self.likeness >= _SAME


@cache
def questionnaire() -> Instrument:
    """Our questionnaire in all its languages."""
    return make_instrument()


def options_of(question: str) -> tuple[Option, ...]:
    """Options of one of our questions; none where it is open, or is not asked by default."""
    found = {each.id: each for each in questionnaire().questions}
    return found[question].options if question in found else ()


def known_of(column: str, title: str) -> Known | None:
    """Find the question of ours that a column is about; ``None`` for none.

    Parameters
    ----------
    column
        Its name: a code, or the wording itself.
    title
        Its wording, where the file has it apart; may be empty.

    Examples
    --------
    >>> known_of("publishpage", "").question
    'publish_page'
    >>> known_of("Q7_3", "How often ... - Added to or corrected a page of a wiki").question
    'wiki'
    >>> known_of("Q8", "How satisfied are you with our delivery?") is None
    True
    """
    found = item_of_code(column)
    if found is not None:
        return Known(found, 1.0, "its code is our own")
    best = Known("", 0.0, "")
    for text in _parts(title or column):
        for wording, question in _wordings().items():
            likeness = _likeness(text, wording)
            if likeness > best.likeness:
                best = Known(question, likeness, f"its wording, {likeness:.0%} like ours")
    if best.likeness >= _SAME:
        return best
    return _by_phrase(title or column) or (best if best.likeness >= _LIKE else None)


def _by_phrase(text: str) -> Known | None:
    """The behaviour whose longest phrase has all its words in the wording."""
    spelt = frozenset(stems(text))
    found = [
        (len(phrase), item)
        for item, phrases in words().behaviours.items()
        for phrase in phrases
        if phrase <= spelt
    ]
    longest = max((size for size, _ in found), default=0)
    items = list(dict.fromkeys(item for size, item in found if size == longest))
    if len(items) != 1:
        return None
    return Known(items[0], _PHRASE, "words of its wording")


def topic_of(column: str, title: str, topics: Mapping[str, frozenset[str]]) -> str | None:
    """Find which topic a column's name or wording is one of, as ``words.toml`` lists them.

    Examples
    --------
    >>> topic_of("Q2", "What is your gender?", words().segments)
    'gender'
    """
    spelt = {compared(part) for text in (column, title) if text for part in _parts(text)}
    return next((topic for topic, listed in topics.items() if spelt & listed), None)


def _parts(text: str) -> Iterable[str]:
    """A wording, and its parts: the line of a table of questions stands last, or in brackets."""
    yield text
    inside = re.findall(r"\[([^\[\]]+)\]", text)
    if inside:
        yield inside[-1]
        yield text[: text.rindex(f"[{inside[-1]}]")]
    for sign in (" - ", " – ", ": ", "/", "_"):
        if sign in text:
            yield text.rpartition(sign)[2]
    yield re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", text)


@cache
def _wordings() -> dict[str, str]:
    """Our wordings in all languages, bare of what says how often, with their questions."""
    found = {}
    for question in questionnaire().questions:
        for text in question.text.values():
            found[_bare(text)] = question.id
            # Examples after the main clause are often left out.
            found[_bare(re.split(r", such as|: |、|,", text)[0])] = question.id
    return {text: question for text, question in found.items() if len(text) > 1}


@cache
def _bare(text: str) -> str:
    spelt = compared(text)
    return " ".join(_FREQUENCY.sub(" ", spelt).split()) or spelt


def _likeness(text: str, wording: str) -> float:
    bare = _bare(text)
    if bare == wording:
        return 1.0
    # Far apart in length, they cannot be like enough; the comparison itself is slow.
    shorter, longer = sorted((len(bare), len(wording)))
    if not shorter or 2 * shorter / (shorter + longer) < _LIKE:
        return 0.0
    matcher = SequenceMatcher(None, bare, wording, autojunk=False)
    return matcher.ratio() if matcher.quick_ratio() >= _LIKE else 0.0
