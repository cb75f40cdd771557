"""Alembic's entry: run the migrations on the connection that `folkmoot.state` hands over."""

from __future__ import annotations

from alembic import context

from folkmoot.state.tables import METADATA

__all__: list[str] = []

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=METADATA, render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()
