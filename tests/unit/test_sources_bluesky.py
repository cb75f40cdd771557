"""Which native rows repositories and streams of the AT Protocol give."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import libipld
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.sources_samples import Read

from folkmoot.errors import FolkmootError
from folkmoot.sources import source
from folkmoot.sources._fields import Raw, record_pages
from folkmoot.sources._native import map_records
from folkmoot.sources.bluesky.rows import FIELDS, convert, new_rows
from folkmoot.testing import SourceReport, check_source

BLUESKY = source("bluesky")
RECORDED = Path(__file__).resolve().parents[1] / "data" / "exports" / "bluesky_buyer.car"
DID, OTHER = "did:plc:ann", "did:plc:bob"
POST = f"at://{OTHER}/app.bsky.feed.post/3kabcdefghi2b"
#: Keys whose time is 2023-11-14, made as servers make them.
KEY = "3ke5yxmqkgk2a"
RECORDS: dict[str, dict[str, Any]] = {
    f"app.bsky.feed.post/{KEY}": {
        "$type": "app.bsky.feed.post", "text": "Chilled, please. #wine", "langs": ["en", "zh"],
        "createdAt": "2024-01-02T03:04:05.678Z",
        "reply": {"parent": {"uri": POST, "cid": "x"}, "root": {"uri": POST, "cid": "x"}},
        "facets": [{"features": [{"$type": "app.bsky.richtext.facet#tag", "tag": "wine"}]}],
    },
    "app.bsky.feed.like/3ke5yxmqkgl2a": {
        "$type": "app.bsky.feed.like", "createdAt": "2024-01-02T03:05:00Z",
        "subject": {"uri": POST, "cid": "x"},
    },
    "app.bsky.feed.repost/3ke5yxmqkgm2a": {
        "$type": "app.bsky.feed.repost", "createdAt": "not a date",
        "subject": {"uri": POST, "cid": "x"},
    },
    "app.bsky.graph.follow/3ke5yxmqkgn2a": {
        "$type": "app.bsky.graph.follow", "createdAt": "2024-01-02T03:07:00Z", "subject": OTHER,
    },
    "app.bsky.actor.profile/self": {
        "$type": "app.bsky.actor.profile", "displayName": "Ann",
        "description": "mail me: ann@example.org",
        "labels": {"values": [{"val": "!no-unauthenticated"}]},
    },
    "app.bsky.feed.threadgate/3ke5yxmqkgk2a": {"$type": "app.bsky.feed.threadgate"},
}  # fmt: skip


def cid(data: bytes) -> bytes:
    """How a block is named."""
    return b"\x01\x71\x12\x20" + sha256(data).digest()


def varint(number: int) -> bytes:
    """A number as CAR files have it."""
    found = bytearray()
    while number >= 0x80:
        found.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*found, number])


def linked(value: Any) -> bytes:
    """An object as DAG-CBOR, in which bytes of a link's length are links."""
    plain = libipld.encode_dag_cbor(value)
    for link in sorted(set(_links(value))):
        # A byte string of 36 becomes tag 42 around one of 37 that begins with a zero.
        plain = plain.replace(b"\x58\x24" + link, b"\xd8\x2a\x58\x25\x00" + link)
    return plain


def _links(value: Any) -> list[bytes]:
    if isinstance(value, dict):
        return [link for one in value.values() for link in _links(one)]
    if isinstance(value, list):
        return [link for one in value for link in _links(one)]
    return [value] if isinstance(value, bytes) and value[:4] == b"\x01\x71\x12\x20" else []


def write_car(path: Path, records: dict[str, dict[str, Any]], *, without: str = "") -> Path:
    """A repository of these records in a tree of two levels."""
    blocks = {key: libipld.encode_dag_cbor(record) for key, record in records.items()}
    keys = sorted(records)
    half = len(keys) // 2
    nodes: list[bytes] = []
    left: bytes | None = None
    for part in (keys[:half], keys[half:]):
        entries, before = [], b""
        for key in part:
            name = key.encode()
            shared = next((at for at, (one, other) in enumerate(zip(before, name, strict=False))
                           if one != other), min(len(before), len(name)))  # fmt: skip
            entries.append({"k": name[shared:], "p": shared, "t": None, "v": cid(blocks[key])})
            before = name
        nodes.append(linked({"e": entries, "l": left}))
        left = cid(nodes[-1])
    commit = linked({"did": DID, "rev": "3ke5yxmqkgz2a", "data": left, "prev": None, "version": 3})
    parts = [linked({"roots": [cid(commit)], "version": 1})]
    kept = [block for key, block in blocks.items() if key != without]
    parts += [cid(block) + block for block in (commit, *nodes, *kept)]
    path.write_bytes(b"".join(varint(len(part)) + part for part in parts))
    return path


