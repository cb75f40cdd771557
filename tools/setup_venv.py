"""Make the virtual environment that the Makefile fills; standard library only.

It says in one line what is missing, since this is the first thing a newcomer runs.
"""

from __future__ import annotations

import subprocess
import sys
import venv
from pathlib import Path

OLDEST = (3, 11)


def main(folder: Path) -> int:
    """Make an environment in ``folder``; return the exit code."""
    if sys.version_info < OLDEST:
        found = ".".join(map(str, sys.version_info[:3]))
        print(
            f"folkmoot needs Python 3.11 or later, and {sys.executable} is {found}.\n"
            "Name another one: make PYTHON=python3.12 demo",
            file=sys.stderr,
        )
        return 1
    try:
        venv.create(folder, with_pip=True, symlinks=sys.platform != "win32", clear=True)
    except (OSError, subprocess.CalledProcessError) as error:
        print(
            f"The environment could not be made in {folder}: {error}\n"
            "On Debian and Ubuntu: apt-get install python3-venv",
            file=sys.stderr,
        )
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
