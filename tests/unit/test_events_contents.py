"""Which groups of posts go on with an event, and which events become one story."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from folkmoot.annotators.events.buckets import Bucket
from folkmoot.annotators.events.contents import Contents
from folkmoot.annotators.events.event import Event, take_in

#: Terms by number.
STORM, RAIN, TALK, MATCH, GOAL, FIREWORK = range(6)


def bucket(number: int, posts: Sequence[Sequence[int]]) -> Bucket:
    size = len(posts)
    terms = [term for post in posts for term in post]
    owners = [place for place, post in enumerate(posts) for _ in post]
    ids = np.arange(size)
    return Bucket(number, ids, ids, np.ones(size, dtype=np.bool_), ids.astype(np.float64),
                  np.array(terms, dtype=np.int64), np.array(owners, dtype=np.int64))  # fmt: skip


def with_past(alike: float = 0.4) -> Contents:
    """Everybody says "talk" always; of the other terms nothing was heard before."""
    found = Contents(alike)
    found.count(np.array([TALK]), np.array([50.0]), 50)
    return found


def test_a_group_goes_on_with_the_event_whose_posts_say_the_like() -> None:
    contents = with_past()
    contents.read(bucket(1, [[STORM, RAIN, TALK]] * 4 + [[MATCH, GOAL]] * 4))
    contents.learn("storm", range(4))
    contents.learn("match", range(4, 8))
    contents.read(bucket(2, [[RAIN, TALK]] * 3 + [[GOAL, TALK]] * 3 + [[FIREWORK, TALK]] * 3))
    groups = [range(3), range(3, 6), range(6, 9)]
    assert contents.continued(groups) == ["storm", "match", ""]


def test_a_word_that_everybody_uses_makes_nothing_alike() -> None:
    contents = with_past()
    contents.read(bucket(1, [[STORM, TALK]] * 4 + [[MATCH, TALK]] * 4))
    contents.learn("storm", range(4))
    contents.learn("match", range(4, 8))
    assert contents.joined() == []
    assert contents.continued([range(4), range(4, 8)]) == ["storm", "match"]


def test_events_that_come_to_say_the_like_are_one_and_the_fuller_goes_on() -> None:
    contents = with_past()
    contents.read(bucket(1, [[STORM]] * 6 + [[RAIN]] * 3 + [[MATCH]] * 2))
    for name, posts in {"storm": range(6), "rain": range(6, 9), "match": range(9, 11)}.items():
        contents.learn(name, posts)
    assert contents.joined() == []
    contents.read(bucket(2, [[STORM, RAIN]] * 8))
    contents.learn("storm", range(8))
    contents.learn("rain", range(8))
    assert contents.joined() == [("storm", "rain")]
    assert contents.continued([range(8)]) == ["storm"]
    contents.forget(["storm"])
    assert contents.continued([range(8)]) == [""]


def test_more_likeness_asked_keeps_more_apart() -> None:
    alike = {}
    for asked in (0.3, 0.9):
        contents = with_past(asked)
        contents.read(bucket(1, [[STORM, RAIN]] * 4))
        contents.learn("storm", range(4))
        contents.read(bucket(2, [[RAIN, FIREWORK]] * 4))
        alike[asked] = contents.continued([range(4)])
    assert alike == {0.3: ["storm"], 0.9: [""]}


def test_the_weightiest_terms_tell() -> None:
    contents = with_past()
    contents.read(bucket(1, [[STORM, TALK]] * 4 + [[RAIN, TALK]]))
    contents.learn("storm", range(5))
    names = {STORM: "storm", RAIN: "rain", TALK: "talk"}
    named = [names.get(number, "") for number in range(1 + max(names))]
    numbers, usual = contents.telling("storm", named, 3)
    assert numbers.tolist() == [STORM, RAIN, TALK]
    # Before it was said here, all fifty people used the last.
    assert usual.tolist() == [0, 0, 1]
    assert contents.telling("storm", named, 1)[0].tolist() == [STORM]


@pytest.mark.parametrize("is_first", [True, False])
def test_an_event_that_takes_another_in_keeps_its_name_and_begins_with_the_older(
    is_first: bool,
) -> None:
    event = Event("a", (), ("storm",), 5, 8, 7, 500.0, 1, 9.0, 2.0, 30, frozenset({1, 2}), (50,))
    other = Event("b", ("c",), ("rain", "storm"), 4, 6, 5, 400.0, None, 12.0, 1.0, 10,
                  frozenset({2, 3}), (40, 50))  # fmt: skip
    if is_first:
        event = replace(event, first_bucket=3, started_at=300.0)
    found = take_in(event, other, terms=50, posts=200)
    assert (found.event_id, found.parents) == ("a", ("b", "c"))
    assert (found.first_bucket, found.last_bucket) == (3 if is_first else 4, 8)
    assert (found.started_at, found.starter) == ((300.0, 1) if is_first else (400.0, None))
    assert (found.peak_bucket, found.authors) == (7, 30)
    assert (found.surprise, found.expected) == (12.0, 1.0)
    assert found.terms == ("storm", "rain")
    assert found.people == {1, 2, 3}
    assert found.posts == ((50, 40) if is_first else (40, 50))
