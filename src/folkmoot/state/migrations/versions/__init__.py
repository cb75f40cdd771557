"""Steps from one version of the state's tables to the next (Alembic)."""

__all__: list[str] = []
