"""Write docs/modules.md: every module and what it answers, in its own words.

    python tools/write_modules.py

A test holds that the committed page is what this writes.
"""

from __future__ import annotations

import ast
from itertools import groupby
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "src" / "folkmoot"
PAGE = ROOT / "docs" / "modules.md"
HEAD = """\
# Every module, in its own words

Made by `python tools/write_modules.py` from the first line of each module. Why the rooms are cut as
they are is in [ARCHITECTURE.md](../ARCHITECTURE.md).
"""


def _first_line(path: Path) -> str:
    document = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    return document.partition("\n")[0].replace("|", "\\|")


def _room(path: Path) -> str:
    parts = path.relative_to(PACKAGE).parts
    return parts[0] if len(parts) > 1 else "folkmoot"


def modules_text() -> str:
    """The page: a table a room."""
    paths = sorted(PACKAGE.rglob("*.py"), key=lambda path: (_room(path), str(path)))
    lines = [HEAD]
    for room, found in groupby(paths, key=_room):
        lines += [f"## {room}", "", "| module | what it is |", "|---|---|"]
        lines += [
            f"| `{path.relative_to(PACKAGE).as_posix()}` | {_first_line(path)} |" for path in found
        ]
        lines.append("")
    return "\n".join(lines)


def main() -> None:
    """Write the page."""
    PAGE.write_text(modules_text(), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
