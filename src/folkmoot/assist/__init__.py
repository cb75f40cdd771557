"""Help for one person at a time: what fits best, whether we may speak, and a draft for a person."""

from folkmoot.assist.conduct import Contact, History, Verdict, gate
from folkmoot.assist.drafts import Draft, Drafted, draft, draft_all, write_drafts
from folkmoot.assist.remedy import Remedy, remedies

__all__ = [
    "Contact",
    "Draft",
    "Drafted",
    "History",
    "Remedy",
    "Verdict",
    "draft",
    "draft_all",
    "gate",
    "remedies",
    "write_drafts",
]
