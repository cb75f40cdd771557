"""Which native rows exports and answers of Ghost give."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from tests.sources_samples import Read

from folkmoot.sources import source
from folkmoot.sources._fields import Raw, record_pages
from folkmoot.sources.ghost.records import KINDS, Relations, completed, expanded
from folkmoot.testing import SourceReport, check_source

GHOST, FEED = source("ghost"), source("feed")
RECORDED = Path(__file__).resolve().parents[1] / "data" / "exports"
HOST = {"platform": "wine.example"}
POST = "6b03a841c72ced47b2b67778"


def post(number: str, **more: Any) -> dict[str, Any]:
    """A row of the table of posts."""
    return {
        "id": number, "uuid": "u", "title": "Which wine?", "slug": f"post-{number[-1]}",
        "html": "<p>The red.</p>", "lexical": "planted-lexical", "status": "published",
        "visibility": "public", "type": "post", "published_at": "2024-01-02T03:04:05.000Z",
        "created_at": "2024-01-01T00:00:00.000Z", "updated_at": "2024-01-02T03:04:06.000Z", **more,
    }  # fmt: skip


DATA: dict[str, Any] = {
    "comment_likes": [{"id": "l1", "comment_id": "c1", "member_id": "m2",
                       "created_at": "2024-01-05T00:00:00.000Z"}],
    "comments": [
        {"id": "c1", "post_id": POST, "member_id": "m1", "parent_id": None, "status": "published",
         "html": "<p>Beaujolais?</p>", "created_at": "2024-01-03T00:00:00.000Z",
         "edited_at": "2024-01-03T01:00:00.000Z"},
        {"id": "c2", "post_id": POST, "member_id": "m2", "parent_id": "c1",
         "in_reply_to_id": None, "status": "published", "html": "<p>Thanks</p>",
         "created_at": "2024-01-04T00:00:00.000Z"},
        {"id": "c3", "post_id": POST, "member_id": "m1", "status": "hidden",
         "html": "planted-hidden", "created_at": "2024-01-04T00:00:00.000Z"},
    ],
    "members": [{"id": "m1", "name": "Bob B.", "email": "bob@mail.example",
                 "note": "planted-note", "geolocation": "planted-place",
                 "created_at": "2024-01-01T00:00:00.000Z"}],
    "posts": [
        post(POST, updated_at="2024-02-01T00:00:00.000Z"),
        post("p2", type="page"),
        post("p3", status="draft", title="planted-draft"),
        post("p4", visibility="paid", html="planted-paid", author_id="1"),
    ],
    "posts_authors": [
        {"id": "a", "post_id": POST, "author_id": "9", "sort_order": 1},
        {"id": "b", "post_id": POST, "author_id": "1", "sort_order": 0},
        {"id": "c", "post_id": "p2", "author_id": "1", "sort_order": 0},
    ],
    "posts_tags": [{"id": "t", "post_id": POST, "tag_id": "t1"},
                   {"id": "u", "post_id": POST, "tag_id": "t2"}],
    "settings": [{"key": "title", "value": "Wine"}],
    "tags": [{"id": "t1", "name": "Red"}, {"id": "t2", "name": "#internal"}],
    "users": [{"id": "1", "name": "Ann A.", "slug": "ann", "email": "ann@mail.example",
               "password": "planted-hash", "created_at": "2020-01-01T00:00:00.000Z"}],
}  # fmt: skip
EXPORT = {"db": [{"meta": {"exported_on": 1704164645678, "version": "5.130.6"}, "data": DATA}]}


def written(folder: Path, value: Any, name: str = "ghost.json") -> Path:
    """A file of this JSON."""
    path = folder / name
    path.write_text(value if isinstance(value, str) else json.dumps(value), "utf-8")
    return path


def test_the_export_of_a_site(tmp_path: Path) -> None:
    path = written(tmp_path, EXPORT)
    assert GHOST.claim(path) is not None
    report = check_source(GHOST, path, HOST, damage_count=60)
    assert report == SourceReport(10, 2, {"activities": 9, "members": 2})
    read = Read(GHOST, path, HOST)
    assert [(one.code, one.got) for one in read.faults] == [
        ("not-public", "a comment that is hidden"), ("not-public", "a post that is draft")
    ]  # fmt: skip
    assert read.rows(
        "activities", "native_id", "verb", "object_type", "actor_native", "in_reply_to_native",
        "root_native", "text", "tags",
    ) == [
        ("like/l1", "Like", "Comment", "m2", None, None, None, None),
        ("comment/c1", "Create", "Comment", "m1", POST, POST, "Beaujolais?", None),
        ("comment/c1#update/20240103010000", "Update", "Comment", "m1", "comment/c1", None, None,
         None),
        ("comment/c2", "Create", "Comment", "m2", "comment/c1", POST, "Thanks", None),
        ("member/m1", "Join", "Group", "m1", None, None, None, None),
        (POST, "Create", "Article", "1", None, POST, "The red.", ["Red"]),
        (f"{POST}#update/20240201000000", "Update", "Article", None, None, POST, None, None),
        ("p2", "Create", "Page", "1", None, "p2", "The red.", None),
        ("p4", "Create", "Article", "1", None, "p4", None, None),
    ]  # fmt: skip
    assert read.rows("activities", "url", "community_native", "published_at", "title")[5] == (
        "https://wine.example/post-8/", "https://wine.example",
        datetime(2024, 1, 2, 3, 4, 5, tzinfo=UTC), "Which wine?",
    )  # fmt: skip


def test_what_a_site_keeps_of_people_stays_out(tmp_path: Path) -> None:
    read = Read(GHOST, written(tmp_path, EXPORT), HOST)
    rows = str([table.to_pylist() for table in read.tables.values()]) + str(read.faults)
    raw = str([page.records.to_pylist() for page in read.pages])
    for planted in ("mail.example", "planted", "Bob B."):
        assert planted in raw
        assert planted not in rows
    for planted in ("planted-hidden", "planted-draft", "planted-paid"):
        assert planted not in raw


def write_members(folder: Path) -> Path:
    """The list of members that a site exports, the last of them cut short."""
    return written(
        folder,
        "id,email,name,note,subscribed_to_emails,complimentary_plan,stripe_customer_id,created_at,"
        "deleted_at,labels,tiers\n"
        "m1,bob@mail.example,Bob,planted,true,,,2024-01-01T00:00:00.000Z,,,\n"
        "m2,cem@mail.example,Cem,,true,,,2024-01-02T00:00:00.000Z,2024-02-01T00:00:00.000Z,,\n"
        "m3,too,few\n",
        "members.csv",
    )


def test_a_list_of_members_comes_without_addresses(tmp_path: Path) -> None:
    path = write_members(tmp_path)
    assert GHOST.claim(path) is not None
    report = check_source(GHOST, path, HOST, damage_count=60)
    assert report == SourceReport(3, 1, {"activities": 3, "members": 2})
    read = Read(GHOST, path, HOST)
    assert read.rows("activities", "native_id", "verb", "actor_native") == [
        ("member/m1", "Join", "m1"), ("member/m2", "Join", "m2"), ("member/m2#left", "Leave", "m2")
    ]  # fmt: skip
    raw = str([(page.records.to_pylist(), page.faults) for page in read.pages])
    assert "mail.example" not in raw
    assert "planted" not in raw


def test_answers_recorded_from_a_server() -> None:
    posts = check_source(GHOST, RECORDED / "ghost_posts.json", damage_count=40)
    assert posts == SourceReport(1, 0, {"activities": 1})
    comments = check_source(GHOST, RECORDED / "ghost_comments.json", HOST, damage_count=40)
    # The reply that the comment holds is a record of its own.
    assert comments == SourceReport(2, 0, {"activities": 2, "observations": 3})
    events = check_source(GHOST, RECORDED / "ghost_events.json", HOST, damage_count=40)
    assert events == SourceReport(20, 0, {"activities": 20})
    verbs = [verb for (verb,) in Read(GHOST, RECORDED / "ghost_events.json", HOST).rows(
        "activities", "verb")]  # fmt: skip
    assert {verb: verbs.count(verb) for verb in verbs} == {
        "Join": 6, "Follow": 5, "Create": 4, "View": 5
    }  # fmt: skip


def test_a_comment_is_the_same_in_answers_and_in_events() -> None:
    columns = ("native_id", "platform", "actor_native", "text", "published_at")
    told = Read(GHOST, RECORDED / "ghost_events.json", HOST).rows("activities", *columns)
    for row in Read(GHOST, RECORDED / "ghost_comments.json", HOST).rows("activities", *columns):
        assert row in told


def test_the_export_and_the_feed_name_the_same_post(tmp_path: Path) -> None:
    feed = written(
        tmp_path,
        '<rss version="2.0"><channel><title>Wine</title><link>https://wine.example/</link>'
        f"<item><title>Which wine?</title><link>https://wine.example/post-8/</link>"
        f'<guid isPermaLink="false">{POST}</guid>'
        "<pubDate>Tue, 02 Jan 2024 03:04:05 GMT</pubDate></item></channel></rss>",
        "feed.xml",
    )
    columns = ("platform", "native_id", "verb", "object_type", "title", "url", "published_at",
               "community_native")  # fmt: skip
    export = Read(GHOST, written(tmp_path, EXPORT), HOST).rows("activities", *columns)
    assert Read(FEED, feed).rows("activities", *columns)[0] in export


def test_a_platform_is_asked_for_where_no_address_tells_it(tmp_path: Path) -> None:
    read = Read(GHOST, written(tmp_path, EXPORT))
    assert {one.expected for one in read.faults if one.column == "url"} == {
        "--option platform=HOST of the site"
    }


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)
NAMES = st.sampled_from(sorted(
    {*DATA["posts"][0], *DATA["comments"][0], "replies", "member", "data", "type", "authors"}
))  # fmt: skip


@given(st.lists(st.dictionaries(NAMES, VALUES), min_size=1, max_size=5), st.sampled_from([*KINDS]))
def test_any_object_gives_rows_or_one_fault(objects: list[dict[str, Any]], kind: str) -> None:
    raws = [Raw(kind, row, row, one) for row, one in enumerate(objects, start=1)]
    relations = Relations.read(Raw("posts_authors", 1, 1, one) for one in objects)
    for page in record_pages(completed(expanded(raws), relations), KINDS):
        mapped = GHOST.map(page, HOST)
        given = {row for table in mapped.tables.values() for row in table["row"].to_pylist()}
        refused = [fault.row for fault in mapped.faults]
        assert sorted([*given, *refused]) == page.records["row"].to_pylist()
