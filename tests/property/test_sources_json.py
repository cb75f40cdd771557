"""JSON exports: whatever the bytes and blocks, each record is met once, and counted alike."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from folkmoot.errors import FolkmootError
from folkmoot.files import Fault
from folkmoot.sources import Page
from folkmoot.sources._documents import found_records
from folkmoot.sources._fields import REST, Raw, record_pages
from folkmoot.sources._json import Layout, count_json, is_lines, json_records

PATHS = [("messages",), ("chats", "*", "messages")]
LAYOUTS = [Layout("messages", ("id", "text", "^.name", "tags[]"), path) for path in PATHS]
PLAIN = [Layout("records", ("id", "user.name", "tags[]"))]

#: Stands for a number of 5,000 digits, which Python itself does not print.
LONG = "@long"
SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=20),
    st.sampled_from([LONG]), st.sampled_from(["\ud800", "\x00", '"}]', "1,2", "\\u12"]),
)  # fmt: skip
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(st.text(max_size=6), inner, max_size=4)
    ),
    max_leaves=12,
)
RECORDS = st.lists(st.one_of(st.dictionaries(st.sampled_from(["id", "text", "tags", "x"]), VALUES),
                             VALUES), max_size=6)  # fmt: skip
ROOMS = st.lists(
    st.fixed_dictionaries({"name": SCALARS}, optional={"messages": RECORDS, "more": VALUES}),
    max_size=3,
)
EXPORTS = st.one_of(
    st.fixed_dictionaries({"name": SCALARS, "messages": RECORDS}, optional={"end": VALUES}),
    st.fixed_dictionaries({"about": VALUES, "chats": ROOMS}),
    VALUES,
)
Opened = Callable[[], Iterable[bytes]]


def cut(data: bytes, size: int) -> Opened:
    return lambda: (data[at : at + size] for at in range(0, len(data), size))


def outcome(opened: Opened, layouts: list[Layout], *, lines: bool) -> list[Raw] | str:
    try:
        return list(json_records(opened, layouts, lines=lines))
    except FolkmootError as error:
        return error.problem.code


def counted(opened: Opened, layouts: list[Layout], *, lines: bool) -> int | str:
    try:
        return count_json(opened, layouts, lines=lines)
    except FolkmootError as error:
        return error.problem.code


def expected_records(value: Any) -> list[Any]:
    if not isinstance(value, dict):
        return []
    found: list[Any] = []
    for key, inner in value.items():
        if key == "messages":
            found += inner if isinstance(inner, list) else [inner] * isinstance(inner, dict)
        if key == "chats" and isinstance(inner, list | dict):
            for room in inner if isinstance(inner, list) else inner.values():
                if isinstance(room, dict) and isinstance(room.get("messages"), list | dict):
                    messages = room["messages"]
                    found += messages if isinstance(messages, list) else [messages]
    return found


def text_of(value: Any, indent: int | None) -> bytes:
    return json.dumps(value, indent=indent).replace(f'"{LONG}"', "9" * 5_000).encode()


@given(EXPORTS, st.sampled_from([None, 1]), st.integers(1, 90))
@example({"messages": [{"id": LONG, "text": "\ud800"}]}, None, 7)
@example({"messages": [float("nan"), {"id": float("inf")}]}, 1, 3)
def test_documents_are_read_alike_however_they_are_cut(
    value: Any, indent: int | None, size: int
) -> None:
    data = text_of(value, indent)
    whole = outcome(cut(data, len(data) or 1), LAYOUTS, lines=False)
    assert isinstance(whole, list)
    assert len(whole) == len(expected_records(value))
    assert [raw.row for raw in whole] == list(range(1, len(whole) + 1))
    pieces = outcome(cut(data, size), LAYOUTS, lines=False)
    assert repr(pieces) == repr(whole)
    assert counted(cut(data, size), LAYOUTS, lines=False) == len(whole)


@given(st.binary(max_size=200), st.integers(1, 50), st.booleans())
@example(b'{"messages": [{"id": 1}, {"id"', 4, False)
@example(b'{"messages": [1,]}', 4, False)
@example(b"[" * 150, 7, False)
@example(b'{"a":' * 40 + b"1", 7, False)
@example(b'window.YTD.x.part0 = [{"id": 1}]', 400, False)
@example(b'{"id": "\xff"}', 400, False)
@example(b'{"id": "\xff"}\n{"id": 1}\n\n[1]', 400, True)
def test_any_bytes_give_records_faults_or_one_refusal(data: bytes, size: int, lines: bool) -> None:
    for layouts in (LAYOUTS, PLAIN):
        if lines and layouts is LAYOUTS:
            continue
        found = outcome(cut(data, size), layouts, lines=lines)
        count = counted(cut(data, size), layouts, lines=lines)
        if isinstance(found, list) and isinstance(count, int):
            assert len(found) == count
            assert sum(page.read_count for page in pages(found, layouts)) == count


def pages(found: list[Raw], layouts: list[Layout]) -> list[Page]:
    return list(record_pages(found, {one.kind: one.fields for one in layouts}))


@given(st.lists(st.dictionaries(st.sampled_from(["id", "user", "tags", "x"]), VALUES), max_size=5))
def test_nothing_of_a_record_is_lost_on_its_way_into_columns(records: list[dict[str, Any]]) -> None:
    raws = [Raw("records", row, row, one) for row, one in enumerate(records, start=1)]
    for page in pages(raws, PLAIN):
        page.records.validate(full=True)
        for record in page.records.to_pylist():
            assert text_leaves(records[record["row"] - 1]) <= shown(record)


def shown(record: dict[str, Any]) -> int:
    """Letters that stand in all columns of a record."""
    return sum(len(text) for name, text in record.items() if name not in {"row", "line"} and text)


def text_leaves(value: Any) -> int:
    """Letters that a value's own texts have."""
    if isinstance(value, dict):
        return sum(text_leaves(one) for one in value.values())
    if isinstance(value, list):
        return sum(text_leaves(one) for one in value)
    return len(value) if isinstance(value, str) else 0