def event(key: str, record: dict[str, Any] | None, operation: str = "create") -> dict[str, Any]:
    """A commit as Jetstream writes it."""
    collection, _, rkey = key.partition("/")
    commit: dict[str, Any] = {
        "rev": "3ke5yxmqkgz2a", "operation": operation, "collection": collection, "rkey": rkey
    }  # fmt: skip
    if record is not None:
        commit["record"] = record
    return {"did": DID, "time_us": 1704164700000000, "kind": "commit", "commit": commit}


def write_stream(path: Path, events: list[dict[str, Any]]) -> Path:
    """A stream of these events."""
    path.write_text("".join(json.dumps(one) + "\n" for one in events), "utf-8")
    return path


def test_a_repository_recorded_from_a_server() -> None:
    report = check_source(BLUESKY, RECORDED, damage_count=60)
    assert report == SourceReport(read_count=2, fault_count=0, row_counts={"activities": 2})
    read = Read(BLUESKY, RECORDED)
    assert read.rows("activities", "verb", "text", "published_at", "sampling_frame") == [
        ("Like", None, datetime(2026, 11, 23, 2, 34, 59, 609135, UTC), "user"),
        ("Create", "Which red wine goes with hotpot under 100 yuan? #wine",
         datetime(2026, 11, 23, 2, 34, 59, 421312, UTC), "user"),
    ]  # fmt: skip


def test_a_repository_of_every_kind_of_record(tmp_path: Path) -> None:
    path = write_car(tmp_path / "ann.car", RECORDS)
    report = check_source(BLUESKY, path, damage_count=60)
    assert report == SourceReport(6, 1, {"activities": 4, "members": 1})
    read = Read(BLUESKY, path)
    assert read.rows(
        "activities", "verb", "object_type", "object_native", "in_reply_to_actor_native", "tags",
        "lang_declared", "time_source",
    ) == [
        ("Like", "Note", POST, None, None, None, "client"),
        ("Create", "Note", f"at://{DID}/app.bsky.feed.post/{KEY}", OTHER, ["wine"], "en",
         "client"),
        ("Announce", "Note", POST, None, None, None, "server"),
        ("Follow", "Person", OTHER, None, None, None, "client"),
    ]  # fmt: skip
    assert read.rows("members", "actor_native", "is_indexable") == [(DID, False)]
    assert [(one.column, one.code) for one in read.faults] == [
        ("commit.collection", "not-an-activity")
    ]
    # The repost's own time is none; its key says when the server took it in.
    assert read.rows("activities", "published_at")[2][0].year == 2023


def test_a_repository_and_a_stream_name_the_same_acts(tmp_path: Path) -> None:
    car = Read(BLUESKY, write_car(tmp_path / "ann.car", RECORDS))
    events = [event(key, record) for key, record in sorted(RECORDS.items())]
    stream = Read(BLUESKY, write_stream(tmp_path / "events.ndjson", events))
    columns = ("platform", "native_id", "verb", "object_native", "actor_native", "published_at")
    assert car.rows("activities", *columns) == stream.rows("activities", *columns)
    assert stream.rows("activities", "sampling_frame")[0] == ("community",)


def test_what_a_stream_says_of_changes(tmp_path: Path) -> None:
    key = f"app.bsky.feed.post/{KEY}"
    uri = f"at://{DID}/{key}"
    base = {"did": DID, "time_us": 1704164700000000}
    events = [
        event(key, {"text": "Cooled, please."}, "update"),
        event(key, None, "delete"),
        event("app.bsky.graph.follow/3ke5yxmqkgn2a", None, "delete"),
        {**base, "kind": "identity", "identity": {"did": DID, "handle": "ann.example"}},
        {**base, "kind": "account", "account": {"active": False, "status": "deleted"}},
        {**base, "kind": "account", "account": {"active": True}},
        {**base, "kind": "sync"},
    ]
    path = write_stream(tmp_path / "events.ndjson", events)
    assert check_source(BLUESKY, path, damage_count=60).row_counts == {
        "activities": 4, "members": 2
    }  # fmt: skip
    read = Read(BLUESKY, path)
    assert read.rows("activities", "verb", "object_native", "in_reply_to_native", "text") == [
        ("Update", uri, uri, "Cooled, please."),
        ("Delete", uri, None, None),
        ("Undo", f"at://{DID}/app.bsky.graph.follow/3ke5yxmqkgn2a", None, None),
        ("Leave", f"at://{DID}", None, None),
    ]
    assert {moment for (moment,) in read.rows("activities", "published_at")} == {
        datetime(2024, 1, 2, 3, 5, tzinfo=UTC)
    }
    assert [one.code for one in read.faults] == ["unknown-event"]


