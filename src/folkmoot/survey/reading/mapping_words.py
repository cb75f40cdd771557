"""Words for what pydantic finds in a mapping: what was expected at a place, and what to do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from folkmoot.documents import said_expected

__all__ = ["expectation"]

#: By place: what is expected there, and a hint.
_PLACES: Final = {
    "population": ("whom the sample speaks of", 'such as population = "online adults of Germany"'),
    "sample_kind": (
        '"probability" or "non-probability"',
        "a panel, a link in a forum and a river sample are non-probability",
    ),
    "name": ("a short name such as readers-2026", "small letters, digits, - and _"),
    "items": ("at least one item of the questionnaire", "folkmoot survey add FILE --suggest"),
    "blank": ('"by_block", "skipped" or "not_asked"', ""),
    "numbers": ('"codes" or "times"', ""),
    "is_simulated": ("true or false", ""),
}

#: By the kind of fault, where a mapping has other words than every document.
_TYPES: Final = {
    "string_pattern_mismatch": "small letters, digits and _",
    "float_type": "times a month, such as 4 or 0.5",
    "greater_than_equal": "0 or more",
    "less_than_equal": "at most 1,000",
}


def expectation(place: str, fault: Mapping[str, Any]) -> tuple[str, str]:
    """Say what was expected where pydantic found a fault, and give a hint (or an empty one).

    Parameters
    ----------
    place
        Path with the numbers of lists left out, such as ``design.replicates[]``.
    fault
        One of pydantic's error details.
    """
    return said_expected(place, fault, _PLACES, types=_TYPES)
