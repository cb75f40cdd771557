"""A conversation by the beginning of its identifier, or by its address."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

import pyarrow as pa

from folkmoot.engines import Value
from folkmoot.errors import FolkmootError
from folkmoot.ids import parse_id
from folkmoot.view import View

__all__ = ["Named", "named_talk"]

_NAMED: Final = pa.schema(
    [("object_id", pa.int64()), ("actor_id", pa.int64()), ("title", pa.string())]
)
#: Fewer digits would name one of many.
_BEGINNING: Final = re.compile(r"[0-9a-fA-F]{4,16}")


@dataclass(frozen=True, slots=True)
class Named:
    """A conversation that somebody named."""

    object_id: int
    actor_id: int | None
    title: str


def named_talk(view: View, name: str) -> Named:
    """Find a conversation by its address, or by four to sixteen digits of its identifier.

    Raises
    ------
    FolkmootError
        None is found, or several are.
    """
    low, high = 0, -1
    if _BEGINNING.fullmatch(name):
        low, high = (parse_id(name.ljust(16, filler).lower()) for filler in "0f")
    bound: dict[str, Value] = {"low": low, "high": high, "url": name}
    table, _ = view.ask("talk_named", _NAMED, "Which conversation is named?", bound)
    if table.num_rows != 1:
        got = "no conversation of this name" if not table.num_rows else "several that begin so"
        raise FolkmootError(
            "no-conversation", name, got, "the id of one that is listed, or its address",
            "see: folkmoot conversations",
        )  # fmt: skip
    return Named(**table.to_pylist()[0])
