"""First tables: imports and their counts, plans, contacts, people to leave alone, audit."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

__all__ = ["down_revision", "downgrade", "revision", "upgrade"]

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create every table of the first version."""
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "imports",
        sa.Column("import_id", sa.String(32), primary_key=True),
        sa.Column("path", sa.Text, nullable=False),
        sa.Column("source", sa.String(64), nullable=False),
        sa.Column("source_version", sa.String(32), nullable=False),
        sa.Column("options", sa.Text, nullable=False),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("started_at", moment, nullable=False),
        sa.Column("finished_at", moment),
        sa.Column("failure", sa.Text),
    )
    op.create_index("ix_imports_status", "imports", ["status"])
    op.create_table(
        "import_counts",
        sa.Column("import_id", sa.String(32), sa.ForeignKey("imports.import_id"), primary_key=True),
        sa.Column("kind", sa.String(64), primary_key=True),
        *(
            sa.Column(name, sa.BigInteger, nullable=False)
            for name in ("read_count", "kept_count", "already_count", "refused_count")
        ),
    )
    op.create_table(
        "forgotten",
        sa.Column("digest", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("forgotten_at", moment, nullable=False),
    )
    op.create_table(
        "left_alone",
        sa.Column("actor_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("since_at", moment, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
    )
    op.create_table(
        "contacts",
        sa.Column("contact_id", sa.Integer, primary_key=True),
        sa.Column("actor_id", sa.BigInteger),
        sa.Column("object_id", sa.BigInteger, nullable=False),
        sa.Column("community", sa.Text, nullable=False),
        sa.Column("contacted_at", moment, nullable=False),
        sa.Column("approved_by", sa.Text, nullable=False),
        sa.Column("is_promotion", sa.Integer, nullable=False),
    )
    op.create_index("ix_contacts_actor_id", "contacts", ["actor_id"])
    op.create_table(
        "plans",
        sa.Column("plan_id", sa.String(64), primary_key=True),
        sa.Column("as_of", moment, nullable=False),
        sa.Column("made_at", moment, nullable=False),
        sa.Column("path", sa.Text, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
    )
    op.create_table(
        "audit",
        sa.Column("audit_id", sa.Integer, primary_key=True),
        sa.Column("happened_at", moment, nullable=False),
        sa.Column("action", sa.String(64), nullable=False),
        sa.Column("detail", sa.Text, nullable=False),
    )


def downgrade() -> None:
    """Drop every table of the first version."""
    for name in (
        "audit", "plans", "contacts", "left_alone", "forgotten", "import_counts", "imports",
    ):  # fmt: skip
        op.drop_table(name)
