"""Properties of lasting themes: no batch, order or odd title changes where a post lies."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.theme_worlds import World, titles_of

from folkmoot.annotators._theme_book import ThemeBook
from folkmoot.annotators._theme_files import book_moments, read_book, write_book
from folkmoot.annotators.lasting import learn_book, newest_book
from folkmoot.errors import FolkmootError

MOMENT = datetime(2025, 1, 1, tzinfo=UTC)
WORLD = World({})
#: Copies of a few titles need no clustering, so that these tests compile nothing.
FEW = [title for kind in ("visa", "train", "sim") for title in titles_of({kind: 4}) * 20]
NEW = titles_of(dict.fromkeys(("visa", "train", "sim", "stray"), 10), batch=3)


@pytest.fixture(scope="module")
def book() -> ThemeBook:
    return learn_book(FEW, [False] * len(FEW), MOMENT, None, WORLD)


@given(order=st.permutations(range(len(NEW))), cuts=st.lists(st.integers(0, len(NEW)), max_size=5))
def test_neither_order_nor_batches_change_where_posts_lie(
    book: ThemeBook, order: list[int], cuts: list[int]
) -> None:
    encodings = WORLD.encode(NEW)
    whole, near = book.place(encodings)
    edges = [0, *sorted(cuts), len(order)]
    parts = [order[a:b] for a, b in pairwise(edges)]
    placed = [book.place(encodings[part]) for part in parts if part]
    assert np.array_equal(np.concatenate([p for p, _ in placed]), whole[order])
    assert np.array_equal(np.concatenate([n for _, n in placed]), near[order])


@given(titles=st.permutations(FEW))
def test_the_order_of_arrival_does_not_change_what_is_learned(
    book: ThemeBook, titles: list[str]
) -> None:
    again = learn_book(titles, [False] * len(titles), MOMENT, None, WORLD)
    assert again.themes == book.themes
    assert np.array_equal(again.groups.centres, book.groups.centres)


def test_a_book_is_read_as_it_was_written(book: ThemeBook, tmp_path: Path) -> None:
    write_book(tmp_path, book)
    again = read_book(tmp_path, book.as_of)
    assert (again.themes, again.ended, again.events) == (book.themes, book.ended, book.events)
    assert (again.as_of, again.encoder) == (book.as_of, book.encoder)
    assert again.learned_from == book.learned_from
    for ours, theirs in (
        (book.groups.centres, again.groups.centres), (book.groups.reaches, again.groups.reaches),
        (book.axes.middle, again.axes.middle), (book.axes.turn, again.axes.turn),
    ):  # fmt: skip
        assert np.array_equal(ours, theirs)


def test_the_same_book_is_the_same_bytes(book: ThemeBook, tmp_path: Path) -> None:
    first = write_book(tmp_path / "a", book).read_bytes()
    assert write_book(tmp_path / "b", book).read_bytes() == first


def test_a_view_of_the_past_sees_no_later_book(book: ThemeBook, tmp_path: Path) -> None:
    write_book(tmp_path, book)
    assert newest_book(tmp_path, datetime(2024, 12, 31, tzinfo=UTC)) is None
    later = newest_book(tmp_path, datetime(2026, 1, 1, tzinfo=UTC))
    assert later is not None
    assert later.as_of == MOMENT


@given(junk=st.binary(max_size=200))
def test_a_damaged_book_is_said_to_be_damaged(junk: bytes) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "20250101T000000000000Z.npz"
        path.write_bytes(junk)
        with pytest.raises(FolkmootError) as caught:
            read_book(Path(folder), book_moments(Path(folder))[0])
    assert caught.value.problem.code == "damaged-themes"


@pytest.mark.parametrize(
    "titles",
    [
        [],
        ["😀 🎉"] * 80,
        [""] * 80,
        ["1234 56"] * 80,
        ["visa: one post"],
        titles_of({"visa": 5}),
    ],
    ids=["none", "emoji", "empty", "numbers", "one", "five"],
)
def test_what_says_too_little_has_no_theme_and_no_fault(titles: list[str]) -> None:
    book = learn_book(titles, [False] * len(titles), MOMENT, None, WORLD)
    assert book.themes == ()


def test_posts_all_alike_are_one_theme() -> None:
    titles = ["sim: roaming in Rome"] * 120
    book = learn_book(titles, [False] * len(titles), MOMENT, None, WORLD)
    assert [(theme.id, theme.questions) for theme in book.themes] == [("theme-1", 120)]
    assert book.themes[0].name
    places, _ = book.place(WORLD.encode(titles[:1]))
    assert places.tolist() == [0]


def test_nothing_before_and_then_something_begins_with_the_first_id() -> None:
    empty = learn_book([], [], MOMENT, None, WORLD)
    book = learn_book(FEW, [True] * len(FEW), datetime(2025, 2, 1, tzinfo=UTC), empty, WORLD)
    assert {theme.id for theme in book.themes} == {
        f"theme-{number}" for number in range(1, len(book.themes) + 1)
    }


def test_a_book_of_another_encoder_is_refused(book: ThemeBook) -> None:
    other = World({}, "another")
    with pytest.raises(FolkmootError) as caught:
        learn_book(FEW, [False] * len(FEW), datetime(2025, 2, 1, tzinfo=UTC), book, other)
    assert caught.value.problem.code == "themes-of-another-encoder"
