"""Count the records of a JSON file by another way than the reader's: events of a C parser."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from folkmoot.errors import FolkmootError
from folkmoot.files.opening import telling_records
from folkmoot.sources._documents import DEPTH_LIMIT

__all__ = ["count_documents"]

# None of these changes how many records there are, and the parser refuses each: what Python's own
# writer makes of "no number", control characters inside texts, numbers of any length.
_CONTROL: Final = bytes(code if code >= 32 or code in {9, 10, 13} else 32 for code in range(256))
_ODD: Final = re.compile(rb"-?Infinity|NaN|[0-9]{30,}")
_ASSIGNMENT: Final = re.compile(rb"\s*window\.[\w.$]{1,100}\s*=\s*")
_TAIL: Final = re.compile(rb"[A-Za-z0-9+.-]{0,64}\Z")
_SCALARS: Final = frozenset({"null", "boolean", "number", "integer", "double", "string"})
#: Levels inside a record; Python's own decoder, which reads it, gives up near this as well.
_INNER_LIMIT: Final = 100_000

_Active = tuple[tuple[int, int], ...]


def count_documents(stream: Iterable[bytes], paths: Sequence[tuple[str, ...]]) -> int:
    """Count what `folkmoot.sources._documents.found_records` gives.

    Raises
    ------
    FolkmootError
        As the stream does; ``malformed-document``.

    Examples
    --------
    >>> count_documents(
    ...     [b'{"name": "room", "messages": [{"id": 1}, {"id": [2]}]}'], [("messages",)]
    ... )
    2
    """
    import ijson

    counter = _Counter(paths)
    with telling_records(lambda: counter.count):
        try:
            for event, value in ijson.basic_parse(_Reader(stream), multiple_values=True):
                counter.take(event, value)
        except ijson.JSONError as error:
            got = str(error).strip().partition("\n")[0] or "what is no JSON"
            raise FolkmootError(
                "malformed-document", "the document", got, "one whole JSON document",
                "export or download it again; nothing of it was imported",
            ) from error  # fmt: skip
    return counter.count


class _Reader:
    """The stream as the parser asks for it."""

    def __init__(self, stream: Iterable[bytes]) -> None:
        self._pieces = _plain(stream)
        self._left = b""

    def read(self, size: int = -1) -> bytes:
        """At most so many bytes; none at the end."""
        if not size:
            return b""
        if not self._left:
            self._left = next(self._pieces, b"")
        found, self._left = self._left[:size], self._left[size:]
        return found


def _plain(stream: Iterable[bytes]) -> Iterator[bytes]:
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    held, is_first = b"", True
    for block in stream:
        text = held + decoder.decode(block).encode("utf-8", "replace").translate(_CONTROL)
        if is_first:
            text, is_first = _ASSIGNMENT.sub(b"", text, count=1), False
        cut = _TAIL.search(text)
        end = cut.start() if cut else len(text)
        held = text[end:]
        if piece := _ODD.sub(b"1", text[:end]):
            # The parser's own buffers stay small this way.
            yield from (piece[at : at + 65_536] for at in range(0, len(piece), 65_536))
    if rest := _ODD.sub(b"1", held + decoder.decode(b"", final=True).encode()):
        yield rest


class _Counter:
    """Follows the events; ``frames`` are the containers around, with the paths that fit inside."""

    def __init__(self, paths: Sequence[tuple[str, ...]]) -> None:
        self.count = 0
        self._paths = paths
        self._frames: list[tuple[bool, bool, _Active]] = []
        self._key: str = ""
        self._inside = 0

    def take(self, event: str, value: object) -> None:
        """Take one event of the parser."""
        if self._inside:
            # Inside a record, or beside all paths.
            if event in {"start_map", "start_array"}:
                self._inside += 1
                if self._inside > _INNER_LIMIT:
                    raise _too_deep()
            elif event in {"end_map", "end_array"}:
                self._inside -= 1
        elif event == "map_key":
            self._key = str(value)
        elif event in {"end_map", "end_array"}:
            self._frames.pop()
        elif event in _SCALARS:
            self._scalar()
        else:
            self._opened(is_array=event == "start_array")

    def _fitting(self) -> tuple[bool, _Active]:
        """Whether a value here is a record, and the paths that fit it."""
        if not self._frames:
            return False, tuple((index, 0) for index in range(len(self._paths)))
        is_array, is_chosen, active = self._frames[-1]
        if is_chosen:
            return True, ()
        key = "*" if is_array else self._key
        return False, tuple(
            (index, place + 1)
            for index, place in active
            if place < len(self._paths[index]) and self._paths[index][place] in {key, "*"}
        )

    def _is_end(self, active: _Active) -> bool:
        return any(place == len(self._paths[index]) for index, place in active)

    def _scalar(self) -> None:
        is_record, active = self._fitting()
        self.count += is_record or (not self._frames and self._is_end(active))

    def _opened(self, *, is_array: bool) -> None:
        is_record, active = self._fitting()
        is_end = self._is_end(active)
        if is_record or (is_end and not is_array):
            self.count += 1
            self._inside = 1
        elif not active:
            self._inside = 1
        else:
            if len(self._frames) > DEPTH_LIMIT:
                raise _too_deep()
            self._frames.append((is_array, is_end, active))


def _too_deep() -> FolkmootError:
    return FolkmootError("too-deep", "the document", "a value nested too deeply", "fewer levels")
