"""What to do: the objective and its reason, the calendar, and what would change our mind."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from folkmoot.report.blocks import (
    Block,
    Cell,
    Folded,
    Head,
    Item,
    Items,
    Paragraph,
    Said,
    Section,
    Table,
    text_cell,
)
from folkmoot.report.model import ReportInput
from folkmoot.report.words import day, hours, plural

if TYPE_CHECKING:
    from folkmoot.plan import Plan, PlanDiff
    from folkmoot.plan.model import Action

__all__ = ["changes_of_mind", "four_weeks", "said", "section"]

_OBJECTIVES: Final = {
    "listening": "learn from what they say, before saying anything",
    "supporting": "help them where they ask",
    "talking": "take part in their conversations with something useful",
    "energizing": "make it easy for those who are pleased to say so",
    "embracing": "let them shape the product",
}
_STANDINGS: Final = {
    "held": "holds", "close": "could go either way", "broke": "broken",
    "not measured": "not measured",
}  # fmt: skip

#: Reasons on the first page; the section has them all.
_FIRST: Final = 3


def section(inp: ReportInput) -> Section:
    """Make the section."""
    plan = inp.plan
    line = said(inp)
    if plan is None:
        return Section("plan", "The plan", line.answer, ())
    blocks: list[Block] = [Paragraph(plan.objective_why)] if plan.objective_why else []
    if plan.actions:
        blocks.append(_calendar(plan))
    if inp.plan_diff is not None:
        blocks += _diff(inp.plan_diff)
    blocks += _lists(plan)
    if plan.assumptions:
        blocks.append(_assumptions(plan))
    weighed = [Item(f"{each.says}: {each.spoken()}", each.ref) for each in plan.evidence]
    blocks.append(Folded(f"All {len(weighed)} numbers that were weighed", tuple(weighed)))
    answer = f"{line.answer} {line.detail}".rstrip()
    return Section("plan", "The plan", answer, tuple(blocks))


def said(inp: ReportInput) -> Said:
    """Say the objective and what it costs, for the summary."""
    plan = inp.plan
    if plan is None:
        return Said("Plan", "No plan was made from these numbers yet.")
    if plan.objective == "leave":
        return Said("Plan", "Leave these communities alone: they are not the channel.",
                    plan.objective_why, "plan")  # fmt: skip
    answer = f"Objective: {plan.objective}. {_OBJECTIVES[plan.objective].capitalize()}."
    where = f" in {plural(len(plan.places), 'place')}" if plan.places else ""
    return Said("Plan", answer, f"{hours(plan.hours_per_week)} a week{where}.", "plan")


def four_weeks(inp: ReportInput) -> Items | None:
    """Say what to do in the first four weeks, for the summary."""
    if inp.plan is None or not inp.plan.actions:
        return None
    items = [Item(actions[0].what, _when(actions)) for actions in _grouped(inp.plan.actions)]
    return Items("The first four weeks", tuple(items))


def changes_of_mind(inp: ReportInput) -> Items | None:
    """Say what would change our mind, for the summary."""
    if inp.plan is None or not inp.plan.would_change:
        return None
    items = tuple(Item(text) for text in inp.plan.would_change[:_FIRST])
    return Items("What would change our mind", items)


def _grouped(actions: Sequence[Action]) -> list[list[Action]]:
    """Gather the weeks of each action, in the order of the calendar."""
    groups: dict[tuple[str, str | None], list[Action]] = {}
    for action in actions:
        groups.setdefault((action.what, action.community), []).append(action)
    return list(groups.values())


def _when(actions: Sequence[Action]) -> str:
    weeks = [action.week for action in actions]
    named = f"week {weeks[0]}" if len(weeks) == 1 else f"weeks {_ranges(weeks)}"
    return f"{named}; {hours(actions[0].hours)}{' each' if len(weeks) > 1 else ''}"


def _ranges(weeks: Sequence[int]) -> str:
    if weeks == list(range(weeks[0], weeks[-1] + 1)):
        return f"{weeks[0]} to {weeks[-1]}"
    return ", ".join(map(str, weeks))


def _calendar(plan: Plan) -> Table:
    heads = (
        Head("What"),
        Head("When"),
        Head("How to see that it works"),
        Head("What must not happen; when to stop"),
    )
    rows = []
    for actions in _grouped(plan.actions):
        first = actions[0]
        rows.append((
            text_cell(first.what, first.why),
            Cell(_when(actions), f"from {day(first.starts_on)}"),
            text_cell(first.success),
            text_cell(first.guard_rail, f"Stop: {first.stop}" if first.stop else ""),
        ))  # fmt: skip
    return Table("The first four weeks", heads, tuple(rows))


def _lists(plan: Plan) -> list[Block]:
    left = [
        Item(each.says, "" if each.conversations is None
             else plural(each.conversations, "conversation"))
        for each in plan.left_alone
    ]  # fmt: skip
    lists = (
        ("What we leave alone", left),
        ("Choices kept although new numbers lean away", [Item(text) for text in plan.held]),
        ("What would change our mind", [Item(text) for text in plan.would_change]),
    )
    return [Items(title, tuple(items)) for title, items in lists if items]


def _assumptions(plan: Plan) -> Table:
    rows = [
        (text_cell(each.says), text_cell(each.bears), text_cell(_STANDINGS[each.standing]))
        for each in plan.assumptions
    ]
    heads = (Head("Assumption"), Head("What falls with it"), Head("Now"))
    return Table("What the plan rests on", heads, tuple(rows))


def _diff(diff: PlanDiff) -> list[Block]:
    return [Items("Since the last plan", tuple(Item(text) for text in diff.sentences()))]
