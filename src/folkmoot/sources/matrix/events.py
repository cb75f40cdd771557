"""Where events stand in a file, and the records that they become.

A receipt is one event in which many people tell what they have read: it becomes a record for each
of them, since a record is one person's. Keys lose their dots, which the names of columns cannot
have: ``m.relates_to`` is read as ``m_relates_to``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from folkmoot.sources._fields import Raw
from folkmoot.sources._json import Layout

__all__ = [
    "DOCUMENTS",
    "KIND",
    "PERSON_COLUMNS",
    "PLAIN",
    "RECEIPT",
    "numbered_events",
    "receipts",
]

KIND: Final = "events"
RECEIPT: Final = "m.receipt"

_POLL: Final = "content.org_matrix_msc3381_poll_start.question."
_FIELDS: Final = (
    "type", "event_id", "sender", "room_id", "origin_server_ts", "state_key", "redacts", "read_ts",
    "content.redacts", "content.msgtype", "content.body", "content.m_new_content.body",
    "content.m_relates_to.rel_type", "content.m_relates_to.event_id", "content.m_relates_to.key",
    "content.m_relates_to.is_falling_back", "content.m_relates_to.m_in_reply_to.event_id",
    "content.membership", "content.displayname", "content.name", "content.topic",
    "content.m_poll.question.m_text[]", f"{_POLL}org_matrix_msc1767_text", f"{_POLL}body",
    "unsigned.prev_content.membership", "^.room_name", "^.topic",
)  # fmt: skip

#: An export of Element, an answer to ``/messages``, or one to ``/sync``.
DOCUMENTS: Final = tuple(
    Layout(KIND, _FIELDS, path)
    for path in (
        ("messages",), ("chunk",), ("state",), ("rooms", "join", "*", "timeline", "events"),
        ("rooms", "join", "*", "ephemeral", "events"),
    )
)  # fmt: skip
#: A list of events, or an event a line.
PLAIN: Final = Layout(KIND, _FIELDS)

PERSON_COLUMNS: Final = {
    "sender": "author",
    "state_key": "mention",
    "content.displayname": "name",
}

_LEVELS: Final = 5


def numbered_events(records: Iterable[Raw]) -> Iterator[Raw]:
    """Records of a file with each receipt taken apart, numbered anew."""
    row = 0
    for raw in records:
        if not isinstance(raw.value, Mapping):
            row += 1
            yield replace(raw, row=row, value=replace(raw.value, row=row))
            continue
        for value in _parts(raw.value):
            row += 1
            yield replace(raw, row=row, value=value)


def receipts(event: Mapping[str, Any]) -> list[tuple[str, str, Any]]:
    """What a receipt tells: event, person, moment; private ones are left where they are.

    Examples
    --------
    >>> receipts({"content": {"$e": {"m.read": {"@ann:example.org": {"ts": 1503808286000}}}}})
    [('$e', '@ann:example.org', 1503808286000)]
    """
    content = event.get("content")
    found = []
    for event_id, kinds in content.items() if isinstance(content, dict) else ():
        people = kinds.get("m.read") if isinstance(kinds, dict) else None
        for person, told in people.items() if isinstance(people, dict) else ():
            found.append((event_id, person, told.get("ts") if isinstance(told, dict) else None))
    return found


def _parts(event: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    told = receipts(event) if event.get("type") == RECEIPT else []
    if not told:
        yield {
            key: _undotted(value, _LEVELS) if key in {"content", "unsigned"} else value
            for key, value in event.items()
        }
    for event_id, person, ts in told:
        yield {"type": RECEIPT, "room_id": event.get("room_id"), "event_id": event_id,
               "sender": person, "read_ts": ts}  # fmt: skip


def _undotted(value: Any, levels: int) -> Any:
    if not isinstance(value, dict) or not levels:
        return value
    return {key.replace(".", "_"): _undotted(inner, levels - 1) for key, inner in value.items()}
