"""Matrix: events of rooms, as Element exports them or a server answers."""

from folkmoot.sources.matrix.source import Matrix

__all__ = ["Matrix"]
