"""Texts of the kinds that break readers: scripts, signs, marks and code, alone and mixed."""

from __future__ import annotations

from typing import Final

from hypothesis import strategies as st

_WORDS: Final = (
    "", "grinder", "Wie", "咖啡", "¿dónde", "🙂", "\u202e", "\x00", "\ud800", "<b>",
    "https://a.b/c",
)  # fmt: skip
TEXTS: Final = st.lists(st.sampled_from(_WORDS), max_size=8).map(" ".join) | st.text(max_size=60)
