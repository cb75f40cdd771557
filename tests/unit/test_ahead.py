"""Reading ahead: the same items in the same order, faults where they were, nothing left running."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from folkmoot.ingest.ahead import ahead


def counted(closed: list[str], *, breaks_at: int = -1) -> Iterator[int]:
    try:
        for number in range(50):
            if number == breaks_at:
                raise ValueError("broken here")
            yield number
    finally:
        closed.append(threading.current_thread().name)


def test_items_come_in_their_order_from_another_thread() -> None:
    closed: list[str] = []
    assert list(ahead(counted(closed))) == list(range(50))
    assert closed != [threading.current_thread().name]


def test_what_was_raised_is_raised_after_the_items_before() -> None:
    closed: list[str] = []
    pages = ahead(counted(closed, breaks_at=7))
    assert [next(pages) for _ in range(7)] == list(range(7))
    with pytest.raises(ValueError, match="broken here"):
        next(pages)
    assert len(closed) == 1


def test_an_early_end_closes_the_source_and_its_thread() -> None:
    before = threading.active_count()
    closed: list[str] = []
    pages = ahead(counted(closed))
    assert next(pages) == 0
    pages.close()
    assert len(closed) == 1
    assert threading.active_count() == before
