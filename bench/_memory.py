"""Memory of a process and of all that it began, watched while something runs."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event, Thread

__all__ = ["Peak", "tree_memory", "watched"]

#: Seconds between two looks; a look at three processes takes a few thousandths.
EVERY = 0.25


class Peak:
    """The most that was seen at once, in MiB, and how many looks there were."""

    def __init__(self) -> None:
        self.mebibytes = 0.0
        self.looks = 0


def tree_memory(root: int) -> float:
    """MiB that a process and all that it began hold now.

    Proportional set sizes (PSS) of ``/proc/PID/smaps_rollup``: what several share is divided among
    them, so that the sum counts it once.
    """
    total = 0
    waiting = [root]
    while waiting:
        process = waiting.pop()
        with suppress(OSError):  # it ended meanwhile
            for line in Path(f"/proc/{process}/smaps_rollup").read_text().splitlines():
                if line.startswith("Pss:"):
                    total += int(line.split()[1])
            for task in Path(f"/proc/{process}/task").iterdir():
                waiting += map(int, (task / "children").read_text().split())
    return total / 1024


@contextmanager
def watched() -> Iterator[Peak]:
    """Watch this process and those it begins until the end of the block."""
    peak, ended = Peak(), Event()

    def watch() -> None:
        while not ended.wait(EVERY):
            peak.mebibytes = max(peak.mebibytes, tree_memory(os.getpid()))
            peak.looks += 1

    watcher = Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield peak
    finally:
        time.sleep(2 * EVERY)
        ended.set()
        watcher.join()
