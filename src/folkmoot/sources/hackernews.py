"""Hacker News: items of its API, answers of its search, and tables of stories as CSV."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import ClassVar, Final

from folkmoot.files import Page
from folkmoot.files.opening import stem
from folkmoot.files.records import shorten
from folkmoot.sources._html import with_plain_text
from folkmoot.sources._json import Layout
from folkmoot.sources._json_source import JsonSource
from folkmoot.sources._json_start import Start
from folkmoot.sources._moments import Moment, zone_of
from folkmoot.sources._native import Record, Refused, Rows
from folkmoot.sources._options import ZONE, Option
from folkmoot.sources._platform_ids import native_id, platform_ids
from folkmoot.sources.base import About, Claim, Mapped, Tells

__all__ = ["HackerNews"]

_IDS: Final = platform_ids("hackernews")
_ITEM_KEYS: Final = ("id", "type", "time")
_ITEMS: Final = Layout(
    "items",
    ("id", "type", "by", "time", "title", "url", "text", "parent", "score", "descendants",
     "deleted", "dead"),
)  # fmt: skip
_HITS: Final = Layout(
    "hits",
    ("objectID", "author", "created_at_i", "title", "url", "story_text", "comment_text",
     "story_id", "parent_id", "points", "num_comments", "_tags[]"),
    ("hits",),
)  # fmt: skip
#: Header of the tables of stories that go round since 2016.
_COLUMNS: Final = ("id", "title", "url", "num_points", "num_comments", "author", "created_at")
_DATES: Final = ("%m/%d/%Y %H:%M", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%SZ")


class HackerNews(JsonSource):
    """Items of the Hacker News API as JSON, answers of its search, or stories as CSV.

    Option: ``zone`` of the times in a CSV file, which carry none.
    """

    name = "hackernews"
    version = "1"
    layouts = (_ITEMS, _HITS)
    people: ClassVar = {
        "items": {"by": "author"},
        "hits": {"author": "author"},
        "stories": {"author": "author"},
    }
    known_options: ClassVar[tuple[Option, ...]] = (ZONE,)
    suffixes = (".json", ".jsonl", ".ndjson", ".csv")
    is_one_export = False
    about = About(
        title="Hacker News: API items, search answers, or stories as CSV",
        platforms=(_IDS.platform,),
        export="Items come from the site's open API, one object each, saved one a line or as a "
        "list; search answers from its public search; tables of stories from data collections.",
        frame="community",
        actor_scheme=_IDS.scheme,
        time_source="server",
        rungs={
            "creator": Tells("no", "links to works elsewhere do not say who made them"),
            "conversationalist": Tells("no", "the site has no statuses"),
            "critic": Tells("yes", "stories and comments with author and time"),
            "collector": Tells("no", "votes are counted, and nobody is named"),
            "joiner": Tells("partly", "an account is seen when it first posts, not when made"),
            "spectator": Tells("no", "views are not published"),
        },
        may_train=None,
        may_redistribute=None,
        deletes="A deleted item gives a Delete of what it was; its author is no longer told.",
        edits="Only the last state is given; an edit cannot be seen.",
    )

    def table_kind(self, name: str) -> str:
        """CSV files hold stories."""
        return "stories" if Path(stem(Path(name))).suffix.lower() == ".csv" else ""

    def recognise(self, start: Start) -> Claim | None:
        """Recognise items by their keys and types, a table by its header."""
        if self.table_kind(start.name):
            header = start.text.partition(b"\n")[0].decode("utf-8", "replace")
            named = [name.strip().strip('"') for name in header.split(",")]
            same = set(_COLUMNS) <= set(named)
            return Claim(0.9, "its columns are those of tables of its stories") if same else None
        if start.has("hits"):
            hit = start.first("hits")
            is_hit = {"objectID", "created_at_i", "_tags"} <= hit.keys()
            return Claim(0.95, "it is an answer of its search") if is_hit else None
        item = start.first()
        kinds = {"story", "comment", "job", "poll", "pollopt"}
        if all(key in item for key in _ITEM_KEYS) and item["type"] in kinds:
            return Claim(0.9, "it holds items with a type, a time and a number")
        return None

    def map(self, page: Page, options: Mapping[str, str]) -> Mapped:
        """Turn one raw page into native rows; texts are HTML."""
        return with_plain_text(super().map(page, options))

    def rows(self, options: Mapping[str, str]) -> Rows:
        """A fresh gatherer of rows."""
        del options
        return Rows(_IDS.platform, _IDS.kind, scheme=_IDS.scheme)

    def tell(self, kind: str, record: Record, rows: Rows, options: Mapping[str, str]) -> None:
        """What one item tells."""
        if kind == "items":
            _item(record, rows)
        elif kind == "hits":
            _hit(record, rows)
        else:
            _story(record, rows, options)
        rows.community(_IDS.platform, "Hacker News", url=f"https://{_IDS.platform}")


def _item(record: Record, rows: Rows) -> None:
    item = native_id("hackernews", "item", record.identifier("id"))
    what = record.need("type")
    at = record.moment("time")
    parent = record.text("parent")
    replied = native_id("hackernews", "item", parent) if parent else None
    if record.flag("deleted"):
        rows.activity(f"{item}#deleted", "Delete", at, object_native=item,
                      object_type=_object(what, ""), community_native=_IDS.platform)  # fmt: skip
        return
    rows.observe(item, "score", record.count("score"))
    if what == "pollopt":
        return
    rows.observe(item, "comments", record.count("descendants"))
    _create(rows, item, at, record.text("by"), what, record.text("title"), replied,
            text=_text(record.text("text")), url=record.text("url"))  # fmt: skip


def _hit(record: Record, rows: Rows) -> None:
    item = native_id("hackernews", "item", record.identifier("objectID"))
    story, parent = record.text("story_id"), record.text("parent_id")
    what = "comment" if record.text("comment_text") or parent else "story"
    if "poll" in record.items("_tags[]"):
        what = "poll"
    text = _text(record.text("comment_text") or record.text("story_text"))
    rows.observe(item, "score", record.count("points"))
    rows.observe(item, "comments", record.count("num_comments"))
    _create(rows, item, record.moment("created_at_i"), record.text("author"), what,
            record.text("title"), native_id("hackernews", "item", parent) if parent else None,
            text=text, url=record.text("url"), sampling_frame="keyword",
            root_native=native_id("hackernews", "item", story) if story else item)  # fmt: skip


def _story(record: Record, rows: Rows, options: Mapping[str, str]) -> None:
    item = native_id("hackernews", "item", record.identifier("id"))
    rows.observe(item, "score", record.count("num_points"))
    rows.observe(item, "comments", record.count("num_comments"))
    _create(rows, item, _date(record, options), record.text("author"), "story",
            record.text("title"), None, url=record.text("url"))  # fmt: skip


def _date(record: Record, options: Mapping[str, str]) -> Moment:
    text = record.need("created_at")
    for pattern in _DATES:
        try:
            naive = datetime.strptime(text, pattern)  # noqa: DTZ007 - the zone follows
        except ValueError:
            continue
        if not 2006 <= naive.year <= 2099:  # the site opened in 2006
            break
        precision = "second" if "%S" in pattern else "minute"
        if pattern.endswith("Z") or options.get("zone"):
            zone = UTC if pattern.endswith("Z") else zone_of(options["zone"])
            return Moment(naive.replace(tzinfo=zone).astimezone(UTC), precision, "server")
        return Moment(naive.replace(tzinfo=UTC), precision, "local")
    raise Refused("created_at", "impossible-date", shorten(text), "a date such as 8/4/2016 11:52")


def _create(
    rows: Rows, item: str, at: Moment, by: str | None, what: str, title: str | None,
    replied: str | None, **columns: object,
) -> None:  # fmt: skip
    given = {"root_native": None if replied else item, **columns}
    rows.activity(item, "Create", at, actor=by, object_type=_object(what, title or ""),
                  title=title, in_reply_to_native=replied, community_native=_IDS.platform,
                  **given)  # fmt: skip


def _text(html: str | None) -> str | None:
    # The site opens its paragraphs, and never closes them.
    return html.replace("<p>", "\n") if html else None


def _object(what: str, title: str) -> str:
    if what == "comment":
        return "Comment"
    if what == "poll":
        return "Poll"
    return "Question" if title.lower().startswith("ask hn") else "Topic"
