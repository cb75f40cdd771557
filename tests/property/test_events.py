"""Events: however the stream is split the answer is the same; what breaks a stream is survived."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from folkmoot.annotators.events import POSTS, Event, SetAside, Stream, choose_grain, events_of
from folkmoot.errors import FolkmootError

HOUR = choose_grain(10_000)
START = 1_700_000_000 // 3600 * 3600
WORDS = ("kettle", "grinder", "beans", "凉茶", "电动车", "filter", "water", "recipe")

Post = tuple[int, int | None, float, str | None]


def table(posts: Sequence[Post]) -> pa.Table:
    moments = pa.array([int((START + at) * 1e6) for _, _, at, _ in posts], pa.int64())
    columns = [
        pa.array([post[0] for post in posts], pa.int64()),
        pa.array([post[1] for post in posts], pa.int64()),
        moments.cast(POSTS.field("published_at").type),
        pa.array([post[3] for post in posts], pa.string()),
    ]
    return pa.table(columns, schema=POSTS)


def background(seed: int, hours: int = 72, an_hour: int = 6) -> list[Post]:
    """Simulated ordinary talk, in the order of time."""
    chance = np.random.default_rng(seed)
    found: list[Post] = []
    for hour in range(hours):
        for second in np.sort(chance.integers(0, 3600, an_hour)).tolist():
            said = " ".join(chance.choice(WORDS, 3))
            author = int(chance.integers(0, 40))
            found.append((len(found), author, hour * 3600 + second, said))
    return found


def burst(hour: float, authors: Sequence[int | None], text: str, first: int) -> list[Post]:
    return [
        (first + place, author, hour * 3600 + place, text) for place, author in enumerate(authors)
    ]


def told(stream: Stream) -> list[tuple[object, ...]]:
    return [_plain(event) for event in stream.ranked()]


def _plain(event: Event) -> tuple[object, ...]:
    return (event.event_id, event.parents, event.terms, event.first_bucket, event.last_bucket,
            event.surprise, event.expected, event.authors, event.people, event.posts,
            event.starter, event.started_at, event.is_over)  # fmt: skip


def world(seed: int) -> list[Post]:
    """Two events; the second comes back after three hours, in other words."""
    posts = background(seed)
    posts += burst(60, range(100, 110), "a comet over the harbour", 10_000)
    posts += burst(64, range(200, 207), "新款 凉茶 上市", 10_100)
    posts += burst(66, range(210, 219), "凉茶 上市 排队", 10_200)
    return sorted(posts, key=lambda post: post[2])


@settings(deadline=None)
@given(seed=st.integers(0, 5), cuts=st.lists(st.integers(0, 470), max_size=6))
def test_any_split_of_the_stream_gives_equal_events(seed: int, cuts: list[int]) -> None:
    posts = world(seed)
    whole = events_of(table(posts), HOUR)
    split = Stream(HOUR)
    edges = [0, *sorted(cuts), len(posts)]
    for low, high in pairwise(edges):
        split.take(table(posts[low:high]))
    split.close()
    assert told(split) == told(whole)
    assert split.set_aside == whole.set_aside
    assert {"comet", "上市"} <= {term for event in whole.ranked() for term in event.terms}


@given(seed=st.integers(0, 3), chance=st.randoms(use_true_random=False))
@settings(max_examples=10, deadline=None)
def test_the_order_within_a_call_and_the_names_of_people_change_no_event(
    seed: int, chance: object
) -> None:
    posts = world(seed)
    order = np.random.default_rng(seed).permutation(len(posts))
    mixed = [posts[place] for place in order]
    assert told(events_of(table(mixed), HOUR)) == told(events_of(table(posts), HOUR))


def test_an_event_keeps_its_name_while_it_lasts_and_ends_when_it_is_quiet() -> None:
    stream = Stream(HOUR)
    stream.take(table(background(1)))
    stream.take(table(burst(72, range(100, 110), "a comet over the harbour", 10_000)))
    stream.take(table(burst(73, range(100, 125), "that comet again", 10_100)))
    stream.close()
    (comet,) = [event for event in stream.ranked() if "comet" in event.terms]
    assert (comet.buckets, comet.is_over, len(comet.people)) == (2, False, 25)
    assert comet.starter == 100
    assert comet.started_at == START + 72 * 3600
    later = [(20_000 + n, n, (74 + n) * 3600.0, "kettle") for n in range(6)]
    stream.take(table(later))
    stream.close()
    (ended,) = [event for event in stream.ranked() if "comet" in event.terms]
    assert ended == replace(comet, is_over=True)
    assert stream.lives.count(2) >= 1


def test_an_event_does_not_go_on_by_a_word_that_everybody_uses_always() -> None:
    posts = background(1, hours=90, an_hour=30)
    posts += burst(72.2, range(100, 110), "a comet over the kettle", 10_000)
    stream = events_of(table(sorted(posts, key=lambda post: post[2])), HOUR)
    (comet,) = [event for event in stream.ranked() if "comet" in event.terms]
    assert (comet.buckets, comet.is_over) == (1, True)


def test_one_voice_is_no_event_however_loud() -> None:
    flood = burst(72, [7] * 500, "buy my comet now", 10_000)
    assert "comet" not in _terms(background(2) + flood)
    # Three more people do not make it a trend: 500 of 503 posts are one person's.
    with_others = flood + burst(72.9, [8, 9, 10], "buy my comet now", 20_000)
    stream = events_of(table(background(2) + with_others), HOUR)
    assert "comet" not in {term for event in stream.ranked() for term in event.terms}
    assert stream.set_aside.one_voice >= 1


def test_paid_posts_are_left_out_and_counted() -> None:
    paid = burst(72, range(100, 110), "a comet kettle #ad", 10_000)
    stream = events_of(table(background(3) + paid), HOUR)
    assert (stream.ranked(), stream.set_aside.paid) == ([], 10)


def test_blank_repeated_late_and_future_posts_are_named() -> None:
    posts = background(4)
    stream = Stream(HOUR)
    stream.take(table(posts))
    count = stream.post_count
    spaces = [*burst(72, [1, 2, 3], " \t\u3000 ", 30_000), (30_010, 4, 72 * 3600.0, None)]
    stream.take(table(spaces))
    stream.take(table(posts[:10]))
    last = burst(72.5, [5], "kettle", 30_020)
    stream.take(table(last + last))
    ahead = burst(9000, [6], "kettle", 30_030)
    stream.take(table(ahead), until=START + 80 * 3600)
    stream.close()
    assert stream.set_aside == SetAside(blank=4, twice=1, late=10, ahead=1)
    assert stream.post_count == count + 6 + 1


def test_a_gap_is_survived_and_is_not_taken_for_silence() -> None:
    before = background(5)
    away = [(post[0] + 50_000, post[1], post[2] + 30 * 24 * 3600, post[3]) for post in before]
    stream = events_of(table(before + away), HOUR)
    assert stream.ranked(since=(START // 3600) + 30 * 24) == []


def test_a_table_that_lacks_columns_is_refused_and_nothing_is_taken() -> None:
    stream = Stream(HOUR)
    with pytest.raises(FolkmootError) as caught:
        stream.take(table(background(6)).drop_columns(["text", "actor_id"]))
    assert (caught.value.problem.code, caught.value.problem.expected) == (
        "missing-column", "also actor_id, text",
    )  # fmt: skip
    assert stream.post_count == 0


def test_an_empty_stream_has_no_events() -> None:
    assert events_of(POSTS.empty_table(), HOUR).ranked() == []


def _terms(posts: list[Post]) -> set[str]:
    return {term for event in events_of(table(posts), HOUR).ranked() for term in event.terms}


def with_themes(posts: Sequence[Post], themes: dict[int, str]) -> pa.Table:
    """Posts with the themes that some of them lie in, by their identifiers."""
    ids = [post[0] for post in posts]
    return table(posts).append_column("theme", pa.array([themes.get(one) for one in ids]))


def asked(hour: int, authors: Sequence[int], first: int) -> tuple[list[Post], dict[int, str]]:
    """People who ask about one thing, each in a word of their own."""
    said = [f"question{chr(97 + place)}{chr(97 + hour % 26)}" for place in range(len(authors))]
    posts: list[Post] = [
        (first + place, author, hour * 3600.0 + place, said[place])
        for place, author in enumerate(authors)
    ]
    return posts, {post[0]: "theme-7" for post in posts}


def test_a_theme_rises_where_no_word_does() -> None:
    posts, themes = asked(72, range(100, 112), 10_000)
    everything = background(1) + posts
    assert events_of(table(everything), HOUR).ranked() == []
    (event,) = events_of(with_themes(everything, themes), HOUR).ranked()
    assert (event.terms, event.authors, event.first_bucket) == (
        ("theme-7",),
        12,
        START // 3600 + 72,
    )


def test_a_theme_of_one_voice_of_few_people_or_paid_for_does_not_rise() -> None:
    loud, themes = asked(72, [100] * 20 + [101, 102, 103], 10_000)
    stream = events_of(with_themes(background(1) + loud, themes), HOUR)
    assert (stream.ranked(), stream.set_aside.one_voice) == ([], 1)
    # Nine people have asked about it so far: its name would point at them.
    few, themes = asked(72, range(100, 109), 10_000)
    assert events_of(with_themes(background(1) + few, themes), HOUR).ranked() == []
    before, old = asked(10, [99], 20_000)
    ten = with_themes(background(1) + before + few, themes | old)
    assert [event.terms for event in events_of(ten, HOUR).ranked()] == [("theme-7",)]
    paid: list[Post] = [(post, who, at, f"{text} #ad") for post, who, at, text in few]
    assert events_of(with_themes(background(1) + before + paid, themes | old), HOUR).ranked() == []


@settings(deadline=None, max_examples=15)
@given(seed=st.integers(0, 5), cuts=st.lists(st.integers(0, 470), max_size=6))
def test_any_split_gives_equal_events_with_themes(seed: int, cuts: list[int]) -> None:
    some, themes = asked(63, range(100, 112), 10_500)
    posts = sorted(world(seed) + some, key=lambda post: post[2])
    whole = events_of(with_themes(posts, themes), HOUR)
    split = Stream(HOUR)
    for low, high in pairwise([0, *sorted(cuts), len(posts)]):
        split.take(with_themes(posts[low:high], themes))
    split.close()
    assert told(split) == told(whole)
    assert "theme-7" in {term for event in whole.ranked() for term in event.terms}


@settings(deadline=None, max_examples=10)
@given(order=st.permutations(["alpha", "bravo", "delta", "gamma", "omega", "sigma"]))
def test_words_that_weigh_alike_tell_the_same_whichever_was_met_first(order: list[str]) -> None:
    posts = background(3)
    for place, word in enumerate(order):  # each was met once before
        posts += burst(10 + place, [300 + place], word, 20_000 + place)
    posts += burst(60, range(100, 110), " ".join(order), 10_000)
    posts += burst(61, range(120, 128), "alpha bravo delta", 10_100)
    posts += burst(62, range(130, 138), "alpha", 10_200)
    posts.sort(key=lambda post: post[2])
    split = Stream(HOUR)
    for first in range(0, len(posts), 5):
        split.take(table(posts[first : first + 5]))
    split.close()
    assert told(split) == told(events_of(table(posts), HOUR))
