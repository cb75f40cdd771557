"""Pages of flat JSON lines, read by an engine, whole blocks at a time.

The engine parses far faster than Python. A line that it does not take (half a character, "NaN", a
broken line) is read by Python, which is patient with the first two.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Final, Self

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from folkmoot.files import Page
from folkmoot.files.counting import LineTally, not_conserved
from folkmoot.files.records import Chunk, chunks, numbered
from folkmoot.sources._fields import REST, spread
from folkmoot.sources._json import Layout, read_object
from folkmoot.sources._lines import LineSplitter

if TYPE_CHECKING:
    from folkmoot.engines import DuckEngine

__all__ = ["LineReader", "line_pages"]

_MEMORY: Final = "512MB"


def line_pages(
    stream: Iterable[bytes], layout: Layout, encoding: str = "", where: str = "the lines",
    splitter: LineSplitter | None = None,
) -> Iterator[Page]:  # fmt: skip
    r"""Yield the lines of a file as pages, and hold that none is lost.

    Parameters
    ----------
    stream
        Blocks of UTF-8 bytes.
    layout
        Its fields stand at the top of each object; values that are no text are JSON text. The
        column ``rest{}`` holds the whole line.
    encoding
        For the words of faults.
    where
        Name of the file, for an error.
    splitter
        What tells lines apart.

    Raises
    ------
    FolkmootError
        As the stream does; ``not-conserved`` where the pages hold more or fewer records than the
        newlines that went by.

    Examples
    --------
    >>> lines = b'{"id": 7, "by": "ann", "odd": [1]}\n{"id"\n'
    >>> (page,) = line_pages([lines], Layout("items", ("id", "by")))
    >>> page.records.select(["id", "by"]).to_pylist(), [fault.code for fault in page.faults]
    ([{'id': '7', 'by': 'ann'}], ['malformed-record'])
    """
    tally, read = LineTally(), 0
    with LineReader() as reader:
        for chunk in chunks(tally.through(stream), splitter or LineSplitter(), encoding):
            page = _page(reader, chunk, layout)
            read += page.read_count
            yield page
    if read != tally.count:
        raise not_conserved(where, f"{read:,} records read", tally.count)


class LineReader:
    """Reads fields of flat JSON objects, one a line, as columns of text."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if "_engine" in self.__dict__:
            self._engine.close()

    @cached_property
    def _engine(self) -> DuckEngine:
        from folkmoot.engines import DuckEngine, EngineSettings

        return DuckEngine(EngineSettings(memory_limit=_MEMORY, threads=1))

    def columns(
        self, lines: pa.Array, fields: Sequence[str]
    ) -> tuple[dict[str, pa.Array], dict[int, str]]:
        """Columns of the fields that any line has, and why lines are no object, by their place."""
        given = lines
        is_object = pc.starts_with(lines, "{")
        if not pc.all(is_object).as_py():
            is_object = pc.match_substring_regex(lines, r"^[ \t]*\{")
            given = pc.if_else(is_object, lines, pa.scalar(None, pa.string()))
        table, broken = self._engine.json_texts(given, fields)
        columns = dict(zip(fields, map(_one, table.columns), strict=True))
        others = {*broken, *np.flatnonzero(~is_object.to_numpy(zero_copy_only=False)).tolist()}
        faults: dict[int, str] = {}
        if others:
            columns, faults = _patched(lines, fields, columns, sorted(others))
        told = {name: column for name, column in columns.items() if column.null_count < len(column)}
        return told, faults


def _page(reader: LineReader, chunk: Chunk, layout: Layout) -> Page:
    lines = _texts(chunk)
    columns, reasons = reader.columns(lines, layout.fields)
    columns[REST] = lines
    faults = {
        place: chunk.fault(place, "malformed-record", got, "one JSON object")
        for place, got in reasons.items()
    }
    kept = chunk.without(faults)
    if faults:
        keep = np.ones(len(lines), dtype=np.bool_)
        keep[list(faults)] = False
        columns = {name: column.filter(pa.array(keep)) for name, column in columns.items()}
    return Page(layout.kind, numbered(kept, columns), kept.faults, layout.fields)


def _one(column: pa.ChunkedArray) -> pa.Array:
    """The column in one piece; one that is in one piece already is not copied."""
    return column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()


def _texts(chunk: Chunk) -> pa.Array:
    """The lines of a chunk, without a copy of their bytes where they follow each other."""
    count = len(chunk.starts)
    if count and np.array_equal(chunk.starts[1:], chunk.stops[:-1]):
        offsets = np.append(chunk.starts, chunk.stops[-1:]).astype(np.int32)
        return pa.StringArray.from_buffers(count, pa.py_buffer(offsets), pa.py_buffer(chunk.data))
    return pa.array(chunk.records(), pa.binary()).cast(pa.string())


def _patched(
    lines: pa.Array, fields: Sequence[str], columns: dict[str, pa.Array], places: list[int]
) -> tuple[dict[str, pa.Array], dict[int, str]]:
    """The columns with what Python reads at some places, and why it cannot read others."""
    faults: dict[int, str] = {}
    found: dict[int, dict[str, str]] = {}
    for place in places:
        value = read_object(lines[place].as_py().encode())
        if isinstance(value, str):
            faults[place] = value
        else:
            found[place] = spread(value, fields)
    if not found:
        return columns, faults
    mask = np.zeros(len(lines), dtype=np.bool_)
    mask[list(found)] = True
    patched = {}
    for name, column in columns.items():
        texts = pa.array([found[place].get(name) for place in sorted(found)], pa.string())
        patched[name] = pc.replace_with_mask(column, pa.array(mask), texts)
    return patched, faults
