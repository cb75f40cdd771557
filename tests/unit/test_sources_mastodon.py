"""Which native rows statuses and archives of Mastodon give."""

from __future__ import annotations

import io
import json
import tarfile
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.sources_samples import Read

from folkmoot.errors import FolkmootError
from folkmoot.sources import source
from folkmoot.sources._fields import Raw, record_pages
from folkmoot.sources.mastodon.records import KINDS, Known, outbox_records, status_records
from folkmoot.testing import SourceReport, check_source

MASTODON = source("mastodon")
RECORDED = Path(__file__).resolve().parents[1] / "data" / "exports" / "mastodon_mock_statuses.json"
HOST = "https://a.example"
ANN = f"{HOST}/users/ann"
PUBLIC = "https://www.w3.org/ns/activitystreams#Public"
ACCOUNT = {
    "id": "1", "username": "ann", "acct": "ann", "display_name": "Ann A.", "bot": False,
    "url": f"{HOST}/@ann", "uri": ANN, "created_at": "2020-05-06T00:00:00.000Z",
    "followers_count": 12, "indexable": False, "discoverable": True, "note": "ann@mail.example",
}  # fmt: skip
BOB = {"id": "2", "username": "bob", "acct": "bob@b.example", "url": "https://b.example/@bob"}


def status(number: int, content: str, **more: Any) -> dict[str, Any]:
    """A status as the API answers it."""
    return {
        "id": str(number), "uri": f"{ANN}/statuses/{number}", "url": f"{HOST}/@ann/{number}",
        "created_at": f"2024-01-02T03:04:{number:02d}.000Z", "edited_at": None,
        "visibility": "public", "content": f"<p>{content}</p>", "spoiler_text": "",
        "language": "en", "in_reply_to_id": None, "in_reply_to_account_id": None, "reblog": None,
        "poll": None, "tags": [], "mentions": [], "account": ACCOUNT, "replies_count": 1,
        "reblogs_count": 2, "favourites_count": 3, **more,
    }  # fmt: skip


BOOSTED = {**status(90, "theirs", account=BOB, favourites_count=7), "uri": "https://b.example/9"}
STATUSES = [
    status(1, "Which wine &amp; why?", tags=[{"name": "wine"}], spoiler_text="drink"),
    status(2, "More of it", in_reply_to_id="1", in_reply_to_account_id="1",
           edited_at="2024-01-03T00:00:00.000Z", visibility="unlisted"),
    status(3, "To Bob", in_reply_to_id="77", in_reply_to_account_id="2",
           mentions=[{"id": "2", "acct": "bob@b.example", "url": "https://b.example/@bob"}]),
    status(4, "Red?", poll={"id": "p", "votes_count": 5, "options": []}),
    {**status(5, "", reblog=BOOSTED), "uri": f"{ANN}/statuses/5/activity"},
    status(6, "For followers: secret-one", visibility="private"),
    status(7, "For Bob: secret-two", visibility="direct"),
    {**status(8, "", reblog={**BOOSTED, "visibility": "private", "content": "secret-three"}),
     "uri": f"{ANN}/statuses/8/activity"},
]  # fmt: skip


def item(number: int, content: str, **more: Any) -> dict[str, Any]:
    """The same status as the archive has it."""
    uri = f"{ANN}/statuses/{number}"
    audience = {"to": [PUBLIC], "cc": [f"{ANN}/followers"]} | {
        name: more.pop(name) for name in ("to", "cc") if name in more
    }
    return {
        "id": f"{uri}/activity", "type": "Create", "actor": ANN, **audience,
        "published": f"2024-01-02T03:04:{number:02d}Z",
        "object": {"id": uri, "type": "Note", "content": f"<p>{content}</p>", "inReplyTo": None,
                   "published": f"2024-01-02T03:04:{number:02d}Z", "url": f"{HOST}/@ann/{number}",
                   "contentMap": {"en": content}, "summary": None, **audience, **more},
    }  # fmt: skip


