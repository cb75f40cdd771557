"""Flat JSON lines: none is lost on the way, and the archive reads their fields off them again."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from folkmoot.errors import FolkmootError
from folkmoot.files.counting import count_line_blocks, count_lines
from folkmoot.files.records import Mask, Positions, newlines
from folkmoot.ingest.archive import read_pages, rewrite_pages
from folkmoot.ingest.people import scrub
from folkmoot.sources import REST, source
from folkmoot.sources._json import Layout
from folkmoot.sources._line_pages import line_pages
from folkmoot.sources._lines import LineSplitter

KEY = bytes(range(32))
LAYOUT = Layout("things", ("id", "by", "to", "score"))
#: As the engine reads them, as Python must (half a character, no number), and what is neither.
LINES = (
    b'{"id": "a", "by": "ann", "to": "bob", "score": 1e3}\n'
    b'\n{"id": "b", "by": "bob", "odd": [1, {"x": null}], "score": 12345678901234567890123}\r\n'
    b'{"id": "c\\ud83d", "by": "cem", "score": NaN}\n'
    b"[1]\n"
    b'{"id": "broken\n'
    b'  {"id": "d", "by": "  ann ", "to": "ann", "score": true}\n'
)


def test_the_archive_keeps_lines_and_reads_their_fields_again(tmp_path: Path) -> None:
    (page,) = line_pages([LINES], LAYOUT)
    assert page.records["id"].to_pylist() == ["a", "b", "c\N{REPLACEMENT CHARACTER}", "d"]
    assert [(fault.row, fault.line) for fault in page.faults] == [(4, 5), (5, 6)]
    path = tmp_path / "a.raw"
    rewrite_pages(path, [page], KEY)
    assert list(read_pages(path, KEY)) == [page]


def test_the_fields_are_not_kept_twice(tmp_path: Path) -> None:
    chance = np.random.default_rng(1)
    texts = [chance.bytes(60).hex() for _ in range(500)]
    lines = "".join(f'{{"id": "{text}"}}\n' for text in texts).encode()
    (page,) = line_pages([lines], LAYOUT)
    path = tmp_path / "a.raw"
    rewrite_pages(path, [page], KEY)
    # A hexadecimal digit packs to half a byte, so that twice the texts would be larger.
    assert path.stat().st_size < len(lines)


def test_a_mention_that_was_blanked_stays_blank(tmp_path: Path) -> None:
    (page,) = line_pages([LINES], LAYOUT)
    done = scrub(page, {"by": "author", "to": "mention"}, lambda native: native == "bob")
    path = tmp_path / "a.raw"
    rewrite_pages(path, [done.page], KEY)
    (kept,) = read_pages(path, KEY)
    assert kept.records["to"].to_pylist() == [None, None, "ann"]
    assert kept.records["by"].to_pylist() == ["ann", "cem", "  ann "]


class Careless(LineSplitter):
    """Takes a line for none, as a faulty reader would."""

    def is_record(self, data: bytes, starts: Positions) -> Mask:
        """All but the first of a chunk."""
        found = super().is_record(data, starts)
        found[0] = False
        return found


def test_a_line_lost_by_the_reader_is_noticed() -> None:
    lines = [b'{"id": 1}\n{"id": 2}\n', b'{"id": 3}\n']
    assert sum(page.read_count for page in line_pages(lines, LAYOUT)) == 3
    with pytest.raises(FolkmootError) as caught:
        list(line_pages(lines, LAYOUT, where="a.ndjson", splitter=Careless()))
    problem = caught.value.problem
    assert (problem.code, problem.where) == ("not-conserved", "a.ndjson")
    assert (problem.got, problem.expected) == ("1 records read", "3")


def test_only_files_of_lines_count_themselves(tmp_path: Path) -> None:
    reader = source("reddit")
    lines, listed = tmp_path / "lines.ndjson", tmp_path / "listed.json"
    lines.write_text('{"id": "a"}\n{"id": "b"}\n')
    listed.write_text('[{"id": "a"}]')
    assert reader.counts_itself(lines, {})  # type: ignore[attr-defined]  # a method not all have
    assert not reader.counts_itself(listed, {})  # type: ignore[attr-defined]
    assert not reader.counts_itself(tmp_path, {})  # type: ignore[attr-defined]


def test_the_whole_line_stands_in_the_rest() -> None:
    (page,) = line_pages([LINES], LAYOUT)
    assert page.records[REST][1].as_py().startswith('{"id": "b", "by": "bob", "odd"')


@pytest.mark.parametrize("ends", [b"\n", b"\n\n", b"\r\n", b"\r", b"\n\r\n"])
@pytest.mark.parametrize("length", range((1 << 18) - 3, (1 << 18) + 2))
def test_newlines_are_found_where_pieces_of_a_block_meet(length: int, ends: bytes) -> None:
    block = b"x" * length + ends + b"y\n"
    assert count_line_blocks([block]) == 2
    plain = [place for place, byte in enumerate(block) if byte in b"\r\n"]
    kept = [place for place in plain if block[place : place + 2] != b"\r\n"]
    assert newlines(block).tolist() == kept


def test_lines_in_another_encoding_are_counted(tmp_path: Path) -> None:
    path = tmp_path / "old.txt"
    path.write_bytes("caf\u00e9\n\nth\u00e9".encode("latin-1"))
    assert count_lines(path, "latin-1") == 2
