"""Relational state of a project: imports, plans, contacts, who must be left alone."""

from folkmoot.state.store import Counts, ImportRecord, State

__all__ = ["Counts", "ImportRecord", "State"]
