"""Hours of a plan's work, arm by arm."""

from __future__ import annotations

from typing import Final

from folkmoot.plan.model import Plan

__all__ = ["OWN_PAGES", "planned_hours"]

#: Where work is done that belongs to no community, as arms and readers name it.
OWN_PAGES: Final = "our own pages"


def planned_hours(plan: Plan | None) -> dict[tuple[str, str], float]:
    """Hours a week that a plan gives each arm: community (or our own pages) and tool."""
    found: dict[tuple[str, str], float] = {}
    for each in plan.recommendations if plan is not None else ():
        if each.tools and each.hours > 0:
            arm = (each.community or OWN_PAGES, each.tools[0])
            found[arm] = found.get(arm, 0.0) + each.hours
    return found
