"""Readers of records: whatever the bytes, each record is read once or set aside once."""

from __future__ import annotations

import csv
import io
import json
import tempfile
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

from hypothesis import example, given
from hypothesis import strategies as st
from tests.sources_samples import xml_file, xml_row

from folkmoot.errors import FolkmootError
from folkmoot.files.counting import count_csv, count_lines, count_rows
from folkmoot.files.delimited import CsvSplitter, csv_pages
from folkmoot.files.records import Chunk, Splitter, chunks, newlines
from folkmoot.sources import Page, source
from folkmoot.sources._lines import LineSplitter
from folkmoot.sources._rows import RowSplitter, row_pages
from folkmoot.sources.table.ndjson import ndjson_pages

# Letters that readers trip over, far more often than chance would bring them.
NASTY = st.text(st.sampled_from("a,;\"\n\r\t\0 '<>&é中\\{}[]:1"), max_size=60)
NASTY_BYTES = st.one_of(
    st.binary(max_size=80),
    NASTY.map(str.encode),
    st.lists(
        st.sampled_from(
            [b'"', b",", b"\n", b"\r", b"\r\n", b"a", b"\xff", b"\xc3", b"<row ", b"/>"]
        ),
        max_size=40,
    ).map(b"".join),
)
#: Why a file is refused whole, whatever its format.
REFUSED = {"empty-file", "foreign-format", "truncated-file", "damaged-file"}
FIELD = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)


