"""Write the locks of versions and hashes: ``make lock``.

Each lock holds the one before it, so that what is tested is what is run. They serve every Python
from 3.11 and every system at once, and name no address: pip takes the files from wherever it is
set up to look, and the hashes say whether they are the right ones.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LOCKS = ROOT / "requirements"

#: Lock, what it is for, and what of pyproject.toml goes in.
DEPTHS = (
    (
        "run",
        "what runs folkmoot, and what installs it from a checkout",
        ["pyproject.toml", "--group", "build"],
    ),
    ("dev", "what checks and tests it", ["pyproject.toml", "--group", "dev"]),
    (
        "live",
        "what drives real servers and a real browser",
        ["pyproject.toml", "--group", "dev", "--extra", "live"],
    ),
    (
        "bench",
        "peers that bench/ measures beside folkmoot",
        ["pyproject.toml", "--group", "dev", "--group", "bench"],
    ),
    ("peers", "a peer that is published as source alone", ["--group", "pyproject.toml:peers"]),
    ("fuzz", "what fuzzes the readers", ["pyproject.toml", "--group", "dev", "--group", "fuzz"]),
)


def compile_lock(name: str, purpose: str, choice: list[str], held: Path | None) -> Path:
    """Choose versions for one depth, keep those that ``held`` has, and write the lock."""
    path = LOCKS / f"{name}.lock"
    uv = str(Path(sys.executable).with_name("uv"))
    command = [uv, "pip", "compile", *choice]
    command += ["--universal", "--python-version", "3.11", "--generate-hashes", "--upgrade"]
    command += ["--no-header", "--no-annotate", "--no-emit-index-url", "--no-emit-find-links"]
    command += ["--quiet", *(["--constraint", str(held)] if held else [])]
    found = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
    path.write_text(f"# Made by `make lock`: {purpose}.\n{found.stdout}", encoding="utf-8")
    return path


def main() -> None:
    """Write the locks, the smallest first."""
    held: Path | None = None
    for name, purpose, choice in DEPTHS:
        held = compile_lock(name, purpose, choice, held)
        print(f"Wrote {held.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
