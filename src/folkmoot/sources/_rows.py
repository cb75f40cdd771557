"""Read the ``<row .../>`` elements of a Stack Exchange dump, without an XML parser.

Such a file is a flat list of empty elements, so records can be cut at each ``<`` (which never
stands inside an attribute) and attributes at each quotation mark, whole columns at a time. One
broken record costs itself, not the rest of the file, and no declared entity is ever looked at:
what a document type declares, here or elsewhere, is not read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from folkmoot.errors import FolkmootError
from folkmoot.files.base import Fault, Page
from folkmoot.files.delimited import field_names
from folkmoot.files.opening import blocks
from folkmoot.files.records import Chunk, Mask, Positions, chunks, numbered

__all__ = ["RowSplitter", "row_pages", "unescape"]

_ROW: Final = b"<row"
_AFTER_NAME: Final = np.frombuffer(b" \t\r\n/>", dtype=np.uint8)
_NAME: Final = re.compile(r"(<row)?\s+([A-Za-z_][\w.-]*)\s*=\s*")
_REFERENCE: Final = r"&(amp|lt|gt|quot|apos|#[0-9]{1,7}|#x[0-9A-Fa-f]{1,6});"
_NUMERIC: Final = re.compile(r"&#(x?)([0-9A-Fa-f]+);")
#: Distinct attributes in one page; the dumps have at most 22 in a file.
_ATTRIBUTE_LIMIT: Final = 200
# The ampersand comes last: what it uncovers is text, never another reference.
_PLAIN: Final = {"&lt;": "<", "&gt;": ">", "&quot;": '"', "&apos;": "'"}
_SPACES: Final = {"&#xA;": "\n", "&#xD;": "\r", "&#x9;": "\t"}


class RowSplitter:
    """Cuts at each ``<``; the pieces that begin with ``<row`` are the records."""

    is_by_line = False

    def ends(self, block: bytes) -> Positions:
        """Offsets of each ``<``."""
        return np.flatnonzero(np.frombuffer(block, dtype=np.uint8) == ord("<"))

    def is_record(self, data: bytes, starts: Positions) -> Mask:
        """Whether a piece is a ``row`` element and not another tag."""
        array = np.frombuffer(data, dtype=np.uint8)
        keep = np.ones(len(starts), dtype=np.bool_)
        for offset, letter in enumerate(_ROW):
            keep &= array[np.minimum(starts + offset, len(array) - 1)] == letter
        after = array[np.minimum(starts + len(_ROW), len(array) - 1)]
        return keep & np.isin(after, _AFTER_NAME)


def row_pages(path: Path, kind: str, root: str, encoding: str = "") -> Iterator[Page]:
    """Yield the ``row`` elements of a dump as pages, one column an attribute.

    Parameters
    ----------
    path
        The file, compressed or not.
    kind
        Name of the kind of record, for the pages.
    root
        Name of the element around the rows; a file that does not open it is no dump, and one
        that does not close it is cut short.
    encoding
        As for `folkmoot.files.opening.blocks`.

    Raises
    ------
    FolkmootError
        As `folkmoot.files.opening.blocks`; ``not-a-dump``, ``truncated-file``,
        ``too-many-columns``.
    """
    ends = _Ends(path, root)
    for chunk in chunks(ends.watch(blocks(path, encoding)), RowSplitter(), encoding):
        page = _page(path, kind, chunk)
        if page.read_count:
            yield page
    ends.check()


def unescape(column: pa.Array) -> pa.Array:
    r"""Replace XML's own references by what they mean; nothing else is expanded.

    Examples
    --------
    >>> unescape(pa.array(["a &lt; b &amp;amp; c&#xA;&#8364;", None])).to_pylist()
    ['a < b &amp; c\n€', None]
    """
    if not _any(pc.match_substring(column, "&")):
        return column
    for reference, text in (_PLAIN | _SPACES).items():
        column = pc.replace_substring(column, reference, text)
    numeric = pc.match_substring(column, "&#")
    if _any(numeric):
        rest = [_NUMERIC.sub(_character, text) for text in column.filter(numeric).to_pylist()]
        column = pc.replace_with_mask(column, pc.fill_null(numeric, False), pa.array(rest))
    return pc.replace_substring(column, "&amp;", "&")


class _Ends:
    """Sees whether a file opens and closes the element that it should."""

    def __init__(self, path: Path, root: str) -> None:
        self._path = path
        self._root = root
        self._last = b""

    def watch(self, stream: Iterator[bytes]) -> Iterator[bytes]:
        """Pass the blocks on."""
        first = True
        for block in stream:
            if first and not re.search(rf"<{self._root}[\s/>]".encode(), block[: 1 << 16]):
                raise FolkmootError(
                    "not-a-dump", str(self._path), "other text", f"a dump that opens <{self._root}>"
                )
            first = False
            self._last = (self._last + block[-256:])[-256:]
            yield block

    def check(self) -> None:
        """Refuse a file that ends before its element does."""
        closing = rf"(</{self._root}\s*>|<{self._root}[^<>]*/>)\s*\0*$"
        if not re.search(closing.encode(), self._last):
            raise FolkmootError(
                "truncated-file",
                str(self._path),
                "a dump that ends too early",
                f"</{self._root}> at its end",
                "copy or download the file again; nothing of it was imported",
            )


def _any(mask: pa.Array) -> bool:
    return bool(pc.any(mask).as_py())


def _character(match: re.Match[str]) -> str:
    code = int(match[2], 16 if match[1] else 10)
    usable = 0 < code <= 0x10FFFF and not 0xD800 <= code <= 0xDFFF
    return chr(code) if usable else "\ufffd"


class _Parts:
    """The records of a chunk cut at each quotation mark: name, value, name, value, end."""

    def __init__(self, records: pa.Array) -> None:
        lists = pc.split_pattern(records, '"')
        self.parts = pc.list_flatten(lists)
        self.parents = pc.list_parent_indices(lists).to_numpy()
        self.counts = pc.list_value_length(lists).to_numpy()
        offsets = np.cumsum(self.counts) - self.counts
        place = np.arange(len(self.parts)) - offsets[self.parents]
        last = place == self.counts[self.parents] - 1
        self.names = np.flatnonzero((place % 2 == 0) & ~last)
        self.is_first = place[self.names] == 0
        ending = pc.utf8_trim_whitespace(self.parts.filter(pa.array(last)))
        closed = pc.is_in(ending, value_set=pa.array(["/>", ">"])).to_numpy(zero_copy_only=False)
        self.well_formed = closed & (self.counts % 2 == 1)

    def attributes(self) -> dict[str, Positions]:
        """Places of each attribute's name; what is wrong with a name marks its record."""
        names = self.parts.take(pa.array(self.names)).dictionary_encode()
        codes = names.indices.to_numpy()
        found: dict[str, list[Positions]] = {}
        for code, text in enumerate(names.dictionary.to_pylist()):
            at = codes == code
            match = _NAME.fullmatch(text)
            sound = np.full(len(at), bool(match)) & (self.is_first == bool(match and match[1]))
            self.well_formed[self.parents[self.names[at & ~sound]]] = False
            if match:
                found.setdefault(match[2], []).append(self.names[at])
        return {name: np.concatenate(places) for name, places in found.items()}

    def column(self, places: Positions) -> pa.Array:
        """Values of one attribute, null where a record has none."""
        rows = self.parents[places]
        index = np.full(len(self.counts), -1, dtype=np.int64)
        index[rows] = places + 1
        self.well_formed &= np.bincount(rows, minlength=len(index)) <= 1
        return unescape(self.parts.take(pa.array(index, mask=index < 0)))


