"""Words for what pydantic finds: what was expected at a place of a brief, and what to do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from folkmoot.documents import said_expected

__all__ = ["expectation"]

#: By place (list numbers left out): what is expected there, and a hint.
_PLACES: Final = {
    "product": ("a table [product]", ""),
    "product.name": ("the product's name", ""),
    "product.summary": ("what it does, for whom, in a sentence or two", ""),
    "product.url": ("an address such as https://example.org", ""),
    "product.price": ("a table [product.price]", "give amount, currency and per"),
    "product.markets": ("at least one country, such as DE", "where can it be bought?"),
    "product.languages": ("at least one language, such as en", "in which can you help people?"),
    "needs": ("at least one need", "what do customers try to get done?"),
    "needs[].phrases": (
        "at least one phrase in customers' own words",
        "copy one from a real question",
    ),
    "limits[].phrases": (
        "at least one phrase in customers' own words",
        "how do people ask for it?",
    ),
    "alternatives": ('at least "doing without"', "what do people use today?"),
    "alternatives[].kind": ('"rival", "category" or "do-nothing"', ""),
    "capacity": ("a table [capacity]", "how many hours a week can you give?"),
    "capacity.hours_per_week": ("hours a week, more than 0", ""),
    "conduct": ("a table [conduct]", "at least its disclosure line"),
    "conduct.disclosure": (
        "a line that says whose help it is, by language",
        'such as en = "I work for the maker of it."',
    ),
    "conduct.self_promotion_share_max": ("a share from 0 to 1", "0.10 is one post in ten"),
}

#: By the last key, wherever it stands.
_KEYS: Final = {
    "id": ("a short name such as local-number", "small letters, digits, - and _"),
    "amount": ("a number such as 12.50", ""),
    "currency": ("three capital letters such as EUR", ""),
    "per": ("what the amount buys, such as month", ""),
    "why": ("the reason, in a sentence", ""),
    "title": ("a few words", ""),
    "languages": ("a language code such as en or zh-Hans", ""),
}


def expectation(place: str, fault: Mapping[str, Any]) -> tuple[str, str]:
    """Say what was expected where pydantic found a fault, and give a hint (or an empty one).

    Parameters
    ----------
    place
        Path with the numbers of lists left out, such as ``needs[].phrases``.
    fault
        One of pydantic's error details.
    """
    return said_expected(place, fault, _PLACES, _KEYS)
