"""From statuses and activities to native rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from folkmoot.sources._counts import Count
from folkmoot.sources._native import Record, Refused, Rows
from folkmoot.sources._platform_ids import native_id, platform_ids
from folkmoot.sources.mastodon.people import host_of

__all__ = ["CONVERTERS", "PERSON_COLUMNS", "new_rows"]

PERSON_COLUMNS: Final = {
    "person": "author",
    "parent_person": "mention",
    "account.display_name": "name",
    "preferredUsername": "name",
    "name": "name",
}

_METRICS: Final = {
    "replies_count": "replies", "reblogs_count": "reposts", "favourites_count": "likes",
    "quotes_count": "quotes",
}  # fmt: skip
_OBJECTS: Final = {
    "Note": "Note", "Question": "Poll", "Article": "Article", "Page": "Page", "Image": "Image",
    "Video": "Video", "Audio": "Audio",
}  # fmt: skip
#: What else may stand in an outbox than what was written or passed on.
_OTHERS: Final = ("Like", "Follow", "Delete", "Undo", "Add", "Remove", "Update")


def new_rows(frame: str) -> Rows:
    """A gatherer for the rows of a page."""
    ids = platform_ids("mastodon")
    return Rows(ids.platform, ids.kind, frame=frame, scheme=ids.scheme)


def _status(record: Record, rows: Rows, seen: set[str]) -> None:
    _refuse_private(record)
    person, uri = record.identifier("person"), record.identifier("uri")
    if boosted := record.text("reblog.uri"):
        rows.activity(native_id("mastodon", "boost", uri), "Announce", record.moment("created_at"),
                      actor=person, object_type="Note", object_native=boosted,
                      community_native=_room(rows, person))  # fmt: skip
        _counts(record, rows, boosted, "reblog.")
    else:
        _own_status(record, rows, person, uri)
        _counts(record, rows, uri, "")
    if person not in seen:
        _account(record, rows, person)
        seen.add(person)


def _own_status(record: Record, rows: Rows, person: str, uri: str) -> None:
    is_poll = record.text("poll.id") is not None
    kind = "Poll" if is_poll else "Note"
    parent = record.text("parent")
    tags = [one.get("name") for one in record.objects("tags[]")]
    said: dict[str, Any] = {
        "object_type": kind,
        "community_native": _room(rows, person),
        "root_native": None if parent else uri,
        "title": record.text("spoiler_text"),
        "text": record.text("content"),
        "lang_declared": record.text("language"),
        "url": record.text("url"),
        "tags": [tag for tag in tags if isinstance(tag, str)] or None,
    }
    rows.activity(native_id("mastodon", "status", uri), "Create", record.moment("created_at"),
                  actor=person, in_reply_to_native=parent,
                  in_reply_to_actor_native=record.text("parent_person"), **said)  # fmt: skip
    if edited := record.maybe_moment("edited_at"):
        rows.activity(f"{uri}#update/{record.text('edited_at')}", "Update", edited, actor=person,
                      object_type=kind, object_native=uri, in_reply_to_native=uri,
                      in_reply_to_actor_native=person,
                      community_native=said["community_native"])  # fmt: skip
    if is_poll:
        rows.observe(uri, "votes", record.count("poll.votes_count"))


def _account(record: Record, rows: Rows, person: str) -> None:
    joined = record.maybe_moment("account.created_at")
    followers = record.count("account.followers_count")
    is_group, is_bot = record.flag("account.group"), record.flag("account.bot")
    rows.member(
        person,
        actor_type="Group" if is_group else "Service" if is_bot else "Person",
        joined_at=joined.at if joined else None,
        followers_count=int(followers.value) if followers else None,
        is_indexable=_indexable(record, "account."),
    )


def _indexable(record: Record, at: str) -> bool | None:
    """What people allowed: to be found by search, to be shown in directories."""
    said = {name: record.text(f"{at}{name}") for name in ("noindex", "indexable", "discoverable")}
    if said["noindex"] == "true" or "false" in {said["indexable"], said["discoverable"]}:
        return False
    return True if said["indexable"] == "true" else None


def _item(record: Record, rows: Rows, seen: set[str]) -> None:
    del seen
    _refuse_private(record)
    person, verb = record.identifier("person"), record.need("type")
    if verb == "Create":
        _created(record, rows, person)
        return
    target = record.text("object") or record.text("object.id")
    if verb != "Announce" and verb not in _OTHERS:
        raise Refused("type", "unknown-activity", verb, f"Create, Announce, {', '.join(_OTHERS)}")
    if target is None:
        raise Refused("object", "missing-value", "nothing", "the address of what it is about")
    kind = "Person" if verb == "Follow" else "Note"
    rows.activity(record.identifier("id"), verb, record.moment("published"), actor=person,
                  object_type=kind, object_native=target,
                  community_native=_room(rows, person))  # fmt: skip


def _created(record: Record, rows: Rows, person: str) -> None:
    uri = record.identifier("object.id")
    kind = _OBJECTS.get(record.text("object.type") or "")
    if kind is None:
        raise Refused("object.type", "unknown-object", record.text("object.type") or "nothing",
                      f"one of {', '.join(_OBJECTS)}")  # fmt: skip
    if record.items("object.oneOf[]") or record.items("object.anyOf[]"):
        kind = "Poll"
    parent = record.text("object.inReplyTo")
    languages = record.nested("object.contentMap[]")
    tags = [one.get("name") for one in record.objects("object.tag[]")
            if one.get("type") == "Hashtag"]  # fmt: skip
    published = "published" if record.text("published") else "object.published"
    community = _room(rows, person)
    rows.activity(
        native_id("mastodon", "status", uri), "Create", record.moment(published), actor=person,
        object_type=kind, community_native=community, in_reply_to_native=parent,
        in_reply_to_actor_native=record.text("parent_person"), root_native=None if parent else uri,
        title=record.text("object.name") or record.text("object.summary"),
        text=record.text("object.content"),
        lang_declared=next(iter(languages), None) if isinstance(languages, dict) else None,
        url=record.text("object.url"),
        tags=[tag.removeprefix("#") for tag in tags if isinstance(tag, str)] or None,
    )  # fmt: skip
    rows.observe(uri, "voters", record.count("object.votersCount"))
    if edited := record.maybe_moment("object.updated"):
        rows.activity(f"{uri}#update/{record.text('object.updated')}", "Update", edited,
                      actor=person, object_type=kind, object_native=uri, in_reply_to_native=uri,
                      in_reply_to_actor_native=person, community_native=community)  # fmt: skip


def _actor(record: Record, rows: Rows, seen: set[str]) -> None:
    del seen
    said = record.text("type") or "Person"
    kind = said if said in {"Group", "Organization", "Service", "Application"} else "Person"
    joined = record.maybe_moment("published")
    rows.member(record.identifier("person"), actor_type=kind,
                joined_at=joined.at if joined else None,
                is_indexable=_indexable(record, ""))  # fmt: skip


def _listed(metric: str) -> Callable[[Record, Rows, set[str]], None]:
    """The archive does not say when, so that it happened is a count: at least this one."""

    def add(record: Record, rows: Rows, seen: set[str]) -> None:
        del seen
        rows.observe(record.identifier("object"), metric, Count(1.0, is_lower_bound=True))

    return add


#: What is made of a record of each kind; the set holds people whose state is known in a page.
CONVERTERS: Final[Mapping[str, Callable[[Record, Rows, set[str]], None]]] = {
    "statuses": _status,
    "outbox": _item,
    "actor": _actor,
    "likes": _listed("likes"),
    "bookmarks": _listed("bookmarks"),
}


def _refuse_private(record: Record) -> None:
    said = record.text("visibility")
    if said not in {None, "public", "unlisted"}:
        raise Refused("visibility", "not-public", said or "", "public or unlisted")


def _counts(record: Record, rows: Rows, uri: str, at: str) -> None:
    for column, metric in _METRICS.items():
        rows.observe(uri, metric, record.count(f"{at}{column}"))


def _room(rows: Rows, person: str) -> str | None:
    """The server of a person, which is the community that they chose."""
    host = person.rpartition("@")[2] if "@" in person else host_of(person)
    if host:
        rows.community(host, host, url=f"https://{host}")
    return host