def _page(path: Path, kind: str, chunk: Chunk) -> Page:
    records = pa.array([record.decode() for record in chunk.records()], pa.string())
    if not len(records):
        return Page(kind, numbered(chunk, {}), chunk.faults)
    parts = _Parts(records)
    attributes = parts.attributes()
    if len(attributes) > _ATTRIBUTE_LIMIT:
        got, most = f"{len(attributes):,} attributes", f"at most {_ATTRIBUTE_LIMIT}"
        raise FolkmootError("too-many-columns", str(path), got, most)
    columns = {name: parts.column(places) for name, places in attributes.items()}
    faults = _faults(chunk, records, parts.well_formed)
    kept = chunk.without(faults)
    keep = np.ones(len(records), dtype=np.bool_)
    keep[list(faults)] = False
    names = field_names(list(columns))
    filtered = [column.filter(pa.array(keep)) for column in columns.values()]
    return Page(kind, numbered(kept, dict(zip(names, filtered, strict=True))), kept.faults)


def _faults(chunk: Chunk, records: pa.Array, well_formed: Mask) -> dict[int, Fault]:
    expected = '<row Name="value" ... />, each name once'
    faults = {
        index: chunk.fault(index, "malformed-record", "a row that is no XML element", expected)
        for index in np.flatnonzero(~well_formed).tolist()
    }
    marks = pc.count_substring(records, "&")
    odd = pc.not_equal(marks, pc.count_substring_regex(records, _REFERENCE))
    for index in np.flatnonzero(odd.to_numpy(zero_copy_only=False)).tolist():
        faults.setdefault(
            index,
            chunk.fault(
                index,
                "unknown-entity",
                "an & that begins none of XML's own references",
                "&amp; &lt; &gt; &quot; &apos; or a character's number; others are not expanded",
            ),
        )
    return faults
