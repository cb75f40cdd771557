"""Small exports for the tests of sources: a made-up dump, a table with its mapping."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

import pyarrow as pa

from folkmoot.sources import Fault, Page, Source

Rows = list[dict[str, Any]]

#: A table of posts, and the mapping that reads it.
POSTS_CSV = (
    "id,user,at,body,likes\n"
    "1,ann,2024-01-02 03:04:05,hello,3\n"
    '2,bob,2024-01-03 03:04:05,"two\nlines",1.2k\n'
    "3,,2024-01-04 03:04:05,nobody,10+\n"
)
POSTS_MAPPING = """
platform = "example.org"
kind = "forum"
community = "example.org/general"

[time]
zone = "UTC"

[activities]
id = { column = "id", prefix = "post/" }
actor = "user"
published_at = "at"
text = "body"
object_type = { value = "Topic" }

[counts]
likes = "likes"
"""

USERS: Rows = [
    {"Id": -1, "DisplayName": "Community", "CreationDate": "2011-06-21T15:16:44.253"},
    {"Id": 2, "DisplayName": "Ann", "Age": 40, "Location": "Corvallis, OR", "Reputation": 101,
     "CreationDate": "2011-06-21T20:10:03.720", "LastAccessDate": "2016-05-29T01:18:20.767"},
    {"Id": 3, "DisplayName": "Kid", "Age": 9, "CreationDate": "2012-06-21T20:10:03.720"},
]  # fmt: skip
TAGS: Rows = [{"Id": 1, "TagName": "visas", "Count": 7}]
POSTS: Rows = [
    {"Id": 1, "PostTypeId": 1, "AcceptedAnswerId": 2, "CreationDate": "2011-06-21T20:19:34.730",
     "Score": 8, "ViewCount": 419, "Body": "<p>Is 1 &lt; 2?</p>", "OwnerUserId": 2,
     "LastEditorUserId": 3, "LastEditDate": "2011-12-28T21:36:43.910",
     "Title": "Ships & <boats>", "Tags": "<visas><air-travel>", "AnswerCount": 1,
     "ClosedDate": "2013-02-25T23:52:47.953"},
    {"Id": 2, "PostTypeId": 2, "ParentId": 1, "CreationDate": "2011-06-22T20:19:34.730",
     "Score": -1, "Body": "Yes", "OwnerUserId": 3, "LastEditorUserId": 3,
     "LastEditDate": "2011-06-23T00:00:00.000"},
    {"Id": 3, "PostTypeId": 5, "CreationDate": "2011-06-23T20:19:34.730", "Score": 0,
     "OwnerDisplayName": "gone", "LastEditorUserId": -1,
     "LastEditDate": "2011-06-24T00:00:00.000"},
]  # fmt: skip
COMMENTS: Rows = [
    {"Id": 5, "PostId": 1, "Score": 2, "Text": "Nice", "CreationDate": "2011-06-21T20:25:14.257",
     "UserId": 3},
    {"Id": 6, "PostId": 1, "Score": 0, "Text": "Hm", "CreationDate": "2011-06-21T20:26:14.257",
     "UserDisplayName": "gone"},
]  # fmt: skip
VOTES: Rows = [
    {"Id": 10 + number, "PostId": 1, "VoteTypeId": kind, "CreationDate": "2011-06-21T00:00:00.000",
     **({"UserId": 2} if kind in {5, 8} else {})}
    for number, kind in enumerate((1, 2, 3, 4, 5, 8, 9, 10, 16))
]  # fmt: skip
BADGES: Rows = [{"Id": 1, "UserId": 2, "Name": "Teacher", "Date": "2011-06-21T20:16:48.910"}]
LINKS: Rows = [
    {"Id": 1, "PostId": 1, "RelatedPostId": 3, "LinkTypeId": 3,
     "CreationDate": "2011-06-21T20:49:19.747"}
]  # fmt: skip

DUMP = {
    "Users": USERS,
    "Tags": TAGS,
    "Posts": POSTS,
    "Comments": COMMENTS,
    "Votes": VOTES,
    "Badges": BADGES,
    "PostLinks": LINKS,
}


def xml_row(record: Mapping[str, Any]) -> str:
    """One record as a ``row`` element."""
    attributes = (f"{name}={_quoted(value)}" for name, value in record.items())
    return f"  <row {' '.join(attributes)} />\n"


def xml_file(name: str, rows: str) -> str:
    """A dump's file, with byte order mark and document type, as Stack Exchange writes it."""
    root = name.lower()
    head = (
        f'\ufeff<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE {root} SYSTEM \'{root}.dtd\'>\n'
    )
    return f"{head}<{root}>\n{rows}</{root}>\n"


def write_dump(folder: Path) -> Path:
    """A whole dump of a made-up site."""
    folder.mkdir(parents=True)
    for name, records in DUMP.items():
        text = xml_file(name, "".join(xml_row(record) for record in records))
        (folder / f"{name}.xml").write_text(text, "utf-8")
    return folder


def write_table(folder: Path, text: str = POSTS_CSV, mapping: str = POSTS_MAPPING) -> Path:
    """A table with its mapping beside it."""
    path = folder / "posts.csv"
    path.write_text(text, "utf-8")
    (folder / "posts.csv.mapping.toml").write_text(mapping, "utf-8")
    return path


class Read:
    """Everything that a source gives for an export, by table."""

    def __init__(
        self, source: Source, path: Path, options: Mapping[str, str] | None = None
    ) -> None:
        claim = source.claim(path)
        given = {**(claim.options if claim else {}), **(options or {})}
        self.options = source.settle(path, given)
        self.pages: list[Page] = []
        self.faults: list[Fault] = []
        self.count = 0
        tables: dict[str, list[pa.Table]] = {}
        for file in source.files(path):
            self.count += source.count(file, self.options)
            for page in source.fetch(file, self.options):
                mapped = source.map(page, self.options)
                self.pages.append(page)
                self.faults += [*page.faults, *mapped.faults]
                for name, table in mapped.tables.items():
                    tables.setdefault(name, []).append(table)
        self.tables = {name: pa.concat_tables(parts) for name, parts in tables.items()}

    @property
    def read_count(self) -> int:
        """Records read, the faulty among them."""
        return sum(page.read_count for page in self.pages)

    def rows(self, table: str, *columns: str) -> list[tuple[Any, ...]]:
        """Rows of some columns of a table."""
        if table not in self.tables:
            return []
        found: Sequence[Sequence[Any]] = [self.tables[table][name].to_pylist() for name in columns]
        return list(zip(*found, strict=True))


def _quoted(value: object) -> str:
    text = quoteattr(str(value), {"\n": "&#xA;", '"': "&quot;"})
    return text if text.startswith('"') else f'"{text[1:-1]}"'
