"""Ghost: the export of a site, and answers of its APIs."""

from folkmoot.sources.ghost.source import Ghost

__all__ = ["Ghost"]
