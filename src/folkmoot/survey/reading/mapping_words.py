"""Words for what pydantic finds in a mapping: what was expected at a place, and what to do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

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

#: By the kind of fault.
_TYPES: Final = {
    "missing": "a value",
    "string_type": "text in quotes",
    "string_too_short": "some text",
    "string_too_long": "a shorter text",
    "string_pattern_mismatch": "small letters, digits and _",
    "float_type": "times a month, such as 4 or 0.5",
    "greater_than_equal": "0 or more",
    "less_than_equal": "at most 1,000",
    "bool_type": "true or false",
    "tuple_type": "a list in square brackets",
    "dict_type": "a table",
    "model_type": "a table",
    "too_short": "at least one",
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
    if place in _PLACES:
        return _PLACES[place]
    if "expected" in fault.get("ctx", {}):
        return str(fault["ctx"]["expected"]).replace("'", '"'), ""
    message = str(fault["msg"])
    return _TYPES.get(str(fault["type"]), message[:1].lower() + message[1:]), ""
