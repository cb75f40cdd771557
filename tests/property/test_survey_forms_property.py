"""Any names give whole forms, and any numbers a plan that holds together, or a named fault."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TypeVar
from xml.etree import ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st

from folkmoot.errors import ProblemGroup
from folkmoot.survey.forms import limesurvey, printed, qualtrics
from folkmoot.survey.instrument import item_of_code, make_instrument, option_of_code
from folkmoot.survey.planner import plan_sample
from folkmoot.survey.power import Comparison

T = TypeVar("T")

names = st.lists(st.text(max_size=40), max_size=4, unique=True)
anything = st.floats(width=32)


def made(make: Callable[[], T]) -> T | None:
    """What was made; ``None`` where every fault says where it is and what was expected."""
    try:
        return make()
    except ProblemGroup as error:
        faults = error.problems
    assert all(problem.where and problem.expected for problem in faults)
    return None


@given(names, st.text(max_size=30))
def test_any_names_give_whole_forms_or_faults(communities: list[str], asker: str) -> None:
    asked = made(lambda: make_instrument(["zh"], communities=communities, asker=asker))
    if asked is None:
        return
    rows = ET.fromstring(limesurvey.render(asked)).findall("subquestions/rows/row")
    assert len(rows) == sum(
        len(section.questions) for section in asked.sections if section.is_scale
    ) + sum(len(each.options) for each in asked.questions if each.kind == "multiple")
    text = qualtrics.render(asked).decode("utf-8")
    assert len(re.findall(r"^\[\[ID:", text, re.MULTILINE)) == len(
        re.findall(r"^\[\[Question:", text, re.MULTILINE)
    )
    page = printed.render(asked).decode("utf-8")
    boxes = sum(len(question.options) for question in asked.questions)
    assert page.count('<span class="box" aria-hidden="true">') == boxes


@given(st.text(max_size=30))
def test_any_name_of_a_column_is_read_or_left_alone(name: str) -> None:
    item, option = item_of_code(name), option_of_code(name)
    if item is None:
        assert option is None
    else:
        assert make_instrument(communities=["A"]).question(item).id == item


@given(
    st.just("country:3,age:50/30/20,gender:2") | st.text("abc:,/0123456789.", max_size=12),
    st.floats(0.001, 0.9) | anything,
    st.floats(101, 400) | anything,
    st.sampled_from([0.01, 0.05, 0.1]) | anything,
    st.floats(0.2, 0.99) | anything,
    st.floats(0.5, 4) | anything,
    st.none() | st.integers(-5, 10_000),
    st.booleans(),
)  # fmt: skip
def test_a_plan_holds_together_or_says_what_is_wrong(
    segments: str, share: float, index: float, level: float, power: float, deff: float,
    respondents: int | None, is_crossed: bool,
) -> None:  # fmt: skip
    plan = made(
        lambda: plan_sample(
            segments, Comparison(share, index, "base", level), respondents=respondents,
            power=power, design_effect=deff, is_crossed=is_crossed,
        )
    )  # fmt: skip
    if plan is None:
        return
    for row in plan.rows:
        assert 0 < row.power_among <= row.power + 1e-12 <= 1 + 1e-9
        assert row.needed <= row.needed_among
        assert row.effective_size * deff <= plan.respondents * row.part + 1e-6
    assert plan.sentences()
