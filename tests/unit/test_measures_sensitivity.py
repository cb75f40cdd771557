"""Sensitivity: what is varied, flagged, counted, withheld and said."""

from __future__ import annotations

from typing import Any

import pytest
from tests.measure_lakes import ago, reply, view_of

from folkmoot.errors import ProblemGroup
from folkmoot.estimate import EstimateTable
from folkmoot.measures._suspects import find_suspects
from folkmoot.measures.sensitivity import sensitivity
from folkmoot.view import View


def comments(first: int, last: int, days: float, **more: Any) -> list[dict[str, Any]]:
    return [reply(900, actor, 999, days, **more) for actor in range(first, last)]


def tap(actor: int, days: float) -> dict[str, Any]:
    return {"actor_id": actor, "verb": "Like", "kind": "microblog", "published_at": ago(days)}


@pytest.fixture(scope="module")
def view() -> View:
    """120 of 18-24 and 80 of 25-34, who answer at different times; 40 give a like as well."""
    members = [
        {"actor_id": actor, "age_band": "18-24" if actor <= 120 else "25-34"}
        for actor in range(1, 201)
    ]
    members.append({"actor_id": 7000, "age_band": "18-24"})
    acts = [*comments(1, 61, 5), *comments(61, 121, 50), *comments(121, 181, 20)]
    acts += comments(1, 41, 40) + [tap(actor, 3) for actor in range(161, 201)]
    machine = [reply(900, 7000, 999, 1 + n / 1440, text="Buy now!") for n in range(25)]
    return view_of(activities=[*acts, *machine], members=members)


@pytest.fixture(scope="module")
def table(view: View) -> EstimateTable:
    return sensitivity(view)


def shares(table: EstimateTable, **where: Any) -> dict[str, int]:
    return {row["setting"]: row["cases"] for row in table.rows(segment="all", **where)}


def test_shares_move_with_the_window_and_the_usual_one_is_marked(table: EstimateTable) -> None:
    asked = {"rung": "critic", "varied": "window"}
    assert shares(table, **asked) == {
        "last 7 days": 61, "last 14 days": 61, "last 30 days": 121, "last 60 days": 181,
        "last 90 days": 181,
    }  # fmt: skip
    usual = table.rows(segment="all", is_usual=True, **asked)
    assert [row["setting"] for row in usual] == ["last 30 days"]
    assert usual[0]["base"] == 201, "the 20 who only gave a like, and the machine, are active"
    habits = shares(table, rung="critic", varied="habit")
    assert habits == {"1 of 3 months": 181, "2 of 3 months": 40, "3 of 3 months": 0}


def test_earlier_moments_have_a_base_of_their_own(table: EstimateTable) -> None:
    rows = table.rows(segment="all", rung="critic", varied="as_of", definition="point")
    assert [(row["setting"], row["cases"], row["base"]) for row in rows] == [
        ("now", 121, 201), ("10 days earlier", 60, 160),
        ("20 days earlier", 100, 160), ("30 days earlier", 100, 100),
    ]  # fmt: skip
    assert rows[1]["base_label"] == "members active in 90 days, 10 days earlier"


def test_taps_are_told_apart_and_together(table: EstimateTable) -> None:
    where = {"varied": "reactions", "definition": "point"}
    assert shares(table, rung="collector", **where) == {"apart": 0, "counted": 40}
    assert shares(table, rung="participant", **where) == {"apart": 121, "counted": 141}
    assert "collectors from 0 % to 20 % and participants from 60 % to 70 %" in " ".join(table.notes)


def test_suspected_software_is_flagged_and_counted_never_dropped(table: EstimateTable) -> None:
    where = {"rung": "critic", "varied": "software", "definition": "point"}
    rows = table.rows(segment="all", **where)
    assert [(row["setting"], row["cases"], row["base"]) for row in rows] == [
        ("counted", 121, 201), ("left out", 120, 200),
    ]  # fmt: skip
    counted = {row["setting"]: row["value"] for row in table.rows(measure="suspected")}
    assert list(counted.values()) == [1, 0, 0]
    assert table.notes[-1] == (
        "1 account posts as only software could, and is counted; left out, no share would move by"
        " more than 0.2 points."
    )


def test_segments_keep_their_order_or_the_note_says_which_do_not(table: EstimateTable) -> None:
    # Of 18-24, 60 of 120 lately and all in 60 days; of 25-34 always 60 of 80.
    assert "By age band, the order by share of critics changes clearly: 18-24 and 25-34." in (
        table.notes
    )


def test_of_few_people_nothing_is_said() -> None:
    table = sensitivity(view_of(activities=comments(1, 9, 3)))
    assert not table.rows(measure="share")
    assert table.notes == (
        "By age band, fewer than two segments can be compared.",
        "No account posts as only software could; accounts declared as such are left out.",
    )


def test_with_a_few_people_left_the_rest_is_still_said() -> None:
    machine = [reply(900, 7000, 999, 1 + n / 1440, text="Buy now!") for n in range(25)]
    table = sensitivity(view_of(activities=[*comments(1, 30, 3), *machine]), by=())
    shown = {row["setting"]: row["reliability"] for row in table.rows(varied="software")
             if row["definition"] == "point" and row["rung"] == "critic"}  # fmt: skip
    assert shown == {"counted": "low base", "left out": "hidden"}
    assert table.notes[-1].startswith("1 account posts as only software could, and is counted")


def test_sentences(table: EstimateTable) -> None:
    said = table.explain()
    assert (
        "All members, critics (point; window: last 30 days): 60 % (53 to 67; 201 people), as on"
        " the ladder." in said
    )
    assert "Suspected software, the same text in half of their posts or more: 1 accounts." in said


@pytest.mark.parametrize(
    ("posts", "rules"),
    [
        ([{"days": n, "text": "Same" if n % 2 else f"{n}"} for n in range(30)], 1),
        ([{"days": n, "text": "Same" if n % 3 == 0 else f"{n}"} for n in range(30)], None),
        ([{"days": 1 + n / 86400 / 4} for n in range(60)], 2),
        ([{"days": 1 + n / 86400 / 4, "time_precision": "minute"} for n in range(60)], None),
        ([{"days": day + hour / 24} for day in (1, 2, 3, 4) for hour in range(24)], 4),
        ([{"days": day + hour / 24} for day in (1, 9) for hour in range(20)], None),
        ([{"days": 1, "text": "Same"} for _ in range(19)], None),
        ([{"days": 130 + n / 90, "text": "Same"} for n in range(50)], None),
    ],
)
def test_only_what_no_person_does_is_suspected(
    posts: list[dict[str, Any]], rules: int | None
) -> None:
    view = view_of(activities=[reply(900, 5, 999, post.pop("days"), **post) for post in posts])
    found, _ = find_suspects(view)
    assert found["rules"].to_pylist() == ([] if rules is None else [rules])


def test_segments_that_are_not_known_are_refused() -> None:
    with pytest.raises(ProblemGroup) as caught:
        sensitivity(view_of(), by=("mood", "community", "age_band"))
    assert [problem.where for problem in caught.value.problems] == ["by[0]", "by[1]"]
