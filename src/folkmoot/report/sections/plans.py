"""What to do: the objective and its reason, the calendar, and what would change our mind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
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
from folkmoot.report.words import day, hours, joined, plural

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
_FIRST: Final = 2


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
    return Section("plan", "The plan", line.answer, tuple(blocks), line.detail)


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
    items = [
        Item(work.says(work.actions[0].what), _when(work)) for work in _grouped(inp.plan.actions)
    ]
    return Items("The first four weeks", tuple(items))


def changes_of_mind(inp: ReportInput) -> Items | None:
    """Say what would change our mind, for the summary."""
    if inp.plan is None or not inp.plan.would_change:
        return None
    items = tuple(Item(text) for text in inp.plan.would_change[:_FIRST])
    return Items("What would change our mind", items)


@dataclass(frozen=True, slots=True)
class _Work:
    """One kind of work: its entries in the calendar, and the places where it is done."""

    actions: tuple[Action, ...]
    places: tuple[str, ...]

    def says(self, text: str) -> str:
        """Say a text of the first entry of all the places."""
        place = self.actions[0].community
        return text if place is None else text.replace(f"in {place}", f"in {joined(self.places)}")


def _grouped(actions: Sequence[Action]) -> list[_Work]:
    """Gather the weeks of each action and the places where the same is done, in their order."""
    weeks: dict[tuple[str | None, str], list[str]] = {}
    for action in actions:
        weeks.setdefault((action.community, action.what), []).append(str(action.week))
    groups: dict[tuple[str | float, ...], list[Action]] = {}
    for action in actions:
        texts = (action.what, action.success, action.guard_rail, action.stop)
        # The rules write "in" before a place; its name alone may stand in other words too.
        same = (each.replace(f"in {action.community}", "in \0") for each in texts)
        when = " ".join(weeks[action.community, action.what])
        groups.setdefault((action.hours, when, *same), []).append(action)
    return [
        _Work(tuple(group), tuple(dict.fromkeys(a.community for a in group if a.community)))
        for group in groups.values()
    ]


def _when(work: _Work) -> str:
    weeks = list(dict.fromkeys(action.week for action in work.actions))
    named = f"week {weeks[0]}" if len(weeks) == 1 else f"weeks {_ranges(weeks)}"
    each = " a week" if len(weeks) > 1 else ""
    where = " in each place" if len(work.places) > 1 else ""
    return f"{named}; {hours(work.actions[0].hours)}{each}{where}"


def _ranges(weeks: Sequence[int]) -> str:
    if weeks == list(range(weeks[0], weeks[-1] + 1)):
        return f"{weeks[0]} to {weeks[-1]}"
    return ", ".join(map(str, weeks))


def _calendar(plan: Plan) -> Table:
    heads = (
        Head("What"),
        Head("When"),
        Head("Who; when it is done"),
        Head("How to see that it works"),
        Head("What must not happen; when to stop"),
    )
    rows = []
    for work in _grouped(plan.actions):
        first = work.actions[0]
        why = " ".join(dict.fromkeys(action.why for action in work.actions))
        rows.append((
            text_cell(work.says(first.what), why),
            Cell(_when(work), f"from {day(first.starts_on)}"),
            text_cell(first.who or "not said", f"Done when: {first.done}" if first.done else ""),
            text_cell(work.says(first.success)),
            text_cell(work.says(first.guard_rail), f"Stop: {work.says(first.stop)}"),
        ))  # fmt: skip
    return Table("The first four weeks", heads, tuple(rows))


def _lists(plan: Plan) -> list[Block]:
    lists = (
        ("Hours, by what came of them", [Item(text) for text in plan.hours_why]),
        ("What we leave alone", _left_alone(plan)),
        ("Choices kept although new numbers lean away", [Item(text) for text in plan.held]),
    )
    return [Items(title, tuple(items)) for title, items in lists if items]


def _left_alone(plan: Plan) -> list[Item]:
    """List what took out a conversation, or was not counted, one by one; the rest in a line."""
    told = [
        Item(each.says, "" if each.conversations is None
             else plural(each.conversations, "conversation"))
        for each in plan.left_alone if each.conversations != 0
    ]  # fmt: skip
    idle = [each.says for each in plan.left_alone if each.conversations == 0]
    if idle:
        kinds = "; ".join(text[:1].lower() + text[1:] for text in idle)
        told.append(Item("Of these no open conversation was found; the rule stands", kinds))
    return told


def _assumptions(plan: Plan) -> Table:
    rows = [
        (text_cell(each.says), text_cell(each.bears), text_cell(_STANDINGS[each.standing]))
        for each in plan.assumptions
    ]
    heads = (Head("Assumption"), Head("What falls with it"), Head("Now"))
    return Table("What the plan rests on, and what would change our mind", heads, tuple(rows))


def _diff(diff: PlanDiff) -> list[Block]:
    return [Items("Since the last plan", tuple(Item(text) for text in diff.sentences()))]
