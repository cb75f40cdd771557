"""The one way in which a check says what is not kept."""

from __future__ import annotations

__all__ = ["need"]


def need(kept: bool, broken: str) -> None:
    """Raise an AssertionError with these words unless a promise is kept."""
    if not kept:
        raise AssertionError(broken)