OUTBOX = [
    item(1, "Which wine &amp; why?", summary="drink",
         tag=[{"type": "Hashtag", "name": "#wine"}, {"type": "Mention", "name": "@bob"}]),
    item(2, "More of it", inReplyTo=f"{ANN}/statuses/1", updated="2024-01-03T00:00:00Z",
         to=[f"{ANN}/followers"], cc=[PUBLIC]),
    item(4, "Red?", type="Question", oneOf=[{"type": "Note", "name": "yes"}], votersCount=5),
    {"id": f"{ANN}/statuses/5/activity", "type": "Announce", "actor": ANN, "to": [PUBLIC],
     "published": "2024-01-02T03:04:05Z", "object": "https://b.example/9"},
    item(6, "For followers: secret-one", to=[f"{ANN}/followers"], cc=[]),
    item(7, "For Bob: secret-two", to=["https://b.example/users/bob"], cc=[]),
    {"id": f"{ANN}#x", "type": "Arrive", "actor": ANN, "to": PUBLIC,
     "published": "2024-01-02T03:04:05Z", "object": "x"},
]  # fmt: skip
ARCHIVE: dict[str, Any] = {
    "actor.json": {
        "id": ANN, "type": "Person", "preferredUsername": "ann", "name": "Ann A.",
        "published": "2020-05-06T00:00:00Z", "discoverable": True, "indexable": False,
        "outbox": "outbox.json", "summary": "write to ann@mail.example",
    },
    "outbox.json": {"id": "outbox.json", "type": "OrderedCollection", "orderedItems": OUTBOX},
    "likes.json": {"id": "likes.json", "orderedItems": ["https://b.example/9", 7]},
    "bookmarks.json": {"id": "bookmarks.json", "orderedItems": ["https://b.example/9"]},
}  # fmt: skip
FILES = {name: json.dumps(value).encode() for name, value in ARCHIVE.items()}


def as_folder(folder: Path) -> Path:
    """The archive, unpacked."""
    for name, content in FILES.items():
        (folder / name).write_bytes(content)
    return folder


def as_zip(folder: Path) -> Path:
    """The archive, as new servers pack it."""
    path = folder / "archive.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in FILES.items():
            archive.writestr(name, content)
        archive.writestr("media_attachments/1.png", b"\x89PNG")
    return path


def as_tar(folder: Path) -> Path:
    """The archive, as old servers pack it."""
    path = folder / "archive-2024.tar.gz"
    with tarfile.open(path, "w:gz") as archive:
        for name, content in FILES.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return path


def written(folder: Path, value: Any, name: str = "statuses.json") -> Path:
    """A file of this JSON."""
    path = folder / name
    path.write_text(json.dumps(value), "utf-8")
    return path


def test_what_a_server_answered() -> None:
    report = check_source(MASTODON, RECORDED, damage_count=60)
    assert report == SourceReport(
        2, 0, {"activities": 2, "observations": 7, "members": 1, "communities": 1}
    )


def test_statuses_of_the_api(tmp_path: Path) -> None:
    path = written(tmp_path, STATUSES)
    report = check_source(MASTODON, path, damage_count=60)
    assert report == SourceReport(
        8, 3, {"activities": 6, "observations": 16, "members": 1, "communities": 1}
    )
    read = Read(MASTODON, path)
    assert read.rows(
        "activities", "verb", "object_type", "object_native", "in_reply_to_native",
        "in_reply_to_actor_native", "text", "tags",
    ) == [
        ("Create", "Note", f"{ANN}/statuses/1", None, None, "Which wine & why?", ["wine"]),
        ("Create", "Note", f"{ANN}/statuses/2", f"{ANN}/statuses/1", "ann@a.example",
         "More of it", None),
        ("Update", "Note", f"{ANN}/statuses/2", f"{ANN}/statuses/2", "ann@a.example", None, None),
        ("Create", "Note", f"{ANN}/statuses/3", f"{HOST}/statuses/77", "bob@b.example",
         "To Bob", None),
        ("Create", "Poll", f"{ANN}/statuses/4", None, None, "Red?", None),
        ("Announce", "Note", "https://b.example/9", None, None, None, None),
    ]  # fmt: skip
    assert [(one.row, one.column, one.code, one.got) for one in read.faults] == [
        (6, "visibility", "not-public", "private"), (7, "visibility", "not-public", "direct"),
        (8, "visibility", "not-public", "private"),
    ]  # fmt: skip
    assert read.rows("members", "actor_native", "followers_count", "is_indexable") == [
        ("ann@a.example", 12, False)
    ]
    assert ("https://b.example/9", "likes", 7.0) in read.rows(
        "observations", "object_native", "metric", "value"
    )


