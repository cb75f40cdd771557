"""Read one JSON object a line; nested objects become columns of dotted names."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import pyarrow as pa

from folkmoot.errors import FolkmootError
from folkmoot.files.base import Fault, Page
from folkmoot.files.delimited import field_names
from folkmoot.files.opening import blocks
from folkmoot.files.records import Chunk, chunks, numbered
from folkmoot.sources._lines import LineSplitter

__all__ = ["flat", "ndjson_pages"]

_DEPTH: Final = 4
_COLUMN_LIMIT: Final = 2_000
# Keys that differ from record to record make a page mostly of nothing; this bounds it.
_CELL_LIMIT: Final = 4_000_000


def ndjson_pages(path: Path, kind: str, encoding: str = "") -> Iterator[Page]:
    """Yield the objects of an NDJSON file as pages of strings.

    Parameters
    ----------
    path, kind, encoding
        As for `folkmoot.files.delimited.csv_pages`.

    Raises
    ------
    FolkmootError
        As `folkmoot.files.opening.blocks`; ``too-many-columns``.
    """
    for chunk in chunks(blocks(path, encoding), LineSplitter(), encoding):
        objects: list[dict[str, str | None]] = []
        faults: dict[int, Fault] = {}
        for index, record in enumerate(chunk.records()):
            try:
                objects.append(flat(record))
            except (ValueError, RecursionError) as error:
                got = str(error) or "too many levels"
                faults[index] = chunk.fault(index, "malformed-record", got, "one JSON object")
        yield from _pages(path, kind, chunk.without(faults), objects)


def flat(record: bytes) -> dict[str, str | None]:
    """One JSON object as text by column.

    Nested objects become columns of dotted names; lists, and what is nested deeper than four
    levels, become JSON text; an empty text is null, as in CSV.

    Raises
    ------
    ValueError
        If it is no JSON object, or holds half a character.

    Examples
    --------
    >>> flat(b'{"id": 7, "user": {"name": "ann", "bot": false}, "tags": ["a"], "x": null}')
    {'id': '7', 'user.name': 'ann', 'user.bot': 'false', 'tags': '["a"]', 'x': None}
    """
    found = json.loads(record)
    if not isinstance(found, dict):
        # To the reader this is one more way of being no JSON object.
        raise ValueError(f"a {type(found).__name__}, not an object")  # noqa: TRY004
    columns: dict[str, str | None] = {}
    _flatten(found, "", 1, columns)
    if b"\\u" in record:
        # An escape may name half of a character, which no text can hold.
        "".join([*columns, *(value or "" for value in columns.values())]).encode()
    return columns


def _flatten(found: dict[str, Any], prefix: str, depth: int, into: dict[str, str | None]) -> None:
    for key, value in found.items():
        name = f"{prefix}{key}"
        if isinstance(value, dict) and depth < _DEPTH:
            _flatten(value, f"{name}.", depth + 1, into)
        elif value is None or value == "":
            into[name] = None
        else:
            into[name] = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _pages(
    path: Path, kind: str, chunk: Chunk, objects: list[dict[str, str | None]]
) -> Iterator[Page]:
    """One page, or several where its records have many columns."""
    keys = list(dict.fromkeys(key for found in objects for key in found))
    if len(keys) > _COLUMN_LIMIT:
        got, most = f"{len(keys):,} different names", f"at most {_COLUMN_LIMIT:,}"
        raise FolkmootError("too-many-columns", str(path), got, most)
    size = max(_CELL_LIMIT // max(len(keys), 1), 1)
    names = field_names(keys)
    for start in range(0, max(len(objects), 1), size):
        part = objects[start : start + size]
        columns = {
            name: pa.array([found.get(key) for found in part], pa.string())
            for key, name in zip(keys, names, strict=True)
        }
        piece = replace(
            chunk, rows=chunk.rows[start : start + size], lines=chunk.lines[start : start + size]
        )
        yield Page(kind, numbered(piece, columns), chunk.faults if start == 0 else ())
