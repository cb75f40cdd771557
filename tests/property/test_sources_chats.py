"""Chats as text: whatever the bytes, each message is read once or set aside once."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from hypothesis import example, given
from hypothesis import strategies as st

from folkmoot.errors import FolkmootError
from folkmoot.sources import Source, source
from folkmoot.sources.whatsapp.stamps import begins, plain, split

WHATSAPP, IRC = source("whatsapp"), source("irc")
PHONE = {"zone": "UTC", "order": "day_first", "chat": "", "private": "yes"}
CHANNEL = {"platform": "i.example", "zone": "UTC", "day": "2015-01-05", "room": "tea", "bots": ""}
#: Why a file is refused whole.
REFUSED = {"empty-file", "foreign-format", "truncated-file", "damaged-file", "unsafe-archive"}

PARTS = st.lists(
    st.sampled_from([
        b"31/12/2023, 21:15 - ", b"[31.12.23, 21:15:03] ", b"\xe2\x80\x8e", b"Ann: hi", b"Ann left",
        b"Ann added Bob", b"\n", b"\r\n", b"\r", b"\x00", b"\xff", b" ", b"<Media omitted>", b": ",
        b"[12:30] ", b"12:30 ", b"<ann> hi", b"* ann waves", b"=== ann ", b"has joined #tea",
        b"is now known as", b"2015-01-05 ", b"\xd9\xa3", b"--- Log opened ", b"-!- ", b"\t",
    ]),
    max_size=30,
)  # fmt: skip
CONTENTS = st.one_of(PARTS.map(b"".join), st.binary(max_size=80))


def in_file(content: bytes) -> Iterator[Path]:
    """A file of this content, for as long as it is looked at."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "chat.txt"
        path.write_bytes(content)
        yield path


def is_conserved(reader: Source, content: bytes, options: Mapping[str, str]) -> None:
    """Each record counted ends in rows or in one fault, or the file is refused for a reason."""
    for path in in_file(content):
        try:
            pages = list(reader.fetch(path, options))
            count = reader.count(path, options)
        except FolkmootError as error:
            assert error.problem.code in REFUSED  # noqa: PT017 - other reasons must not occur
            continue
        ended: list[int] = []
        for page in pages:
            mapped = reader.map(page, options)
            told = {row for table in mapped.tables.values() for row in table["row"].to_pylist()}
            ended += [*told, *(one.row for one in (*page.faults, *mapped.faults))]
        assert sorted(ended) == list(range(1, count + 1))


@given(CONTENTS)
@example(b"x\n31/12/2023, 21:15 - Ann: hi\r31/12/2023, 21:15 - Ann: hi")
@example(b"\xe2\x80\x8e\n")
@example(b"\xc2\xa0\n31/12/2023, 21:15 - Ann: hi")
def test_any_bytes_as_a_phones_chat_are_conserved(content: bytes) -> None:
    is_conserved(WHATSAPP, content, PHONE)


@given(CONTENTS)
@example(b"[12:30] <ann> hi\n \n")
@example(b"[99:99] <ann> hi\n")
def test_any_bytes_as_a_log_are_conserved(content: bytes) -> None:
    is_conserved(IRC, content, CHANNEL)


@given(st.text(max_size=60), st.text(st.characters(exclude_characters="\n\r"), max_size=40))
def test_a_stamp_is_cut_off_where_it_ends(before: str, after: str) -> None:
    stamp = "\u200e[31.12.23, 21:15:03] "
    parts = split(stamp + after)
    assert parts is not None
    # Marks and blanks that follow may be taken for the stamp's or for the text's.
    assert plain(parts[1]).lstrip() == plain(after).lstrip()
    if begins(before.encode("utf-8", "replace")):
        assert split(before) is not None
