"""The records of both forms, as they go into raw pages.

What is not for everybody is taken out here: of a direct message nothing is kept but that there was
one, not even in the sealed archive. Two columns are added: ``person``, who acts, and ``parent``,
what is answered; the API names both by numbers of the server that was asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from folkmoot.sources._fields import Raw
from folkmoot.sources._json import Layout
from folkmoot.sources.mastodon.people import (
    host_of,
    is_public,
    person_of_account,
    person_of_uri,
)

__all__ = [
    "ACTOR",
    "COLLECTIONS",
    "KINDS",
    "OUTBOX",
    "PATH",
    "STATUS",
    "STATUSES",
    "THREADS",
    "Known",
    "known_statuses",
    "outbox_records",
    "status_records",
]

_COUNTS: Final = ("replies_count", "reblogs_count", "favourites_count", "quotes_count")
_STATUS: Final = (
    "person", "parent", "parent_person", "id", "uri", "url", "created_at", "edited_at",
    "visibility", "content", "spoiler_text", "language", "tags[]", "poll.id", "poll.votes_count",
    *_COUNTS, "account.display_name", "account.bot", "account.group", "account.discoverable",
    "account.indexable", "account.noindex", "account.followers_count", "account.created_at",
    "reblog.uri", "reblog.visibility", *(f"reblog.{count}" for count in _COUNTS),
)  # fmt: skip
_ITEM: Final = (
    "person", "parent_person", "id", "type", "published", "visibility", "object", "object.id",
    "object.type", "object.published", "object.updated", "object.inReplyTo", "object.content",
    "object.summary",
    "object.name", "object.url", "object.tag[]", "object.oneOf[]", "object.anyOf[]",
    "object.contentMap[]", "object.votersCount",
)  # fmt: skip
_ACTOR: Final = (
    "person", "id", "type", "preferredUsername", "name", "published", "discoverable", "indexable",
)  # fmt: skip

STATUSES: Final = "statuses"
#: Statuses in a list or on lines.
STATUS: Final = Layout(STATUSES, _STATUS)
#: Statuses of a thread, or in an answer to a search.
THREADS: Final = tuple(
    Layout(STATUSES, _STATUS, (name,)) for name in ("statuses", "ancestors", "descendants")
)
OUTBOX: Final = Layout("outbox", _ITEM, ("orderedItems",))
ACTOR: Final = Layout("actor", _ACTOR)
#: Where the items of an archive stand.
PATH: Final = ("orderedItems",)
#: What an archive lists by address alone, without saying when.
COLLECTIONS: Final = {"likes": "likes", "bookmarks": "bookmarks"}

#: Columns by kind of record.
KINDS: Final = {
    STATUSES: _STATUS,
    "outbox": _ITEM,
    "actor": _ACTOR,
    **dict.fromkeys(COLLECTIONS, ("person", "object")),
}

#: Statuses whose addresses are remembered, so that what is answered in a file has one.
_REMEMBERED: Final = 1_000_000


@dataclass(slots=True)
class Known:
    """What a file tells of its statuses: their addresses by number, and the server asked."""

    uris: dict[str, str] = field(default_factory=dict)
    server: str = ""

    def address(self, number: str) -> str:
        """Address of a status, in the form that its server has for the number where none is known.

        Numbers are the asked server's own, so without its name they are only what they are.
        """
        return self.uris.get(number) or f"{self.server}/statuses/{number}"


def known_statuses(records: Iterable[Raw]) -> Known:
    """Look through a file for what it tells of its statuses."""
    found = Known()
    for raw in records:
        if not isinstance(raw.value, Mapping) or len(found.uris) >= _REMEMBERED:
            continue
        number, uri, account = (raw.value.get(name) for name in ("id", "uri", "account"))
        if isinstance(number, str) and isinstance(uri, str):
            found.uris[number] = uri
        if not found.server and isinstance(account, dict) and "@" not in str(account.get("acct")):
            host = host_of(account.get("url"))
            found.server = f"https://{host}" if host else ""
    return found


def status_records(records: Iterable[Raw], known: Known) -> Iterator[Raw]:
    """Statuses with who acts and what is answered; of what is not public, only that it is not."""
    for raw in records:
        if isinstance(raw.value, Mapping):
            yield replace(raw, value=_status(raw.value, known))
        else:
            yield raw


def outbox_records(records: Iterable[Raw], person: str | None) -> Iterator[Raw]:
    """Activities of an outbox; ``person`` is whose it is, where the archive says so."""
    for raw in records:
        item = raw.value
        if not isinstance(item, Mapping):
            yield raw
            continue
        inner = item.get("object")
        is_shown = is_public(item) and (
            not isinstance(inner, dict) or "to" not in inner or is_public(inner)
        )
        who = person or person_of_uri(item.get("actor"))
        value: dict[str, Any] = (
            {**item, "person": who} if is_shown else {"visibility": "not public"}
        )
        if is_shown and isinstance(inner, dict):
            # Beside tags, whom a status mentions stands in the same list.
            value["object"] = {**inner, "tag": _hashtags(inner.get("tag"))}
            value["parent_person"] = _owner(inner.get("inReplyTo"))
        yield replace(raw, value=value)


def _owner(uri: Any) -> str | None:
    """Whose status an address names, where it tells."""
    actor, found, _ = uri.partition("/statuses/") if isinstance(uri, str) else ("", "", "")
    person = person_of_uri(actor) if found else None
    return person if person and "@" in person and "/" not in person else None


def _hashtags(marks: Any) -> list[dict[str, Any]]:
    given = marks if isinstance(marks, list) else []
    return [one for one in given if isinstance(one, dict) and one.get("type") == "Hashtag"]


def _status(status: Mapping[str, Any], known: Known) -> dict[str, Any]:
    reblog = status.get("reblog")
    is_shown = is_public(status) and (not isinstance(reblog, dict) or is_public(reblog))
    if not is_shown:
        said = status.get("visibility")
        return {"visibility": said if isinstance(said, str) and said != "public" else "private"}
    person = person_of_account(status.get("account"))
    parent, parent_person = _parent(status, person, known)
    return {**status, "person": person, "parent": parent, "parent_person": parent_person}


def _parent(
    status: Mapping[str, Any], person: str | None, known: Known
) -> tuple[str | None, str | None]:
    """What a status answers, by its address, and whose it is where the status tells.

    A server names its own statuses by their numbers (``.../users/NAME/statuses/NUMBER``), so the
    address of one that is not in the file can be told where its author is of the same server.
    """
    number, author = status.get("in_reply_to_id"), status.get("in_reply_to_account_id")
    if not isinstance(number, str):
        return None, None
    account, uri = status.get("account"), status.get("uri")
    own = account.get("id") if isinstance(account, dict) else None
    if author is not None and author == own:
        start = uri.rpartition("/")[0] if isinstance(uri, str) else known.server
        return known.uris.get(number) or f"{start}/{number}", person
    mentions = status.get("mentions")
    for one in mentions if isinstance(mentions, list) else ():
        if isinstance(one, dict) and one.get("id") == author:
            who = person_of_account(one)
            is_local = who is not None and "@" not in str(one.get("acct"))
            local = f"{known.server}/users/{one.get('acct')}/statuses/{number}"
            return known.uris.get(number) or (local if is_local else known.address(number)), who
    return known.address(number), None
