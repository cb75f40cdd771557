"""Moments as the state keeps them: always UTC, whatever the database gives back."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sqlalchemy import RowMapping

__all__ = ["aware", "now"]


def aware(row: RowMapping) -> dict[str, Any]:
    """Return a row as a mapping; SQLite gives times without a zone, and they are UTC."""
    return {
        str(key): value.replace(tzinfo=UTC)
        if isinstance(value, datetime) and value.tzinfo is None
        else value
        for key, value in row.items()
    }


def now() -> datetime:
    """Return the present moment."""
    return datetime.now(UTC)
