"""How unequally people take part: what is counted, withheld and said."""

from __future__ import annotations

from typing import Any

import pytest
from tests.measure_lakes import SITE, ago, reply, view_of

from folkmoot.errors import FolkmootError
from folkmoot.estimate import EstimateTable
from folkmoot.measures.inequality import inequality

PLACE = {"community_id": SITE, "name": "travel"}


def posts(actor: int, times: int, days: float = 3, **more: Any) -> list[dict[str, Any]]:
    return [reply(900, actor, 999, days, **more) for _ in range(times)]


@pytest.fixture(scope="module")
def table() -> EstimateTable:
    """Of 1,200 known members 100 post once, 10 post ten times; 20 only vote; software posts too."""
    acts = [act for actor in range(1, 101) for act in posts(actor, 1)]
    acts += [act for actor in range(101, 111) for act in posts(actor, 10)]
    acts += [
        {"actor_id": actor, "verb": "Like", "published_at": ago(5)} for actor in range(111, 131)
    ]
    acts += posts(5000, 50, actor_type="Service") + posts(1, 30, days=91)
    acts += [
        {"actor_id": 1, "verb": "Create", "object_type": kind, "published_at": ago(2)}
        for kind in ("Person", "Group", "Link")
    ]
    acts += posts(200, 40, community_id=8)
    known = [{"actor_id": actor, "joined_at": ago(100)} for actor in range(1, 1201)]
    known.append({"actor_id": 5000, "actor_type": "Service", "joined_at": ago(100)})
    return inequality(view_of(activities=acts, members=known, communities=[PLACE]))


def one(table: EstimateTable, **where: Any) -> dict[str, Any]:
    (row,) = table.rows(**where)
    return row


def test_each_base_counts_its_people_and_only_posts_of_the_window(table: EstimateTable) -> None:
    whole = {"segment_kind": "all", "measure": "gini"}
    bases = {row["denominator"]: (row["cases"], row["base"]) for row in table.rows(**whole)}
    assert bases == {"known": (111, 1200), "active": (111, 131), "posters": (111, 111)}
    # 100 x 1, 10 x 10 and 1 x 40 posts, after 1,089 people without any.
    made = [0] * 1089 + [1] * 100 + [10] * 10 + [40]
    pairs = sum(abs(a - b) for a in made for b in set(made) for _ in range(made.count(b)))
    by_hand = pairs / (2 * len(made) ** 2 * (240 / 1200))
    assert one(table, denominator="known", **whole)["value"] == pytest.approx(by_hand)


def test_what_the_most_active_made(table: EstimateTable) -> None:
    known = {"segment_kind": "all", "denominator": "known", "measure": "top_share"}
    first = one(table, people_share=0.01, **known)
    assert first["value"] == pytest.approx((40 + 10 * 10 + 1) / 240), "12 of 1,200"
    assert first["low"] <= first["value"] <= first["high"]
    assert one(table, people_share=0.1, **known)["value"] == 1
    curve = table.rows(segment_kind="all", denominator="known", measure="lorenz")
    assert [row["value"] for row in curve][:9] == [0] * 9
    assert curve[-1]["value"] == pytest.approx(1 - first["value"])


def test_a_top_of_under_ten_people_is_withheld(table: EstimateTable) -> None:
    rows = table.rows(segment_kind="all", denominator="active", measure="top_share")
    assert {row["people_share"]: row["reliability"] for row in rows} == {
        0.01: "hidden", 0.1: "normal",
    }  # fmt: skip
    last = table.rows(segment_kind="all", denominator="active", measure="lorenz")[-1]
    assert (last["people_share"], last["value"]) == (0.99, None)


def test_a_community_goes_by_its_name_and_a_small_one_is_left_out(table: EstimateTable) -> None:
    rows = table.rows(segment_kind="community", measure="gini")
    assert [(row["segment"], row["denominator"], row["base"]) for row in rows] == [
        ("travel", "active", 130), ("travel", "posters", 110),
    ]  # fmt: skip


def test_the_largest_communities_are_told_of_first_and_the_rest_is_counted() -> None:
    acts = [act for actor in range(40) for act in posts(actor, 1)]
    acts += [act for actor in range(60) for act in posts(actor, 1, community_id=8)]
    table = inequality(view_of(activities=acts), communities=1)
    assert {row["base"] for row in table.rows(segment_kind="community")} == {60}
    assert "Smaller communities that are not listed: 1." in table.notes


def test_the_rule_of_thumb_is_compared_never_assumed(table: EstimateTable) -> None:
    assert table.notes[-1] == (
        "The rule of thumb 90-9-1 (Nielsen 2006) has 90 of 100 members who never post and 1 of 100"
        " who makes nearly everything. Here 90.8 of 100 known members posted nothing in 90 days;"
        " the most active 1 of 100 made 59 of 100 posts, and the most active 10 of 100 made all"
        " posts."
    )
    without = inequality(view_of(activities=posts(1, 3)))
    assert without.notes[-1].endswith("it cannot be compared with this community.")
    assert not without.rows(denominator="known")


def test_sentences_say_who_made_what(table: EstimateTable) -> None:
    said = table.explain()
    assert said[1].startswith("All members: the most active 1 % made 59 % of the posts (")
    assert said[1].endswith("; 1,200 members known on 2020-06-30).")
    assert any(text.startswith('In "travel": 85 % posted (') for text in said)


def test_nobody_at_all_gives_no_number() -> None:
    table = inequality(view_of())
    assert {row["value"] for row in table.rows()} == {None}
    with pytest.raises(FolkmootError) as caught:
        inequality(view_of(), days=0)
    assert caught.value.problem.where == "days"
