"""Which native rows feeds give."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.sources_samples import Read

from folkmoot.errors import FolkmootError, ProblemGroup
from folkmoot.sources import source

FEED = source("feed")
FEEDS = Path(__file__).resolve().parents[1] / "data" / "feeds"
BLOG = "http://127.0.0.1:8088"
POST = f"{BLOG}/2026/11/which-wine-for-hotpot-2/"


def written(folder: Path, text: str, name: str = "feed.xml") -> Path:
    """A file of this text."""
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def rss(items: str) -> str:
    """An RSS feed of a site."""
    head = "<title>Blog</title><link>https://www.example.org/</link>"
    return f'<rss version="2.0"><channel>{head}{items}</channel></rss>'


@pytest.mark.parametrize("name", ["wordpress_rss2.xml", "wordpress_atom.xml"])
def test_posts_are_articles_whatever_the_format(name: str) -> None:
    read = Read(FEED, FEEDS / name)
    assert read.faults == []
    assert read.read_count == read.count == 3
    assert read.rows(
        "activities", "object_type", "object_native", "actor_native", "actor_scheme", "title",
        "text", "tags", "published_at", "in_reply_to_native", "community_native",
    )[0] == (
        "Article", POST, "admin", "handle", "Which wine for hotpot?", "Body", ["Uncategorized"],
        datetime(2026, 11, 23, 2, 36, 59, tzinfo=UTC), None, BLOG,
    )  # fmt: skip
    assert read.rows("observations", "metric", "value") == [
        ("replies", 2.0), ("replies", 2.0), ("replies", 1.0)
    ]  # fmt: skip
    assert read.rows("communities", "community_native", "name", "kind") == [
        (BLOG, "Folk test", "blog")
    ]


def test_the_same_post_has_the_same_name_in_both_formats_and_in_comments() -> None:
    names = [
        {name for (name,) in Read(FEED, FEEDS / feed).rows("activities", "object_native")}
        for feed in ("wordpress_rss2.xml", "wordpress_atom.xml")
    ]
    comments = Read(FEED, FEEDS / "wordpress_comments-rss2.xml")
    assert names[0] == names[1] == {name for (name,) in comments.rows("activities", "root_native")}


def test_comments_reply_to_their_post_or_to_the_comment_they_name() -> None:
    read = Read(FEED, FEEDS / "wordpress_comments-rss2.xml")
    rows = read.rows(
        "activities", "object_type", "in_reply_to_native", "root_native", "title", "text"
    )
    assert rows[:2] == [
        ("Comment", POST, POST, None, "We sell Beaujolais; a rival has it cheaper"),
        ("Comment", f"{POST}#comment-4", POST, None, "Thanks!"),
    ]
    assert "communities" not in read.tables


def test_atom_threads_and_views(tmp_path: Path) -> None:
    entry = """<entry><id>urn:c1</id><title>Re</title><updated>2026-02-20T01:02:03+01:00</updated>
      <author><name>Ann</name><email>ann@example.org</email><uri>https://ann.example</uri></author>
      <thr:in-reply-to ref="urn:p1" href="https://example.org/p1"/>
      <content type="html">&lt;p&gt;hi&lt;/p&gt;</content>
      <media:group><media:community><media:statistics views="1234"/></media:community></media:group>
      </entry>"""
    spaces = (
        'xmlns="http://www.w3.org/2005/Atom" xmlns:thr="http://purl.org/syndication/thread/1.0"'
        ' xmlns:media="http://search.yahoo.com/mrss/"'
    )
    text = f"<feed {spaces}><id>https://example.org/</id><title>T</title>{entry}</feed>"
    read = Read(FEED, written(tmp_path, text))
    assert read.rows(
        "activities", "native_id", "object_type", "actor_native", "in_reply_to_native",
        "root_native", "published_at", "url",
    ) == [
        ("urn:c1", "Comment", "Ann", "https://example.org/p1", None,
         datetime(2026, 2, 20, 0, 2, 3, tzinfo=UTC), None)
    ]  # fmt: skip
    assert read.rows("observations", "object_native", "metric", "value") == [
        ("urn:c1", "views", 1234.0)
    ]
    roles = FEED.person_columns("entries", read.options)
    assert {name: read.pages[0].records[name][0].as_py() for name in roles} == {
        "author": "Ann", "author_email": "ann@example.org", "author_url": "https://ann.example",
    }  # fmt: skip


def test_a_json_feed(tmp_path: Path) -> None:
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "J",
        "home_page_url": "https://example.org/",
        "items": [
            {"id": 7, "url": "https://example.org/7", "content_text": "one", "tags": ["a", 2],
             "date_published": "2024-05-06T07:08:09Z", "authors": [{"name": "Bob"}]},
            "no object",
            {"id": "8", "date_published": "2024-05-06T07:08:09Z"},
        ],
    }  # fmt: skip
    read = Read(FEED, written(tmp_path, json.dumps(feed), "feed.json"), {"kind": "forum"})
    assert read.rows("activities", "row", "native_id", "object_type", "actor_native", "tags") == [
        (1, "7", "Topic", "Bob", ["a", "2"]), (3, "8", "Topic", None, None)
    ]  # fmt: skip
    assert [(one.row, one.code) for one in read.faults] == [(2, "malformed-record")]
    assert read.count == 3


@pytest.mark.parametrize(
    ("date", "moment"),
    [
        ("Sun, 27 Aug 2017 04:31:26 +0200", datetime(2017, 8, 27, 2, 31, 26, tzinfo=UTC)),
        ("27 Aug 2017 04:31 EST", datetime(2017, 8, 27, 9, 31, tzinfo=UTC)),
        ("2017-08-27T04:31:26Z", datetime(2017, 8, 27, 4, 31, 26, tzinfo=UTC)),
    ],
)
def test_dates_of_feeds(tmp_path: Path, date: str, moment: datetime) -> None:
    item = f"<item><guid>1</guid><pubDate>{date}</pubDate></item>"
    read = Read(FEED, written(tmp_path, rss(item)))
    assert read.rows("activities", "published_at", "platform") == [(moment, "example.org")]


def test_entries_that_cannot_be_placed_are_set_aside(tmp_path: Path) -> None:
    good = "<pubDate>Sun, 27 Aug 2017 04:31:26 +0000</pubDate>"
    items = (
        "<item><guid>1</guid><pubDate>Thu, 30 Feb 2017 00:00:00 +0000</pubDate></item>"
        "<item><guid>2</guid></item>"
        f"<item><title>no name</title>{good}</item>"
        f"<item><guid>4</guid>{good}</item>"
    )
    read = Read(FEED, written(tmp_path, rss(items)))
    assert read.rows("activities", "row") == [(4,)]
    assert [(one.row, one.column, one.code) for one in read.faults] == [
        (1, "published", "impossible-date"),
        (2, "published", "missing-value"),
        (3, "id", "missing-value"),
    ]


def test_a_platform_is_asked_for_where_no_address_tells_it(tmp_path: Path) -> None:
    item = "<item><guid>1</guid><pubDate>Sun, 27 Aug 2017 04:31:26 +0000</pubDate></item>"
    path = written(tmp_path, f'<rss version="2.0"><channel><title>T</title>{item}</channel></rss>')
    (fault,) = Read(FEED, path).faults
    assert "--option platform=example.org" in fault.expected
    read = Read(FEED, path, {"platform": "example.org"})
    assert read.rows("activities", "platform", "community_native") == [
        ("example.org", "example.org")
    ]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("<rss><channel><title>T</title>", "truncated-file"),
        ("<html><body>sign in</body></html>", "not-a-feed"),
        ('<!DOCTYPE rss [<!ENTITY a "b">]>' + rss("<item><title>&a;</title></item>"),
         "entities-declared"),
        ('{"version": "https://jsonfeed.org/version/1", "items": 3}', "not-a-feed"),
        ('{"version": "https://jsonfeed.org/version/1", "items": [', "not-a-feed"),
    ],
)  # fmt: skip
def test_what_is_no_whole_feed_is_refused(tmp_path: Path, text: str, code: str) -> None:
    with pytest.raises(FolkmootError) as caught:
        list(FEED.fetch(written(tmp_path, text), {}))
    assert caught.value.problem.code == code


def test_a_feed_longer_than_any_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path, rss("<item/>" + " " * (17 << 20)))
    with pytest.raises(FolkmootError) as caught:
        list(FEED.fetch(path, {}))
    assert caught.value.problem.code == "too-large"


def test_options_are_checked_together(tmp_path: Path) -> None:
    with pytest.raises(ProblemGroup) as caught:
        FEED.settle(tmp_path, {"kinds": "blog", "kind": "newspaper"})
    assert [one.code for one in caught.value.problems] == ["unknown-option", "unknown-value"]
