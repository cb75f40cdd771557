"""Methods, limits, data and consent; the words that need explaining."""

from __future__ import annotations

import re
import tomllib
from importlib.resources import files
from typing import Final

from folkmoot.report.blocks import (
    Block,
    Cell,
    Head,
    Item,
    Items,
    Section,
    Table,
    Terms,
    text_cell,
)
from folkmoot.report.model import ReportInput
from folkmoot.report.words import day, joined

__all__ = ["section", "unknowns"]

_FRAMES: Final = {
    "community": "everything of the community",
    "keyword": "found by a keyword: says nothing about the community's shares",
    "user": "one person's own history",
    "browsing": "what somebody happened to see",
}

_READING: Final = "Who only reads: posts cannot show it. A questionnaire can."
_OUTSIDE: Final = (
    "What the target does outside the communities that were read.",
    "Age and country of those who did not state them; those who did may differ.",
)


def section(inp: ReportInput, *, quotes: bool = False) -> Section:
    """Make the section."""
    answer = (
        "Everything here can be computed again: each table opens to the question, the statement "
        "and its values, and the versions are named below."
    )
    blocks: list[Block] = []
    if inp.imports:
        blocks += [_imports(inp), _terms_of_use(inp)]
    blocks += [
        Items("What we do not know", unknowns(inp)),
        Items("Limits", _limits()),
        Items("Privacy", _privacy(quotes=quotes)),
        Terms("Words", _glossary()),
    ]
    if inp.versions:
        blocks.append(_versions(inp))
    return Section("methods", "Methods, limits, data and consent", answer, tuple(blocks))


def unknowns(inp: ReportInput) -> tuple[Item, ...]:
    """Say what this report cannot know; the plan says most of it, where there is one."""
    if inp.plan is not None:
        return tuple(Item(text) for text in (*inp.plan.not_known, *_OUTSIDE))
    absent = [name for name in ("participation", "audience", "communities", "needs", "trends")
              if inp.table(name) is None]  # fmt: skip
    more = (f"Not measured, or without any result: {joined(absent)}.",) if absent else ()
    return tuple(Item(text) for text in (_READING, *_OUTSIDE, *more))


def _imports(inp: ReportInput) -> Table:
    heads = (
        Head("Source"),
        Head("Kind"),
        Head("Read", is_number=True),
        Head("Kept", is_number=True),
        Head("Already there", is_number=True),
        Head("Set aside", is_number=True),
    )
    rows = [
        (
            text_cell(each.source, _FRAMES.get(each.frame, each.frame)),
            text_cell(each.kind),
            *(_count(n) for n in (each.read, each.kept, each.already_there, each.set_aside)),
        )
        for each in inp.imports
    ]
    small = (
        "read = kept + already there + set aside; rows set aside wait in quarantine with a reason"
    )
    return Table("What was read", heads, tuple(rows), small)


def _count(number: int) -> Cell:
    return Cell(f"{number:,}", is_number=True)


def _terms_of_use(inp: ReportInput) -> Items:
    """Name the licence and the authors of each source, as most licences ask for."""
    found = {}
    for each in inp.imports:
        licence = each.licence or "no licence stated: do not pass the data on"
        address = re.search(r"https?://[^\s)]+", licence)
        href = address.group(0) if address else ""
        found[each.source, licence] = Item(f"{each.source}: {licence}", each.attribution, href)
    return Items("Licences", tuple(found.values()))


def _limits() -> tuple[Item, ...]:
    return (
        Item(
            "The people seen are not a random sample.",
            "The intervals treat them as drawn from those who could have been here in a like "
            "period. They do not cover who is absent from the data.",
        ),
        Item(
            "Needs are found by the words of the brief.",
            "Who asks in other words is missed; the themes under “What else they ask about” show "
            "some of what is missed.",
        ),
        Item(
            "A difference is not a cause.",
            "An index says what goes together here, not what brings it about.",
        ),
    )


def _privacy(*, quotes: bool) -> tuple[Item, ...]:
    quoted = (
        "Titles are quoted word for word in this copy: for internal use, do not pass it on."
        if quotes
        else "No post is quoted: a quoted sentence leads to its author by any search engine."
    )
    return (
        Item("Public posts were read to find out where help is wanted. Nobody was contacted."),
        Item("People are known by keyed pseudonyms only, and none stands in this report."),
        Item(quoted),
        Item("Whoever asks to be forgotten is removed by “folkmoot forget”."),
        Item("Health, politics, religion, sexuality and ethnicity are never inferred."),
    )


def _glossary() -> tuple[tuple[str, str], ...]:
    text = files("folkmoot.report").joinpath("glossary.toml").read_text(encoding="utf-8")
    return tuple((each["word"], each["means"]) for each in tomllib.loads(text)["word"])


def _versions(inp: ReportInput) -> Items:
    versions = "; ".join(f"{name} {version}" for name, version in sorted(inp.versions.items()))
    return Items(f"Versions, as of {day(inp.as_of)}", (Item(versions),))
