"""Which native rows events of Matrix give."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.sources_samples import Read

from folkmoot.errors import ProblemGroup
from folkmoot.sources import source
from folkmoot.sources._fields import Raw, record_pages
from folkmoot.sources._native import map_records
from folkmoot.sources.matrix.events import KIND, PLAIN, numbered_events
from folkmoot.sources.matrix.rows import convert, new_rows
from folkmoot.testing import SourceReport, check_source

MATRIX = source("matrix")
RECORDED = Path(__file__).resolve().parents[1] / "data" / "exports" / "matrix_messages.json"
ROOM, ANN, BOB = "!wine:example.org", "@ann:example.org", "@bob:example.org"
AT = 1704164645678


def event(number: int, kind: str, sender: str, content: dict[str, Any], **more: Any) -> Any:
    """An event of the room."""
    return {"event_id": f"$e{number}", "type": kind, "sender": sender, "room_id": ROOM,
            "origin_server_ts": AT + 1_000 * number, "content": content, **more}  # fmt: skip


def relation(kind: str, number: int, **more: Any) -> dict[str, Any]:
    """What an event says of another."""
    return {"m.relates_to": {"rel_type": kind, "event_id": f"$e{number}", **more}}


TALK = [
    event(1, "m.room.message", ANN, {"msgtype": "m.text", "body": "Which wine?"}),
    event(2, "m.room.message", BOB, {"msgtype": "m.text", "body": "> <@ann> Which wine?\n\nRed.",
          "m.relates_to": {"m.in_reply_to": {"event_id": "$e1"}}}),
    event(3, "m.room.message", BOB, {"msgtype": "m.text", "body": "In the thread",
          **relation("m.thread", 1, is_falling_back=True, **{"m.in_reply_to": {
              "event_id": "$e2"}})}),
    event(4, "m.room.message", BOB, {"body": "* White.", "m.new_content": {"body": "White."},
          **relation("m.replace", 2)}),
    event(5, "m.reaction", ANN, relation("m.annotation", 2, key="👍️")),
    event(6, "m.reaction", ANN, relation("m.annotation", 3, key="👎")),
    event(7, "m.reaction", BOB, {}, unsigned={"redacted_because": {"event_id": "$e8"}}),
    event(8, "m.room.redaction", BOB, {"reason": "oops"}, redacts="$e7"),
    event(9, "m.room.redaction", BOB, {"redacts": "$e3"}),
    event(10, "m.poll.start", ANN, {"m.poll": {"question": {"m.text": [{"body": "Red?"}]}}}),
    event(11, "m.poll.response", BOB, relation("m.reference", 10)),
    event(12, "m.room.encrypted", BOB, {"algorithm": "m.megolm.v1.aes-sha2", "ciphertext": "x"}),
    event(13, "m.room.message", "@bot:example.org", {"msgtype": "m.notice", "body": "Hello"}),
    event(14, "m.room.member", BOB, {"membership": "join", "displayname": "Bobby"},
          state_key=BOB),
    event(15, "m.room.member", BOB, {"membership": "join", "displayname": "Bob"}, state_key=BOB,
          unsigned={"prev_content": {"membership": "join"}}),
    event(16, "m.room.member", BOB, {"membership": "leave"}, state_key=BOB),
    event(17, "m.room.member", ANN, {"membership": "ban"}, state_key=BOB),
    event(18, "m.room.name", ANN, {"name": "Wine talk"}, state_key=""),
    event(19, "m.call.invite", ANN, {}),
]  # fmt: skip
RECEIPTS = {
    "type": "m.receipt", "room_id": ROOM,
    "content": {"$e1": {"m.read": {ANN: {"ts": AT}, BOB: {"ts": AT + 5}},
                        "m.read.private": {"@cem:example.org": {"ts": AT}}}},
}  # fmt: skip


def written(folder: Path, value: Any, name: str = "room.json") -> Path:
    """A file of this JSON."""
    path = folder / name
    path.write_text(json.dumps(value, ensure_ascii=False), "utf-8")
    return path


def test_what_a_server_answered() -> None:
    report = check_source(MATRIX, RECORDED, damage_count=60)
    assert report == SourceReport(13, 0, {"activities": 13, "communities": 1})
    verbs = [verb for (verb,) in Read(MATRIX, RECORDED).rows("activities", "verb")]
    assert {verb: verbs.count(verb) for verb in verbs} == {
        "Create": 5, "Like": 1, "Join": 2, "Update": 5
    }  # fmt: skip


def test_an_export_of_element(tmp_path: Path) -> None:
    export = {"room_name": "Wine talk", "room_creator": ANN, "topic": "", "export_date": "x",
              "exported_by": ANN, "messages": TALK}  # fmt: skip
    path = written(tmp_path, export)
    assert MATRIX.claim(path) is not None
    report = check_source(MATRIX, path, damage_count=60)
    assert report == SourceReport(19, 2, {"activities": 17, "communities": 1})
    read = Read(MATRIX, path)
    assert [(one.row, one.code) for one in read.faults] == [(7, "redacted"), (19, "unknown-event")]
    columns = ("native_id", "verb", "object_type", "object_native", "in_reply_to_native",
               "root_native", "text", "actor_type")  # fmt: skip
    assert read.rows("activities", *columns)[:6] == [
        ("$e1", "Create", "Note", "$e1", None, "$e1", "Which wine?", "Person"),
        ("$e2", "Create", "Note", "$e2", "$e1", None, "Red.", "Person"),
        ("$e3", "Create", "Note", "$e3", "$e1", "$e1", "In the thread", "Person"),
        ("$e4", "Update", "Note", "$e2", "$e2", None, "White.", "Person"),
        ("$e5", "Like", "Note", "$e2", None, None, None, "Person"),
        ("$e6", "Dislike", "Note", "$e3", None, None, None, "Person"),
    ]
    assert read.rows("activities", *columns)[6:] == [
        ("$e8", "Delete", None, "$e7", None, None, None, "Person"),
        ("$e9", "Delete", None, "$e3", None, None, None, "Person"),
        ("$e10", "Create", "Poll", "$e10", None, "$e10", "Red?", "Person"),
        ("$e11", "Like", "Poll", "$e10", None, None, None, "Person"),
        ("$e12", "Create", "Note", "$e12", None, "$e12", None, "Person"),
        ("$e13", "Create", "Note", "$e13", None, "$e13", "Hello", "Service"),
        ("$e14", "Join", "Group", ROOM, None, None, None, "Person"),
        ("$e15", "Update", "Person", BOB, None, None, None, "Person"),
        ("$e16", "Leave", "Group", ROOM, None, None, None, "Person"),
        ("$e17", "Block", "Person", BOB, None, None, None, "Person"),
        ("$e18", "Update", "Group", ROOM, None, None, None, "Person"),
    ]
    assert read.rows("communities", "community_native", "name") == [(ROOM, "Wine talk")]
    assert read.rows("activities", "published_at")[0] == (
        datetime(2024, 1, 2, 3, 4, 6, 678000, UTC),
    )  # fmt: skip


def test_receipts_are_reads_of_each_person_and_private_ones_are_left(tmp_path: Path) -> None:
    path = tmp_path / "events.ndjson"
    path.write_text("".join(json.dumps(one) + "\n" for one in [TALK[0], RECEIPTS]), "utf-8")
    assert check_source(MATRIX, path, damage_count=60) == SourceReport(3, 0, {"activities": 3})
    read = Read(MATRIX, path)
    assert read.rows("activities", "verb", "actor_native", "object_native", "published_at")[1:] == [
        ("Read", ANN, "$e1", datetime(2024, 1, 2, 3, 4, 5, 678000, UTC)),
        ("Read", BOB, "$e1", datetime(2024, 1, 2, 3, 4, 5, 683000, UTC)),
    ]
    assert "cem" not in str(read.tables["activities"].to_pylist())
    # A name that is hashed without a key must not hold a person.
    assert not [name for (name,) in read.rows("activities", "native_id") if "example" in name]


def test_an_answer_to_sync(tmp_path: Path) -> None:
    joined = {ROOM: {"timeline": {"events": TALK[:2]}, "ephemeral": {"events": [RECEIPTS]}}}
    path = written(tmp_path, {"next_batch": "s1", "rooms": {"join": joined}})
    report = check_source(MATRIX, path, damage_count=60)
    assert report == SourceReport(4, 0, {"activities": 4})


def test_the_same_event_has_one_name_in_every_form(tmp_path: Path) -> None:
    forms = {
        "export.json": {"room_name": "W", "exported_by": ANN, "messages": TALK[:3]},
        "answer.json": {"chunk": TALK[:3], "start": "a", "end": "b"},
        "list.json": TALK[:3],
    }
    names = [
        Read(MATRIX, written(tmp_path, form, name)).rows("activities", "platform", "native_id")
        for name, form in forms.items()
    ]
    assert names[0] == names[1] == names[2]
    assert names[0] == [("matrix.org", f"$e{number}") for number in (1, 2, 3)]


def test_there_are_no_options(tmp_path: Path) -> None:
    with pytest.raises(ProblemGroup) as caught:
        MATRIX.settle(tmp_path, {"room": "x"})
    assert [one.code for one in caught.value.problems] == ["unknown-option"]


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)
KINDS = sorted({str(one["type"]) for one in [*TALK, RECEIPTS]})
EVENTS = st.fixed_dictionaries({}, optional={
    "type": st.sampled_from(KINDS) | VALUES, "event_id": st.just("$e") | VALUES,
    "sender": st.just(ANN) | VALUES, "state_key": st.just(BOB) | VALUES,
    "origin_server_ts": st.integers(-(10**15), 10**15) | VALUES, "redacts": VALUES,
    "content": st.dictionaries(
        st.sampled_from(["m.relates_to", "body", "membership", "$e1", "m.read"]), VALUES
    ) | VALUES,
})  # fmt: skip


@given(st.lists(EVENTS, min_size=1, max_size=5))
def test_any_event_gives_rows_or_one_fault(events: list[dict[str, Any]]) -> None:
    raws = [Raw(KIND, row, row, one) for row, one in enumerate(events, start=1)]
    pages = list(record_pages(numbered_events(raws), {KIND: PLAIN.fields}))
    for page in pages:
        mapped = map_records(page, new_rows(), convert)
        told = {row for table in mapped.tables.values() for row in table["row"].to_pylist()}
        refused = [fault.row for fault in mapped.faults]
        assert sorted([*told, *refused]) == page.records["row"].to_pylist()
