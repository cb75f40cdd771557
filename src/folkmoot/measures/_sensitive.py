"""What is never told of people: names of places that speak of it are left out of comparisons.

Who is met more often in a room named after an illness, a faith or a party would be said to be ill,
to believe, to vote. So health, politics, religion, sexuality and ethnicity are never inferred: the
words are ``reference/sensitive.toml``, and every measure that tells people apart by where they act
asks here first.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Final

from folkmoot.text import has_ideographs, singular, words

__all__ = ["left_out_note", "sensitive_kind"]

_WORDS: Final = files("folkmoot") / "reference" / "sensitive.toml"


def sensitive_kind(name: str) -> str | None:
    """Say which sensitive matter the name of a place speaks of; ``None`` where it speaks of none.

    Examples
    --------
    >>> sensitive_kind("travel-vaccinations"), sensitive_kind("Islam"), sensitive_kind("抑郁互助")
    ('health', 'religion', 'health')
    >>> sensitive_kind("trans-siberian-railway") is None
    True
    """
    spelt = words(name)
    texts = (" ".join(spelt), " ".join(map(singular, spelt)))
    for kind, (pattern, characters) in _listed().items():
        if any(pattern.search(text) for text in texts) or any(each in name for each in characters):
            return kind
    return None


def left_out_note(left_out: int) -> str:
    """Say how many places were left out for their names, and why."""
    places = "1 place was" if left_out == 1 else f"{left_out:,} places were"
    return (
        f"{places} left out, named after health, politics, religion, sexuality or ethnicity:"
        " what people are in these is never inferred."
    )


@cache
def _listed() -> dict[str, tuple[re.Pattern[str], tuple[str, ...]]]:
    """By kind: the pattern of all words, and Chinese words."""
    found = {}
    for kind, listed in tomllib.loads(_WORDS.read_text("utf-8")).items():
        spaced = [each for each in listed if not has_ideographs(each)]
        parts = "|".join(
            re.escape(each.rstrip("*").replace("-", " ")) + (r"\w*" if each.endswith("*") else "")
            for each in spaced
        )
        characters = tuple(each for each in listed if has_ideographs(each))
        found[kind] = (re.compile(rf"(?<!\w)(?:{parts})(?!\w)"), characters)
    return found
