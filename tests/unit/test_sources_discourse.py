"""Which native rows answers and exports of Discourse give."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.sources_samples import Read

from folkmoot.errors import FolkmootError, ProblemGroup
from folkmoot.sources import source
from folkmoot.sources._fields import Raw, record_pages
from folkmoot.sources.discourse.records import KINDS, public_records
from folkmoot.testing import SourceReport, check_source

DISCOURSE = source("discourse")
SITE = {"site": "forum.example"}


def post(number: int, username: str, cooked: str, **more: Any) -> dict[str, Any]:
    """A post as the API answers it."""
    moment = f"2024-01-02T03:04:{number:02d}.000Z"
    return {
        "id": 900 + number, "name": "Ann A.", "username": username, "created_at": moment,
        "cooked": f"<p>{cooked}</p>", "post_number": number, "post_type": 1, "updated_at": moment,
        "reply_count": 0, "reply_to_post_number": None, "reads": 9, "topic_id": 7, "version": 1,
        "hidden": False, "user_deleted": False, "deleted_at": None, "email": "ann@mail.example",
        "actions_summary": [{"id": 2, "count": 3}], **more,
    }  # fmt: skip


POSTS = [
    post(1, "ann", "Which wine?", version=2, updated_at="2024-01-03T00:00:00.000Z"),
    post(2, "bob", "Red.", actions_summary=[]),
    post(3, "ann", "Why?", reply_to_post_number=2, reply_to_user={"username": "bob"}),
    post(4, "bob", "planted-deleted", user_deleted=True, updated_at="2024-01-04T00:00:00.000Z"),
    post(5, "mod", "closed", post_type=3, action_code="closed.enabled"),
    post(6, "mod", "planted-whisper", post_type=4),
    post(7, "bob", "planted-hidden", hidden=True),
]
TOPIC = {
    "post_stream": {"posts": POSTS, "stream": [901, 902]}, "id": 7, "title": "Wine", "slug": "wine",
    "category_id": 4, "views": 120, "tags": ["red", {"id": 1, "name": "hotpot"}],
    "archetype": "regular",
}  # fmt: skip
ARCHIVE_COLUMNS = ("topic_title", "categories", "is_pm", "post_raw", "post_cooked", "like_count",
                   "reply_count", "url", "created_at")  # fmt: skip
ADDRESS = "https://www.forum.example/t/wine/7"
TABLES: dict[str, list[tuple[Any, ...]]] = {
    "user_archive": [
        ARCHIVE_COLUMNS,
        ("Wine", "Food|Drink", "No", "Which wine?", "<p>Which wine?</p>", 3, 0, f"{ADDRESS}/1",
         "2024-01-02 03:04:01 UTC"),
        ("Wine", "Food|Drink", "No", "Why?", "<p>Why?</p>", 0, 0, f"{ADDRESS}/3",
         "2024-01-02 03:04:03 UTC"),
        ("planted-topic", "-", "Yes", "planted-letter", "", 0, 0,
         "https://www.forum.example/t/x/8/1", "2024-01-02 03:04:03 UTC"),
    ],
    "likes": [
        ("id", "post_id", "topic_id", "post_number", "created_at", "updated_at", "deleted_at",
         "deleted_by"),
        (31, 902, 7, 2, "2024-01-05 00:00:00 UTC", "", "2024-01-06 00:00:00 UTC", "self"),
    ],
    "bookmarks": [
        ("bookmarkable_id", "bookmarkable_type", "link", "name", "created_at"),
        (902, "Post", f"{ADDRESS}/2", "", "2024-01-05 00:00:00 UTC"),
    ],
    "badges": [("badge_id", "badge_name", "granted_at", "notification_id"),
               (3, "Teacher", "2024-01-05 00:00:00 UTC", 55)],
    "visits": [("visited_at", "posts_read", "mobile", "time_read"),
               ("2024-01-05", 12, "false", 340), ("2024-01-06", 0, "true", 2)],
    "auth_tokens": [("id", "client_ip"), (1, "203.0.113.9")],
}  # fmt: skip


def table(name: str) -> bytes:
    """One table as CSV."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows(TABLES[name])
    return text.getvalue().encode()


