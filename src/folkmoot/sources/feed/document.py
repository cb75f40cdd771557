"""Read a feed into raw entries: plain text by field, as the feed says it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from folkmoot.errors import FolkmootError
from folkmoot.files.opening import blocks, raw_blocks

__all__ = ["FEED_LIMIT", "FIELDS", "Entry", "count_entries", "is_feed", "read_entries"]

#: Longest feed in bytes. A feed lists the latest entries; the longest seen have some MiB.
FEED_LIMIT: Final = 1 << 24

#: Columns of a raw entry; those that begin with ``feed_`` are the same in all entries of a feed.
FIELDS: Final = (
    "feed_title", "feed_link", "feed_id", "feed_language", "id", "link", "title", "author",
    "author_email", "author_url", "published", "updated", "summary", "content", "language",
    "tags", "reply_to", "replies", "views", "comments_feed",
)  # fmt: skip

Entry = Mapping[str, str | None]

_OPENING: Final = re.compile(rb"<(?:rss|rdf:RDF|(?:\w+:)?feed)[\s>]", re.IGNORECASE)
_CLOSING: Final = re.compile(rb"</(?:rss|rdf:RDF|(?:\w+:)?feed)\s*>", re.IGNORECASE)
_ENTRY: Final = re.compile(rb"<(?:\w+:)?(?:item|entry)[\s/>]", re.IGNORECASE)
_QUOTED: Final = re.compile(rb"<!\[CDATA\[.*?\]\]>|<!--.*?-->", re.DOTALL)
_JSON_FEED: Final = re.compile(rb'"version"\s*:\s*"https?:(?:\\?/){2}jsonfeed\.org')


def is_feed(start: bytes) -> bool:
    """Whether the first bytes of a text are those of a feed."""
    return bool(_OPENING.search(start) or _JSON_FEED.search(start))


def read_entries(path: Path) -> list[Entry | None]:
    """Read all entries of a feed, in its order; ``None`` for what is no entry.

    Raises
    ------
    FolkmootError
        As `folkmoot.files.opening.raw_blocks`; ``too-large``, ``not-a-feed``,
        ``entities-declared``, ``truncated-file``, ``damaged-file``.
    """
    document = _document(path)
    if _JSON_FEED.search(document):
        feed = _json(path, document)
        return [
            _json_entry(feed, item) if isinstance(item, dict) else None for item in feed["items"]
        ]
    return list(_xml_entries(path, document))


def count_entries(path: Path) -> int:
    """Count the entries by searching for their opening; of a JSON feed, its list of items."""
    document = _text(path)
    if _JSON_FEED.search(document):
        return len(_json(path, document)["items"])
    return _count_xml(document)


def _document(path: Path) -> bytes:
    return _limited(path, raw_blocks(path))


def _text(path: Path) -> bytes:
    return _limited(path, blocks(path))


def _limited(path: Path, stream: Iterator[bytes]) -> bytes:
    document = bytearray()
    for block in stream:
        document += block
        if len(document) > FEED_LIMIT:
            got, most = f"more than {FEED_LIMIT:,} bytes", "a feed of some thousands of entries"
            raise FolkmootError("too-large", str(path), got, most)
    return bytes(document)


def _xml_entries(path: Path, document: bytes) -> list[Entry]:
    import feedparser

    text = _text(path)
    if b"<!entity" in text[: 1 << 16].lower():
        got, expected = "a document type that declares entities", "a feed without them"
        raise FolkmootError("entities-declared", str(path), got, expected)
    try:
        # A path or an address in the place of a document would be opened; a stream is only read.
        parsed = feedparser.parse(BytesIO(document))
    except Exception as error:
        # Damaged feeds make it raise almost anything.
        raise _damaged(path, f"a feed that cannot be parsed ({error})") from error
    if not parsed.get("version"):
        got = "no RSS, Atom or JSON feed"
        raise FolkmootError("not-a-feed", str(path), got, "a feed", "save the feed itself")
    if not _CLOSING.search(text[-4096:]):
        raise FolkmootError(
            "truncated-file",
            str(path),
            f"a feed that ends too early ({len(parsed.entries):,} entries)",
            "a feed with its closing tag",
            "fetch the feed again; nothing of it was imported",
        )
    if len(parsed.entries) != (count := _count_xml(text)):
        got = f"{len(parsed.entries):,} entries that can be read, of {count:,}"
        raise _damaged(path, got)
    # As plain mappings: feedparser's own answer for some missing fields with the value of others.
    return [_xml_entry(dict(parsed.feed), dict(entry)) for entry in parsed.entries]


def _damaged(path: Path, got: str) -> FolkmootError:
    hint = "fetch the feed again; nothing of it was imported"
    return FolkmootError("damaged-file", str(path), got, "a well-formed feed", hint)


def _count_xml(text: bytes) -> int:
    return len(_ENTRY.findall(_QUOTED.sub(b"", text)))


def _xml_entry(feed: Mapping[str, Any], entry: Mapping[str, Any]) -> Entry:
    person = _mapping(entry.get("author_detail"))
    reply = _mapping(entry.get("thr_in-reply-to"))
    content: Mapping[str, Any] = next(iter(entry.get("content", [])), {})
    return {
        **_feed_fields(feed.get("title"), feed.get("link"), feed.get("id"), feed.get("language")),
        "id": _one(entry.get("id")),
        "link": _one(entry.get("link")),
        "title": _one(entry.get("title")),
        "author": _one(person.get("name") or entry.get("author")),
        "author_email": _one(person.get("email")),
        "author_url": _one(person.get("href")),
        "published": _one(entry.get("published")),
        "updated": _one(entry.get("updated")),
        "summary": _one(entry.get("summary")),
        "content": _one(content.get("value")),
        "language": _one(content.get("language")),
        "tags": _list([tag.get("term") for tag in entry.get("tags", [])]),
        "reply_to": _one(reply.get("href") or reply.get("ref")),
        "replies": _one(entry.get("thr_total") or entry.get("slash_comments")),
        "views": _one(_mapping(entry.get("media_statistics")).get("views")),
        "comments_feed": _one(entry.get("wfw_commentrss")) or _replies_feed(entry),
    }


def _replies_feed(entry: Mapping[str, Any]) -> str | None:
    """Address of the feed of an entry's comments, as Atom gives it (RFC 4685)."""
    for link in entry.get("links", []):
        given = _mapping(link)
        if given.get("rel") == "replies" and str(given.get("type")).endswith("xml"):
            return _one(given.get("href"))
    return None


