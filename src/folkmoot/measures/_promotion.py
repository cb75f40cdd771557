"""What each place says of naming one's own product there."""

from __future__ import annotations

from typing import Final

import pyarrow as pa

from folkmoot.errors import FolkmootError
from folkmoot.platforms import platform
from folkmoot.view import View

__all__ = ["rule_of", "rules_of"]

#: Rules that bind whoever names their own product, the strictest first.
_EFFECTS: Final = ("no-primary-promotion", "ask-first", "self-promotion-cap", "answer-only")
#: A place's own rules are quoted up to here; all of them are to be read before anything is said.
_MOST_LETTERS: Final = 160

_RULES: Final = pa.schema(
    [("community_id", pa.int64()), *((name, pa.string()) for name in
     ("platform", "kind", "rules", "whole_rules"))]
)  # fmt: skip


def rules_of(view: View) -> dict[int, str]:
    """The rule on self-promotion of every place that the lake lists, in a sentence."""
    rows, _ = view.ask("place_rules", _RULES, "Which rules do the places have?")
    return {
        row["community_id"]: rule_of(
            row["platform"], row["kind"], row["rules"] or row["whole_rules"]
        )
        for row in rows.to_pylist()
    }


def rule_of(name: str, kind: str, own: str | None = None) -> str:
    """Say what binds on a platform: its community's own rules, else what is known of the platform.

    Examples
    --------
    >>> rule_of("reddit", "forum", "No self-promotion.  Read the wiki.")
    'Its own rules: No self-promotion. Read the wiki.'
    >>> rule_of("forum.example.org", "forum")
    'No rule is known; read its own before anything is said there.'
    """
    if own and own.strip():
        text = " ".join(own.split())
        cut = f"{text[: _MOST_LETTERS - 1]}…" if len(text) > _MOST_LETTERS else text
        return f"Its own rules: {cut}"
    try:
        found = platform(name, kind)
    except FolkmootError:
        found = platform("other")
    rules = [rule for effect in _EFFECTS if (rule := found.rule(effect)) is not None]
    if not rules:
        return "No rule is known; read its own before anything is said there."
    return rules[0].says
