"""Tables of what came of our actions: links, outcomes, and the hours that were decided."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

__all__ = ["down_revision", "downgrade", "revision", "upgrade"]

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Create the tables of links, outcomes and allocations."""
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "links",
        sa.Column("link_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("tag", sa.String(160), nullable=False),
        sa.Column("url", sa.Text, nullable=False),
        sa.Column("community", sa.Text, nullable=False),
        sa.Column("strategy", sa.Text, nullable=False),
        sa.Column("acted_on", sa.Date, nullable=False),
        sa.Column("propensity", sa.Float, nullable=False),
        sa.Column("decided_by", sa.Text, nullable=False),
        sa.Column("made_at", moment, nullable=False),
    )
    op.create_index("ix_links_tag", "links", ["tag"])
    op.create_table(
        "outcomes",
        sa.Column("outcome_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("origin", sa.String(32), nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("community", sa.Text, nullable=False),
        sa.Column("strategy", sa.Text, nullable=False),
        sa.Column("tag", sa.String(160), nullable=False),
        sa.Column("acted_on", sa.Date),
        *(
            sa.Column(name, sa.Float)
            for name in (
                "hours", "spent", "replies", "thanks", "clicks", "conversions", "complaints",
            )
        ),
    )  # fmt: skip
    op.create_index("ix_outcomes_day", "outcomes", ["day"])
    op.create_table(
        "allocations",
        sa.Column("week_on", sa.Date, primary_key=True),
        sa.Column("made_at", moment, nullable=False),
        sa.Column("told", sa.Text, nullable=False),
    )


def downgrade() -> None:
    """Drop them."""
    for name in ("allocations", "outcomes", "links"):
        op.drop_table(name)
