"""From records of the AT Protocol to native rows, whichever way they came."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from folkmoot.sources._moments import Moment
from folkmoot.sources._native import Record, Refused, Rows
from folkmoot.sources._platform_ids import native_id, platform_ids

__all__ = ["FIELDS", "PERSON_COLUMNS", "convert", "new_rows"]

_RECORD: Final = "commit.record."
#: Columns of an event, as Jetstream writes it; a record of a repository is put in the same form.
FIELDS: Final = (
    "did", "kind", "time_us", "commit.rev", "commit.operation", "commit.collection",
    "commit.rkey", "identity.handle", "account.active", "account.status",
    *(_RECORD + name for name in (
        "text", "createdAt", "reply.parent.uri", "reply.root.uri", "subject", "subject.uri",
        "langs[]", "tags[]", "facets[]", "displayName", "labels.values[]",
    )),
)  # fmt: skip

PERSON_COLUMNS: Final = {
    "did": "author",
    "identity.handle": "name",
    f"{_RECORD}displayName": "name",
    f"{_RECORD}subject": "mention",
}

_ALPHABET: Final = "234567abcdefghijklmnopqrstuvwxyz"
_TID_LENGTH, _TID_CLOCK_BITS, _TID_YEARS = 13, 10, (2022, 2099)
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_POST, _PROFILE = "app.bsky.feed.post", "app.bsky.actor.profile"
#: A label by which people ask that who is not signed in is not shown what they write.
_HIDDEN: Final = "!no-unauthenticated"


def new_rows(frame: str) -> Rows:
    """A gatherer for the rows of a page."""
    ids = platform_ids("bluesky")
    return Rows(ids.platform, ids.kind, frame=frame, scheme=ids.scheme)


def convert(record: Record, rows: Rows) -> None:
    """Add the rows of one event."""
    did = record.identifier("did")
    if record.text("kind") != "commit":
        _account(record, rows, did)
        return
    collection = record.need("commit.collection")
    made = _MADE.get(collection)
    operation = record.need("commit.operation")
    if made is None or operation not in {"create", "update", "delete"}:
        raise Refused("commit.collection", "not-an-activity", collection,
                      f"one of {', '.join(_MADE)}")  # fmt: skip
    uri = native_id("bluesky", "record", did, collection, record.identifier("commit.rkey"))
    if operation == "delete":
        _deleted(record, rows, collection, uri)
    else:
        made(record, rows, did, uri)


def _post(record: Record, rows: Rows, did: str, uri: str) -> None:
    parent = record.text(f"{_RECORD}reply.parent.uri")
    languages = [one for one in record.items(f"{_RECORD}langs[]") if isinstance(one, str)]
    said = {
        "object_type": "Note",
        "object_native": uri,
        "root_native": record.text(f"{_RECORD}reply.root.uri") or uri,
        "text": record.text(f"{_RECORD}text"),
        "lang_declared": languages[0] if languages else None,
        "url": f"https://bsky.app/profile/{did}/post/{record.text('commit.rkey')}",
        "tags": _tags(record),
    }
    if record.text("commit.operation") == "update":
        # What was changed, and whose it is, stand in the columns of a reply, as everywhere.
        rows.activity(_name_of_change(record, uri), "Update", record.moment("time_us"), actor=did,
                      in_reply_to_native=uri, in_reply_to_actor_native=did, **said)  # fmt: skip
        return
    rows.activity(uri, "Create", _made_at(record), actor=did, in_reply_to_native=parent,
                  in_reply_to_actor_native=_did_of(parent), **said)  # fmt: skip


def _of_post(verb: str) -> Callable[[Record, Rows, str, str], None]:
    def add(record: Record, rows: Rows, did: str, uri: str) -> None:
        subject = record.identifier(f"{_RECORD}subject.uri")
        rows.activity(uri, verb, _made_at(record), actor=did, object_type="Note",
                      object_native=subject)  # fmt: skip

    return add


def _of_person(verb: str) -> Callable[[Record, Rows, str, str], None]:
    def add(record: Record, rows: Rows, did: str, uri: str) -> None:
        subject = record.identifier(f"{_RECORD}subject")
        rows.activity(uri, verb, _made_at(record), actor=did, object_type="Person",
                      object_native=subject)  # fmt: skip

    return add


def _profile(record: Record, rows: Rows, did: str, uri: str) -> None:
    del uri  # a profile is known by its owner
    labels = {one.get("val") for one in record.objects(f"{_RECORD}labels.values[]")
              if isinstance(one.get("val"), str)}  # fmt: skip
    joined = record.maybe_moment(f"{_RECORD}createdAt", source="client")
    rows.member(did, joined_at=joined.at if joined else None,
                is_indexable=False if _HIDDEN in labels else None)  # fmt: skip


#: What a record of each collection shows.
_MADE: Final[Mapping[str, Callable[[Record, Rows, str, str], None]]] = {
    _POST: _post,
    "app.bsky.feed.like": _of_post("Like"),
    "app.bsky.feed.repost": _of_post("Announce"),
    "app.bsky.graph.follow": _of_person("Follow"),
    "app.bsky.graph.block": _of_person("Block"),
    "app.bsky.graph.listitem": _of_person("Add"),
    _PROFILE: _profile,
}


def _deleted(record: Record, rows: Rows, collection: str, uri: str) -> None:
    """What was made is deleted; what was done is undone."""
    verb = "Delete" if collection in {_POST, _PROFILE} else "Undo"
    rows.activity(_name_of_change(record, uri), verb, record.moment("time_us"),
                  actor=record.text("did"), object_native=uri)  # fmt: skip


def _account(record: Record, rows: Rows, did: str) -> None:
    """An account that goes has left; a new name is a new state of a member."""
    kind, status = record.text("kind"), record.text("account.active")
    if kind not in {"identity", "account"}:
        raise Refused("kind", "unknown-event", kind or "", "commit, identity or account")
    when = record.moment("time_us")
    if kind == "account" and status == "false":
        name = f"at://{did}#left/{record.text('time_us')}"
        rows.activity(name, "Leave", when, actor=did, object_native=f"at://{did}")
    else:
        rows.member(did)


def _name_of_change(record: Record, uri: str) -> str:
    return f"{uri}#{record.text('commit.operation')}/{record.need('commit.rev')}"


def _made_at(record: Record) -> Moment:
    """When a record was made, as the application said; else as the record's key says.

    Keys are timestamps (https://atproto.com/specs/tid), so they serve where the application's own
    time is missing or impossible.
    """
    told = record.maybe_moment(f"{_RECORD}createdAt", source="client")
    if moment := told or _tid(record.text("commit.rkey") or ""):
        return moment
    return record.moment(f"{_RECORD}createdAt")


def _tid(key: str) -> Moment | None:
    if len(key) != _TID_LENGTH or not set(key) <= set(_ALPHABET):
        return None
    number = 0
    for letter in key:
        number = number * len(_ALPHABET) + _ALPHABET.index(letter)
    at = _EPOCH + timedelta(microseconds=number >> _TID_CLOCK_BITS)
    # A key of that form which tells another time than the network's own is chance.
    return Moment(at) if _TID_YEARS[0] <= at.year <= _TID_YEARS[1] else None


def _did_of(uri: str | None) -> str | None:
    """Whose record an at-uri names."""
    if not uri or not uri.startswith("at://did:"):
        return None
    return uri.removeprefix("at://").partition("/")[0]


def _tags(record: Record) -> list[str] | None:
    found: list[Any] = record.items(f"{_RECORD}tags[]")
    for facet in record.objects(f"{_RECORD}facets[]"):
        features = facet.get("features")
        found += [
            feature.get("tag")
            for feature in (features if isinstance(features, list) else [])
            if isinstance(feature, dict)
        ]
    return list(dict.fromkeys(tag for tag in found if isinstance(tag, str))) or None