def write_archive(folder: Path) -> Path:
    """The export of an account, as it is downloaded."""
    path = folder / "user_archive-ann-240107-101112-44.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name in TABLES:
            archive.writestr(f"{name}.csv", table(name))
        archive.writestr("preferences.json", json.dumps({"user": {"email": "ann@mail.example"}}))
    return path


def written(folder: Path, value: Any, name: str = "topic.json") -> Path:
    """A file of this JSON."""
    path = folder / name
    path.write_text(json.dumps(value), "utf-8")
    return path


def test_a_topic_with_its_posts(tmp_path: Path) -> None:
    path = written(tmp_path, TOPIC)
    assert DISCOURSE.claim(path) is not None
    report = check_source(DISCOURSE, path, SITE, damage_count=60)
    assert report == SourceReport(7, 2, {"activities": 7, "observations": 12})
    read = Read(DISCOURSE, path, SITE)
    assert [(one.row, one.code, one.record) for one in read.faults] == [
        (6, "not-public", "withheld=a whisper among staff"),
        (7, "not-public", "withheld=a post that was hidden"),
    ]
    assert read.rows(
        "activities", "native_id", "verb", "object_type", "actor_native", "in_reply_to_native",
        "in_reply_to_actor_native", "title", "text", "tags",
    ) == [
        ("post/7/1", "Create", "Topic", "ann", None, None, "Wine", "Which wine?",
         ["red", "hotpot"]),
        ("post/7/1#update/2", "Update", None, None, None, None, None, None, None),
        ("post/7/2", "Create", "Comment", "bob", "post/7/1", None, None, "Red.", None),
        ("post/7/3", "Create", "Comment", "ann", "post/7/2", "bob", None, "Why?", None),
        ("post/7/4", "Create", "Comment", "bob", "post/7/1", None, None, None, None),
        ("post/7/4#delete", "Delete", None, "bob", None, None, None, None, None),
        ("post/7/5", "Flag", "Topic", "mod", None, None, None, None, None),
    ]  # fmt: skip
    assert ("post/7/1", "views", 120.0) in read.rows(
        "observations", "object_native", "metric", "value"
    )
    assert read.rows("activities", "community_native", "url", "platform", "kind")[0] == (
        "category/4", "https://forum.example/t/7/1", "forum.example", "forum"
    )  # fmt: skip


def test_the_export_of_an_account(tmp_path: Path) -> None:
    path = write_archive(tmp_path)
    claim = DISCOURSE.claim(path)
    assert claim is not None
    assert claim.options == SITE
    report = check_source(DISCOURSE, path, damage_count=30)
    assert report == SourceReport(8, 1, {"activities": 8, "observations": 4})
    read = Read(DISCOURSE, path)
    assert [(one.row, one.code, one.record) for one in read.faults] == [
        (3, "not-public", "is_pm=Yes username=ann")
    ]
    assert read.rows(
        "activities", "native_id", "verb", "actor_native", "object_native", "published_at"
    )[2:] == [
        ("like/31", "Like", "ann", "post/7/2", datetime(2024, 1, 5, tzinfo=UTC)),
        ("like/31#undo", "Undo", "ann", "like/31", datetime(2024, 1, 6, tzinfo=UTC)),
        ("bookmark/Post/902/20240105000000", "Add", "ann", "post/7/2",
         datetime(2024, 1, 5, tzinfo=UTC)),
        ("badge/3/20240105000000/55", "Award", "ann", "badge/3", datetime(2024, 1, 5, tzinfo=UTC)),
        ("visit/20240105/12/340", "Read", "ann", "forum.example", datetime(2024, 1, 5, tzinfo=UTC)),
        ("visit/20240106/0/2", "View", "ann", "forum.example", datetime(2024, 1, 6, tzinfo=UTC)),
    ]  # fmt: skip
    assert read.rows("activities", "time_precision", "sampling_frame")[6] == ("day", "user")


