"""Checks of a finished text: what must stand in it, what must not, and not the same text twice."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final

from folkmoot.assist.conduct import Check, Verdict
from folkmoot.text import words

__all__ = ["check_text"]

#: Alike by this much, two texts are one text sent twice: of their runs of five words, half are
#: the same. A sentence in common stays far below; a text with another name put in, far above.
_SAME: Final = 0.5
_RUN: Final = 5

# A company has no holiday and no favourite: 16 CFR 465 forbids testimonials that are made up, and
# a fact needs none.
_PERSONA: Final = re.compile(
    r"\bas a (?:fellow |frequent )?(?:travell?er|customer|user)\b|\bmy (?:own )?experience\b"
    r"|\bI (?:have )?(?:personally )?(?:used|use|tried|loved?|bought|recommend)\b"
    r"|\bhighly recommend|\bfive stars\b|我(?:用过|买过|试过|亲测)|亲测|强烈推荐|五星",
    re.IGNORECASE,
)
_LINK: Final = re.compile(r"https?://|www\.", re.IGNORECASE)


def check_text(text: str, verdict: Verdict, others: Mapping[str, str]) -> tuple[Check, ...]:
    """Check a text, drafted or edited, before anybody may approve it.

    Parameters
    ----------
    text
        As it would be posted.
    verdict
        The gate's, with the lines and the label that the text needs.
    others
        Earlier drafts and posts, by a name for each.

    Returns
    -------
    tuple of Check
        Its required lines stand in it; a label beside a link, where one is asked for; it speaks
        as no customer; it is not nearly the text of another.
    """
    persona = _PERSONA.search(_without(text, verdict.required))
    twin = next((name for name, each in others.items() if _is_same(text, each, verdict)), "")
    labelled = not verdict.link_label or not _LINK.search(text) or verdict.link_label in text
    return (
        Check("required-lines", all(line in text for line in verdict.required),
              "the disclosure is missing", "16 CFR 255"),
        Check("link-label", labelled, f"a link needs the label {verdict.link_label}",
              "Measures for Internet Advertising (China, 2023)"),
        Check("no-persona", persona is None,
              f'it speaks as a customer: "{persona[0] if persona else ""}"', "16 CFR 465"),
        Check("not-twice", not twin,
              f"it is nearly the text of {twin}: say it in your own words, or once on a page",
              "many communities call the same post twice spam"),
    )  # fmt: skip


def _without(text: str, lines: Iterable[str]) -> str:
    for line in lines:
        text = text.replace(line, " ")
    return text


def _is_same(text: str, other: str, verdict: Verdict) -> bool:
    """Whether texts share half their runs of words; the disclosure is meant to be the same."""
    first, second = (_runs(_without(each, verdict.required)) for each in (text, other))
    return len(first & second) >= _SAME * len(first | second)


def _runs(text: str) -> frozenset[tuple[str, ...]]:
    found = words(text)
    return frozenset(
        tuple(found[place : place + _RUN]) for place in range(max(1, len(found) - _RUN + 1))
    )
