"""Trends: events that were told, and the log of what people decided about them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

__all__ = ["down_revision", "downgrade", "revision", "upgrade"]

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Create the tables of events and of the log."""
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "trend_events",
        sa.Column("event_id", sa.String(16), primary_key=True),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("grain", sa.String(8), nullable=False),
        sa.Column("terms", sa.Text, nullable=False),
        sa.Column("parents", sa.Text, nullable=False),
        sa.Column("first_seen_at", moment, nullable=False),
        sa.Column("last_seen_at", moment, nullable=False),
        sa.Column("size", sa.Float),
        sa.Column("size_name", sa.String(16), nullable=False),
        sa.Column("verdict", sa.String(16), nullable=False),
        sa.Column("gate", sa.String(16), nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
    )
    op.create_table(
        "trend_log",
        sa.Column("log_id", sa.Integer, primary_key=True),
        sa.Column("event_id", sa.String(16), nullable=False),
        sa.Column("decision", sa.String(16), nullable=False),
        sa.Column("because", sa.Text, nullable=False),
        sa.Column("by_name", sa.Text, nullable=False),
        sa.Column("proposed", sa.String(16), nullable=False),
        sa.Column("size_then", sa.Float),
        sa.Column("decided_at", moment, nullable=False),
    )
    op.create_index("ix_trend_log_event_id", "trend_log", ["event_id"])


def downgrade() -> None:
    """Drop both tables."""
    for name in ("trend_log", "trend_events"):
        op.drop_table(name)