def _json(path: Path, document: bytes) -> dict[str, Any]:
    try:
        feed = json.loads(document)
        # An escape may name half of a character, which no text can hold.
        json.dumps(feed, ensure_ascii=False).encode()
        is_sound = isinstance(feed, dict) and isinstance(feed.get("items"), list)
    except (ValueError, RecursionError) as error:
        raise _no_json_feed(path, str(error)) from error
    if not is_sound:
        raise _no_json_feed(path, "other JSON")
    return dict(feed)


def _no_json_feed(path: Path, got: str) -> FolkmootError:
    expected = "a JSON object with a list of items"
    return FolkmootError("not-a-feed", str(path), got, expected, "fetch the feed again")


def _json_entry(feed: Mapping[str, Any], item: Mapping[str, Any]) -> Entry:
    given = [item.get("authors"), [item.get("author")], feed.get("authors")]
    authors = [one for people in given if isinstance(people, list) for one in people]
    person = next((one for one in authors if isinstance(one, dict)), {})
    tags = item.get("tags")
    return {
        **_feed_fields(
            feed.get("title"), feed.get("home_page_url"), feed.get("feed_url"), feed.get("language")
        ),
        "id": _one(item.get("id")),
        "link": _one(item.get("url") or item.get("external_url")),
        "title": _one(item.get("title")),
        "author": _one(person.get("name")),
        "author_email": None,
        "author_url": _one(person.get("url")),
        "published": _one(item.get("date_published")),
        "updated": _one(item.get("date_modified")),
        "summary": _one(item.get("summary")),
        "content": _one(item.get("content_html") or item.get("content_text")),
        "language": _one(item.get("language")),
        "tags": _list(tags if isinstance(tags, list) else []),
        "reply_to": None,
        "replies": None,
        "views": None,
        "comments_feed": None,
    }


def _feed_fields(title: Any, link: Any, identifier: Any, language: Any) -> dict[str, str | None]:
    return {
        "feed_title": _one(title),
        "feed_link": _one(link),
        "feed_id": _one(identifier),
        "feed_language": _one(language),
    }


def _one(value: Any) -> str | None:
    """A value as text; blank, or of no plain form, is null."""
    if isinstance(value, str | int | float) and not isinstance(value, bool):
        text = str(value)
        return text if text.strip() else None
    return None


def _mapping(value: Any) -> Mapping[str, Any]:
    """What a feed gives as a structure; an element of the same name may hold mere text."""
    return value if isinstance(value, dict) else {}


def _list(values: list[Any]) -> str | None:
    texts = [text for value in values if (text := _one(value))]
    return json.dumps(texts, ensure_ascii=False) if texts else None
