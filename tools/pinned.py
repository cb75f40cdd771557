"""Run a tool with arithmetic that is the same on every processor: ``pinned.py TOOL ARGUMENTS``.

A fit follows the last digit of every sum, and libraries choose how they add up by what a processor
can do. Here they use one thread and what every x86-64 processor with AVX2 can, so that such
processors make the same bytes.
"""

from __future__ import annotations

import os
import sys
from typing import Final

PINS: Final = {
    "OPENBLAS_NUM_THREADS": "1",
    "OPENBLAS_CORETYPE": "HASWELL",
    "NPY_DISABLE_CPU_FEATURES": "X86_V4 AVX512_ICL AVX512_SPR",
}

if __name__ == "__main__":
    os.execve(sys.executable, [sys.executable, *sys.argv[1:]], os.environ | PINS)  # noqa: S606
