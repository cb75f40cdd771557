"""JSON exports: which form one has, its records, and how many there are."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from folkmoot.errors import FolkmootError
from folkmoot.files.opening import head
from folkmoot.sources._fields import Raw
from folkmoot.sources._json import Layout, count_json, is_lines, json_records

__all__ = ["Form", "Opened", "form_of", "json_count", "json_raws", "json_start", "object_of"]

#: Opens an export anew, as blocks of UTF-8 bytes.
Opened = Callable[[], Iterable[bytes]]

_HEAD: Final = 1 << 16
#: A document that is one small object, such as an account, is read whole up to this many bytes.
_OBJECT_LIMIT: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Form:
    """How an export is laid out: where its records stand, and whether each has its own line."""

    layouts: Sequence[Layout]
    lines: bool


def form_of(opened: Opened, plain: Layout | None, documents: Sequence[Layout] = ()) -> Form:
    """Tell how an export is laid out by how it begins.

    Parameters
    ----------
    opened
        Opens the export.
    plain
        Records that stand by themselves, on lines or in one list; ``None`` where none do.
    documents
        Records with something around them.

    Examples
    --------
    >>> plain, inside = Layout("events", ()), [Layout("events", (), ("chunk",))]
    >>> [
    ...     form_of(lambda: [text], plain, inside).lines
    ...     for text in (b'{"id": 1}', b'{"chunk": []}', b'[{"id": 1}]')
    ... ]
    [True, False, False]
    """
    start = next(iter(opened()), b"")[:_HEAD].lstrip()
    is_list, on_lines = start[:1] == b"[", is_lines(start)
    if on_lines and documents:
        # An answer on one line is a document all the same.
        first = object_of([start.partition(b"\n")[0]])
        on_lines = not any(layout.path[0] in first for layout in documents)
    if plain is not None and (is_list or on_lines or not documents):
        return Form((plain,), on_lines)
    return Form(documents, lines=False)


def json_raws(opened: Opened, form: Form) -> Iterator[Raw]:
    """Records of an export, as `folkmoot.sources._json.json_records` gives them."""
    return json_records(opened, form.layouts, lines=form.lines)


def json_count(opened: Opened, form: Form) -> int:
    """Count the records of an export by another way than `json_raws` reads them."""
    return count_json(opened, form.layouts, lines=form.lines)


def json_start(path: Path) -> bytes:
    """The first 64 KiB of a file that begins as JSON does; nothing for any other.

    A document may be one long line, so what a file holds is told by words in its beginning.
    """
    if path.is_dir():
        return b""
    try:
        start = head(path, _HEAD).lstrip()
    except FolkmootError:
        return b""
    return start if start[:1] in {b"{", b"["} else b""


def object_of(blocks: Iterable[bytes]) -> dict[str, Any]:
    """A document that is one small object; empty for anything else."""
    text = bytearray()
    for block in blocks:
        text += block
        if len(text) > _OBJECT_LIMIT:
            return {}
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
