"""Walk a JSON document that may be larger than memory, and take the items of chosen arrays.

Only the skeleton above the records is walked step by step; each record is decoded whole, by
Python's own decoder, out of a window of text that slides over the file.
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from folkmoot.errors import FolkmootError
from folkmoot.files.opening import telling_records
from folkmoot.files.records import RECORD_LIMIT

__all__ = ["DEPTH_LIMIT", "Found", "found_records"]

#: Levels of the skeleton; the exports read here have at most six.
DEPTH_LIMIT: Final = 64
#: What stands around an array is handed on with its records up to this many characters a value.
_AROUND_LIMIT: Final = 1 << 14
#: A value of the skeleton that is longer than this is walked through instead of decoded.
_WHOLE_LIMIT: Final = 1 << 20

_BLANK: Final = re.compile(r"[ \t\n\r]*")
#: X's archives are scripts: each file assigns its list to a name.
_ASSIGNMENT: Final = re.compile(r"\s*window\.[\w.$]{1,100}\s*=\s*")
_LONG_NUMBER: Final = 4_300
_NUMBER_GOES_ON: Final = frozenset(["", *"0123456789.eE+-"])


@dataclass(frozen=True, slots=True)
class Found:
    """One item of a chosen array: which path chose it, its line, its length in characters.

    ``around`` are the objects that the array stands in, the nearest first, without long values:
    what is known of them where the array begins. ``array`` numbers the arrays from 0.
    """

    path: int
    line: int
    size: int
    value: Any
    array: int
    around: tuple[dict[str, Any], ...]


def found_records(
    stream: Iterable[bytes], paths: Sequence[tuple[str, ...]], *, is_live: bool = False
) -> Iterator[Found]:
    """Yield the items of the arrays at some paths, in the order of the document.

    Parameters
    ----------
    stream
        Blocks of UTF-8 bytes; bytes that are none are read as half a character.
    paths
        Keys from the top, ``[]`` for an array's items, ``*`` for these and for any key; the empty
        path stands for
        the values at the top, or for the items where such a value is an array.
    is_live
        Whether ``around`` goes on to be filled while the document is read, so that it is whole at
        the end of the walk.

    Raises
    ------
    FolkmootError
        As `folkmoot.sources._json.json_records`.

    Examples
    --------
    >>> text = b'{"name": "room", "messages": [{"id": 1}, {"id": 2}], "more": {"id": 3}}'
    >>> [(one.value, one.around[0]) for one in found_records([text], [("messages",)])]
    [({'id': 1}, {'name': 'room'}), ({'id': 2}, {'name': 'room'})]
    """
    walk = _Walk(_Window(stream), paths, is_live=is_live)
    with telling_records(lambda: walk.count):
        yield from walk.top()


class _Window:
    """A piece of the text, from the place that was read up to."""

    def __init__(self, stream: Iterable[bytes]) -> None:
        self._blocks = iter(stream)
        self._decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
        self._line, self._counted = 1, 0
        self.is_ended = False
        self.text = ""
        self.at = 0
        self.size = 0
        self.fill()

    def fill(self) -> None:
        """Take one more block, or learn that there is none."""
        self.line()
        block = next(self._blocks, None)
        self.is_ended = block is None
        self.text = self.text[self.at :] + self._decoder.decode(block or b"", final=block is None)
        self.at = self._counted = 0

    def line(self) -> int:
        """Line of the place."""
        self._line += self.text.count("\n", self._counted, self.at)
        self._counted = self.at
        return self._line

    def skip(self, pattern: re.Pattern[str]) -> None:
        """Go on behind what a pattern fits, if it does."""
        if match := pattern.match(self.text, self.at):
            self.at = match.end()

    def peek(self) -> str:
        """The next character that is not blank, or nothing at the end."""
        while True:
            self.skip(_BLANK)
            if self.at < len(self.text):
                return self.text[self.at]
            if self.is_ended:
                return ""
            self.fill()

    def take(self, expected: str) -> str:
        """The next character, which must be one of those expected."""
        found = self.peek()
        if not found or found not in expected:
            raise self.broken(found, f"one of {' '.join(expected)}")
        self.at += 1
        return found

    def whole(self, limit: int) -> tuple[bool, Any]:
        """Decode the value at the place; false where it is longer than some characters.

        ``size`` is then that of the value.
        """
        while True:
            try:
                found, end = _decoded(self.text, self.at)
            except json.JSONDecodeError as error:
                if self.is_ended:
                    at_end = error.pos >= len(self.text) or "Unterminated" in error.msg
                    raise self.broken("" if at_end else error.msg, "JSON") from error
            except RecursionError as error:
                raise self._too_deep() from error
            else:
                # A number at the end of the window may go on behind it.
                if self.text[end : end + 1] not in _NUMBER_GOES_ON or self.is_ended:
                    self.size, self.at = end - self.at, end
                    return True, found
            if len(self.text) - self.at > limit:
                return False, None
            self.fill()

    def deeper(self, depth: int) -> int:
        """One level deeper, if that is allowed."""
        if depth >= DEPTH_LIMIT:
            raise self._too_deep()
        return depth + 1

    def broken(self, got: str, expected: str) -> FolkmootError:
        """What to raise where the document cannot be read on."""
        where = f"line {self.line()}"
        if not got:
            return FolkmootError(
                "truncated-file", where, "a document that ends too early", "a whole JSON document",
                "export or download it again; nothing of it was imported",
            )  # fmt: skip
        return FolkmootError("malformed-document", where, got, expected, "export it again")

    def too_long(self) -> FolkmootError:
        """What to raise for a value that is longer than any record."""
        return FolkmootError(
            "record-too-long", f"line {self.line()}",
            f"a value of over {RECORD_LIMIT:,} characters",
            "a shorter one; a quotation mark or a bracket may lack its partner",
        )  # fmt: skip

    def _too_deep(self) -> FolkmootError:
        return FolkmootError(
            "too-deep", f"line {self.line()}", "a value nested too deeply", "fewer levels"
        )


_Active = tuple[tuple[int, int], ...]


class _Walk:
    """Follows the skeleton; ``active`` are the paths that still fit, and how far each was met."""

    def __init__(self, window: _Window, paths: Sequence[tuple[str, ...]], *, is_live: bool) -> None:
        self.count = 0
        self._arrays = 0
        self._is_live = is_live
        self._window = window
        self._paths = paths

    def top(self) -> Iterator[Found]:
        """Walk the values at the top, one after another."""
        window = self._window
        window.skip(_ASSIGNMENT)
        while window.peek():
            yield from self._value(tuple((index, 0) for index in range(len(self._paths))), (), 0)
            window.skip(_BLANK)
            window.skip(_ASSIGNMENT)

    def _value(
        self, active: _Active, around: tuple[dict[str, Any], ...], depth: int
    ) -> Iterator[Found]:
        sign = self._window.peek()
        chosen = [index for index, place in active if place == len(self._paths[index])]
        if chosen and (sign in "{[" or not depth):
            known = around if self._is_live else tuple(dict(one) for one in around)
            for _ in self._items() if sign == "[" else (None,):
                yield self._record(chosen[0], known)
            self._arrays += 1
        elif sign == "{" and active:
            inner: dict[str, Any] = {}
            for key in self._members():
                if following := self._following(active, {key, "*"}):
                    deeper = self._window.deeper(depth)
                    yield from self._value(following, (inner, *around), deeper)
                else:
                    self._aside(inner, key, depth)
        elif sign == "[" and (following := self._following(active, {"[]", "*"})):
            for _ in self._items():
                yield from self._value(following, around, self._window.deeper(depth))
        else:
            self._through(depth)

    def _following(self, active: _Active, keys: set[str]) -> _Active:
        return tuple(
            (index, place + 1)
            for index, place in active
            if place < len(self._paths[index]) and self._paths[index][place] in keys
        )

    def _record(self, path: int, around: tuple[dict[str, Any], ...]) -> Found:
        window = self._window
        window.peek()
        line = window.line()
        is_whole, value = window.whole(RECORD_LIMIT)
        if not is_whole:
            raise window.too_long()
        self.count += 1
        return Found(path, line, window.size, value, self._arrays, around)

    def _aside(self, inner: dict[str, Any], key: str, depth: int) -> None:
        """Keep a short value beside the chosen arrays; walk past a long one."""
        value = self._through(depth)
        if value is not None and self._window.size <= _AROUND_LIMIT:
            inner[key] = value

    def _through(self, depth: int) -> Any:
        """Decode a value that is no record; walk through it, for ``None``, where it is long."""
        window = self._window
        sign = window.peek()
        is_whole, value = window.whole(_WHOLE_LIMIT if sign in "{[" else RECORD_LIMIT)
        if is_whole:
            return value
        if sign not in "{[":
            raise window.too_long()
        for _ in self._members() if sign == "{" else self._items():
            self._through(window.deeper(depth))
        return None

    def _members(self) -> Iterator[str]:
        """Keys of the object at the place; whoever asks takes each value before the next key."""
        window = self._window
        window.take("{")
        if window.peek() == "}":
            window.take("}")
            return
        while True:
            if window.peek() != '"':
                raise window.broken(window.peek(), "a key in quotation marks")
            is_whole, key = window.whole(RECORD_LIMIT)
            if not is_whole:
                raise window.too_long()
            window.take(":")
            yield key
            if window.take(",}") == "}":
                return

    def _items(self) -> Iterator[None]:
        """Items of the array at the place, as `_members`."""
        window = self._window
        window.take("[")
        if window.peek() == "]":
            window.take("]")
            return
        while True:
            yield None
            if window.take(",]") == "]":
                return


def _decoded(text: str, at: int) -> tuple[Any, int]:
    try:
        return _DECODER.raw_decode(text, at)
    except json.JSONDecodeError:
        raise
    except ValueError:
        return _PATIENT.raw_decode(text, at)


def _whole_number(digits: str) -> int | str:
    return int(digits) if len(digits) < _LONG_NUMBER else digits


_DECODER: Final = json.JSONDecoder(strict=False)
_PATIENT: Final = json.JSONDecoder(strict=False, parse_int=_whole_number)
