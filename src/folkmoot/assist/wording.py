"""The sentences of a draft, in the languages that drafts are written in.

They are a skeleton of facts for a person to rewrite; none of them speaks as a customer.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

__all__ = ["LANGUAGES", "Wording", "wording"]


@dataclass(frozen=True, slots=True)
class Wording:
    """Sentences with slots for ``str.format``."""

    asked: str
    fits: str
    also: str
    price: str
    cost: str
    ours_first: str
    ours_after: str
    lacks: str
    depends: str
    each: str
    question: str
    yes: str
    no: str
    unknown: str
    comma: str


_ENGLISH: Final = Wording(
    asked="What you ask for, as read: {asked}.",
    fits="What fits this: {name}.",
    also="It is also good at: {also}.",
    price="Its price: {price}.",
    cost="Its price: {price}; for what you ask, {cost}.",
    ours_first="What fits this is what we make: {name}.",
    ours_after="What we make, {name}, for comparison:",
    lacks="It does not have: {lacks}.",
    depends="Which remedy is right depends on: {depends}.",
    each="{name} is good at: {also}.",
    question="Say which of these matter to you, and the answer can be exact.",
    yes="yes",
    no="no",
    unknown="not known to us",
    comma="; ",
)

_CHINESE: Final = Wording(
    asked="您提到的要求（据原文）：{asked}。",
    fits="符合这些要求的是：{name}。",
    also="它的其他长处：{also}。",
    price="价格：{price}。",
    cost="价格：{price}；按您的要求约为 {cost}。",
    ours_first="符合这些要求的是我们的产品：{name}。",
    ours_after="作为对照，我们的产品 {name}：",
    lacks="它没有：{lacks}。",
    depends="选哪一种取决于：{depends}。",
    each="{name} 的长处：{also}。",
    question="请说明其中哪些对您重要，以便准确回答。",
    yes="有",
    no="没有",
    unknown="我们不清楚",
    comma="；",
)

#: Languages that drafts are written in.
LANGUAGES: Final = {"en": _ENGLISH, "zh": _CHINESE}


def wording(language: str) -> Wording:
    """Return the sentences of a language; English ones for a language without its own."""
    return LANGUAGES.get(language, _ENGLISH)
