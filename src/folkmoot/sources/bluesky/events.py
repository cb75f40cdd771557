"""Records of a repository in the form of a stream's events, and what is taken out of both."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from folkmoot.files.base import Fault
from folkmoot.sources._fields import Raw
from folkmoot.sources.bluesky.car import Entry

__all__ = ["KIND", "repository_events", "without_mentions"]

KIND: Final = "events"


def repository_events(entries: Iterable[Entry]) -> Iterator[Raw]:
    """Records of a repository, each as the event that it was created."""
    for row, entry in enumerate(entries, start=1):
        yield _event(row, entry)


def without_mentions(records: Iterable[Raw]) -> Iterator[Raw]:
    """Events of whose marks in a text only the tags are left: others name people, or are links."""
    for raw in records:
        value = raw.value
        commit = value.get("commit") if isinstance(value, Mapping) else None
        record = commit.get("record") if isinstance(commit, dict) else None
        if isinstance(value, Mapping) and isinstance(record, dict) and "facets" in record:
            kept = {**record, "facets": _tags(record["facets"])}
            yield replace(raw, value={**value, "commit": {**(commit or {}), "record": kept}})
        else:
            yield raw


def _event(row: int, entry: Entry) -> Raw:
    if entry.value is None:
        got = f"no block for {entry.key}"
        fault = Fault(row, row, "", "missing-block", got, "a block for each record of the tree")
        return Raw(KIND, row, row, fault)
    collection, _, rkey = entry.key.partition("/")
    try:
        record = _plain(entry.value)
        size = len(json.dumps(record))
    except RecursionError:
        fault = Fault(row, row, "", "malformed-record", "too many levels", "a record")
        return Raw(KIND, row, row, fault)
    commit = {"rev": entry.rev, "operation": "create", "collection": collection, "rkey": rkey,
              "record": record}  # fmt: skip
    return Raw(KIND, row, row, {"did": entry.did, "kind": "commit", "commit": commit}, size)


def _tags(facets: Any) -> list[dict[str, Any]]:
    marks = [one.get("features") for one in facets if isinstance(one, dict)] if isinstance(
        facets, list) else []  # fmt: skip
    return [
        {"features": [{"tag": feature["tag"]}]}
        for features in marks
        for feature in (features if isinstance(features, list) else ())
        if isinstance(feature, dict) and "tag" in feature
    ]


def _plain(value: Any) -> Any:
    """An object of DAG-CBOR as JSON has it; links and bytes are put as hexadecimal digits."""
    if isinstance(value, dict):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    return value.hex() if isinstance(value, bytes) else value