def test_a_block_that_is_missing_costs_its_record(tmp_path: Path) -> None:
    path = write_car(tmp_path / "ann.car", RECORDS, without="app.bsky.feed.like/3ke5yxmqkgl2a")
    read = Read(BLUESKY, path)
    assert (read.read_count, read.count) == (6, 6)
    assert [(one.row, one.code) for one in read.faults] == [
        (2, "missing-block"), (5, "not-an-activity")
    ]  # fmt: skip


@pytest.mark.parametrize("byte", [60, 200, -5])
def test_a_block_that_is_not_what_it_is_named_refuses_the_file(tmp_path: Path, byte: int) -> None:
    path = write_car(tmp_path / "ann.car", RECORDS)
    content = bytearray(path.read_bytes())
    content[byte] ^= 1
    path.write_bytes(bytes(content))
    with pytest.raises(FolkmootError) as caught:
        list(BLUESKY.fetch(path, {"frame": "user"}))
    assert caught.value.problem.code in {"damaged-file", "truncated-file", "not-a-repository"}


def test_branches_that_are_shared_are_no_tree(tmp_path: Path) -> None:
    block = libipld.encode_dag_cbor({"text": "again"})
    leaf = linked({"e": [{"k": b"a/b", "p": 0, "t": None, "v": cid(block)}], "l": None})
    nodes = [leaf]
    for number in range(60):
        below = cid(nodes[-1])
        entry = {"k": f"c/{number:02d}".encode(), "p": 0, "t": below, "v": cid(block)}
        nodes.append(linked({"e": [entry], "l": below}))
    commit = linked({"did": DID, "rev": "3k", "data": cid(nodes[-1]), "version": 3})
    parts = [linked({"roots": [cid(commit)], "version": 1})]
    parts += [cid(one) + one for one in (commit, *nodes, block)]
    path = tmp_path / "bomb.car"
    path.write_bytes(b"".join(varint(len(part)) + part for part in parts))
    with pytest.raises(FolkmootError, match="out of order"):
        list(BLUESKY.fetch(path, {"frame": "user"}))


@given(st.binary(max_size=200), st.integers(0, 300))
def test_any_bytes_as_a_repository_are_refused_or_read(
    tmp_path_factory: pytest.TempPathFactory, content: bytes, place: int
) -> None:
    start = RECORDED.read_bytes()[:place]
    path = tmp_path_factory.mktemp("car") / "a.car"
    path.write_bytes(start + content)
    try:
        pages = list(BLUESKY.fetch(path, {"frame": "user"}))
    except FolkmootError:
        return
    assert BLUESKY.count(path, {}) == sum(page.read_count for page in pages)


def test_what_a_profile_says_of_itself_stays_out(tmp_path: Path) -> None:
    read = Read(BLUESKY, write_car(tmp_path / "ann.car", RECORDS))
    told = str([table.to_pylist() for table in read.tables.values()])
    assert "ann@example.org" not in told
    assert "'Ann'" not in told


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)
CONTENTS = ("text", "createdAt", "reply", "subject", "langs", "facets")
COMMITS = st.fixed_dictionaries({}, optional={
    "collection": st.sampled_from([*{key.partition("/")[0] for key in RECORDS}, "x"]) | VALUES,
    "operation": st.sampled_from(["create", "update", "delete"]) | VALUES,
    "rkey": st.sampled_from([KEY, "self"]) | VALUES,
    "record": st.fixed_dictionaries({}, optional=dict.fromkeys(CONTENTS, VALUES)) | VALUES,
})  # fmt: skip
EVENTS = st.fixed_dictionaries({}, optional={
    "did": st.just(DID) | VALUES, "kind": st.sampled_from(["commit", "identity"]) | VALUES,
    "time_us": st.integers(-(10**18), 10**19) | VALUES, "commit": COMMITS | VALUES,
})  # fmt: skip


@given(st.lists(EVENTS, min_size=1, max_size=5))
def test_any_event_gives_rows_or_one_fault(events: list[dict[str, Any]]) -> None:
    raws = [Raw("events", row, row, one) for row, one in enumerate(events, start=1)]
    (page,) = record_pages(raws, {"events": FIELDS})
    mapped = map_records(page, new_rows("user"), convert)
    told = {row for table in mapped.tables.values() for row in table["row"].to_pylist()}
    refused = [fault.row for fault in (*mapped.faults, *page.faults)]
    assert sorted([*told, *refused]) == list(range(1, len(events) + 1))
