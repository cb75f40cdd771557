"""Conversations: decisions of people about them, saved searches, and what these have found."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

__all__ = ["down_revision", "downgrade", "revision", "upgrade"]

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Create the tables of decisions, searches and their hits."""
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "decisions",
        sa.Column("decision_id", sa.Integer, primary_key=True),
        sa.Column("object_id", sa.BigInteger, nullable=False),
        sa.Column("actor_id", sa.BigInteger),
        sa.Column("is_kept", sa.Integer, nullable=False),
        sa.Column("features", sa.Text, nullable=False),
        sa.Column("decided_at", moment, nullable=False),
    )
    op.create_index("ix_decisions_actor_id", "decisions", ["actor_id"])
    op.create_table(
        "searches",
        sa.Column("name", sa.String(64), primary_key=True),
        sa.Column("words", sa.Text, nullable=False),
        sa.Column("need_id", sa.Text),
        sa.Column("saved_at", moment, nullable=False),
    )
    op.create_table(
        "search_hits",
        sa.Column("name", sa.String(64), sa.ForeignKey("searches.name"), primary_key=True),
        sa.Column("object_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("actor_id", sa.BigInteger),
        sa.Column("found_at", moment, nullable=False),
    )
    op.create_index("ix_search_hits_actor_id", "search_hits", ["actor_id"])


def downgrade() -> None:
    """Drop the three tables."""
    for name in ("search_hits", "searches", "decisions"):
        op.drop_table(name)
