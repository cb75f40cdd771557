"""Relational state of a project: imports, plans, contacts, decisions, who must be left alone."""

from folkmoot.state.deciding import (
    Decision,
    SavedSearch,
    add_decision,
    decisions,
    new_hits,
    remove_search,
    save_search,
    saved_search,
    saved_searches,
)
from folkmoot.state.store import Counts, ImportRecord, State

__all__ = [
    "Counts",
    "Decision",
    "ImportRecord",
    "SavedSearch",
    "State",
    "add_decision",
    "decisions",
    "new_hits",
    "remove_search",
    "save_search",
    "saved_search",
    "saved_searches",
]
