"""Relationships: notes with outcomes and due days, consents, accounts joined by opt-in."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

__all__ = ["down_revision", "downgrade", "revision", "upgrade"]

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Create the tables of relationships."""
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "notes",
        sa.Column("note_id", sa.Integer, primary_key=True),
        sa.Column("actor_id", sa.BigInteger, nullable=False),
        sa.Column("noted_at", moment, nullable=False),
        sa.Column("noted_by", sa.Text, nullable=False),
        sa.Column("words", sa.Text, nullable=False),
        sa.Column("outcome", sa.String(16)),
        sa.Column("due_at", moment),
        sa.Column("done_at", moment),
    )
    op.create_index("ix_notes_actor_id", "notes", ["actor_id"])
    op.create_table(
        "consents",
        sa.Column("consent_id", sa.Integer, primary_key=True),
        sa.Column("actor_id", sa.BigInteger, nullable=False),
        sa.Column("purpose", sa.String(16), nullable=False),
        sa.Column("is_given", sa.Integer, nullable=False),
        sa.Column("said_at", moment, nullable=False),
        sa.Column("words", sa.Text, nullable=False),
    )
    op.create_index("ix_consents_actor_id", "consents", ["actor_id"])
    op.create_table(
        "joined_accounts",
        sa.Column("actor_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("main_id", sa.BigInteger, nullable=False),
        sa.Column("joined_at", moment, nullable=False),
    )
    op.create_index("ix_joined_accounts_main_id", "joined_accounts", ["main_id"])


def downgrade() -> None:
    """Drop the tables of relationships."""
    for name in ("joined_accounts", "consents", "notes"):
        op.drop_table(name)
