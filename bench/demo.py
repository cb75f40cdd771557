"""The demonstration from an empty folder (bars: 60 s and 1.5 GiB on two cores)."""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path


def main() -> None:
    """Run ``folkmoot demo`` in a process of its own and read its time and peak memory."""
    with tempfile.TemporaryDirectory() as temporary:
        began = time.perf_counter()
        subprocess.run(
            [sys.executable, "-m", "folkmoot", "demo", str(Path(temporary) / "demo")], check=True
        )
        seconds = time.perf_counter() - began
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(f"demo: {seconds:.1f} s (bar 60), {used.ru_utime + used.ru_stime:.1f} CPU-seconds, ")
    print(f"peak memory {used.ru_maxrss / 1024:,.0f} MiB (bar 1,536)")


if __name__ == "__main__":
    main()
