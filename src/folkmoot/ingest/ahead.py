"""Reading ahead: pages are fetched and archived in a thread while those before them are mapped.

Decompressing, parsing, packing and sealing all run outside Python's lock, so two cores share the
work. Few pages wait at a time, so that memory stays flat.
"""

from __future__ import annotations

import threading
from collections.abc import Generator, Iterable
from contextlib import suppress
from queue import Empty, Full, Queue
from typing import Final, TypeVar

__all__ = ["ahead"]

_T = TypeVar("_T")

_WAITING: Final = 2
_POLL_SECONDS: Final = 0.2


def ahead(source: Iterable[_T]) -> Generator[_T, None, None]:
    """Yield what ``source`` yields, running it in a thread of its own, two items ahead at most.

    What it raises is raised here, after the items before. When this iterator is closed early, the
    source is closed in its thread, and the thread has ended before the close returns.

    Examples
    --------
    >>> list(ahead(iter("abc")))
    ['a', 'b', 'c']
    """
    waiting: Queue[tuple[bool, _T | BaseException | None]] = Queue(_WAITING)
    stop = threading.Event()
    thread = threading.Thread(target=_run, args=(source, waiting, stop), daemon=True)
    thread.start()
    try:
        while True:
            is_item, found = waiting.get()
            if is_item:
                yield found  # type: ignore[misc]  # an item is marked as one
            elif found is None:
                return
            else:
                raise found  # type: ignore[misc]  # no item and not None: what was raised
    finally:
        stop.set()
        while thread.is_alive():
            with suppress(Empty):
                waiting.get_nowait()
            thread.join(_POLL_SECONDS / 20)


def _run(
    source: Iterable[_T],
    waiting: Queue[tuple[bool, _T | BaseException | None]],
    stop: threading.Event,
) -> None:
    last: BaseException | None = None
    try:
        for item in source:
            if not _put(waiting, (True, item), stop):
                break
    except BaseException as error:  # noqa: BLE001 - raised again by whoever waits for it
        last = error
    finally:
        close = getattr(source, "close", None)
        if close is not None:
            close()
    _put(waiting, (False, last), stop)


def _put(
    waiting: Queue[tuple[bool, _T | BaseException | None]],
    entry: tuple[bool, _T | BaseException | None],
    stop: threading.Event,
) -> bool:
    while not stop.is_set():
        with suppress(Full):
            waiting.put(entry, timeout=_POLL_SECONDS)
            return True
    return False
