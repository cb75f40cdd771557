"""Hours of a plan follow what came of its work, once beyond chance; the calendar as .ics."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from tests.strategy_cases import AS_OF, case

from folkmoot.adjust.allocation import Arm, ArmsFile
from folkmoot.adjust.outcomes import Outcome
from folkmoot.plan import OWN_PAGES, calendar_text, diff_plans, make_plan, planned_hours
from folkmoot.plan.model import Plan

BEFORE = make_plan(case())
PLACES = [arm for arm in planned_hours(BEFORE) if arm[0] != OWN_PAGES]
ANSWERS = [arm for arm in planned_hours(BEFORE) if arm[1] == "answers"]


def came(conversions: dict[str, int], weeks: int = 12, complaints: int = 0) -> list[Outcome]:
    """Weeks of an hour an arm, with so many conversions each in all."""
    start = AS_OF.date() - timedelta(weeks=weeks)
    return [
        Outcome("table", start + timedelta(weeks=week), place, tool, hours=1.0,
                conversions=float(conversions.get(place, 0) * (week + 1) // weeks
                                  - conversions.get(place, 0) * week // weeks),
                complaints=float(complaints))
        for week in range(weeks)
        for place, tool in PLACES
    ]  # fmt: skip


def replanned(outcomes: list[Outcome], previous: Plan = BEFORE, **more: object) -> Plan:
    return make_plan(case(), previous, outcomes=outcomes, **more)  # type: ignore[arg-type]


def test_without_outcomes_the_hours_are_those_of_the_strategy() -> None:
    assert replanned([]).recommendations == BEFORE.recommendations
    assert replanned([]).actions == BEFORE.actions
    assert BEFORE.hours_why == ()
    assert BEFORE.inputs.outcomes == ""


def test_outcomes_of_other_arms_and_of_later_days_change_nothing() -> None:
    later = [Outcome("table", AS_OF.date() + timedelta(days=1), *ANSWERS[0], hours=9.0,
                     conversions=50.0)]  # fmt: skip
    strange = [Outcome("table", date(2026, 1, 5), "planes", "answers", hours=9.0)]
    assert replanned([*later, *strange]) == replanned([])


def test_what_chance_could_explain_moves_nothing_and_says_so() -> None:
    even = came({place: 1 for place, _ in PLACES})
    made = replanned(even)
    assert planned_hours(made) == planned_hours(BEFORE)
    assert len(made.hours_why) == len(PLACES)
    assert all(" keeps " in each for each in made.hours_why)
    assert made.inputs.outcomes
    assert diff_plans(BEFORE, made).is_empty


def test_an_arm_that_surely_brings_more_gets_more_and_the_difference_says_why() -> None:
    best = ANSWERS[-1]
    made = replanned(came({best[0]: 60}, weeks=20))
    before, after = planned_hours(BEFORE), planned_hours(made)
    assert after[best] > before[best]
    assert sum(after.values()) <= sum(before.values()) + 1e-9
    assert made.hours_planned <= made.hours_per_week
    change = diff_plans(BEFORE, made)
    moved = next(each for each in change.hours if (each.community, each.tool) == best)
    assert (moved.before, moved.after) == (before[best], after[best])
    assert f"{best[0]} moves from {before[best]:g} to {after[best]:g} hours a week, after 60" in (
        " ".join(change.sentences())
    )
    again = replanned(came({best[0]: 60}, weeks=20), made)
    assert planned_hours(again) == after, "the same evidence moves nothing twice"


def test_no_week_is_a_gesture_and_work_done_once_keeps_its_hours() -> None:
    made = replanned(came({ANSWERS[-1][0]: 60}, weeks=20))
    for each in made.recommendations:
        assert each.hours >= each.least > 0
        if each.community is None:
            assert each in BEFORE.recommendations
    rare = [each for each in made.recommendations if len(each.weeks) == 1 and each.community]
    assert len({each.weeks for each in rare}) == len(rare), "not all in one week"
    assert made.not_known == tuple(each for each in BEFORE.not_known if "own actions" not in each)


def test_hours_end_where_complaints_are_above_the_limit() -> None:
    loud = [Outcome("table", AS_OF.date() - timedelta(days=3), *ANSWERS[0], hours=2.0,
                    complaints=3.0)]  # fmt: skip
    made = replanned([*came({}), *loud])
    assert planned_hours(made).get(ANSWERS[0], 0.0) == 0
    assert any("complaints" in each for each in made.hours_why)
    assert ANSWERS[0] not in {(each.community, each.tool) for each in made.actions}


def test_when_all_is_stopped_no_work_is_planned() -> None:
    made = replanned(came({}, complaints=1))
    assert {place for place, _ in planned_hours(made)} == {OWN_PAGES}
    assert made.hours_why[0].startswith("All hours stop: complaints stopped ")
    assert all(action.community is None for action in made.actions)


def test_caps_that_were_written_down_hold() -> None:
    best = ANSWERS[-1]
    cap = planned_hours(BEFORE)[best]
    held = ArmsFile(arm=(Arm(community=best[0], strategy=best[1], cap=cap),))
    made = replanned(came({best[0]: 60}, weeks=20), arms=held)
    assert planned_hours(made)[best] <= cap


def test_every_action_says_who_when_where_how_long_and_when_it_is_done() -> None:
    assert BEFORE.actions
    for each in BEFORE.actions:
        assert each.who
        assert each.done
        assert each.hours > 0
        assert each.ends_on == each.starts_on + timedelta(days=4)


def test_the_calendar_is_whole_and_its_lines_are_short() -> None:
    text = calendar_text(BEFORE)
    assert text == calendar_text(BEFORE)
    lines = text.removesuffix("\r\n").split("\r\n")
    assert all(len(line.encode()) <= 75 for line in lines)
    assert lines[0] == "BEGIN:VCALENDAR"
    assert lines.count("BEGIN:VEVENT") == lines.count("END:VEVENT") == len(BEFORE.actions)
    names = [line for line in lines if line.startswith("UID:")]
    assert len(set(names)) == len(BEFORE.actions)
    whole = text.replace("\r\n ", "")
    first = BEFORE.actions[0]
    assert f"DTSTART;VALUE=DATE:{first.starts_on:%Y%m%d}" in whole
    assert f"Done when: {first.done}".replace(",", "\\,").replace(";", "\\;") in whole


@pytest.mark.parametrize("name", ["旅行论坛" * 20, "a, b; c\\d\ne"])
def test_names_of_any_letters_are_kept_whole(name: str) -> None:
    action = BEFORE.actions[0].model_copy(update={"community": name})
    text = calendar_text(BEFORE.model_copy(update={"actions": (action,)}))
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    for sign in ("\\", ";", ","):
        name = name.replace(sign, f"\\{sign}")
    assert f"LOCATION:{name}\r\n".replace("\ne", "\\ne") in text.replace("\r\n ", "")