def test_what_stands_around_a_list_comes_with_its_records() -> None:
    text = b'{"chats": [{"name": "a", "messages": [{"id": 1}], "late": 2}]}'
    early = Layout("messages", ("id", "^.name", "^.late"), ("chats", "*", "messages"))
    late = Layout("messages", early.fields, early.path, is_late=True)
    seen = [
        pages(list(json_records(lambda: [text], [one], lines=False)), [one])
        for one in (early, late)
    ]
    one, two = (found[0].records.to_pylist()[0] for found in seen)
    assert one == {"row": 1, "line": 1, "^.name": "a", "id": "1"}
    assert two == one | {"^.late": "2"}


def test_a_field_takes_values_of_its_own_form_alone() -> None:
    raw = Raw("records", 1, 1, {"id": {"odd": 1}, "user": "ann", "tags": "a", "x": None})
    (page,) = pages([raw], PLAIN)
    assert page.records.to_pylist() == [
        {"row": 1, "line": 1, REST: '{"id": {"odd": 1}, "user": "ann", "tags": "a"}'}
    ]


def test_a_deep_value_is_one_fault_in_lines_and_a_refusal_in_a_document() -> None:
    deep = b"[" * 100_000 + b"]" * 100_000
    line = b'{"id": ' + deep + b'}\n{"id": 2}\n'
    found = list(json_records(lambda: [line], PLAIN, lines=True))
    assert [isinstance(raw.value, Fault) for raw in found] == [True, False]
    assert outcome(lambda: [b'{"messages": [{"id": ' + deep + b"}]}"], LAYOUTS, lines=False) == (
        "too-deep"
    )


def test_a_long_value_beside_the_records_is_walked_through() -> None:
    beside = json.dumps([{"n": number} for number in range(200_000)]).encode()
    text = b'{"long": ' + beside + b', "messages": [{"id": 1}]}'
    opened = cut(text, 100_000)
    assert len(list(found_records(opened(), PATHS))) == 1
    assert count_json(opened, LAYOUTS, lines=False) == 1


@pytest.mark.parametrize(
    ("start", "lines"),
    [
        (b'{"id": 1}', True), (b'\n {"id": 1}\r\n{"id": 2}', True), (b'{"id": 1\n{"id": 2}', False),
        (b'{"id": "a}\n{"id": 2}', True), (b"{\n}", False), (b"[1]", False), (b"", False),
    ],
)  # fmt: skip
def test_lines_are_told_from_documents(start: bytes, lines: bool) -> None:
    assert is_lines(start) == lines
