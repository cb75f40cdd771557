"""What came of our actions: links whose tags name their arm, and counts by day and arm."""

from folkmoot.adjust.outcomes.links import Link, known_link, make_link
from folkmoot.adjust.outcomes.reading import Found, read_outcomes
from folkmoot.adjust.outcomes.tally import MEASURES, Outcome, believed_outcomes
from folkmoot.adjust.outcomes.weeks import Weekly, weekly

__all__ = [
    "MEASURES",
    "Found",
    "Link",
    "Outcome",
    "Weekly",
    "believed_outcomes",
    "known_link",
    "make_link",
    "read_outcomes",
    "weekly",
]
