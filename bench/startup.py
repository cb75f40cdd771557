"""How long ``folkmoot --help`` takes over a bare interpreter (bar: 0.1 s)."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time

REPEATS = 15


def _seconds(arguments: list[str]) -> float:
    began = time.perf_counter()
    subprocess.run([sys.executable, *arguments], check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - began


def main() -> None:
    """Alternate both commands, so that a busy moment meets both."""
    bare, full = [], []
    for _ in range(REPEATS):
        bare.append(_seconds(["-c", "pass"]))
        full.append(_seconds(["-m", "folkmoot", "--help"]))
    over = statistics.median(full) - statistics.median(bare)
    print(
        f"bare interpreter {statistics.median(bare):.3f} s, --help {statistics.median(full):.3f} s"
    )
    print(f"over a bare interpreter: {over:.3f} s (bar 0.1)")


if __name__ == "__main__":
    main()
