"""Relational state of a project: imports, plans, contacts, decisions, people, what they allow."""

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
from folkmoot.state.forgetting import erase_words
from folkmoot.state.people import OUTCOMES, PURPOSES, Consent, Note, People
from folkmoot.state.store import Counts, ImportRecord, State

__all__ = [
    "OUTCOMES",
    "PURPOSES",
    "Consent",
    "Counts",
    "Decision",
    "ImportRecord",
    "Note",
    "People",
    "SavedSearch",
    "State",
    "add_decision",
    "decisions",
    "erase_words",
    "new_hits",
    "remove_search",
    "save_search",
    "saved_search",
    "saved_searches",
]
