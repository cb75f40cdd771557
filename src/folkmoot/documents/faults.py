"""One fault of a document: its place as a path of keys, and the words for it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Any, Final, NamedTuple

from folkmoot.errors import Problem

__all__ = ["Fault", "Path", "did_you_mean", "in_document_order", "shown", "written"]

Path = tuple[str | int, ...]

#: Longer values are cut when they are shown.
_SHOWN: Final = 60


class Fault(NamedTuple):
    """A fault before its path is written out, so that faults can be put in order."""

    path: Path
    code: str
    got: str
    expected: str
    hint: str = ""

    def problem(self) -> Problem:
        """Write it as users see it."""
        return Problem(self.code, written(self.path), self.got, self.expected, self.hint)


def written(path: Path) -> str:
    """Write a path as in ``needs[2].phrases``; lists count from 0.

    Examples
    --------
    >>> written(("needs", 2, "must_haves", 0))
    'needs[2].must_haves[0]'
    """
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path)
    return text.removeprefix(".")


def shown(value: Any) -> str:
    """Show a value as TOML writes it, shortened.

    Examples
    --------
    >>> shown("12,50"), shown([]), shown(True), shown({"per": "day"})
    ('"12,50"', '[]', 'true', 'a table with per')
    """
    if isinstance(value, Mapping):
        return f"a table with {', '.join(map(str, value))}" if value else "an empty table"
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Suggest the known name nearest to ``name``, or list some of what is known.

    Examples
    --------
    >>> did_you_mean("local_numer", ["local_number", "price"])
    'did you mean "local_number"?'
    >>> did_you_mean("colour", ["price", "days"])
    'known are days, price'
    """
    names = sorted(known)
    near = get_close_matches(name, names, n=1)
    if near:
        return f'did you mean "{near[0]}"?'
    return f"known are {', '.join(names)}" if names else "none is declared"


def in_document_order(faults: Iterable[Fault], document: Mapping[str, Any]) -> list[Fault]:
    """Sort faults by the place of their path; what is missing stands at its parent's end."""

    def place(fault: Fault) -> list[float]:
        found: list[float] = []
        node: Any = document
        for part in fault.path:
            keys = list(node) if isinstance(node, Mapping) else list(range(_length(node)))
            is_known = part in keys
            found.append(keys.index(part) if is_known else float("inf"))
            node = node[part] if is_known else None
        return found

    return sorted(faults, key=place)


def _length(node: Any) -> int:
    return len(node) if isinstance(node, list | tuple) else 0
