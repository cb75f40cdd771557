"""The plan's calendar as iCalendar, so that it stands where work is planned.

Source: B. Desruisseaux (ed.), *Internet Calendaring and Scheduling Core Object Specification*, RFC
5545, 2009.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from folkmoot.ids import format_id, hash64
from folkmoot.plan.hours import OWN_PAGES
from folkmoot.plan.model import Action, Plan

__all__ = ["calendar_text"]

#: Octets of a line, its end not counted (RFC 5545, 3.1).
_LINE = 75


def calendar_text(plan: Plan) -> str:
    """Write the calendar of a plan, an all-day entry of Monday to Friday for each action.

    The same action keeps its name from plan to plan, so that importing a newer calendar changes
    entries and does not double them.
    """
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//folkmoot//plan//EN",
        *(line for action in plan.actions for line in _event(plan, action)),
        "END:VCALENDAR",
    ]
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def _event(plan: Plan, action: Action) -> Iterator[str]:
    place = action.community or OWN_PAGES
    named = hash64(plan.product, action.starts_on.isoformat(), action.tool, place, action.what)
    told = [
        f"Hours: {action.hours:g}",
        f"Who: {action.who}" if action.who else "",
        f"Done when: {action.done}" if action.done else "",
        f"It works if: {action.success}",
        f"Guard rail: {action.guard_rail}",
        f"Stop: {action.stop}",
        f"Why: {action.why}",
    ]
    yield "BEGIN:VEVENT"
    yield f"UID:{format_id(named)}@folkmoot"
    yield f"DTSTAMP:{plan.made_at:%Y%m%dT%H%M%SZ}"
    yield f"DTSTART;VALUE=DATE:{action.starts_on:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{action.starts_on + timedelta(days=5):%Y%m%d}"
    yield f"SUMMARY:{_escaped(f'{action.what} ({action.hours:g} h)')}"
    yield f"LOCATION:{_escaped(place)}"
    yield "DESCRIPTION:" + _escaped("\n".join(line for line in told if line))
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _escaped(text: str) -> str:
    for sign in ("\\", ";", ","):
        text = text.replace(sign, f"\\{sign}")
    return text.replace("\r", "").replace("\n", "\\n")


def _folded(line: str) -> str:
    """Break a line so that no part has more octets than allowed, and no letter is cut."""
    parts, size = [""], 0
    for letter in line:
        octets = len(letter.encode())
        if size + octets > _LINE:
            parts.append(" ")
            size = 1
        parts[-1] += letter
        size += octets
    return "\r\n".join(parts)
