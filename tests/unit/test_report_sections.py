"""What the sections say of a plan, of an audience, of what rises, of conversations."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests import report_samples
from tests.page_outline import Element, read_page

from folkmoot.plan import Plan, diff_plans, make_plan
from folkmoot.report import DraftSummary, ReportInput, render_report, summary_lines
from folkmoot.report.charts import audience_chart
from folkmoot.strategies import Case


def _case(*names: str) -> Case:
    """A case of the named tables."""
    tables = {name: table for name, table in report_samples.tables().items() if name in names}
    return Case(
        report_samples.brief(),
        report_samples.AS_OF,
        participation=tables.get("participation"),
        audience=tables.get("audience"),
        communities=tables.get("communities"),
        needs=tables.get("needs"),
        conversations=tables.get("conversations"),
        trends=tables.get("trends"),
    )


_ALL = ("participation", "audience", "communities", "needs", "conversations", "trends")


@pytest.fixture(scope="module")
def plan() -> Plan:
    return make_plan(_case(*_ALL))


@pytest.fixture(scope="module")
def inp(plan: Plan) -> ReportInput:
    return replace(report_samples.report_input(), plan=plan)


@pytest.fixture(scope="module")
def page(inp: ReportInput) -> Element:
    return read_page(render_report(inp))


def _section(page: Element, name: str) -> Element:
    (found,) = [each for each in page.all("section") if each.attributes["id"] == name]
    return found


def test_the_first_page_says_the_objective_and_the_first_four_weeks(
    plan: Plan, page: Element
) -> None:
    summary = _section(page, "summary")
    assert f"Objective: {plan.objective}." in summary.text()
    lists = {each.all("h3")[0].text(): each for each in summary.all("div") if each.attributes.get(
        "class") == "list" and each.all("h3")}  # fmt: skip
    assert list(lists) == [
        "First places", "First needs", "The first four weeks", "What would change our mind",
        "What we do not know",
    ]  # fmt: skip
    weeks = lists["The first four weeks"].all("li")
    assert len(weeks) == len({action.tool if action.community else action.what
                              for action in plan.actions})  # fmt: skip
    assert all("week" in item.text() and "hour" in item.text() for item in weeks)
    assert [item.text() for item in lists["What would change our mind"].all("li")] == list(
        plan.would_change[:2]
    )


def test_the_calendar_holds_every_action_once_with_its_brakes(plan: Plan, page: Element) -> None:
    section = _section(page, "plan")
    (calendar,) = [
        t for t in section.all("table") if t.children[0].text() == "The first four weeks"
    ]
    rows = calendar.all("tbody")[0].all("tr")
    told = [row.all("th")[0].children[0].own_text[0].strip() for row in rows]
    assert len(told) == len(set(told)) < len({action.what for action in plan.actions})
    # The same work in several places is one row that names them all.
    (answering,) = [text for text in told if text.startswith("Answer")]
    assert "in sim-cards, mobile-phones and internet" in answering
    for action in plan.actions:
        assert action.community is not None or action.what in told
        assert action.community is None or action.community in calendar.text()
    assert "At most 10 % of our posts in sim-cards, mobile-phones and internet" in calendar.text()
    for action in plan.actions:
        assert action.community is not None or action.guard_rail in calendar.text()
        assert f"Stop: {action.stop}" in calendar.text()


def test_what_is_left_alone_is_said_with_its_count(page: Element, plan: Plan) -> None:
    text = _section(page, "plan").text()
    assert "What we leave alone" in text
    assert all(each.says[1:] in text for each in plan.left_alone)


def test_every_number_that_was_weighed_can_be_opened(page: Element, plan: Plan) -> None:
    (fold,) = [each for each in _section(page, "plan").all("details")
               if "numbers that were weighed" in each.children[0].text()]  # fmt: skip
    assert len(fold.all("li")) == len(plan.evidence)


def test_a_changed_plan_says_what_changed(plan: Plan, inp: ReportInput) -> None:
    later = make_plan(_case("participation", "needs"), previous=plan)
    diff = diff_plans(plan, later)
    page = read_page(render_report(replace(inp, plan=later, plan_diff=diff)))
    text = _section(page, "plan").text()
    assert "Since the last plan" in text
    assert all(" ".join(sentence.split()) in text for sentence in diff.sentences())
    assert len(diff.sentences()) > 1


def test_a_channel_to_leave_is_said_plainly() -> None:
    nobody = {name: table for name, table in report_samples.tables().items() if name == "trends"}
    plan = make_plan(_case("trends"))
    assert plan.objective == "leave"
    lines = {line.label: line for line in summary_lines(
        replace(report_samples.report_input(), tables=nobody, plan=plan))}  # fmt: skip
    assert lines["Plan"].answer == "Leave these communities alone: they are not the channel."


def test_the_target_is_counted_by_people_and_set_apart_by_what_is_clear(inp: ReportInput) -> None:
    lines = {line.label: line for line in summary_lines(inp)}
    assert lines["Who"].answer == "110 people ask about what Wayfare eSIM does."
    assert lines["Who"].detail == (
        "Beside others who ask as often, more of them are aged 35 to 44: "
        "index 227 (172 to 299; 110 of the target)."
    )


def test_no_clear_difference_is_said_to_be_none() -> None:
    table = report_samples.audience()
    q_values = table.data.schema.get_field_index("q_value")
    chance = table.data.set_column(q_values, "q_value", [[0.5] * len(table)])
    whole = report_samples.report_input()
    inp = replace(whole, tables={**whole.tables, "audience": replace(table, data=chance)})
    (who,) = [line for line in summary_lines(inp) if line.label == "Who"]
    assert "could be chance" in who.detail


def test_clear_differences_stand_out_in_the_chart() -> None:
    row = report_samples.audience().rows(measure="index")[0]
    clear = audience_chart((("clear", {"index": row}, True),)).drawings[0]
    chance = audience_chart((("chance", {"index": row}, False),)).drawings[0]
    # Sign of the legend, dot, interval: the first colour marks what is clear.
    assert clear.count("#0b5c7a") == chance.count("#0b5c7a") + 2


def test_without_drafts_the_help_line_says_so() -> None:
    inp = report_samples.report_input()
    for drafts, said in (
        (None, "No drafts were written yet."),
        (DraftSummary(12, 5), "In 5 of the 12 with a draft something else fits better"),
    ):
        (line,) = [x for x in summary_lines(replace(inp, drafts=drafts)) if x.label == "Help"]
        assert line.detail.startswith(said)


def test_a_rise_that_could_be_chance_is_not_called_one() -> None:
    table = report_samples.trends()
    q_values = table.data.schema.get_field_index("q_value")
    chance = table.data.set_column(q_values, "q_value", [[0.5] * len(table)])
    whole = report_samples.report_input()
    inp = replace(whole, tables={**whole.tables, "trends": replace(table, data=chance)})
    (now,) = [line for line in summary_lines(inp) if line.label == "Now"]
    assert now.answer == "Nothing is rising beyond its usual ups and downs. Nothing to join."


def test_published_ladders_are_dated_and_only_the_comparable_ones(page: Element) -> None:
    (fold,) = [each for each in _section(page, "how").all("details")
               if each.children[0].text().startswith("Published ladders")]  # fmt: skip
    rows = {row.all("th")[0].all("a")[0].text(): row for row in fold.all("tbody")[0].all("tr")}
    assert rows["US, 2009"].all("td")[0].text() == "24 %"
    # China's were asked of people in large cities; of some countries only a rung or two is known.
    assert not [name for name in rows if name.startswith(("China", "Sweden"))]
    assert "not to be compared" in fold.all("caption")[0].text()


def test_silent_members_are_counted_and_nothing_more_is_claimed(page: Element) -> None:
    said = "21,813 of 44,202 known members never took part, as far as we can see"
    assert said in _section(page, "how").text()


def test_the_licence_of_every_source_is_named_and_linked() -> None:
    (source,) = report_samples.report_input().imports
    told = "CC BY-SA 3.0 (https://example.org/by-sa). This slice stays under it."
    inp = replace(report_samples.report_input(), imports=(replace(source, licence=told),))
    methods = _section(read_page(render_report(inp)), "methods")
    (link,) = [a for a in methods.all("a") if "CC BY-SA" in a.text()]
    assert link.attributes["href"] == "https://example.org/by-sa"
    assert "Stack Exchange contributors" in methods.text()
    bare = replace(report_samples.report_input(), imports=(replace(source, licence=""),))
    text = _section(read_page(render_report(bare)), "methods").text()
    assert "no licence stated: do not pass the data on" in text
