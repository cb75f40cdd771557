"""Shortlist, overlap, retention, tempo and proposals on small lakes whose truth is planted."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.measure_lakes import AS_OF, SITE, brief, question, reply, view_of

from folkmoot.annotators.linked import find_linked
from folkmoot.errors import FolkmootError, ProblemGroup
from folkmoot.measures._manifest import read_manifest
from folkmoot.measures._zones import declared_zone, quiet_zone, zone_named
from folkmoot.measures.communities import communities
from folkmoot.measures.overlap import overlap
from folkmoot.measures.proposed import proposed
from folkmoot.measures.retention import retention
from folkmoot.measures.shortlist import shortlist
from folkmoot.measures.tempo import tempo

NEED = "Where to buy a SIM card"


def places(*keys: int, **more: Any) -> list[dict[str, Any]]:
    return [{"community_id": key, "name": f"place {key}", **more} for key in keys]


def asked(place: int, people: Iterable[int], title: str = NEED, days: float = 30) -> list[Any]:
    return [
        question(1_000_000 * place + who, who, title, days, community_id=place) for who in people
    ]


def test_the_shortlist_takes_what_adds_most_and_says_what_is_possible() -> None:
    rows = asked(1, range(40)) + asked(2, range(30, 70)) + asked(3, range(20, 60))
    table = shortlist(view_of(activities=rows, communities=places(1, 2, 3)), brief(), 2)
    told = [(row["community"], row["cases"]) for row in table.rows(measure="reach_together")]
    assert told == [("place 1", 40), ("place 2", 70)]
    assert [row["cases"] for row in table.rows(measure="marginal_reach")] == [40, 30]
    assert "No other choice of as many places reaches more of them." in table.notes
    others = table.rows(measure="reach_of_others")
    assert [row["cases"] for row in others] == [40, 70]


def test_a_shortlist_without_a_place_or_a_target() -> None:
    view = view_of(activities=asked(1, range(5), "Hotels"), communities=places(1))
    table = shortlist(view, brief(), 3)
    assert len(table) == 0
    assert table.notes == ("Nobody in this data states a need of the brief.",)
    with pytest.raises(FolkmootError, match="one place or more"):
        shortlist(view, brief(), 0)


def test_a_community_of_one_person_is_told_nowhere() -> None:
    rows = asked(1, range(60)) + asked(2, [7] * 1)
    view = view_of(activities=rows, communities=places(1, 2))
    assert {row["community"] for row in shortlist(view, brief(), 5).rows()} == {"place 1"}
    assert len(overlap(view, brief())) == 0
    assert {row["community"] for row in retention(view, brief()).rows()} >= {"place 1"}
    assert all(row["value"] is None for row in retention(view, brief()).rows(community="place 2"))
    assert len(tempo(view)) == 0


def test_overlap_is_told_beyond_what_busy_people_make() -> None:
    """Ten are everywhere; beside them only places 1 and 2 share people: 40 of their 60."""
    rows = [row for key in range(1, 31) for row in asked(key, range(10), days=20 + key)]
    rows += asked(1, range(100, 160)) + asked(2, range(120, 180), "Trains")
    for key in range(3, 31):
        rows += asked(key, range(1000 * key, 1000 * key + 60), "Trains")
    table = overlap(view_of(activities=rows, communities=places(*range(1, 31))), brief(), first=1)
    (lift,) = table.rows(measure="lift")
    assert {lift["one"], lift["other"]} == {"place 1", "place 2"}
    assert lift["cases"] == 50
    assert lift["low"] > 2
    (jaccard,) = table.rows(measure="jaccard")
    assert jaccard["value"] == pytest.approx(50 / 90)
    assert any("29 pairs" in note for note in table.notes)


def test_retention_follows_each_cohort() -> None:
    """50 came first in the quarter before the last but one; 20 were back in the next, 10 later."""
    rows = asked(1, range(50), days=260)
    rows += [reply(1, who, 99, 170, community_id=1) for who in range(20)]
    rows += [reply(1, who, 99, 80, community_id=1) for who in range(15, 25)]
    table = retention(view_of(activities=rows, communities=places(1)), brief())
    told = {(row["cohort"] == "all", row["after_quarters"]): (row["cases"], row["base"])
            for row in table.rows() if row["value"] is not None}  # fmt: skip
    assert told == {
        (True, 1): (20, 50), (False, 1): (20, 50), (True, 2): (10, 50), (False, 2): (10, 50),
    }  # fmt: skip
    assert table.explain()[0].startswith('Of the newcomers to "place 1" 40 of 100 were back in the')


def posts_at(hours: Iterable[int], place: int = SITE) -> list[dict[str, Any]]:
    """100 people, each with a post at each of the hours (UTC) of five days in a row."""
    start = AS_OF.replace(hour=0) - timedelta(days=30)
    each = ((day, hour, person) for day in range(5) for hour in hours for person in range(1, 101))
    return [
        question(number, person, "Trains", 0, community_id=place)
        | {"published_at": start + timedelta(days=day, hours=hour)}
        for number, (day, hour, person) in enumerate(each, start=500_000_000)
    ]


def test_tempo_reads_the_zone_off_the_night() -> None:
    """Awake from 6 to 22 UTC: the middle of the night is 2 UTC, two hours before 4."""
    table = tempo(view_of(activities=posts_at(range(6, 22)), communities=places(SITE)))
    (row, *_) = table.rows(measure="hours_share")
    assert (row["zone"], row["known_by"]) == ("UTC+02:00", "quiet hours")
    by_hour = {row["from_hour"]: row["value"] for row in table.rows(measure="hours_share")}
    assert by_hour[0] == by_hour[3] == 0
    assert by_hour[9] == pytest.approx(3 / 16)
    assert sum(row["value"] for row in table.rows(measure="cell_share")) == pytest.approx(1)


def test_tempo_takes_the_zone_that_members_declare_or_the_user_tells() -> None:
    members = [{"actor_id": who, "country": "JP" if who < 80 else "DE"} for who in range(1, 101)]
    view = view_of(activities=posts_at(range(24)), communities=places(SITE), members=members)
    (row, *_) = tempo(view).rows()
    assert (row["zone"], row["known_by"]) == ("Asia/Tokyo", "declared")
    assert row["why"] == "79 of 100 who declare a country are from Japan"
    (row, *_) = tempo(view, zone_named("America/New_York")).rows()
    assert (row["zone"], row["known_by"]) == ("America/New_York", "told")


def test_a_zone_that_nothing_tells_is_said_to_be_unknown() -> None:
    (row, *_) = tempo(view_of(activities=posts_at(range(24)), communities=places(SITE))).rows()
    assert (row["zone"], row["known_by"]) == ("UTC", "not known")
    assert "no common night" in row["why"]
    assert quiet_zone(np.full(24, 1.0)).why.startswith("too few posts")
    assert declared_zone({}) is None


@pytest.mark.parametrize("name", ["Atlantis", "UTC+99", "", "../etc", "Europe/Berln"])
def test_a_zone_that_is_none_is_told(name: str) -> None:
    with pytest.raises(FolkmootError, match="a zone such as"):
        zone_named(name)


def test_days_without_an_hour_are_left_out() -> None:
    rows = [row | {"time_precision": "day"} for row in posts_at(range(6, 22))]
    assert len(tempo(view_of(activities=rows, communities=places(SITE)))) == 0


def test_what_a_search_found_is_marked() -> None:
    rows = asked(1, range(40)) + [
        row | {"sampling_frame": "keyword"} for row in asked(2, range(40))
    ]
    table = communities(view_of(activities=rows, communities=places(1, 2)), brief())
    assert {row["community"]: row["frame"] for row in table.rows()} == {
        "place 1": "community", "place 2": "keyword",
    }  # fmt: skip
    assert any(note.startswith("A place marked keyword") for note in table.notes)


def test_places_say_what_binds_and_who_takes_part() -> None:
    rows = asked(1, range(60)) + [
        reply(1_000_000, 500 + n, 0, 9, community_id=1) for n in range(30)
    ]
    rows += [reply(1_000_000, n, 0, 9, community_id=1) for n in range(30, 40)]
    told = places(1, rules="No  advertising\nof any kind.")
    table = communities(view_of(activities=rows, communities=told), brief())
    mix = {row["measure"]: (row["cases"], row["base"]) for row in table.rows()}
    assert mix["only_ask"] == (50, 90)
    assert mix["only_reply"] == (30, 90)
    assert mix["ask_and_reply"] == (10, 90)
    assert table.rows()[0]["promotion"] == "Its own rules: No advertising of any kind."


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("ask in /r/onebag or https://www.reddit.com/r/travel/x", {"r/onebag", "r/travel"}),
        ("https://forum.example.org/t/1, http://b.example/viewtopic.php?t=2",
         {"forum.example.org", "b.example"}),
        ("关注公众号「旅行家」, 微博@小王, QQ群：123456789", {"旅行家", "小王", "123456789"}),
        ("write to me@example.org or @ada@mastodon.example", {"@ada@mastodon.example"}),
        ("tieba.baidu.com/f?kw=%E6%97%85 is no address, t.me/simtravel is", {"simtravel"}),
        ("https://tieba.baidu.com/f?kw=%E6%97%85%E6%B8%B8", {"旅游"}),
        ("a r/w head, and/or, 公众号里, see https://en.wikipedia.org/wiki/X", set()),
        ("https://expats.stackexchange.com/q/1", {"expats.stackexchange.com"}),
    ],
)  # fmt: skip
def test_places_are_found_in_texts(text: str, names: set[str]) -> None:
    assert {each.name for each in find_linked(text)} == names


def test_proposals_count_people_and_stay_unproven(tmp_path: Path) -> None:
    rows = asked(1, range(40))
    rows += [question(9000 + n, n, "Trains", 5, community_id=1, text="see r/onebag")
             for n in range(35)]  # fmt: skip
    rows += [question(9100 + n, 500 + n, "Trains", 5, community_id=1, text="see r/rare")
             for n in range(2)]  # fmt: skip
    rows += [question(9200 + n, 600 + n, "Trains", 5, community_id=1, text="instagram @annasim")
             for n in range(9)]  # fmt: skip
    path = tmp_path / "known.csv"
    path.write_text('name,url,kind,members\nr/onebag,,forum,\nTravel Café,,forum,"12,000"\n',
                    encoding="utf-8")  # fmt: skip
    table = proposed(view_of(activities=rows, communities=places(1)), brief(), read_manifest(path))
    assert {row["status"] for row in table.rows()} == {"unproven"}
    assert {row["community"]: row["found_by"] for row in table.rows()} == {
        "r/onebag": "links and manifest", "Travel Café": "manifest",
    }  # fmt: skip
    people = table.rows(community="r/onebag", measure="linked_by")[0]
    assert people["value"] == 35
    stated = table.rows(community="Travel Café", measure="stated_members")[0]
    assert (stated["value"], stated["method"], stated["low"]) == (12000, "stated", None)
    assert table.rows(community="r/onebag", measure="target_index")[0]["value"] > 100


def test_what_is_in_the_lake_is_not_proposed() -> None:
    rows = [question(n, n, "Trains", 5, community_id=1, text="r/OneBag or example.org")
            for n in range(35)]  # fmt: skip
    known = [{"community_id": 1, "name": "onebag"}]
    assert len(proposed(view_of(activities=rows, communities=known), brief())) == 0


def test_all_faults_of_a_manifest_are_told_together(tmp_path: Path) -> None:
    path = tmp_path / "known.toml"
    path.write_text(
        '[[community]]\nname = ""\nkind = "forums"\n[[community]]\nname = "A"\nurl = "a.org"\n'
        'sise = 3\n[[community]]\nname = "a"\nmembers = "many"\n',
        encoding="utf-8",
    )
    with pytest.raises(ProblemGroup) as raised:
        read_manifest(path)
    codes = [problem.code for problem in raised.value.problems]
    assert codes == ["no-name", "unknown-kind", "unknown-key", "no-address", "no-number", "twice"]
    hints = [problem.hint for problem in raised.value.problems]
    assert 'did you mean "forum"?' in hints


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("a.csv", "name,kind\n", "empty"),
        ("a.csv", "name,kind\nA,forum,x\n", "unknown-key"),
        ("a.toml", "communities = 3\n", "unknown-key"),
        ("a.toml", "community = 3\n", "unknown-key"),
        ("a.toml", "", "empty-file"),
    ],
)
def test_manifests_that_are_none(tmp_path: Path, name: str, text: str, code: str) -> None:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ProblemGroup) as raised:
        read_manifest(path)
    assert raised.value.problems[0].code == code
