"""Moments as the state keeps them: always UTC, whatever the database gives back."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sqlalchemy import RowMapping

__all__ = ["aware", "now", "utc"]


def aware(row: RowMapping) -> dict[str, Any]:
    """Return a row as a mapping, its moments with their zone."""
    return {
        str(key): utc(value) if isinstance(value, datetime) else value for key, value in row.items()
    }


def utc(moment: datetime) -> datetime:
    """Return a moment with its zone; SQLite gives times without one, and they are UTC."""
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def now() -> datetime:
    """Return the present moment."""
    return datetime.now(UTC)
