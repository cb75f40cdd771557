"""What kind of help a title asks for: a rule-based first depth.

Rules, not a trained model: each type is a short list of patterns in English and Chinese, kept as
data in ``needtypes.toml``. A title may be of several types; one that fits none is ``other``, most
often a question of fact: may I, do I need. ``tests/statistics/test_needs_types.py`` measures every
type on 650 titles of a travel community, read and labelled by one of the authors.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Final

__all__ = ["NEED_TYPES", "OTHER", "need_types"]

#: What fits no rule.
OTHER: Final = "other"

#: The types, `OTHER` last.
NEED_TYPES: Final = (
    "recommendation", "how-to", "problem", "comparison", "purchase", "offer", OTHER,
)  # fmt: skip


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    rules = tomllib.loads(files(__package__).joinpath("needtypes.toml").read_text("utf-8"))
    return {kind: re.compile("|".join(rules[kind])) for kind in NEED_TYPES if kind != OTHER}


def need_types(titles: Sequence[str]) -> list[tuple[str, ...]]:
    """Types of each title, in the order of `NEED_TYPES`; never empty.

    Examples
    --------
    >>> need_types(["What is the best SIM card for France?", "国外上网多少钱"])
    [('recommendation', 'purchase'), ('purchase',)]
    >>> need_types(["UK visa refused", "Do I need a visa for Peru?"])
    [('problem',), ('other',)]
    """
    patterns = _patterns().items()
    found = []
    for title in titles:
        folded = title.casefold().replace("’", "'")
        kinds = tuple(kind for kind, pattern in patterns if pattern.search(folded))
        found.append(kinds or (OTHER,))
    return found
