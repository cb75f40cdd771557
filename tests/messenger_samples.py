"""Exports of messengers for the tests of their sources, written by us in the documented forms.

Values that must never come out of a source hold the word SECRET.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.chat_samples import zipped

Json = dict[str, Any]

_CHAT: Json = {
    "name": "Tea room", "type": "public_supergroup", "id": 1234,
    "messages": [
        {"id": 1, "type": "service", "date": "2024-01-02T04:00:00", "date_unixtime": "1704164400",
         "actor": "Ann", "actor_id": "user1", "action": "create_group", "title": "Tea room",
         "members": ["Ann", "Bob"], "text": ""},
        {"id": 2, "type": "service", "date": "2024-01-02T04:01:00", "date_unixtime": "1704164460",
         "actor": "Bob", "actor_id": "user2", "action": "invite_members", "members": ["Bob"],
         "text": ""},
        {"id": 3, "type": "message", "date": "2024-01-02T04:02:00", "date_unixtime": "1704164520",
         "edited": "2024-01-02T04:05:00", "edited_unixtime": "1704164700",
         "from": "Ann", "from_id": "user1", "text": [
             "Which ", {"type": "bold", "text": "kettle"}, "? Call me: ",
             {"type": "phone", "text": "SECRET +44"}],
         "contact_information": {"phone_number": "SECRET"},
         "reactions": [
             {"type": "emoji", "count": 3, "emoji": "👍", "recent": [
                 {"from": "Bob", "from_id": "user2", "date": "2024-01-02T04:03:30"},
                 {"from": "Cem", "from_id": "user3", "date": "2024-01-02T05:00:00"}]},
             {"type": "emoji", "count": 1, "emoji": "👎", "recent": [
                 {"from": "Dee", "from_id": "user4", "date": "2024-01-02T05:01:00"}]}]},
        {"id": 4, "type": "message", "date": "2024-01-02T04:06:00", "date_unixtime": "1704164760",
         "from": "Bob", "from_id": "user2", "reply_to_message_id": 3, "text": "A plain one"},
        {"id": 5, "type": "message", "date": "2024-01-02T04:07:00", "date_unixtime": "1704164820",
         "from": "Cem", "from_id": "user3", "forwarded_from": "Kettle news", "text": "New!"},
        {"id": 6, "type": "message", "date": "2024-01-02T04:08:00", "date_unixtime": "1704164880",
         "from": "Cem", "from_id": "user3", "text": "",
         "poll": {"question": "Steel or glass?", "closed": False, "total_voters": 7}},
        {"id": 7, "type": "service", "date": "2024-01-02T04:09:00", "date_unixtime": "1704164940",
         "actor": "Dee", "actor_id": "user4", "action": "remove_members", "members": ["Dee"],
         "text": ""},
        {"id": 8, "type": "unsupported"},
    ],
}  # fmt: skip
TELEGRAM_CHAT = _CHAT
TELEGRAM_ACCOUNT: Json = {
    "about": "Here is the data you requested.",
    "personal_information": {"first_name": "Ann", "phone_number": "SECRET"},
    "contacts": {"list": [{"first_name": "Bob", "phone_number": "SECRET"}]},
    "chats": {"about": "", "list": [
        {"name": "Bob", "type": "personal_chat", "id": 2, "messages": [
            {"id": 20, "type": "message", "date": "2024-01-02T04:00:00",
             "date_unixtime": "1704164400", "from": "Bob", "from_id": "user2", "text": "SECRET",
             "reactions": [{"type": "emoji", "count": 1, "emoji": "👍", "recent": [
                 {"from": "Ann SECRET", "from_id": "user1", "date": "2024-01-02T04:03:30"}]}]}]},
        _CHAT,
    ]},
    "left_chats": {"about": "", "list": [
        {"name": "Kettle news", "type": "public_channel", "id": 55, "messages": [
            {"id": 1, "type": "message", "date": "2024-01-03T04:00:00",
             "date_unixtime": "1704250800", "from": "Kettle news", "from_id": "channel55",
             "text": "New!"}]}]},
    "sessions": {"list": [{"last_ip": "SECRET"}]},
}  # fmt: skip

DISCORD: Json = {
    "guild": {"id": "10", "name": "Kettles", "iconUrl": "https://cdn.example/i.png"},
    "channel": {"id": "20", "type": "GuildTextChat", "categoryId": "19", "category": "Talk",
                "name": "tea", "topic": "All about tea"},
    "dateRange": {"after": None, "before": None},
    "exportedAt": "2024-02-01T00:00:00+00:00",
    "messages": [
        {"id": "30", "type": "GuildMemberJoin", "timestamp": "2024-01-02T04:00:00.5+01:00",
         "timestampEdited": None, "callEndedTimestamp": None, "isPinned": False,
         "content": "Joined the server.", "author": {"id": "1", "name": "ann", "nickname": "Ann",
         "discriminator": "0000", "isBot": False, "roles": [], "avatarUrl": "SECRET"},
         "reactions": [], "mentions": []},
        {"id": "31", "type": "Default", "timestamp": "2024-01-02T04:01:00+01:00",
         "timestampEdited": "2024-01-02T04:09:00+01:00", "content": "Which kettle?",
         "author": {"id": "1", "name": "ann", "nickname": "Ann", "isBot": False},
         "attachments": [{"id": "90", "url": "https://cdn.example/SECRET", "fileName": "a.png"}],
         "reactions": [
             {"emoji": {"id": "", "name": "👍", "code": "thumbsup"}, "count": 4, "users": [
                 {"id": "2", "name": "bob", "nickname": "Bob", "isBot": False},
                 {"id": "9", "name": "helper", "nickname": "Helper", "isBot": True}]}],
         "mentions": [{"id": "3", "name": "SECRET"}]},
        {"id": "32", "type": "Reply", "timestamp": "2024-01-02T04:02:00+01:00",
         "timestampEdited": None, "content": "A plain one",
         "author": {"id": "2", "name": "bob", "nickname": "Bob", "isBot": False},
         "reactions": [],
         "reference": {"type": "Default", "messageId": "31", "channelId": "20", "guildId": "10"}},
        {"id": "33", "type": "20", "timestamp": "2024-01-02T04:03:00+01:00",
         "timestampEdited": None, "content": "It is noon",
         "author": {"id": "9", "name": "helper", "nickname": "Helper", "isBot": True},
         "reactions": []},
        {"id": "34", "type": "Default", "timestamp": "2024-01-02T04:04:00+01:00",
         "timestampEdited": None, "content": "",
         "author": {"id": "2", "name": "bob", "nickname": "Bob", "isBot": False}, "reactions": [],
         "reference": {"type": "Forward", "messageId": "77", "channelId": "8", "guildId": "7"},
         "forwardedMessage": {"timestamp": "2023-01-02T04:04:00+01:00", "content": "Old news"}},
        {"id": "35", "type": "ChannelPinnedMessage", "timestamp": "2024-01-02T04:05:00+01:00",
         "timestampEdited": None, "content": "Pinned a message.",
         "author": {"id": "1", "name": "ann", "nickname": "Ann", "isBot": False}, "reactions": []},
    ],
    "messageCount": 6,
}  # fmt: skip
DISCORD_DIRECT: Json = {
    "guild": {"id": "0", "name": "Direct Messages"},
    "channel": {"id": "21", "type": "DirectTextChat", "name": "SECRET"},
    "messages": [
        {"id": "40", "type": "Default", "timestamp": "2024-01-02T04:01:00+01:00",
         "content": "SECRET", "author": {"id": "1", "name": "SECRET", "isBot": False},
         "reactions": [{"emoji": {"name": "👍"}, "count": 1, "users": [{"id": "SECRET"}]}]},
    ],
}  # fmt: skip

SLACK: dict[str, list[Json]] = {
    "users.json": [
        {"id": "U0001", "team_id": "T1", "name": "ann", "real_name": "Ann", "is_bot": False,
         "deleted": False, "tz": "Europe/SECRET",
         "profile": {"email": "ann@SECRET.example", "phone": "SECRET", "real_name": "Ann"}},
        {"id": "U0002", "name": "bob", "real_name": "Bob", "is_bot": False, "deleted": True},
        {"id": "U0009", "name": "helper", "real_name": "Helper", "is_bot": True},
    ],
    "channels.json": [
        {"id": "C0001", "name": "tea", "created": 1704067200, "creator": "U0001",
         "is_archived": False, "members": ["U0001", "U0002"],
         "topic": {"value": "kettles", "creator": "U0001"}, "purpose": {"value": "Talk of tea"}},
    ],
    "dms.json": [{"id": "D00000001", "created": 1704067200, "members": ["U0001", "U0002"]}],
    "integration_logs.json": [{"user_id": "U0001", "service_type": "SECRET"}],
    "tea/2024-01-02.json": [
        {"type": "message", "subtype": "channel_join", "user": "U0002", "ts": "1704164400.000100",
         "text": "<@U0002> has joined the channel"},
        {"type": "message", "user": "U0001", "ts": "1704164460.000200", "text": "Which kettle?",
         "client_msg_id": "x", "user_profile": {"real_name": "SECRET"},
         "thread_ts": "1704164460.000200", "reply_count": 1,
         "edited": {"user": "U0001", "ts": "1704164500.000000"},
         "reactions": [{"name": "+1", "users": ["U0002", "U0009"], "count": 2}]},
        {"type": "message", "user": "U0002", "ts": "1704164520.000300", "text": "A plain one",
         "thread_ts": "1704164460.000200", "parent_user_id": "U0001"},
        {"type": "message", "subtype": "bot_message", "bot_id": "B0001",
         "ts": "1704164580.000400", "text": "It is noon"},
        {"type": "message", "subtype": "channel_topic", "user": "U0001",
         "ts": "1704164640.000500", "text": "set the topic", "topic": "kettles"},
        {"type": "message", "subtype": "tombstone", "user": "USLACKBOT",
         "ts": "1704164700.000600", "text": "This message was deleted."},
        {"type": "message", "user": "U0001", "ts": "soon", "text": "no time"},
    ],
    "D00000001/2024-01-02.json": [
        {"type": "message", "user": "U0001", "ts": "1704164400.000100", "text": "SECRET"},
    ],
}  # fmt: skip


def write_telegram(folder: Path) -> Path:
    """One chat."""
    return _json(folder / "result.json", TELEGRAM_CHAT)


def write_telegram_account(folder: Path) -> Path:
    """All chats of an account."""
    return _json(folder / "account" / "result.json", TELEGRAM_ACCOUNT)


def write_discord(folder: Path) -> Path:
    """One channel."""
    return _json(folder / "Kettles - Talk - tea [20].json", DISCORD)


def write_discord_direct(folder: Path) -> Path:
    """Direct messages."""
    return _json(folder / "Direct Messages - bob [21].json", DISCORD_DIRECT)


def write_slack(folder: Path) -> Path:
    """The zip of a workspace."""
    contents = {name: json.dumps(records) for name, records in SLACK.items()}
    return zipped(folder / "Kettles Slack export.zip", contents)


def write_slack_folder(folder: Path) -> Path:
    """The same, unpacked."""
    for name, records in SLACK.items():
        _json(folder / "slack" / name, records)
    return folder / "slack"


def _json(path: Path, value: object) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value, ensure_ascii=False, indent=1), "utf-8")
    return path