@pytest.mark.parametrize("form", [as_folder, as_zip, as_tar])
def test_an_archive_however_it_is_packed(tmp_path: Path, form: Callable[[Path], Path]) -> None:
    path = form(tmp_path)
    report = check_source(MASTODON, path, damage_count=20)
    assert (report.read_count, report.fault_count) == (11, 4)
    assert report.row_counts["activities"] == 5
    assert report.row_counts["members"] == 1
    assert report.row_counts["observations"] == 3
    read = Read(MASTODON, path)
    assert sorted(one.code for one in read.faults) == [
        "malformed-record", "not-public", "not-public", "unknown-activity"
    ]  # fmt: skip
    # When something was liked is not in the archive, so it is a count, and no act.
    assert read.rows("observations", "object_native", "metric", "value", "is_lower_bound") == [
        (f"{ANN}/statuses/4", "voters", 5.0, False),
        ("https://b.example/9", "likes", 1.0, True),
        ("https://b.example/9", "bookmarks", 1.0, True),
    ]
    assert read.rows("members", "joined_at", "is_indexable") == [
        (datetime(2020, 5, 6, tzinfo=UTC), False)
    ]
    assert read.rows("activities", "sampling_frame")[0] == ("user",)


def test_the_api_and_the_archive_name_the_same_acts(tmp_path: Path) -> None:
    api = Read(MASTODON, written(tmp_path, STATUSES))
    archive = Read(MASTODON, as_zip(tmp_path))
    columns = ("platform", "native_id", "verb", "object_type", "actor_native", "published_at",
               "in_reply_to_native", "in_reply_to_actor_native", "title", "text", "lang_declared",
               "tags")  # fmt: skip
    told = {row[1]: row for row in api.rows("activities", *columns)}
    for row in archive.rows("activities", *columns):
        if row[2] != "Update":
            assert told[row[1]] == row
    created = {row[1] for row in archive.rows("activities", *columns)}
    assert len(created & set(told)) == 4


def test_what_is_not_for_everybody_is_nowhere(tmp_path: Path) -> None:
    for path in (written(tmp_path, STATUSES), as_zip(tmp_path)):
        read = Read(MASTODON, path)
        raw = str([page.records.to_pylist() for page in read.pages])
        rows = str([table.to_pylist() for table in read.tables.values()]) + str(read.faults)
        for planted in ("secret-one", "secret-two", "secret-three"):
            assert planted not in raw
            assert planted not in rows
        assert "ann@mail.example" not in rows


def test_a_thread_and_a_stream_of_lines(tmp_path: Path) -> None:
    thread = written(tmp_path, {"ancestors": STATUSES[:1], "descendants": STATUSES[1:2]}, "t.json")
    lines = tmp_path / "lines.ndjson"
    lines.write_text("".join(json.dumps(one) + "\n" for one in STATUSES[:2]), "utf-8")
    for path in (thread, lines):
        assert MASTODON.claim(path) is not None
        assert check_source(MASTODON, path).row_counts["activities"] == 3


def test_a_passing_on_is_never_a_creation(tmp_path: Path) -> None:
    path = written(tmp_path, [STATUSES[4]])
    assert Read(MASTODON, path).rows("activities", "verb", "text", "actor_native") == [
        ("Announce", None, "ann@a.example")
    ]


def test_a_folder_without_an_outbox_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FolkmootError, match="no outbox"):
        MASTODON.files(tmp_path)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)
OBJECTS = st.dictionaries(
    st.sampled_from([*STATUSES[0], *OUTBOX[0], *OUTBOX[0]["object"]]),
    VALUES | st.just(PUBLIC) | st.just("public") | st.just("Create"),
)


@given(st.lists(OBJECTS, min_size=1, max_size=5), st.sampled_from(["statuses", "outbox"]))
def test_any_object_gives_rows_or_one_fault(objects: list[dict[str, Any]], kind: str) -> None:
    raws = [Raw(kind, row, row, one) for row, one in enumerate(objects, start=1)]
    records = outbox_records(raws, None) if kind == "outbox" else status_records(raws, Known())
    for page in record_pages(records, KINDS):
        mapped = MASTODON.map(page, {"frame": "user"})
        told = {row for table in mapped.tables.values() for row in table["row"].to_pylist()}
        refused = [fault.row for fault in mapped.faults]
        assert sorted([*told, *refused]) == page.records["row"].to_pylist()
