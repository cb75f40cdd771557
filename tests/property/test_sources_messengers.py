"""Messengers' exports: whatever stands in their fields, each record is told once or set aside."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from tests.chat_samples import zipped

from folkmoot.sources import source
from folkmoot.sources._inner import count_inside, inside, picked
from folkmoot.testing import check_source

SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(-(2**40), 2**40), st.floats(),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=6),
    st.sampled_from(["1704164400", "2024-01-02T04:00:00", "2024-01-02T04:00:00+01:00", "service",
                     "message", "Default", "Reply", "channel_join", "user1", "U0001", "tombstone"]),
)  # fmt: skip


def record(*names: str) -> st.SearchStrategy[dict[str, Any]]:
    """Objects with some of these fields, of any form."""
    keys = st.sampled_from(names)
    inner = st.lists(st.one_of(SCALARS, st.dictionaries(keys, SCALARS)), max_size=3)
    values = st.one_of(
        SCALARS,
        inner,
        st.dictionaries(keys, st.one_of(SCALARS, inner)),
        st.lists(st.dictionaries(keys, inner), max_size=2),
    )
    return st.dictionaries(keys, values, max_size=8)


TELEGRAM = record(
    "id", "type", "date", "date_unixtime", "edited_unixtime", "from_id", "actor", "actor_id",
    "action", "members", "text", "reactions", "recent", "emoji", "count", "poll", "question",
)  # fmt: skip
DISCORD = record(
    "id", "type", "timestamp", "timestampEdited", "content", "author", "isBot", "reference",
    "messageId", "reactions", "users", "emoji", "count",
)  # fmt: skip
SLACK = record(
    "type", "subtype", "ts", "user", "bot_id", "text", "thread_ts", "reactions", "users", "name",
    "count", "edited",
)  # fmt: skip


def check(name: str, write: Callable[[Path], Path], options: Mapping[str, str]) -> None:
    """Hold all promises on an export."""
    with tempfile.TemporaryDirectory() as folder:
        check_source(source(name), write(Path(folder)), options, damage_count=0)


def written(path: Path, value: object) -> Path:
    path.write_text(json.dumps(value), "utf-8")
    return path


@given(st.lists(TELEGRAM, max_size=4), st.sampled_from(["personal_chat", "private_group"]))
def test_any_telegram_messages(messages: list[dict[str, Any]], kind: str) -> None:
    chat = {"name": "a", "type": kind, "id": 1, "messages": messages}
    check("telegram", lambda folder: written(folder / "result.json", chat), {})


@given(st.lists(DISCORD, max_size=4))
def test_any_discord_messages(messages: list[dict[str, Any]]) -> None:
    export = {
        "guild": {"id": "1", "name": "g"}, "channel": {"id": "2", "type": "GuildTextChat"},
        "messages": messages,
    }  # fmt: skip
    check("discord", lambda folder: written(folder / "channel.json", export), {})


@given(st.lists(SLACK, max_size=4), st.lists(SLACK, max_size=2))
def test_any_slack_messages(messages: list[dict[str, Any]], users: list[dict[str, Any]]) -> None:
    contents = {"users.json": json.dumps(users), "tea/2024-01-02.json": json.dumps(messages)}
    options = {"platform": "kettles.slack.com"}
    check("slack", lambda folder: zipped(folder / "slack.zip", contents), options)


JSON = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc"), inner),
    max_leaves=12,
)
PATHS = st.lists(st.sampled_from(["a", "b", "*"]), max_size=4)


@given(JSON, PATHS)
def test_what_is_inside_is_counted_as_it_is_found(value: Any, path: list[str]) -> None:
    assert count_inside(value, path) == sum(1 for _ in inside(value, path))


@given(
    st.dictionaries(st.sampled_from("abc"), JSON), st.lists(st.sampled_from(["a", "b.c", "c[]"]))
)
def test_only_what_is_named_is_picked(value: dict[str, Any], fields: list[str]) -> None:
    found = picked(value, fields)
    assert set(found) <= {field[0] for field in fields}
    assert picked(found, fields) == found or found != found  # noqa: PLR0124 - no number is unequal
