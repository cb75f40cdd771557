"""Words for what pydantic finds in a document: what was expected at a place, and what to do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

__all__ = ["said_expected"]

_Said = Mapping[str, tuple[str, str]]

#: By the kind of fault, where neither place nor key says more.
_TYPES: Final = {
    "missing": "a value",
    "string_type": "text in quotes",
    "string_too_short": "some text",
    "string_too_long": "a shorter text",
    "float_type": "a number such as 12.50",
    "int_type": "a whole number such as 3",
    "bool_type": "true or false",
    "tuple_type": "a list in square brackets",
    "dict_type": "a table",
    "model_type": "a table",
    "too_short": "at least one",
}


def said_expected(
    place: str,
    fault: Mapping[str, Any],
    places: _Said,
    keys: _Said | None = None,
    types: Mapping[str, str] | None = None,
) -> tuple[str, str]:
    """Say what was expected where pydantic found a fault, and give a hint (or an empty one).

    Parameters
    ----------
    place
        Path with the numbers of lists left out, such as ``needs[].phrases``.
    fault
        One of pydantic's error details; what a validator of ours expects goes before all.
    places, keys
        What is expected, with a hint, by place and by the last key wherever it stands.
    types
        What is expected by kind of fault, where it differs from what documents have in common.

    Examples
    --------
    >>> said_expected("price.amount", {"type": "float_type", "msg": ""}, {})
    ('a number such as 12.50', '')
    """
    context = fault.get("ctx", {})
    known = places.get(place)
    if "expected" in context:
        expected = str(context["expected"]).replace("'", '"')
        return expected, str(context.get("hint") or (known[1] if known else ""))
    if known:
        return known
    key = place.removesuffix("[]").rpartition(".")[2]
    if keys and key in keys:
        return keys[key]
    message = str(fault["msg"])
    told = {**_TYPES, **(types or {})}
    return told.get(str(fault["type"]), message[:1].lower() + message[1:]), ""