def in_file(content: bytes, name: str = "table.csv") -> Iterator[Path]:
    """A file of this content, for as long as it is looked at."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(content)
        yield path


def read(pages: Iterator[Page], refusals: set[str]) -> list[Page] | None:
    """All pages, or nothing where the file was refused for one of the reasons that it may be."""
    try:
        return list(pages)
    except FolkmootError as error:
        if error.problem.code not in refusals:
            raise
        return None


def as_lists(pages: Sequence[Page]) -> list[list[str | None]]:
    """Values of all records, without their numbers."""
    return [
        [value for name, value in record.items() if name not in {"row", "line"}]
        for page in pages
        for record in page.records.to_pylist()
    ]


def rows_and_faults(pages: Sequence[Page]) -> list[int]:
    """Numbers of all records, readable or not."""
    rows = [row for page in pages for row in page.records["row"].to_pylist()]
    return sorted([*rows, *(fault.row for page in pages for fault in page.faults)])


@given(st.lists(st.tuples(FIELD, FIELD, FIELD), max_size=20))
@example([("", "", "")])
@example([("a\rb", 'c"d', "e\nf")])
def test_a_table_that_was_written_well_is_read_as_it_was_written(
    records: list[tuple[str, str, str]],
) -> None:
    text = io.StringIO(newline="")
    writer = csv.writer(text, quoting=csv.QUOTE_ALL)
    writer.writerows([("x", "y", "z"), *records])
    for path in in_file(text.getvalue().encode()):
        pages = list(csv_pages(path, "table"))
        assert as_lists(pages) == [[value or None for value in record] for record in records]
        assert rows_and_faults(pages) == list(range(1, len(records) + 1))
        assert count_csv(path) == len(records)


@given(NASTY_BYTES)
@example(b'a,b\n1,5" disk\n2,"x"y,z\n')
@example(b'a\n"')
@example(b"a\r\rb\r")
@example(b'a,b\n"""\n,""",c')
def test_any_bytes_as_csv_give_records_counted_faults_or_a_clear_error(content: bytes) -> None:
    for path in in_file(content):
        pages = read(csv_pages(path, "table"), {*REFUSED, "no-header", "not-utf-8"})
        if pages is not None:
            assert rows_and_faults(pages) == list(range(1, count_csv(path) + 1))


@given(NASTY_BYTES)
def test_any_bytes_as_json_lines_give_records_or_counted_faults(content: bytes) -> None:
    for path in in_file(content, "table.ndjson"):
        pages = read(ndjson_pages(path, "table"), REFUSED)
        if pages is not None:
            assert rows_and_faults(pages) == list(range(1, count_lines(path) + 1))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | FIELD,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(FIELD, inner, max_size=3),
    max_leaves=6,
)


@given(st.lists(st.dictionaries(FIELD.map(lambda key: f"k{key}"), JSON, max_size=4), max_size=8))
def test_any_json_objects_are_read_one_a_line(objects: list[dict[str, Any]]) -> None:
    content = "".join(json.dumps(one) + "\n" for one in objects).encode()
    for path in in_file(content or b"\n", "table.ndjson"):
        pages = list(ndjson_pages(path, "table"))
        assert rows_and_faults(pages) == list(range(1, len(objects) + 1))
        assert not [fault for page in pages for fault in page.faults]


XML_TEXT = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), max_size=12
)


@given(
    st.lists(
        st.dictionaries(st.sampled_from(["Id", "Text", "Tags", "Score"]), XML_TEXT, min_size=1),
        max_size=8,
    )
)
def test_a_dump_is_read_as_an_xml_parser_reads_it(records: list[dict[str, str]]) -> None:
    text = xml_file("Posts", "".join(xml_row(record) for record in records))
    for path in in_file(text.encode(), "Posts.xml"):
        pages = list(row_pages(path, "Posts", "posts"))
        found = [
            {name: value for name, value in record.items() if value is not None}
            for page in pages
            for record in page.records.drop_columns(["row", "line"]).to_pylist()
        ]
        assert found == [row.attrib for row in ET.fromstring(text.lstrip("\ufeff"))]
        assert count_rows(path) == len(records)


@given(NASTY)
def test_any_text_between_the_rows_of_a_dump_is_counted(middle: str) -> None:
    text = f'<posts>\n<row Id="1" />{middle}<row Id="2" Id="3"/></posts>'
    for path in in_file(text.encode(), "Posts.xml"):
        pages = list(row_pages(path, "Posts", "posts"))
        assert rows_and_faults(pages) == list(range(1, count_rows(path) + 1))


def pieces(content: bytes, cuts: list[int]) -> list[bytes]:
    """The content cut into blocks at the given places."""
    places = sorted({0, len(content), *(cut % (len(content) + 1) for cut in cuts)})
    return [content[start:stop] for start, stop in pairwise(places)]


def splitter(kind: str) -> Splitter:
    """A new splitter, which has seen nothing yet."""
    if kind == "csv":
        return CsvSplitter(",")
    return LineSplitter() if kind == "line" else RowSplitter()


def records_of(cutter: Splitter, blocks: list[bytes], limit: int) -> list[tuple[Any, ...]]:
    """Records with their numbers and lines, and faults with theirs."""

    def of_chunk(chunk: Chunk) -> list[tuple[Any, ...]]:
        read = zip(chunk.rows.tolist(), chunk.lines.tolist(), chunk.records(), strict=True)
        return [*read, *((fault.row, fault.line, fault.code) for fault in chunk.faults)]

    found = [record for chunk in chunks(blocks, cutter, limit=limit) for record in of_chunk(chunk)]
    return sorted(found, key=lambda record: int(record[0]))


@given(
    NASTY_BYTES,
    st.lists(st.integers(0, 200), max_size=6),
    st.sampled_from(["csv", "line", "row"]),
    st.sampled_from([9, 1_000]),
)
@example(b'"a""b"\n"c"', [3], "csv", 1_000)
@example(b"a\r\nb\r\nc", [2], "line", 1_000)
def test_where_blocks_are_cut_makes_no_difference(
    content: bytes, cuts: list[int], kind: str, limit: int
) -> None:
    whole = records_of(splitter(kind), pieces(content, []), limit)
    assert records_of(splitter(kind), pieces(content, cuts), limit) == whole


@given(NASTY_BYTES)
def test_newlines_are_those_of_python(content: bytes) -> None:
    lines = content.splitlines(keepends=True)
    ends = [sum(map(len, lines[: number + 1])) for number in range(len(lines))]
    assert (newlines(content) + 1).tolist() == [end for end in ends if content[end - 1] in b"\r\n"]


@given(NASTY_BYTES, st.sampled_from(["<rss>", "<feed>", '{"version": "https://jsonfeed.org/1"']))
def test_any_bytes_as_a_feed_give_entries_or_a_clear_error(content: bytes, start: str) -> None:
    feed = source("feed")
    for path in in_file(start.encode() + content, "feed.xml"):
        pages = read(feed.fetch(path, {}), {*REFUSED, "not-a-feed", "entities-declared"})
        if pages is not None:
            assert sum(page.read_count for page in pages) == feed.count(path, {})