def test_the_api_and_the_export_name_the_same_posts(tmp_path: Path) -> None:
    columns = ("platform", "native_id", "verb", "object_type", "actor_native", "published_at",
               "root_native", "title", "text", "url")  # fmt: skip
    api = Read(DISCOURSE, written(tmp_path, TOPIC), SITE).rows("activities", *columns)
    export = Read(DISCOURSE, write_archive(tmp_path)).rows("activities", *columns)[:2]
    assert [row[1] for row in export] == ["post/7/1", "post/7/3"]
    assert all(row in api for row in export)


def test_what_is_private_is_nowhere(tmp_path: Path) -> None:
    for path in (written(tmp_path, TOPIC), write_archive(tmp_path)):
        read = Read(DISCOURSE, path, SITE)
        raw = str([page.records.to_pylist() for page in read.pages])
        rows = str([one.to_pylist() for one in read.tables.values()]) + str(read.faults)
        for planted in ("planted", "203.0.113.9"):
            assert planted not in raw
            assert planted not in rows
        assert "mail.example" not in rows


def test_an_unpacked_export_and_a_single_table(tmp_path: Path) -> None:
    for name in TABLES:
        (tmp_path / f"{name}.csv").write_bytes(table(name))
    (tmp_path / "preferences.json").write_text('{"user": {"username": "ann"}}', "utf-8")
    report = check_source(DISCOURSE, tmp_path, damage_count=10)
    assert (report.read_count, report.row_counts["activities"]) == (8, 8)
    assert Read(DISCOURSE, tmp_path / "user_archive.csv").rows("activities", "actor_native") == [
        ("ann",), ("ann",)
    ]  # fmt: skip


def test_a_private_message_is_not_kept(tmp_path: Path) -> None:
    read = Read(DISCOURSE, written(tmp_path, {**TOPIC, "archetype": "private_message"}), SITE)
    assert {one.got for one in read.faults} == {"a private message"}
    assert read.tables == {}


def test_lists(tmp_path: Path) -> None:
    latest = {
        "users": [{"id": 1, "username": "ann", "name": "Ann"}],
        "topic_list": {"can_create_topic": False, "topics": [
            {"id": 7, "title": "Wine", "views": 120, "posts_count": 5, "category_id": 4}
        ]},
    }  # fmt: skip
    path = written(tmp_path, latest)
    assert check_source(DISCOURSE, path, SITE).row_counts == {"members": 1, "observations": 2}
    categories = {"category_list": {"can_create_category": False, "categories": [
        {"id": 4, "name": "Drink", "slug": "drink", "parent_category_id": 3},
        {"id": 9, "name": "planted", "read_restricted": True},
    ]}}  # fmt: skip
    path = written(tmp_path, categories, "categories.json")
    assert check_source(DISCOURSE, path, SITE) == SourceReport(2, 1, {"communities": 1})
    path = written(tmp_path, {"latest_posts": POSTS[:3]}, "posts.json")
    assert DISCOURSE.claim(path) is not None
    assert check_source(DISCOURSE, path, SITE).row_counts["activities"] == 4


def test_a_site_is_asked_for_and_a_folder_needs_tables(tmp_path: Path) -> None:
    with pytest.raises(ProblemGroup) as caught:
        DISCOURSE.settle(written(tmp_path, TOPIC), {})
    assert [one.code for one in caught.value.problems] == ["missing-option"]
    with pytest.raises(FolkmootError, match="no table"):
        DISCOURSE.files(tmp_path)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)
NAMES = st.sampled_from(sorted({*POSTS[0], "^^", "title", "parent_category_id", "archetype"}))


@given(st.lists(st.dictionaries(NAMES, VALUES), min_size=1, max_size=5), st.sampled_from([*KINDS]))
def test_any_object_gives_rows_or_one_fault(objects: list[dict[str, Any]], kind: str) -> None:
    raws = [Raw(kind, row, row, one) for row, one in enumerate(objects, start=1)]
    for page in record_pages(public_records(raws), KINDS):
        mapped = DISCOURSE.map(page, SITE)
        given = {row for one in mapped.tables.values() for row in one["row"].to_pylist()}
        refused = [fault.row for fault in mapped.faults]
        assert sorted([*given, *refused]) == page.records["row"].to_pylist()
