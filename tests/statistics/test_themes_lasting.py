"""Lasting themes recover simulated truth: ids last, and what is new, splits or merges is told."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numba
import numpy as np
import pytest
from tests.theme_worlds import WORDS, World, titles_of

from folkmoot.annotators._theme_book import ThemeBook
from folkmoot.annotators.lasting import learn_book

START = datetime(2025, 1, 1, tzinfo=UTC)
EACH = 60
KINDS = dict.fromkeys(("visa", "train", "sim", "luggage", "hotel"), EACH)
WORLD = World({})


def first_book(world: World = WORLD) -> ThemeBook:
    titles = titles_of(KINDS)
    return learn_book(titles, [False] * len(titles), START, None, world)


def next_book(before: ThemeBook, past: list[str], now: list[str], world: World) -> ThemeBook:
    is_now = [False] * len(past) + [True] * len(now)
    return learn_book([*past, *now], is_now, before.as_of + timedelta(days=30), before, world)


def kinds_by_theme(book: ThemeBook, titles: list[str], world: World = WORLD) -> dict[str, set[str]]:
    places, _ = book.place(world.encode(titles))
    found: dict[str, set[str]] = {}
    for title, place in zip(titles, places, strict=True):
        if place >= 0:
            found.setdefault(book.themes[place].id, set()).add(title.split(":")[0])
    return found


@pytest.fixture(scope="module")
def book() -> ThemeBook:
    return first_book()


def test_simulated_themes_are_found_and_hold_new_titles(book: ThemeBook) -> None:
    new = titles_of(KINDS, batch=9)
    held = kinds_by_theme(book, new)
    assert sorted(map(sorted, held.values())) == sorted([kind] for kind in KINDS)
    places, _ = book.place(WORLD.encode(new))
    assert np.mean(places >= 0) > 0.7


def test_names_are_made_of_the_words_of_their_theme(book: ThemeBook) -> None:
    held = kinds_by_theme(book, titles_of(KINDS, batch=9))
    for theme in book.themes:
        (kind,) = held[theme.id]
        own = {word for phrase in WORDS[kind] for word in phrase.split()} | {kind}
        assert set(theme.name.replace(",", "").lower().split()) <= own


def test_what_has_no_theme_is_far_off(book: ThemeBook) -> None:
    strays = [f"stray{number}: nothing like it" for number in range(200)]
    places, _ = book.place(WORLD.encode(strays))
    assert np.mean(places == -1) > 0.97


def test_ids_and_centres_last_over_ten_batches_without_drift(book: ThemeBook) -> None:
    now, past = book, titles_of(KINDS)
    for batch in range(1, 11):
        recent = titles_of(KINDS, batch)
        now = next_book(now, past, recent, WORLD)
        past += recent
    assert [theme.id for theme in now.themes] == [theme.id for theme in book.themes]
    assert [theme.name for theme in now.themes] == [theme.name for theme in book.themes]
    assert np.array_equal(now.groups.centres, book.groups.centres)
    assert now.events == book.events


def test_a_new_theme_mints_one_id_and_only_once(book: ThemeBook) -> None:
    past, recent = titles_of(KINDS), titles_of({**KINDS, "food": 40}, batch=1)
    grown = next_book(book, past, recent, WORLD)
    new = [event for event in grown.events if event not in book.events]
    assert [(event.kind, event.theme_id) for event in new] == [("minted", "theme-6")]
    assert kinds_by_theme(grown, titles_of({"food": 40}, batch=2)) == {"theme-6": {"food"}}
    again = next_book(grown, past + recent, titles_of({**KINDS, "food": 40}, batch=2), WORLD)
    assert again.events == grown.events


def test_a_theme_that_falls_apart_is_told_and_its_largest_part_keeps_the_id() -> None:
    world = World({"sim1": ("sim", "left", 0.42), "sim2": ("sim", "right", 0.42)})
    before = first_book(world)
    (parent,) = (i for i, kinds in kinds_by_theme(before, titles_of(KINDS)).items()
                 if kinds == {"sim"})  # fmt: skip
    rest = {kind: count for kind, count in KINDS.items() if kind != "sim"}
    recent = titles_of({**rest, "sim1": 110, "sim2": 90}, batch=1)
    after = next_book(before, titles_of(KINDS), recent, world)
    new = [event for event in after.events if event not in before.events]
    assert [(e.kind, e.theme_id, e.other_ids) for e in new] == [("split", parent, ("theme-6",))]
    held = kinds_by_theme(after, titles_of({"sim1": 60, "sim2": 60}, batch=2), world)
    assert held == {parent: {"sim1"}, "theme-6": {"sim2"}}
    assert after.lineage("theme-6") == tuple(new)


def test_themes_that_run_together_are_told_and_the_taken_in_id_leads_on() -> None:
    world = World({"visa1": ("visa", "train", 0.45), "train1": ("visa", "train", 0.55)})
    before = first_book(world)
    ids = {next(iter(kinds)): i for i, kinds in kinds_by_theme(before, titles_of(KINDS)).items()}
    rest = {kind: count for kind, count in KINDS.items() if kind not in ("visa", "train")}
    recent = titles_of({**rest, "visa1": 120, "train1": 100}, batch=1)
    after = next_book(before, titles_of(KINDS), recent, world)
    merged = [event for event in after.events if event.kind == "merged"]
    assert len(merged) == 1
    assert {merged[0].theme_id, *merged[0].other_ids} == {ids["visa"], ids["train"]}
    assert after.current(merged[0].theme_id) == merged[0].other_ids[0]
    assert merged[0].theme_id not in {theme.id for theme in after.themes}
    assert [theme.id for theme in after.ended] == [merged[0].theme_id]


@pytest.mark.parametrize("threads", [1, 2])
def test_the_same_titles_in_any_order_on_any_threads_give_the_same_book(
    book: ThemeBook, threads: int
) -> None:
    titles = titles_of(KINDS)
    shuffled = [titles[n] for n in np.random.default_rng(threads).permutation(len(titles))]
    before = numba.get_num_threads()
    numba.set_num_threads(min(threads, before))
    try:
        again = learn_book(shuffled, [False] * len(titles), START, None, WORLD)
    finally:
        numba.set_num_threads(before)
    assert again.themes == book.themes
    assert np.array_equal(again.groups.centres, book.groups.centres)
    assert np.array_equal(again.groups.reaches, book.groups.reaches)
