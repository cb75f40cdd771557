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

# None of these changes how many records there are, and the parser refuses each, or worse: control
# characters inside texts, what Python's own writer makes of "no number", and numbers of thousands
# of digits, at which the C part of ijson 3.6 reads on with an error pending and may crash.
_CONTROL: Final = bytes(code if code >= 32 or code in {9, 10, 13} else 32 for code in range(256))
_NO_ESCAPE: Final = rb"(?<!\\u)(?<!\\u.)(?<!\\u..)(?<!\\u...)"
_ODD: Final = re.compile(
    rb"-?Infinity|NaN|" + _NO_ESCAPE + rb"[0-9]{30,}|" + _NO_ESCAPE + rb"[eE][+-]?[0-9]{4,}"
)
_ASSIGNMENT: Final = re.compile(rb"\s*window\.[\w.$]{1,100}\s*=\s*")
#: What may go on in the next piece. Pieces are much longer, so that no number slips through.
_TAIL: Final = re.compile(rb"[A-Za-z0-9+.\\-]{0,4096}\Z")
_PIECE: Final = 1 << 16
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
        except (ijson.JSONError, ValueError, ArithmeticError) as error:
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
    waiting, is_first = b"", True
    for block in stream:
        waiting += decoder.decode(block).encode("utf-8", "replace").translate(_CONTROL)
        if len(waiting) < _PIECE:
            continue
        if is_first:
            waiting, is_first = _ASSIGNMENT.sub(b"", waiting, count=1), False
        cut = _TAIL.search(waiting, max(len(waiting) - 4_096, 0))
        end = cut.start() if cut else len(waiting)
        yield from _pieces(waiting[:end])
        waiting = waiting[end:]
    waiting += decoder.decode(b"", final=True).encode()
    yield from _pieces(_ASSIGNMENT.sub(b"", waiting, count=1) if is_first else waiting)


def _pieces(text: bytes) -> Iterator[bytes]:
    """The text without what the parser trips over, in pieces that keep its buffers small."""
    plain = _ODD.sub(_plainer, text)
    yield from (plain[at : at + _PIECE] for at in range(0, len(plain), _PIECE))


def _plainer(match: re.Match[bytes]) -> bytes:
    return b"e1" if match[0][:1] in b"eE" else b"1"


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
        keys = {"[]" if is_array else self._key, "*"}
        return False, tuple(
            (index, place + 1)
            for index, place in active
            if place < len(self._paths[index]) and self._paths[index][place] in keys
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
