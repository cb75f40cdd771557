"""Strategies: from measured estimates to recommendations, each with its evidence."""

from folkmoot.strategies.base import (
    LEAVE,
    OBJECTIVES,
    TABLES,
    Case,
    Keep,
    Reading,
    Recommendation,
    Strategy,
    Support,
)

__all__ = [
    "LEAVE",
    "OBJECTIVES",
    "TABLES",
    "Case",
    "Keep",
    "Reading",
    "Recommendation",
    "Strategy",
    "Support",
]
