"""``python -m bench [NAME ...]``: run the measurements, or those named, one after the other."""

from __future__ import annotations

import argparse
import platform
import subprocess
import sys
from pathlib import Path

NAMES = (
    "startup",
    "imports",
    "sources",
    "messengers",
    "demo",
    "participation",
    "communities",
    "audience",
    "survey",
    "answers",
    "smallarea",
    "open_networks",
    "trends",
    "events",
    "allocate",
    "annotate",
    "need_types",
    "themes",
    "conversations",
)


ROOT = Path(__file__).resolve().parents[1]


def main() -> None:
    """Run each measurement in a process of its own, so that none sees another's memory."""
    parser = argparse.ArgumentParser(prog="bench")
    parser.add_argument("names", nargs="*", choices=[*NAMES, []], help="default: all")
    wanted = parser.parse_args().names or NAMES
    print(f"# {platform.platform()}, Python {platform.python_version()}, {_cores()} cores")
    for name in wanted:
        print(f"\n## {name}", flush=True)
        subprocess.run([sys.executable, "-m", f"bench.{name}"], check=True, cwd=ROOT)


def _cores() -> int:
    import os

    return len(os.sched_getaffinity(0))


if __name__ == "__main__":
    main()
