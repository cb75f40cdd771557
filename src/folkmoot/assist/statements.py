"""What a person says that a remedy must have, in their own words, by the brief's vocabulary.

Only what is stated counts: nothing is guessed about the person. What somebody says that they do
without ("no calls needed") is not asked of a remedy.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from folkmoot.brief import Attribute, Brief, MustHave
from folkmoot.text import has_ideographs, spelled, stem, words

__all__ = ["Statement", "quantity", "statements"]

_NUMBER_WORDS: Final = {
    "a": 1, "an": 1, "one": 1, "two": 2, "couple of": 2, "three": 3, "few": 3,
    "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11,
    "twelve": 12, "half a": 0.5, "半": 0.5, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5,
    "六": 6, "七": 7, "八": 8, "九": 9, "十": 10,
}  # fmt: skip
_NUMBER: Final = "|".join(
    sorted((re.escape(each) for each in _NUMBER_WORDS), key=len, reverse=True)
)
_AMOUNT: Final = rf"(?<![A-Za-z0-9.,])(\d+(?:\.\d+)?|{_NUMBER})"

# What stands up to three words after one of these is refused: "no calls", "don't need a number"
# (an apostrophe and what follows it is cut off by then).
_REFUSALS: Final = frozenset(
    {
        "no",
        "not",
        "without",
        "avoid",
        "avoiding",
        "instead",
        "don",
        "doesn",
        "didn",
        "needn",
        "不",
        "没",
        "无",
    }
)
_CLAUSES: Final = re.compile(r"[.?!;:。？！；：\n]+")
_SEVERAL: Final = re.compile(rf"{_AMOUNT}[\s-]+(?:[a-z]+\s+)?([a-z]{{3,}}s)\b", re.IGNORECASE)
_BUDGET: Final = ("cheap", "cheapest", "cheaper", "inexpensive", "affordable", "on a budget",
                  "low cost", "best price", "便宜", "省钱")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Statement:
    """One thing asked of a remedy.

    Parameters
    ----------
    attribute
        Id of the brief's attribute; empty for a limit that concerns none, and for the price.
    title
        How sentences call it.
    words
        What the person wrote; for a must-have of the need, the need's title.
    ask
        The comparison to make with a remedy's fact; ``None`` where none can be made.
    is_must
        Whether a remedy without it does not meet the need at all.
    limit
        Id of the brief's limit that the person's words name, if any.
    names
        Id of the alternative that they ask for by its name, or ``ours``; empty for others.
    is_said
        Whether the person said it; otherwise the need alone asks for it.
    """

    attribute: str
    title: str
    words: str
    ask: MustHave | None
    is_must: bool = False
    limit: str = ""
    names: str = ""
    is_said: bool = True


def statements(text: str, brief: Brief, need_id: str | None = None) -> tuple[Statement, ...]:
    """Return what a remedy must have by a need and by a person's text, must-haves first.

    Parameters
    ----------
    text
        Title and text of the conversation.
    brief
        Its attributes, needs and limits are the vocabulary.
    need_id
        The need that the conversation states, if one is known.

    Notes
    -----
    An attribute that is a must-have of the need is told once, with the person's own words where
    they state it.
    """
    clauses = _clauses(text)
    said = {each.attribute: each for each in _stated(text, clauses, brief)}
    needs = [need for need in brief.needs if need.id == need_id]
    found: dict[str, Statement] = {}
    for need in needs:
        for must in need.must_haves:
            title = brief.attribute(must.attribute).title
            stated = said.get(must.attribute)
            words_ = stated.words if stated else need.title
            found[must.attribute] = Statement(
                must.attribute, title, words_, must, is_must=True, is_said=stated is not None
            )
    for attribute, statement in said.items():
        found.setdefault(attribute, statement)
    return (
        *found.values(),
        *_limits(clauses, brief, set(found)),
        *_named(clauses, brief),
        *_price(clauses),
    )


def _stated(text: str, clauses: Sequence[_Clause], brief: Brief) -> Iterator[Statement]:
    for attribute in brief.attributes:
        if attribute.units:
            value = quantity(text, attribute)
            if value is not None:
                yield _statement(attribute, value[0], value[1])
            continue
        for phrases, value_ in _phrases(attribute):
            met = _met(clauses, phrases)
            if met:
                yield _statement(attribute, met if value_ is None else value_, met)
                break


def _phrases(attribute: Attribute) -> list[tuple[Sequence[str], Any]]:
    """Phrases that state the attribute, each list with the value it states (none: the phrase)."""
    if attribute.values:
        return [(phrases, value) for value, phrases in attribute.values.items()]
    return [(attribute.phrases, True if attribute.type == "bool" else None)]


def _statement(attribute: Attribute, value: Any, said: str) -> Statement:
    ask = MustHave(attribute=attribute.id, op=attribute.asks, value=value)
    return Statement(attribute.id, attribute.title, said, ask)


class _Clause(NamedTuple):
    """A clause, or what it counts: the words as written, normalised, and stemmed."""

    written: Sequence[str]
    plain: Sequence[str]
    stemmed: Sequence[str]


def _clauses(text: str) -> list[_Clause]:
    """Clauses of a text; "5 countries" adds one that says "several countries"."""
    found = []
    for part in _CLAUSES.split(text):
        written = spelled(part)
        plain = [word for each in written for word in words(each)]
        found.append(_Clause(written, plain, [stem(word) for word in plain]))
    for match in _SEVERAL.finditer(text):
        if _as_number(match[1]) >= 2:
            plain = words(f"several {match[2]}")
            said = match[0].strip()
            found.append(_Clause((said, ""), plain, [stem(word) for word in plain]))
    return found


def _met(clauses: Sequence[_Clause], phrases: Sequence[str]) -> str:
    """What the text says of the first phrase that it states and does not refuse; else empty."""
    for phrase in phrases:
        wanted = words(phrase)
        for clause in clauses if wanted else ():
            if said := _said(clause, wanted):
                return said
    return ""


def _said(clause: _Clause, wanted: Sequence[str]) -> str:
    """The place of a clause that has the words in their order, with one more at the most.

    Of several words the stems count; a word alone has to be that very form, as "calling" (for
    calls) and "call" (for naming) are not the same.
    """
    tokens, sought = clause.plain, list(wanted)
    if len(wanted) > 1:
        tokens, sought = clause.stemmed, [stem(word) for word in wanted]
    for start, token in enumerate(tokens):
        if token == sought[0] and not _is_refused(clause.plain[:start]):
            end = _end(tokens, sought, start)
            if end:
                return _joined(clause.written[start:end])
    return ""


def _end(tokens: Sequence[str], wanted: Sequence[str], start: int) -> int:
    """Where the words end that began at ``start``; 0 if they are not all there."""
    place = start
    for token in range(start, min(len(tokens), start + len(wanted) + 1)):
        if tokens[token] == wanted[place - start]:
            place += 1
            if place - start == len(wanted):
                return token + 1
    return 0


def _is_refused(before: Sequence[str]) -> bool:
    """Whether a refusal stands near before, or before a list that ends here (no A, B or C)."""
    near = 6 if before and before[-1] in {"or", "nor"} else 3
    return bool(_REFUSALS.intersection(before[-near:]))


def _joined(parts: Sequence[str]) -> str:
    return ("" if has_ideographs(parts[0]) else " ").join(parts).strip()


def _as_number(text: str) -> float:
    found = _NUMBER_WORDS.get(text.casefold())
    return float(text) if found is None else float(found)


def quantity(text: str, attribute: Attribute) -> tuple[float, str] | None:
    """Find the number stated with one of an attribute's units, in its own unit, and the words.

    Of several the one that asks most is taken: the largest where a remedy must have at least as
    much, else the smallest. What was long ago, or how old something is, states nothing.
    """
    units = {unit.casefold(): factor for unit, factor in attribute.units.items()}
    names = "|".join(re.escape(unit) for unit in sorted(units, key=len, reverse=True))
    unit = rf"个?(?:full\s+|whole\s+)?({names})(?![a-z])"
    pattern = rf"{_AMOUNT}[\s-]*{unit}(?!\s+(?:ago|old|later)\b)"
    found = [
        (_as_number(match[1]) * units[match[2].casefold()], match[0].strip())
        for match in re.finditer(pattern, text, re.IGNORECASE)
    ]
    if not found:
        return None
    most = max if attribute.asks == "at_least" else min
    return most(found, key=lambda each: each[0])


def _limits(clauses: Sequence[_Clause], brief: Brief, told: set[str]) -> Iterator[Statement]:
    """Limits of the product that the text names and no attribute has told already."""
    for limit in brief.limits:
        if limit.attribute in told:
            continue
        met = _met(clauses, limit.phrases)
        if not met:
            continue
        attribute = limit.attribute or ""
        is_plain = bool(attribute) and brief.attribute(attribute).type == "bool"
        ask = MustHave(attribute=attribute, value=True) if is_plain else None
        yield Statement(attribute, limit.title, met, ask, limit=limit.id)


def _named(clauses: Sequence[_Clause], brief: Brief) -> Iterator[Statement]:
    """What the person asks for by name: a customer who wants that is not to be talked out of it."""
    called = [(each.id, (each.name, *each.phrases)) for each in brief.alternatives]
    for name, phrases in [*called, ("ours", (brief.product.name,))]:
        if met := _met(clauses, phrases):
            yield Statement("", "asked for by name", met, None, names=name)


def _price(clauses: Sequence[_Clause]) -> Iterator[Statement]:
    met = _met(clauses, _BUDGET)
    if met:
        yield Statement("", "a low price", met, None)
