"""How a JSON file begins: enough of it to say which export it is."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cached_property
from typing import Any

from folkmoot.errors import FolkmootError
from folkmoot.sources._documents import found_records
from folkmoot.sources._json import is_lines, load

__all__ = ["Start"]


class Start:
    """The first bytes of a JSON file, cut anywhere.

    Parameters
    ----------
    name
        Name of the file inside its export.
    text
        Its first bytes in UTF-8.

    Examples
    --------
    >>> start = Start("a.json", b'{"guild": {"id": "1"}, "messages": [{"id": "2", "con')
    >>> sorted(start.top), start.has("guild", "messages"), start.first("messages")
    (['guild', 'messages'], True, {})
    >>> Start("a.json", b'[{"id": 1, "by": "ann"}, {"id"').first()
    {'id': 1, 'by': 'ann'}
    """

    def __init__(self, name: str, text: bytes) -> None:
        self.name = name
        self.text = text

    @cached_property
    def is_lines(self) -> bool:
        """Whether each line is a value."""
        return is_lines(self.text)

    @cached_property
    def top(self) -> Mapping[str, Any]:
        """Keys of the object that the file is, or begins with in the lines form.

        Values are those that stand in the text whole; of others only the keys are known.
        """
        if self.is_lines:
            return self.first()
        return _keys(self.text.decode("utf-8", "ignore"))

    def has(self, *keys: str) -> bool:
        """Whether the object at the top has all of some keys."""
        return all(key in self.top for key in keys)

    def first(self, *path: str) -> Mapping[str, Any]:
        """The first record at a path that stands in the text whole; empty where there is none.

        Without a path, the first value, or the first item of the list that the file is.
        """
        if self.is_lines and not path:
            line = self.text.lstrip(b" \t\r\n").partition(b"\n")[0]
            try:
                found = load(line)
            except (ValueError, RecursionError):
                return {}
            return found if isinstance(found, dict) else {}
        try:
            for one in found_records([self.text], [path]):
                return one.value if isinstance(one.value, dict) else {}
        except FolkmootError:
            return {}
        return {}


def _keys(text: str) -> dict[str, Any]:
    """Keys of an object whose text may end anywhere."""
    decoder = json.JSONDecoder(strict=False)
    at = text.find("{")
    found: dict[str, Any] = {}
    while 0 <= at < len(text):
        at = _skip(text, at + 1)
        try:
            key, at = decoder.raw_decode(text, at)
            if not isinstance(key, str):
                break
            at = _skip(text, at)
            found[key] = None
            found[key], at = decoder.raw_decode(text, _skip(text, at + 1))
        except (ValueError, RecursionError):
            break
        at = _skip(text, at)
        if text[at : at + 1] != ",":
            break
    return found


def _skip(text: str, at: int) -> int:
    while at < len(text) and text[at] in " \t\r\n":
        at += 1
    return at
