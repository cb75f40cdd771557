"""Work shared among processes: batches are handed out, and what was made of them comes in order."""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from functools import partial
from multiprocessing.connection import wait
from typing import Any, Final, TypeVar

from folkmoot.errors import FolkmootError

__all__ = ["sharing"]

#: Batches that wait for each process, so that none is idle and few are held.
_AHEAD: Final = 2

_Batch = TypeVar("_Batch")
_Made = TypeVar("_Made")


@contextmanager
def sharing(
    make: Callable[[], Callable[[_Batch], _Made]], processes: int
) -> Iterator[Callable[[Iterable[_Batch]], Iterator[_Made]]]:
    """Yield a function that goes over batches, in this process where ``processes`` is 1.

    Parameters
    ----------
    make
        Makes what is done with a batch, once in each process; both it and the batches are sent
        there.
    processes
        How many work. They end with this one, killed or not.

    Raises
    ------
    FolkmootError
        ``process-died``, where one ended before its batch.
    """
    if processes == 1:
        yield partial(map, make())
        return
    # Not forked: the engine and the encoder have threads of their own.
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(processes, context, _begin, (make,))
    try:
        yield partial(_in_order, pool, processes)
    finally:
        pool.shutdown(cancel_futures=True)


def _in_order(pool: ProcessPoolExecutor, processes: int, batches: Iterable[Any]) -> Iterator[Any]:
    waiting: deque[Future[Any]] = deque()
    try:
        for batch in batches:
            waiting.append(pool.submit(_work, batch))
            if len(waiting) > _AHEAD * processes:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    except BrokenProcessPool as error:
        raise FolkmootError(
            "process-died", "a process of the pool", "it ended before its batch",
            "batches read to their end",
            "run it again: what was stored is kept; with --processes 1, where a command has it, "
            "its error is shown",
        ) from error  # fmt: skip


#: What this process does with a batch; made once, by the pool.
_worker: list[Callable[[Any], Any]] = []


def _begin(make: Callable[[], Callable[[Any], Any]]) -> None:
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _worker.append(make())


def _end_with_parent() -> None:
    """End when the command that began this process is gone, killed or not."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


def _work(batch: Any) -> Any:
    return _worker[0](batch)
